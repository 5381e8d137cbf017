/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The older name of linux/atomic.h.
 *
 * Stands for: arch/x86/include/asm/atomic.h
 * Fidelity:   EXACT - forwards
 * Absent:     nothing
 */
#ifndef _ASM_ATOMIC_H
#define _ASM_ATOMIC_H

#include <linux/atomic.h>

#endif
