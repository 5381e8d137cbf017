/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs outside of tasks: interrupt handlers, softirqs and tasklets.
 *
 * Stands for: include/linux/interrupt.h, kernel/irq/manage.c, kernel/softirq.c
 * Fidelity:   MODEL - the machine has KSIM_IRQ_LINES lines, of which 0 is the
 *             timer's; any may be requested. Pending softirqs belong to the
 *             machine, and run on the CPU that takes the next interrupt; there
 *             is no ksoftirqd: after ten rounds softirqs go on a little later
 * Absent:     affinity (accepted, without effect: there are no caches), NMIs,
 *             interrupts per CPU, probe_irq_on(), wake-up from sleep
 */
#ifndef _KSIM_LINUX_INTERRUPT_H
#define _KSIM_LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/bitops.h>
#include <linux/bottom_half.h>
#include <linux/container_of.h>
#include <linux/cpumask.h>
#include <linux/hardirq.h>
#include <linux/hrtimer.h>
#include <linux/irqflags.h>
#include <linux/irqreturn.h>
#include <linux/kernel.h>
#include <linux/linkage.h>
#include <linux/preempt.h>
#include <linux/types.h>
#include <linux/version.h>

/* Interrupt lines of the machine; further numbers are made by drivers. */
#define KSIM_IRQ_LINES 32

#define IRQF_TRIGGER_NONE	0x00000000
#define IRQF_TRIGGER_RISING	0x00000001
#define IRQF_TRIGGER_FALLING	0x00000002
#define IRQF_TRIGGER_HIGH	0x00000004
#define IRQF_TRIGGER_LOW	0x00000008
#define IRQF_TRIGGER_MASK	(IRQF_TRIGGER_HIGH | IRQF_TRIGGER_LOW | \
				 IRQF_TRIGGER_RISING | IRQF_TRIGGER_FALLING)
#define IRQF_TRIGGER_PROBE	0x00000010

#define IRQF_SHARED		0x00000080
#define IRQF_PROBE_SHARED	0x00000100
#define __IRQF_TIMER		0x00000200
#define IRQF_PERCPU		0x00000400
#define IRQF_NOBALANCING	0x00000800
#define IRQF_IRQPOLL		0x00001000
#define IRQF_ONESHOT		0x00002000
#define IRQF_NO_SUSPEND		0x00004000
#define IRQF_FORCE_RESUME	0x00008000
#define IRQF_NO_THREAD		0x00010000
#define IRQF_EARLY_RESUME	0x00020000
#define IRQF_COND_SUSPEND	0x00040000
#define IRQF_NO_AUTOEN		0x00080000
#define IRQF_NO_DEBUG		0x00100000
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
#define IRQF_COND_ONESHOT	0x00200000
#endif

#define IRQF_TIMER (__IRQF_TIMER | IRQF_NO_SUSPEND | IRQF_NO_THREAD)

#define IRQ_NOTCONNECTED (1U << 31)

enum {
	IRQC_IS_HARDIRQ = 0,
	IRQC_IS_NESTED,
};

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

/**
 * struct irqaction - somebody who has requested an interrupt
 * @handler: called in hard interrupt context
 * @dev_id: cookie for @handler, and for free_irq()
 * @next: the next one of a shared line
 * @thread_fn: called in @thread
 * @thread: or NULL
 * @irq: number
 * @flags: IRQF_*
 * @thread_flags: IRQTF_*
 * @thread_mask: its bit in threads_oneshot
 * @name: who, for /proc/interrupts
 * @ksim_site: where it was requested
 */
struct irqaction {
	irq_handler_t handler;
	void *dev_id;
	struct irqaction *next;
	irq_handler_t thread_fn;
	struct task_struct *thread;
	unsigned int irq;
	unsigned int flags;
	unsigned long thread_flags;
	unsigned long thread_mask;
	const char *name;
	unsigned long ksim_site;
};

irqreturn_t no_action(int irq, void *dev_id);

/**
 * request_threaded_irq() - have a handler called when an interrupt comes
 * @irq: its number
 * @handler: called in hard interrupt context; NULL only wakes the thread
 * @thread_fn: called in a thread of its own when @handler returns
 *	       IRQ_WAKE_THREAD; NULL for none
 * @flags: IRQF_*
 * @name: who wants it; not copied
 * @dev: cookie for the handlers; not NULL if the line is shared
 *
 * The handler may be called before this returns.
 *
 * Context: Process context. May sleep.
 * Return: 0; -EBUSY if somebody has the line who does not share it likewise,
 * -EINVAL, -ENOMEM, -ENOSYS, -ENOTCONN.
 */
int __must_check request_threaded_irq(unsigned int irq, irq_handler_t handler,
				      irq_handler_t thread_fn,
				      unsigned long flags, const char *name,
				      void *dev);

/* request_threaded_irq() without a thread. */
int __must_check request_irq(unsigned int irq, irq_handler_t handler,
			     unsigned long flags, const char *name, void *dev);

int __must_check request_any_context_irq(unsigned int irq,
					 irq_handler_t handler,
					 unsigned long flags, const char *name,
					 void *dev_id);

/**
 * free_irq() - undo request_irq()
 * @irq: number
 * @dev_id: as it was given there
 *
 * When it returns no handler is running any more.
 *
 * Context: Process context. May sleep.
 * Return: the name; NULL if nobody has requested it so.
 */
const void *free_irq(unsigned int irq, void *dev_id);

struct device;

int __must_check devm_request_threaded_irq(struct device *dev, unsigned int irq,
					   irq_handler_t handler,
					   irq_handler_t thread_fn,
					   unsigned long irqflags,
					   const char *devname, void *dev_id);
int __must_check devm_request_irq(struct device *dev, unsigned int irq,
				  irq_handler_t handler, unsigned long irqflags,
				  const char *devname, void *dev_id);
int __must_check devm_request_any_context_irq(struct device *dev,
					      unsigned int irq,
					      irq_handler_t handler,
					      unsigned long irqflags,
					      const char *devname,
					      void *dev_id);
void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);

/**
 * disable_irq() - keep an interrupt from coming, wait for its handlers
 * @irq: number
 *
 * As often as it is called, enable_irq() must be.
 *
 * Context: Process context. May sleep, if it has threads.
 */
void disable_irq(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
/* Return: false if threads of it may still run. */
bool disable_hardirq(unsigned int irq);
void enable_irq(unsigned int irq);

/**
 * synchronize_irq() - wait until no handler of an interrupt runs
 * @irq: number
 *
 * Context: Process context. May sleep.
 */
void synchronize_irq(unsigned int irq);
bool synchronize_hardirq(unsigned int irq);

void irq_wake_thread(unsigned int irq, void *dev_id);

#define IRQ_AFFINITY_MAX_SETS 4

/**
 * struct irq_affinity - how a driver wants its vectors spread over the CPUs
 * @pre_vectors: first ones that are not spread
 * @post_vectors: last ones that are not
 * @nr_sets: sets that the others are divided into
 * @set_size: vectors in each
 * @calc_sets: fills in these two, if there is more than one set
 * @priv: for @calc_sets
 */
struct irq_affinity {
	unsigned int pre_vectors;
	unsigned int post_vectors;
	unsigned int nr_sets;
	unsigned int set_size[IRQ_AFFINITY_MAX_SETS];
	void (*calc_sets)(struct irq_affinity *affd, unsigned int nvecs);
	void *priv;
};

static inline int irq_set_affinity_hint(unsigned int irq,
					const struct cpumask *m)
{
	return 0;
}

static inline int irq_set_affinity_and_hint(unsigned int irq,
					    const struct cpumask *m)
{
	return 0;
}

static inline int irq_update_affinity_hint(unsigned int irq,
					   const struct cpumask *m)
{
	return 0;
}

static inline int irq_set_affinity(unsigned int irq,
				   const struct cpumask *cpumask)
{
	return 0;
}

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
