/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mutexes that hand priority on to whoever holds them.
 *
 * Stands for: include/linux/rtmutex.h, kernel/locking/rtmutex_api.c
 * Fidelity:   MODEL - tasks have no priorities: first come, first served
 * Absent:     priority inheritance, proxy locking
 */
#ifndef _KSIM_LINUX_RTMUTEX_H
#define _KSIM_LINUX_RTMUTEX_H

#include <linux/compiler.h>
#include <linux/linkage.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/spinlock_types.h>

struct task_struct;

/* @wait_list: of rt_mutex_waiter, oldest first. */
struct rt_mutex_base {
	struct task_struct *owner; /* NULL while free */
	struct list_head wait_list;
};

struct rt_mutex {
	struct rt_mutex_base rtmutex;
	struct lockdep_map dep_map;
};

#define __RT_MUTEX_BASE_INITIALIZER(name) \
	{ .owner = NULL, .wait_list = LIST_HEAD_INIT((name).wait_list) }
#define __RT_MUTEX_INITIALIZER(name)				\
{								\
	.rtmutex = __RT_MUTEX_BASE_INITIALIZER((name).rtmutex),	\
	.dep_map = KSIM_DEP_MAP_INIT(#name, "rt_mutex"),	\
}
#define DEFINE_RT_MUTEX(name) \
	struct rt_mutex name = __RT_MUTEX_INITIALIZER(name)

void __rt_mutex_init(struct rt_mutex *lock, const char *name,
		     struct lock_class_key *key);
#define rt_mutex_init(mutex)					\
	do {							\
		static struct lock_class_key __key;		\
								\
		__rt_mutex_init(mutex, #mutex, &__key);		\
	} while (0)

static inline bool rt_mutex_base_is_locked(struct rt_mutex_base *lock)
{
	return lock->owner;
}

/* As mutex_lock() and its relatives. */
void rt_mutex_lock(struct rt_mutex *lock);
int rt_mutex_lock_interruptible(struct rt_mutex *lock);
int rt_mutex_lock_killable(struct rt_mutex *lock);

/* Return: 1 if taken, 0 if not. */
int rt_mutex_trylock(struct rt_mutex *lock);
void rt_mutex_unlock(struct rt_mutex *lock);

/* As mutex_lock_nested() and mutex_lock_nest_lock(). */
void rt_mutex_lock_nested(struct rt_mutex *lock, unsigned int subclass);
void _rt_mutex_lock_nest_lock(struct rt_mutex *lock, struct lockdep_map *nest);

#define rt_mutex_lock_nest_lock(lock, nest_lock) \
	_rt_mutex_lock_nest_lock(lock, &(nest_lock)->dep_map)

#endif
