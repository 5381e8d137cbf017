/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processor.
 *
 * Stands for: arch/x86/include/asm/processor.h
 * Fidelity:   MODEL - cpu_relax() is a turn of a busy wait: others run, time passes
 * Absent:     everything about real processors
 */
#ifndef _KSIM_ASM_PROCESSOR_H
#define _KSIM_ASM_PROCESSOR_H

#include <linux/linkage.h>
#include <ksim/abi/time.h>

#define cpu_relax() ksim_time_spin((unsigned long)__builtin_return_address(0))
#define cpu_relax_yield() cpu_relax()

struct thread_struct {
};

#endif
