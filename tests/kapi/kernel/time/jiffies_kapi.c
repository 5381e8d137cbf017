// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Counting and comparing ticks (include/linux/jiffies.h).
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/limits.h>

#include "kapi.h"

KAPI_TEST(ticks_divide_the_second)
{
	KAPI_EXPECT_EQ(NSEC_PER_SEC % HZ, 0);
	KAPI_EXPECT_EQ(TICK_NSEC, NSEC_PER_SEC / HZ);
	KAPI_EXPECT_EQ(USER_HZ, 100);
}

KAPI_TEST(the_count_began_five_minutes_before_32_bits_are_full)
{
	KAPI_EXPECT_EQ(INITIAL_JIFFIES, (1UL << 32) - 300 * HZ);
	KAPI_EXPECT_TRUE(time_after_eq(jiffies, INITIAL_JIFFIES));
}

KAPI_TEST(both_counts_are_one)
{
	u64 before = get_jiffies_64();
	unsigned long between = jiffies;
	u64 after = get_jiffies_64();

	KAPI_EXPECT_LE(before, between);
	KAPI_EXPECT_LE(between, after);
}

KAPI_TEST(ticks_go_by_the_clock)
{
	u64 start_ns = ktime_get_ns(), passed_ns;
	unsigned long start = jiffies;

	while (time_before(jiffies, start + 5))
		cpu_relax();
	passed_ns = ktime_get_ns() - start_ns;
	/* The first of them may have come at once, or even been late. */
	KAPI_EXPECT_GE(passed_ns, 3 * TICK_NSEC);
}

KAPI_TEST(of_two_times_one_is_later)
{
	unsigned long early = 1000, late = 1001;

	KAPI_EXPECT_TRUE(time_after(late, early));
	KAPI_EXPECT_FALSE(time_after(early, late));
	KAPI_EXPECT_TRUE(time_before(early, late));
	KAPI_EXPECT_FALSE(time_before(late, early));
	KAPI_EXPECT_TRUE(time_after_eq(late, early));
	KAPI_EXPECT_TRUE(time_before_eq(early, late));
}

KAPI_TEST(a_time_is_neither_after_nor_before_itself)
{
	unsigned long time = 1000;

	KAPI_EXPECT_FALSE(time_after(time, time));
	KAPI_EXPECT_FALSE(time_before(time, time));
	KAPI_EXPECT_TRUE(time_after_eq(time, time));
	KAPI_EXPECT_TRUE(time_before_eq(time, time));
}

KAPI_TEST(times_compare_across_the_wrap)
{
	unsigned long before = ULONG_MAX - 5, after = 5;

	KAPI_EXPECT_TRUE(time_after(after, before));
	KAPI_EXPECT_TRUE(time_before(before, after));
	KAPI_EXPECT_TRUE(time_after_eq(after, before));
	KAPI_EXPECT_FALSE(time_before_eq(after, before));
	KAPI_EXPECT_TRUE(time_in_range(0UL, before, after));
	KAPI_EXPECT_FALSE(time_in_range(6UL, before, after));
}

KAPI_TEST(times_compare_over_half_of_the_range)
{
	unsigned long time = 7;

	KAPI_EXPECT_TRUE(time_after(time + LONG_MAX, time));
	KAPI_EXPECT_FALSE(time_after(time + LONG_MAX + 2, time));
}

KAPI_TEST(a_range_has_both_its_ends_unless_it_is_open)
{
	unsigned long first = 10, last = 20;

	KAPI_EXPECT_TRUE(time_in_range(first, first, last));
	KAPI_EXPECT_TRUE(time_in_range(last, first, last));
	KAPI_EXPECT_FALSE(time_in_range(last + 1, first, last));
	KAPI_EXPECT_FALSE(time_in_range(first - 1, first, last));
	KAPI_EXPECT_TRUE(time_in_range_open(first, first, last));
	KAPI_EXPECT_FALSE(time_in_range_open(last, first, last));
}

KAPI_TEST(times_of_64_bits_compare_in_the_same_way)
{
	u64 before = U64_MAX - 5, after = 5;

	KAPI_EXPECT_TRUE(time_after64(after, before));
	KAPI_EXPECT_TRUE(time_before64(before, after));
	KAPI_EXPECT_TRUE(time_after_eq64(after, after));
	KAPI_EXPECT_TRUE(time_before_eq64(after, after));
	KAPI_EXPECT_TRUE(time_in_range64(after, before, after));
}

KAPI_TEST(times_compare_with_now)
{
	KAPI_EXPECT_TRUE(time_is_before_jiffies(jiffies - HZ));
	KAPI_EXPECT_FALSE(time_is_before_jiffies(jiffies + 1000 * HZ));
	KAPI_EXPECT_TRUE(time_is_after_jiffies(jiffies + 1000 * HZ));
	KAPI_EXPECT_FALSE(time_is_after_jiffies(jiffies - HZ));
	KAPI_EXPECT_TRUE(time_is_before_eq_jiffies(jiffies));
	KAPI_EXPECT_TRUE(time_is_after_eq_jiffies(jiffies + 1000 * HZ));
	KAPI_EXPECT_TRUE(time_is_before_jiffies64(get_jiffies_64() - HZ));
	KAPI_EXPECT_TRUE(time_is_after_jiffies64(get_jiffies_64() + 1000 * HZ));
}

KAPI_MODULE();
