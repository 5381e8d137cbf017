/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rounding, dividing, roots.
 *
 * Stands for: include/linux/math.h, lib/math/int_pow.c, lib/math/int_sqrt.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_MATH_H
#define _LINUX_MATH_H

#include <linux/types.h>
#include <asm/div64.h>
#include <uapi/linux/kernel.h>

#define __round_mask(x, y) ((__typeof__(x))((y) - 1))
/* To a multiple of @y, a power of two. */
#define round_up(x, y) ((((x) - 1) | __round_mask(x, y)) + 1)
#define round_down(x, y) ((x) & ~__round_mask(x, y))

#define DIV_ROUND_UP __KERNEL_DIV_ROUND_UP
#define DIV_ROUND_DOWN_ULL(ll, d)			\
({							\
	unsigned long long __quot = (ll);		\
							\
	do_div(__quot, d);				\
	__quot;						\
})
#define DIV_ROUND_UP_ULL(ll, d) \
	DIV_ROUND_DOWN_ULL((unsigned long long)(ll) + (d) - 1, (d))
#define DIV_ROUND_UP_SECTOR_T(ll, d) DIV_ROUND_UP(ll, d)

/* To a multiple of @y, whatever it is. */
#define roundup(x, y)						\
({								\
	typeof(y) __mult = y;					\
								\
	(((x) + (__mult - 1)) / __mult) * __mult;		\
})
#define rounddown(x, y)						\
({								\
	typeof(x) __val = (x);					\
								\
	__val - (__val % (y));					\
})

/* To the nearest; halves away from zero. */
#define DIV_ROUND_CLOSEST(x, divisor)				\
({								\
	typeof(x) __val = x;					\
	typeof(divisor) __div = divisor;			\
	/* unsigned operands are never negative */		\
	int __alike = ((typeof(x))-1) > 0 ||			\
		      ((typeof(divisor))-1) > 0 ||		\
		      ((__val > 0) == (__div > 0));		\
								\
	__alike ? (__val + (__div / 2)) / __div :		\
		  (__val - (__div / 2)) / __div;		\
})
#define DIV_ROUND_CLOSEST_ULL(x, divisor)			\
({								\
	typeof(divisor) __div = divisor;			\
	unsigned long long __quot = (x) + __div / 2;		\
								\
	do_div(__quot, __div);					\
	__quot;							\
})

struct s16_fract {
	__s16 numerator;
	__s16 denominator;
};

struct u16_fract {
	__u16 numerator;
	__u16 denominator;
};

struct s32_fract {
	__s32 numerator;
	__s32 denominator;
};

struct u32_fract {
	__u32 numerator;
	__u32 denominator;
};

/* @x * @numer / @denom, without overflow in between. */
#define mult_frac(x, numer, denom)				\
({								\
	typeof(x) __x_ = (x);					\
	typeof(numer) __n_ = (numer);				\
	typeof(denom) __d_ = (denom);				\
	typeof(x) __quot = __x_ / __d_;				\
	typeof(x) __part = __x_ % __d_;				\
								\
	__quot * __n_ + (__part * __n_) / __d_;			\
})

#define sector_div(a, b) do_div(a, b)

/* Has the signed type of @x; char stays char, floats do not compile. */
#define __ksim_abs_as(x, type)			\
({						\
	type __val = (x);			\
						\
	__val < 0 ? -__val : __val;		\
})
#define __ksim_abs_try(x, type, otherwise)				\
	__builtin_choose_expr(						\
		__builtin_types_compatible_p(typeof(x), signed type) ||	\
		__builtin_types_compatible_p(typeof(x), unsigned type),	\
		__ksim_abs_as(x, signed type), otherwise)
#define abs(x)								\
	__ksim_abs_try(x, long long,					\
	__ksim_abs_try(x, long,						\
	__ksim_abs_try(x, int,						\
	__ksim_abs_try(x, short,					\
	__ksim_abs_try(x, char,						\
	__builtin_choose_expr(						\
		__builtin_types_compatible_p(typeof(x), char),		\
		(char)__ksim_abs_as(x, signed char), ((void)0)))))))

/* |@a - @b| for unsigned and signed values alike. */
#define abs_diff(a, b)						\
({								\
	typeof(a) __a_ = (a);					\
	typeof(b) __b_ = (b);					\
								\
	(void)(&__a_ == &__b_);					\
	__a_ > __b_ ? (__a_ - __b_) : (__b_ - __a_);		\
})

/* Maps @val evenly into [0, @ep_ro). */
static inline u32 reciprocal_scale(u32 val, u32 ep_ro)
{
	return (u32)(((u64)val * ep_ro) >> 32);
}

/**
 * int_pow() - @base to the power of @exp, modulo 2^64
 */
u64 int_pow(u64 base, unsigned int exp);

/**
 * int_sqrt() - square root, rounded down
 */
unsigned long int_sqrt(unsigned long x);

static inline u32 int_sqrt64(u64 x)
{
	return (u32)int_sqrt(x);
}

#endif
