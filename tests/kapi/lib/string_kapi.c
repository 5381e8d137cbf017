// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/slab.h>
#include <linux/version.h>
#include "kapi.h"

/*
 * Lengths from volatile memory and pointers the compiler cannot see through:
 * the kernel's functions are to be called, not folded.
 */
static const char *opaque(const char *s)
{
	OPTIMIZER_HIDE_VAR(s);
	return s;
}

KAPI_TEST(lengths)
{
	KAPI_EXPECT_EQ(strlen(opaque("")), 0UL);
	KAPI_EXPECT_EQ(strlen(opaque("hello")), 5UL);
	KAPI_EXPECT_EQ(strlen(opaque("0123456789abcdef0123456789abcdef!")),
		       33UL);
	KAPI_EXPECT_EQ(strnlen(opaque("hello"), 3), 3UL);
	KAPI_EXPECT_EQ(strnlen(opaque("hello"), 10), 5UL);
	KAPI_EXPECT_EQ(strnlen(opaque("hello"), 0), 0UL);
}

KAPI_TEST(comparison)
{
	KAPI_EXPECT_EQ(strcmp(opaque("abc"), "abc"), 0);
	KAPI_EXPECT_LT(strcmp(opaque("abc"), "abd"), 0);
	KAPI_EXPECT_GT(strcmp(opaque("abc"), "ab"), 0);
	KAPI_EXPECT_GT(strcmp(opaque("\xff"), "a"), 0);
	KAPI_EXPECT_EQ(strncmp(opaque("abc"), "abd", 2), 0);
	KAPI_EXPECT_LT(strncmp(opaque("abc"), "abd", 3), 0);
	KAPI_EXPECT_EQ(strncmp(opaque("abc"), "xyz", 0), 0);
	KAPI_EXPECT_EQ(strcasecmp("HeLLo", "hEllO"), 0);
	KAPI_EXPECT_EQ(strncasecmp("HELLO", "help", 3), 0);
	KAPI_EXPECT_LT(strncasecmp("HELLO", "help", 4), 0);
}

KAPI_TEST(memory_comparison)
{
	static const u8 a[] = "0123456789abcdefghij";
	u8 b[sizeof(a)];
	int i;

	memcpy(b, a, sizeof(b));
	KAPI_EXPECT_EQ(memcmp(a, b, sizeof(b)), 0);
	for (i = 0; i < sizeof(b); i++) {
		b[i]++;
		KAPI_EXPECT_LT(memcmp(a, b, sizeof(b)), 0);
		KAPI_EXPECT_GT(memcmp(b, a, sizeof(b)), 0);
		KAPI_EXPECT_EQ(memcmp(a, b, i), 0);
		b[i]--;
	}
	KAPI_EXPECT_EQ(memcmp(a, b, 0), 0);
}

KAPI_TEST(searching)
{
	static const char text[] = "one two three two";
	const char *s = opaque(text);

	KAPI_EXPECT_PTR_EQ(strchr(s, 't'), s + 4);
	KAPI_EXPECT_PTR_EQ(strrchr(s, 't'), s + 14);
	KAPI_EXPECT_NULL(strchr(s, 'x'));
	KAPI_EXPECT_PTR_EQ(strchr(s, '\0'), s + 17);
	KAPI_EXPECT_PTR_EQ(strchrnul(s, 'x'), s + 17);
	KAPI_EXPECT_PTR_EQ(strnchr(s, 5, 't'), s + 4);
	KAPI_EXPECT_NULL(strnchr(s, 4, 't'));
	KAPI_EXPECT_PTR_EQ(strstr(s, "two"), s + 4);
	KAPI_EXPECT_PTR_EQ(strstr(s, ""), s);
	KAPI_EXPECT_NULL(strstr(s, "four"));
	KAPI_EXPECT_NULL(strnstr(s, "two", 6));
	KAPI_EXPECT_PTR_EQ(strnstr(s, "two", 7), s + 4);
	KAPI_EXPECT_PTR_EQ(strpbrk(s, "xyw"), s + 5);
	KAPI_EXPECT_NULL(strpbrk(s, "xyz"));
	KAPI_EXPECT_EQ(strspn(s, "eno"), 3UL);
	KAPI_EXPECT_EQ(strcspn(s, " "), 3UL);
}

KAPI_TEST(memory_searching)
{
	u8 bytes[40];
	int i;

	memset(bytes, 7, sizeof(bytes));
	KAPI_EXPECT_NULL(memchr_inv(bytes, 7, sizeof(bytes)));
	KAPI_EXPECT_NULL(memchr(bytes, 9, sizeof(bytes)));
	for (i = 0; i < sizeof(bytes); i++) {
		bytes[i] = 9;
		KAPI_EXPECT_PTR_EQ(memchr_inv(bytes, 7, sizeof(bytes)),
				   bytes + i);
		KAPI_EXPECT_PTR_EQ(memchr(bytes, 9, sizeof(bytes)), bytes + i);
		KAPI_EXPECT_NULL(memchr(bytes, 9, i));
		bytes[i] = 7;
	}
	/* memscan() gives the end where memchr() gives NULL. */
	KAPI_EXPECT_PTR_EQ(memscan(bytes, 9, 5), bytes + 5);
	KAPI_EXPECT_PTR_EQ(memscan(bytes, 7, 5), bytes);
}

KAPI_TEST(copying)
{
	char to[16];

	memset(to, 'x', sizeof(to));
	KAPI_EXPECT_PTR_EQ(strcpy(to, opaque("abc")), to);
	KAPI_EXPECT_STREQ(to, "abc");
	KAPI_EXPECT_EQ(to[4], 'x');
	KAPI_EXPECT_PTR_EQ(strcat(to, opaque("de")), to);
	KAPI_EXPECT_STREQ(to, "abcde");
	KAPI_EXPECT_PTR_EQ(strncat(to, opaque("fghi"), 2), to);
	KAPI_EXPECT_STREQ(to, "abcdefg");
}

KAPI_TEST(strncpy_fills_with_zeroes_and_may_not_terminate)
{
	char to[8];

	memset(to, 'x', sizeof(to));
	strncpy(to, opaque("abc"), 6);
	KAPI_EXPECT_EQ(memcmp(to, "abc\0\0\0xx", 8), 0);
	strncpy(to, opaque("defgh"), 3);
	KAPI_EXPECT_EQ(memcmp(to, "def\0\0\0xx", 8), 0);
}

KAPI_TEST(strscpy_terminates_and_says_if_it_cut)
{
	char to[8];
	size_t room = 4;

	OPTIMIZER_HIDE_VAR(room);
	memset(to, 'x', sizeof(to));
	KAPI_EXPECT_EQ(strscpy(to, opaque("abc"), room), 3L);
	KAPI_EXPECT_STREQ(to, "abc");
	KAPI_EXPECT_EQ(strscpy(to, opaque("defg"), room), (long)-E2BIG);
	KAPI_EXPECT_STREQ(to, "def");
	KAPI_EXPECT_EQ(to[5], 'x');
	KAPI_EXPECT_EQ(strscpy(to, opaque("z"), room - 4), (long)-E2BIG);
	KAPI_EXPECT_STREQ(to, "def");
	KAPI_EXPECT_EQ(strscpy(to, opaque(""), room), 0L);
	KAPI_EXPECT_STREQ(to, "");
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
KAPI_TEST(strlcpy_returns_the_wished_length)
{
	char to[8];

	KAPI_EXPECT_EQ(strlcpy(to, opaque("abcdefghij"), sizeof(to)), 10UL);
	KAPI_EXPECT_STREQ(to, "abcdefg");
	KAPI_EXPECT_EQ(strlcpy(to, opaque("ab"), sizeof(to)), 2UL);
	KAPI_EXPECT_STREQ(to, "ab");
}
#endif

KAPI_TEST(strlcat_returns_the_wished_length)
{
	char to[8] = "ab";

	KAPI_EXPECT_EQ(strlcat(to, opaque("cd"), sizeof(to)), 4UL);
	KAPI_EXPECT_STREQ(to, "abcd");
	KAPI_EXPECT_EQ(strlcat(to, opaque("efghij"), sizeof(to)), 10UL);
	KAPI_EXPECT_STREQ(to, "abcdefg");
}

KAPI_TEST(strsep_splits_in_place)
{
	char text[] = "a,b;;c";
	char *rest = text;

	KAPI_EXPECT_STREQ(strsep(&rest, ",;"), "a");
	KAPI_EXPECT_STREQ(strsep(&rest, ",;"), "b");
	KAPI_EXPECT_STREQ(strsep(&rest, ",;"), "");
	KAPI_EXPECT_STREQ(strsep(&rest, ",;"), "c");
	KAPI_EXPECT_NULL(rest);
	KAPI_EXPECT_NULL(strsep(&rest, ",;"));
}

KAPI_TEST(memmove_copes_with_overlap)
{
	u8 bytes[200], expected[200];
	size_t from, to, len, i;

	for (from = 0; from < 50; from += 7)
		for (to = 0; to < 50; to += 5)
			for (len = 0; len < 150; len += 13) {
				for (i = 0; i < sizeof(bytes); i++)
					bytes[i] = expected[i] = i;
				for (i = 0; i < len; i++)
					expected[to + i] = from + i;
				memmove(bytes + to, bytes + from, len);
				KAPI_ASSERT_EQ(memcmp(bytes, expected,
						      sizeof(bytes)), 0);
			}
}

/* There may be several ways to copy, chosen by length and places. */
KAPI_TEST(memcpy_of_much_from_and_to_anywhere)
{
	static const size_t lengths[] = { 100, 1023, 1024, 1500 };
	static const size_t places[] = { 0, 1, 17, 63, 64, 100 };
	u8 *from = kmalloc(2048, GFP_KERNEL);
	u8 *to = kmalloc(2048, GFP_KERNEL);
	size_t i, j, k, n;

	KAPI_ASSERT_NOT_NULL(from);
	KAPI_ASSERT_NOT_NULL(to);
	for (n = 0; n < 2048; n++)
		from[n] = n % 251;
	for (i = 0; i < ARRAY_SIZE(lengths); i++)
		for (j = 0; j < ARRAY_SIZE(places); j++)
			for (k = 0; k < ARRAY_SIZE(places); k++) {
				u8 *begin = to + places[j];
				const u8 *source = from + places[k];
				size_t length = lengths[i];

				memset(to, 0xff, 2048);
				memcpy(begin, source, length);
				KAPI_EXPECT_EQ(memcmp(begin, source, length),
					       0);
				KAPI_EXPECT_NULL(memchr_inv(to, 0xff,
							    places[j]));
				KAPI_EXPECT_EQ(begin[length], 0xff);
			}
	kfree(from);
	kfree(to);
}

KAPI_TEST(memset_of_every_length)
{
	u8 bytes[100];
	size_t len;

	for (len = 0; len < 80; len++) {
		memset(bytes, 0xaa, sizeof(bytes));
		KAPI_ASSERT_PTR_EQ(memset(bytes + 3, 0x55, len), bytes + 3);
		KAPI_ASSERT_NULL(memchr_inv(bytes, 0xaa, 3));
		KAPI_ASSERT_NULL(memchr_inv(bytes + 3, 0x55, len));
		KAPI_ASSERT_NULL(memchr_inv(bytes + 3 + len, 0xaa,
					    sizeof(bytes) - 3 - len));
	}
}

KAPI_TEST(memset_of_wider_values)
{
	u16 shorts[4] = { };
	u32 words[4] = { };
	u64 longs[4] = { };

	memset16(shorts, 0x1234, 3);
	memset32(words, 0x12345678, 3);
	memset64(longs, 0x123456789abcdef0ULL, 3);
	KAPI_EXPECT_EQ(shorts[2], 0x1234);
	KAPI_EXPECT_EQ(shorts[3], 0);
	KAPI_EXPECT_EQ(words[2], 0x12345678U);
	KAPI_EXPECT_EQ(words[3], 0U);
	KAPI_EXPECT_EQ(longs[2], 0x123456789abcdef0ULL);
	KAPI_EXPECT_EQ(longs[3], 0ULL);
}

KAPI_TEST(prefixes_and_base_names)
{
	KAPI_EXPECT_TRUE(strstarts("foobar", "foo"));
	KAPI_EXPECT_FALSE(strstarts("fo", "foo"));
	KAPI_EXPECT_EQ(str_has_prefix("foobar", "foo"), 3UL);
	KAPI_EXPECT_EQ(str_has_prefix("foobar", "bar"), 0UL);
	KAPI_EXPECT_STREQ(kbasename("a/b/c.h"), "c.h");
	KAPI_EXPECT_STREQ(kbasename("c.h"), "c.h");
}

KAPI_MODULE();
