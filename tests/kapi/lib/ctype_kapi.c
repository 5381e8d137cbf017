// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/ctype.h>
#include "kapi.h"

KAPI_TEST(ascii)
{
	int c;

	for (c = 0; c < 128; c++) {
		bool upper = c >= 'A' && c <= 'Z';
		bool lower = c >= 'a' && c <= 'z';
		bool digit = c >= '0' && c <= '9';

		KAPI_EXPECT_EQ(!!isupper(c), upper);
		KAPI_EXPECT_EQ(!!islower(c), lower);
		KAPI_EXPECT_EQ(!!isdigit(c), digit);
		KAPI_EXPECT_EQ(!!isalpha(c), upper || lower);
		KAPI_EXPECT_EQ(!!isalnum(c), upper || lower || digit);
		KAPI_EXPECT_EQ(!!isprint(c), c >= ' ' && c < 127);
		KAPI_EXPECT_EQ(!!iscntrl(c), c < ' ' || c == 127);
		KAPI_EXPECT_EQ(!!isspace(c), c == ' ' || (c >= 9 && c <= 13));
		KAPI_EXPECT_EQ(!!isxdigit(c), digit || (c >= 'a' && c <= 'f') ||
					      (c >= 'A' && c <= 'F'));
		KAPI_EXPECT_EQ(tolower(c), upper ? c + 32 : c);
		KAPI_EXPECT_EQ(toupper(c), lower ? c - 32 : c);
	}
}

KAPI_TEST(latin_1)
{
	KAPI_EXPECT_TRUE(isspace(0xa0));
	KAPI_EXPECT_TRUE(isupper(0xc4));
	KAPI_EXPECT_TRUE(islower(0xe4));
	KAPI_EXPECT_EQ(tolower(0xc4), 0xe4);
	KAPI_EXPECT_TRUE(ispunct(0xd7));
	KAPI_EXPECT_TRUE(ispunct(0xf7));
	KAPI_EXPECT_FALSE(isprint(0x80));
	KAPI_EXPECT_FALSE(isascii(0x80));
}

KAPI_MODULE();
