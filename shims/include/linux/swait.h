/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Simple wait queues: one task woken at a time, no wake functions.
 *
 * Stands for: include/linux/swait.h, kernel/sched/swait.c
 * Fidelity:   EXACT - FIFO wake-ups, return values
 * Absent:     nothing
 */
#ifndef _KSIM_LINUX_SWAIT_H
#define _KSIM_LINUX_SWAIT_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <asm/current.h>

struct swait_queue_head {
	raw_spinlock_t lock;
	struct list_head task_list;
};

struct swait_queue {
	struct task_struct *task;
	struct list_head task_list;
};

#define __SWAITQUEUE_INITIALIZER(name)				\
{								\
	.task = current,					\
	.task_list = LIST_HEAD_INIT((name).task_list),		\
}
#define DECLARE_SWAITQUEUE(name) \
	struct swait_queue name = __SWAITQUEUE_INITIALIZER(name)

#define __SWAIT_QUEUE_HEAD_INITIALIZER(name)			\
{								\
	.lock = __RAW_SPIN_LOCK_INITIALIZER(name),		\
	.task_list = LIST_HEAD_INIT((name).task_list),		\
}
#define DECLARE_SWAIT_QUEUE_HEAD(name) \
	struct swait_queue_head name = __SWAIT_QUEUE_HEAD_INITIALIZER(name)
#define DECLARE_SWAIT_QUEUE_HEAD_ONSTACK(name) DECLARE_SWAIT_QUEUE_HEAD(name)

void __init_swait_queue_head(struct swait_queue_head *q, const char *name,
			     struct lock_class_key *key);
#define init_swait_queue_head(q)				\
	do {							\
		static struct lock_class_key __key;		\
								\
		__init_swait_queue_head((q), #q, &__key);	\
	} while (0)

static inline int swait_active(struct swait_queue_head *wq)
{
	return !list_empty(&wq->task_list);
}

static inline bool swq_has_sleeper(struct swait_queue_head *wq)
{
	smp_mb();
	return swait_active(wq);
}

/**
 * swake_up_one() - wake the task that has waited longest
 * @q: the queue
 *
 * Context: Any.
 */
void swake_up_one(struct swait_queue_head *q);

/* Context: Process context, interrupts on. */
void swake_up_all(struct swait_queue_head *q);
void swake_up_locked(struct swait_queue_head *q);
void swake_up_all_locked(struct swait_queue_head *q);

void __prepare_to_swait(struct swait_queue_head *q, struct swait_queue *wait);
void prepare_to_swait_exclusive(struct swait_queue_head *q,
				struct swait_queue *wait, int state);
long prepare_to_swait_event(struct swait_queue_head *q,
			    struct swait_queue *wait, int state);
void __finish_swait(struct swait_queue_head *q, struct swait_queue *wait);
void finish_swait(struct swait_queue_head *q, struct swait_queue *wait);

/* As ___wait_event(), on a simple queue. */
#define ___swait_event(wq, condition, state, ret, cmd)			\
({									\
	__label__ __out;						\
	struct swait_queue __wait;					\
	long __ret = ret;						\
									\
	INIT_LIST_HEAD(&__wait.task_list);				\
	for (;;) {							\
		long __int = prepare_to_swait_event(&wq, &__wait, state);\
									\
		if (condition)						\
			break;						\
		if (___wait_is_interruptible(state) && __int) {		\
			__ret = __int;					\
			goto __out;					\
		}							\
		cmd;							\
	}								\
	finish_swait(&wq, &__wait);					\
__out:									\
	__ret;								\
})

#define swait_event_exclusive(wq, condition)				\
	do {								\
		if (condition)						\
			break;						\
		(void)___swait_event(wq, condition,			\
				     TASK_UNINTERRUPTIBLE, 0, schedule()); \
	} while (0)

#define swait_event_idle_exclusive(wq, condition)			\
	do {								\
		if (condition)						\
			break;						\
		(void)___swait_event(wq, condition, TASK_IDLE, 0,	\
				     schedule());			\
	} while (0)

#define swait_event_interruptible_exclusive(wq, condition)		\
({									\
	int __ret = 0;							\
									\
	if (!(condition))						\
		__ret = ___swait_event(wq, condition,			\
				       TASK_INTERRUPTIBLE, 0, schedule()); \
	__ret;								\
})

#define __swait_event_timeout(wq, condition, timeout, state)		\
({									\
	long __ret = timeout;						\
									\
	if (!___wait_cond_timeout(condition))				\
		__ret = ___swait_event(wq,				\
				       ___wait_cond_timeout(condition),	\
				       state, timeout,			\
				       __ret = schedule_timeout(__ret)); \
	__ret;								\
})
#define swait_event_timeout_exclusive(wq, condition, timeout) \
	__swait_event_timeout(wq, condition, timeout, TASK_UNINTERRUPTIBLE)
#define swait_event_interruptible_timeout_exclusive(wq, condition, timeout) \
	__swait_event_timeout(wq, condition, timeout, TASK_INTERRUPTIBLE)
#define swait_event_idle_timeout_exclusive(wq, condition, timeout) \
	__swait_event_timeout(wq, condition, timeout, TASK_IDLE)

#endif
