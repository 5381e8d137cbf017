/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each kind of lock tells the validator.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 *
 * A lock calls lockdep_will_take() before it waits, lockdep_took() when it has
 * been taken and lockdep_released() when it is let go. While nothing else is
 * held each costs a few instructions.
 */
#ifndef _KSIM_LOCKDEP_H
#define _KSIM_LOCKDEP_H

#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/sched.h>

/**
 * struct lock_class - locks that are used alike
 * @key: see struct lockdep_map
 * @subclass: 0 to MAX_LOCKDEP_SUBCLASSES - 1, as in mutex_lock_nested()
 * @name: of the first lock that was seen
 * @kind: likewise
 * @usage: LOCK_*, in the upper four bits for readers
 * @usage_ip: where each bit of @usage was set
 * @after: what was taken while a lock of this class was held
 * @next: class in the same bucket
 * @searched: see is_reachable()
 */
struct lock_class {
	const void *key;
	unsigned int subclass;
	u8 usage;
	const char *name;
	const char *kind;
	unsigned long usage_ip[8];
	struct lock_edge *after;
	struct lock_class *next;
	unsigned int searched[2];
};

/**
 * struct lockdep_how - how a lock is to be taken
 * @subclass: as in mutex_lock_nested()
 * @read: see struct held_lock
 * @tries: gives up rather than wait
 * @nest_lock: see struct held_lock
 */
struct lockdep_how {
	unsigned int subclass;
	u8 read;
	bool tries;
	struct lockdep_map *nest_lock;
};

struct lock_class *lockdep_check(struct lockdep_map *map,
				 const struct lockdep_how *how,
				 unsigned long ip);
bool lockdep_release_deep(struct lockdep_map *map);

/* Bits of lock_class.usage that taking a lock right here sets. */
static __always_inline u8 lockdep_usage_here(int read)
{
	int count = preempt_count();
	u8 usage = 0;

	if (unlikely(count & HARDIRQ_MASK))
		usage = LOCK_USED_IN_HARDIRQ;
	else if (unlikely(count & SOFTIRQ_OFFSET))
		usage = LOCK_USED_IN_SOFTIRQ;
	if (!irqs_disabled() && !(count & HARDIRQ_MASK)) {
		usage |= LOCK_ENABLED_HARDIRQ;
		if (!(count & SOFTIRQ_MASK))
			usage |= LOCK_ENABLED_SOFTIRQ;
	}
	return read ? usage << 4 : usage;
}

/**
 * lockdep_will_take() - a lock is about to be taken
 * @map: the lock
 * @how: how
 * @ip: return address inside the driver
 *
 * Reports what may end in a deadlock, whether or not it does this time.
 *
 * Return: the class, for lockdep_took().
 */
static __always_inline struct lock_class *
lockdep_will_take(struct lockdep_map *map, struct lockdep_how how,
		  unsigned long ip)
{
	struct lock_class *class = map->ksim_class;

	if (likely(class && !how.subclass && !current->lockdep_depth &&
		   !(lockdep_usage_here(how.read) & ~class->usage)))
		return class;
	return lockdep_check(map, &how, ip);
}

/* The current task has it now. */
static __always_inline void lockdep_took(struct lockdep_map *map,
					 struct lock_class *class,
					 struct lockdep_how how,
					 unsigned long ip)
{
	struct task_struct *tsk = current;
	struct held_lock *held;

	if (unlikely(tsk->lockdep_depth == MAX_LOCK_DEPTH))
		return;
	held = &tsk->held_locks[tsk->lockdep_depth++];
	held->instance = map;
	held->class = class;
	held->acquire_ip = ip;
	held->nest_lock = how.nest_lock;
	held->read = how.read;
	held->irq_context = in_hardirq() ? 2 : in_serving_softirq() ? 1 : 0;
}

/* Return: false if no task holds it, as far as is known. */
static __always_inline bool lockdep_released(struct lockdep_map *map)
{
	struct task_struct *tsk = current;
	unsigned int depth = tsk->lockdep_depth;

	if (likely(depth && tsk->held_locks[depth - 1].instance == map)) {
		tsk->lockdep_depth = depth - 1;
		return true;
	}
	return lockdep_release_deep(map);
}

/**
 * lockdep_holder() - who holds a lock, and since when
 * @map: the lock
 * @but: not this task; or NULL
 * @ip: where it was taken; may be NULL
 *
 * Return: a task, or NULL.
 */
struct task_struct *lockdep_holder(const struct lockdep_map *map,
				   const struct task_struct *but,
				   unsigned long *ip);

/* Where the current task took it; 0 if it did not. */
unsigned long lockdep_taken_at(const struct lockdep_map *map);

/* Its newest lock that forbids to sleep, or NULL. */
const struct held_lock *lockdep_spinning_lock(const struct task_struct *tsk);

/* "dev->lock" for "&dev->lock". */
const char *lockdep_name(const struct lockdep_map *map);

/* Reports each lock that the current task takes along to user space. */
void lockdep_sys_exit(void);

#endif
