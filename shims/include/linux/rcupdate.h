/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read-copy-update.
 *
 * Stands for: include/linux/rcupdate.h, kernel/rcu/tree.c, update.c
 * Fidelity:   MODEL - readers may be preempted; a grace period ends at a moment
 *             when nobody reads, and a callback waits a tick at least
 * Absent:     get_state_synchronize_rcu() and polling, RCU tasks
 */
#ifndef _KSIM_LINUX_RCUPDATE_H
#define _KSIM_LINUX_RCUPDATE_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/atomic.h>
#include <linux/preempt.h>
#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/version.h>

static __always_inline void rcu_read_lock(void)
{
	current->rcu_read_lock_nesting++;
	barrier();
}

static __always_inline void rcu_read_unlock(void)
{
	barrier();
	current->rcu_read_lock_nesting--;
}

/**
 * synchronize_rcu() - wait until every reader that reads now has finished
 *
 * Context: Process context, outside any read-side critical section. Sleeps.
 */
void synchronize_rcu(void);
#define synchronize_rcu_expedited() synchronize_rcu()
#define synchronize_net() synchronize_rcu()

/**
 * call_rcu() - call a function when every reader that reads now has finished
 * @head: inside what the function will free
 * @func: runs in softirq context
 *
 * Context: Any.
 */
void call_rcu(struct rcu_head *head, rcu_callback_t func);
#define call_rcu_hurry(head, func) call_rcu(head, func)

/**
 * rcu_barrier() - wait until every call_rcu() so far has called
 *
 * A module whose functions are called must do so before it goes.
 *
 * Context: Process context. Sleeps.
 */
void rcu_barrier(void);

/* @func below 4096 is where in the object to be freed @head lies. */
void kvfree_call_rcu(struct rcu_head *head, rcu_callback_t func);

#define __kvfree_rcu_head(ptr, rhf)					\
	do {								\
		typeof(ptr) ___p = (ptr);				\
									\
		BUILD_BUG_ON(offsetof(typeof(*(ptr)), rhf) >= 4096);	\
		if (___p)						\
			kvfree_call_rcu(&___p->rhf, (rcu_callback_t)	\
				(unsigned long)offsetof(typeof(*(ptr)), rhf)); \
	} while (0)
#define kvfree_rcu_mightsleep(ptr)					\
	do {								\
		typeof(ptr) ___p = (ptr);				\
									\
		if (___p)						\
			kvfree_call_rcu(NULL, (rcu_callback_t)___p);	\
	} while (0)
#define kfree_rcu_mightsleep(ptr) kvfree_rcu_mightsleep(ptr)

/**
 * kfree_rcu() - free an object when every reader that reads now has finished
 * @ptr: the object
 * @rhf: its member of type struct rcu_head. Without it the call may sleep
 *	 (6.1 only; later kernels have kfree_rcu_mightsleep() for that).
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#define kvfree_rcu(ptr, rhf) __kvfree_rcu_head(ptr, rhf)
#define kfree_rcu(ptr, rhf) __kvfree_rcu_head(ptr, rhf)
#else
#define __kvfree_rcu_macro(_1, _2, name, ...) name
#define kvfree_rcu(...)							\
	__kvfree_rcu_macro(__VA_ARGS__, __kvfree_rcu_head,		\
			   kvfree_rcu_mightsleep)(__VA_ARGS__)
#define kfree_rcu(...) kvfree_rcu(__VA_ARGS__)
#endif

#define init_rcu_head(head) ((void)(head))
#define destroy_rcu_head(head) ((void)(head))
#define init_rcu_head_on_stack(head) ((void)(head))
#define destroy_rcu_head_on_stack(head) ((void)(head))

#define rcu_read_lock_bh() local_bh_disable()
#define rcu_read_unlock_bh() local_bh_enable()
#define rcu_read_lock_sched() preempt_disable()
#define rcu_read_unlock_sched() preempt_enable()
#define rcu_read_lock_held() (current->rcu_read_lock_nesting > 0)
#define rcu_read_lock_bh_held() (in_softirq() || irqs_disabled())
#define rcu_read_lock_sched_held() (!preemptible())
#define rcu_read_lock_any_held() \
	(rcu_read_lock_held() || rcu_read_lock_sched_held())

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
#define rcu_dereference_raw_check(p) READ_ONCE(p)
#define rcu_dereference_bh_check(p, c) READ_ONCE(p)
#define rcu_dereference_sched_check(p, c) READ_ONCE(p)
#define rcu_dereference_bh_protected(p, c) (p)
#define rcu_dereference_sched_protected(p, c) (p)
#define rcu_access_pointer(p) READ_ONCE(p)
#define rcu_pointer_handoff(p) (p)
#define unrcu_pointer(p) (p)

#endif
