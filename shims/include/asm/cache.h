/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The size of a cache line.
 *
 * Stands for: arch/x86/include/asm/cache.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _ASM_CACHE_H
#define _ASM_CACHE_H

#include <linux/linkage.h>

#define L1_CACHE_SHIFT CONFIG_X86_L1_CACHE_SHIFT
#define L1_CACHE_BYTES (1 << L1_CACHE_SHIFT)

#define __read_mostly

#endif
