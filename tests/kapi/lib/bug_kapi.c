// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * WARN() and its kin; error pointers; container_of().
 */
#include <linux/bug.h>
#include <linux/container_of.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/once.h>
#include "kapi.h"

KAPI_TEST(warn_on_gives_its_condition)
{
	KAPI_EXPECT_EQ(WARN_ON(0), 0);
	KAPI_EXPECT_EQ(WARN_ON_ONCE(false), 0);
	KAPI_EXPECT_EQ(WARN(0, "never said\n"), 0);
	KAPI_EXPECT_EQ(WARN_ONCE(0, "never said\n"), 0);
	BUG_ON(0);
}

KAPI_TEST_WARNS(warn_on_something_true_gives_one)
{
	KAPI_EXPECT_EQ(WARN_ON(4), 1);
}

KAPI_TEST_WARNS(warn_once_gives_one_every_time)
{
	int i;

	for (i = 0; i < 3; i++)
		KAPI_EXPECT_EQ(WARN_ONCE(i >= 0, "said once: %d\n", i), 1);
}

KAPI_TEST_WARNS(a_warning_goes_on)
{
	int after = 0;

	WARN(1, "value %d\n", 42);
	after = 1;
	KAPI_EXPECT_EQ(after, 1);
}

static int calls;

static void call(int by)
{
	calls += by;
}

KAPI_TEST(do_once_calls_once)
{
	int i, users = module_refcount(THIS_MODULE);

	calls = 0;
	for (i = 0; i < 3; i++)
		DO_ONCE(call, 5);
	KAPI_EXPECT_EQ(calls, 5);
	/* A worker takes the call out of the code, and needs the module. */
	while (module_refcount(THIS_MODULE) > users)
		msleep(1);
}

KAPI_TEST(errors_travel_as_pointers)
{
	void *error = ERR_PTR(-ENOMEM);
	int thing;

	KAPI_EXPECT_TRUE(IS_ERR(error));
	KAPI_EXPECT_EQ(PTR_ERR(error), -ENOMEM);
	KAPI_EXPECT_FALSE(IS_ERR(&thing));
	KAPI_EXPECT_FALSE(IS_ERR(NULL));
	KAPI_EXPECT_TRUE(IS_ERR_OR_NULL(NULL));
	KAPI_EXPECT_EQ(PTR_ERR_OR_ZERO(error), -ENOMEM);
	KAPI_EXPECT_EQ(PTR_ERR_OR_ZERO(&thing), 0);
	KAPI_EXPECT_TRUE(IS_ERR(ERR_PTR(-MAX_ERRNO)));
	KAPI_EXPECT_FALSE(IS_ERR(ERR_PTR(-MAX_ERRNO - 1)));
	KAPI_EXPECT_PTR_EQ(ERR_CAST(error), error);
	KAPI_EXPECT_TRUE(IS_ERR_VALUE((unsigned long)-EINVAL));
}

struct outer {
	int before;
	struct {
		int x;
	} inner;
	char tail[4];
};

KAPI_TEST(a_member_leads_to_its_structure)
{
	struct outer outer;
	int *x = &outer.inner.x;

	KAPI_EXPECT_PTR_EQ(container_of(x, struct outer, inner.x), &outer);
	KAPI_EXPECT_EQ(offsetof(struct outer, inner), 4);
	KAPI_EXPECT_EQ(offsetofend(struct outer, inner), 8);
	KAPI_EXPECT_EQ(sizeof_field(struct outer, tail), 4);
	KAPI_EXPECT_EQ(ARRAY_SIZE(outer.tail), 4);
}

KAPI_TEST(words_are_split)
{
	volatile u64 wide = 0x1122334455667788ULL;
	u64 address = 0x1000;

	KAPI_EXPECT_EQ(upper_32_bits(wide), 0x11223344);
	KAPI_EXPECT_EQ(lower_32_bits(wide), 0x55667788);
	KAPI_EXPECT_EQ(upper_16_bits(0x12345678), 0x1234);
	KAPI_EXPECT_EQ(lower_16_bits(0x12345678), 0x5678);
	KAPI_EXPECT_PTR_EQ((void __force *)u64_to_user_ptr(address),
			   (void *)0x1000);
	KAPI_EXPECT_EQ(IS_ENABLED(CONFIG_SMP), 1);
	KAPI_EXPECT_EQ(IS_ENABLED(CONFIG_NO_SUCH_OPTION), 0);
	KAPI_EXPECT_EQ(IS_BUILTIN(CONFIG_64BIT), 1);
	KAPI_EXPECT_EQ(IS_MODULE(CONFIG_64BIT), 0);
}

KAPI_MODULE();
