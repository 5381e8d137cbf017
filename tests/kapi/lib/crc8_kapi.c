// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CRC-8, which a kernel may lack (CONFIG_CRC8).
 */
#include <linux/crc8.h>
#include "kapi.h"

static const u8 digits[] = "123456789";

KAPI_TEST(crc8_with_a_table)
{
	DECLARE_CRC8_TABLE(table);

	crc8_populate_msb(table, 0x07);
	KAPI_EXPECT_EQ(crc8(table, digits, 9, 0), 0xf4);
	/* x^8 + x^5 + x^4 + 1, lowest bit first: Dallas 1-Wire */
	crc8_populate_lsb(table, 0x8c);
	KAPI_EXPECT_EQ(crc8(table, digits, 9, 0), 0xa1);
}

KAPI_MODULE();
