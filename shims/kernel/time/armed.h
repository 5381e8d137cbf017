/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is armed, sorted by time.
 *
 * The queue keeps its records apart from the timers. A driver may free or
 * overwrite memory that holds an armed timer, and the queue stays whole: the
 * mistake is seen when the time comes.
 */
#ifndef _KERNEL_TIME_ARMED_H
#define _KERNEL_TIME_ARMED_H

#include <linux/jiffies.h>
#include <linux/types.h>
#include <ksim/abi/time.h>

struct module;

/* TAI was ahead of UTC by this when the virtual clock starts, in 2025. */
#define TAI_OFFSET_S 37

/* jiffies without the turn of a busy wait. */
static inline u64 ticks_now(void)
{
	return INITIAL_JIFFIES + ksim_time_now_ns() / TICK_NSEC;
}

/**
 * struct ksim_armed - one armed timer
 * @expires: in the unit of its queue
 * @order: decides between equal expiries, lowest first
 * @timer: the timer
 * @function: what it was to call when it was armed
 * @site: return address of who armed it, in a module if a driver did
 * @index: in the heap
 */
struct ksim_armed {
	u64 expires;
	u64 order;
	void *timer;
	void *function;
	unsigned long site;
	u32 index;
};

/* A binary heap. All zero is an empty queue. */
struct armed_queue {
	struct ksim_armed **heap;
	u32 count;
	u32 room;
};

static inline struct ksim_armed *armed_first(const struct armed_queue *queue)
{
	return queue->count ? queue->heap[0] : NULL;
}

/**
 * armed_add() - put a timer into a queue
 * @queue: the queue
 * @expires: when
 * @order: see struct ksim_armed
 * @timer: what
 * @function: what it will call
 * @site: who armed it
 *
 * Not a scheduling point. Context: any.
 */
struct ksim_armed *armed_add(struct armed_queue *queue, u64 expires, u64 order,
			     void *timer, void *function, unsigned long site);
void armed_remove(struct armed_queue *queue, struct ksim_armed *armed);

/* The record of @timer, or NULL. Looks at all of them. */
struct ksim_armed *armed_find(const struct armed_queue *queue,
			      const void *timer);

/**
 * armed_memory_freed() - a finding if an armed timer's memory is no more
 * @armed: its time has come, or it is about to be set up again
 * @what: "timer", "hrtimer"
 *
 * Return: whether it was freed.
 */
bool armed_memory_freed(const struct ksim_armed *armed, const char *what);

/* A finding: somebody wrote over an armed timer, or set it up again. */
void armed_overwritten(const struct ksim_armed *armed, const char *what,
		       unsigned long here);

/* When the next timer interrupt must come, for each kind. */
u64 timer_next_event_ns(void);
u64 hrtimer_next_event_ns(void);
u64 softirq_next_event_ns(void);
u64 rcu_next_event_ns(void);

/* Tells the core the earliest of all, if that has changed. */
void program_timer_interrupt(void);
/* The core has forgotten what it was told. */
void timer_interrupt_has_come(void);

/* In a hard interrupt: what is due runs, or is left to a softirq. */
void hrtimer_interrupt(void);
void run_local_timers(void);
void rcu_sched_clock_irq(void);

/* The handler on this CPU has oopsed: nothing is running there any more. */
void timers_abandoned(void);
void hrtimers_abandoned(void);

/* A part of timer_audit_module(). */
void hrtimer_audit_module(struct module *mod);

#endif
