// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Arrays of bits, and finding bits in them.
 */
#include <linux/bitmap.h>
#include <linux/slab.h>
#include "kapi.h"

#define BITS 200

static const char *listed(const unsigned long *map, int bits)
{
	static char text[128];

	scnprintf(text, sizeof(text), "%*pbl", bits, map);
	return text;
}

KAPI_TEST(a_zeroed_map_is_empty_and_a_filled_one_full)
{
	DECLARE_BITMAP(map, BITS);

	bitmap_zero(map, BITS);
	KAPI_EXPECT_TRUE(bitmap_empty(map, BITS));
	KAPI_EXPECT_EQ(bitmap_weight(map, BITS), 0);
	bitmap_fill(map, BITS);
	KAPI_EXPECT_TRUE(bitmap_full(map, BITS));
	KAPI_EXPECT_EQ(bitmap_weight(map, BITS), BITS);
	KAPI_EXPECT_FALSE(bitmap_empty(map, BITS));
}

KAPI_TEST(runs_are_set_and_cleared)
{
	DECLARE_BITMAP(map, BITS);

	bitmap_zero(map, BITS);
	bitmap_set(map, 60, 70);
	KAPI_EXPECT_STREQ(listed(map, BITS), "60-129");
	bitmap_clear(map, 64, 64);
	KAPI_EXPECT_STREQ(listed(map, BITS), "60-63,128-129");
	bitmap_set(map, 0, 0);
	KAPI_EXPECT_EQ(bitmap_weight(map, BITS), 6);
}

KAPI_TEST(sets_are_combined)
{
	DECLARE_BITMAP(a, BITS);
	DECLARE_BITMAP(b, BITS);
	DECLARE_BITMAP(c, BITS);

	bitmap_zero(a, BITS);
	bitmap_zero(b, BITS);
	bitmap_set(a, 10, 100);
	bitmap_set(b, 50, 100);
	KAPI_EXPECT_TRUE(bitmap_and(c, a, b, BITS));
	KAPI_EXPECT_STREQ(listed(c, BITS), "50-109");
	KAPI_EXPECT_TRUE(bitmap_andnot(c, a, b, BITS));
	KAPI_EXPECT_STREQ(listed(c, BITS), "10-49");
	bitmap_or(c, a, b, BITS);
	KAPI_EXPECT_STREQ(listed(c, BITS), "10-149");
	bitmap_xor(c, a, b, BITS);
	KAPI_EXPECT_STREQ(listed(c, BITS), "10-49,110-149");
	bitmap_complement(c, a, BITS);
	KAPI_EXPECT_STREQ(listed(c, BITS), "0-9,110-199");
	KAPI_EXPECT_FALSE(bitmap_intersects(a, c, BITS));
	KAPI_EXPECT_TRUE(bitmap_intersects(a, b, BITS));
	KAPI_EXPECT_FALSE(bitmap_subset(a, b, BITS));
	bitmap_and(c, a, b, BITS);
	KAPI_EXPECT_TRUE(bitmap_subset(c, b, BITS));
	KAPI_EXPECT_FALSE(bitmap_andnot(c, c, b, BITS));
}

KAPI_TEST(maps_are_compared_up_to_their_size)
{
	unsigned long a[2] = { 5, 0xf0 }, b[2] = { 5, 0x70 };

	KAPI_EXPECT_TRUE(bitmap_equal(a, b, 64));
	KAPI_EXPECT_TRUE(bitmap_equal(a, b, 64 + 7));
	KAPI_EXPECT_FALSE(bitmap_equal(a, b, 64 + 8));
	KAPI_EXPECT_TRUE(bitmap_equal(a, b, 0));
}

KAPI_TEST(shifting_moves_bits_over_words)
{
	DECLARE_BITMAP(a, BITS);
	DECLARE_BITMAP(b, BITS);

	bitmap_zero(a, BITS);
	bitmap_set(a, 60, 10);
	bitmap_shift_left(b, a, 70, BITS);
	KAPI_EXPECT_STREQ(listed(b, BITS), "130-139");
	bitmap_shift_right(b, b, 130, BITS);
	KAPI_EXPECT_STREQ(listed(b, BITS), "0-9");
	bitmap_shift_right(b, a, 64, BITS);
	KAPI_EXPECT_STREQ(listed(b, BITS), "0-5");
	bitmap_shift_left(b, a, 64, BITS);
	KAPI_EXPECT_STREQ(listed(b, BITS), "124-133");
	bitmap_shift_left(b, a, 0, BITS);
	KAPI_EXPECT_TRUE(bitmap_equal(a, b, BITS));
}

KAPI_TEST(cutting_closes_the_gap)
{
	DECLARE_BITMAP(a, 80);

	bitmap_zero(a, 80);
	__set_bit(3, a);
	__set_bit(10, a);
	__set_bit(70, a);
	bitmap_cut(a, a, 5, 8, 80);
	KAPI_EXPECT_STREQ(listed(a, 80), "3,62");
}

KAPI_TEST(bits_are_found)
{
	DECLARE_BITMAP(map, BITS);

	bitmap_zero(map, BITS);
	KAPI_EXPECT_EQ(find_first_bit(map, BITS), BITS);
	KAPI_EXPECT_EQ(find_last_bit(map, BITS), BITS);
	__set_bit(0, map);
	__set_bit(63, map);
	__set_bit(64, map);
	__set_bit(199, map);
	KAPI_EXPECT_EQ(find_first_bit(map, BITS), 0);
	KAPI_EXPECT_EQ(find_next_bit(map, BITS, 1), 63);
	KAPI_EXPECT_EQ(find_next_bit(map, BITS, 64), 64);
	KAPI_EXPECT_EQ(find_next_bit(map, BITS, 65), 199);
	KAPI_EXPECT_EQ(find_next_bit(map, 199, 65), 199);
	KAPI_EXPECT_EQ(find_next_bit(map, BITS, 200), BITS);
	KAPI_EXPECT_EQ(find_last_bit(map, BITS), 199);
	KAPI_EXPECT_EQ(find_last_bit(map, 199), 64);
	KAPI_EXPECT_EQ(find_first_zero_bit(map, BITS), 1);
	KAPI_EXPECT_EQ(find_next_zero_bit(map, BITS, 63), 65);
	KAPI_EXPECT_EQ(find_nth_bit(map, BITS, 2), 64);
	KAPI_EXPECT_GE(find_nth_bit(map, BITS, 4), BITS);
}

KAPI_TEST(bits_behind_the_size_are_not_found)
{
	unsigned long map[1] = { 0xff00 };

	KAPI_EXPECT_EQ(find_first_bit(map, 8), 8);
	KAPI_EXPECT_EQ(find_next_bit(map, 8, 3), 8);
	KAPI_EXPECT_EQ(find_first_bit(map, 9), 8);
	map[0] = 0xff;
	KAPI_EXPECT_EQ(find_first_zero_bit(map, 8), 8);
}

KAPI_TEST(loops_visit_each_bit)
{
	DECLARE_BITMAP(map, BITS);
	unsigned int bit, sum = 0, count = 0, begin, end;

	bitmap_zero(map, BITS);
	bitmap_set(map, 62, 4);
	__set_bit(150, map);
	for_each_set_bit(bit, map, BITS)
		sum += bit;
	KAPI_EXPECT_EQ(sum, 62 + 63 + 64 + 65 + 150);
	for_each_clear_bit(bit, map, BITS)
		count++;
	KAPI_EXPECT_EQ(count, BITS - 5);
	sum = 0;
	bit = 64;
	for_each_set_bit_from(bit, map, BITS)
		sum += bit;
	KAPI_EXPECT_EQ(sum, 64 + 65 + 150);
	count = 0;
	for_each_set_bitrange(begin, end, map, BITS)
		count += (end - begin) * 100 + 1;
	KAPI_EXPECT_EQ(count, 502);
	sum = 0;
	for_each_set_bit_wrap(bit, map, BITS, 65)
		sum = sum * 1000 % 1000003 + bit;
	KAPI_EXPECT_NE(sum, 0);
	count = 0;
	for_each_set_bit_wrap(bit, map, BITS, 65)
		count++;
	KAPI_EXPECT_EQ(count, 5);
}

KAPI_TEST(a_run_of_clear_bits_is_found)
{
	DECLARE_BITMAP(map, BITS);

	bitmap_zero(map, BITS);
	bitmap_set(map, 0, 10);
	bitmap_set(map, 20, 100);
	KAPI_EXPECT_EQ(bitmap_find_next_zero_area(map, BITS, 0, 10, 0), 10);
	KAPI_EXPECT_EQ(bitmap_find_next_zero_area(map, BITS, 0, 11, 0), 120);
	KAPI_EXPECT_EQ(bitmap_find_next_zero_area(map, BITS, 0, 4, 7), 16);
	KAPI_EXPECT_GT(bitmap_find_next_zero_area(map, BITS, 0, 81, 0), BITS);
}

KAPI_TEST(regions_are_aligned)
{
	DECLARE_BITMAP(map, 32);

	bitmap_zero(map, 32);
	KAPI_EXPECT_EQ(bitmap_find_free_region(map, 32, 0), 0);
	KAPI_EXPECT_EQ(bitmap_find_free_region(map, 32, 3), 8);
	KAPI_EXPECT_EQ(bitmap_find_free_region(map, 32, 4), 16);
	KAPI_EXPECT_EQ(bitmap_find_free_region(map, 32, 4), -ENOMEM);
	KAPI_EXPECT_EQ(bitmap_allocate_region(map, 8, 1), -EBUSY);
	bitmap_release_region(map, 8, 3);
	KAPI_EXPECT_EQ(bitmap_allocate_region(map, 8, 1), 0);
	KAPI_EXPECT_STREQ(listed(map, 32), "0,8-9,16-31");
}

KAPI_TEST(lists_are_parsed)
{
	DECLARE_BITMAP(map, 64);

	KAPI_EXPECT_EQ(bitmap_parselist("0-3,8,60-63\n", map, 64), 0);
	KAPI_EXPECT_STREQ(listed(map, 64), "0-3,8,60-63");
	KAPI_EXPECT_EQ(bitmap_parselist("", map, 64), 0);
	KAPI_EXPECT_TRUE(bitmap_empty(map, 64));
	KAPI_EXPECT_EQ(bitmap_parselist("0-15:2/4", map, 64), 0);
	KAPI_EXPECT_STREQ(listed(map, 64), "0-1,4-5,8-9,12-13");
	KAPI_EXPECT_EQ(bitmap_parselist("N", map, 64), 0);
	KAPI_EXPECT_STREQ(listed(map, 64), "63");
	KAPI_EXPECT_EQ(bitmap_parselist("all", map, 64), 0);
	KAPI_EXPECT_TRUE(bitmap_full(map, 64));
	KAPI_EXPECT_EQ(bitmap_parselist("64", map, 64), -ERANGE);
	KAPI_EXPECT_EQ(bitmap_parselist("5-3", map, 64), -EINVAL);
	KAPI_EXPECT_EQ(bitmap_parselist("a", map, 64), -EINVAL);
	KAPI_EXPECT_EQ(bitmap_parselist("1-", map, 64), -EINVAL);
}

static int parse(const char *text, unsigned long *map, int bits)
{
	return bitmap_parse(text, strlen(text), map, bits);
}

KAPI_TEST(hexadecimal_chunks_are_parsed)
{
	DECLARE_BITMAP(map, 64);

	KAPI_EXPECT_EQ(parse("f0", map, 64), 0);
	KAPI_EXPECT_STREQ(listed(map, 64), "4-7");
	KAPI_EXPECT_EQ(parse("1,80000000\n", map, 64), 0);
	KAPI_EXPECT_STREQ(listed(map, 64), "31-32");
	KAPI_EXPECT_EQ(parse("g", map, 64), -EINVAL);
	KAPI_EXPECT_EQ(parse("123456789", map, 64), -EOVERFLOW);
	KAPI_EXPECT_EQ(parse("1,0,0", map, 64), -EOVERFLOW);
	KAPI_EXPECT_EQ(parse("10", map, 4), -EOVERFLOW);
}

KAPI_TEST(maps_travel_as_arrays_of_words)
{
	u32 words[3] = { 0x11111111, 0x22222222, 0xffffffff };
	DECLARE_BITMAP(map, 96);
	u32 back[3] = {};

	bitmap_from_arr32(map, words, 68);
	KAPI_EXPECT_EQ(map[0], 0x2222222211111111);
	KAPI_EXPECT_EQ(map[1], 0xf);
	bitmap_to_arr32(back, map, 68);
	KAPI_EXPECT_EQ(back[1], 0x22222222);
	KAPI_EXPECT_EQ(back[2], 0xf);
	bitmap_from_u64(map, 0x8000000000000001);
	KAPI_EXPECT_STREQ(listed(map, 64), "0,63");
}

KAPI_TEST(groups_of_eight_are_found)
{
	DECLARE_BITMAP(map, 64);
	unsigned long clump;

	bitmap_zero(map, 64);
	bitmap_set_value8(map, 0xa5, 16);
	KAPI_EXPECT_EQ(bitmap_get_value8(map, 16), 0xa5);
	KAPI_EXPECT_EQ(find_next_clump8(&clump, map, 64, 0), 16);
	KAPI_EXPECT_EQ(clump, 0xa5);
	KAPI_EXPECT_EQ(find_next_clump8(&clump, map, 64, 24), 64);
}

KAPI_TEST(maps_are_allocated)
{
	unsigned long *map = bitmap_zalloc(1000, GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(map);
	KAPI_EXPECT_TRUE(bitmap_empty(map, 1000));
	bitmap_free(map);
	bitmap_free(NULL);
}

KAPI_MODULE();
