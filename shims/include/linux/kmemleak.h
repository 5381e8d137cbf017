/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hints for the leak audit.
 *
 * Stands for: include/linux/kmemleak.h
 * Fidelity:   MODEL - leaks are found when a module is unloaded, by who
 *             allocated, not by scanning; kmemleak_not_leak() and
 *             kmemleak_ignore() exempt an object
 * Absent:     scanning and scan areas
 */
#ifndef _LINUX_KMEMLEAK_H
#define _LINUX_KMEMLEAK_H

#include <linux/types.h>

/**
 * kmemleak_not_leak() - this object may outlive the module that allocated it
 * @ptr: start of the object
 */
void kmemleak_not_leak(const void *ptr);

static inline void kmemleak_ignore(const void *ptr)
{
	kmemleak_not_leak(ptr);
}

/* Nothing to tell: the allocators keep the books themselves. */
static inline void kmemleak_alloc(const void *ptr, size_t size, int min_count,
				  gfp_t gfp)
{
}

static inline void kmemleak_free(const void *ptr)
{
}

static inline void kmemleak_no_scan(const void *ptr)
{
}

#endif
