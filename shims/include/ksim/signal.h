/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals, for fork, exit and the table in init/main.c.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_SIGNAL_H
#define _KSIM_SIGNAL_H

#include <linux/types.h>
#include <ksim/abi/vmlinux.h>

struct task_struct;

/**
 * copy_sighand() - give a new task the handlers and the mask of its parent
 * @tsk: the new task, whose flags are set
 * @parent: the other
 */
void copy_sighand(struct task_struct *tsk, struct task_struct *parent);

/**
 * exit_sighand() - the task takes no signals any more
 * @tsk: the task
 */
void exit_sighand(struct task_struct *tsk);

/**
 * next_process() - for walking through all processes
 * @after: the pid of the last one; 0 at first
 *
 * By number, since any of them may end between two steps.
 *
 * Return: the next one, without a reference; NULL if there is none.
 */
struct task_struct *next_process(pid_t after);

/* See struct ksim_vmlinux and struct ksim_syscalls for these. */
int ksim_signal_deliver(struct ksim_user_return *ret,
			struct ksim_signal_frame *frame);
void ksim_task_signal(void *task, int sig);
long ksys_restart_syscall(void);
long ksys_sigreturn(ksim_u64 blocked);
long ksys_kill(int pid, int sig);
long ksys_setpgid(int pid, int pgid);
long ksys_getpgid(int pid);
long ksys_sigaction(int sig, const struct ksim_sigaction *act,
		    struct ksim_sigaction *old);
long ksys_sigprocmask(int how, const ksim_u64 *set, ksim_u64 *old);
long ksys_sigpending(ksim_u64 *set);

#endif
