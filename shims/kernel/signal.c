/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals.
 *
 * Stands for: kernel/signal.c, arch/x86/kernel/signal.c
 *
 * A process has one thread, and so one queue. Handlers are functions of the
 * test: the core calls them on the user stack, when the system call is over
 * (ksim/machine/signals.cc), after asking ksim_signal_deliver() here.
 */
#include <linux/cred.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <ksim/abi/task.h>
#include <ksim/signal.h>

/* All of SIG_DFL, for those who never asked for anything else. */
struct sighand_struct init_sighand = {
	.siglock = __SPIN_LOCK_UNLOCKED(init_sighand.siglock),
	.count = REFCOUNT_INIT(1),
};

/*
 * Protects queues and handlers of all tasks. Linux has a lock in each
 * sighand_struct, and RCU to keep it there; the ones here are for drivers.
 */
static DEFINE_SPINLOCK(siglock);

/* Of the CPU itself: they go first. */
#define SYNCHRONOUS_MASK						\
	(sigmask(SIGSEGV) | sigmask(SIGBUS) | sigmask(SIGILL) |		\
	 sigmask(SIGTRAP) | sigmask(SIGFPE) | sigmask(SIGSYS))
#define UNBLOCKABLE (sigmask(SIGKILL) | sigmask(SIGSTOP))

/* kthreadd ignores everything, and kernel threads take after it. */
static bool is_default_kthread(const struct task_struct *t)
{
	return t->flags & PF_KTHREAD && t->sighand == &init_sighand;
}

static __sighandler_t sig_handler(struct task_struct *t, int sig)
{
	if (is_default_kthread(t))
		return SIG_IGN;
	return t->sighand->action[sig - 1].sa.sa_handler;
}

static bool sig_handler_ignored(__sighandler_t handler, int sig)
{
	return handler == SIG_IGN ||
	       (handler == SIG_DFL && sig_kernel_ignore(sig));
}

static bool sig_ignored(struct task_struct *t, int sig, bool force)
{
	__sighandler_t handler;

	/* The task may have another handler by the time it lets it in. */
	if (sigismember(&t->blocked, sig))
		return false;
	handler = sig_handler(t, sig);
	if (t->flags & PF_KTHREAD && handler == SIG_KTHREAD_KERNEL && !force)
		return true;
	return sig_handler_ignored(handler, sig);
}

static bool sig_fatal(struct task_struct *t, int sig)
{
	return !siginmask(sig, SIG_KERNEL_IGNORE_MASK | SIG_KERNEL_STOP_MASK) &&
	       sig_handler(t, sig) == SIG_DFL;
}

/* Handlers of a process, from birth to death */

void copy_sighand(struct task_struct *tsk, struct task_struct *parent)
{
	init_sigpending(&tsk->pending);
	tsk->restart_block.fn = do_no_restart_syscall;
	tsk->sighand = &init_sighand;
	/* A kernel thread, or a process of which it is not the child. */
	if (tsk->flags & PF_KTHREAD || parent->flags & PF_KTHREAD)
		return;
	tsk->blocked = parent->blocked;
	tsk->sighand = parent->sighand;
	refcount_inc(&tsk->sighand->count);
}

static void put_sighand(struct sighand_struct *sighand)
{
	if (sighand != &init_sighand && refcount_dec_and_test(&sighand->count))
		kfree(sighand);
}

/* Handlers that the current task may change: nobody else has them. Locked. */
static struct sighand_struct *own_sighand(void)
{
	struct sighand_struct *old = current->sighand, *new;
	int i;

	if (old != &init_sighand && refcount_read(&old->count) == 1)
		return old;
	new = kmalloc(sizeof(*new), GFP_ATOMIC | __GFP_NOFAIL);
	kmemleak_not_leak(new);
	spin_lock_init(&new->siglock);
	refcount_set(&new->count, 1);
	memcpy(new->action, old->action, sizeof(new->action));
	if (is_default_kthread(current))
		for (i = 0; i < _NSIG; i++)
			new->action[i].sa.sa_handler = SIG_IGN;
	current->sighand = new;
	put_sighand(old);
	return new;
}

void exit_sighand(struct task_struct *tsk)
{
	unsigned long flags;

	spin_lock_irqsave(&siglock, flags);
	if (tsk->sighand) {
		flush_sigqueue(&tsk->pending);
		clear_ti_thread_flag(&tsk->thread_info, TIF_SIGPENDING);
		put_sighand(tsk->sighand);
		tsk->sighand = NULL;
	}
	spin_unlock_irqrestore(&siglock, flags);
}

/* What is pending */

static bool has_pending_signals(struct task_struct *t)
{
	return t->pending.signal & ~t->blocked;
}

void recalc_sigpending(void)
{
	if (has_pending_signals(current))
		set_thread_flag(TIF_SIGPENDING);
	else
		clear_thread_flag(TIF_SIGPENDING);
}
EXPORT_SYMBOL(recalc_sigpending);

static void flush_sigqueue_mask(unsigned long mask, struct sigpending *s)
{
	struct sigqueue *q, *n;

	s->signal &= ~mask;
	list_for_each_entry_safe(q, n, &s->list, list) {
		if (!(mask & sigmask(q->info.si_signo)))
			continue;
		list_del(&q->list);
		kfree(q);
	}
}

void flush_sigqueue(struct sigpending *queue)
{
	flush_sigqueue_mask(~0UL, queue);
}

void flush_signals(struct task_struct *t)
{
	unsigned long flags;

	spin_lock_irqsave(&siglock, flags);
	clear_ti_thread_flag(&t->thread_info, TIF_SIGPENDING);
	flush_sigqueue(&t->pending);
	spin_unlock_irqrestore(&siglock, flags);
}
EXPORT_SYMBOL(flush_signals);

static int next_signal(struct sigpending *pending, const sigset_t *mask)
{
	unsigned long ready = pending->signal & ~*mask;

	if (!ready)
		return 0;
	if (ready & SYNCHRONOUS_MASK)
		ready &= SYNCHRONOUS_MASK;
	return __ffs(ready) + 1;
}

static void collect_signal(int sig, struct sigpending *pending,
			   kernel_siginfo_t *info)
{
	struct sigqueue *q, *first = NULL;
	bool another = false;

	list_for_each_entry(q, &pending->list, list) {
		if (q->info.si_signo != sig)
			continue;
		if (first) {
			another = true;
			break;
		}
		first = q;
	}
	if (!another)
		sigdelset(&pending->signal, sig);
	if (first) {
		list_del(&first->list);
		*info = first->info;
		kfree(first);
	} else {
		clear_siginfo(info);
		info->si_signo = sig;
		info->si_code = SI_USER;
	}
}

static int dequeue(struct task_struct *tsk, const sigset_t *mask,
		   kernel_siginfo_t *info)
{
	int sig = next_signal(&tsk->pending, mask);

	if (sig)
		collect_signal(sig, &tsk->pending, info);
	recalc_sigpending();
	return sig;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
int dequeue_signal(sigset_t *mask, kernel_siginfo_t *info, enum pid_type *type)
{
	*type = PIDTYPE_TGID;
	return dequeue(current, mask, info);
}
#else
int dequeue_signal(struct task_struct *tsk, sigset_t *mask,
		   kernel_siginfo_t *info, enum pid_type *type)
{
	*type = PIDTYPE_TGID;
	return dequeue(tsk, mask, info);
}
#endif
EXPORT_SYMBOL_GPL(dequeue_signal);

/* Sending */

void signal_wake_up_state(struct task_struct *t, unsigned int state)
{
	set_ti_thread_flag(&t->thread_info, TIF_SIGPENDING);
	if (!wake_up_state(t, state | TASK_INTERRUPTIBLE) && t->ksim)
		ksim_task_kick(t->ksim);
}

/*
 * Stop and continue undo each other at once, even when they are held back or
 * ignored. Return: whether the signal is to be sent at all.
 */
static bool prepare_signal(int sig, struct task_struct *p, bool force)
{
	if (p->ksim_group_exit)
		return false;
	if (sig_kernel_stop(sig)) {
		flush_sigqueue_mask(sigmask(SIGCONT), &p->pending);
	} else if (sig == SIGCONT) {
		flush_sigqueue_mask(SIG_KERNEL_STOP_MASK, &p->pending);
		wake_up_state(p, __TASK_STOPPED);
	}
	return !sig_ignored(p, sig, force);
}

static bool wants_signal(int sig, struct task_struct *p)
{
	if (sigismember(&p->blocked, sig) || p->flags & PF_EXITING)
		return false;
	if (sig == SIGKILL)
		return true;
	if (p->__state & __TASK_STOPPED)
		return false;
	return p == current || !task_sigpending(p);
}

static void complete_signal(int sig, struct task_struct *p)
{
	if (!wants_signal(sig, p))
		return;
	if (sig_fatal(p, sig) && !sig_kernel_coredump(sig)) {
		/* Sure death wakes killable sleepers at once. */
		p->ksim_group_exit = sig;
		sigaddset(&p->pending.signal, SIGKILL);
		signal_wake_up(p, true);
		return;
	}
	signal_wake_up(p, sig == SIGKILL);
}

static void describe(struct sigqueue *q, int sig, struct kernel_siginfo *info)
{
	if (!is_si_special(info)) {
		q->info = *info;
		return;
	}
	clear_siginfo(&q->info);
	q->info.si_signo = sig;
	q->info.si_code = SI_KERNEL;
	if (info == SEND_SIG_PRIV)
		return;
	q->info.si_code = SI_USER;
	q->info.si_pid = task_tgid_vnr(current);
	q->info.si_uid = from_kuid_munged(current_user_ns(), current_uid());
}

int send_signal_locked(int sig, struct kernel_siginfo *info,
		       struct task_struct *t, enum pid_type type)
{
	bool force = info == SEND_SIG_PRIV ||
		     (!is_si_special(info) && info->si_code == SI_KERNEL);
	struct sigqueue *q;

	if (!prepare_signal(sig, t, force))
		return 0;
	/* Standard signals do not count; the others queue up. */
	if (sig < SIGRTMIN && sigismember(&t->pending.signal, sig))
		return 0;
	if (sig != SIGKILL && !(t->flags & PF_KTHREAD)) {
		q = kmalloc(sizeof(*q), GFP_ATOMIC | __GFP_NOFAIL);
		kmemleak_not_leak(q);
		describe(q, sig, info);
		list_add_tail(&q->list, &t->pending.list);
	}
	sigaddset(&t->pending.signal, sig);
	complete_signal(sig, t);
	return 0;
}

int do_send_sig_info(int sig, struct kernel_siginfo *info,
		     struct task_struct *p, enum pid_type type)
{
	unsigned long flags;
	int ret = -ESRCH;

	spin_lock_irqsave(&siglock, flags);
	if (p->sighand)
		ret = send_signal_locked(sig, info, p, type);
	spin_unlock_irqrestore(&siglock, flags);
	return ret;
}

static bool si_fromuser(const struct kernel_siginfo *info)
{
	return info == SEND_SIG_NOINFO ||
	       (!is_si_special(info) && SI_FROMUSER(info));
}

static bool kill_ok_by_cred(struct task_struct *t)
{
	const struct cred *cred = current_cred();
	const struct cred *other = __task_cred(t);

	return uid_eq(cred->euid, other->suid) ||
	       uid_eq(cred->euid, other->uid) ||
	       uid_eq(cred->uid, other->suid) ||
	       uid_eq(cred->uid, other->uid) || capable(CAP_KILL);
}

static int check_kill_permission(int sig, struct kernel_siginfo *info,
				 struct task_struct *t)
{
	if (!valid_signal(sig))
		return -EINVAL;
	if (!si_fromuser(info))
		return 0;
	/* SIGCONT may go anywhere in the session, and there is one only. */
	if (same_thread_group(current, t) || sig == SIGCONT ||
	    kill_ok_by_cred(t))
		return 0;
	return -EPERM;
}

int group_send_sig_info(int sig, struct kernel_siginfo *info,
			struct task_struct *p, enum pid_type type)
{
	int ret = check_kill_permission(sig, info, p);

	if (!ret && sig)
		ret = do_send_sig_info(sig, info, p, type);
	return ret;
}

int send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p)
{
	if (!valid_signal(sig))
		return -EINVAL;
	return sig ? do_send_sig_info(sig, info, p, PIDTYPE_PID) : 0;
}
EXPORT_SYMBOL(send_sig_info);

static struct kernel_siginfo *special(int priv)
{
	return priv ? SEND_SIG_PRIV : SEND_SIG_NOINFO;
}

int send_sig(int sig, struct task_struct *p, int priv)
{
	return send_sig_info(sig, special(priv), p);
}
EXPORT_SYMBOL(send_sig);

int force_sig_info(struct kernel_siginfo *info)
{
	struct task_struct *t = current;
	int sig = info->si_signo, ret;
	struct k_sigaction *action;
	unsigned long flags;

	spin_lock_irqsave(&siglock, flags);
	action = &own_sighand()->action[sig - 1];
	if (sigismember(&t->blocked, sig) || action->sa.sa_handler == SIG_IGN) {
		action->sa.sa_handler = SIG_DFL;
		sigdelset(&t->blocked, sig);
	}
	ret = send_signal_locked(sig, info, t, PIDTYPE_PID);
	/* It may have been pending, and held back. */
	if (!task_sigpending(t))
		signal_wake_up(t, false);
	spin_unlock_irqrestore(&siglock, flags);
	return ret;
}

void force_sig(int sig)
{
	struct kernel_siginfo info;

	clear_siginfo(&info);
	info.si_signo = sig;
	info.si_code = SI_KERNEL;
	force_sig_info(&info);
}
EXPORT_SYMBOL(force_sig);

static int kill_task(int sig, struct kernel_siginfo *info,
		     struct task_struct *p, enum pid_type type)
{
	int ret;

	if (!p)
		return -ESRCH;
	/* Others may run meanwhile, and it may end. */
	get_task_struct(p);
	ret = group_send_sig_info(sig, info, p, type);
	put_task_struct(p);
	return ret;
}

int kill_pid_info(int sig, struct kernel_siginfo *info, struct pid *pid)
{
	return kill_task(sig, info, pid_task(pid, PIDTYPE_PID), PIDTYPE_TGID);
}

int kill_pid(struct pid *pid, int sig, int priv)
{
	return kill_pid_info(sig, special(priv), pid);
}
EXPORT_SYMBOL(kill_pid);

struct task_struct *next_process(pid_t after)
{
	struct task_struct *p, *next = NULL;

	for_each_process(p)
		if (p->pid > after && !(p->flags & PF_KTHREAD) &&
		    (!next || p->pid < next->pid))
			next = p;
	return next;
}

/* Return: 0 if one of them got it. */
static int kill_group(int sig, struct kernel_siginfo *info, pid_t group)
{
	struct task_struct *p;
	int ret = -ESRCH, err;
	pid_t nr = 0;

	while ((p = next_process(nr))) {
		nr = p->pid;
		if (task_pgrp_vnr(p) != group)
			continue;
		err = kill_task(sig, info, p, PIDTYPE_PGID);
		if (ret)
			ret = err;
	}
	return ret;
}

/* Nobody minds those that the caller may not send to. */
static int kill_all_others(int sig, struct kernel_siginfo *info)
{
	struct task_struct *p;
	bool any = false;
	int ret = 0, err;
	pid_t nr = 0;

	while ((p = next_process(nr))) {
		nr = p->pid;
		if (p == current || is_global_init(p))
			continue;
		any = true;
		err = kill_task(sig, info, p, PIDTYPE_MAX);
		if (err != -EPERM)
			ret = err;
	}
	return any ? ret : -ESRCH;
}

int kill_pgrp(struct pid *pid, int sig, int priv)
{
	return pid ? kill_group(sig, special(priv), pid_nr(pid)) : -ESRCH;
}
EXPORT_SYMBOL(kill_pgrp);

/* Handlers */

void kernel_sigaction(int sig, __sighandler_t action)
{
	spin_lock_irq(&siglock);
	own_sighand()->action[sig - 1].sa.sa_handler = action;
	if (action == SIG_IGN) {
		flush_sigqueue_mask(sigmask(sig), &current->pending);
		recalc_sigpending();
	}
	spin_unlock_irq(&siglock);
}
EXPORT_SYMBOL(kernel_sigaction);

void __set_current_blocked(const sigset_t *newset)
{
	struct task_struct *tsk = current;

	if (sigequalsets(&tsk->blocked, newset))
		return;
	spin_lock_irq(&siglock);
	tsk->blocked = *newset;
	recalc_sigpending();
	spin_unlock_irq(&siglock);
}

void set_current_blocked(sigset_t *newset)
{
	sigdelsetmask(newset, UNBLOCKABLE);
	__set_current_blocked(newset);
}

int sigprocmask(int how, sigset_t *set, sigset_t *oldset)
{
	sigset_t newset = current->blocked;

	if (oldset)
		*oldset = current->blocked;
	switch (how) {
	case SIG_BLOCK:
		newset |= *set;
		break;
	case SIG_UNBLOCK:
		newset &= ~*set;
		break;
	case SIG_SETMASK:
		newset = *set;
		break;
	default:
		return -EINVAL;
	}
	__set_current_blocked(&newset);
	return 0;
}
EXPORT_SYMBOL(sigprocmask);

int set_user_sigmask(const sigset_t __user *umask, size_t sigsetsize)
{
	sigset_t mask;

	if (!umask)
		return 0;
	if (sigsetsize != sizeof(mask))
		return -EINVAL;
	if (copy_from_user(&mask, umask, sizeof(mask)))
		return -EFAULT;
	current->saved_sigmask = current->blocked;
	current->restore_sigmask = true;
	set_current_blocked(&mask);
	return 0;
}

void restore_saved_sigmask(void)
{
	if (!current->restore_sigmask)
		return;
	current->restore_sigmask = false;
	__set_current_blocked(&current->saved_sigmask);
}

/* On the way out */

/* Until SIGCONT, or death. Called with the lock, which it gives up. */
static void stop_here(void)
{
	__set_current_state(TASK_STOPPED);
	spin_unlock_irq(&siglock);
	schedule();
}

bool get_signal(struct ksignal *ksig)
{
	struct task_struct *tsk = current;
	struct k_sigaction *ka;

	clear_thread_flag(TIF_NOTIFY_SIGNAL);
	if (!task_sigpending(tsk))
		return false;
	spin_lock_irq(&siglock);
	while (!tsk->ksim_group_exit) {
		ksig->sig = dequeue(tsk, &tsk->blocked, &ksig->info);
		if (!ksig->sig)
			break;
		ka = &tsk->sighand->action[ksig->sig - 1];
		if (sig_handler_ignored(ka->sa.sa_handler, ksig->sig))
			continue;
		if (ka->sa.sa_handler != SIG_DFL) {
			ksig->ka = *ka;
			if (ka->sa.sa_flags & SA_ONESHOT)
				own_sighand()->action[ksig->sig - 1]
					.sa.sa_handler = SIG_DFL;
			break;
		}
		if (sig_kernel_stop(ksig->sig)) {
			stop_here();
			spin_lock_irq(&siglock);
		} else {
			tsk->ksim_group_exit = ksig->sig;
		}
	}
	if (tsk->ksim_group_exit) {
		ksig->sig = tsk->ksim_group_exit;
		ksig->ka.sa.sa_handler = SIG_DFL;
		sigdelset(&tsk->pending.signal, SIGKILL);
		recalc_sigpending();
	}
	spin_unlock_irq(&siglock);
	return ksig->sig != 0;
}

/* What becomes of a call that a signal cut short, and no handler is run. */
static void resume_without_handler(struct ksim_user_return *ret)
{
	switch (ret->returned) {
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
	case -ERESTARTNOHAND:
		ret->resume = KSIM_RESUME_RESTART;
		break;
	case -ERESTART_RESTARTBLOCK:
		ret->resume = KSIM_RESUME_RESTART_BLOCK;
		break;
	}
}

static void resume_after_handler(struct ksim_user_return *ret,
				 unsigned long sa_flags)
{
	switch (ret->returned) {
	case -ERESTARTNOINTR:
		ret->resume = KSIM_RESUME_RESTART;
		break;
	case -ERESTARTSYS:
		if (sa_flags & SA_RESTART)
			ret->resume = KSIM_RESUME_RESTART;
		else
			ret->returned = -EINTR;
		break;
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		ret->returned = -EINTR;
		break;
	}
}

int ksim_signal_deliver(struct ksim_user_return *ret,
			struct ksim_signal_frame *frame)
{
	struct task_struct *tsk = current;
	struct ksignal ksig;
	sigset_t blocked;

	if (!get_signal(&ksig)) {
		if (ret->in_call)
			resume_without_handler(ret);
		ret->in_call = 0;
		restore_saved_sigmask();
		return KSIM_SIGNAL_NONE;
	}
	frame->signal = ksig.sig;
	if (ksig.ka.sa.sa_handler == SIG_DFL) {
		/* From here on it is up to the core. */
		tsk->ksim_group_exit = 0;
		return KSIM_SIGNAL_DEATH;
	}

	if (ret->in_call)
		resume_after_handler(ret, ksig.ka.sa.sa_flags);
	ret->in_call = 0;
	frame->handler = (unsigned long)ksig.ka.sa.sa_handler;
	frame->flags = ksig.ka.sa.sa_flags;
	frame->blocked = tsk->restore_sigmask ? tsk->saved_sigmask :
						tsk->blocked;
	tsk->restore_sigmask = false;
	BUILD_BUG_ON(sizeof(ksig.info) > sizeof(frame->info));
	memset(frame->info, 0, sizeof(frame->info));
	memcpy(frame->info, &ksig.info, sizeof(ksig.info));

	blocked = tsk->blocked | ksig.ka.sa.sa_mask;
	if (!(ksig.ka.sa.sa_flags & SA_NODEFER))
		sigaddset(&blocked, ksig.sig);
	set_current_blocked(&blocked);
	return KSIM_SIGNAL_HANDLER;
}

void ksim_task_signal(void *task, int sig)
{
	send_sig(sig, task, 1);
}

long do_no_restart_syscall(struct restart_block *param)
{
	return -EINTR;
}

/* System calls */

long ksys_restart_syscall(void)
{
	struct restart_block *restart = &current->restart_block;

	return restart->fn(restart);
}

long ksys_sigreturn(ksim_u64 blocked)
{
	sigset_t set = blocked;

	current->restart_block.fn = do_no_restart_syscall;
	set_current_blocked(&set);
	return 0;
}

long ksys_kill(int pid, int sig)
{
	struct kernel_siginfo info;

	clear_siginfo(&info);
	info.si_signo = sig;
	info.si_code = SI_USER;
	info.si_pid = task_tgid_vnr(current);
	info.si_uid = from_kuid_munged(current_user_ns(), current_uid());
	if (pid == INT_MIN)
		return -ESRCH;
	if (pid == -1)
		return kill_all_others(sig, &info);
	if (pid <= 0)
		return kill_group(sig, &info,
				  pid ? -pid : task_pgrp_vnr(current));
	return kill_task(sig, &info, find_task_by_vpid(pid), PIDTYPE_TGID);
}

long ksys_sigaction(int sig, const struct ksim_sigaction *act,
		    struct ksim_sigaction *old)
{
	struct k_sigaction *ka;

	if (!valid_signal(sig) || sig < 1 || (act && sig_kernel_only(sig)))
		return -EINVAL;
	spin_lock_irq(&siglock);
	ka = &(act ? own_sighand() : current->sighand)->action[sig - 1];
	if (old) {
		old->handler = (unsigned long)ka->sa.sa_handler;
		old->flags = ka->sa.sa_flags;
		old->mask = ka->sa.sa_mask;
	}
	if (act) {
		ka->sa.sa_handler = (__sighandler_t)act->handler;
		ka->sa.sa_flags = act->flags;
		ka->sa.sa_mask = act->mask & ~UNBLOCKABLE;
		if (sig_handler_ignored(ka->sa.sa_handler, sig)) {
			flush_sigqueue_mask(sigmask(sig), &current->pending);
			recalc_sigpending();
		}
	}
	spin_unlock_irq(&siglock);
	return 0;
}

long ksys_sigprocmask(int how, const ksim_u64 *set, ksim_u64 *old)
{
	sigset_t previous = current->blocked, newset;
	int err = 0;

	if (set) {
		newset = *set & ~UNBLOCKABLE;
		err = sigprocmask(how, &newset, NULL);
	}
	if (!err && old)
		*old = previous;
	return err;
}

long ksys_sigpending(ksim_u64 *set)
{
	*set = current->pending.signal & current->blocked;
	return 0;
}
