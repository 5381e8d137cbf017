// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Arrays of bits as sets.
 */
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/slab.h>

unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags)
{
	return kmalloc_array(BITS_TO_LONGS(nbits), sizeof(unsigned long),
			     flags);
}
EXPORT_SYMBOL(bitmap_alloc);

unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags)
{
	return bitmap_alloc(nbits, flags | __GFP_ZERO);
}
EXPORT_SYMBOL(bitmap_zalloc);

unsigned long *bitmap_alloc_node(unsigned int nbits, gfp_t flags, int node)
{
	return bitmap_alloc(nbits, flags);
}
EXPORT_SYMBOL(bitmap_alloc_node);

unsigned long *bitmap_zalloc_node(unsigned int nbits, gfp_t flags, int node)
{
	return bitmap_zalloc(nbits, flags);
}
EXPORT_SYMBOL(bitmap_zalloc_node);

void bitmap_free(const unsigned long *bitmap)
{
	kfree(bitmap);
}
EXPORT_SYMBOL(bitmap_free);

/* Which bits of word @i belong to a map of @nbits. */
static unsigned long valid_mask(unsigned int i, unsigned int nbits)
{
	return i == nbits / BITS_PER_LONG ? BITMAP_LAST_WORD_MASK(nbits) : ~0UL;
}

#define for_each_word(i, nbits) for (i = 0; i < BITS_TO_LONGS(nbits); i++)

bool bitmap_and(unsigned long *dst, const unsigned long *src1,
		const unsigned long *src2, unsigned int nbits)
{
	unsigned long any = 0;
	unsigned int i;

	for_each_word(i, nbits)
		any |= dst[i] = src1[i] & src2[i] & valid_mask(i, nbits);
	return any != 0;
}
EXPORT_SYMBOL(bitmap_and);

bool bitmap_andnot(unsigned long *dst, const unsigned long *src1,
		   const unsigned long *src2, unsigned int nbits)
{
	unsigned long any = 0;
	unsigned int i;

	for_each_word(i, nbits)
		any |= dst[i] = src1[i] & ~src2[i] & valid_mask(i, nbits);
	return any != 0;
}
EXPORT_SYMBOL(bitmap_andnot);

void bitmap_or(unsigned long *dst, const unsigned long *src1,
	       const unsigned long *src2, unsigned int nbits)
{
	unsigned int i;

	for_each_word(i, nbits)
		dst[i] = src1[i] | src2[i];
}
EXPORT_SYMBOL(bitmap_or);

void bitmap_xor(unsigned long *dst, const unsigned long *src1,
		const unsigned long *src2, unsigned int nbits)
{
	unsigned int i;

	for_each_word(i, nbits)
		dst[i] = src1[i] ^ src2[i];
}
EXPORT_SYMBOL(bitmap_xor);

void bitmap_complement(unsigned long *dst, const unsigned long *src,
		       unsigned int nbits)
{
	unsigned int i;

	for_each_word(i, nbits)
		dst[i] = ~src[i];
}
EXPORT_SYMBOL(bitmap_complement);

void bitmap_replace(unsigned long *dst, const unsigned long *old,
		    const unsigned long *new, const unsigned long *mask,
		    unsigned int nbits)
{
	unsigned int i;

	for_each_word(i, nbits)
		dst[i] = (old[i] & ~mask[i]) | (new[i] & mask[i]);
}
EXPORT_SYMBOL(bitmap_replace);

void bitmap_shift_right(unsigned long *dst, const unsigned long *src,
			unsigned int shift, unsigned int nbits)
{
	unsigned int skip = shift / BITS_PER_LONG, by = shift % BITS_PER_LONG;
	unsigned int words = BITS_TO_LONGS(nbits), i;

	/* ascending, so that @dst may be @src */
	for (i = 0; i < words; i++) {
		unsigned int from = i + skip;
		unsigned long low = 0, high = 0;

		if (from < words)
			low = src[from] & valid_mask(from, nbits);
		if (by && from + 1 < words)
			high = src[from + 1] & valid_mask(from + 1, nbits);
		dst[i] = low >> by | (by ? high << (BITS_PER_LONG - by) : 0);
	}
}
EXPORT_SYMBOL(bitmap_shift_right);

void bitmap_shift_left(unsigned long *dst, const unsigned long *src,
		       unsigned int shift, unsigned int nbits)
{
	unsigned int skip = shift / BITS_PER_LONG, by = shift % BITS_PER_LONG;
	unsigned int i = BITS_TO_LONGS(nbits);

	while (i--) {
		unsigned long high = i >= skip ? src[i - skip] : 0;
		unsigned long low = by && i > skip ? src[i - skip - 1] : 0;

		dst[i] = high << by | (by ? low >> (BITS_PER_LONG - by) : 0);
	}
}
EXPORT_SYMBOL(bitmap_shift_left);

void bitmap_cut(unsigned long *dst, const unsigned long *src,
		unsigned int first, unsigned int cut, unsigned int nbits)
{
	unsigned int i;

	memmove(dst, src, bitmap_size(nbits));
	for (i = first; i < nbits; i++)
		__assign_bit(i, dst,
			     i + cut < nbits && test_bit(i + cut, dst));
}
EXPORT_SYMBOL(bitmap_cut);

bool bitmap_equal(const unsigned long *src1, const unsigned long *src2,
		  unsigned int nbits)
{
	unsigned int i;

	for_each_word(i, nbits)
		if ((src1[i] ^ src2[i]) & valid_mask(i, nbits))
			return false;
	return true;
}
EXPORT_SYMBOL(bitmap_equal);

bool bitmap_or_equal(const unsigned long *src1, const unsigned long *src2,
		     const unsigned long *src3, unsigned int nbits)
{
	unsigned int i;

	for_each_word(i, nbits)
		if (((src1[i] | src2[i]) ^ src3[i]) & valid_mask(i, nbits))
			return false;
	return true;
}
EXPORT_SYMBOL(bitmap_or_equal);

bool bitmap_intersects(const unsigned long *src1, const unsigned long *src2,
		       unsigned int nbits)
{
	return find_first_and_bit(src1, src2, nbits) < nbits;
}
EXPORT_SYMBOL(bitmap_intersects);

bool bitmap_subset(const unsigned long *src1, const unsigned long *src2,
		   unsigned int nbits)
{
	return find_next_andnot_bit(src1, src2, nbits, 0) >= nbits;
}
EXPORT_SYMBOL(bitmap_subset);

unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	unsigned int i, weight = 0;

	for_each_word(i, nbits)
		weight += hweight_long(src[i] & valid_mask(i, nbits));
	return weight;
}
EXPORT_SYMBOL(bitmap_weight);

unsigned long bitmap_weight_and(const unsigned long *src1,
				const unsigned long *src2, unsigned int nbits)
{
	unsigned long weight = 0;
	unsigned int i;

	for_each_word(i, nbits)
		weight += hweight_long(src1[i] & src2[i] &
				       valid_mask(i, nbits));
	return weight;
}
EXPORT_SYMBOL(bitmap_weight_and);

static void bitmap_assign(unsigned long *map, unsigned int start,
			  unsigned int nbits, bool value)
{
	unsigned int end = start + nbits;

	while (start < end) {
		unsigned int stop = min_t(unsigned int, end,
					  round_down(start, BITS_PER_LONG) +
						  BITS_PER_LONG);
		unsigned long mask = BITMAP_FIRST_WORD_MASK(start) &
				     BITMAP_LAST_WORD_MASK(stop);

		if (value)
			map[BIT_WORD(start)] |= mask;
		else
			map[BIT_WORD(start)] &= ~mask;
		start = stop;
	}
}

void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits)
{
	bitmap_assign(map, start, nbits, true);
}
EXPORT_SYMBOL(bitmap_set);

void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits)
{
	bitmap_assign(map, start, nbits, false);
}
EXPORT_SYMBOL(bitmap_clear);

unsigned long bitmap_find_next_zero_area_off(unsigned long *map,
					     unsigned long size,
					     unsigned long start,
					     unsigned int nr,
					     unsigned long align_mask,
					     unsigned long align_offset)
{
	for (;;) {
		unsigned long end, used;

		start = find_next_zero_bit(map, size, start);
		start = __ALIGN_MASK(start + align_offset, align_mask) -
			align_offset;
		end = start + nr;
		if (end > size)
			return end;
		used = find_next_bit(map, end, start);
		if (used >= end)
			return start;
		start = used + 1;
	}
}
EXPORT_SYMBOL(bitmap_find_next_zero_area_off);

int bitmap_find_free_region(unsigned long *bitmap, unsigned int bits, int order)
{
	unsigned int pos;

	for (pos = 0; pos + (1U << order) <= bits; pos += 1U << order)
		if (!bitmap_allocate_region(bitmap, pos, order))
			return pos;
	return -ENOMEM;
}
EXPORT_SYMBOL(bitmap_find_free_region);

void bitmap_release_region(unsigned long *bitmap, unsigned int pos, int order)
{
	bitmap_clear(bitmap, pos, 1U << order);
}
EXPORT_SYMBOL(bitmap_release_region);

int bitmap_allocate_region(unsigned long *bitmap, unsigned int pos, int order)
{
	unsigned int len = 1U << order;

	if (find_next_bit(bitmap, pos + len, pos) < pos + len)
		return -EBUSY;
	bitmap_set(bitmap, pos, len);
	return 0;
}
EXPORT_SYMBOL(bitmap_allocate_region);

void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf,
		       unsigned int nbits)
{
	unsigned int i, halves = BITS_TO_U32(nbits);

	for (i = 0; i < halves; i++) {
		if (i % 2)
			bitmap[i / 2] |= (unsigned long)buf[i] << 32;
		else
			bitmap[i / 2] = buf[i];
	}
	if (nbits % BITS_PER_LONG)
		bitmap[nbits / BITS_PER_LONG] &= BITMAP_LAST_WORD_MASK(nbits);
}
EXPORT_SYMBOL(bitmap_from_arr32);

void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap, unsigned int nbits)
{
	unsigned int i, halves = BITS_TO_U32(nbits);

	for (i = 0; i < halves; i++)
		buf[i] = bitmap[i / 2] >> (32 * (i % 2));
	if (nbits % 32)
		buf[halves - 1] &= ~0U >> (-nbits & 31);
}
EXPORT_SYMBOL(bitmap_to_arr32);

static bool ends_here(const char *s)
{
	return *s == '\0' || *s == '\n';
}

int bitmap_parse(const char *start, unsigned int buflen, unsigned long *maskp,
		 int nmaskbits)
{
	const char *newline = memchr(start, '\n',
				     min_t(size_t, buflen, INT_MAX));
	size_t length = newline ? newline - start :
				  strnlen(start, min_t(size_t, buflen, INT_MAX));
	const char *s = start + length;
	unsigned int chunk = 0, chunks = BITS_TO_U32(nmaskbits);

	bitmap_zero(maskp, nmaskbits);
	/* from the lowest 32 bits, that is from the end, upwards */
	while (s > start && isspace(s[-1]))
		s--;
	while (s > start && !isspace(s[-1])) {
		u32 value = 0;
		int digits = 0;

		while (s > start && s[-1] != ',' && !isspace(s[-1])) {
			int digit = hex_to_bin(*--s);

			if (digit < 0)
				return -EINVAL;
			if (digits == 8)
				return -EOVERFLOW;
			value |= (u32)digit << (4 * digits++);
		}
		if (!digits)
			return -EINVAL;
		if (chunk >= chunks)
			return -EOVERFLOW;
		if (chunk == chunks - 1 && nmaskbits % 32 &&
		    value >> (nmaskbits % 32))
			return -EOVERFLOW;
		maskp[chunk / 2] |= (unsigned long)value << (32 * (chunk % 2));
		chunk++;
		if (s > start && s[-1] == ',')
			s--;
	}
	return 0;
}
EXPORT_SYMBOL(bitmap_parse);

/* A number, or N for the last bit; NULL if there is none. */
static const char *list_number(const char *s, unsigned int *number,
			       unsigned int lastbit)
{
	u64 value = 0;

	if (*s == 'N') {
		*number = lastbit;
		return s + 1;
	}
	if (!isdigit(*s))
		return NULL;
	for (; isdigit(*s); s++) {
		value = value * 10 + (*s - '0');
		if (value > UINT_MAX)
			return ERR_PTR(-EOVERFLOW);
	}
	*number = value;
	return s;
}

int bitmap_parselist(const char *buf, unsigned long *maskp, int nmaskbits)
{
	unsigned int lastbit = nmaskbits - 1;
	const char *s = buf;

	bitmap_zero(maskp, nmaskbits);
	for (;;) {
		unsigned int first, last, used, group, bit;

		while (*s == ',' || isspace(*s)) {
			if (*s == '\n')
				return 0;
			s++;
		}
		if (ends_here(s))
			return 0;

		if (!strncasecmp(s, "all", 3)) {
			first = 0;
			last = lastbit;
			s += 3;
		} else {
			s = list_number(s, &first, lastbit);
			if (!s)
				return -EINVAL;
			if (IS_ERR(s))
				return PTR_ERR(s);
			last = first;
			if (*s == '-') {
				s = list_number(s + 1, &last, lastbit);
				if (!s)
					return -EINVAL;
				if (IS_ERR(s))
					return PTR_ERR(s);
			}
		}
		used = group = 1;
		if (*s == ':') {
			/* the first @used of every @group */
			s = list_number(s + 1, &used, lastbit);
			if (!s || IS_ERR(s) || *s != '/')
				return IS_ERR(s) ? PTR_ERR(s) : -EINVAL;
			s = list_number(s + 1, &group, lastbit);
			if (!s || IS_ERR(s))
				return IS_ERR(s) ? PTR_ERR(s) : -EINVAL;
		}
		if (!ends_here(s) && *s != ',' && !isspace(*s))
			return -EINVAL;
		if (first > last || group == 0 || used > group)
			return -EINVAL;
		if (last >= nmaskbits)
			return -ERANGE;
		for (bit = first; bit <= last; bit++)
			if ((bit - first) % group < used)
				__set_bit(bit, maskp);
	}
}
EXPORT_SYMBOL(bitmap_parselist);

int bitmap_print_to_pagebuf(bool list, char *buf, const unsigned long *maskp,
			    int nmaskbits)
{
	size_t len = PAGE_SIZE - offset_in_page(buf);

	return list ? scnprintf(buf, len, "%*pbl\n", nmaskbits, maskp) :
		      scnprintf(buf, len, "%*pb\n", nmaskbits, maskp);
}
EXPORT_SYMBOL(bitmap_print_to_pagebuf);
