/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes and their signals.
 *
 * Stands for: include/linux/sched/signal.h
 * Fidelity:   MODEL - every process has one thread; all processes are one session;
 *             the first process is an ordinary one
 * Absent:     struct signal_struct, ptrace, limits, signals with an address
 */
#ifndef _KSIM_LINUX_SCHED_SIGNAL_H
#define _KSIM_LINUX_SCHED_SIGNAL_H

#include <linux/version.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/cred.h>

/**
 * struct sighand_struct - what a process does about each signal
 * @siglock: for drivers that lock what they look at
 * @count: processes that share it: a child does until either changes it
 * @action: by number of the signal, from 1
 */
struct sighand_struct {
	spinlock_t siglock;
	refcount_t count;
	struct k_sigaction action[_NSIG];
};

extern struct sighand_struct init_sighand;

#define next_task(p) list_entry((p)->tasks.next, struct task_struct, tasks)
#define for_each_process(p) \
	for (p = &init_task; (p = next_task(p)) != &init_task;)
#define for_each_thread(p, t) for (t = (p); t; t = NULL)
#define for_each_process_thread(p, t) \
	for_each_process(p) for_each_thread(p, t)
static inline struct task_struct *next_thread(const struct task_struct *p)
{
	return (struct task_struct *)p;
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define do_each_thread(g, t) \
	for (g = t = &init_task; (g = t = next_task(g)) != &init_task;) do
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
#define while_each_thread(g, t) while ((t = next_thread(t)) != g)
#endif

#define thread_group_leader(p) ((p)->group_leader == (p))
#define thread_group_empty(p) ((void)(p), 1)
#define get_nr_threads(p) ((void)(p), 1)
#define same_thread_group(p1, p2) ((p1)->tgid == (p2)->tgid)

static inline struct pid *task_pgrp(struct task_struct *task)
{
	return task->ksim_pgrp;
}

/* Who sends: a process by kill(), or the kernel. */
#define SEND_SIG_NOINFO ((struct kernel_siginfo *)0)
#define SEND_SIG_PRIV ((struct kernel_siginfo *)1)

static inline int is_si_special(const struct kernel_siginfo *info)
{
	return info <= SEND_SIG_PRIV;
}

/**
 * send_sig() - send a signal to a task
 * @sig: its number
 * @p: the task
 * @priv: whether the kernel sends it; else the current task does
 *
 * Nobody's permission is asked.
 *
 * Context: Any.
 * Return: 0, -EINVAL for no signal, -ESRCH for a task at its end.
 */
int send_sig(int sig, struct task_struct *p, int priv);
int send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p);

/**
 * force_sig() - send the current task a signal that it cannot escape
 * @sig: its number
 *
 * If the task ignores it or holds it back, it gets the default action.
 */
void force_sig(int sig);
int force_sig_info(struct kernel_siginfo *info);

/**
 * kill_pid() - send a signal to a process
 * @pid: whose; may be NULL
 * @sig: its number; 0 asks whether it exists
 * @priv: whether the kernel sends it; else the current task needs permission
 *
 * Context: Any.
 * Return: 0, -EINVAL, -EPERM, or -ESRCH if there is no such process.
 */
int kill_pid(struct pid *pid, int sig, int priv);
int kill_pgrp(struct pid *pid, int sig, int priv);
int kill_pid_info(int sig, struct kernel_siginfo *info, struct pid *pid);

/**
 * flush_signals() - forget all pending signals of a task
 * @t: the task
 */
void flush_signals(struct task_struct *t);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
int dequeue_signal(sigset_t *mask, kernel_siginfo_t *info,
		   enum pid_type *type);
#else
int dequeue_signal(struct task_struct *task, sigset_t *mask,
		   kernel_siginfo_t *info, enum pid_type *type);
#endif

/* For kernel threads: takes the next signal off the queue, 0 for none. */
static inline int kernel_dequeue_signal(void)
{
	struct task_struct *tsk = current;
	kernel_siginfo_t info;
	enum pid_type type;
	int sig;

	spin_lock_irq(&tsk->sighand->siglock);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	sig = dequeue_signal(&tsk->blocked, &info, &type);
#else
	sig = dequeue_signal(tsk, &tsk->blocked, &info, &type);
#endif
	spin_unlock_irq(&tsk->sighand->siglock);
	return sig;
}

void recalc_sigpending(void);
void signal_wake_up_state(struct task_struct *t, unsigned int state);

static inline void signal_wake_up(struct task_struct *t, bool fatal)
{
	signal_wake_up_state(t, fatal ? TASK_WAKEKILL | __TASK_TRACED : 0);
}

/* Without what a kernel thread is told otherwise, as by kthread_stop(). */
static inline int task_sigpending(struct task_struct *p)
{
	return test_ti_thread_flag(&p->thread_info, TIF_SIGPENDING);
}

/**
 * set_user_sigmask() - hold back other signals for the length of a system call
 * @umask: which ones; NULL to change nothing
 * @sigsetsize: size of a sigset_t, or it is an error
 *
 * The call ends with restore_saved_sigmask_unless().
 *
 * Return: 0, -EINVAL or -EFAULT.
 */
int set_user_sigmask(const sigset_t __user *umask, size_t sigsetsize);

/* Unless set_user_sigmask() was not called: hold back what was before. */
void restore_saved_sigmask(void);

/*
 * @interrupted: a signal ends the call. It is delivered first, and then the
 * return of its handler restores the mask.
 */
static inline void restore_saved_sigmask_unless(bool interrupted)
{
	if (!interrupted)
		restore_saved_sigmask();
}

/* For a system call that would rather begin anew: return this. */
static inline int restart_syscall(void)
{
	set_thread_flag(TIF_SIGPENDING);
	return -ERESTARTNOINTR;
}

/* Drivers get this from here, too. Last: it may need the above. */
#include <linux/uaccess.h>

#endif
