/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a spinlock is made of.
 *
 * Stands for: include/linux/spinlock_types.h, spinlock_types_raw.h, rwlock_types.h
 * Fidelity:   MODEL - remembers who took the lock
 * Absent:     ticket and queue internals
 */
#ifndef _KSIM_LINUX_SPINLOCK_TYPES_H
#define _KSIM_LINUX_SPINLOCK_TYPES_H

#include <linux/types.h>
#include <linux/lockdep.h>

struct task_struct;

typedef struct raw_spinlock {
	struct lockdep_map dep_map;
	struct task_struct *owner; /* NULL while free */
} raw_spinlock_t;

/* The map comes first in either. */
typedef struct spinlock {
	union {
		struct raw_spinlock rlock;
		struct lockdep_map dep_map;
	};
} spinlock_t;

#define __RAW_SPIN_LOCK_INITIALIZER(name) \
	{ .dep_map = KSIM_DEP_MAP_INIT(#name, "spinlock") }
#define __RAW_SPIN_LOCK_UNLOCKED(name) \
	((raw_spinlock_t)__RAW_SPIN_LOCK_INITIALIZER(name))
#define __SPIN_LOCK_INITIALIZER(name) \
	{ { .rlock = __RAW_SPIN_LOCK_INITIALIZER(name) } }
#define __SPIN_LOCK_UNLOCKED(name) ((spinlock_t)__SPIN_LOCK_INITIALIZER(name))
#define DEFINE_RAW_SPINLOCK(x) raw_spinlock_t x = __RAW_SPIN_LOCK_UNLOCKED(x)
#define DEFINE_SPINLOCK(x) spinlock_t x = __SPIN_LOCK_UNLOCKED(x)

typedef struct {
	struct lockdep_map dep_map;
	struct task_struct *writer; /* NULL while nobody writes */
	int readers;
} rwlock_t;

#define __RW_LOCK_UNLOCKED(name) \
	((rwlock_t){ .dep_map = KSIM_DEP_MAP_INIT(#name, "rwlock") })
#define DEFINE_RWLOCK(x) rwlock_t x = __RW_LOCK_UNLOCKED(x)

#endif
