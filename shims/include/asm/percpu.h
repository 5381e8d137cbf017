/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the copies of per-CPU data lie.
 *
 * Stands for: arch/x86/include/asm/percpu.h, include/asm-generic/percpu.h
 * Fidelity:   MODEL - one distance for each CPU, as in Linux; see ksim/abi/memory.h
 * Absent:     the segment register, early per-CPU maps
 */
#ifndef _KSIM_ASM_PERCPU_H
#define _KSIM_ASM_PERCPU_H

#include <linux/cpumask.h>
#include <linux/thread_info.h>
#include <ksim/abi/memory.h>

#define PER_CPU_BASE_SECTION KSIM_PERCPU_SECTION
#define PER_CPU_ATTRIBUTES

#define per_cpu_offset(cpu) (-((cpu) + 1UL) * KSIM_PERCPU_UNIT)
#define __my_cpu_offset per_cpu_offset(current_thread_info()->cpu)

#endif
