/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a spinlock is made of.
 *
 * Stands for: include/linux/spinlock_types.h, spinlock_types_raw.h, rwlock_types.h
 * Fidelity:   MODEL - remembers who took the lock, and where
 * Absent:     ticket and queue internals
 */
#ifndef _KSIM_LINUX_SPINLOCK_TYPES_H
#define _KSIM_LINUX_SPINLOCK_TYPES_H

#include <linux/types.h>
#include <linux/lockdep.h>

struct task_struct;

typedef struct raw_spinlock {
	struct task_struct *owner; /* NULL while free */
	unsigned long acquired_at; /* return address in the taker */
	bool locked;
} raw_spinlock_t;

typedef struct spinlock {
	struct raw_spinlock rlock;
} spinlock_t;

#define __RAW_SPIN_LOCK_UNLOCKED(name) ((raw_spinlock_t){ .locked = false })
#define __SPIN_LOCK_UNLOCKED(name) \
	((spinlock_t){ .rlock = { .locked = false } })
#define __RAW_SPIN_LOCK_INITIALIZER(name) { .locked = false }
#define __SPIN_LOCK_INITIALIZER(name) { .rlock = { .locked = false } }
#define DEFINE_RAW_SPINLOCK(x) raw_spinlock_t x = __RAW_SPIN_LOCK_UNLOCKED(x)
#define DEFINE_SPINLOCK(x) spinlock_t x = __SPIN_LOCK_UNLOCKED(x)

typedef struct {
	struct task_struct *writer; /* NULL while nobody writes */
	unsigned long acquired_at;
	int readers;
	bool write_locked;
} rwlock_t;

#define __RW_LOCK_UNLOCKED(name) ((rwlock_t){ .readers = 0 })
#define DEFINE_RWLOCK(x) rwlock_t x = __RW_LOCK_UNLOCKED(x)

#endif
