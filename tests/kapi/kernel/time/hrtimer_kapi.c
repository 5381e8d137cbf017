// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * High-resolution timers (kernel/time/hrtimer.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "kapi.h"

struct probe {
	struct hrtimer timer;
	struct completion ran;
	ktime_t at;
	int runs;
	int rearm;
	u64 overruns;
	bool in_hardirq, in_softirq;
};

static enum hrtimer_restart probe_fn(struct hrtimer *t)
{
	struct probe *p = container_of(t, struct probe, timer);

	p->at = hrtimer_cb_get_time(t);
	p->runs++;
	p->in_hardirq = in_hardirq();
	p->in_softirq = in_serving_softirq();
	if (p->rearm-- > 0) {
		p->overruns += hrtimer_forward_now(t, ms_to_ktime(1));
		return HRTIMER_RESTART;
	}
	complete(&p->ran);
	return HRTIMER_NORESTART;
}

static void probe_init(struct probe *p, clockid_t clock,
		       enum hrtimer_mode mode)
{
	memset(p, 0, sizeof(*p));
	hrtimer_init(&p->timer, clock, mode);
	p->timer.function = probe_fn;
	init_completion(&p->ran);
}

KAPI_TEST(a_new_timer_is_idle)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	KAPI_EXPECT_FALSE(hrtimer_active(&p.timer));
	KAPI_EXPECT_FALSE(hrtimer_is_queued(&p.timer));
	KAPI_EXPECT_EQ(hrtimer_cancel(&p.timer), 0);
	KAPI_EXPECT_EQ(hrtimer_try_to_cancel(&p.timer), 0);
}

KAPI_TEST(a_relative_timer_runs_once_in_a_hard_interrupt)
{
	ktime_t start = ktime_get();
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&p.timer, ms_to_ktime(2), HRTIMER_MODE_REL);
	KAPI_EXPECT_TRUE(hrtimer_active(&p.timer));
	KAPI_EXPECT_TRUE(hrtimer_is_queued(&p.timer));
	wait_for_completion(&p.ran);
	KAPI_EXPECT_GE(ktime_to_ns(ktime_sub(p.at, start)), 2 * NSEC_PER_MSEC);
	KAPI_EXPECT_TRUE(p.in_hardirq);
	msleep(10);
	KAPI_EXPECT_EQ(p.runs, 1);
	KAPI_EXPECT_FALSE(hrtimer_active(&p.timer));
}

KAPI_TEST(a_soft_timer_runs_in_a_softirq)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	hrtimer_start(&p.timer, ms_to_ktime(1), HRTIMER_MODE_REL_SOFT);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_FALSE(p.in_hardirq);
	KAPI_EXPECT_TRUE(p.in_softirq);
}

KAPI_TEST(an_absolute_timer_goes_by_its_clock)
{
	ktime_t expires = ktime_add_ms(ktime_get_real(), 2);
	struct probe p;

	probe_init(&p, CLOCK_REALTIME, HRTIMER_MODE_ABS);
	hrtimer_start(&p.timer, expires, HRTIMER_MODE_ABS);
	KAPI_EXPECT_EQ(hrtimer_get_expires(&p.timer), expires);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_GE(p.at, expires);
	KAPI_EXPECT_LT(p.at, ktime_add_ms(expires, 1000));
}

KAPI_TEST(an_absolute_time_in_the_past_runs_at_once)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_start(&p.timer, ktime_sub_ms(ktime_get(), 5),
		      HRTIMER_MODE_ABS);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_EQ(p.runs, 1);
}

KAPI_TEST(a_cancelled_timer_does_not_run)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&p.timer, ms_to_ktime(500), HRTIMER_MODE_REL);
	KAPI_EXPECT_EQ(hrtimer_cancel(&p.timer), 1);
	KAPI_EXPECT_EQ(hrtimer_cancel(&p.timer), 0);
	KAPI_EXPECT_FALSE(hrtimer_active(&p.timer));
	KAPI_EXPECT_EQ(p.runs, 0);
}

KAPI_TEST(a_periodic_timer_forwards_itself)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	p.rearm = 4;
	hrtimer_start(&p.timer, ms_to_ktime(1), HRTIMER_MODE_REL);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_EQ(p.runs, 5);
	KAPI_EXPECT_GE(p.overruns, 4);
}

KAPI_TEST(forwarding_counts_whole_intervals)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_set_expires(&p.timer, 1000);
	/* Not due yet. */
	KAPI_EXPECT_EQ(hrtimer_forward(&p.timer, 999, 100), 0);
	KAPI_EXPECT_EQ(hrtimer_get_expires(&p.timer), 1000);
	/* Due just now. */
	KAPI_EXPECT_EQ(hrtimer_forward(&p.timer, 1000, 100), 1);
	KAPI_EXPECT_EQ(hrtimer_get_expires(&p.timer), 1100);
	KAPI_EXPECT_EQ(hrtimer_forward(&p.timer, 1199, 100), 1);
	KAPI_EXPECT_EQ(hrtimer_get_expires(&p.timer), 1200);
	/* Exactly some intervals late: one more, to lie in the future. */
	KAPI_EXPECT_EQ(hrtimer_forward(&p.timer, 1500, 100), 4);
	KAPI_EXPECT_EQ(hrtimer_get_expires(&p.timer), 1600);
	KAPI_EXPECT_EQ(hrtimer_forward(&p.timer, 1850, 100), 3);
	KAPI_EXPECT_EQ(hrtimer_get_expires(&p.timer), 1900);
}

KAPI_TEST(starting_anew_replaces_the_expiry)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&p.timer, ms_to_ktime(100000), HRTIMER_MODE_REL);
	hrtimer_start(&p.timer, ms_to_ktime(1), HRTIMER_MODE_REL);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_EQ(p.runs, 1);
}

KAPI_TEST(a_range_keeps_both_ends)
{
	ktime_t soft = ktime_add_ms(ktime_get(), 1000);
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_start_range_ns(&p.timer, soft, 5000, HRTIMER_MODE_ABS);
	KAPI_EXPECT_EQ(hrtimer_get_softexpires(&p.timer), soft);
	KAPI_EXPECT_EQ(hrtimer_get_expires(&p.timer), soft + 5000);
	KAPI_EXPECT_EQ(hrtimer_cancel(&p.timer), 1);
	hrtimer_restart(&p.timer);
	KAPI_EXPECT_EQ(hrtimer_get_expires(&p.timer), soft + 5000);
	KAPI_EXPECT_EQ(hrtimer_cancel(&p.timer), 1);
}

KAPI_TEST(times_are_added_without_overflow)
{
	KAPI_EXPECT_EQ(ktime_add_safe(1, 2), 3);
	KAPI_EXPECT_EQ(ktime_add_safe(KTIME_MAX, KTIME_MAX),
		       ktime_set(KTIME_SEC_MAX, 0));
}

KAPI_TEST(schedule_hrtimeout_sleeps_for_the_time)
{
	ktime_t start = ktime_get(), timeout = ms_to_ktime(3);

	set_current_state(TASK_UNINTERRUPTIBLE);
	KAPI_EXPECT_EQ(schedule_hrtimeout(&timeout, HRTIMER_MODE_REL), 0);
	KAPI_EXPECT_EQ(get_current_state(), TASK_RUNNING);
	KAPI_EXPECT_GE(ktime_ms_delta(ktime_get(), start), 3);

	timeout = ktime_add_ms(ktime_get(), 2);
	set_current_state(TASK_UNINTERRUPTIBLE);
	KAPI_EXPECT_EQ(schedule_hrtimeout(&timeout, HRTIMER_MODE_ABS), 0);
	KAPI_EXPECT_GE(ktime_get(), timeout);
}

KAPI_TEST(schedule_hrtimeout_of_zero_does_not_sleep)
{
	ktime_t zero = 0;

	set_current_state(TASK_UNINTERRUPTIBLE);
	KAPI_EXPECT_EQ(schedule_hrtimeout(&zero, HRTIMER_MODE_REL), 0);
	KAPI_EXPECT_EQ(get_current_state(), TASK_RUNNING);
}

static enum hrtimer_restart wake_fn(struct hrtimer *t)
{
	struct probe *p = container_of(t, struct probe, timer);

	wake_up_process((struct task_struct *)(unsigned long)p->overruns);
	return HRTIMER_NORESTART;
}

KAPI_TEST(schedule_hrtimeout_says_that_it_was_woken)
{
	ktime_t timeout = ms_to_ktime(10000);
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	p.timer.function = wake_fn;
	p.overruns = (unsigned long)current;
	set_current_state(TASK_UNINTERRUPTIBLE);
	hrtimer_start(&p.timer, ms_to_ktime(1), HRTIMER_MODE_REL);
	KAPI_EXPECT_EQ(schedule_hrtimeout(&timeout, HRTIMER_MODE_REL), -EINTR);
	hrtimer_cancel(&p.timer);
}

static int try_in_callback;

static enum hrtimer_restart try_cancel_fn(struct hrtimer *t)
{
	struct probe *p = container_of(t, struct probe, timer);

	try_in_callback = hrtimer_try_to_cancel(t);
	p->in_hardirq = hrtimer_callback_running(t);
	complete(&p->ran);
	return HRTIMER_NORESTART;
}

KAPI_TEST(a_running_timer_cannot_be_cancelled_by_trying)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	p.timer.function = try_cancel_fn;
	hrtimer_start(&p.timer, ms_to_ktime(1), HRTIMER_MODE_REL);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_EQ(try_in_callback, -1);
	KAPI_EXPECT_TRUE(p.in_hardirq);
	hrtimer_cancel(&p.timer);
}

KAPI_MODULE();
