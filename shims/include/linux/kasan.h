/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel address sanitizer, as seen without CONFIG_KASAN.
 *
 * Stands for: include/linux/kasan.h
 * Fidelity:   EXACT - what a kernel without KASAN has; ksim checks memory on
 *             its own (mm/slab.c), and with AddressSanitizer where built so
 * Absent:     kasan_*() beyond those below
 */
#ifndef _LINUX_KASAN_H
#define _LINUX_KASAN_H

#include <linux/types.h>

static inline bool kasan_check_byte(const void *address)
{
	return true;
}

static inline void kasan_disable_current(void)
{
}

static inline void kasan_enable_current(void)
{
}

#endif
