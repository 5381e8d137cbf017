/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts on and off on this CPU.
 *
 * Stands for: include/linux/irqflags.h
 * Fidelity:   MODEL - the state belongs to the task; see linux/thread_info.h
 * Absent:     tracing hooks
 */
#ifndef _KSIM_LINUX_IRQFLAGS_H
#define _KSIM_LINUX_IRQFLAGS_H

#include <linux/typecheck.h>
#include <linux/preempt.h>
#include <ksim/abi/irq.h>

#define ARCH_IRQ_DISABLED 0UL
#define ARCH_IRQ_ENABLED 0x200UL /* as X86_EFLAGS_IF */

#define irqs_disabled() (current_thread_info()->irqs_disabled)

#define local_irq_disable_at(ip)				\
	do {							\
		current_thread_info()->irqs_disabled = true;	\
		current_thread_info()->irq_disable_ip = (ip);	\
		barrier();					\
	} while (0)
#define local_irq_disable() local_irq_disable_at(ksim_this_site())
#define local_irq_enable()				\
	do {						\
		barrier();				\
		current_thread_info()->irqs_disabled = false; \
		ksim_irq_poll();			\
	} while (0)
#define local_save_flags(flags)						\
	do {								\
		typecheck(unsigned long, flags);			\
		(flags) = irqs_disabled() ? ARCH_IRQ_DISABLED :		\
					    ARCH_IRQ_ENABLED;		\
	} while (0)
#define local_irq_save(flags)			\
	do {					\
		local_save_flags(flags);	\
		local_irq_disable();		\
	} while (0)
#define local_irq_restore(flags)					\
	do {								\
		typecheck(unsigned long, flags);			\
		bool __off = (flags) == ARCH_IRQ_DISABLED;		\
									\
		barrier();						\
		current_thread_info()->irqs_disabled = __off;		\
		if (!__off)						\
			ksim_irq_poll();				\
	} while (0)
#define irqs_disabled_flags(flags) ((flags) == ARCH_IRQ_DISABLED)
#define safe_halt() local_irq_enable()

#endif
