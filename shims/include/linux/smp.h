/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which CPU this is.
 *
 * Stands for: include/linux/smp.h
 * Fidelity:   MODEL - see linux/cpumask.h
 * Absent:     calling functions on other CPUs
 */
#ifndef _KSIM_LINUX_SMP_H
#define _KSIM_LINUX_SMP_H

#include <linux/cpumask.h>
#include <linux/preempt.h>
#include <linux/thread_info.h>

#define raw_smp_processor_id() (current_thread_info()->cpu)
#define smp_processor_id() raw_smp_processor_id()

#define get_cpu() ({ preempt_disable(); smp_processor_id(); })
#define put_cpu() preempt_enable()

#endif
