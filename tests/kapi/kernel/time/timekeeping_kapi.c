// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading clocks (kernel/time/timekeeping.c, arch/x86/include/asm/tsc.h).
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>
#include <linux/timex.h>

#include "kapi.h"

/* 2001-09-09: the wall clock of whoever runs this is later. */
#define THE_PAST_S 1000000000

KAPI_TEST(the_time_stamp_counter_moves_on)
{
	cycles_t start = get_cycles();

	udelay(10);
	KAPI_EXPECT_GT(get_cycles(), start + 1000);
}

/* Each clock: never back, and on by about what a delay takes. */
#define EXPECT_MOVES_ON(read)				\
	do {						\
		u64 before = (read), after;		\
							\
		KAPI_EXPECT_GE((u64)(read), before);	\
		before = (read);			\
		mdelay(2);				\
		after = (read);				\
		KAPI_EXPECT_GE(after - before, NSEC_PER_MSEC / 2);\
	} while (0)

KAPI_TEST(every_clock_moves_on)
{
	EXPECT_MOVES_ON(ktime_get());
	EXPECT_MOVES_ON(ktime_get_ns());
	EXPECT_MOVES_ON(ktime_get_boottime());
	EXPECT_MOVES_ON(ktime_get_boottime_ns());
	EXPECT_MOVES_ON(ktime_get_real());
	EXPECT_MOVES_ON(ktime_get_real_ns());
	EXPECT_MOVES_ON(ktime_get_clocktai());
	EXPECT_MOVES_ON(ktime_get_clocktai_ns());
}

/* Not disciplined by anybody, so not to the nanosecond of the others. */
KAPI_TEST(raw_and_fast_clocks_move_on)
{
	u64 raw = ktime_get_raw_ns(), mono = ktime_get_mono_fast_ns();
	u64 raw_fast = ktime_get_raw_fast_ns(), boot = ktime_get_boot_fast_ns();
	u64 real = ktime_get_real_fast_ns(), tai = ktime_get_tai_fast_ns();

	mdelay(2);
	KAPI_EXPECT_GE(ktime_get_raw_ns() - raw, NSEC_PER_MSEC / 2);
	KAPI_EXPECT_GE(ktime_get_raw_fast_ns() - raw_fast, NSEC_PER_MSEC / 2);
	KAPI_EXPECT_GE(ktime_get_mono_fast_ns() - mono, NSEC_PER_MSEC / 2);
	KAPI_EXPECT_GE(ktime_get_boot_fast_ns() - boot, NSEC_PER_MSEC / 2);
	KAPI_EXPECT_GE(ktime_get_real_fast_ns() - real, NSEC_PER_MSEC / 2);
	KAPI_EXPECT_GE(ktime_get_tai_fast_ns() - tai, NSEC_PER_MSEC / 2);
}

KAPI_TEST(the_clock_since_boot_counts_sleep_the_monotonic_one_does_not)
{
	ktime_t mono = ktime_get();

	KAPI_EXPECT_GE(ktime_get_boottime(), mono);
}

KAPI_TEST(the_wall_clock_shows_the_present)
{
	KAPI_EXPECT_GT(ktime_get_real_seconds(), THE_PAST_S);
	KAPI_EXPECT_GE(ktime_get_clocktai(), ktime_get_real() - NSEC_PER_SEC);
}

/* A clock by two functions, read one after the other. */
#define EXPECT_TOGETHER(first, second)					\
	do {								\
		s64 one = (first), other = (second);			\
									\
		KAPI_EXPECT_GE(other, one);				\
		KAPI_EXPECT_LE(other - one, NSEC_PER_SEC);		\
	} while (0)

static s64 ns_of(void (*read)(struct timespec64 *ts))
{
	struct timespec64 ts;

	read(&ts);
	KAPI_EXPECT_TRUE(timespec64_valid(&ts));
	return timespec64_to_ns(&ts);
}

KAPI_TEST(a_clock_shows_the_same_in_every_form)
{
	EXPECT_TOGETHER(ktime_get(), ns_of(ktime_get_ts64));
	EXPECT_TOGETHER(ktime_get_real(), ns_of(ktime_get_real_ts64));
	EXPECT_TOGETHER(ktime_get_raw(), ns_of(ktime_get_raw_ts64));
	EXPECT_TOGETHER(ktime_get_boottime(), ns_of(ktime_get_boottime_ts64));
	EXPECT_TOGETHER(ktime_get_clocktai(), ns_of(ktime_get_clocktai_ts64));
	EXPECT_TOGETHER(ktime_get_with_offset(TK_OFFS_REAL), ktime_get_real());
	EXPECT_TOGETHER(ktime_get_with_offset(TK_OFFS_BOOT),
			ktime_get_boottime());
	EXPECT_TOGETHER(ktime_get_with_offset(TK_OFFS_TAI),
			ktime_get_clocktai());
}

KAPI_TEST(seconds_are_those_of_the_clock)
{
	time64_t seconds;

	seconds = ktime_divns(ktime_get(), NSEC_PER_SEC);
	KAPI_EXPECT_LE(ktime_get_seconds() - seconds, 1);
	seconds = ktime_divns(ktime_get_real(), NSEC_PER_SEC);
	KAPI_EXPECT_LE(ktime_get_real_seconds() - seconds, 1);
	seconds = ktime_divns(ktime_get_boottime(), NSEC_PER_SEC);
	KAPI_EXPECT_LE(ktime_get_boottime_seconds() - seconds, 1);
}

KAPI_TEST(coarse_clocks_show_the_last_tick)
{
	s64 coarse, fine;

	coarse = ktime_get_coarse();
	fine = ktime_get();
	KAPI_EXPECT_LE(coarse, fine);
	/* The tick may have been late. */
	KAPI_EXPECT_LE(fine - coarse, NSEC_PER_SEC);
	KAPI_EXPECT_LE(ktime_get_coarse_real(), ktime_get_real());
	KAPI_EXPECT_LE(ktime_get_coarse_boottime(), ktime_get_boottime());
	KAPI_EXPECT_LE(ktime_get_coarse_clocktai(), ktime_get_clocktai());
	EXPECT_TOGETHER(ktime_get_coarse_ns(), ns_of(ktime_get_coarse_ts64));
	EXPECT_TOGETHER(ktime_get_coarse_real_ns(),
			ns_of(ktime_get_coarse_real_ts64));
}

KAPI_TEST(coarse_clocks_move_on_with_the_tick)
{
	ktime_t coarse = ktime_get_coarse(), real = ktime_get_coarse_real();

	msleep(20);
	KAPI_EXPECT_GT(ktime_get_coarse(), coarse);
	KAPI_EXPECT_GT(ktime_get_coarse_real(), real);
}

KAPI_TEST(a_monotonic_time_converts_to_another_clock)
{
	ktime_t mono = ktime_get();

	EXPECT_TOGETHER(ktime_mono_to_real(mono), ktime_get_real());
	EXPECT_TOGETHER(ktime_mono_to_any(mono, TK_OFFS_BOOT),
			ktime_get_boottime());
}

KAPI_TEST(clocks_are_finer_than_ticks)
{
	KAPI_EXPECT_LE(ktime_get_resolution_ns(), TICK_NSEC);
}

KAPI_TEST(the_machine_was_booted_before_now)
{
	struct timespec64 boot;

	getboottime64(&boot);
	KAPI_EXPECT_GT(boot.tv_sec, THE_PAST_S);
	KAPI_EXPECT_LE(timespec64_to_ns(&boot), ktime_get_real());
}

KAPI_MODULE();
