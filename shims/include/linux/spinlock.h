/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Spinlocks and reader-writer spinlocks.
 *
 * Stands for: include/linux/spinlock.h, spinlock_api_smp.h, rwlock.h
 * Fidelity:   MODEL - a contended lock lets other tasks run instead of burning time
 * Absent:     atomic_dec_and_lock(), spinlock debugging options
 */
#ifndef _KSIM_LINUX_SPINLOCK_H
#define _KSIM_LINUX_SPINLOCK_H

#include <linux/typecheck.h>
#include <linux/preempt.h>
#include <linux/irqflags.h>
#include <linux/bottom_half.h>
#include <linux/linkage.h>
#include <linux/compiler.h>
#include <linux/stringify.h>
#include <linux/lockdep.h>
#include <linux/spinlock_types.h>
#include <asm/barrier.h>

/**
 * _raw_spin_lock() - take a spinlock
 * @lock: the lock
 *
 * Taking it twice in one task is a finding: on Linux the CPU hangs.
 *
 * Context: Any. Turns preemption off.
 */
void _raw_spin_lock(raw_spinlock_t *lock);
void _raw_spin_lock_irq(raw_spinlock_t *lock);
void _raw_spin_lock_bh(raw_spinlock_t *lock);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock);
/* @subclass: tells locks of one class apart that are taken in a fixed order */
void _raw_spin_lock_nested(raw_spinlock_t *lock, int subclass);
void _raw_spin_lock_bh_nested(raw_spinlock_t *lock, int subclass);
unsigned long _raw_spin_lock_irqsave_nested(raw_spinlock_t *lock,
					    int subclass);
/* @map: a lock whose holder may take several of one class */
void _raw_spin_lock_nest_lock(raw_spinlock_t *lock, struct lockdep_map *map);
int _raw_spin_trylock(raw_spinlock_t *lock);
int _raw_spin_trylock_bh(raw_spinlock_t *lock);

/**
 * _raw_spin_unlock() - release a spinlock
 * @lock: the lock, held by the current task
 */
void _raw_spin_unlock(raw_spinlock_t *lock);
void _raw_spin_unlock_irq(raw_spinlock_t *lock);
void _raw_spin_unlock_bh(raw_spinlock_t *lock);
void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags);

void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name,
			  struct lock_class_key *key, short inner);

#define raw_spin_lock_init(lock)				\
	do {							\
		static struct lock_class_key __key;		\
								\
		__raw_spin_lock_init((lock), #lock, &__key, 0);	\
	} while (0)
#define raw_spin_is_locked(lock) ((lock)->owner != NULL)
#define raw_spin_is_contended(lock) ((void)(lock), 0)
#define raw_spin_lock(lock) _raw_spin_lock(lock)
#define raw_spin_lock_nested(lock, subclass) \
	_raw_spin_lock_nested(lock, subclass)
#define raw_spin_lock_nest_lock(lock, nest) \
	_raw_spin_lock_nest_lock(lock, &(nest)->dep_map)
#define raw_spin_lock_irq(lock) _raw_spin_lock_irq(lock)
#define raw_spin_lock_bh(lock) _raw_spin_lock_bh(lock)
#define raw_spin_lock_irqsave(lock, flags)			\
	do {							\
		typecheck(unsigned long, flags);		\
		flags = _raw_spin_lock_irqsave(lock);		\
	} while (0)
#define raw_spin_trylock(lock) _raw_spin_trylock(lock)
#define raw_spin_trylock_bh(lock) _raw_spin_trylock_bh(lock)
#define raw_spin_trylock_irq(lock)				\
({								\
	local_irq_disable();					\
	_raw_spin_trylock(lock) ? 1 : ({ local_irq_enable(); 0; }); \
})
#define raw_spin_trylock_irqsave(lock, flags)			\
({								\
	local_irq_save(flags);					\
	_raw_spin_trylock(lock) ? 1 : ({ local_irq_restore(flags); 0; }); \
})
#define raw_spin_unlock(lock) _raw_spin_unlock(lock)
#define raw_spin_unlock_irq(lock) _raw_spin_unlock_irq(lock)
#define raw_spin_unlock_bh(lock) _raw_spin_unlock_bh(lock)
#define raw_spin_unlock_irqrestore(lock, flags)			\
	do {							\
		typecheck(unsigned long, flags);		\
		_raw_spin_unlock_irqrestore(lock, flags);	\
	} while (0)

static __always_inline raw_spinlock_t *spinlock_check(spinlock_t *lock)
{
	return &lock->rlock;
}

#define spin_lock_init(lock)					\
	do {							\
		static struct lock_class_key __key;		\
								\
		__raw_spin_lock_init(spinlock_check(lock), #lock, &__key, 0); \
	} while (0)
#define spin_lock(lock) _raw_spin_lock(spinlock_check(lock))
#define spin_lock_nested(lock, subclass) \
	_raw_spin_lock_nested(spinlock_check(lock), subclass)
#define spin_lock_bh_nested(lock, subclass) \
	_raw_spin_lock_bh_nested(spinlock_check(lock), subclass)
#define spin_lock_nest_lock(lock, nest) \
	raw_spin_lock_nest_lock(spinlock_check(lock), nest)
#define spin_lock_bh(lock) _raw_spin_lock_bh(spinlock_check(lock))
#define spin_lock_irq(lock) _raw_spin_lock_irq(spinlock_check(lock))
#define spin_lock_irqsave(lock, flags) \
	raw_spin_lock_irqsave(spinlock_check(lock), flags)
#define raw_spin_lock_irqsave_nested(lock, flags, subclass)	\
	do {							\
		typecheck(unsigned long, flags);		\
		flags = _raw_spin_lock_irqsave_nested(lock, subclass); \
	} while (0)
#define spin_lock_irqsave_nested(lock, flags, subclass) \
	raw_spin_lock_irqsave_nested(spinlock_check(lock), flags, subclass)
#define spin_trylock(lock) _raw_spin_trylock(spinlock_check(lock))
#define spin_trylock_bh(lock) _raw_spin_trylock_bh(spinlock_check(lock))
#define spin_trylock_irq(lock) raw_spin_trylock_irq(spinlock_check(lock))
#define spin_trylock_irqsave(lock, flags) \
	raw_spin_trylock_irqsave(spinlock_check(lock), flags)
#define spin_unlock(lock) _raw_spin_unlock(spinlock_check(lock))
#define spin_unlock_bh(lock) _raw_spin_unlock_bh(spinlock_check(lock))
#define spin_unlock_irq(lock) _raw_spin_unlock_irq(spinlock_check(lock))
#define spin_unlock_irqrestore(lock, flags) \
	raw_spin_unlock_irqrestore(spinlock_check(lock), flags)
#define spin_is_locked(lock) raw_spin_is_locked(spinlock_check(lock))
#define spin_is_contended(lock) raw_spin_is_contended(spinlock_check(lock))
#define assert_spin_locked(lock) BUG_ON(!spin_is_locked(lock))
#define spin_needbreak(lock) ((void)(lock), 0)

#include <linux/rwlock.h>

#endif
