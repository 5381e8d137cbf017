/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits: set, found, counted, rotated.
 *
 * Stands for: include/linux/bitops.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_BITOPS_H
#define _LINUX_BITOPS_H

#include <asm/types.h>
#include <linux/bits.h>
#include <linux/typecheck.h>
#include <linux/types.h>
#include <uapi/linux/kernel.h>

#define BITS_PER_TYPE(type) (sizeof(type) * BITS_PER_BYTE)
#define BITS_TO_LONGS(nr) __KERNEL_DIV_ROUND_UP(nr, BITS_PER_TYPE(long))
#define BITS_TO_U64(nr) __KERNEL_DIV_ROUND_UP(nr, BITS_PER_TYPE(u64))
#define BITS_TO_U32(nr) __KERNEL_DIV_ROUND_UP(nr, BITS_PER_TYPE(u32))
#define BITS_TO_BYTES(nr) __KERNEL_DIV_ROUND_UP(nr, BITS_PER_TYPE(char))
#define BYTES_TO_BITS(nb) ((nb) * BITS_PER_BYTE)

#include <asm/bitops.h>

static inline int get_bitmask_order(unsigned int count)
{
	return fls(count);
}

static __always_inline unsigned long hweight_long(unsigned long w)
{
	return hweight64(w);
}

static inline __u64 rol64(__u64 word, unsigned int shift)
{
	return (word << (shift & 63)) | (word >> (-shift & 63));
}

static inline __u64 ror64(__u64 word, unsigned int shift)
{
	return (word >> (shift & 63)) | (word << (-shift & 63));
}

static inline __u32 rol32(__u32 word, unsigned int shift)
{
	return (word << (shift & 31)) | (word >> (-shift & 31));
}

static inline __u32 ror32(__u32 word, unsigned int shift)
{
	return (word >> (shift & 31)) | (word << (-shift & 31));
}

static inline __u16 rol16(__u16 word, unsigned int shift)
{
	return (word << (shift & 15)) | (word >> (-shift & 15));
}

static inline __u16 ror16(__u16 word, unsigned int shift)
{
	return (word >> (shift & 15)) | (word << (-shift & 15));
}

static inline __u8 rol8(__u8 word, unsigned int shift)
{
	return (word << (shift & 7)) | (word >> (-shift & 7));
}

static inline __u8 ror8(__u8 word, unsigned int shift)
{
	return (word >> (shift & 7)) | (word << (-shift & 7));
}

/* @value, whose sign is bit @index, as a signed number. */
static __always_inline __s32 sign_extend32(__u32 value, int index)
{
	__u8 shift = 31 - index;

	return (__s32)(value << shift) >> shift;
}

static __always_inline __s64 sign_extend64(__u64 value, int index)
{
	__u8 shift = 63 - index;

	return (__s64)(value << shift) >> shift;
}

static inline unsigned int fls_long(unsigned long l)
{
	return fls64(l);
}

/* log2 of @count, rounded up; -1 for 0. */
static inline int get_count_order(unsigned int count)
{
	return count ? fls(count - 1) : -1;
}

static inline int get_count_order_long(unsigned long l)
{
	return l ? (int)fls_long(l - 1) : -1;
}

static inline unsigned long __ffs64(u64 word)
{
	return __ffs((unsigned long)word);
}

/* The @n-th bit set, counted from 0; BITS_PER_LONG if there are fewer. */
static inline unsigned long fns(unsigned long word, unsigned int n)
{
	while (word && n--)
		word &= word - 1;
	return word ? __ffs(word) : BITS_PER_LONG;
}

static __always_inline void assign_bit(long nr, volatile unsigned long *addr,
				       bool value)
{
	if (value)
		set_bit(nr, addr);
	else
		clear_bit(nr, addr);
}

static __always_inline void __assign_bit(long nr, volatile unsigned long *addr,
					 bool value)
{
	if (value)
		__set_bit(nr, addr);
	else
		__clear_bit(nr, addr);
}

#define __ptr_set_bit(nr, addr)					\
({								\
	typecheck_pointer(*(addr));				\
	__set_bit(nr, (unsigned long *)(addr));			\
})
#define __ptr_clear_bit(nr, addr)				\
({								\
	typecheck_pointer(*(addr));				\
	__clear_bit(nr, (unsigned long *)(addr));		\
})
#define __ptr_test_bit(nr, addr)				\
({								\
	typecheck_pointer(*(addr));				\
	test_bit(nr, (unsigned long *)(addr));			\
})

/* Clears the bits of @mask and sets those of @bits; gives the old value. */
#define set_mask_bits(ptr, mask, bits)				\
({								\
	const typeof(*(ptr)) __mask = (mask), __bits = (bits);	\
	typeof(*(ptr)) __old, __new;				\
								\
	do {							\
		__old = READ_ONCE(*(ptr));			\
		__new = (__old & ~__mask) | __bits;		\
	} while (cmpxchg(ptr, __old, __new) != __old);		\
								\
	__old;							\
})

/* Clears @clear unless a bit of @test is set; whether it did. */
#define bit_clear_unless(ptr, clear, test)			\
({								\
	const typeof(*(ptr)) __clear = (clear), __test = (test);\
	typeof(*(ptr)) __old, __new;				\
								\
	do {							\
		__old = READ_ONCE(*(ptr));			\
		if (__old & __test)				\
			break;					\
		__new = __old & ~__clear;			\
	} while (cmpxchg(ptr, __old, __new) != __old);		\
								\
	!(__old & __test);					\
})

#endif
