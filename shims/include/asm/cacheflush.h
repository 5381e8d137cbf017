/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cache maintenance, which x86 does not need.
 *
 * Stands for: arch/x86/include/asm/cacheflush.h
 * Fidelity:   EXACT - as on x86: nothing to do
 * Absent:     clflush_cache_range()
 */
#ifndef _ASM_CACHEFLUSH_H
#define _ASM_CACHEFLUSH_H

#include <linux/cacheflush.h>

#endif
