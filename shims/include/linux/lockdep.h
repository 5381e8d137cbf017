/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lock validation: who holds what, and in which order locks are taken.
 *
 * Stands for: include/linux/lockdep.h, lockdep_types.h
 * Fidelity:   MODEL - as with CONFIG_PROVE_LOCKING=y, and each mistake is a finding
 *             instead of the only one that is reported before validation ends;
 *             locks beyond the 48 that a task holds are not followed, and what is
 *             known of a key outlives lockdep_unregister_key()
 * Absent:     interrupt safety through other locks, wait type checks, lock pinning,
 *             cross-release, lock_set_cmp_fn(), lockdep_off(), lockdep_on(),
 *             lockdep_set_subclass()
 */
#ifndef _KSIM_LINUX_LOCKDEP_H
#define _KSIM_LINUX_LOCKDEP_H

#include <linux/types.h>
#include <linux/instruction_pointer.h>

struct task_struct;
struct lock_class;

#define MAX_LOCKDEP_SUBCLASSES 8UL
#define SINGLE_DEPTH_NESTING 1

/* Only its address counts: what was initialised with it forms one class. */
struct lock_class_key {
	char unused;
};

/**
 * struct lockdep_map - one lock, for the validator
 * @name: as written where it was initialised; NULL if it never was
 * @key: locks with one key are of one class; NULL if it is the only one
 * @ksim_kind: "mutex", "spinlock" …, for reports
 * @ksim_class: what @key leads to; found when the lock is first taken
 */
struct lockdep_map {
	const char *name;
	const void *key;
	const char *ksim_kind;
	struct lock_class *ksim_class;
};

#define KSIM_DEP_MAP_INIT(lockname, kind) { .name = lockname, .ksim_kind = kind }

enum lock_usage {
	LOCK_USED_IN_HARDIRQ = 1,
	LOCK_USED_IN_SOFTIRQ = 2,
	LOCK_ENABLED_HARDIRQ = 4, /* taken while interrupts were on */
	LOCK_ENABLED_SOFTIRQ = 8,
};

/**
 * struct held_lock - a lock that a task has
 * @instance: which one
 * @class: of @instance, with the subclass it was taken with
 * @acquire_ip: where
 * @read: 0 exclusive, 1 shared, 3 shared and recursive
 * @irq_context: of preempt_count(), what says in which interrupt; 0 for none
 */
struct held_lock {
	struct lockdep_map *instance;
	struct lock_class *class;
	unsigned long acquire_ip;
	u32 read;
	u32 irq_context;
	u64 ksim_taken; /* while somebody counts, ksim_steps */
};

#define MAX_LOCK_DEPTH 48

void lockdep_init_map(struct lockdep_map *map, const char *name,
		      struct lock_class_key *key, int subclass);

/**
 * lock_is_held_type() - does the current task hold a lock?
 * @map: the lock
 * @read: 0 exclusively, 1 shared, -1 in any way
 *
 * Context: Any.
 * Return: 1 or 0.
 */
int lock_is_held_type(const struct lockdep_map *map, int read);

/* A finding, unless the condition holds. */
void ksim_lockdep_assert(bool holds, const char *title,
			 const struct lockdep_map *map);
bool ksim_lockdep_irqs_disabled(void);
bool ksim_lockdep_in_softirq(void);
int lockdep_depth(struct task_struct *task);

/*
 * Linux's own entry points, for what is no lock but behaves like one.
 * @read: 0 exclusive, 1 shared, 2 recursive. @check is not looked at.
 */
void lock_acquire(struct lockdep_map *map, unsigned int subclass, int trylock,
		  int read, int check, struct lockdep_map *nest_lock,
		  unsigned long ip);
void lock_release(struct lockdep_map *map, unsigned long ip);

/**
 * debug_check_no_locks_freed() - a finding if memory holds a lock that is held
 * @from: start of what is about to be freed
 * @len: bytes
 */
void debug_check_no_locks_freed(const void *from, unsigned long len);
void debug_check_no_locks_held(void);

#define lockdep_is_held(lock) lock_is_held_type(&(lock)->dep_map, -1)
#define lockdep_is_held_type(lock, read) \
	lock_is_held_type(&(lock)->dep_map, read)
#define lock_is_held(map) lock_is_held_type(map, -1)

#define lockdep_register_key(key) ((void)(key))
#define lockdep_unregister_key(key) ((void)(key))
#define lockdep_init_map_crosslock(map, name, key, sub) \
	lockdep_init_map(map, name, key, sub)
#define lockdep_set_class(lock, key) \
	lockdep_set_class_and_name(lock, key, (lock)->dep_map.name)
#define lockdep_set_class_and_name(lock, new_key, new_name)	\
	do {							\
		(lock)->dep_map.name = (new_name);		\
		(lock)->dep_map.key = (new_key);		\
		(lock)->dep_map.ksim_class = NULL;		\
	} while (0)

extern struct lock_class_key __lockdep_no_validate__;
/* Their order is not checked: only somebody else knows it. */
#define lockdep_set_novalidate_class(lock) \
	lockdep_set_class(lock, &__lockdep_no_validate__)

#define lockdep_assert(cond) \
	ksim_lockdep_assert(cond, "lockdep_assert(" #cond ") failed", NULL)
#define lockdep_assert_held(l) \
	ksim_lockdep_assert(lockdep_is_held(l), \
			    "a lock that must be held is not", &(l)->dep_map)
#define lockdep_assert_not_held(l) \
	ksim_lockdep_assert(!lockdep_is_held(l), \
			    "a lock that must not be held is", &(l)->dep_map)
#define lockdep_assert_held_write(l) \
	ksim_lockdep_assert(lockdep_is_held_type(l, 0), \
			    "a lock that must be held for writing is not", \
			    &(l)->dep_map)
#define lockdep_assert_held_read(l) \
	ksim_lockdep_assert(lockdep_is_held_type(l, 1), \
			    "a lock that must be held for reading is not", \
			    &(l)->dep_map)
#define lockdep_assert_held_once(l) lockdep_assert_held(l)
#define lockdep_assert_none_held_once() \
	ksim_lockdep_assert(!lockdep_depth(current), \
			    "locks are held where none must be", NULL)
#define lockdep_assert_irqs_enabled() \
	ksim_lockdep_assert(!ksim_lockdep_irqs_disabled(), \
			    "interrupts must be on here", NULL)
#define lockdep_assert_irqs_disabled() \
	ksim_lockdep_assert(ksim_lockdep_irqs_disabled(), \
			    "interrupts must be off here", NULL)
#define lockdep_assert_in_softirq() \
	ksim_lockdep_assert(ksim_lockdep_in_softirq(), \
			    "this must be a softirq", NULL)

#define might_lock(lock)						\
	do {								\
		lock_acquire(&(lock)->dep_map, 0, 0, 0, 1, NULL,	\
			     _THIS_IP_);				\
		lock_release(&(lock)->dep_map, _THIS_IP_);		\
	} while (0)
#define might_lock_read(lock)						\
	do {								\
		lock_acquire(&(lock)->dep_map, 0, 0, 1, 1, NULL,	\
			     _THIS_IP_);				\
		lock_release(&(lock)->dep_map, _THIS_IP_);		\
	} while (0)

#define lock_map_acquire(l) lock_acquire(l, 0, 0, 0, 1, NULL, _THIS_IP_)
#define lock_map_acquire_read(l) lock_acquire(l, 0, 0, 2, 1, NULL, _THIS_IP_)
#define lock_map_release(l) lock_release(l, _THIS_IP_)

#endif
