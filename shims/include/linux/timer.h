/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers that count ticks and run in a softirq.
 *
 * Stands for: include/linux/timer.h, kernel/time/timer.c
 * Fidelity:   MODEL - a timer runs at the very tick it was set to; Linux is one
 *             tick later, and late by up to an eighth of a long timeout
 * Absent:     slack of deferrable timers, timer_list debugging through /proc
 */
#ifndef _KSIM_LINUX_TIMER_H
#define _KSIM_LINUX_TIMER_H

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/stddef.h>
#include <linux/stringify.h>
#include <linux/types.h>
#include <linux/version.h>

/**
 * struct timer_list - a timer
 * @entry: hashed while the timer is pending
 * @expires: jiffies at which it runs
 * @function: NULL after timer_shutdown()
 * @flags: TIMER_*, and the CPU in TIMER_CPUMASK
 */
struct timer_list {
	struct hlist_node entry;
	unsigned long expires;
	void (*function)(struct timer_list *);
	u32 flags;
};

#define TIMER_CPUMASK 0x0003FFFF
#define TIMER_MIGRATING 0x00040000
#define TIMER_BASEMASK (TIMER_CPUMASK | TIMER_MIGRATING)
#define TIMER_DEFERRABLE 0x00080000
#define TIMER_PINNED 0x00100000
#define TIMER_IRQSAFE 0x00200000
#define TIMER_INIT_FLAGS (TIMER_DEFERRABLE | TIMER_PINNED | TIMER_IRQSAFE)

#define __TIMER_INITIALIZER(_function, _flags)	\
{						\
	.entry = { .next = NULL },		\
	.function = (_function),		\
	.flags = (_flags),			\
}
#define DEFINE_TIMER(_name, _function) \
	struct timer_list _name = __TIMER_INITIALIZER(_function, 0)

void init_timer_key(struct timer_list *timer,
		    void (*func)(struct timer_list *), unsigned int flags,
		    const char *name, struct lock_class_key *key);

#define __init_timer(_timer, _fn, _flags) \
	init_timer_key((_timer), (_fn), (_flags), NULL, NULL)
#define __init_timer_on_stack(_timer, _fn, _flags) \
	__init_timer(_timer, _fn, _flags)

/**
 * timer_setup() - prepare a timer for first use
 * @timer: the timer, not pending
 * @callback: runs in softirq context, with interrupts on unless TIMER_IRQSAFE
 * @flags: TIMER_*
 */
#define timer_setup(timer, callback, flags) \
	__init_timer((timer), (callback), (flags))
#define timer_setup_on_stack(timer, callback, flags) \
	__init_timer_on_stack((timer), (callback), (flags))

/* For timers on the stack: nothing may be pending when the frame goes. */
void destroy_timer_on_stack(struct timer_list *timer);

#define from_timer(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, typeof(*var), timer_fieldname)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
#define timer_container_of(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, typeof(*var), timer_fieldname)
#endif

static inline int timer_pending(const struct timer_list *timer)
{
	return !hlist_unhashed_lockless(&timer->entry);
}

/**
 * add_timer() - start a timer at timer->expires
 * @timer: not pending, or it stays as it is, with a warning
 *
 * An expiry in the past means the next tick.
 *
 * Context: Any.
 */
void add_timer(struct timer_list *timer);
void add_timer_on(struct timer_list *timer, int cpu);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
void add_timer_local(struct timer_list *timer);
void add_timer_global(struct timer_list *timer);
#endif

/**
 * mod_timer() - start a timer, or start it anew
 * @timer: the timer
 * @expires: jiffies
 *
 * Context: Any.
 * Return: 1 if it was pending, 0 if not, or if it was shut down.
 */
int mod_timer(struct timer_list *timer, unsigned long expires);
int mod_timer_pending(struct timer_list *timer, unsigned long expires);
int timer_reduce(struct timer_list *timer, unsigned long expires);

/**
 * timer_delete() - stop a timer; its function may still be running
 * @timer: the timer
 *
 * Context: Any.
 * Return: 1 if it was pending, else 0.
 */
int timer_delete(struct timer_list *timer);

/**
 * timer_delete_sync() - stop a timer and wait for its function to return
 * @timer: the timer; must not be started anew meanwhile
 *
 * Context: Not from the timer's own function, nor with a lock held that it
 * takes; not in a hard interrupt, unless TIMER_IRQSAFE.
 * Return: 1 if it was pending, else 0.
 */
int timer_delete_sync(struct timer_list *timer);
int try_to_del_timer_sync(struct timer_list *timer);

/* As timer_delete(), and it can never be started again without a setup. */
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);

static __always_inline int del_timer(struct timer_list *timer)
{
	return timer_delete(timer);
}

static __always_inline int del_timer_sync(struct timer_list *timer)
{
	return timer_delete_sync(timer);
}

/**
 * round_jiffies() - a time near another, at which timers run together
 * @j: jiffies
 *
 * Whole seconds, for each CPU 3 ticks earlier than for the one before; down
 * in the first quarter of a second, else up. Always up in *_up(). *_relative()
 * take and return a span from now on. __*() are for timers of CPU @cpu.
 *
 * Return: jiffies; @j as it is, if the result would not lie in the future.
 */
unsigned long round_jiffies(unsigned long j);
unsigned long round_jiffies_relative(unsigned long j);
unsigned long round_jiffies_up(unsigned long j);
unsigned long round_jiffies_up_relative(unsigned long j);
unsigned long __round_jiffies(unsigned long j, int cpu);
unsigned long __round_jiffies_relative(unsigned long j, int cpu);
unsigned long __round_jiffies_up(unsigned long j, int cpu);
unsigned long __round_jiffies_up_relative(unsigned long j, int cpu);

#endif
