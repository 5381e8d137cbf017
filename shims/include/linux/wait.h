/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wait queues: tasks sleep until a condition holds.
 *
 * Stands for: include/linux/wait.h, kernel/sched/wait.c
 * Fidelity:   EXACT - states, return values, order of wake-ups
 * Absent:     bookmarks, wake-ups on the current CPU
 */
#ifndef _KSIM_LINUX_WAIT_H
#define _KSIM_LINUX_WAIT_H

#include <linux/list.h>
#include <linux/stddef.h>
#include <linux/spinlock.h>
#include <asm/current.h>
#include <linux/sched.h>
#include <linux/version.h>
#include <uapi/linux/wait.h>

typedef struct wait_queue_entry wait_queue_entry_t;
typedef int (*wait_queue_func_t)(struct wait_queue_entry *wq_entry,
				 unsigned int mode, int flags, void *key);

int default_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode,
			  int flags, void *key);

#define WQ_FLAG_EXCLUSIVE 0x01
#define WQ_FLAG_WOKEN 0x02
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
#define WQ_FLAG_CUSTOM 0x08
#define WQ_FLAG_DONE 0x10
#define WQ_FLAG_PRIORITY 0x20
#else
#define WQ_FLAG_CUSTOM 0x04
#define WQ_FLAG_DONE 0x08
#define WQ_FLAG_PRIORITY 0x10
#endif

struct wait_queue_entry {
	unsigned int flags;
	void *private; /* the task, for the library's wake functions */
	wait_queue_func_t func;
	struct list_head entry;
};

struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
};
typedef struct wait_queue_head wait_queue_head_t;

#define __WAITQUEUE_INITIALIZER(name, tsk)	\
{						\
	.private = tsk,				\
	.func = default_wake_function,		\
	.entry = { NULL, NULL },		\
}
#define DECLARE_WAITQUEUE(name, tsk) \
	struct wait_queue_entry name = __WAITQUEUE_INITIALIZER(name, tsk)

#define __WAIT_QUEUE_HEAD_INITIALIZER(name)		\
{							\
	.lock = __SPIN_LOCK_INITIALIZER(name),		\
	.head = LIST_HEAD_INIT((name).head),		\
}
#define DECLARE_WAIT_QUEUE_HEAD(name) \
	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name) DECLARE_WAIT_QUEUE_HEAD(name)

void __init_waitqueue_head(struct wait_queue_head *wq_head, const char *name,
			   struct lock_class_key *key);
#define init_waitqueue_head(wq_head)				\
	do {							\
		static struct lock_class_key __key;		\
								\
		__init_waitqueue_head((wq_head), #wq_head, &__key); \
	} while (0)

static inline void init_waitqueue_entry(struct wait_queue_entry *wq_entry,
					struct task_struct *p)
{
	wq_entry->flags = 0;
	wq_entry->private = p;
	wq_entry->func = default_wake_function;
}

static inline void
init_waitqueue_func_entry(struct wait_queue_entry *wq_entry,
			  wait_queue_func_t func)
{
	wq_entry->flags = 0;
	wq_entry->private = NULL;
	wq_entry->func = func;
}

/* May miss a task that is about to sleep, unless a barrier is in between. */
static inline int waitqueue_active(struct wait_queue_head *wq_head)
{
	return !list_empty(&wq_head->head);
}

static inline bool wq_has_single_sleeper(struct wait_queue_head *wq_head)
{
	return list_is_singular(&wq_head->head);
}

static inline bool wq_has_sleeper(struct wait_queue_head *wq_head)
{
	smp_mb();
	return waitqueue_active(wq_head);
}

void add_wait_queue(struct wait_queue_head *wq_head,
		    struct wait_queue_entry *wq_entry);
void add_wait_queue_exclusive(struct wait_queue_head *wq_head,
			      struct wait_queue_entry *wq_entry);
void add_wait_queue_priority(struct wait_queue_head *wq_head,
			     struct wait_queue_entry *wq_entry);
void remove_wait_queue(struct wait_queue_head *wq_head,
		       struct wait_queue_entry *wq_entry);

static inline void __add_wait_queue(struct wait_queue_head *wq_head,
				    struct wait_queue_entry *wq_entry)
{
	struct list_head *head = &wq_head->head;
	struct wait_queue_entry *wq;

	list_for_each_entry(wq, &wq_head->head, entry) {
		if (!(wq->flags & WQ_FLAG_PRIORITY))
			break;
		head = &wq->entry;
	}
	list_add(&wq_entry->entry, head);
}

static inline void
__add_wait_queue_exclusive(struct wait_queue_head *wq_head,
			   struct wait_queue_entry *wq_entry)
{
	wq_entry->flags |= WQ_FLAG_EXCLUSIVE;
	__add_wait_queue(wq_head, wq_entry);
}

static inline void
__add_wait_queue_entry_tail(struct wait_queue_head *wq_head,
			    struct wait_queue_entry *wq_entry)
{
	list_add_tail(&wq_entry->entry, &wq_head->head);
}

static inline void
__add_wait_queue_entry_tail_exclusive(struct wait_queue_head *wq_head,
				      struct wait_queue_entry *wq_entry)
{
	wq_entry->flags |= WQ_FLAG_EXCLUSIVE;
	__add_wait_queue_entry_tail(wq_head, wq_entry);
}

static inline void __remove_wait_queue(struct wait_queue_head *wq_head,
				       struct wait_queue_entry *wq_entry)
{
	list_del(&wq_entry->entry);
}

/**
 * __wake_up() - wake tasks that wait
 * @wq_head: the queue
 * @mode: TASK_* states that are woken
 * @nr_exclusive: exclusive waiters to wake, 0 for all
 * @key: passed to the wake functions
 *
 * Context: Any.
 * Return: how many exclusive waiters were left to wake (6.12 and later use
 * it).
 */
int __wake_up(struct wait_queue_head *wq_head, unsigned int mode,
	      int nr_exclusive, void *key);
void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode,
		      int nr);
void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode,
			  void *key);
void __wake_up_sync(struct wait_queue_head *wq_head, unsigned int mode);
void __wake_up_sync_key(struct wait_queue_head *wq_head, unsigned int mode,
			void *key);
void __wake_up_locked_sync_key(struct wait_queue_head *wq_head,
			       unsigned int mode, void *key);
void __wake_up_pollfree(struct wait_queue_head *wq_head);

#define wake_up(x) __wake_up(x, TASK_NORMAL, 1, NULL)
#define wake_up_nr(x, nr) __wake_up(x, TASK_NORMAL, nr, NULL)
#define wake_up_all(x) __wake_up(x, TASK_NORMAL, 0, NULL)
#define wake_up_locked(x) __wake_up_locked((x), TASK_NORMAL, 1)
#define wake_up_all_locked(x) __wake_up_locked((x), TASK_NORMAL, 0)
#define wake_up_sync(x) __wake_up_sync(x, TASK_NORMAL)
#define wake_up_interruptible(x) __wake_up(x, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_nr(x, nr) \
	__wake_up(x, TASK_INTERRUPTIBLE, nr, NULL)
#define wake_up_interruptible_all(x) __wake_up(x, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_interruptible_sync(x) __wake_up_sync((x), TASK_INTERRUPTIBLE)

#define poll_to_key(m) ((void *)(__force uintptr_t)(__poll_t)(m))
#define key_to_poll(m) ((__force __poll_t)(uintptr_t)(void *)(m))
#define wake_up_poll(x, m) __wake_up(x, TASK_NORMAL, 1, poll_to_key(m))
#define wake_up_locked_poll(x, m) \
	__wake_up_locked_key((x), TASK_NORMAL, poll_to_key(m))
#define wake_up_interruptible_poll(x, m) \
	__wake_up(x, TASK_INTERRUPTIBLE, 1, poll_to_key(m))
#define wake_up_interruptible_sync_poll(x, m) \
	__wake_up_sync_key((x), TASK_INTERRUPTIBLE, poll_to_key(m))
#define wake_up_interruptible_sync_poll_locked(x, m) \
	__wake_up_locked_sync_key((x), TASK_INTERRUPTIBLE, poll_to_key(m))

static inline void wake_up_pollfree(struct wait_queue_head *wq_head)
{
	if (waitqueue_active(wq_head))
		__wake_up_pollfree(wq_head);
}

void init_wait_entry(struct wait_queue_entry *wq_entry, int flags);

/**
 * prepare_to_wait() - join a queue and say that the task is about to sleep
 * @wq_head: the queue
 * @wq_entry: made by DEFINE_WAIT()
 * @state: TASK_*
 *
 * Test the condition between this and schedule(): a wake-up in between makes
 * schedule() return at once.
 *
 * Context: Process context.
 */
void prepare_to_wait(struct wait_queue_head *wq_head,
		     struct wait_queue_entry *wq_entry, int state);
bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head,
			       struct wait_queue_entry *wq_entry, int state);
long prepare_to_wait_event(struct wait_queue_head *wq_head,
			   struct wait_queue_entry *wq_entry, int state);
void finish_wait(struct wait_queue_head *wq_head,
		 struct wait_queue_entry *wq_entry);
int autoremove_wake_function(struct wait_queue_entry *wq_entry,
			     unsigned int mode, int sync, void *key);
long wait_woken(struct wait_queue_entry *wq_entry, unsigned int mode,
		long timeout);
int woken_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode,
			int sync, void *key);

#define DEFINE_WAIT_FUNC(name, function)		\
	struct wait_queue_entry name = {		\
		.private = current,			\
		.func = function,			\
		.entry = LIST_HEAD_INIT((name).entry),	\
	}
#define DEFINE_WAIT(name) DEFINE_WAIT_FUNC(name, autoremove_wake_function)
#define init_wait(wait)						\
	do {							\
		(wait)->private = current;			\
		(wait)->func = autoremove_wake_function;	\
		INIT_LIST_HEAD(&(wait)->entry);			\
		(wait)->flags = 0;				\
	} while (0)

/* Whether to stop waiting; gives a timeout that hit at the last moment 1. */
#define ___wait_cond_timeout(condition)		\
({						\
	bool __cond = (condition);		\
						\
	if (__cond && !__ret)			\
		__ret = 1;			\
	__cond || !__ret;			\
})

#define ___wait_is_interruptible(state)			\
	(!__builtin_constant_p(state) ||		\
	 ((state) & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)))

/*
 * The loop in all wait_event*() macros. @cmd sleeps; @exclusive is 0 or
 * WQ_FLAG_EXCLUSIVE; the value is @ret, or -ERESTARTSYS after a signal.
 */
#define ___wait_event(wq_head, condition, state, exclusive, ret, cmd)	\
({									\
	__label__ __out;						\
	struct wait_queue_entry __wq_entry;				\
	long __ret = ret;						\
									\
	init_wait_entry(&__wq_entry, exclusive);			\
	for (;;) {							\
		long __int = prepare_to_wait_event(&wq_head,		\
						   &__wq_entry, state);	\
									\
		if (condition)						\
			break;						\
		if (___wait_is_interruptible(state) && __int) {		\
			__ret = __int;					\
			goto __out;					\
		}							\
		cmd;							\
	}								\
	finish_wait(&wq_head, &__wq_entry);				\
__out:									\
	__ret;								\
})

#define __wait_event(wq_head, condition)				\
	(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, 0, \
			    schedule())
#define wait_event(wq_head, condition)			\
	do {						\
		might_sleep();				\
		if (condition)				\
			break;				\
		__wait_event(wq_head, condition);	\
	} while (0)
#define io_wait_event(wq_head, condition)				\
	do {								\
		might_sleep();						\
		if (condition)						\
			break;						\
		(void)___wait_event(wq_head, condition,			\
				    TASK_UNINTERRUPTIBLE, 0, 0,		\
				    io_schedule());			\
	} while (0)

/* @cmd1 is done before each sleep, @cmd2 after it. */
#define __wait_event_cmd(wq_head, condition, exclusive, cmd1, cmd2)	\
	do {								\
		if (condition)						\
			break;						\
		(void)___wait_event(wq_head, condition,			\
				    TASK_UNINTERRUPTIBLE, exclusive, 0,	\
				    cmd1; schedule(); cmd2);		\
	} while (0)
#define wait_event_cmd(wq_head, condition, cmd1, cmd2) \
	__wait_event_cmd(wq_head, condition, 0, cmd1, cmd2)
#define wait_event_exclusive_cmd(wq_head, condition, cmd1, cmd2) \
	__wait_event_cmd(wq_head, condition, WQ_FLAG_EXCLUSIVE, cmd1, cmd2)

/* Value: 0, or -ERESTARTSYS after a signal that @state minds. */
#define __wait_event_in(wq_head, condition, state, exclusive)		\
({									\
	int __ret = 0;							\
									\
	might_sleep();							\
	if (!(condition))						\
		__ret = ___wait_event(wq_head, condition, state,	\
				      exclusive, 0, schedule());	\
	__ret;								\
})
#define wait_event_state(wq_head, condition, state) \
	__wait_event_in(wq_head, condition, state, 0)
#define wait_event_interruptible(wq_head, condition) \
	__wait_event_in(wq_head, condition, TASK_INTERRUPTIBLE, 0)
#define wait_event_interruptible_exclusive(wq_head, condition)		\
	__wait_event_in(wq_head, condition, TASK_INTERRUPTIBLE,		\
			WQ_FLAG_EXCLUSIVE)
#define wait_event_killable(wq_head, condition) \
	__wait_event_in(wq_head, condition, TASK_KILLABLE, 0)
#define wait_event_killable_exclusive(wq_head, condition) \
	__wait_event_in(wq_head, condition, TASK_KILLABLE, WQ_FLAG_EXCLUSIVE)
#define wait_event_freezable(wq_head, condition)			\
	__wait_event_in(wq_head, condition,				\
			TASK_INTERRUPTIBLE | TASK_FREEZABLE, 0)
#define wait_event_freezable_exclusive(wq_head, condition)		\
	__wait_event_in(wq_head, condition,				\
			TASK_INTERRUPTIBLE | TASK_FREEZABLE,		\
			WQ_FLAG_EXCLUSIVE)
#define wait_event_idle(wq_head, condition) \
	((void)__wait_event_in(wq_head, condition, TASK_IDLE, 0))
#define wait_event_idle_exclusive(wq_head, condition)			\
	((void)__wait_event_in(wq_head, condition, TASK_IDLE,		\
			       WQ_FLAG_EXCLUSIVE))

/*
 * @timeout is in jiffies. Value: jiffies left, at least 1, if the condition
 * holds; 0 if it does not; or -ERESTARTSYS.
 */
#define __wait_event_timeout_in(wq_head, condition, timeout, state,	\
				exclusive)				\
({									\
	long __ret = timeout;						\
									\
	might_sleep();							\
	if (!___wait_cond_timeout(condition))				\
		__ret = ___wait_event(wq_head,				\
				      ___wait_cond_timeout(condition),	\
				      state, exclusive, timeout,	\
				      __ret = schedule_timeout(__ret));	\
	__ret;								\
})
#define wait_event_timeout(wq_head, condition, timeout)			\
	__wait_event_timeout_in(wq_head, condition, timeout,		\
				TASK_UNINTERRUPTIBLE, 0)
#define wait_event_interruptible_timeout(wq_head, condition, timeout)	\
	__wait_event_timeout_in(wq_head, condition, timeout,		\
				TASK_INTERRUPTIBLE, 0)
#define wait_event_killable_timeout(wq_head, condition, timeout) \
	__wait_event_timeout_in(wq_head, condition, timeout, TASK_KILLABLE, 0)
#define wait_event_freezable_timeout(wq_head, condition, timeout)	\
	__wait_event_timeout_in(wq_head, condition, timeout,		\
				TASK_INTERRUPTIBLE | TASK_FREEZABLE, 0)
#define wait_event_idle_timeout(wq_head, condition, timeout) \
	__wait_event_timeout_in(wq_head, condition, timeout, TASK_IDLE, 0)
#define wait_event_idle_exclusive_timeout(wq_head, condition, timeout)	\
	__wait_event_timeout_in(wq_head, condition, timeout, TASK_IDLE,	\
				WQ_FLAG_EXCLUSIVE)

/*
 * @timeout is a ktime_t; KTIME_MAX is for ever. Value: 0, -ETIME, or
 * -ERESTARTSYS. The caller includes linux/hrtimer.h.
 */
#define __wait_event_hrtimeout(wq_head, condition, timeout, state)	\
({									\
	int __ret = 0;							\
	struct hrtimer_sleeper __t;					\
									\
	hrtimer_init_sleeper_on_stack(&__t, CLOCK_MONOTONIC,		\
				      HRTIMER_MODE_REL);		\
	if ((timeout) != KTIME_MAX) {					\
		hrtimer_set_expires(&__t.timer, timeout);		\
		hrtimer_sleeper_start_expires(&__t, HRTIMER_MODE_REL);	\
	}								\
	__ret = ___wait_event(wq_head, condition, state, 0, 0,		\
			      if (!__t.task) {				\
				      __ret = -ETIME;			\
				      break;				\
			      }						\
			      schedule());				\
	hrtimer_cancel(&__t.timer);					\
	destroy_hrtimer_on_stack(&__t.timer);				\
	__ret;								\
})
#define __wait_event_hrtimeout_in(wq_head, condition, timeout, state)	\
({									\
	int __ret = 0;							\
									\
	might_sleep();							\
	if (!(condition))						\
		__ret = __wait_event_hrtimeout(wq_head, condition,	\
					       timeout, state);		\
	__ret;								\
})
#define wait_event_hrtimeout(wq_head, condition, timeout)		\
	__wait_event_hrtimeout_in(wq_head, condition, timeout,		\
				  TASK_UNINTERRUPTIBLE)
#define wait_event_interruptible_hrtimeout(wq_head, condition, timeout)	\
	__wait_event_hrtimeout_in(wq_head, condition, timeout,		\
				  TASK_INTERRUPTIBLE)

/* The caller holds @lock, which is released while sleeping. */
#define wait_event_lock_irq_cmd(wq_head, condition, lock, cmd)		\
	do {								\
		if (condition)						\
			break;						\
		(void)___wait_event(wq_head, condition,			\
				    TASK_UNINTERRUPTIBLE, 0, 0,		\
				    spin_unlock_irq(&lock); cmd;	\
				    schedule(); spin_lock_irq(&lock));	\
	} while (0)
#define wait_event_lock_irq(wq_head, condition, lock) \
	wait_event_lock_irq_cmd(wq_head, condition, lock, )

#define wait_event_interruptible_lock_irq_cmd(wq_head, condition, lock, cmd) \
({									\
	int __ret = 0;							\
									\
	if (!(condition))						\
		__ret = ___wait_event(wq_head, condition,		\
				      TASK_INTERRUPTIBLE, 0, 0,		\
				      spin_unlock_irq(&lock); cmd;	\
				      schedule(); spin_lock_irq(&lock));\
	__ret;								\
})
#define wait_event_interruptible_lock_irq(wq_head, condition, lock) \
	wait_event_interruptible_lock_irq_cmd(wq_head, condition, lock, )

#define __wait_event_lock_irq_timeout(wq_head, condition, lock, timeout, state) \
({									\
	long __ret = timeout;						\
									\
	if (!___wait_cond_timeout(condition))				\
		__ret = ___wait_event(wq_head,				\
				      ___wait_cond_timeout(condition),	\
				      state, 0, timeout,		\
				      spin_unlock_irq(&lock);		\
				      __ret = schedule_timeout(__ret);	\
				      spin_lock_irq(&lock));		\
	__ret;								\
})
#define wait_event_interruptible_lock_irq_timeout(wq_head, condition, lock, \
						  timeout)		\
	__wait_event_lock_irq_timeout(wq_head, condition, lock, timeout, \
				      TASK_INTERRUPTIBLE)
#define wait_event_lock_irq_timeout(wq_head, condition, lock, timeout)	\
	__wait_event_lock_irq_timeout(wq_head, condition, lock, timeout, \
				      TASK_UNINTERRUPTIBLE)

/* With the queue's own lock held; @fn sleeps without it. */
int do_wait_intr(struct wait_queue_head *wq, wait_queue_entry_t *wait);
int do_wait_intr_irq(struct wait_queue_head *wq, wait_queue_entry_t *wait);

#define __wait_event_interruptible_locked(wq, condition, exclusive, fn)	\
({									\
	int __ret;							\
	DEFINE_WAIT(__wait);						\
									\
	if (exclusive)							\
		__wait.flags |= WQ_FLAG_EXCLUSIVE;			\
	do {								\
		__ret = fn(&(wq), &__wait);				\
		if (__ret)						\
			break;						\
	} while (!(condition));						\
	__remove_wait_queue(&(wq), &__wait);				\
	__set_current_state(TASK_RUNNING);				\
	__ret;								\
})
#define wait_event_interruptible_locked(wq, condition)			\
	((condition) ? 0 : __wait_event_interruptible_locked(		\
				   wq, condition, 0, do_wait_intr))
#define wait_event_interruptible_locked_irq(wq, condition)		\
	((condition) ? 0 : __wait_event_interruptible_locked(		\
				   wq, condition, 0, do_wait_intr_irq))
#define wait_event_interruptible_exclusive_locked(wq, condition)	\
	((condition) ? 0 : __wait_event_interruptible_locked(		\
				   wq, condition, 1, do_wait_intr))
#define wait_event_interruptible_exclusive_locked_irq(wq, condition)	\
	((condition) ? 0 : __wait_event_interruptible_locked(		\
				   wq, condition, 1, do_wait_intr_irq))

#endif
