/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Softirqs on and off on this CPU.
 *
 * Stands for: include/linux/bottom_half.h
 * Fidelity:   MODEL - see linux/thread_info.h
 * Absent:     nothing
 */
#ifndef _KSIM_LINUX_BOTTOM_HALF_H
#define _KSIM_LINUX_BOTTOM_HALF_H

#include <linux/instruction_pointer.h>
#include <linux/preempt.h>

#define local_bh_disable_at(ip)					\
	do {							\
		preempt_count_add(SOFTIRQ_DISABLE_OFFSET);	\
		current_thread_info()->preempt_disable_ip = (ip); \
		barrier();					\
	} while (0)
#define local_bh_disable() local_bh_disable_at(ksim_this_site())

void __local_bh_enable_ip(unsigned long ip, unsigned int cnt);

/**
 * local_bh_enable() - softirqs on again; those that are pending run now
 *
 * Context: Not in a hard interrupt, not with interrupts off.
 */
static inline void local_bh_enable(void)
{
	__local_bh_enable_ip(_THIS_IP_, SOFTIRQ_DISABLE_OFFSET);
}

static inline void local_bh_enable_ip(unsigned long ip)
{
	__local_bh_enable_ip(ip, SOFTIRQ_DISABLE_OFFSET);
}

/* Without running them. */
void _local_bh_enable(void);

#endif
