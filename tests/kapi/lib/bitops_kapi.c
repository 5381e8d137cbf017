// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bits in words; logarithms; byte order; fields of registers.
 */
#include <linux/bcd.h>
#include <linux/bitfield.h>
#include <linux/bitops.h>
#include <linux/bitrev.h>
#include <linux/log2.h>
#include <linux/swab.h>
#include <linux/version.h>
#include <asm/byteorder.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif
#include "kapi.h"

KAPI_TEST(bits_are_set_cleared_and_changed)
{
	unsigned long words[2] = {};

	set_bit(1, words);
	set_bit(64, words);
	KAPI_EXPECT_EQ(words[0], 2);
	KAPI_EXPECT_EQ(words[1], 1);
	KAPI_EXPECT_TRUE(test_bit(64, words));
	KAPI_EXPECT_FALSE(test_bit(65, words));
	clear_bit(64, words);
	change_bit(127, words);
	KAPI_EXPECT_EQ(words[1], 1UL << 63);
	__set_bit(0, words);
	__clear_bit(1, words);
	__change_bit(2, words);
	KAPI_EXPECT_EQ(words[0], 5);
	assign_bit(0, words, false);
	__assign_bit(3, words, true);
	KAPI_EXPECT_EQ(words[0], 12);
}

KAPI_TEST(test_and_operations_give_the_old_bit)
{
	unsigned long word = 0;

	KAPI_EXPECT_FALSE(test_and_set_bit(5, &word));
	KAPI_EXPECT_TRUE(test_and_set_bit(5, &word));
	KAPI_EXPECT_TRUE(test_and_change_bit(5, &word));
	KAPI_EXPECT_FALSE(test_and_change_bit(5, &word));
	KAPI_EXPECT_TRUE(test_and_clear_bit(5, &word));
	KAPI_EXPECT_FALSE(test_and_clear_bit(5, &word));
	KAPI_EXPECT_FALSE(__test_and_set_bit(5, &word));
	KAPI_EXPECT_TRUE(__test_and_clear_bit(5, &word));
	KAPI_EXPECT_FALSE(test_and_set_bit_lock(0, &word));
	clear_bit_unlock(0, &word);
	KAPI_EXPECT_EQ(word, 0);
}

KAPI_TEST(the_lowest_and_the_highest_bit)
{
	KAPI_EXPECT_EQ(ffs(0), 0);
	KAPI_EXPECT_EQ(ffs(8), 4);
	KAPI_EXPECT_EQ(fls(0), 0);
	KAPI_EXPECT_EQ(fls(1), 1);
	KAPI_EXPECT_EQ(fls(0x80000000), 32);
	KAPI_EXPECT_EQ(fls64(0), 0);
	KAPI_EXPECT_EQ(fls64(1ULL << 40), 41);
	KAPI_EXPECT_EQ(fls_long(~0UL), 64);
	KAPI_EXPECT_EQ(__ffs(0x10), 4);
	KAPI_EXPECT_EQ(__fls(0x1f), 4);
	KAPI_EXPECT_EQ(ffz(0x7), 3);
	KAPI_EXPECT_EQ(__ffs64(1ULL << 63), 63);
	KAPI_EXPECT_EQ(fns(0xb, 2), 3);
}

KAPI_TEST(set_bits_are_counted)
{
	volatile u64 all = ~0ULL;

	KAPI_EXPECT_EQ(hweight8(0xf5), 6);
	KAPI_EXPECT_EQ(hweight16(0xffff), 16);
	KAPI_EXPECT_EQ(hweight32(0x80000001), 2);
	KAPI_EXPECT_EQ(hweight64(all), 64);
	KAPI_EXPECT_EQ(hweight_long(0), 0);
	KAPI_EXPECT_EQ(hweight8((u32)all), 8);
}

KAPI_TEST(words_are_rotated)
{
	KAPI_EXPECT_EQ(rol32(0x80000001, 1), 3);
	KAPI_EXPECT_EQ(ror32(3, 1), 0x80000001);
	KAPI_EXPECT_EQ(rol64(1, 63), 1ULL << 63);
	KAPI_EXPECT_EQ(ror64(1, 1), 1ULL << 63);
	KAPI_EXPECT_EQ(rol16(0x8001, 1), 3);
	KAPI_EXPECT_EQ(ror8(1, 1), 0x80);
	KAPI_EXPECT_EQ(rol32(0x12345678, 0), 0x12345678);
}

KAPI_TEST(signs_are_extended)
{
	KAPI_EXPECT_EQ(sign_extend32(0xff, 7), -1);
	KAPI_EXPECT_EQ(sign_extend32(0x7f, 7), 127);
	KAPI_EXPECT_EQ(sign_extend64(0x800, 11), -2048);
}

KAPI_TEST(masks_are_made)
{
	KAPI_EXPECT_EQ(BIT(5), 32);
	KAPI_EXPECT_EQ(BIT_ULL(63), 1ULL << 63);
	KAPI_EXPECT_EQ(GENMASK(7, 4), 0xf0);
	KAPI_EXPECT_EQ(GENMASK(63, 0), ~0UL);
	KAPI_EXPECT_EQ(GENMASK_ULL(39, 21), 0x000000ffffe00000ULL);
	KAPI_EXPECT_EQ(BIT_MASK(65), 2);
	KAPI_EXPECT_EQ(BIT_WORD(65), 1);
	KAPI_EXPECT_EQ(BITS_TO_LONGS(65), 2);
	KAPI_EXPECT_EQ(BITS_TO_BYTES(9), 2);
}

KAPI_TEST(set_mask_bits_gives_the_old_value)
{
	unsigned int word = 0xff;

	KAPI_EXPECT_EQ(set_mask_bits(&word, 0xf0, 0x100), 0xff);
	KAPI_EXPECT_EQ(word, 0x10f);
	KAPI_EXPECT_TRUE(bit_clear_unless(&word, 0x1, 0x200));
	KAPI_EXPECT_FALSE(bit_clear_unless(&word, 0x2, 0x100));
	KAPI_EXPECT_EQ(word, 0x10e);
}

KAPI_TEST(powers_of_two)
{
	volatile unsigned long n;

	KAPI_EXPECT_TRUE(is_power_of_2(1));
	KAPI_EXPECT_TRUE(is_power_of_2(1UL << 63));
	KAPI_EXPECT_FALSE(is_power_of_2(0));
	KAPI_EXPECT_FALSE(is_power_of_2(6));
	for (n = 1; n < 100; n++) {
		unsigned long m = n;

		KAPI_ASSERT_GE(roundup_pow_of_two(m), m);
		KAPI_ASSERT_LT(roundup_pow_of_two(m), 2 * m);
		KAPI_ASSERT_LE(rounddown_pow_of_two(m), m);
		KAPI_ASSERT_EQ(rounddown_pow_of_two(m), 1UL << ilog2(m));
		KAPI_ASSERT_EQ(roundup_pow_of_two(m), 1UL << order_base_2(m));
	}
	KAPI_EXPECT_EQ(ilog2(1ULL << 40), 40);
	KAPI_EXPECT_EQ(ilog2(1023), 9);
	KAPI_EXPECT_EQ(roundup_pow_of_two(65), 128);
	KAPI_EXPECT_EQ(rounddown_pow_of_two(65), 64);
	KAPI_EXPECT_EQ(order_base_2(0), 0);
	KAPI_EXPECT_EQ(order_base_2(9), 4);
	KAPI_EXPECT_EQ(bits_per(0), 1);
	KAPI_EXPECT_EQ(bits_per(255), 8);
	KAPI_EXPECT_EQ(bits_per(256), 9);
	KAPI_EXPECT_EQ(get_count_order(5), 3);
	KAPI_EXPECT_EQ(get_count_order(0), -1);
}

KAPI_TEST(bytes_are_swapped)
{
	u32 word = 0x11223344;

	KAPI_EXPECT_EQ(swab16(0x1122), 0x2211);
	KAPI_EXPECT_EQ(swab32(word), 0x44332211);
	KAPI_EXPECT_EQ(swab64(0x1122334455667788ULL), 0x8877665544332211ULL);
	KAPI_EXPECT_EQ(swahw32(word), 0x33441122);
	KAPI_EXPECT_EQ(swahb32(word), 0x22114433);
	swab32s(&word);
	KAPI_EXPECT_EQ(word, 0x44332211);
}

KAPI_TEST(the_machine_is_little_endian)
{
	__be32 big = cpu_to_be32(0x11223344);
	__le16 little = cpu_to_le16(0x1122);
	u64 word = 0x1122334455667788ULL;

	KAPI_EXPECT_EQ(*(u8 *)&big, 0x11);
	KAPI_EXPECT_EQ(*(u8 *)&little, 0x22);
	KAPI_EXPECT_EQ(be32_to_cpu(big), 0x11223344);
	KAPI_EXPECT_EQ(htons(0x1122), 0x2211);
	KAPI_EXPECT_EQ(ntohl(htonl(77)), 77);
	cpu_to_be64s(&word);
	KAPI_EXPECT_EQ(word, 0x8877665544332211ULL);
	le16_add_cpu(&little, 2);
	KAPI_EXPECT_EQ(le16_to_cpu(little), 0x1124);
	be32_add_cpu(&big, 1);
	KAPI_EXPECT_EQ(be32_to_cpup(&big), 0x11223345);
}

KAPI_TEST(words_at_odd_addresses)
{
	u8 bytes[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };

	KAPI_EXPECT_EQ(get_unaligned_le16(bytes + 1), 0x0201);
	KAPI_EXPECT_EQ(get_unaligned_be16(bytes + 1), 0x0102);
	KAPI_EXPECT_EQ(get_unaligned_le32(bytes + 1), 0x04030201);
	KAPI_EXPECT_EQ(get_unaligned_be64(bytes + 1), 0x0102030405060708ULL);
	KAPI_EXPECT_EQ(get_unaligned_be24(bytes + 1), 0x010203);
	KAPI_EXPECT_EQ(get_unaligned((u32 *)(bytes + 3)), 0x06050403);
	put_unaligned_be32(0xaabbccdd, bytes + 5);
	KAPI_EXPECT_EQ(bytes[5], 0xaa);
	KAPI_EXPECT_EQ(bytes[8], 0xdd);
	put_unaligned((u16)0x1234, (u16 *)(bytes + 1));
	KAPI_EXPECT_EQ(bytes[1], 0x34);
	put_unaligned_be48(0x010203040506ULL, bytes + 3);
	KAPI_EXPECT_EQ(get_unaligned_be48(bytes + 3), 0x010203040506ULL);
	put_unaligned_le24(0x112233, bytes);
	KAPI_EXPECT_EQ(get_unaligned_le24(bytes), 0x112233);
}

KAPI_TEST(bits_are_reversed)
{
	volatile u32 x = 0x12345678;

	KAPI_EXPECT_EQ(bitrev8((u8)0x01), 0x80);
	KAPI_EXPECT_EQ(bitrev16((u16)0x0001), 0x8000);
	KAPI_EXPECT_EQ(bitrev32((u32)x), 0x1e6a2c48);
	KAPI_EXPECT_EQ(bitrev8x4((u32)x), 0x482c6a1e);
}

#define FIELD GENMASK(11, 4)

KAPI_TEST(fields_are_put_and_got)
{
	volatile u32 reg = 0xabcdef;

	KAPI_EXPECT_EQ(FIELD_GET(FIELD, reg), 0xde);
	KAPI_EXPECT_EQ(FIELD_PREP(FIELD, 0x12), 0x120);
	KAPI_EXPECT_EQ(FIELD_MAX(FIELD), 0xff);
	KAPI_EXPECT_TRUE(FIELD_FIT(FIELD, 0xff));
	KAPI_EXPECT_FALSE(FIELD_FIT(FIELD, 0x100));
	KAPI_EXPECT_EQ(u32_get_bits(0x1234, 0xff0), 0x23);
	KAPI_EXPECT_EQ(u32_replace_bits(0x1234, 0x56, 0xff0), 0x1564);
	KAPI_EXPECT_EQ(be16_to_cpu(be16_encode_bits(3, 0xf0)), 0x30);
}

KAPI_TEST(binary_coded_decimals)
{
	KAPI_EXPECT_EQ(bcd2bin(0x59), 59);
	KAPI_EXPECT_EQ(bin2bcd(42), 0x42);
}

KAPI_MODULE();
