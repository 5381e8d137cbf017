/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads started early.
 *
 * Stands for: include/linux/prefetch.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_PREFETCH_H
#define _LINUX_PREFETCH_H

#include <linux/types.h>
#include <asm/cache.h>

#define prefetch(x) __builtin_prefetch(x)
#define prefetchw(x) __builtin_prefetch(x, 1)
#define spin_lock_prefetch(x) prefetchw(x)
#define PREFETCH_STRIDE (4 * L1_CACHE_BYTES)

static inline void prefetch_range(void *addr, size_t len)
{
	char *cp;

	for (cp = addr; cp < (char *)addr + len; cp += PREFETCH_STRIDE)
		prefetch(cp);
}

#endif
