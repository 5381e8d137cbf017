/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Indexes that stay in bounds under speculation.
 *
 * Stands for: include/linux/nospec.h
 * Fidelity:   EXACT - in what is computed; nothing speculates here
 * Absent:     the prctl() interface
 */
#ifndef _LINUX_NOSPEC_H
#define _LINUX_NOSPEC_H

#include <linux/compiler.h>
#include <asm/barrier.h>

/* @index if it is below @size, else 0. */
#define array_index_nospec(index, size)					\
({									\
	typeof(index) __index = (index);				\
	typeof(size) __limit = (size);					\
									\
	BUILD_BUG_ON(sizeof(__index) > sizeof(long));			\
	BUILD_BUG_ON(sizeof(__limit) > sizeof(long));			\
	(typeof(__index))(__index &					\
		array_index_mask_nospec(__index, __limit));		\
})

#include <linux/build_bug.h>

#endif
