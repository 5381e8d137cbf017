/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits in words and in arrays of words.
 *
 * Stands for: arch/x86/include/asm/bitops.h, include/asm-generic/bitops/
 * Fidelity:   EXACT - the atomic ones are indivisible because tasks switch only
 *             at scheduling points; each is one, before it takes place
 * Absent:     nothing
 */
#ifndef _ASM_BITOPS_H
#define _ASM_BITOPS_H

#ifndef _LINUX_BITOPS_H
#error only <linux/bitops.h> can be included directly
#endif

#include <linux/bits.h>
#include <linux/compiler.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>

#define __ksim_bit_word(nr, addr) \
	(((volatile unsigned long *)(addr)) + BIT_WORD(nr))

#define __ksim_bitop(fn, change)					\
/* Not indivisible. */							\
static __always_inline void __##fn(unsigned long nr,			\
				   volatile unsigned long *addr)	\
{									\
	unsigned long *p = (unsigned long *)__ksim_bit_word(nr, addr);	\
	unsigned long mask = BIT_MASK(nr), old = *p;			\
									\
	*p = change;							\
}									\
static __always_inline void fn(long nr, volatile unsigned long *addr)	\
{									\
	volatile unsigned long *p = __ksim_bit_word((unsigned long)nr, addr); \
	unsigned long mask = BIT_MASK((unsigned long)nr), old;		\
									\
	__ksim_atomic_point(p);						\
	old = *p;							\
	*p = change;							\
}

#define __ksim_bitop_test(fn, change)					\
static __always_inline bool __##fn(unsigned long nr,			\
				   volatile unsigned long *addr)	\
{									\
	unsigned long *p = (unsigned long *)__ksim_bit_word(nr, addr);	\
	unsigned long mask = BIT_MASK(nr), old = *p;			\
									\
	*p = change;							\
	return (old & mask) != 0;					\
}									\
static __always_inline bool fn(long nr, volatile unsigned long *addr)	\
{									\
	volatile unsigned long *p = __ksim_bit_word((unsigned long)nr, addr); \
	unsigned long mask = BIT_MASK((unsigned long)nr), old;		\
									\
	__ksim_atomic_point(p);						\
	old = *p;							\
	*p = change;							\
	return (old & mask) != 0;					\
}

__ksim_bitop(set_bit, old | mask)
__ksim_bitop(clear_bit, old & ~mask)
__ksim_bitop(change_bit, old ^ mask)
__ksim_bitop_test(test_and_set_bit, old | mask)
__ksim_bitop_test(test_and_clear_bit, old & ~mask)
__ksim_bitop_test(test_and_change_bit, old ^ mask)

static __always_inline bool test_bit(unsigned long nr,
				     const volatile unsigned long *addr)
{
	const volatile unsigned long *p =
		(const volatile unsigned long *)addr + BIT_WORD(nr);

	return (READ_ONCE(*p) & BIT_MASK(nr)) != 0;
}

static __always_inline bool test_bit_acquire(unsigned long nr,
					     const volatile unsigned long *addr)
{
	const volatile unsigned long *p =
		(const volatile unsigned long *)addr + BIT_WORD(nr);

	return (smp_load_acquire(p) & BIT_MASK(nr)) != 0;
}

static __always_inline void clear_bit_unlock(long nr,
					     volatile unsigned long *addr)
{
	clear_bit(nr, addr);
}

static __always_inline void __clear_bit_unlock(long nr,
					       volatile unsigned long *addr)
{
	__clear_bit(nr, addr);
}

static __always_inline bool test_and_set_bit_lock(long nr,
						  volatile unsigned long *addr)
{
	return test_and_set_bit(nr, addr);
}

static __always_inline bool
clear_bit_unlock_is_negative_byte(long nr, volatile unsigned long *addr)
{
	clear_bit(nr, addr);
	return (*addr & BIT(7)) != 0;
}

/* Lowest bit set, from 0; undefined for 0. */
static __always_inline __attribute_const__ unsigned long
__ffs(unsigned long word)
{
	return __builtin_ctzl(word);
}

/* Highest bit set, from 0; undefined for 0. */
static __always_inline __attribute_const__ unsigned long
__fls(unsigned long word)
{
	return BITS_PER_LONG - 1 - __builtin_clzl(word);
}

/* Lowest bit clear, from 0; undefined for ~0. */
static __always_inline __attribute_const__ unsigned long
ffz(unsigned long word)
{
	return __builtin_ctzl(~word);
}

/* Lowest bit set, from 1; 0 for none. */
static __always_inline __attribute_const__ int ffs(int x)
{
	return __builtin_ffs(x);
}

/* Highest bit set, from 1; 0 for none. */
static __always_inline __attribute_const__ int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

static __always_inline __attribute_const__ int fls64(__u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

/* Bits set. The compiler's own would be a call into libgcc. */
static __always_inline __attribute_const__ unsigned int __sw_hweight64(__u64 w)
{
	w -= w >> 1 & 0x5555555555555555ULL;
	w = (w & 0x3333333333333333ULL) + (w >> 2 & 0x3333333333333333ULL);
	w = (w + (w >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
	return w * 0x0101010101010101ULL >> 56;
}

#define __hweight(w)							\
	(__builtin_constant_p(w) ? (unsigned int)__builtin_popcountll(w) : \
				   __sw_hweight64(w))
#define hweight8(w) __hweight((u8)(w))
#define hweight16(w) __hweight((u16)(w))
#define hweight32(w) __hweight((u32)(w))
#define hweight64(w) ((unsigned long)__hweight((u64)(w)))
#define HWEIGHT8(w) ((unsigned int)__builtin_popcountll((u8)(w)))
#define HWEIGHT16(w) ((unsigned int)__builtin_popcountll((u16)(w)))
#define HWEIGHT32(w) ((unsigned int)__builtin_popcountll((u32)(w)))
#define HWEIGHT64(w) ((unsigned int)__builtin_popcountll((u64)(w)))

#endif
