// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/delay.h>
#include <linux/ratelimit.h>
#include "kapi.h"

static int passes(struct ratelimit_state *rs, int tries)
{
	int passed = 0;

	while (tries--)
		passed += __ratelimit(rs);
	return passed;
}

KAPI_TEST(a_burst_passes_and_then_nothing)
{
	DEFINE_RATELIMIT_STATE(rs, 5 * HZ, 3);

	KAPI_EXPECT_EQ(passes(&rs, 10), 3);
	KAPI_EXPECT_EQ(rs.missed, 7);
	KAPI_EXPECT_EQ(passes(&rs, 10), 0);
}

KAPI_TEST(after_the_interval_there_is_another_burst)
{
	struct ratelimit_state rs;

	ratelimit_state_init(&rs, HZ / 50, 2);
	KAPI_EXPECT_EQ(passes(&rs, 5), 2);
	msleep(60);
	KAPI_EXPECT_EQ(passes(&rs, 5), 2);
}

KAPI_TEST(no_interval_is_no_limit)
{
	DEFINE_RATELIMIT_STATE(rs, 0, 1);

	KAPI_EXPECT_EQ(passes(&rs, 100), 100);
}

static void count(int *times)
{
	++*times;
}

KAPI_TEST(once_means_once)
{
	int i, times = 0;

	for (i = 0; i < 5; i++)
		DO_ONCE_LITE(count, &times);
	for (i = 0; i < 5; i++)
		pr_info_once("ratelimit_kapi: once, %d\n", ++times);
	KAPI_EXPECT_EQ(times, 2);
}

KAPI_TEST(timed_limits)
{
	unsigned long last = 0;

	KAPI_EXPECT_TRUE(printk_timed_ratelimit(&last, 1000));
	KAPI_EXPECT_FALSE(printk_timed_ratelimit(&last, 1000));
}

KAPI_MODULE();
