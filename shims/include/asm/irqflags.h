/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Architecture half of irqflags.
 *
 * Stands for: arch/x86/include/asm/irqflags.h
 * Fidelity:   MODEL - see linux/irqflags.h
 * Absent:     nothing
 */
#ifndef _KSIM_ASM_IRQFLAGS_H
#define _KSIM_ASM_IRQFLAGS_H

#include <linux/irqflags.h>

#endif
