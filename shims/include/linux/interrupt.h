/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs outside of tasks: softirqs and tasklets.
 *
 * Stands for: include/linux/interrupt.h, kernel/softirq.c
 * Fidelity:   MODEL - pending softirqs belong to the machine, and run on the CPU
 *             that takes the next interrupt; there is no ksoftirqd: after
 *             ten rounds softirqs go on a little later
 * Absent:     request_irq() and everything about interrupt lines
 */
#ifndef _KSIM_LINUX_INTERRUPT_H
#define _KSIM_LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/bitops.h>
#include <linux/bottom_half.h>
#include <linux/container_of.h>
#include <linux/hardirq.h>
#include <linux/hrtimer.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/linkage.h>
#include <linux/preempt.h>
#include <linux/types.h>
#include <linux/version.h>

enum {
	HI_SOFTIRQ = 0,
	TIMER_SOFTIRQ,
	NET_TX_SOFTIRQ,
	NET_RX_SOFTIRQ,
	BLOCK_SOFTIRQ,
	IRQ_POLL_SOFTIRQ,
	TASKLET_SOFTIRQ,
	SCHED_SOFTIRQ,
	HRTIMER_SOFTIRQ,
	RCU_SOFTIRQ,

	NR_SOFTIRQS
};

extern const char *const softirq_to_name[NR_SOFTIRQS];

struct softirq_action {
	void (*action)(struct softirq_action *);
};

/* Bits of softirqs that are raised and have not begun to run. */
extern u32 ksim_softirq_pending;
#define local_softirq_pending() ksim_softirq_pending
#define softirq_is_raised(nr) (!!(ksim_softirq_pending & BIT(nr)))

void open_softirq(int nr, void (*action)(struct softirq_action *));
void raise_softirq(unsigned int nr);
void raise_softirq_irqoff(unsigned int nr);
void __raise_softirq_irqoff(unsigned int nr);
void do_softirq(void);
void __do_softirq(void);

/**
 * struct tasklet_struct - a function that runs soon, in a softirq
 * @next: in the list of scheduled ones
 * @state: TASKLET_STATE_* bits
 * @count: how often it is disabled
 * @use_callback: @callback counts, not @func
 * @data: for @func
 * @ksim_site: who scheduled it
 */
struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state;
	atomic_t count;
	bool use_callback;
	union {
		void (*func)(unsigned long data);
		void (*callback)(struct tasklet_struct *t);
	};
	unsigned long data;
	unsigned long ksim_site;
};

#define DECLARE_TASKLET(name, _callback)	\
	struct tasklet_struct name = {		\
		.count = ATOMIC_INIT(0),	\
		.callback = _callback,		\
		.use_callback = true,		\
	}
#define DECLARE_TASKLET_DISABLED(name, _callback)	\
	struct tasklet_struct name = {			\
		.count = ATOMIC_INIT(1),		\
		.callback = _callback,			\
		.use_callback = true,			\
	}
#define DECLARE_TASKLET_OLD(name, _func)	\
	struct tasklet_struct name = {		\
		.count = ATOMIC_INIT(0),	\
		.func = _func,			\
	}
#define DECLARE_TASKLET_DISABLED_OLD(name, _func)	\
	struct tasklet_struct name = {			\
		.count = ATOMIC_INIT(1),		\
		.func = _func,				\
	}

#define from_tasklet(var, callback_tasklet, tasklet_fieldname) \
	container_of(callback_tasklet, typeof(*var), tasklet_fieldname)

enum {
	TASKLET_STATE_SCHED, /* will run */
	TASKLET_STATE_RUN, /* is running */
};

void tasklet_setup(struct tasklet_struct *t,
		   void (*callback)(struct tasklet_struct *));
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long),
		  unsigned long data);

void __tasklet_schedule(struct tasklet_struct *t);
void __tasklet_hi_schedule(struct tasklet_struct *t);

/**
 * tasklet_schedule() - have a tasklet run soon
 * @t: the tasklet; if it is scheduled already, it still runs only once
 *
 * Context: Any.
 */
static __always_inline void tasklet_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		__tasklet_schedule(t);
}

static __always_inline void tasklet_hi_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		__tasklet_hi_schedule(t);
}

static inline int tasklet_trylock(struct tasklet_struct *t)
{
	return !test_and_set_bit(TASKLET_STATE_RUN, &t->state);
}

void tasklet_unlock(struct tasklet_struct *t);
void tasklet_unlock_wait(struct tasklet_struct *t);
void tasklet_unlock_spin_wait(struct tasklet_struct *t);

static inline void tasklet_disable_nosync(struct tasklet_struct *t)
{
	atomic_inc(&t->count);
}

static __always_inline void tasklet_disable_in_atomic(struct tasklet_struct *t)
{
	tasklet_disable_nosync(t);
	tasklet_unlock_spin_wait(t);
}

/**
 * tasklet_disable() - keep a tasklet from running, wait if it does
 * @t: the tasklet
 *
 * Context: Process context. May sleep.
 */
static __always_inline void tasklet_disable(struct tasklet_struct *t)
{
	tasklet_disable_nosync(t);
	tasklet_unlock_wait(t);
}

/**
 * ksim_tasklet_enabled() - run what could not run while it was disabled
 *
 * Linux tries again and again meanwhile.
 */
void ksim_tasklet_enabled(struct tasklet_struct *t);

static inline void tasklet_enable(struct tasklet_struct *t)
{
	if (atomic_dec_and_test(&t->count))
		ksim_tasklet_enabled(t);
}

/**
 * tasklet_kill() - wait until a tasklet has run, and will not again
 * @t: the tasklet; must not be scheduled meanwhile
 *
 * Context: Process context. May sleep.
 */
void tasklet_kill(struct tasklet_struct *t);

#endif
