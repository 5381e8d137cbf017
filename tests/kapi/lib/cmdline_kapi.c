// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/slab.h>
#include "kapi.h"

KAPI_TEST(get_option_tells_what_follows)
{
	char text[] = "12,-3-0x10x";
	char *at = text;
	int value;

	KAPI_EXPECT_EQ(get_option(&at, &value), 2);
	KAPI_EXPECT_EQ(value, 12);
	KAPI_EXPECT_EQ(get_option(&at, &value), 3);
	KAPI_EXPECT_EQ(value, -3);
	KAPI_EXPECT_STREQ(at, "-0x10x");
	at++;
	KAPI_EXPECT_EQ(get_option(&at, &value), 1);
	KAPI_EXPECT_EQ(value, 16);
	KAPI_EXPECT_EQ(get_option(&at, &value), 0);
	KAPI_EXPECT_STREQ(at, "x");
}

KAPI_TEST(get_options_expands_ranges)
{
	int ints[8] = { };
	static const int expected[] = { 5, 1, 4, 5, 6, 9 };

	KAPI_EXPECT_STREQ(get_options("1,4-6,9", 8, ints), "");
	KAPI_EXPECT_EQ(memcmp(ints, expected, sizeof(expected)), 0);
}

KAPI_TEST(get_options_stops_when_full)
{
	int ints[3] = { };

	KAPI_EXPECT_STREQ(get_options("1,2,3,4", 3, ints), "3,4");
	KAPI_EXPECT_EQ(ints[0], 2);
	KAPI_EXPECT_EQ(ints[1], 1);
	KAPI_EXPECT_EQ(ints[2], 2);
}

KAPI_TEST(get_options_only_counts_without_room)
{
	int count = -1;

	get_options("1,4-6,9", 0, &count);
	KAPI_EXPECT_EQ(count, 5);
}

KAPI_TEST(memparse_knows_suffixes)
{
	char *end;

	KAPI_EXPECT_EQ(memparse("1000", &end), 1000ULL);
	KAPI_EXPECT_EQ(memparse("4k", &end), 4096ULL);
	KAPI_EXPECT_EQ(memparse("2M,", &end), 2ULL << 20);
	KAPI_EXPECT_STREQ(end, ",");
	KAPI_EXPECT_EQ(memparse("0x10G", NULL), 16ULL << 30);
	KAPI_EXPECT_EQ(memparse("1E", NULL), 1ULL << 60);
	KAPI_EXPECT_EQ(memparse("3b", &end), 3ULL);
	KAPI_EXPECT_STREQ(end, "b");
}

KAPI_TEST(next_arg_takes_one_at_a_time)
{
	char text[] = "a=1  flag \"b=x y\" c=\"z w\"";
	char *rest = text, *name, *value;

	rest = next_arg(rest, &name, &value);
	KAPI_EXPECT_STREQ(name, "a");
	KAPI_EXPECT_STREQ(value, "1");
	rest = next_arg(rest, &name, &value);
	KAPI_EXPECT_STREQ(name, "flag");
	KAPI_EXPECT_NULL(value);
	rest = next_arg(rest, &name, &value);
	KAPI_EXPECT_STREQ(name, "b");
	KAPI_EXPECT_STREQ(value, "x y");
	rest = next_arg(rest, &name, &value);
	KAPI_EXPECT_STREQ(name, "c");
	KAPI_EXPECT_STREQ(value, "z w");
	KAPI_EXPECT_STREQ(rest, "");
}

KAPI_TEST(argv_split_makes_words)
{
	int argc = 0;
	char **argv = argv_split(GFP_KERNEL, "  one two\tthree ", &argc);

	KAPI_ASSERT_NOT_NULL(argv);
	KAPI_EXPECT_EQ(argc, 3);
	KAPI_EXPECT_STREQ(argv[0], "one");
	KAPI_EXPECT_STREQ(argv[1], "two");
	KAPI_EXPECT_STREQ(argv[2], "three");
	KAPI_EXPECT_NULL(argv[3]);
	argv_free(argv);
}

KAPI_TEST(argv_split_of_nothing)
{
	int argc = -1;
	char **argv = argv_split(GFP_KERNEL, "   ", &argc);

	KAPI_ASSERT_NOT_NULL(argv);
	KAPI_EXPECT_EQ(argc, 0);
	KAPI_EXPECT_NULL(argv[0]);
	argv_free(argv);
}

KAPI_MODULE();
