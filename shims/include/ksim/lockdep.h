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
	unsigned int usage;
	const char *name;
	const char *kind;
	unsigned long usage_ip[8];
	struct lock_edge *after;
	struct lock_class *next;
	unsigned int searched[2];
};

/*
 * How a lock is to be taken: a subclass as in mutex_lock_nested(), and
 */
#define LOCKDEP_SHARED BIT(8)
#define LOCKDEP_RECURSIVE (LOCKDEP_SHARED | BIT(9)) /* shared, beside writers */
#define LOCKDEP_TRIES BIT(10) /* gives up rather than wait */
#define LOCKDEP_SUBCLASS(how) ((how) & 0xff)

struct lock_class *lockdep_check(struct lockdep_map *map, unsigned int how,
				 struct lockdep_map *nest_lock,
				 unsigned long ip);
bool lockdep_release_deep(struct lockdep_map *map);

#define LOCKDEP_IRQ_CONTEXT (HARDIRQ_MASK | SOFTIRQ_OFFSET)

/* Bits of lock_class.usage that taking a lock right here sets. */
static __always_inline unsigned int
lockdep_usage_here(const struct task_struct *tsk, unsigned int how)
{
	unsigned int count = tsk->thread_info.preempt_count;
	unsigned int usage = 0;

	if (likely(!(count & (HARDIRQ_MASK | SOFTIRQ_MASK)))) {
		if (!tsk->thread_info.irqs_disabled)
			usage = LOCK_ENABLED_HARDIRQ | LOCK_ENABLED_SOFTIRQ;
	} else if (count & HARDIRQ_MASK) {
		usage = LOCK_USED_IN_HARDIRQ;
	} else {
		if (count & SOFTIRQ_OFFSET)
			usage = LOCK_USED_IN_SOFTIRQ;
		if (!tsk->thread_info.irqs_disabled)
			usage |= LOCK_ENABLED_HARDIRQ;
	}
	return how & LOCKDEP_SHARED ? usage << 4 : usage;
}

/**
 * lockdep_will_take() - a lock is about to be taken
 * @map: the lock
 * @how: LOCKDEP_* and the subclass; 0 for exclusively
 * @nest_lock: a lock whose holder may take several of one class; or NULL
 * @ip: return address inside the driver
 *
 * Reports what may end in a deadlock, whether or not it does this time.
 *
 * Return: the class, for lockdep_took().
 */
static __always_inline struct lock_class *
lockdep_will_take(struct lockdep_map *map, unsigned int how,
		  struct lockdep_map *nest_lock, unsigned long ip)
{
	struct lock_class *class = map->ksim_class;
	const struct task_struct *tsk = current;

	if (likely(class && !LOCKDEP_SUBCLASS(how) && !tsk->lockdep_depth &&
		   !(lockdep_usage_here(tsk, how) & ~class->usage)))
		return class;
	return lockdep_check(map, how, nest_lock, ip);
}

/* The current task has it now. */
static __always_inline void lockdep_took(struct lockdep_map *map,
					 struct lock_class *class,
					 unsigned int how, unsigned long ip)
{
	struct task_struct *tsk = current;
	struct held_lock *held;

	if (unlikely(tsk->lockdep_depth == MAX_LOCK_DEPTH))
		return;
	held = &tsk->held_locks[tsk->lockdep_depth++];
	held->instance = map;
	held->class = class;
	held->acquire_ip = ip;
	held->read = how >> 8 & 3;
	held->irq_context = tsk->thread_info.preempt_count &
			    LOCKDEP_IRQ_CONTEXT;
	if (unlikely(ksim_sched_points_armed & KSIM_POINTS_COUNT))
		held->ksim_taken = ksim_steps;
}

/* It is released, or given up: for those who count how long locks are held. */
static __always_inline void lockdep_count(const struct held_lock *held)
{
	if (unlikely(ksim_sched_points_armed & KSIM_POINTS_COUNT))
		ksim_lock_released(held->ksim_taken);
}

/* Return: false if no task holds it, as far as is known. */
static __always_inline bool lockdep_released(struct lockdep_map *map)
{
	struct task_struct *tsk = current;
	unsigned int depth = tsk->lockdep_depth;

	if (likely(depth && tsk->held_locks[depth - 1].instance == map)) {
		lockdep_count(&tsk->held_locks[depth - 1]);
		tsk->lockdep_depth = depth - 1;
		return true;
	}
	return lockdep_release_deep(map);
}

/*
 * Most locks are free, known, taken by a task with nothing else held, and
 * with interrupts on or off always. So every kind of lock asks
 * lockdep_is_simple() first, and a lock for which that is true may use
 * lockdep_took_first() for the two calls above. @context: how it must be.
 */
static __always_inline bool lockdep_is_simple(const struct task_struct *tsk,
					      const struct lock_class *class,
					      u64 context)
{
	unsigned int usage = LOCK_ENABLED_HARDIRQ | LOCK_ENABLED_SOFTIRQ;

	if (context == KSIM_CONTEXT_IRQS_OFF)
		usage = 0;
	return tsk->thread_info.ksim_context == context &&
	       !tsk->lockdep_depth && class && !(usage & ~class->usage);
}

static __always_inline void lockdep_took_first(struct task_struct *tsk,
					       struct lockdep_map *map,
					       struct lock_class *class,
					       unsigned long ip)
{
	struct held_lock *held = &tsk->held_locks[0];

	tsk->lockdep_depth = 1;
	held->instance = map;
	held->class = class;
	held->acquire_ip = ip;
	held->read = 0;
	held->irq_context = 0;
}

/* Return: whether @map is all that the task holds; then forgets it. */
static __always_inline bool lockdep_released_last(struct task_struct *tsk,
						  const struct lockdep_map *map)
{
	if (unlikely(tsk->lockdep_depth != 1 ||
		     tsk->held_locks[0].instance != map))
		return false;
	tsk->lockdep_depth = 0;
	return true;
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
