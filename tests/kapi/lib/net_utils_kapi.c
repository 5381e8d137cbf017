// SPDX-License-Identifier: GPL-2.0-or-later
#include "kapi.h"

KAPI_TEST(mac_addresses)
{
	u8 mac[6] = { 9, 9, 9, 9, 9, 9 };

	KAPI_EXPECT_FALSE(mac_pton("00:11:22:33:44", mac));
	KAPI_EXPECT_FALSE(mac_pton("00-11-22-33-44-55", mac));
	KAPI_EXPECT_FALSE(mac_pton("00:11:22:33:44:5g", mac));
	KAPI_EXPECT_EQ(mac[0], 9);
	KAPI_EXPECT_TRUE(mac_pton("00:11:22:aA:44:55\n", mac));
	KAPI_EXPECT_EQ(memcmp(mac, "\x00\x11\x22\xaa\x44\x55", 6), 0);
}

KAPI_MODULE();
