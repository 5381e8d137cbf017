// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/inet.h>
#include "kapi.h"

KAPI_TEST(ipv4_addresses)
{
	u8 ip[4] = { 9, 9, 9, 9 };
	const char *end;

	KAPI_EXPECT_EQ(in_aton("127.0.0.1"), htonl(0x7f000001));
	KAPI_EXPECT_EQ(in4_pton("10.20.30.400", -1, ip, -1, NULL), 0);
	KAPI_EXPECT_EQ(in4_pton("10.20.30", -1, ip, -1, NULL), 0);
	KAPI_EXPECT_EQ(ip[0], 9);
	KAPI_EXPECT_EQ(in4_pton("10.20.30.40/8", -1, ip, '/', &end), 1);
	KAPI_EXPECT_EQ(memcmp(ip, "\x0a\x14\x1e\x28", 4), 0);
	KAPI_EXPECT_STREQ(end, "/8");
}

static const char *reprint(const char *text)
{
	static char again[64];
	u8 ip[16];

	if (!in6_pton(text, -1, ip, -1, NULL))
		return "bad";
	snprintf(again, sizeof(again), "%pI6c", ip);
	return again;
}

KAPI_TEST(ipv6_addresses)
{
	KAPI_EXPECT_STREQ(reprint("::"), "::");
	KAPI_EXPECT_STREQ(reprint("::1"), "::1");
	KAPI_EXPECT_STREQ(reprint("2001:DB8::1"), "2001:db8::1");
	KAPI_EXPECT_STREQ(reprint("1:2:3:4:5:6:7:8"), "1:2:3:4:5:6:7:8");
	KAPI_EXPECT_STREQ(reprint("::ffff:1.2.3.4"), "::ffff:1.2.3.4");
	KAPI_EXPECT_STREQ(reprint("1:2:3:4:5:6:7"), "bad");
	KAPI_EXPECT_STREQ(reprint("1::2::3"), "bad");
	KAPI_EXPECT_STREQ(reprint("12345::"), "bad");
}

KAPI_MODULE();
