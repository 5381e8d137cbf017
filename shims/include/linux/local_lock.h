/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locks that keep a CPU's own data to the task that runs on it.
 *
 * Stands for: include/linux/local_lock.h, local_lock_internal.h
 * Fidelity:   EXACT - as without CONFIG_PREEMPT_RT: preemption or interrupts off
 * Absent:     local_trylock_t
 */
#ifndef _KSIM_LINUX_LOCAL_LOCK_H
#define _KSIM_LINUX_LOCAL_LOCK_H

#include <linux/irqflags.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>

typedef struct {
} local_lock_t;

#define INIT_LOCAL_LOCK(lockname) { }
#define local_lock_init(lock) ((void)(lock))

#define local_lock(lock)			\
	do {					\
		(void)(lock);			\
		preempt_disable();		\
	} while (0)
#define local_unlock(lock)			\
	do {					\
		(void)(lock);			\
		preempt_enable();		\
	} while (0)
#define local_lock_irq(lock)			\
	do {					\
		(void)(lock);			\
		local_irq_disable();		\
	} while (0)
#define local_unlock_irq(lock)			\
	do {					\
		(void)(lock);			\
		local_irq_enable();		\
	} while (0)
#define local_lock_irqsave(lock, flags)		\
	do {					\
		(void)(lock);			\
		local_irq_save(flags);		\
	} while (0)
#define local_unlock_irqrestore(lock, flags)	\
	do {					\
		(void)(lock);			\
		local_irq_restore(flags);	\
	} while (0)

#endif
