// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From one unit of time to another (kernel/time/time.c, timeconv.c).
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/time.h>
#include <linux/time64.h>
#include <linux/timer.h>

#include "kapi.h"

/* What the compiler must not compute. */
static volatile unsigned int units;
static volatile unsigned long ticks;

static unsigned long msecs(unsigned int m)
{
	units = m;
	return msecs_to_jiffies(units);
}

static unsigned long usecs(unsigned int u)
{
	units = u;
	return usecs_to_jiffies(units);
}

KAPI_TEST(milliseconds_are_rounded_up_to_ticks)
{
	KAPI_EXPECT_EQ(msecs(0), 0);
	KAPI_EXPECT_EQ(msecs(1), DIV_ROUND_UP(HZ, 1000));
	KAPI_EXPECT_EQ(msecs(9), DIV_ROUND_UP(9 * HZ, 1000));
	KAPI_EXPECT_EQ(msecs(1000), HZ);
	KAPI_EXPECT_EQ(msecs(1001), HZ + DIV_ROUND_UP(HZ, 1000));
	KAPI_EXPECT_EQ(msecs(24 * 60 * 60 * 1000), 24UL * 60 * 60 * HZ);
}

KAPI_TEST(constants_and_variables_convert_alike)
{
	KAPI_EXPECT_EQ(msecs_to_jiffies(0), msecs(0));
	KAPI_EXPECT_EQ(msecs_to_jiffies(1), msecs(1));
	KAPI_EXPECT_EQ(msecs_to_jiffies(1003), msecs(1003));
	KAPI_EXPECT_EQ(msecs_to_jiffies(INT_MAX), msecs(INT_MAX));
	KAPI_EXPECT_EQ(msecs_to_jiffies(-1), msecs(-1));
	KAPI_EXPECT_EQ(usecs_to_jiffies(1), usecs(1));
	KAPI_EXPECT_EQ(usecs_to_jiffies(1000003), usecs(1000003));
}

KAPI_TEST(negative_milliseconds_are_for_ever)
{
	KAPI_EXPECT_EQ(msecs(-1), MAX_JIFFY_OFFSET);
	KAPI_EXPECT_EQ(msecs(1U << 31), MAX_JIFFY_OFFSET);
	KAPI_EXPECT_LT(msecs(INT_MAX), MAX_JIFFY_OFFSET);
}

KAPI_TEST(microseconds_are_rounded_up_to_ticks)
{
	KAPI_EXPECT_EQ(usecs(0), 0);
	KAPI_EXPECT_EQ(usecs(1), 1);
	KAPI_EXPECT_EQ(usecs(1000000 / HZ), 1);
	KAPI_EXPECT_EQ(usecs(1000000 / HZ + 1), 2);
	KAPI_EXPECT_EQ(usecs(1000000), HZ);
	KAPI_EXPECT_EQ(usecs(UINT_MAX), MAX_JIFFY_OFFSET);
}

KAPI_TEST(nanoseconds_are_rounded_down_to_ticks)
{
	KAPI_EXPECT_EQ(nsecs_to_jiffies(0), 0);
	KAPI_EXPECT_EQ(nsecs_to_jiffies(TICK_NSEC - 1), 0);
	KAPI_EXPECT_EQ(nsecs_to_jiffies(TICK_NSEC), 1);
	KAPI_EXPECT_EQ(nsecs_to_jiffies64(2 * TICK_NSEC - 1), 1);
	KAPI_EXPECT_EQ(nsecs_to_jiffies64(NSEC_PER_SEC), HZ);
}

KAPI_TEST(ticks_become_the_time_they_take)
{
	ticks = HZ;
	KAPI_EXPECT_EQ(jiffies_to_msecs(ticks), 1000);
	KAPI_EXPECT_EQ(jiffies_to_usecs(ticks), 1000000);
	KAPI_EXPECT_EQ(jiffies_to_nsecs(ticks), NSEC_PER_SEC);
	KAPI_EXPECT_EQ(jiffies64_to_nsecs(ticks), NSEC_PER_SEC);
	KAPI_EXPECT_EQ(jiffies64_to_msecs(ticks), 1000);
	ticks = 1;
	KAPI_EXPECT_EQ(jiffies_to_usecs(ticks), 1000000 / HZ);
	KAPI_EXPECT_EQ(jiffies64_to_nsecs(ticks), TICK_NSEC);
}

KAPI_TEST(milliseconds_and_microseconds_wrap_at_32_bits_nanoseconds_do_not)
{
	/* Two hours. */
	ticks = 7200UL * HZ;
	KAPI_EXPECT_EQ(jiffies_to_msecs(ticks), 7200000);
	KAPI_EXPECT_EQ(jiffies_to_usecs(ticks), (u32)7200000000ULL);
	KAPI_EXPECT_EQ(jiffies64_to_nsecs(ticks), 7200000000000ULL);
}

KAPI_TEST(a_time_that_is_over_has_no_milliseconds_left)
{
	KAPI_EXPECT_EQ(jiffies_delta_to_msecs(-5), 0);
	KAPI_EXPECT_EQ(jiffies_delta_to_msecs(0), 0);
	KAPI_EXPECT_EQ(jiffies_delta_to_msecs(HZ), 1000);
}

KAPI_TEST(user_space_counts_hundredths_of_a_second)
{
	KAPI_EXPECT_EQ(jiffies_to_clock_t(HZ), USER_HZ);
	KAPI_EXPECT_EQ(jiffies_to_clock_t(0), 0);
	KAPI_EXPECT_EQ(jiffies_64_to_clock_t(10 * HZ), 10 * USER_HZ);
	KAPI_EXPECT_EQ(clock_t_to_jiffies(USER_HZ), HZ);
	KAPI_EXPECT_EQ(clock_t_to_jiffies(1), HZ / USER_HZ);
	KAPI_EXPECT_EQ(clock_t_to_jiffies(~0UL), ~0UL);
	KAPI_EXPECT_EQ(jiffies_delta_to_clock_t(-1), 0);
}

KAPI_TEST(seconds_and_nanoseconds_are_rounded_up_to_ticks)
{
	struct timespec64 ts = { 0, 0 };

	KAPI_EXPECT_EQ(timespec64_to_jiffies(&ts), 0);
	ts.tv_nsec = 1;
	KAPI_EXPECT_EQ(timespec64_to_jiffies(&ts), 1);
	ts.tv_nsec = TICK_NSEC;
	KAPI_EXPECT_EQ(timespec64_to_jiffies(&ts), 1);
	ts.tv_nsec = TICK_NSEC + 1;
	KAPI_EXPECT_EQ(timespec64_to_jiffies(&ts), 2);
	ts = (struct timespec64){ 3, 0 };
	KAPI_EXPECT_EQ(timespec64_to_jiffies(&ts), 3 * HZ);
}

KAPI_TEST(ticks_become_seconds_and_nanoseconds)
{
	struct timespec64 ts;

	jiffies_to_timespec64(3 * HZ + 1, &ts);
	KAPI_EXPECT_EQ(ts.tv_sec, 3);
	KAPI_EXPECT_EQ(ts.tv_nsec, TICK_NSEC);
}

KAPI_TEST(nanoseconds_become_seconds_and_a_positive_rest)
{
	struct timespec64 ts = ns_to_timespec64(1500000000);

	KAPI_EXPECT_EQ(ts.tv_sec, 1);
	KAPI_EXPECT_EQ(ts.tv_nsec, 500000000);
	ts = ns_to_timespec64(-1);
	KAPI_EXPECT_EQ(ts.tv_sec, -1);
	KAPI_EXPECT_EQ(ts.tv_nsec, 999999999);
	KAPI_EXPECT_EQ(timespec64_to_ns(&ts), -1);
	ts = ns_to_timespec64(-NSEC_PER_SEC);
	KAPI_EXPECT_EQ(ts.tv_sec, -1);
	KAPI_EXPECT_EQ(ts.tv_nsec, 0);
}

KAPI_TEST(a_normal_time_has_less_than_a_second_of_nanoseconds)
{
	struct timespec64 ts;

	set_normalized_timespec64(&ts, 1, 2500000000LL);
	KAPI_EXPECT_EQ(ts.tv_sec, 3);
	KAPI_EXPECT_EQ(ts.tv_nsec, 500000000);
	set_normalized_timespec64(&ts, 1, -1);
	KAPI_EXPECT_EQ(ts.tv_sec, 0);
	KAPI_EXPECT_EQ(ts.tv_nsec, 999999999);
	KAPI_EXPECT_TRUE(timespec64_valid(&ts));
	ts.tv_nsec = NSEC_PER_SEC;
	KAPI_EXPECT_FALSE(timespec64_valid(&ts));
	ts = (struct timespec64){ -1, 0 };
	KAPI_EXPECT_FALSE(timespec64_valid(&ts));
}

KAPI_TEST(times_are_added_subtracted_and_compared)
{
	struct timespec64 a = { 1, 700000000 }, b = { 0, 600000000 }, c;

	c = timespec64_add(a, b);
	KAPI_EXPECT_EQ(c.tv_sec, 2);
	KAPI_EXPECT_EQ(c.tv_nsec, 300000000);
	c = timespec64_sub(b, a);
	KAPI_EXPECT_EQ(timespec64_to_ns(&c), -1100000000);
	KAPI_EXPECT_LT(timespec64_compare(&b, &a), 0);
	KAPI_EXPECT_GT(timespec64_compare(&a, &b), 0);
	KAPI_EXPECT_EQ(timespec64_compare(&a, &a), 0);
	KAPI_EXPECT_TRUE(timespec64_equal(&a, &a));
	KAPI_EXPECT_FALSE(timespec64_equal(&a, &b));
}

KAPI_TEST(a_ktime_is_a_number_of_nanoseconds)
{
	KAPI_EXPECT_EQ(ktime_set(2, 5), 2000000005);
	KAPI_EXPECT_EQ(ktime_set(KTIME_SEC_MAX, 0), KTIME_MAX);
	KAPI_EXPECT_EQ(ktime_to_us(1999), 1);
	KAPI_EXPECT_EQ(ktime_to_ms(ms_to_ktime(7)), 7);
	KAPI_EXPECT_EQ(ktime_add_us(0, 3), 3000);
	KAPI_EXPECT_EQ(ktime_ms_delta(ms_to_ktime(9), ms_to_ktime(4)), 5);
	KAPI_EXPECT_EQ(ktime_us_delta(4000, 9000), -5);
	KAPI_EXPECT_EQ(ktime_divns(-7, 2), -3);
	KAPI_EXPECT_EQ(ktime_compare(1, 2), -1);
	KAPI_EXPECT_EQ(ktime_compare(2, 2), 0);
	KAPI_EXPECT_EQ(ktime_compare(2, 1), 1);
	KAPI_EXPECT_TRUE(ktime_after(2, 1));
	KAPI_EXPECT_FALSE(ktime_after(1, 1));
	KAPI_EXPECT_TRUE(ktime_before(1, 2));
}

KAPI_TEST(dates_become_seconds)
{
	KAPI_EXPECT_EQ(mktime64(1970, 1, 1, 0, 0, 0), 0);
	KAPI_EXPECT_EQ(mktime64(2000, 2, 29, 12, 0, 0), 951825600);
	KAPI_EXPECT_EQ(mktime64(2038, 1, 19, 3, 14, 8), 1LL << 31);
}

KAPI_TEST(seconds_become_dates)
{
	struct tm tm;

	time64_to_tm(951825600, 0, &tm);
	KAPI_EXPECT_EQ(tm.tm_year, 100);
	KAPI_EXPECT_EQ(tm.tm_mon, 1);
	KAPI_EXPECT_EQ(tm.tm_mday, 29);
	KAPI_EXPECT_EQ(tm.tm_hour, 12);
	KAPI_EXPECT_EQ(tm.tm_yday, 59);
	KAPI_EXPECT_EQ(tm.tm_wday, 2);
	time64_to_tm(0, -3600, &tm);
	KAPI_EXPECT_EQ(tm.tm_year, 69);
	KAPI_EXPECT_EQ(tm.tm_mon, 11);
	KAPI_EXPECT_EQ(tm.tm_mday, 31);
	KAPI_EXPECT_EQ(tm.tm_hour, 23);
	KAPI_EXPECT_EQ(tm.tm_wday, 3);
}

/* Far enough ahead, on a whole second of CPU 0. */
static unsigned long some_second(void)
{
	unsigned long j = jiffies + 100 * HZ;

	return j - j % HZ;
}

KAPI_TEST(ticks_are_rounded_to_the_nearer_second_with_a_bias_upwards)
{
	unsigned long second = some_second();

	KAPI_EXPECT_EQ(__round_jiffies(second, 0), second);
	KAPI_EXPECT_EQ(__round_jiffies(second + HZ / 4 - 1, 0), second);
	KAPI_EXPECT_EQ(__round_jiffies(second + HZ / 4, 0), second + HZ);
	KAPI_EXPECT_EQ(__round_jiffies(second + HZ - 1, 0), second + HZ);
}

KAPI_TEST(ticks_rounded_up_go_to_the_next_second)
{
	unsigned long second = some_second();

	KAPI_EXPECT_EQ(__round_jiffies_up(second + 1, 0), second + HZ);
	KAPI_EXPECT_EQ(__round_jiffies_up(second + HZ - 1, 0), second + HZ);
	/* Also from a whole second. */
	KAPI_EXPECT_EQ(__round_jiffies_up(second, 0), second + HZ);
}

KAPI_TEST(each_processor_rounds_a_little_earlier)
{
	unsigned long second = some_second();

	KAPI_EXPECT_EQ(__round_jiffies(second + HZ / 2, 1), second + HZ - 3);
	KAPI_EXPECT_EQ(__round_jiffies_up(second + 1, 2), second + HZ - 6);
}

KAPI_TEST(the_past_is_not_rounded)
{
	unsigned long past = jiffies - 3 * HZ;

	KAPI_EXPECT_EQ(__round_jiffies(past, 0), past);
	KAPI_EXPECT_EQ(__round_jiffies_up(past, 0), past);
}

KAPI_TEST(a_span_is_rounded_so_that_its_end_is)
{
	unsigned long before = jiffies, after, end;

	end = __round_jiffies_relative(100 * HZ + HZ / 2, 0);
	after = jiffies;
	/* One of the ticks that it may have been then. */
	while (before != after && (before + end) % HZ)
		before++;
	KAPI_EXPECT_EQ((before + end) % HZ, 0);
	KAPI_EXPECT_GE(end, 100 * HZ);
	KAPI_EXPECT_LE(end, 102 * HZ);
}

KAPI_TEST(rounding_for_this_processor_is_near)
{
	unsigned long j = jiffies + 50 * HZ;

	KAPI_EXPECT_LE(abs((long)(round_jiffies(j) - j)), HZ);
	KAPI_EXPECT_LE(abs((long)(round_jiffies_up(j) - j)), HZ);
	KAPI_EXPECT_LE(round_jiffies_relative(50 * HZ), 51 * HZ);
	KAPI_EXPECT_LE(round_jiffies_up_relative(50 * HZ), 51 * HZ);
}

KAPI_MODULE();
