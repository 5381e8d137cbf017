/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks.
 *
 * Stands for: include/linux/sched.h, kernel/sched/core.c
 * Fidelity:   MODEL - members that drivers read; the scheduler is the core's
 * Absent:     scheduling classes, cgroups, affinity that moves anybody
 */
#ifndef _KSIM_LINUX_SCHED_H
#define _KSIM_LINUX_SCHED_H

#include <uapi/linux/sched.h>
#include <asm/current.h>
#include <asm/processor.h>
#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/thread_info.h>
#include <linux/preempt.h>
#include <linux/pid.h>
#include <linux/restart_block.h>
#include <linux/signal_types.h>
#include <linux/lockdep.h>
#include <linux/spinlock_types.h>
#include <linux/time64.h>
#include <linux/refcount.h>
#include <linux/limits.h>

struct bio_list;
struct blk_plug;
struct cred;
struct files_struct;
struct fs_struct;
struct mm_struct;
struct ksim_task;

#define TASK_RUNNING 0x00000000
#define TASK_INTERRUPTIBLE 0x00000001
#define TASK_UNINTERRUPTIBLE 0x00000002
#define __TASK_STOPPED 0x00000004
#define __TASK_TRACED 0x00000008
#define EXIT_DEAD 0x00000010
#define EXIT_ZOMBIE 0x00000020
#define EXIT_TRACE (EXIT_ZOMBIE | EXIT_DEAD)
#define TASK_PARKED 0x00000040
#define TASK_DEAD 0x00000080
#define TASK_WAKEKILL 0x00000100
#define TASK_WAKING 0x00000200
#define TASK_NOLOAD 0x00000400
#define TASK_NEW 0x00000800
#define TASK_FREEZABLE 0x00002000
#define TASK_FROZEN 0x00008000

#define TASK_KILLABLE (TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_STOPPED (TASK_WAKEKILL | __TASK_STOPPED)
#define TASK_IDLE (TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)

#define TASK_REPORT                                                     \
	(TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE | __TASK_STOPPED |   \
	 __TASK_TRACED | EXIT_DEAD | EXIT_ZOMBIE | TASK_PARKED)
#define TASK_REPORT_IDLE (TASK_REPORT + 1)

#define TASK_COMM_LEN 16

#define PF_EXITING 0x00000004
#define PF_WQ_WORKER 0x00000020
#define PF_NOFREEZE 0x00008000
#define PF_KTHREAD 0x00200000
#define PF_NO_SETAFFINITY 0x04000000

#define MAX_SCHEDULE_TIMEOUT LONG_MAX

/**
 * struct ksim_wait - what a task sleeps for, for reports
 * @what: "mutex", "wait queue" …; NULL while that is not known
 * @name: of that object, or NULL
 * @map: the lock that it waits for, if it is one
 */
struct ksim_wait {
	const char *what;
	const char *name;
	const struct lockdep_map *map;
};

struct ksim_wait_description;

/**
 * struct ksim_io_wait - the device that a task waits for, for reports
 * @describe: says what for, more than struct ksim_wait can; NULL: nothing
 * @object: for @describe
 */
struct ksim_io_wait {
	void (*describe)(const void *object, struct ksim_wait_description *to);
	const void *object;
};

/**
 * struct task_struct - one task
 * @thread_info: first, so that current_thread_info() is a cast
 * @__state: TASK_*, written by set_current_state()
 * @usage: references; the last put_task_struct() frees it
 * @tasks: entry in the list of processes that starts at init_task
 * @ksim: the core's half
 * @held_locks: those that count; the rest is not initialised
 */
struct task_struct {
	struct thread_info thread_info;
	unsigned int __state;
	refcount_t usage;
	unsigned int flags; /* PF_* */
	int on_cpu;
	int prio, static_prio, normal_prio;
	unsigned int rt_priority;
	unsigned int policy;
	struct list_head tasks;
	struct mm_struct *mm, *active_mm;
	int exit_state, exit_code, exit_signal;
	pid_t pid, tgid;
	struct task_struct *real_parent, *parent;
	struct list_head children, sibling;
	struct task_struct *group_leader;
	struct list_head thread_group;
	struct pid *thread_pid;
	struct pid *ksim_pgrp; /* the process group that it is in */
	u64 start_time, start_boottime;
	const struct cred *real_cred, *cred;
	char comm[TASK_COMM_LEN];
	struct fs_struct *fs;
	struct files_struct *files;
	struct signal_struct *signal;
	struct sighand_struct *sighand;
	sigset_t blocked;
	sigset_t saved_sigmask; /* what to go back to, if restore_sigmask */
	bool restore_sigmask;
	struct sigpending pending;
	int ksim_group_exit; /* the signal that ends it, once that is sure */
	struct restart_block restart_block;
	void *journal_info;
	int rcu_read_lock_nesting;
	spinlock_t alloc_lock;
	struct ksim_task *ksim;
	void *worker_private; /* struct kthread, if PF_KTHREAD */
	struct blk_plug *plug; /* requests that it holds back */
	struct bio_list *bio_list; /* bios that it submits, if it does just now */
	struct ksim_wait ksim_wait;
	struct ksim_io_wait ksim_io;
	unsigned int lockdep_depth;
	struct held_lock held_locks[MAX_LOCK_DEPTH]; /* oldest first */
};

extern struct task_struct init_task;

#define task_thread_info(task) (&(task)->thread_info)
#define task_is_running(task) (READ_ONCE((task)->__state) == TASK_RUNNING)
#define get_current_state() READ_ONCE(current->__state)

/*
 * A scheduling point lies before the store: between testing a condition and
 * saying "I sleep" is where wake-ups get lost.
 */
#define __set_current_state(state_value) \
	WRITE_ONCE(current->__state, (state_value))
#define set_current_state(state_value) \
	smp_store_mb(current->__state, (state_value))
#define set_special_state(state_value) set_current_state(state_value)

static inline pid_t task_pid_nr(struct task_struct *tsk)
{
	return tsk->pid;
}

static inline pid_t task_tgid_nr(struct task_struct *tsk)
{
	return tsk->tgid;
}

#define task_pid_vnr(tsk) task_pid_nr(tsk)
#define task_tgid_vnr(tsk) task_tgid_nr(tsk)
#define task_pgrp_nr(tsk) pid_nr((tsk)->ksim_pgrp)
#define task_pgrp_vnr(tsk) task_pgrp_nr(tsk)
#define task_ppid_nr(tsk) ((tsk)->real_parent->tgid)

static inline bool is_global_init(struct task_struct *tsk)
{
	return tsk->tgid == 1;
}

char *__get_task_comm(char *to, size_t len, struct task_struct *tsk);
#define get_task_comm(buf, tsk)						\
({									\
	BUILD_BUG_ON(sizeof(buf) != TASK_COMM_LEN);			\
	__get_task_comm(buf, sizeof(buf), tsk);				\
})
void __set_task_comm(struct task_struct *tsk, const char *from, bool exec);
#define set_task_comm(tsk, from) __set_task_comm(tsk, from, false)

/**
 * schedule() - sleep if the task's state says so, else let others run
 *
 * Context: Process context. A task in TASK_RUNNING keeps on running.
 */
void schedule(void);

/**
 * schedule_timeout() - schedule(), but not for ever
 * @timeout: longest sleep in jiffies; MAX_SCHEDULE_TIMEOUT for no limit
 *
 * Context: Process context.
 * Return: jiffies left, 0 if the time ran out.
 */
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_killable(long timeout);
long schedule_timeout_uninterruptible(long timeout);
long schedule_timeout_idle(long timeout);
void io_schedule(void);
long io_schedule_timeout(long timeout);
void yield(void);

/**
 * wake_up_process() - make a task run again
 * @tsk: the task, in whatever sleep
 *
 * Context: Any.
 * Return: 1 if it slept, 0 if it was running.
 */
int wake_up_process(struct task_struct *tsk);
int wake_up_state(struct task_struct *tsk, unsigned int state);

int _cond_resched(void);
#define cond_resched()				\
({						\
	might_sleep();				\
	_cond_resched();			\
})
#define cond_resched_lock(lock) ((void)(lock), 0)
#define need_resched() test_thread_flag(TIF_NEED_RESCHED)

static inline int ksim_signal_pending(struct task_struct *p)
{
	return unlikely(p->thread_info.flags &
			(BIT(TIF_SIGPENDING) | BIT(TIF_NOTIFY_SIGNAL)));
}

/* In a driver a scheduling point: what it tells may change just before. */
static inline int signal_pending(struct task_struct *p)
{
#ifdef MODULE
	ksim_sched_point(KSIM_POINT_READ_ONCE, &p->thread_info.flags, 0);
#endif
	return ksim_signal_pending(p);
}

int __fatal_signal_pending(struct task_struct *p);

static inline int fatal_signal_pending(struct task_struct *p)
{
	return signal_pending(p) && __fatal_signal_pending(p);
}

static inline int signal_pending_state(unsigned int state,
				       struct task_struct *p)
{
	if (!(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)))
		return 0;
	if (!ksim_signal_pending(p))
		return 0;
	return (state & TASK_INTERRUPTIBLE) || __fatal_signal_pending(p);
}

static inline unsigned int task_state_index(struct task_struct *tsk)
{
	unsigned int state = READ_ONCE(tsk->__state);

	if ((state & TASK_IDLE) == TASK_IDLE)
		return fls(TASK_REPORT_IDLE);
	if (state & TASK_FROZEN)
		return fls(TASK_UNINTERRUPTIBLE);
	return fls((state | tsk->exit_state) & TASK_REPORT);
}

/* The letter that ps(1) shows. */
static inline char task_index_to_char(unsigned int state)
{
	return "RSDTtXZPI"[state];
}

static inline char task_state_to_char(struct task_struct *tsk)
{
	return task_index_to_char(task_state_index(tsk));
}

#define task_cpu(task) ((task)->thread_info.cpu)
#define set_user_nice(task, nice) ((void)(task), (void)(nice))

#include <linux/sched/task.h>


#endif
