/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a task carries for its processor.
 *
 * Stands for: include/linux/thread_info.h, arch/x86/include/asm/thread_info.h
 * Fidelity:   MODEL - preempt count and interrupt state belong to the task, not to
 *             the CPU: a task takes them along when it is switched
 * Absent:     ti_work flags other than those below
 */
#ifndef _KSIM_LINUX_THREAD_INFO_H
#define _KSIM_LINUX_THREAD_INFO_H

#include <linux/types.h>
#include <linux/bits.h>

#define TIF_NOTIFY_RESUME 1
#define TIF_SIGPENDING 2
#define TIF_NEED_RESCHED 3
#define TIF_NOTIFY_SIGNAL 17

#define THREAD_SIZE 16384
#define THREAD_SIZE_ORDER 2

struct thread_info {
	unsigned long flags; /* TIF_* */
	union {
		struct {
			int preempt_count;
			bool irqs_disabled;
		};
		u64 ksim_context; /* both at once: 0 where all is allowed */
	};
	u32 cpu;
	/* Where preemption and interrupts were turned off last, for reports. */
	unsigned long preempt_disable_ip;
	unsigned long irq_disable_ip;
};

#define KSIM_CONTEXT_IRQS_OFF (1UL << 32)

#define test_ti_thread_flag(ti, flag) (!!((ti)->flags & BIT(flag)))
#define set_ti_thread_flag(ti, flag) ((void)((ti)->flags |= BIT(flag)))
#define clear_ti_thread_flag(ti, flag) ((void)((ti)->flags &= ~BIT(flag)))

#define current_thread_info() ((struct thread_info *)current)
#define test_thread_flag(flag) \
	test_ti_thread_flag(current_thread_info(), flag)
#define set_thread_flag(flag) set_ti_thread_flag(current_thread_info(), flag)
#define clear_thread_flag(flag) \
	clear_ti_thread_flag(current_thread_info(), flag)

#include <asm/current.h>

#endif
