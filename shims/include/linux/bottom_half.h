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

#include <linux/preempt.h>

#define local_bh_disable() preempt_count_add(SOFTIRQ_DISABLE_OFFSET)
#define local_bh_enable() preempt_count_sub(SOFTIRQ_DISABLE_OFFSET)
#define _local_bh_enable() local_bh_enable()

#endif
