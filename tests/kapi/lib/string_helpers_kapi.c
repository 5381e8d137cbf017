// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/slab.h>
#include <linux/string_helpers.h>
#include "kapi.h"

static const char *size_text(u64 size, u64 block, enum string_size_units units)
{
	static char text[16];

	string_get_size(size, block, units, text, sizeof(text));
	return text;
}

KAPI_TEST(sizes_for_humans)
{
	KAPI_EXPECT_STREQ(size_text(0, 1, STRING_UNITS_10), "0 B");
	KAPI_EXPECT_STREQ(size_text(1, 1, STRING_UNITS_2), "1.00 B");
	KAPI_EXPECT_STREQ(size_text(16384, 512, STRING_UNITS_2), "8.00 MiB");
	KAPI_EXPECT_STREQ(size_text(16384, 512, STRING_UNITS_10), "8.39 MB");
	KAPI_EXPECT_STREQ(size_text(8192, 4096, STRING_UNITS_2), "32.0 MiB");
	KAPI_EXPECT_STREQ(size_text(1100, 1, STRING_UNITS_10), "1.10 kB");
	KAPI_EXPECT_STREQ(size_text(1100, 1, STRING_UNITS_2), "1.07 KiB");
	KAPI_EXPECT_STREQ(size_text(1999, 1, STRING_UNITS_10), "2.00 kB");
	KAPI_EXPECT_STREQ(size_text(999, 1, STRING_UNITS_10), "999 B");
	KAPI_EXPECT_STREQ(size_text(U64_MAX, 1, STRING_UNITS_2), "16.0 EiB");
}

KAPI_TEST(skipping_and_trimming)
{
	char text[] = " \t two words \n";
	char blanks[] = "   ";

	KAPI_EXPECT_STREQ(skip_spaces("  x "), "x ");
	KAPI_EXPECT_STREQ(strim(text), "two words");
	KAPI_EXPECT_STREQ(strim(blanks), "");
}

KAPI_TEST(sysfs_strings_ignore_a_newline)
{
	KAPI_EXPECT_TRUE(sysfs_streq("on", "on\n"));
	KAPI_EXPECT_TRUE(sysfs_streq("on\n", "on"));
	KAPI_EXPECT_TRUE(sysfs_streq("on\n", "on\n"));
	KAPI_EXPECT_TRUE(sysfs_streq("", "\n"));
	KAPI_EXPECT_FALSE(sysfs_streq("on", "off"));
	KAPI_EXPECT_FALSE(sysfs_streq("on", "on\n\n"));
	KAPI_EXPECT_FALSE(sysfs_streq("on", "on "));
}

KAPI_TEST(finding_strings_in_a_table)
{
	static const char * const table[] = { "zero", "one", "two", NULL };

	KAPI_EXPECT_EQ(match_string(table, 3, "two"), 2);
	KAPI_EXPECT_EQ(match_string(table, -1, "two"), 2);
	KAPI_EXPECT_EQ(match_string(table, 2, "two"), -EINVAL);
	KAPI_EXPECT_EQ(match_string(table, -1, "two\n"), -EINVAL);
	KAPI_EXPECT_EQ(sysfs_match_string(table, "two\n"), 2);
}

KAPI_TEST(padding_copies)
{
	char to[6];
	size_t room = sizeof(to);

	OPTIMIZER_HIDE_VAR(room);
	memset(to, 'x', sizeof(to));
	KAPI_EXPECT_EQ(strscpy_pad(to, "ab", room), 2L);
	KAPI_EXPECT_EQ(memcmp(to, "ab\0\0\0", 6), 0);
	KAPI_EXPECT_EQ(strscpy_pad(to, "abcdefgh", room), (long)-E2BIG);
	KAPI_EXPECT_STREQ(to, "abcde");
	memcpy_and_pad(to, room, "xy", 2, '.');
	KAPI_EXPECT_EQ(memcmp(to, "xy....", 6), 0);
}

KAPI_TEST(replacing_characters)
{
	char text[] = "a-b-c";

	strreplace(text, '-', '_');
	KAPI_EXPECT_STREQ(text, "a_b_c");
}

KAPI_TEST(escaping)
{
	char text[32];
	int len;

	len = string_escape_mem("a\n\\", 3, text, sizeof(text), ESCAPE_ANY_NP,
				NULL);
	KAPI_EXPECT_EQ(len, 4);
	KAPI_EXPECT_EQ(memcmp(text, "a\\n\\", 4), 0);
	len = string_escape_mem("a\n\\", 3, text, sizeof(text),
				ESCAPE_SPACE | ESCAPE_SPECIAL, NULL);
	KAPI_EXPECT_EQ(len, 5);
	KAPI_EXPECT_EQ(memcmp(text, "a\\n\\\\", 5), 0);
	len = string_escape_mem("ab", 2, text, sizeof(text), ESCAPE_HEX, "b");
	KAPI_EXPECT_EQ(len, 5);
	KAPI_EXPECT_EQ(memcmp(text, "a\\x62", 5), 0);
	len = string_escape_mem("\0\1", 2, text, sizeof(text), ESCAPE_ANY,
				NULL);
	KAPI_EXPECT_EQ(len, 6);
	KAPI_EXPECT_EQ(memcmp(text, "\\0\\001", 6), 0);
	/* The wished length, whatever the room. */
	KAPI_EXPECT_EQ(string_escape_mem("\n\n", 2, NULL, 0, ESCAPE_SPACE,
					 NULL), 4);
}

KAPI_TEST(unescaping)
{
	char from[] = "\\n\\101\\x42\\\"\\q";
	char to[32];

	KAPI_EXPECT_EQ(string_unescape_any(from, to, sizeof(to)), 6);
	KAPI_EXPECT_STREQ(to, "\nAB\"\\q");
	KAPI_EXPECT_EQ(string_unescape(from, to, 0, UNESCAPE_SPACE), 13);
	KAPI_EXPECT_STREQ(to, "\n\\101\\x42\\\"\\q");
}

KAPI_TEST(quotable_copies)
{
	char *text = kstrdup_quotable("tab\there", GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(text);
	KAPI_EXPECT_STREQ(text, "tab\\x09here");
	kfree(text);
	KAPI_EXPECT_NULL(kstrdup_quotable(NULL, GFP_KERNEL));
}

KAPI_TEST(arrays_of_numbered_strings)
{
	char **names = kasprintf_strarray(GFP_KERNEL, "port", 2);

	KAPI_ASSERT_NOT_NULL(names);
	KAPI_EXPECT_STREQ(names[0], "port-0");
	KAPI_EXPECT_STREQ(names[1], "port-1");
	KAPI_EXPECT_NULL(names[2]);
	kfree_strarray(names, 2);
}

KAPI_TEST(words_for_booleans)
{
	KAPI_EXPECT_STREQ(str_yes_no(true), "yes");
	KAPI_EXPECT_STREQ(str_on_off(false), "off");
	KAPI_EXPECT_STREQ(str_enabled_disabled(true), "enabled");
}

KAPI_TEST(upper_and_lower_case)
{
	char text[8];

	string_upper(text, "aBc1");
	KAPI_EXPECT_STREQ(text, "ABC1");
	string_lower(text, "aBc1");
	KAPI_EXPECT_STREQ(text, "abc1");
}

KAPI_MODULE();
