/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sequence counters and sequence locks are made of.
 *
 * Stands for: include/linux/seqlock_types.h (include/linux/seqlock.h in 6.1)
 * Fidelity:   MODEL - a counter always knows the lock that goes with it
 * Absent:     seqcount_ww_mutex_t
 */
#ifndef _KSIM_LINUX_SEQLOCK_TYPES_H
#define _KSIM_LINUX_SEQLOCK_TYPES_H

#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/spinlock_types.h>

/* Odd while somebody writes. */
typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

typedef struct seqcount_raw_spinlock {
	seqcount_t seqcount;
	raw_spinlock_t *lock;
} seqcount_raw_spinlock_t;

typedef struct seqcount_spinlock {
	seqcount_t seqcount;
	spinlock_t *lock;
} seqcount_spinlock_t;

typedef struct seqcount_rwlock {
	seqcount_t seqcount;
	rwlock_t *lock;
} seqcount_rwlock_t;

typedef struct seqcount_mutex {
	seqcount_t seqcount;
	struct mutex *lock;
} seqcount_mutex_t;

typedef struct {
	seqcount_spinlock_t seqcount;
	spinlock_t lock;
} seqlock_t;

#endif
