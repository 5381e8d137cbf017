/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The element of a sorted array that is closest to a value.
 *
 * Stands for: include/linux/util_macros.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_HELPER_MACROS_H_
#define _LINUX_HELPER_MACROS_H_

#include <linux/math.h>

#define __ksim_closest(x, a, as, op)					\
({									\
	typeof(as) __last = (as) - 1, __i;				\
	typeof(x) __x = (x);						\
	typeof(*a) const *__a = (a);					\
									\
	for (__i = 0; __i < __last; __i++)				\
		if (__x op DIV_ROUND_CLOSEST(__a[__i] + __a[__i + 1], 2)) \
			break;						\
	__i;								\
})

/* The index in @a, of @as elements, rising or falling. */
#define find_closest(x, a, as) __ksim_closest(x, a, as, <=)
#define find_closest_descending(x, a, as) __ksim_closest(x, a, as, >=)

#endif
