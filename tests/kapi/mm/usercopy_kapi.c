// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is user memory and what is not (arch/x86/include/asm/uaccess.h).
 */
#include <linux/limits.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "kapi.h"

KAPI_TEST(kernel_memory_is_not_user_memory)
{
	int *heap = kmalloc(sizeof(*heap), GFP_KERNEL);
	int stack;

	KAPI_ASSERT_NOT_NULL(heap);
	KAPI_EXPECT_FALSE(access_ok((void __user *)heap, sizeof(*heap)));
	KAPI_EXPECT_FALSE(access_ok((void __user *)&stack, sizeof(stack)));
	KAPI_EXPECT_FALSE(access_ok((void __user *)heap, 1));
	kfree(heap);
}

KAPI_TEST(no_range_of_user_memory_reaches_the_kernel)
{
	KAPI_EXPECT_FALSE(access_ok((void __user *)4096, ULONG_MAX));
	KAPI_EXPECT_FALSE(access_ok((void __user *)4096, ULONG_MAX - 4096));
}

KAPI_MODULE();
