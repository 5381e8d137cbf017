// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/slab.h>
#include "kapi.h"

KAPI_TEST(kasprintf_allocates_as_much_as_it_takes)
{
	char *text = kasprintf(GFP_KERNEL, "%s-%d", "scull", 3);

	KAPI_ASSERT_NOT_NULL(text);
	KAPI_EXPECT_STREQ(text, "scull-3");
	kfree(text);
}

static const char *print_const(const char *fmt, ...)
{
	const char *text;
	va_list args;

	va_start(args, fmt);
	text = kvasprintf_const(GFP_KERNEL, fmt, args);
	va_end(args);
	return text;
}

KAPI_TEST(kvasprintf_const_prints_too)
{
	const char *text = print_const("%s", "abc");

	KAPI_ASSERT_NOT_NULL(text);
	KAPI_EXPECT_STREQ(text, "abc");
	kfree_const(text);
	text = print_const("%d", 5);
	KAPI_ASSERT_NOT_NULL(text);
	KAPI_EXPECT_STREQ(text, "5");
	kfree_const(text);
	text = print_const("plain");
	KAPI_ASSERT_NOT_NULL(text);
	KAPI_EXPECT_STREQ(text, "plain");
	kfree_const(text);
}

KAPI_MODULE();
