// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Setting and showing parameters (kernel/params.c).
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "kapi.h"

/* Room as sysfs gives it: getters may write a page. */
static char *page;

static const char *shown(int length)
{
	page[length] = '\0';
	return page;
}

#define WITH_PAGE(...)						\
	do {							\
		page = kmalloc(PAGE_SIZE, GFP_KERNEL);		\
		KAPI_ASSERT_NOT_NULL(page);			\
		__VA_ARGS__					\
		kfree(page);					\
	} while (0)

KAPI_TEST(int_takes_every_base)
{
	int value = 0;
	const struct kernel_param kp = { .name = "v", .arg = &value };

	KAPI_EXPECT_EQ(param_set_int("42", &kp), 0);
	KAPI_EXPECT_EQ(value, 42);
	KAPI_EXPECT_EQ(param_set_int("-0x10", &kp), 0);
	KAPI_EXPECT_EQ(value, -16);
	KAPI_EXPECT_EQ(param_set_int("010\n", &kp), 0);
	KAPI_EXPECT_EQ(value, 8);
}

KAPI_TEST(int_refuses_what_is_no_int)
{
	int value = 5;
	const struct kernel_param kp = { .name = "v", .arg = &value };

	KAPI_EXPECT_EQ(param_set_int("", &kp), -EINVAL);
	KAPI_EXPECT_EQ(param_set_int("1x", &kp), -EINVAL);
	KAPI_EXPECT_EQ(param_set_int(" 1", &kp), -EINVAL);
	KAPI_EXPECT_EQ(param_set_int("2147483648", &kp), -ERANGE);
	KAPI_EXPECT_EQ(value, 5);
}

KAPI_TEST(narrow_types_know_their_range)
{
	unsigned char byte = 0;
	short small = 0;
	unsigned short unsigned_small = 0;
	const struct kernel_param byte_kp = { .arg = &byte };
	const struct kernel_param short_kp = { .arg = &small };
	const struct kernel_param ushort_kp = { .arg = &unsigned_small };

	KAPI_EXPECT_EQ(param_set_byte("255", &byte_kp), 0);
	KAPI_EXPECT_EQ(byte, 255);
	KAPI_EXPECT_EQ(param_set_byte("256", &byte_kp), -ERANGE);
	KAPI_EXPECT_EQ(param_set_byte("-1", &byte_kp), -EINVAL);
	KAPI_EXPECT_EQ(param_set_short("-32768", &short_kp), 0);
	KAPI_EXPECT_EQ(small, -32768);
	KAPI_EXPECT_EQ(param_set_short("32768", &short_kp), -ERANGE);
	KAPI_EXPECT_EQ(param_set_ushort("65535", &ushort_kp), 0);
	KAPI_EXPECT_EQ(unsigned_small, 65535);
}

KAPI_TEST(getters_end_their_line)
{
	int number = -7;
	unsigned long long huge = ~0ULL;
	bool yes = true;
	char *text = "abc";
	const struct kernel_param int_kp = { .arg = &number };
	const struct kernel_param ullong_kp = { .arg = &huge };
	const struct kernel_param bool_kp = { .arg = &yes };
	const struct kernel_param charp_kp = { .arg = &text };

	WITH_PAGE(
		KAPI_EXPECT_STREQ(shown(param_get_int(page, &int_kp)), "-7\n");
		KAPI_EXPECT_STREQ(shown(param_get_ullong(page, &ullong_kp)),
				  "18446744073709551615\n");
		KAPI_EXPECT_STREQ(shown(param_get_bool(page, &bool_kp)), "Y\n");
		KAPI_EXPECT_STREQ(shown(param_get_invbool(page, &bool_kp)),
				  "N\n");
		KAPI_EXPECT_STREQ(shown(param_get_charp(page, &charp_kp)),
				  "abc\n");
	);
}

KAPI_TEST(bool_without_value_is_true)
{
	bool value = false;
	const struct kernel_param kp = { .arg = &value };

	KAPI_EXPECT_EQ(param_set_bool(NULL, &kp), 0);
	KAPI_EXPECT_TRUE(value);
	KAPI_EXPECT_EQ(param_set_bool("off", &kp), 0);
	KAPI_EXPECT_FALSE(value);
	KAPI_EXPECT_EQ(param_set_bool("maybe", &kp), -EINVAL);
}

KAPI_TEST(invbool_stores_the_opposite)
{
	bool value = true;
	const struct kernel_param kp = { .arg = &value };

	KAPI_EXPECT_EQ(param_set_invbool("y", &kp), 0);
	KAPI_EXPECT_FALSE(value);
	KAPI_EXPECT_EQ(param_set_invbool("0", &kp), 0);
	KAPI_EXPECT_TRUE(value);
}

KAPI_TEST(enable_only_does_not_go_back)
{
	bool value = false;
	const struct kernel_param kp = { .arg = &value };

	KAPI_EXPECT_EQ(param_set_bool_enable_only("0", &kp), 0);
	KAPI_EXPECT_EQ(param_set_bool_enable_only("1", &kp), 0);
	KAPI_EXPECT_TRUE(value);
	KAPI_EXPECT_EQ(param_set_bool_enable_only("0", &kp), -EROFS);
	KAPI_EXPECT_TRUE(value);
}

KAPI_TEST(bint_is_an_int_set_like_a_bool)
{
	int value = 77;
	const struct kernel_param kp = { .arg = &value };

	KAPI_EXPECT_EQ(param_set_bint("y", &kp), 0);
	KAPI_EXPECT_EQ(value, 1);
	KAPI_EXPECT_EQ(param_set_bint("2", &kp), -EINVAL);
}

KAPI_TEST(minmax_includes_both_ends)
{
	unsigned int value = 0;
	const struct kernel_param kp = { .arg = &value };

	KAPI_EXPECT_EQ(param_set_uint_minmax("3", &kp, 3, 5), 0);
	KAPI_EXPECT_EQ(param_set_uint_minmax("5", &kp, 3, 5), 0);
	KAPI_EXPECT_EQ(param_set_uint_minmax("6", &kp, 3, 5), -EINVAL);
	KAPI_EXPECT_EQ(param_set_uint_minmax("2", &kp, 3, 5), -EINVAL);
	KAPI_EXPECT_EQ(param_set_uint_minmax(NULL, &kp, 3, 5), -EINVAL);
	KAPI_EXPECT_EQ(value, 5);
}

KAPI_TEST(charp_keeps_a_copy)
{
	char source[] = "first";
	char *value = NULL;
	const struct kernel_param kp = { .name = "v", .arg = &value };

	KAPI_EXPECT_EQ(param_set_charp(source, &kp), 0);
	source[0] = 'F';
	KAPI_EXPECT_STREQ(value, "first");
	KAPI_EXPECT_EQ(param_set_charp("second", &kp), 0);
	KAPI_EXPECT_STREQ(value, "second");
	param_free_charp(&value);
}

KAPI_TEST(copystring_wants_room_for_the_nul)
{
	char room[4] = "old";
	const struct kparam_string string = { sizeof(room), room };
	const struct kernel_param kp = { .name = "v", .str = &string };

	KAPI_EXPECT_EQ(param_set_copystring("four", &kp), -ENOSPC);
	KAPI_EXPECT_STREQ(room, "old");
	KAPI_EXPECT_EQ(param_set_copystring("abc", &kp), 0);
	KAPI_EXPECT_STREQ(room, "abc");
}

KAPI_TEST(arrays_show_commas)
{
	int numbers[3] = { 1, 2, 3 };
	unsigned int count = 2;
	const struct kparam_array array = {
		.max = 3,
		.elemsize = sizeof(int),
		.num = &count,
		.ops = &param_ops_int,
		.elem = numbers,
	};
	const struct kernel_param kp = {
		.name = "v",
		.mod = THIS_MODULE,
		.arr = &array,
	};

	kernel_param_lock(THIS_MODULE);
	WITH_PAGE(
		KAPI_EXPECT_STREQ(shown(param_array_ops.get(page, &kp)),
				  "1,2\n");
		strcpy(page, "9,8,7");
		KAPI_EXPECT_EQ(param_array_ops.set(page, &kp), 0);
		KAPI_EXPECT_EQ(count, 3);
		KAPI_EXPECT_EQ(numbers[2], 7);
		strcpy(page, "1,2,3,4");
		KAPI_EXPECT_EQ(param_array_ops.set(page, &kp), -EINVAL);
	);
	kernel_param_unlock(THIS_MODULE);
}

KAPI_MODULE();
