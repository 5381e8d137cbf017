/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hooks for sanitizers in accesses that they do not see.
 *
 * Stands for: include/linux/instrumented.h
 * Fidelity:   EXACT - without KASAN, KCSAN and KMSAN there is nothing to tell
 * Absent:     nothing
 */
#ifndef _LINUX_INSTRUMENTED_H
#define _LINUX_INSTRUMENTED_H

#include <linux/compiler.h>
#include <linux/types.h>

static __always_inline void instrument_read(const volatile void *v, size_t size)
{
}

static __always_inline void instrument_write(const volatile void *v,
					     size_t size)
{
}

static __always_inline void instrument_read_write(const volatile void *v,
						  size_t size)
{
}

static __always_inline void instrument_atomic_read(const volatile void *v,
						   size_t size)
{
}

static __always_inline void instrument_atomic_write(const volatile void *v,
						    size_t size)
{
}

static __always_inline void instrument_atomic_read_write(const volatile void *v,
							 size_t size)
{
}

#endif
