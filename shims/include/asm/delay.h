/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Busy waiting.
 *
 * Stands for: arch/x86/include/asm/delay.h
 * Fidelity:   MODEL - see linux/delay.h
 * Absent:     nothing
 */
#ifndef _KSIM_ASM_DELAY_H
#define _KSIM_ASM_DELAY_H

#include <linux/delay.h>

#endif
