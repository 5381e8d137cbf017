/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits found in arrays of words.
 *
 * Stands for: include/linux/find.h, lib/find_bit.c
 * Fidelity:   EXACT - a search that fails gives the size
 * Absent:     big endian variants on big endian machines
 */
#ifndef _LINUX_FIND_H
#define _LINUX_FIND_H

#include <linux/bitops.h>

unsigned long find_next_bit(const unsigned long *addr, unsigned long size,
			    unsigned long offset);
unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size,
				 unsigned long offset);
unsigned long find_next_and_bit(const unsigned long *addr1,
				const unsigned long *addr2, unsigned long size,
				unsigned long offset);
unsigned long find_next_andnot_bit(const unsigned long *addr1,
				   const unsigned long *addr2,
				   unsigned long size, unsigned long offset);
unsigned long find_next_or_bit(const unsigned long *addr1,
			       const unsigned long *addr2, unsigned long size,
			       unsigned long offset);
/* The last bit set below @size. */
unsigned long find_last_bit(const unsigned long *addr, unsigned long size);
/* The @n-th bit set, counted from 0. */
unsigned long find_nth_bit(const unsigned long *addr, unsigned long size,
			   unsigned long n);
unsigned long find_nth_and_bit(const unsigned long *addr1,
			       const unsigned long *addr2, unsigned long size,
			       unsigned long n);
unsigned long find_nth_andnot_bit(const unsigned long *addr1,
				  const unsigned long *addr2,
				  unsigned long size, unsigned long n);
/* The next group of eight bits that is not empty, and its value. */
unsigned long find_next_clump8(unsigned long *clump, const unsigned long *addr,
			       unsigned long size, unsigned long offset);
#define find_first_clump8(clump, bits, size) \
	find_next_clump8((clump), (bits), (size), 0)

static inline unsigned long find_first_bit(const unsigned long *addr,
					   unsigned long size)
{
	return find_next_bit(addr, size, 0);
}

static inline unsigned long find_first_zero_bit(const unsigned long *addr,
						unsigned long size)
{
	return find_next_zero_bit(addr, size, 0);
}

static inline unsigned long find_first_and_bit(const unsigned long *addr1,
					       const unsigned long *addr2,
					       unsigned long size)
{
	return find_next_and_bit(addr1, addr2, size, 0);
}

/* From @offset to the end, then from the start. */
static inline unsigned long find_next_bit_wrap(const unsigned long *addr,
					       unsigned long size,
					       unsigned long offset)
{
	unsigned long bit = find_next_bit(addr, size, offset);

	if (bit < size || !offset)
		return bit;
	bit = find_next_bit(addr, offset, 0);
	return bit < offset ? bit : size;
}

static inline unsigned long
find_next_and_bit_wrap(const unsigned long *addr1, const unsigned long *addr2,
		       unsigned long size, unsigned long offset)
{
	unsigned long bit = find_next_and_bit(addr1, addr2, size, offset);

	if (bit < size || !offset)
		return bit;
	bit = find_next_and_bit(addr1, addr2, offset, 0);
	return bit < offset ? bit : size;
}

static inline unsigned long __for_each_wrap(const unsigned long *bitmap,
					    unsigned long size,
					    unsigned long start,
					    unsigned long n)
{
	unsigned long bit;

	if (n <= start) {
		/* wrapped already */
		bit = find_next_bit(bitmap, start, n);
		return bit < start ? bit : size;
	}
	bit = find_next_bit(bitmap, size, n);
	if (bit < size)
		return bit;
	bit = find_next_bit(bitmap, start, 0);
	return bit < start ? bit : size;
}

#define find_next_zero_bit_le(addr, size, offset) \
	find_next_zero_bit((const unsigned long *)(addr), size, offset)
#define find_next_bit_le(addr, size, offset) \
	find_next_bit((const unsigned long *)(addr), size, offset)
#define find_first_zero_bit_le(addr, size) \
	find_first_zero_bit((const unsigned long *)(addr), size)

#define for_each_set_bit(bit, addr, size)				\
	for ((bit) = 0;							\
	     (bit) = find_next_bit((addr), (size), (bit)), (bit) < (size); \
	     (bit)++)
#define for_each_set_bit_from(bit, addr, size)				\
	for (; (bit) = find_next_bit((addr), (size), (bit)),		\
	       (bit) < (size);						\
	     (bit)++)
#define for_each_clear_bit(bit, addr, size)				\
	for ((bit) = 0;							\
	     (bit) = find_next_zero_bit((addr), (size), (bit)),		\
	     (bit) < (size);						\
	     (bit)++)
#define for_each_clear_bit_from(bit, addr, size)			\
	for (; (bit) = find_next_zero_bit((addr), (size), (bit)),	\
	       (bit) < (size);						\
	     (bit)++)
#define for_each_and_bit(bit, addr1, addr2, size)			\
	for ((bit) = 0;							\
	     (bit) = find_next_and_bit((addr1), (addr2), (size), (bit)), \
	     (bit) < (size);						\
	     (bit)++)
#define for_each_andnot_bit(bit, addr1, addr2, size)			\
	for ((bit) = 0;							\
	     (bit) = find_next_andnot_bit((addr1), (addr2), (size), (bit)), \
	     (bit) < (size);						\
	     (bit)++)
/* Runs [b, e) of bits set, and of bits clear. */
#define for_each_set_bitrange(b, e, addr, size)				\
	for ((b) = 0;							\
	     (b) = find_next_bit((addr), (size), (b)),			\
	     (e) = find_next_zero_bit((addr), (size), (b) + 1),		\
	     (b) < (size);						\
	     (b) = (e) + 1)
#define for_each_set_bitrange_from(b, e, addr, size)			\
	for (;								\
	     (b) = find_next_bit((addr), (size), (b)),			\
	     (e) = find_next_zero_bit((addr), (size), (b) + 1),		\
	     (b) < (size);						\
	     (b) = (e) + 1)
#define for_each_clear_bitrange(b, e, addr, size)			\
	for ((b) = 0;							\
	     (b) = find_next_zero_bit((addr), (size), (b)),		\
	     (e) = find_next_bit((addr), (size), (b) + 1),		\
	     (b) < (size);						\
	     (b) = (e) + 1)
#define for_each_clear_bitrange_from(b, e, addr, size)			\
	for (;								\
	     (b) = find_next_zero_bit((addr), (size), (b)),		\
	     (e) = find_next_bit((addr), (size), (b) + 1),		\
	     (b) < (size);						\
	     (b) = (e) + 1)
#define for_each_set_bit_wrap(bit, addr, size, start)			\
	for ((bit) = find_next_bit_wrap((addr), (size), (start));	\
	     (bit) < (size);						\
	     (bit) = __for_each_wrap((addr), (size), (start), (bit) + 1))
#define for_each_set_clump8(start, clump, bits, size)			\
	for ((start) = find_first_clump8(&(clump), (bits), (size));	\
	     (start) < (size);						\
	     (start) = find_next_clump8(&(clump), (bits), (size),	\
					(start) + 8))

#endif
