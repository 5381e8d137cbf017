// SPDX-License-Identifier: GPL-2.0-or-later
#include "kapi.h"

static const char bytes[] = "0123456789abcdef\x00\x01\x7f\xff";

static const char *line(size_t len, int rowsize, int groupsize, bool ascii)
{
	static char text[160];

	hex_dump_to_buffer(bytes, len, rowsize, groupsize, text, sizeof(text),
			   ascii);
	return text;
}

KAPI_TEST(groups)
{
	KAPI_EXPECT_STREQ(line(8, 16, 1, false), "30 31 32 33 34 35 36 37");
	KAPI_EXPECT_STREQ(line(8, 16, 2, false), "3130 3332 3534 3736");
	KAPI_EXPECT_STREQ(line(8, 16, 4, false), "33323130 37363534");
	KAPI_EXPECT_STREQ(line(8, 16, 8, false), "3736353433323130");
	/* No groups of different size: single bytes instead. */
	KAPI_EXPECT_STREQ(line(3, 16, 2, false), "30 31 32");
	KAPI_EXPECT_STREQ(line(2, 16, 3, false), "30 31");
}

KAPI_TEST(text_column)
{
	KAPI_EXPECT_STREQ(line(3, 16, 1, true),
		"30 31 32                                         012");
	KAPI_EXPECT_STREQ(line(20, 32, 4, true),
		"33323130 37363534 62613938 66656463 ff7f0100"
		"                             0123456789abcdef....");
}

KAPI_TEST(one_line_at_most)
{
	KAPI_EXPECT_STREQ(line(20, 16, 8, false),
			  "3736353433323130 6665646362613938");
	/* Odd row sizes count as 16. */
	KAPI_EXPECT_STREQ(line(20, 10, 8, false),
			  "3736353433323130 6665646362613938");
	KAPI_EXPECT_STREQ(line(0, 16, 1, true), "");
}

KAPI_TEST(a_short_buffer_is_filled_and_the_wished_length_returned)
{
	char text[16];

	memset(text, 'x', sizeof(text));
	KAPI_EXPECT_EQ(hex_dump_to_buffer(bytes, 16, 16, 1, text, 9, false),
		       47);
	KAPI_EXPECT_STREQ(text, "30 31 32");
	KAPI_EXPECT_EQ(hex_dump_to_buffer(bytes, 16, 16, 4, text, 12, true),
		       53);
	KAPI_EXPECT_STREQ(text, "33323130 37");
	text[0] = 'x';
	KAPI_EXPECT_EQ(hex_dump_to_buffer(bytes, 16, 16, 1, text, 0, true),
		       65);
	KAPI_EXPECT_EQ(text[0], 'x');
}

KAPI_TEST(digits)
{
	KAPI_EXPECT_EQ(hex_to_bin('0'), 0);
	KAPI_EXPECT_EQ(hex_to_bin('9'), 9);
	KAPI_EXPECT_EQ(hex_to_bin('a'), 10);
	KAPI_EXPECT_EQ(hex_to_bin('F'), 15);
	KAPI_EXPECT_EQ(hex_to_bin('g'), -1);
	KAPI_EXPECT_EQ(hex_to_bin('/'), -1);
	KAPI_EXPECT_EQ(hex_to_bin(':'), -1);
	KAPI_EXPECT_EQ(hex_to_bin('@'), -1);
	KAPI_EXPECT_EQ(hex_to_bin('`'), -1);
}

KAPI_TEST(strings_of_digits)
{
	u8 binary[3];
	char text[8] = "";

	KAPI_EXPECT_EQ(hex2bin(binary, "00fFa5", 3), 0);
	KAPI_EXPECT_EQ(memcmp(binary, "\x00\xff\xa5", 3), 0);
	KAPI_EXPECT_EQ(hex2bin(binary, "00xx", 2), -EINVAL);
	KAPI_EXPECT_PTR_EQ(bin2hex(text, binary, 3), text + 6);
	KAPI_EXPECT_STREQ(text, "00ffa5");
}

KAPI_MODULE();
