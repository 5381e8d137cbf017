/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HZ.
 *
 * Stands for: arch/x86/include/asm/param.h
 * Fidelity:   EXACT - Debian's 250
 * Absent:     nothing
 */
#ifndef _KSIM_ASM_PARAM_H
#define _KSIM_ASM_PARAM_H

#include <linux/jiffies.h>

#endif
