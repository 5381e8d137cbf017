/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processor's part of interrupts.
 *
 * Stands for: arch/x86/include/asm/hardirq.h
 * Fidelity:   EXACT - forwards
 * Absent:     interrupt statistics of the processor
 */
#ifndef _ASM_X86_HARDIRQ_H
#define _ASM_X86_HARDIRQ_H

#include <linux/hardirq.h>

#endif
