/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down and up: interrupts. The core decides when one arrives; the shims run
 * the handlers.
 *
 * An interrupt arrives on top of whatever task runs, on its kernel stack, at a
 * scheduling point where that task has interrupts on, or, when nobody can run,
 * on the idle task (init_task). The core never calls deliver_interrupts()
 * while the current task has interrupts off; the shims call
 * ksim_irq_poll() when they come on again.
 */
#ifndef KSIM_ABI_IRQ_H
#define KSIM_ABI_IRQ_H

#include "task.h"
#include "types.h"

KSIM_ABI_BEGIN

/* Non-zero while an interrupt waits to be delivered. */
extern ksim_u32 ksim_irq_pending;

void ksim_irq_poll_slow(void);

/**
 * ksim_irq_poll() - interrupts have come on: take what is waiting
 *
 * Scheduling point: no, but vmlinux's deliver_interrupts() may run.
 * Context: any context with interrupts on.
 */
static inline void ksim_irq_poll(void)
{
	if (__builtin_expect(ksim_irq_pending != 0, 0))
		ksim_irq_poll_slow();
}

/**
 * ksim_irq_timer_program() - when the timer interrupt must come next
 * @expires_ns: virtual time; KSIM_FOREVER for never. One event at a time: a
 *		later call replaces an earlier one.
 *
 * At that time the core calls vmlinux's deliver_interrupts(), where
 * ksim_time_now_ns() >= @expires_ns tells that it is the timer.
 *
 * Scheduling point: no. Context: any.
 */
void ksim_irq_timer_program(ksim_u64 expires_ns);

/**
 * ksim_irq_raise() - have deliver_interrupts() called soon
 *
 * For work that waits for interrupts or softirqs to come on.
 *
 * Scheduling point: no. Context: any.
 */
void ksim_irq_raise(void);

void ksim_irq_point_slow(void);

/**
 * ksim_irq_point() - a place where an interrupt may be raised, and nobody else
 * run
 *
 * Right after a lock has been taken, say.
 *
 * Context: any.
 */
static inline void ksim_irq_point(void)
{
	if (__builtin_expect(ksim_sched_points_armed & KSIM_POINTS_IRQ, 0))
		ksim_irq_point_slow();
}

/* What a device does to its interrupt line. */
enum ksim_irq_level {
	KSIM_IRQ_LOW, /* not active */
	KSIM_IRQ_HIGH, /* active, and stays so */
	KSIM_IRQ_PULSE, /* active for a moment */
};

KSIM_ABI_END

#endif
