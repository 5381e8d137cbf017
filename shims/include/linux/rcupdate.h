/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read-copy-update.
 *
 * Stands for: include/linux/rcupdate.h
 * Fidelity:   MODEL - readers may be preempted, and a grace period ends when no
 *             reader is left
 * Absent:     call_rcu(), kfree_rcu(), rcu_barrier()
 */
#ifndef _KSIM_LINUX_RCUPDATE_H
#define _KSIM_LINUX_RCUPDATE_H

#include <linux/compiler.h>
#include <linux/atomic.h>
#include <linux/preempt.h>
#include <linux/bottom_half.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/types.h>

/* How many read-side critical sections there are. */
extern int ksim_rcu_readers;

static __always_inline void rcu_read_lock(void)
{
	ksim_rcu_readers++;
	current->rcu_read_lock_nesting++;
}

static __always_inline void rcu_read_unlock(void)
{
	current->rcu_read_lock_nesting--;
	ksim_rcu_readers--;
}

/**
 * synchronize_rcu() - wait until every reader that reads now has finished
 *
 * Context: Process context, outside any read-side critical section. Sleeps.
 */
void synchronize_rcu(void);
#define synchronize_rcu_expedited() synchronize_rcu()
#define synchronize_net() synchronize_rcu()

#define rcu_read_lock_bh() local_bh_disable()
#define rcu_read_unlock_bh() local_bh_enable()
#define rcu_read_lock_sched() preempt_disable()
#define rcu_read_unlock_sched() preempt_enable()
#define rcu_read_lock_held() (current->rcu_read_lock_nesting > 0)
#define rcu_read_lock_bh_held() 1

#define RCU_INITIALIZER(v) (typeof(*(v)) __force __rcu *)(v)
#define RCU_INIT_POINTER(p, v) WRITE_ONCE(p, RCU_INITIALIZER(v))
#define RCU_POINTER_INITIALIZER(p, v) .p = RCU_INITIALIZER(v)
#define rcu_assign_pointer(p, v) smp_store_release(&(p), RCU_INITIALIZER(v))
#define rcu_replace_pointer(rcu_ptr, ptr, c)		\
({							\
	typeof(ptr) __old = (rcu_ptr);			\
							\
	rcu_assign_pointer((rcu_ptr), (ptr));		\
	__old;						\
})
#define rcu_dereference(p) READ_ONCE(p)
#define rcu_dereference_raw(p) READ_ONCE(p)
#define rcu_dereference_check(p, c) READ_ONCE(p)
#define rcu_dereference_protected(p, c) (p)
#define rcu_dereference_bh(p) READ_ONCE(p)
#define rcu_dereference_sched(p) READ_ONCE(p)
#define rcu_access_pointer(p) READ_ONCE(p)
#define rcu_pointer_handoff(p) (p)
#define unrcu_pointer(p) (p)

#endif
