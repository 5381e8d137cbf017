/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of signals, and what signals do to a task that says nothing about them.
 *
 * Stands for: include/linux/signal.h
 * Fidelity:   MODEL - a task has one queue: what is sent to the process and what is
 *             sent to its only thread are not kept apart
 * Absent:     siginfo in user memory, alternate stacks, signalfd
 */
#ifndef _KSIM_LINUX_SIGNAL_H
#define _KSIM_LINUX_SIGNAL_H

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/pid.h>
#include <linux/signal_types.h>
#include <linux/string.h>

struct task_struct;

static inline void copy_siginfo(kernel_siginfo_t *to,
				const kernel_siginfo_t *from)
{
	memcpy(to, from, sizeof(*to));
}

static inline void clear_siginfo(kernel_siginfo_t *info)
{
	memset(info, 0, sizeof(*info));
}

static inline void sigaddset(sigset_t *set, int sig)
{
	*(unsigned long *)set |= 1UL << (sig - 1);
}

static inline void sigdelset(sigset_t *set, int sig)
{
	*(unsigned long *)set &= ~(1UL << (sig - 1));
}

static inline int sigismember(sigset_t *set, int sig)
{
	return *(unsigned long *)set >> (sig - 1) & 1;
}

static inline void sigemptyset(sigset_t *set)
{
	*(unsigned long *)set = 0;
}

static inline void sigfillset(sigset_t *set)
{
	*(unsigned long *)set = ~0UL;
}

static inline int sigisemptyset(sigset_t *set)
{
	return *set == 0;
}

static inline int sigequalsets(const sigset_t *set1, const sigset_t *set2)
{
	return *set1 == *set2;
}

static inline void sigorsets(sigset_t *r, const sigset_t *a, const sigset_t *b)
{
	*r = *a | *b;
}

static inline void sigandsets(sigset_t *r, const sigset_t *a, const sigset_t *b)
{
	*r = *a & *b;
}

static inline void sigandnsets(sigset_t *r, const sigset_t *a,
			       const sigset_t *b)
{
	*r = *a & ~*b;
}

static inline void signotset(sigset_t *set)
{
	*set = ~*set;
}

#define sigmask(sig) (1UL << ((sig) - 1))
#define rt_sigmask(sig) sigmask(sig)

static inline void sigaddsetmask(sigset_t *set, unsigned long mask)
{
	*set |= mask;
}

static inline void sigdelsetmask(sigset_t *set, unsigned long mask)
{
	*set &= ~mask;
}

static inline int sigtestsetmask(sigset_t *set, unsigned long mask)
{
	return (*set & mask) != 0;
}

static inline void siginitset(sigset_t *set, unsigned long mask)
{
	*set = mask;
}

static inline void siginitsetinv(sigset_t *set, unsigned long mask)
{
	*set = ~mask;
}

static inline void init_sigpending(struct sigpending *sig)
{
	sigemptyset(&sig->signal);
	INIT_LIST_HEAD(&sig->list);
}

static inline int valid_signal(unsigned long sig)
{
	return sig <= _NSIG;
}

/* Sets of the standard signals, by what they do when nobody handles them. */
#define SIG_KERNEL_ONLY_MASK (rt_sigmask(SIGKILL) | rt_sigmask(SIGSTOP))
#define SIG_KERNEL_STOP_MASK				\
	(rt_sigmask(SIGSTOP) | rt_sigmask(SIGTSTP) |	\
	 rt_sigmask(SIGTTIN) | rt_sigmask(SIGTTOU))
#define SIG_KERNEL_COREDUMP_MASK			\
	(rt_sigmask(SIGQUIT) | rt_sigmask(SIGILL) |	\
	 rt_sigmask(SIGTRAP) | rt_sigmask(SIGABRT) |	\
	 rt_sigmask(SIGFPE) | rt_sigmask(SIGSEGV) |	\
	 rt_sigmask(SIGBUS) | rt_sigmask(SIGSYS) |	\
	 rt_sigmask(SIGXCPU) | rt_sigmask(SIGXFSZ))
#define SIG_KERNEL_IGNORE_MASK				\
	(rt_sigmask(SIGCONT) | rt_sigmask(SIGCHLD) |	\
	 rt_sigmask(SIGWINCH) | rt_sigmask(SIGURG))
/* Those with meanings of their own for si_code. */
#define SIG_SPECIFIC_SICODES_MASK			\
	(rt_sigmask(SIGILL) | rt_sigmask(SIGFPE) |	\
	 rt_sigmask(SIGSEGV) | rt_sigmask(SIGBUS) |	\
	 rt_sigmask(SIGTRAP) | rt_sigmask(SIGCHLD) |	\
	 rt_sigmask(SIGPOLL) | rt_sigmask(SIGSYS))
#define siginmask(sig, mask) \
	((sig) > 0 && (sig) < SIGRTMIN && (rt_sigmask(sig) & (mask)))
#define sig_kernel_only(sig) siginmask(sig, SIG_KERNEL_ONLY_MASK)
#define sig_kernel_coredump(sig) siginmask(sig, SIG_KERNEL_COREDUMP_MASK)
#define sig_kernel_ignore(sig) siginmask(sig, SIG_KERNEL_IGNORE_MASK)
#define sig_kernel_stop(sig) siginmask(sig, SIG_KERNEL_STOP_MASK)
#define sig_specific_sicodes(sig) siginmask(sig, SIG_SPECIFIC_SICODES_MASK)

/**
 * group_send_sig_info() - send a signal to a process, if the sender may
 * @sig: its number; 0 only asks whether the sender may
 * @info: SEND_SIG_NOINFO, SEND_SIG_PRIV or what there is to say
 * @p: the process
 * @type: PIDTYPE_TGID, or PIDTYPE_PGID for a whole group
 *
 * Context: Any.
 * Return: 0, -EINVAL for no signal, -EPERM, -ESRCH for a process at its end.
 */
int group_send_sig_info(int sig, struct kernel_siginfo *info,
			struct task_struct *p, enum pid_type type);
int do_send_sig_info(int sig, struct kernel_siginfo *info,
		     struct task_struct *p, enum pid_type type);
int send_signal_locked(int sig, struct kernel_siginfo *info,
		       struct task_struct *p, enum pid_type type);
void flush_sigqueue(struct sigpending *queue);

/**
 * sigprocmask() - change which signals the current task holds back
 * @how: SIG_BLOCK, SIG_UNBLOCK or SIG_SETMASK
 * @set: the signals
 * @oldset: receives what was held back before; may be NULL
 *
 * In the kernel even SIGKILL can be held back.
 *
 * Return: 0 or -EINVAL.
 */
int sigprocmask(int how, sigset_t *set, sigset_t *oldset);
void set_current_blocked(sigset_t *newset);
void __set_current_blocked(const sigset_t *newset);

bool get_signal(struct ksignal *ksig);

/* Handlers of kernel threads: the signal only becomes pending. */
#define SIG_KTHREAD ((__force __sighandler_t)2)
#define SIG_KTHREAD_KERNEL ((__force __sighandler_t)3)

void kernel_sigaction(int sig, __sighandler_t action);

/* A kernel thread ignores every signal that it has not allowed. */
static inline void allow_signal(int sig)
{
	kernel_sigaction(sig, SIG_KTHREAD);
}

/* Only if the kernel sends it. */
static inline void allow_kernel_signal(int sig)
{
	kernel_sigaction(sig, SIG_KTHREAD_KERNEL);
}

static inline void disallow_signal(int sig)
{
	kernel_sigaction(sig, SIG_IGN);
}

#endif
