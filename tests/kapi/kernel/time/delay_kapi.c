// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Waiting without sleeping (include/linux/delay.h).
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>

#include "kapi.h"

static DEFINE_SPINLOCK(lock);

/*
 * Linux warns that delays may end early: they are counted, not timed. By how
 * much depends on how well the processor was measured; emulated ones are not.
 */
static void expect_about(u64 passed_ns, u64 delay_ns)
{
	KAPI_EXPECT_GE(passed_ns, delay_ns / 4);
}

KAPI_TEST(a_delay_takes_as_long_as_it_says)
{
	u64 start = ktime_get_ns();

	ndelay(700);
	expect_about(ktime_get_ns() - start, 700);
	start = ktime_get_ns();
	udelay(30);
	expect_about(ktime_get_ns() - start, 30 * NSEC_PER_USEC);
	start = ktime_get_ns();
	mdelay(2);
	expect_about(ktime_get_ns() - start, 2 * NSEC_PER_MSEC);
}

KAPI_TEST(a_delay_does_not_sleep)
{
	u64 start;

	spin_lock(&lock);
	start = ktime_get_ns();
	udelay(50);
	start = ktime_get_ns() - start;
	spin_unlock(&lock);
	expect_about(start, 50 * NSEC_PER_USEC);
}

static unsigned int variable;

KAPI_TEST(a_delay_may_be_computed)
{
	u64 start;

	variable = 2;
	OPTIMIZER_HIDE_VAR(variable);
	start = ktime_get_ns();
	mdelay(variable);
	expect_about(ktime_get_ns() - start, 2 * NSEC_PER_MSEC);
	variable = 500;
	OPTIMIZER_HIDE_VAR(variable);
	start = ktime_get_ns();
	udelay(variable);
	ndelay(variable);
	expect_about(ktime_get_ns() - start, 500 * NSEC_PER_USEC);
}

KAPI_TEST(a_delay_of_nothing_ends)
{
	ndelay(0);
	udelay(0);
	mdelay(0);
	KAPI_EXPECT_TRUE(preemptible() || !IS_ENABLED(CONFIG_PREEMPT_COUNT));
}

KAPI_TEST(a_delay_may_be_made_with_interrupts_off)
{
	unsigned long flags;
	u64 start;

	start = ktime_get_ns();
	local_irq_save(flags);
	udelay(100);
	mdelay(1);
	local_irq_restore(flags);
	expect_about(ktime_get_ns() - start, 1100 * NSEC_PER_USEC);
}

KAPI_TEST(a_busy_wait_by_jiffies_ends)
{
	unsigned long end = jiffies + 3;

	while (time_before(jiffies, end))
		;
	KAPI_EXPECT_TRUE(time_after_eq(jiffies, end));
}

KAPI_MODULE();
