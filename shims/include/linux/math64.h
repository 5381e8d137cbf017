/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 64-bit multiplication and division.
 *
 * Stands for: include/linux/math64.h, lib/math/div64.c
 * Fidelity:   EXACT - for a 64-bit machine
 * Absent:     nothing
 */
#ifndef _LINUX_MATH64_H
#define _LINUX_MATH64_H

#include <linux/types.h>
#include <linux/math.h>
#include <asm/div64.h>

#define div64_long(x, y) div64_s64((x), (y))
#define div64_ul(x, y) div64_u64((x), (y))

static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}

static inline s64 div64_s64(s64 dividend, s64 divisor)
{
	return dividend / divisor;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline s64 div_s64(s64 dividend, s32 divisor)
{
	return dividend / divisor;
}

/* By subtraction, for quotients known to be small. */
static __always_inline u32 __iter_div_u64_rem(u64 dividend, u32 divisor,
					      u64 *remainder)
{
	u32 quotient = dividend / divisor;

	*remainder = dividend % divisor;
	return quotient;
}

static inline u32 iter_div_u64_rem(u64 dividend, u32 divisor, u64 *remainder)
{
	return __iter_div_u64_rem(dividend, divisor, remainder);
}

static inline u64 mul_u32_u32(u32 a, u32 b)
{
	return (u64)a * b;
}

/* (@a * @b) >> @shift, without losing the upper half of the product. */
static inline u64 mul_u64_u64_shr(u64 a, u64 b, unsigned int shift)
{
	return (u64)(((unsigned __int128)a * b) >> shift);
}

static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	return mul_u64_u64_shr(a, mul, shift);
}

static inline u64 mul_s64_u64_shr(s64 a, u64 b, unsigned int shift)
{
	u64 product = mul_u64_u64_shr(a < 0 ? -(u64)a : (u64)a, b, shift);

	return a < 0 ? -product : product;
}

/* @a * @mul / @div; a quotient that does not fit is a divide error. */
u64 mul_u64_u64_div_u64(u64 a, u64 mul, u64 div);

static inline u64 mul_u64_u32_div(u64 a, u32 mul, u32 divisor)
{
	return mul_u64_u64_div_u64(a, mul, divisor);
}

#define DIV64_U64_ROUND_UP(ll, d)			\
({							\
	u64 __divisor = (d);				\
							\
	div64_u64((ll) + __divisor - 1, __divisor);	\
})
#define DIV64_U64_ROUND_CLOSEST(dividend, divisor)	\
({							\
	u64 __divisor = (divisor);			\
							\
	div64_u64((dividend) + __divisor / 2, __divisor); \
})
#define DIV_U64_ROUND_CLOSEST(dividend, divisor)	\
({							\
	u32 __divisor = (divisor);			\
							\
	div_u64((u64)(dividend) + __divisor / 2, __divisor); \
})
#define DIV_S64_ROUND_CLOSEST(dividend, divisor)	\
({							\
	s64 __dividend = (dividend);			\
	s32 __divisor = (divisor);			\
							\
	(__dividend > 0) == (__divisor > 0) ?		\
		div_s64(__dividend + __divisor / 2, __divisor) : \
		div_s64(__dividend - __divisor / 2, __divisor); \
})

#endif
