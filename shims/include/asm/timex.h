/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time stamp counter of the processor.
 *
 * Stands for: arch/x86/include/asm/timex.h, tsc.h
 * Fidelity:   MODEL - counts virtual nanoseconds: a processor of 1 GHz
 * Absent:     tsc_khz, cpu_khz, rdtsc()
 */
#ifndef _ASM_X86_TIMEX_H
#define _ASM_X86_TIMEX_H

#include <linux/timekeeping.h>

typedef unsigned long long cycles_t;

/**
 * get_cycles() - read the time stamp counter
 *
 * Context: Any.
 * Return: cycles since boot.
 */
static inline cycles_t get_cycles(void)
{
	return ktime_get_ns();
}
#define get_cycles get_cycles

#endif
