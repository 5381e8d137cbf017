/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RCU whose readers may sleep.
 *
 * Stands for: include/linux/srcu.h, srcutree.h, kernel/rcu/srcutree.c
 * Fidelity:   MODEL - two counters for all CPUs together; callbacks run in a
 *             worker with softirqs off, as in Linux
 * Absent:     polling of grace periods, NMI-safe readers
 */
#ifndef _KSIM_LINUX_SRCU_H
#define _KSIM_LINUX_SRCU_H

#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

/**
 * struct srcu_struct - a domain of readers
 * @idx: which counter new readers use
 * @readers: how many there are of each
 * @mutex: one grace period at a time
 * @idle: those who wait for readers
 * @callbacks: of call_srcu(), oldest first
 * @last: where the next one goes
 * @work: invokes them
 */
struct srcu_struct {
	unsigned int idx;
	int readers[2];
	struct mutex mutex;
	struct wait_queue_head idle;
	struct rcu_head *callbacks;
	struct rcu_head **last;
	struct work_struct work;
};

void ksim_srcu_invoke(struct work_struct *work);

#define __SRCU_STRUCT_INIT(name)				\
{								\
	.mutex = __MUTEX_INITIALIZER((name).mutex),		\
	.idle = __WAIT_QUEUE_HEAD_INITIALIZER((name).idle),	\
	.work = __WORK_INITIALIZER((name).work, ksim_srcu_invoke), \
}
#define DEFINE_SRCU(name) \
	struct srcu_struct name = __SRCU_STRUCT_INIT(name)
#define DEFINE_STATIC_SRCU(name) \
	static struct srcu_struct name = __SRCU_STRUCT_INIT(name)

/* Return: 0. */
int init_srcu_struct(struct srcu_struct *ssp);

/* Nobody reads, no callback is outstanding: else it warns and leaks. */
void cleanup_srcu_struct(struct srcu_struct *ssp);

int __srcu_read_lock(struct srcu_struct *ssp);
void __srcu_read_unlock(struct srcu_struct *ssp, int idx);

/**
 * srcu_read_lock() - begin to read
 * @ssp: the domain
 *
 * Return: for srcu_read_unlock().
 */
static inline int srcu_read_lock(struct srcu_struct *ssp)
{
	return __srcu_read_lock(ssp);
}

static inline void srcu_read_unlock(struct srcu_struct *ssp, int idx)
{
	WARN_ON_ONCE(idx & ~0x1);
	__srcu_read_unlock(ssp, idx);
}

#define srcu_read_lock_held(ssp) ((void)(ssp), 1)
#define srcu_dereference(p, ssp) READ_ONCE(p)
#define srcu_dereference_check(p, ssp, c) READ_ONCE(p)

/**
 * synchronize_srcu() - wait until all who read now have finished
 * @ssp: the domain
 *
 * Context: Process context, not reading @ssp itself. Sleeps.
 */
void synchronize_srcu(struct srcu_struct *ssp);
void synchronize_srcu_expedited(struct srcu_struct *ssp);
void call_srcu(struct srcu_struct *ssp, struct rcu_head *head,
	       void (*func)(struct rcu_head *head));

/* Waits until every call_srcu() so far has called. */
void srcu_barrier(struct srcu_struct *ssp);

#endif
