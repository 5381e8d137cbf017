/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kind of context this is.
 *
 * Stands for: include/linux/preempt.h
 * Fidelity:   MODEL - the count belongs to the task; see linux/thread_info.h
 * Absent:     preempt notifiers
 */
#ifndef _KSIM_LINUX_PREEMPT_H
#define _KSIM_LINUX_PREEMPT_H

#include <linux/linkage.h>
#include <linux/instruction_pointer.h>
#include <linux/thread_info.h>
#include <linux/compiler.h>

#define PREEMPT_BITS 8
#define SOFTIRQ_BITS 8
#define HARDIRQ_BITS 4
#define NMI_BITS 4

#define PREEMPT_SHIFT 0
#define SOFTIRQ_SHIFT (PREEMPT_SHIFT + PREEMPT_BITS)
#define HARDIRQ_SHIFT (SOFTIRQ_SHIFT + SOFTIRQ_BITS)
#define NMI_SHIFT (HARDIRQ_SHIFT + HARDIRQ_BITS)

#define __IRQ_MASK(x) ((1UL << (x)) - 1)
#define PREEMPT_MASK (__IRQ_MASK(PREEMPT_BITS) << PREEMPT_SHIFT)
#define SOFTIRQ_MASK (__IRQ_MASK(SOFTIRQ_BITS) << SOFTIRQ_SHIFT)
#define HARDIRQ_MASK (__IRQ_MASK(HARDIRQ_BITS) << HARDIRQ_SHIFT)
#define NMI_MASK (__IRQ_MASK(NMI_BITS) << NMI_SHIFT)

#define PREEMPT_OFFSET (1UL << PREEMPT_SHIFT)
#define SOFTIRQ_OFFSET (1UL << SOFTIRQ_SHIFT)
#define HARDIRQ_OFFSET (1UL << HARDIRQ_SHIFT)
#define NMI_OFFSET (1UL << NMI_SHIFT)
#define SOFTIRQ_DISABLE_OFFSET (2 * SOFTIRQ_OFFSET)
#define PREEMPT_DISABLE_OFFSET PREEMPT_OFFSET
#define PREEMPT_ENABLED 0
#define INIT_PREEMPT_COUNT PREEMPT_OFFSET

#define preempt_count() (current_thread_info()->preempt_count)
#define preempt_count_add(val) (preempt_count() += (val))
#define preempt_count_sub(val) (preempt_count() -= (val))
#define preempt_count_inc() preempt_count_add(1)
#define preempt_count_dec() preempt_count_sub(1)

#define nmi_count() (preempt_count() & NMI_MASK)
#define hardirq_count() (preempt_count() & HARDIRQ_MASK)
#define softirq_count() (preempt_count() & SOFTIRQ_MASK)
#define irq_count() (nmi_count() | hardirq_count() | softirq_count())

#define in_nmi() (!!nmi_count())
#define in_hardirq() (!!hardirq_count())
#define in_serving_softirq() (!!(softirq_count() & SOFTIRQ_OFFSET))
#define in_task() \
	(!(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET)))
#define in_irq() (!!hardirq_count())
#define in_softirq() (!!softirq_count())
#define in_interrupt() (!!irq_count())
#define in_atomic() (preempt_count() != 0)
#define in_atomic_preempt_off() (preempt_count() != PREEMPT_DISABLE_OFFSET)
#define preemptible() \
	(preempt_count() == 0 && !current_thread_info()->irqs_disabled)

#define preempt_disable_at(ip)					\
	do {							\
		preempt_count_inc();				\
		current_thread_info()->preempt_disable_ip = (ip); \
		barrier();					\
	} while (0)
#define preempt_disable() preempt_disable_at(ksim_this_site())
#define preempt_enable_no_resched()	\
	do {				\
		barrier();		\
		preempt_count_dec();	\
	} while (0)
#define preempt_enable() preempt_enable_no_resched()
#define preempt_disable_notrace() preempt_disable()
#define preempt_enable_notrace() preempt_enable()
#define preempt_check_resched() ((void)0)
#define migrate_disable() preempt_disable()
#define migrate_enable() preempt_enable()

#endif
