/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Smallest, largest, limited, exchanged.
 *
 * Stands for: include/linux/minmax.h
 * Fidelity:   EXACT - arguments are evaluated once; comparing signed with
 *             unsigned does not compile unless the value is known to be safe
 * Absent:     nothing
 */
#ifndef _LINUX_MINMAX_H
#define _LINUX_MINMAX_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/types.h>

/* What @x is promoted to: char and short count as the int they become. */
#define __ksim_promoted_signed(x) is_signed_type(typeof((x) + 0))
#define __ksim_known_nonneg(x) \
	(__builtin_constant_p((long long)(x) >= 0) && (long long)(x) >= 0)
/*
 * Comparable: same signedness, or one is a constant that is not negative, or
 * both fit an int after promotion. Pointers go through the cast to long.
 */
#define __ksim_is_scalar_signed(x) \
	((typeof((x)))(-1) < (typeof((x)))1)
#define __ksim_comparable(x, y, ux, uy)					\
	(__ksim_is_scalar_signed(x) == __ksim_is_scalar_signed(y) ||	\
	 __ksim_promoted_signed(x) == __ksim_promoted_signed(y) ||	\
	 __ksim_known_nonneg(ux) || __ksim_known_nonneg(uy))

#define __ksim_pick(op, x, y) ((x) op (y) ? (x) : (y))

#define __ksim_compare_named(name, op, x, y, ux, uy)			\
({									\
	__auto_type ux = (x);						\
	__auto_type uy = (y);						\
									\
	BUILD_BUG_ON_MSG(!__ksim_comparable(x, y, ux, uy),		\
		name "(" #x ", " #y ") signedness error");		\
	__ksim_pick(op, ux, uy);					\
})
/* Constants give a constant, so that array sizes may use min(). */
#define __ksim_compare(name, op, x, y)					\
	__builtin_choose_expr(__is_constexpr((x) - (y)),		\
		__ksim_pick(op, x, y),					\
		__ksim_compare_named(name, op, x, y, __UNIQUE_ID(x_),	\
				     __UNIQUE_ID(y_)))

#define min(x, y) __ksim_compare("min", <, x, y)
#define max(x, y) __ksim_compare("max", >, x, y)

#define __ksim_compare_typed(op, type, x, y, ux, uy)	\
({							\
	type ux = (x);					\
	type uy = (y);					\
							\
	__ksim_pick(op, ux, uy);			\
})
#define __ksim_compare_as(op, type, x, y)			\
	__builtin_choose_expr(__is_constexpr((x) - (y)),	\
		__ksim_pick(op, (type)(x), (type)(y)),		\
		__ksim_compare_typed(op, type, x, y,		\
				     __UNIQUE_ID(x_), __UNIQUE_ID(y_)))

#define min_t(type, x, y) __ksim_compare_as(<, type, x, y)
#define max_t(type, x, y) __ksim_compare_as(>, type, x, y)

/* Both taken as unsigned; negative values are the caller's mistake. */
#define umin(x, y) min((x) + 0u + 0ul + 0ull, (y) + 0u + 0ul + 0ull)
#define umax(x, y) max((x) + 0u + 0ul + 0ull, (y) + 0u + 0ul + 0ull)

#define min3(x, y, z) min((typeof(x))min(x, y), z)
#define max3(x, y, z) max((typeof(x))max(x, y), z)

/* The smaller, not counting zero. */
#define min_not_zero(x, y)					\
({								\
	typeof(x) __nz_x = (x);					\
	typeof(y) __nz_y = (y);					\
								\
	__nz_x == 0 ? __nz_y :					\
		(__nz_y == 0 ? __nz_x : min(__nz_x, __nz_y));	\
})

#define __ksim_limit(val, lo, hi) \
	((val) >= (hi) ? (hi) : ((val) <= (lo) ? (lo) : (val)))
#define __ksim_clamp_once(type, val, lo, hi, uval, ulo, uhi)		\
({									\
	type uval = (val);						\
	type ulo = (lo);						\
	type uhi = (hi);						\
									\
	BUILD_BUG_ON_MSG(statically_true(ulo > uhi),			\
		"clamp() low limit " #lo " greater than high limit " #hi); \
	BUILD_BUG_ON_MSG(!__ksim_comparable(uval, lo, uval, ulo),	\
		"clamp() 'lo' signedness error");			\
	BUILD_BUG_ON_MSG(!__ksim_comparable(uval, hi, uval, uhi),	\
		"clamp() 'hi' signedness error");			\
	__ksim_limit(uval, ulo, uhi);					\
})
#define __ksim_clamp(type, val, lo, hi)				\
	__ksim_clamp_once(type, val, lo, hi, __UNIQUE_ID(v_),	\
			  __UNIQUE_ID(l_), __UNIQUE_ID(h_))

/* @val, but neither below @lo nor above @hi. */
#define clamp(val, lo, hi) __ksim_clamp(__auto_type, val, lo, hi)
#define clamp_t(type, val, lo, hi) __ksim_clamp(type, val, lo, hi)
#define clamp_val(val, lo, hi) __ksim_clamp(typeof(val), val, lo, hi)

#define __ksim_extreme_array(op, array, len)				\
({									\
	typeof(&(array)[0]) __array = (array);				\
	typeof(len) __len = (len);					\
	__unqual_scalar_typeof(__array[0]) __best = __array[--__len];	\
									\
	while (__len--)							\
		__best = op(__best, __array[__len]);			\
	__best;								\
})
#define min_array(array, len) __ksim_extreme_array(min, array, len)
#define max_array(array, len) __ksim_extreme_array(max, array, len)

static inline bool in_range64(u64 val, u64 start, u64 len)
{
	return val - start < len;
}

static inline bool in_range32(u32 val, u32 start, u32 len)
{
	return val - start < len;
}

/* Is @val in [@start, @start + @len)? Also where the end wraps around. */
#define in_range(val, start, len)					\
	((sizeof(start) | sizeof(len) | sizeof(val)) <= sizeof(u32) ?	\
	 in_range32(val, start, len) : in_range64(val, start, len))

#define swap(a, b)			\
	do {				\
		typeof(a) __tmp = (a);	\
					\
		(a) = (b);		\
		(b) = __tmp;		\
	} while (0)

/* Plain comparisons, for constants outside functions. */
#define MIN(a, b) __ksim_pick(<, a, b)
#define MAX(a, b) __ksim_pick(>, a, b)
#define MIN_T(type, a, b) __ksim_pick(<, (type)(a), (type)(b))
#define MAX_T(type, a, b) __ksim_pick(>, (type)(a), (type)(b))

#endif
