// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Numbers: limits, rounding, division, overflow.
 */
#include <linux/align.h>
#include <linux/circ_buf.h>
#include <linux/gcd.h>
#include <linux/lcm.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/reciprocal_div.h>
#include <linux/slab.h>
#include "kapi.h"

KAPI_TEST(smallest_and_largest)
{
	volatile int a = 3, b = -5;
	int array[] = { 4, -2, 9, 0 };
	u8 small = 200;
	size_t size = 10;

	KAPI_EXPECT_EQ(min(a, b), -5);
	KAPI_EXPECT_EQ(max(a, b), 3);
	KAPI_EXPECT_EQ(min3(a, b, 1), -5);
	KAPI_EXPECT_EQ(max3(a, b, 7), 7);
	KAPI_EXPECT_EQ(min_t(u8, a + 297, 100), 44);
	KAPI_EXPECT_EQ(max_t(unsigned int, b, 1), UINT_MAX - 4);
	KAPI_EXPECT_EQ(min(small, 100), 100);
	KAPI_EXPECT_EQ(min(size, 4), 4);
	KAPI_EXPECT_EQ(min_not_zero(0, 4), 4);
	KAPI_EXPECT_EQ(min_not_zero(6, 4), 4);
	KAPI_EXPECT_EQ(clamp(a, 5, 9), 5);
	KAPI_EXPECT_EQ(clamp(b, -3, 9), -3);
	KAPI_EXPECT_EQ(clamp(a, 0, 9), 3);
	KAPI_EXPECT_EQ(clamp_t(int, 100, 0, 10), 10);
	KAPI_EXPECT_EQ(clamp_val(small, 0, 100), 100);
	KAPI_EXPECT_EQ(min_array(array, 4), -2);
	KAPI_EXPECT_EQ(max_array(array, 4), 9);
}

KAPI_TEST(arguments_are_evaluated_once)
{
	int calls = 0, a = 5;

	KAPI_EXPECT_EQ(min(calls++, 10), 0);
	KAPI_EXPECT_EQ(calls, 1);
	KAPI_EXPECT_EQ(clamp(calls++, 0, 10), 1);
	KAPI_EXPECT_EQ(calls, 2);
	KAPI_EXPECT_EQ(abs(--a), 4);
	KAPI_EXPECT_EQ(a, 4);
}

KAPI_TEST(swap_exchanges)
{
	int a = 1, b = 2;

	swap(a, b);
	KAPI_EXPECT_EQ(a, 2);
	KAPI_EXPECT_EQ(b, 1);
}

KAPI_TEST(ranges_may_wrap)
{
	KAPI_EXPECT_TRUE(in_range(5U, 5U, 1U));
	KAPI_EXPECT_FALSE(in_range(6U, 5U, 1U));
	KAPI_EXPECT_TRUE(in_range(1U, UINT_MAX, 3U));
	KAPI_EXPECT_FALSE(in_range(4ULL, 5ULL, 10ULL));
}

KAPI_TEST(limits_are_those_of_the_types)
{
	KAPI_EXPECT_EQ(S8_MIN, -128);
	KAPI_EXPECT_EQ(U16_MAX, 65535);
	KAPI_EXPECT_EQ(S64_MAX, 0x7fffffffffffffffLL);
	KAPI_EXPECT_EQ(SIZE_MAX, ULONG_MAX);
	KAPI_EXPECT_EQ(INT_MIN, -INT_MAX - 1);
	KAPI_EXPECT_EQ(type_max(s16), 32767);
	KAPI_EXPECT_EQ(type_min(s16), -32768);
	KAPI_EXPECT_EQ(type_max(u32), U32_MAX);
	KAPI_EXPECT_TRUE(is_signed_type(int));
	KAPI_EXPECT_FALSE(is_signed_type(size_t));
}

KAPI_TEST(rounding)
{
	KAPI_EXPECT_EQ(round_up(13, 8), 16);
	KAPI_EXPECT_EQ(round_up(16, 8), 16);
	KAPI_EXPECT_EQ(round_down(13, 8), 8);
	KAPI_EXPECT_EQ(roundup(13, 5), 15);
	KAPI_EXPECT_EQ(rounddown(13, 5), 10);
	KAPI_EXPECT_EQ(ALIGN(4097, 4096), 8192);
	KAPI_EXPECT_EQ(ALIGN_DOWN(4097, 4096), 4096);
	KAPI_EXPECT_TRUE(IS_ALIGNED(4096, 8));
	KAPI_EXPECT_FALSE(IS_ALIGNED(4097, 8));
	KAPI_EXPECT_EQ((unsigned long)PTR_ALIGN((char *)0x1001, 16), 0x1010);
	KAPI_EXPECT_EQ(DIV_ROUND_UP(10, 3), 4);
	KAPI_EXPECT_EQ(DIV_ROUND_UP(9, 3), 3);
	KAPI_EXPECT_EQ(DIV_ROUND_UP_ULL(10000000001ULL, 10), 1000000001ULL);
	KAPI_EXPECT_EQ(DIV_ROUND_DOWN_ULL(19ULL, 10), 1);
	KAPI_EXPECT_EQ(DIV_ROUND_CLOSEST(14, 10), 1);
	KAPI_EXPECT_EQ(DIV_ROUND_CLOSEST(15, 10), 2);
	KAPI_EXPECT_EQ(DIV_ROUND_CLOSEST(-15, 10), -2);
	KAPI_EXPECT_EQ(DIV_ROUND_CLOSEST(-14, 10), -1);
	KAPI_EXPECT_EQ(DIV_ROUND_CLOSEST_ULL(25ULL, 10), 3);
	KAPI_EXPECT_EQ(mult_frac(1000000000UL, 9UL, 10UL), 900000000UL);
}

KAPI_TEST(absolute_values)
{
	KAPI_EXPECT_EQ(abs(-5), 5);
	KAPI_EXPECT_EQ(abs(-5LL), 5);
	KAPI_EXPECT_EQ(abs((short)-7), 7);
	KAPI_EXPECT_EQ(abs(3), 3);
}

KAPI_TEST(division_of_64_bits)
{
	u64 n = 10000000000000ULL;
	u32 rest;
	u64 rest64;
	s32 srest;

	KAPI_EXPECT_EQ(do_div(n, 7), 10000000000000ULL % 7);
	KAPI_EXPECT_EQ(n, 10000000000000ULL / 7);
	KAPI_EXPECT_EQ(div_u64(1ULL << 40, 3), (1ULL << 40) / 3);
	KAPI_EXPECT_EQ(div_s64(-7, 2), -3);
	KAPI_EXPECT_EQ(div_u64_rem(17, 5, &rest), 3);
	KAPI_EXPECT_EQ(rest, 2);
	KAPI_EXPECT_EQ(div_s64_rem(-17, 5, &srest), -3);
	KAPI_EXPECT_EQ(srest, -2);
	KAPI_EXPECT_EQ(div64_u64(U64_MAX, 1ULL << 40), (1 << 24) - 1);
	KAPI_EXPECT_EQ(div64_s64(S64_MIN, 2), S64_MIN / 2);
	KAPI_EXPECT_EQ(div64_u64_rem(1ULL << 50, 1000003, &rest64),
		       (1ULL << 50) / 1000003);
	KAPI_EXPECT_EQ(rest64, (1ULL << 50) % 1000003);
	KAPI_EXPECT_EQ(div64_ul(100, 7), 14);
	KAPI_EXPECT_EQ(DIV64_U64_ROUND_UP(10ULL, 4), 3);
	KAPI_EXPECT_EQ(DIV64_U64_ROUND_CLOSEST(10ULL, 4), 3);
}

KAPI_TEST(products_of_128_bits)
{
	KAPI_EXPECT_EQ(mul_u32_u32(U32_MAX, U32_MAX), 0xfffffffe00000001ULL);
	KAPI_EXPECT_EQ(mul_u64_u64_shr(1ULL << 63, 1ULL << 63, 64), 1ULL << 62);
	KAPI_EXPECT_EQ(mul_u64_u32_shr(U64_MAX, 2, 1), U64_MAX);
	KAPI_EXPECT_EQ(mul_u64_u32_div(1ULL << 60, 100, 1000),
		       (1ULL << 60) / 10);
	KAPI_EXPECT_EQ(mul_u64_u64_div_u64(1ULL << 62, 1000000007, 1ULL << 40),
		       1000000007ULL << 22);
}

KAPI_TEST(roots_powers_and_divisors)
{
	KAPI_EXPECT_EQ(int_sqrt(0), 0);
	KAPI_EXPECT_EQ(int_sqrt(15), 3);
	KAPI_EXPECT_EQ(int_sqrt(16), 4);
	KAPI_EXPECT_EQ(int_sqrt(ULONG_MAX), U32_MAX);
	KAPI_EXPECT_EQ(int_pow(3, 0), 1);
	KAPI_EXPECT_EQ(int_pow(10, 19), 10000000000000000000ULL);
	KAPI_EXPECT_EQ(gcd(48, 36), 12);
	KAPI_EXPECT_EQ(gcd(0, 7), 7);
	KAPI_EXPECT_EQ(gcd(7, 0), 7);
	KAPI_EXPECT_EQ(lcm(4, 6), 12);
	KAPI_EXPECT_EQ(lcm(4, 0), 0);
	KAPI_EXPECT_EQ(lcm_not_zero(4, 0), 4);
	KAPI_EXPECT_EQ(lcm_not_zero(0, 9), 9);
}

KAPI_TEST(a_reciprocal_divides)
{
	u32 divisors[] = { 1, 2, 3, 7, 10, 641, 65537, 0x7fffffff, U32_MAX };
	u32 values[] = { 0, 1, 9, 1000, 123456789, 0x80000000, U32_MAX };
	int i, j;

	for (i = 0; i < ARRAY_SIZE(divisors); i++) {
		struct reciprocal_value R = reciprocal_value(divisors[i]);

		for (j = 0; j < ARRAY_SIZE(values); j++)
			KAPI_ASSERT_EQ(reciprocal_divide(values[j], R),
				       values[j] / divisors[i]);
	}
	KAPI_EXPECT_EQ(reciprocal_scale(U32_MAX, 10), 9);
	KAPI_EXPECT_EQ(reciprocal_scale(0, 10), 0);
}

KAPI_TEST(overflow_is_noticed)
{
	u8 byte;
	int number;
	size_t size;

	KAPI_EXPECT_TRUE(check_add_overflow((u8)200, (u8)100, &byte));
	KAPI_EXPECT_EQ(byte, 44);
	KAPI_EXPECT_FALSE(check_add_overflow((u8)200, (u8)55, &byte));
	KAPI_EXPECT_TRUE(check_sub_overflow((size_t)1, (size_t)2, &size));
	KAPI_EXPECT_TRUE(check_mul_overflow(INT_MAX, 2, &number));
	KAPI_EXPECT_FALSE(check_mul_overflow(INT_MIN, 1, &number));
	KAPI_EXPECT_TRUE(check_shl_overflow(1, 31, &number));
	KAPI_EXPECT_FALSE(check_shl_overflow(1, 30, &number));
	KAPI_EXPECT_EQ(number, 1 << 30);
	KAPI_EXPECT_TRUE(check_shl_overflow(1, 32, &number));
	KAPI_EXPECT_TRUE(check_shl_overflow(1, -1, &number));
	KAPI_EXPECT_TRUE(check_shl_overflow(-1, 0, &number));
	KAPI_EXPECT_TRUE(check_shl_overflow(256, 0, &byte));
	KAPI_EXPECT_FALSE(check_shl_overflow(1, 7, &byte));
}

struct packet {
	u32 length;
	u16 words[];
};

KAPI_TEST(sizes_saturate)
{
	struct packet *packet = NULL;
	volatile size_t huge = SIZE_MAX / 2;
	size_t many = huge;

	KAPI_EXPECT_EQ(array_size(10, 20), 200);
	KAPI_EXPECT_EQ(array_size(many, 3), SIZE_MAX);
	KAPI_EXPECT_EQ(array3_size(2, 3, 4), 24);
	KAPI_EXPECT_EQ(size_add(many, many + 2), SIZE_MAX);
	KAPI_EXPECT_EQ(size_sub(2, 3), SIZE_MAX);
	KAPI_EXPECT_EQ(size_sub(SIZE_MAX, 3), SIZE_MAX);
	KAPI_EXPECT_EQ(size_mul(0, SIZE_MAX), 0);
	KAPI_EXPECT_EQ(struct_size(packet, words, 5), 14);
	KAPI_EXPECT_EQ(struct_size(packet, words, many), SIZE_MAX);
	KAPI_EXPECT_EQ(flex_array_size(packet, words, 7), 14);
	KAPI_EXPECT_NULL(kmalloc(struct_size(packet, words, many + 1),
				 GFP_KERNEL | __GFP_NOWARN));
}

KAPI_TEST(a_circular_buffer_leaves_one_byte_free)
{
	KAPI_EXPECT_EQ(CIRC_CNT(5, 3, 16), 2);
	KAPI_EXPECT_EQ(CIRC_CNT(1, 14, 16), 3);
	KAPI_EXPECT_EQ(CIRC_SPACE(3, 3, 16), 15);
	KAPI_EXPECT_EQ(CIRC_SPACE(2, 3, 16), 0);
	KAPI_EXPECT_EQ(CIRC_CNT_TO_END(1, 14, 16), 2);
	KAPI_EXPECT_EQ(CIRC_CNT_TO_END(9, 3, 16), 6);
	KAPI_EXPECT_EQ(CIRC_SPACE_TO_END(14, 5, 16), 2);
	KAPI_EXPECT_EQ(CIRC_SPACE_TO_END(14, 0, 16), 1);
}

KAPI_MODULE();
