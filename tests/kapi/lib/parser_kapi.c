// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/glob.h>
#include <linux/parser.h>
#include <linux/slab.h>
#include "kapi.h"

enum { opt_ro, opt_size, opt_name, opt_range, opt_mode, opt_percent, opt_err };

static const match_table_t table = {
	{ opt_ro, "ro" },
	{ opt_size, "size=%d" },
	{ opt_name, "name=%s" },
	{ opt_range, "range=%u-%x" },
	{ opt_mode, "mode=%o" },
	{ opt_percent, "50%%" },
	{ opt_err, NULL },
};

static int match(const char *text, substring_t args[])
{
	static char copy[64];

	strscpy(copy, text, sizeof(copy));
	return match_token(copy, table, args);
}

KAPI_TEST(tokens)
{
	substring_t args[MAX_OPT_ARGS];

	KAPI_EXPECT_EQ(match("ro", args), opt_ro);
	KAPI_EXPECT_EQ(match("size=5", args), opt_size);
	KAPI_EXPECT_EQ(match("size=", args), opt_err);
	KAPI_EXPECT_EQ(match("size=5x", args), opt_err);
	KAPI_EXPECT_EQ(match("name=", args), opt_err);
	KAPI_EXPECT_EQ(match("50%", args), opt_percent);
	KAPI_EXPECT_EQ(match("rw", args), opt_err);
}

KAPI_TEST(numbers)
{
	substring_t args[MAX_OPT_ARGS];
	unsigned int whole;
	u64 wide;
	int value;

	KAPI_ASSERT_EQ(match("size=-12", args), opt_size);
	KAPI_EXPECT_EQ(match_int(&args[0], &value), 0);
	KAPI_EXPECT_EQ(value, -12);
	KAPI_ASSERT_EQ(match("size=99999999999", args), opt_size);
	KAPI_EXPECT_EQ(match_int(&args[0], &value), -ERANGE);
	KAPI_EXPECT_EQ(match_u64(&args[0], &wide), 0);
	KAPI_EXPECT_EQ(wide, 99999999999ULL);
	KAPI_ASSERT_EQ(match("range=7-ff", args), opt_range);
	KAPI_EXPECT_EQ(match_uint(&args[0], &whole), 0);
	KAPI_EXPECT_EQ(whole, 7U);
	KAPI_EXPECT_EQ(match_hex(&args[1], &value), 0);
	KAPI_EXPECT_EQ(value, 255);
	KAPI_ASSERT_EQ(match("mode=755", args), opt_mode);
	KAPI_EXPECT_EQ(match_octal(&args[0], &value), 0);
	KAPI_EXPECT_EQ(value, 0755);
}

KAPI_TEST(strings)
{
	substring_t args[MAX_OPT_ARGS];
	char text[4];
	char *copy;

	KAPI_ASSERT_EQ(match("name=scull", args), opt_name);
	copy = match_strdup(&args[0]);
	KAPI_ASSERT_NOT_NULL(copy);
	KAPI_EXPECT_STREQ(copy, "scull");
	kfree(copy);
	KAPI_EXPECT_EQ(match_strlcpy(text, &args[0], sizeof(text)), 5UL);
	KAPI_EXPECT_STREQ(text, "scu");
}

KAPI_TEST(wildcards)
{
	KAPI_EXPECT_TRUE(match_wildcard("*", ""));
	KAPI_EXPECT_TRUE(match_wildcard("a?c", "abc"));
	KAPI_EXPECT_TRUE(match_wildcard("*bcd*", "abcabcd"));
	KAPI_EXPECT_TRUE(match_wildcard("*/foo.c", "a/b/foo.c"));
	KAPI_EXPECT_FALSE(match_wildcard("a?c", "ac"));
	KAPI_EXPECT_FALSE(match_wildcard("*b", "abc"));
}

KAPI_TEST(globs)
{
	KAPI_EXPECT_TRUE(glob_match("*a*", "xxax"));
	KAPI_EXPECT_TRUE(glob_match("[a-c]x", "bx"));
	KAPI_EXPECT_FALSE(glob_match("[!a-c]x", "bx"));
	KAPI_EXPECT_TRUE(glob_match("[]a]", "]"));
	KAPI_EXPECT_TRUE(glob_match("[a", "[a"));
	KAPI_EXPECT_TRUE(glob_match("a\\*", "a*"));
	KAPI_EXPECT_FALSE(glob_match("a\\*", "ab"));
	KAPI_EXPECT_TRUE(glob_match("*b*[a-c]*d", "xbzzcd1d"));
	KAPI_EXPECT_FALSE(glob_match("?", ""));
	KAPI_EXPECT_TRUE(glob_match("", ""));
}

KAPI_MODULE();
