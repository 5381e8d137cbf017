// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/uuid.h>
#include "kapi.h"

static const char text[] = "c33f4995-3701-450e-9fbf-206a2e98e576";

KAPI_TEST(parsing)
{
	static const uuid_t big = UUID_INIT(0xc33f4995, 0x3701, 0x450e, 0x9f,
		0xbf, 0x20, 0x6a, 0x2e, 0x98, 0xe5, 0x76);
	static const guid_t little = GUID_INIT(0xc33f4995, 0x3701, 0x450e,
		0x9f, 0xbf, 0x20, 0x6a, 0x2e, 0x98, 0xe5, 0x76);
	uuid_t uuid;
	guid_t guid;

	KAPI_EXPECT_EQ(uuid_parse(text, &uuid), 0);
	KAPI_EXPECT_TRUE(uuid_equal(&uuid, &big));
	KAPI_EXPECT_EQ(guid_parse(text, &guid), 0);
	KAPI_EXPECT_TRUE(guid_equal(&guid, &little));
	KAPI_EXPECT_EQ(uuid.b[0], 0xc3);
	KAPI_EXPECT_EQ(guid.b[0], 0x95);
}

KAPI_TEST(bad_text_is_refused)
{
	uuid_t uuid;

	KAPI_EXPECT_FALSE(uuid_is_valid("c33f4995-3701-450e-9fbf206a2e98e576 "));
	KAPI_EXPECT_FALSE(uuid_is_valid("c33f4995-3701-450e-9fbf-206a2e98e57"));
	KAPI_EXPECT_FALSE(uuid_is_valid("g33f4995-3701-450e-9fbf-206a2e98e576"));
	KAPI_EXPECT_EQ(uuid_parse("0cb4ddff-a545-4401-9d06-688af53e", &uuid),
		       -EINVAL);
}

KAPI_TEST(random_ones_have_version_4)
{
	uuid_t a, b;
	guid_t c;

	uuid_gen(&a);
	uuid_gen(&b);
	guid_gen(&c);
	KAPI_EXPECT_FALSE(uuid_equal(&a, &b));
	KAPI_EXPECT_EQ(a.b[6] & 0xf0, 0x40);
	KAPI_EXPECT_EQ(a.b[8] & 0xc0, 0x80);
	KAPI_EXPECT_EQ(c.b[7] & 0xf0, 0x40);
	KAPI_EXPECT_TRUE(uuid_is_null(&uuid_null));
	KAPI_EXPECT_FALSE(uuid_is_null(&a));
}

KAPI_MODULE();
