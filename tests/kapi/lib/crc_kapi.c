// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Check sums. The check values are those of the digits 1 to 9 in the catalogue
 * of parametrised CRC algorithms.
 */
#include <linux/crc-ccitt.h>
#include <linux/crc-itu-t.h>
#include <linux/crc16.h>
#include <linux/crc32.h>
#include <linux/crc7.h>
#include "kapi.h"

static const u8 digits[] = "123456789";

KAPI_TEST(crc32_little_and_big_endian)
{
	KAPI_EXPECT_EQ(crc32_le(~0, digits, 9) ^ ~0U, 0xcbf43926);
	KAPI_EXPECT_EQ(crc32_be(~0, digits, 9), 0x0376e6e7);
	KAPI_EXPECT_EQ(__crc32c_le(~0, digits, 9) ^ ~0U, 0xe3069283);
	KAPI_EXPECT_EQ(crc32(~0, digits, 9), crc32_le(~0, digits, 9));
	KAPI_EXPECT_EQ(crc32_le(5, digits, 0), 5);
}

KAPI_TEST(crc32_goes_on_where_it_ended)
{
	u32 crc = crc32_le(0, digits, 4);

	KAPI_EXPECT_EQ(crc32_le(crc, digits + 4, 5), crc32_le(0, digits, 9));
}

KAPI_TEST(crc32s_of_two_blocks_are_combined)
{
	u32 first = crc32_le(0, digits, 4), second = crc32_le(0, digits + 4, 5);

	KAPI_EXPECT_EQ(crc32_le_combine(first, second, 5),
		       crc32_le(0, digits, 9));
}

KAPI_TEST(crc16_of_several_kinds)
{
	KAPI_EXPECT_EQ(crc16(0, digits, 9), 0xbb3d);
	KAPI_EXPECT_EQ(crc16(0xffff, digits, 9), 0x4b37);
	KAPI_EXPECT_EQ(crc16_byte(0, '1'), crc16(0, digits, 1));
	KAPI_EXPECT_EQ(crc_ccitt(0, digits, 9), 0x2189);
	KAPI_EXPECT_EQ(crc_ccitt(0xffff, digits, 9), 0x6f91);
	KAPI_EXPECT_EQ(crc_itu_t(0, digits, 9), 0x31c3);
	KAPI_EXPECT_EQ(crc_itu_t(0xffff, digits, 9), 0x29b1);
}

KAPI_TEST(crc7_of_mmc)
{
	KAPI_EXPECT_EQ(crc7_be(0, digits, 9), 0x75 << 1);
}

KAPI_MODULE();
