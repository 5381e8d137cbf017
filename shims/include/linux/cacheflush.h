/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cache maintenance, which x86 does not need.
 *
 * Stands for: include/linux/cacheflush.h, include/asm-generic/cacheflush.h
 * Fidelity:   EXACT - as on x86: nothing to do
 * Absent:     nothing
 */
#ifndef _LINUX_CACHEFLUSH_H
#define _LINUX_CACHEFLUSH_H

#include <linux/types.h>

struct page;
struct vm_area_struct;

static inline void flush_dcache_page(struct page *page)
{
}

static inline void flush_icache_range(unsigned long start, unsigned long end)
{
}

static inline void flush_cache_all(void)
{
}

static inline void flush_kernel_vmap_range(void *vaddr, int size)
{
}

static inline void invalidate_kernel_vmap_range(void *vaddr, int size)
{
}

static inline void flush_anon_page(struct vm_area_struct *vma,
				   struct page *page, unsigned long vmaddr)
{
}

#endif
