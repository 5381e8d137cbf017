// SPDX-License-Identifier: GPL-2.0-or-later
#define pr_fmt(fmt) "kapi: " fmt
#include <linux/version.h>
#include "kapi.h"

KAPI_TEST(printk_returns_the_length_of_the_text)
{
	KAPI_EXPECT_EQ(printk(KERN_INFO "%s\n", "abc"), 3);
	KAPI_EXPECT_EQ(printk("plain\n"), 5);
	KAPI_EXPECT_EQ(printk(KERN_DEBUG "open"), 4);
	KAPI_EXPECT_EQ(printk(KERN_CONT " end\n"), 4);
	KAPI_EXPECT_EQ(pr_info("x\n"), 7);
	KAPI_EXPECT_EQ(printk(KERN_INFO "\n"), 0);
}

KAPI_TEST(levels_are_found)
{
	KAPI_EXPECT_EQ(printk_get_level(KERN_ERR "text"), '3');
	KAPI_EXPECT_EQ(printk_get_level(KERN_CONT "text"), 'c');
	KAPI_EXPECT_EQ(printk_get_level("text"), 0);
	KAPI_EXPECT_EQ(printk_get_level(KERN_SOH "9"), 0);
	KAPI_EXPECT_STREQ(printk_skip_level(KERN_ERR "text"), "text");
	KAPI_EXPECT_STREQ(printk_skip_level("text"), "text");
	KAPI_EXPECT_STREQ(printk_skip_headers(KERN_ERR KERN_CONT "t"), "t");
}

KAPI_TEST(debug_messages_are_off_and_evaluate_nothing)
{
	int evaluated = 0;

	pr_debug("%d\n", ++evaluated);
	pr_devel("%d\n", ++evaluated);
	no_printk("%d\n", ++evaluated);
	pr_debug_ratelimited("%d\n", ++evaluated);
	KAPI_EXPECT_EQ(evaluated, 0);
}

KAPI_TEST(long_lines_are_cut)
{
	const int max = LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0) ? 989 :
								       1021;
	static char text[2000];

	memset(text, 'x', sizeof(text) - 1);
	KAPI_EXPECT_EQ(printk(KERN_DEBUG "%s\n", text), max);
	printk(KERN_CONT "\n");
}

KAPI_MODULE();
