// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Searching arrays of bits.
 */
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/math.h>
#include <linux/minmax.h>

/*
 * The first bit at or behind @offset that is set in @word, an expression of
 * the index i. Bits behind @size may have any value.
 */
#define KSIM_FIND_NEXT(word, size, offset)				\
({									\
	unsigned long __from = (offset), __size = (size);		\
	unsigned long __found = __size;					\
									\
	if (__from < __size) {						\
		unsigned long i = BIT_WORD(__from);			\
		unsigned long __w = (word) & BITMAP_FIRST_WORD_MASK(__from); \
									\
		while (!__w && ++i * BITS_PER_LONG < __size)		\
			__w = (word);					\
		if (__w)						\
			__found = min(i * BITS_PER_LONG + __ffs(__w),	\
				      __size);				\
	}								\
	__found;							\
})

/* The @n-th bit set in @word, an expression of the index i. */
#define KSIM_FIND_NTH(word, size, n)					\
({									\
	unsigned long __left = (n), __size = (size), __found = __size;	\
	unsigned long i;						\
									\
	for (i = 0; i * BITS_PER_LONG < __size; i++) {			\
		unsigned long __w = (word), __here;			\
									\
		if (__size - i * BITS_PER_LONG < BITS_PER_LONG)		\
			__w &= BITMAP_LAST_WORD_MASK(__size);		\
		__here = hweight_long(__w);				\
		if (__left < __here) {					\
			__found = i * BITS_PER_LONG + fns(__w, __left);	\
			break;						\
		}							\
		__left -= __here;					\
	}								\
	__found;							\
})

unsigned long find_next_bit(const unsigned long *addr, unsigned long size,
			    unsigned long offset)
{
	return KSIM_FIND_NEXT(addr[i], size, offset);
}
EXPORT_SYMBOL(find_next_bit);

unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size,
				 unsigned long offset)
{
	return KSIM_FIND_NEXT(~addr[i], size, offset);
}
EXPORT_SYMBOL(find_next_zero_bit);

unsigned long find_next_and_bit(const unsigned long *addr1,
				const unsigned long *addr2, unsigned long size,
				unsigned long offset)
{
	return KSIM_FIND_NEXT(addr1[i] & addr2[i], size, offset);
}
EXPORT_SYMBOL(find_next_and_bit);

unsigned long find_next_andnot_bit(const unsigned long *addr1,
				   const unsigned long *addr2,
				   unsigned long size, unsigned long offset)
{
	return KSIM_FIND_NEXT(addr1[i] & ~addr2[i], size, offset);
}
EXPORT_SYMBOL(find_next_andnot_bit);

unsigned long find_next_or_bit(const unsigned long *addr1,
			       const unsigned long *addr2, unsigned long size,
			       unsigned long offset)
{
	return KSIM_FIND_NEXT(addr1[i] | addr2[i], size, offset);
}
EXPORT_SYMBOL(find_next_or_bit);

unsigned long find_last_bit(const unsigned long *addr, unsigned long size)
{
	unsigned long mask = BITMAP_LAST_WORD_MASK(size);
	unsigned long i = BITS_TO_LONGS(size);

	while (i--) {
		if (addr[i] & mask)
			return i * BITS_PER_LONG + __fls(addr[i] & mask);
		mask = ~0UL;
	}
	return size;
}
EXPORT_SYMBOL(find_last_bit);

unsigned long find_nth_bit(const unsigned long *addr, unsigned long size,
			   unsigned long n)
{
	return KSIM_FIND_NTH(addr[i], size, n);
}
EXPORT_SYMBOL(find_nth_bit);

unsigned long find_nth_and_bit(const unsigned long *addr1,
			       const unsigned long *addr2, unsigned long size,
			       unsigned long n)
{
	return KSIM_FIND_NTH(addr1[i] & addr2[i], size, n);
}
EXPORT_SYMBOL(find_nth_and_bit);

unsigned long find_nth_andnot_bit(const unsigned long *addr1,
				  const unsigned long *addr2,
				  unsigned long size, unsigned long n)
{
	return KSIM_FIND_NTH(addr1[i] & ~addr2[i], size, n);
}
EXPORT_SYMBOL(find_nth_andnot_bit);

unsigned long find_next_clump8(unsigned long *clump, const unsigned long *addr,
			       unsigned long size, unsigned long offset)
{
	offset = find_next_bit(addr, size, offset);
	if (offset == size)
		return size;
	offset = round_down(offset, 8);
	*clump = bitmap_get_value8(addr, offset);
	return offset;
}
EXPORT_SYMBOL(find_next_clump8);
