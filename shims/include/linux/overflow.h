/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arithmetic that notices when the result does not fit.
 *
 * Stands for: include/linux/overflow.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_OVERFLOW_H
#define _LINUX_OVERFLOW_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/limits.h>

/* Half the values of a type, without overflow on the way. */
#define __type_half_max(type) \
	((type)1 << (8 * sizeof(type) - 1 - is_signed_type(type)))
#define type_max(T) ((T)((__type_half_max(T) - 1) + __type_half_max(T)))
#define type_min(T) ((T)((T)-type_max(T) - (T)1))

/* Written so that they do not warn about unsigned types. */
#define is_non_negative(a) ((a) > 0 || (a) == 0)
#define is_negative(a) (!(is_non_negative(a)))

static inline bool __must_check __must_check_overflow(bool overflow)
{
	return unlikely(overflow);
}

/* True if *@d could not hold the result; it then holds its lower bits. */
#define check_add_overflow(a, b, d) \
	__must_check_overflow(__builtin_add_overflow(a, b, d))
#define check_sub_overflow(a, b, d) \
	__must_check_overflow(__builtin_sub_overflow(a, b, d))
#define check_mul_overflow(a, b, d) \
	__must_check_overflow(__builtin_mul_overflow(a, b, d))

/**
 * check_shl_overflow() - shift left and notice lost or sign bits
 * @a: the value
 * @s: bits to shift by
 * @d: where the result goes
 *
 * Return: true if @a is negative, @s is negative or too large, or *@d does not
 * have the value @a * 2^@s.
 */
#define check_shl_overflow(a, s, d)					\
	__must_check_overflow(({					\
		typeof(a) __a = a;					\
		typeof(s) __s = s;					\
		typeof(d) __d = d;					\
		u64 __full = __a;					\
		/* a shift by as many bits as there are is undefined */	\
		unsigned int __by = is_non_negative(__s) &&		\
				    __s < 8 * sizeof(*d) ? __s : 0;	\
									\
		*__d = __full << __by;					\
		__by != __s || is_negative(*__d) || is_negative(__a) ||	\
			(*__d >> __by) != __a;				\
	}))

/* Sizes saturate at SIZE_MAX, which no allocator grants. */
static inline size_t __must_check size_mul(size_t factor1, size_t factor2)
{
	size_t bytes;

	if (check_mul_overflow(factor1, factor2, &bytes))
		return SIZE_MAX;
	return bytes;
}

static inline size_t __must_check size_add(size_t addend1, size_t addend2)
{
	size_t bytes;

	if (check_add_overflow(addend1, addend2, &bytes))
		return SIZE_MAX;
	return bytes;
}

static inline size_t __must_check size_sub(size_t minuend, size_t subtrahend)
{
	size_t bytes;

	if (minuend == SIZE_MAX || subtrahend == SIZE_MAX ||
	    check_sub_overflow(minuend, subtrahend, &bytes))
		return SIZE_MAX;
	return bytes;
}

#define array_size(a, b) size_mul(a, b)
#define array3_size(a, b, c) size_mul(size_mul(a, b), c)

/* Bytes of the flexible array @member with @count elements. */
#define flex_array_size(p, member, count)				\
	__builtin_choose_expr(__is_constexpr(count),			\
		(count) * sizeof(*(p)->member) +			\
			__must_be_array((p)->member),			\
		size_mul(count, sizeof(*(p)->member) +			\
				__must_be_array((p)->member)))
/* Bytes of a structure that ends in @count elements of @member. */
#define struct_size(p, member, count)					\
	__builtin_choose_expr(__is_constexpr(count),			\
		sizeof(*(p)) + flex_array_size(p, member, count),	\
		size_add(sizeof(*(p)), flex_array_size(p, member, count)))
#define struct_size_t(type, member, count) \
	struct_size((type *)NULL, member, count)

#endif
