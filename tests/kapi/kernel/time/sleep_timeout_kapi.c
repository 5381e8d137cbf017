// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sleeping for a while (kernel/time/timer.c, later sleep_timeout.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/timer.h>

#include "kapi.h"

static u64 start_ns;

static void start_clock(void)
{
	/*
	 * A processor that was away for long has jiffies, by which sleepers
	 * count, behind until its next tick.
	 */
	msleep(1);
	start_ns = ktime_get_ns();
}

static u64 passed_ms(void)
{
	return (ktime_get_ns() - start_ns) / NSEC_PER_MSEC;
}

/* Pending, but the process does not die of it at once. */
static void make_signal_pending(void)
{
	sigset_t set, old;

	siginitset(&set, sigmask(SIGUSR1));
	sigprocmask(SIG_BLOCK, &set, &old);
	send_sig(SIGUSR1, current, 1);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

/* Wakes a task after @delay ticks, whatever it waits for. */
struct waker {
	struct timer_list timer;
	struct task_struct *task;
};

static void waker_fn(struct timer_list *timer)
{
	wake_up_process(container_of(timer, struct waker, timer)->task);
}

static void waker_start(struct waker *waker, unsigned long delay)
{
	waker->task = current;
	timer_setup_on_stack(&waker->timer, waker_fn, 0);
	mod_timer(&waker->timer, jiffies + delay);
}

static void waker_stop(struct waker *waker)
{
	timer_delete_sync(&waker->timer);
	destroy_timer_on_stack(&waker->timer);
}

KAPI_TEST(msleep_sleeps_at_least_so_long)
{
	start_clock();
	msleep(30);
	KAPI_EXPECT_GE(passed_ms(), 30);
}

KAPI_TEST(msleep_of_nothing_ends)
{
	msleep(0);
	KAPI_EXPECT_EQ(get_current_state(), TASK_RUNNING);
}

KAPI_TEST(msleep_goes_back_to_sleep_when_woken)
{
	struct waker waker;

	waker_start(&waker, 1);
	start_clock();
	msleep(50);
	KAPI_EXPECT_GE(passed_ms(), 50);
	waker_stop(&waker);
}

KAPI_TEST(msleep_is_deaf_to_signals)
{
	make_signal_pending();
	start_clock();
	msleep(20);
	flush_signals(current);
	KAPI_EXPECT_GE(passed_ms(), 20);
}

KAPI_TEST(ssleep_counts_seconds)
{
	start_clock();
	ssleep(1);
	KAPI_EXPECT_GE(passed_ms(), 1000);
}

KAPI_TEST(msleep_interruptible_has_nothing_left_when_its_time_is_up)
{
	start_clock();
	KAPI_EXPECT_EQ(msleep_interruptible(20), 0);
	KAPI_EXPECT_GE(passed_ms(), 20);
}

KAPI_TEST(msleep_interruptible_says_what_a_signal_has_left)
{
	unsigned long left;

	make_signal_pending();
	start_clock();
	left = msleep_interruptible(100000);
	flush_signals(current);
	KAPI_EXPECT_LT(passed_ms(), 50000);
	KAPI_EXPECT_GT(left, 50000);
	/* It had asked for a tick more. */
	KAPI_EXPECT_LE(left, 100000 + jiffies_to_msecs(1));
}

KAPI_TEST(usleep_range_sleeps_at_least_the_shorter_time)
{
	start_clock();
	usleep_range(1500, 3000);
	KAPI_EXPECT_GE(ktime_get_ns() - start_ns, 1500 * NSEC_PER_USEC);
	start_clock();
	usleep_range_state(1500, 3000, TASK_IDLE);
	KAPI_EXPECT_GE(ktime_get_ns() - start_ns, 1500 * NSEC_PER_USEC);
}

KAPI_TEST(usleep_range_goes_back_to_sleep_when_woken)
{
	struct waker waker;

	waker_start(&waker, 1);
	start_clock();
	usleep_range(50000, 50000);
	KAPI_EXPECT_GE(passed_ms(), 50);
	waker_stop(&waker);
}

KAPI_TEST(fsleep_takes_what_fits_the_time)
{
	start_clock();
	fsleep(5);
	KAPI_EXPECT_GE(ktime_get_ns() - start_ns, 5 * NSEC_PER_USEC);
	start_clock();
	fsleep(3000);
	KAPI_EXPECT_GE(passed_ms(), 3);
	start_clock();
	fsleep(30000);
	KAPI_EXPECT_GE(passed_ms(), 30);
}

KAPI_TEST(schedule_timeout_has_nothing_left_when_its_time_is_up)
{
	unsigned long start = jiffies;

	KAPI_EXPECT_EQ(schedule_timeout_uninterruptible(5), 0);
	KAPI_EXPECT_TRUE(time_after_eq(jiffies, start + 5));
	start = jiffies;
	KAPI_EXPECT_EQ(schedule_timeout_interruptible(5), 0);
	KAPI_EXPECT_TRUE(time_after_eq(jiffies, start + 5));
	KAPI_EXPECT_EQ(schedule_timeout_killable(1), 0);
	KAPI_EXPECT_EQ(schedule_timeout_idle(1), 0);
	KAPI_EXPECT_EQ(get_current_state(), TASK_RUNNING);
}

KAPI_TEST(schedule_timeout_says_what_was_left_when_woken)
{
	struct waker waker;
	long left;

	waker_start(&waker, 2);
	left = schedule_timeout_uninterruptible(100 * HZ);
	KAPI_EXPECT_GT(left, 50 * HZ);
	KAPI_EXPECT_LE(left, 100 * HZ - 1);
	waker_stop(&waker);
}

KAPI_TEST(schedule_timeout_of_a_running_task_does_not_sleep)
{
	long left;

	start_clock();
	__set_current_state(TASK_RUNNING);
	left = schedule_timeout(1000 * HZ);
	KAPI_EXPECT_GT(left, 500 * HZ);
	KAPI_EXPECT_LE(left, 1000 * HZ);
	KAPI_EXPECT_LT(passed_ms(), 500000);
}

KAPI_TEST(schedule_timeout_for_ever_ends_with_a_wake_up)
{
	struct waker waker;

	waker_start(&waker, 2);
	set_current_state(TASK_UNINTERRUPTIBLE);
	KAPI_EXPECT_EQ(schedule_timeout(MAX_SCHEDULE_TIMEOUT),
		       MAX_SCHEDULE_TIMEOUT);
	waker_stop(&waker);
}

KAPI_TEST(schedule_timeout_of_no_time_has_none_left)
{
	KAPI_EXPECT_EQ(schedule_timeout_uninterruptible(0), 0);
	KAPI_EXPECT_EQ(get_current_state(), TASK_RUNNING);
}

KAPI_TEST(schedule_timeout_of_less_than_no_time_does_not_sleep)
{
	KAPI_EXPECT_EQ(schedule_timeout_uninterruptible(-1), 0);
	KAPI_EXPECT_EQ(get_current_state(), TASK_RUNNING);
}

KAPI_TEST(a_signal_ends_an_interruptible_sleep_only)
{
	make_signal_pending();
	KAPI_EXPECT_GT(schedule_timeout_interruptible(100 * HZ), 50 * HZ);
	/* It does not kill. */
	KAPI_EXPECT_EQ(schedule_timeout_killable(2), 0);
	KAPI_EXPECT_EQ(schedule_timeout_uninterruptible(2), 0);
	flush_signals(current);
}

KAPI_MODULE();
