/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mutexes.
 *
 * Stands for: include/linux/mutex.h, kernel/locking/mutex.c
 * Fidelity:   MODEL - first come, first served: no optimistic spinning, no hand-off; checked by
 *             lockdep
 * Absent:     mutex_lock_io(), ww_mutex
 */
#ifndef _KSIM_LINUX_MUTEX_H
#define _KSIM_LINUX_MUTEX_H

#include <asm/current.h>
#include <linux/list.h>
#include <linux/spinlock_types.h>
#include <linux/lockdep.h>
#include <linux/atomic.h>

struct mutex {
	struct lockdep_map dep_map;
	struct task_struct *owner; /* NULL while free */
	struct list_head wait_list; /* of mutex_waiter, oldest first */
};

#define __MUTEX_INITIALIZER(lockname)				\
{								\
	.dep_map = KSIM_DEP_MAP_INIT(#lockname, "mutex"),	\
	.wait_list = LIST_HEAD_INIT((lockname).wait_list),	\
}
#define DEFINE_MUTEX(mutexname) \
	struct mutex mutexname = __MUTEX_INITIALIZER(mutexname)

#define mutex_init(mutex)				\
	do {						\
		static struct lock_class_key __key;	\
							\
		__mutex_init((mutex), #mutex, &__key);	\
	} while (0)

void __mutex_init(struct mutex *lock, const char *name,
		  struct lock_class_key *key);
void mutex_destroy(struct mutex *lock);

static inline bool mutex_is_locked(struct mutex *lock)
{
	return lock->owner != NULL;
}

/**
 * mutex_lock() - take a mutex, sleeping until it is free
 * @lock: the mutex; taking it twice in one task is a finding
 *
 * Context: Process context. Sleeps.
 */
void mutex_lock(struct mutex *lock);

/**
 * mutex_lock_interruptible() - take a mutex unless a signal comes first
 * @lock: the mutex
 *
 * Context: Process context. Sleeps.
 * Return: 0 if taken, -EINTR if a signal came while waiting.
 */
int __must_check mutex_lock_interruptible(struct mutex *lock);
int __must_check mutex_lock_killable(struct mutex *lock);

/**
 * mutex_trylock() - take a mutex if it is free
 * @lock: the mutex
 *
 * Context: Process context. Does not sleep.
 * Return: 1 if taken, 0 if somebody has it. Not the other way round.
 */
int mutex_trylock(struct mutex *lock);

/**
 * mutex_unlock() - release a mutex
 * @lock: the mutex, taken by the current task
 *
 * Context: Process context.
 */
void mutex_unlock(struct mutex *lock);

int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock);

/*
 * @subclass: tells mutexes of one class apart that are taken in a fixed order.
 * @nest: a lock whose holder may take several of one class.
 */
void mutex_lock_nested(struct mutex *lock, unsigned int subclass);
void _mutex_lock_nest_lock(struct mutex *lock, struct lockdep_map *nest);
int __must_check mutex_lock_interruptible_nested(struct mutex *lock,
						 unsigned int subclass);
int __must_check mutex_lock_killable_nested(struct mutex *lock,
					    unsigned int subclass);

#define mutex_lock_nest_lock(lock, nest_lock) \
	_mutex_lock_nest_lock(lock, &(nest_lock)->dep_map)

#endif
