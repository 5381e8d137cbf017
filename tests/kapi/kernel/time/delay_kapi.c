// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Waiting without sleeping (include/linux/delay.h).
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>

#include "kapi.h"

static DEFINE_SPINLOCK(lock);

KAPI_TEST(a_delay_takes_as_long_as_it_says)
{
	u64 start = ktime_get_ns();

	ndelay(700);
	KAPI_EXPECT_GE(ktime_get_ns() - start, 700);
	start = ktime_get_ns();
	udelay(30);
	KAPI_EXPECT_GE(ktime_get_ns() - start, 30 * NSEC_PER_USEC);
	start = ktime_get_ns();
	mdelay(2);
	KAPI_EXPECT_GE(ktime_get_ns() - start, 2 * NSEC_PER_MSEC);
}

KAPI_TEST(a_delay_does_not_sleep)
{
	u64 start;

	spin_lock(&lock);
	start = ktime_get_ns();
	udelay(50);
	start = ktime_get_ns() - start;
	spin_unlock(&lock);
	KAPI_EXPECT_GE(start, 50 * NSEC_PER_USEC);
}

KAPI_MODULE();
