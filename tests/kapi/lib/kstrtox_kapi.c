// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/limits.h>
#include "kapi.h"

#define EXPECT_PARSES(function, text, base, type, expected)		\
	do {								\
		type value = 0;						\
									\
		KAPI_EXPECT_EQ(function(text, base, &value), 0);	\
		KAPI_EXPECT_EQ(value, (type)(expected));		\
	} while (0)

/* The result stays what it was. */
#define EXPECT_REFUSES(function, text, base, type, error)		\
	do {								\
		type value = 42;					\
									\
		KAPI_EXPECT_EQ(function(text, base, &value), error);	\
		KAPI_EXPECT_EQ(value, (type)42);			\
	} while (0)

KAPI_TEST(numbers_in_several_bases)
{
	EXPECT_PARSES(kstrtoint, "42", 10, int, 42);
	EXPECT_PARSES(kstrtoint, "0x2a", 16, int, 42);
	EXPECT_PARSES(kstrtoint, "2A", 16, int, 42);
	EXPECT_PARSES(kstrtoint, "0x2a", 0, int, 42);
	EXPECT_PARSES(kstrtoint, "052", 0, int, 42);
	EXPECT_PARSES(kstrtoint, "42", 0, int, 42);
	EXPECT_PARSES(kstrtoint, "101010", 2, int, 42);
	EXPECT_PARSES(kstrtoint, "0", 0, int, 0);
}

KAPI_TEST(signs)
{
	EXPECT_PARSES(kstrtoint, "-42", 10, int, -42);
	EXPECT_PARSES(kstrtoint, "+42", 10, int, 42);
	EXPECT_PARSES(kstrtouint, "+42", 10, unsigned int, 42);
	EXPECT_REFUSES(kstrtouint, "-42", 10, unsigned int, -EINVAL);
	EXPECT_REFUSES(kstrtoint, "-+42", 10, int, -EINVAL);
	EXPECT_REFUSES(kstrtoint, "+-42", 10, int, -EINVAL);
	EXPECT_PARSES(kstrtoll, "-0", 10, long long, 0);
}

KAPI_TEST(one_newline_is_allowed)
{
	EXPECT_PARSES(kstrtoint, "42\n", 10, int, 42);
	EXPECT_REFUSES(kstrtoint, "42\n\n", 10, int, -EINVAL);
	EXPECT_REFUSES(kstrtoint, "\n", 10, int, -EINVAL);
}

KAPI_TEST(anything_else_is_refused)
{
	EXPECT_REFUSES(kstrtoint, "", 10, int, -EINVAL);
	EXPECT_REFUSES(kstrtoint, "4 2", 10, int, -EINVAL);
	EXPECT_REFUSES(kstrtoint, " 42", 10, int, -EINVAL);
	EXPECT_REFUSES(kstrtoint, "42 ", 10, int, -EINVAL);
	EXPECT_REFUSES(kstrtoint, "0x", 16, int, -EINVAL);
	EXPECT_REFUSES(kstrtoint, "09", 0, int, -EINVAL);
	EXPECT_REFUSES(kstrtoint, "0x2a", 10, int, -EINVAL);
}

KAPI_TEST(limits)
{
	EXPECT_PARSES(kstrtoull, "18446744073709551615", 10,
		      unsigned long long, ULLONG_MAX);
	EXPECT_REFUSES(kstrtoull, "18446744073709551616", 10,
		       unsigned long long, -ERANGE);
	EXPECT_PARSES(kstrtoll, "-9223372036854775808", 10, long long,
		      LLONG_MIN);
	EXPECT_REFUSES(kstrtoll, "9223372036854775808", 10, long long,
		       -ERANGE);
	EXPECT_REFUSES(kstrtoll, "-9223372036854775809", 10, long long,
		       -ERANGE);
	EXPECT_PARSES(kstrtoint, "-2147483648", 10, int, INT_MIN);
	EXPECT_REFUSES(kstrtoint, "2147483648", 10, int, -ERANGE);
	EXPECT_REFUSES(kstrtouint, "4294967296", 10, unsigned int, -ERANGE);
	EXPECT_PARSES(kstrtou16, "65535", 10, u16, 65535);
	EXPECT_REFUSES(kstrtou16, "65536", 10, u16, -ERANGE);
	EXPECT_PARSES(kstrtos16, "-32768", 10, s16, -32768);
	EXPECT_REFUSES(kstrtos16, "-32769", 10, s16, -ERANGE);
	EXPECT_PARSES(kstrtou8, "255", 10, u8, 255);
	EXPECT_REFUSES(kstrtou8, "256", 10, u8, -ERANGE);
	EXPECT_PARSES(kstrtos8, "-128", 10, s8, -128);
	EXPECT_REFUSES(kstrtos8, "128", 10, s8, -ERANGE);
	EXPECT_PARSES(kstrtoul, "ffffffffffffffff", 16, unsigned long,
		      ULONG_MAX);
	EXPECT_PARSES(kstrtol, "-1", 10, long, -1);
}

KAPI_TEST(overflow_is_noticed_before_rubbish)
{
	EXPECT_REFUSES(kstrtoull, "99999999999999999999x", 10,
		       unsigned long long, -ERANGE);
}

static int parse_bool(const char *text)
{
	bool value;
	int error = kstrtobool(text, &value);

	return error ?: value;
}

KAPI_TEST(booleans)
{
	static const char * const yes[] = { "1", "y", "Y", "yes", "on", "oN",
					    "true", "T", "1234" };
	static const char * const no[] = { "0", "n", "N", "no", "off", "Of",
					   "false", "F" };
	static const char * const neither[] = { "", "2", "o", "ox", "-1",
						"\n", NULL };
	int i;

	for (i = 0; i < ARRAY_SIZE(yes); i++)
		KAPI_EXPECT_EQ(parse_bool(yes[i]), 1);
	for (i = 0; i < ARRAY_SIZE(no); i++)
		KAPI_EXPECT_EQ(parse_bool(no[i]), 0);
	for (i = 0; i < ARRAY_SIZE(neither); i++)
		KAPI_EXPECT_EQ(parse_bool(neither[i]), -EINVAL);
}

KAPI_TEST(a_bad_user_pointer_is_efault)
{
	int value = 42;
	bool flag = true;

	KAPI_EXPECT_EQ(kstrtoint_from_user(NULL, 2, 10, &value), -EFAULT);
	KAPI_EXPECT_EQ(kstrtobool_from_user(NULL, 2, &flag), -EFAULT);
	KAPI_EXPECT_EQ(value, 42);
}

KAPI_MODULE();
