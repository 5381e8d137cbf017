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

	/* What lies before the boot is no time. */
	msleep(10);
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

KAPI_TEST(a_timer_may_go_by_any_of_four_clocks)
{
	static const clockid_t clocks[] = { CLOCK_MONOTONIC, CLOCK_REALTIME,
					    CLOCK_BOOTTIME, CLOCK_TAI };
	ktime_t expires;
	struct probe p;
	int i;

	for (i = 0; i < ARRAY_SIZE(clocks); i++) {
		probe_init(&p, clocks[i], HRTIMER_MODE_ABS);
		expires = ktime_add_ms(hrtimer_cb_get_time(&p.timer), 2);
		hrtimer_start(&p.timer, expires, HRTIMER_MODE_ABS);
		wait_for_completion(&p.ran);
		KAPI_EXPECT_GE(p.at, expires);
	}
}

KAPI_TEST(pinned_modes_run_on_the_processor_that_starts_them)
{
	static const enum hrtimer_mode modes[] = {
		HRTIMER_MODE_REL_PINNED, HRTIMER_MODE_REL_PINNED_SOFT,
		HRTIMER_MODE_REL_PINNED_HARD
	};
	struct probe p;
	int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		probe_init(&p, CLOCK_MONOTONIC, modes[i]);
		hrtimer_start(&p.timer, ms_to_ktime(1), modes[i]);
		wait_for_completion(&p.ran);
		KAPI_EXPECT_EQ(p.runs, 1);
		KAPI_EXPECT_EQ(p.in_hardirq, !(modes[i] & HRTIMER_MODE_SOFT));
		/* A hard interrupt may come on top of a softirq. */
		if (modes[i] & HRTIMER_MODE_SOFT)
			KAPI_EXPECT_TRUE(p.in_softirq);
	}
}

/* Timers that write down in which order they ran. */
struct ranked {
	struct hrtimer timer;
	int number;
};

static int ranks[4];
static int ranked_count;

static enum hrtimer_restart ranked_fn(struct hrtimer *t)
{
	ranks[ranked_count++] = container_of(t, struct ranked, timer)->number;
	return HRTIMER_NORESTART;
}

static void run_ranked(const ktime_t *expires, int count)
{
	static struct ranked r[4];
	unsigned long flags;
	int i;

	ranked_count = 0;
	/* So that none runs before all are started, however slow this is. */
	local_irq_save(flags);
	for (i = 0; i < count; i++) {
		hrtimer_init(&r[i].timer, CLOCK_MONOTONIC,
			     HRTIMER_MODE_ABS_PINNED_HARD);
		r[i].timer.function = ranked_fn;
		r[i].number = i;
		hrtimer_start(&r[i].timer, expires[i],
			      HRTIMER_MODE_ABS_PINNED_HARD);
	}
	local_irq_restore(flags);
	msleep(30);
	for (i = 0; i < count; i++)
		hrtimer_cancel(&r[i].timer);
}

KAPI_TEST(timers_run_in_the_order_of_their_times)
{
	ktime_t start = ktime_get();
	ktime_t expires[] = { ktime_add_ms(start, 4), ktime_add_ms(start, 2),
			      ktime_add_ms(start, 3) };

	run_ranked(expires, 3);
	KAPI_ASSERT_EQ(ranked_count, 3);
	KAPI_EXPECT_EQ(ranks[0], 1);
	KAPI_EXPECT_EQ(ranks[1], 2);
	KAPI_EXPECT_EQ(ranks[2], 0);
}

KAPI_TEST(of_timers_for_one_instant_the_first_started_runs_first)
{
	ktime_t at = ktime_add_ms(ktime_get(), 3);
	ktime_t expires[] = { at, at, at, at };
	int i;

	run_ranked(expires, 4);
	KAPI_ASSERT_EQ(ranked_count, 4);
	for (i = 0; i < 4; i++)
		KAPI_EXPECT_EQ(ranks[i], i);
}

static bool slow_began, slow_ended;

static enum hrtimer_restart slow_fn(struct hrtimer *t)
{
	WRITE_ONCE(slow_began, true);
	mdelay(3);
	WRITE_ONCE(slow_ended, true);
	return HRTIMER_NORESTART;
}

KAPI_TEST(a_timer_is_cancelled_when_its_function_has_returned)
{
	struct probe p;

	slow_began = slow_ended = false;
	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	p.timer.function = slow_fn;
	hrtimer_start(&p.timer, ns_to_ktime(100 * NSEC_PER_USEC), HRTIMER_MODE_REL);
	while (!READ_ONCE(slow_began))
		cpu_relax();
	KAPI_EXPECT_EQ(hrtimer_cancel(&p.timer), 0);
	KAPI_EXPECT_TRUE(READ_ONCE(slow_ended));
	KAPI_EXPECT_FALSE(hrtimer_callback_running(&p.timer));
}

static bool active_in_function, queued_in_function;

static enum hrtimer_restart look_fn(struct hrtimer *t)
{
	struct probe *p = container_of(t, struct probe, timer);

	active_in_function = hrtimer_active(t);
	queued_in_function = hrtimer_is_queued(t);
	complete(&p->ran);
	return HRTIMER_NORESTART;
}

KAPI_TEST(a_running_timer_is_active_but_not_queued)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	p.timer.function = look_fn;
	hrtimer_start(&p.timer, ms_to_ktime(1), HRTIMER_MODE_REL);
	wait_for_completion(&p.ran);
	hrtimer_cancel(&p.timer);
	KAPI_EXPECT_TRUE(active_in_function);
	KAPI_EXPECT_FALSE(queued_in_function);
	KAPI_EXPECT_FALSE(hrtimer_active(&p.timer));
}

KAPI_TEST(a_timer_says_how_long_it_will_take)
{
	struct probe p;
	s64 left;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&p.timer, ms_to_ktime(100000), HRTIMER_MODE_REL);
	left = ktime_to_ms(hrtimer_get_remaining(&p.timer));
	KAPI_EXPECT_LE(left, 100000);
	KAPI_EXPECT_GT(left, 50000);
	KAPI_EXPECT_LE(ktime_to_ms(hrtimer_expires_remaining(&p.timer)), left);
	KAPI_EXPECT_EQ(hrtimer_cancel(&p.timer), 1);
}

KAPI_TEST(a_cancelled_timer_restarts_at_its_old_time)
{
	struct probe p;
	ktime_t expires;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	/* Later than the slowest of machines cancels it. */
	hrtimer_start(&p.timer, ms_to_ktime(200), HRTIMER_MODE_REL);
	expires = hrtimer_get_expires(&p.timer);
	KAPI_EXPECT_EQ(hrtimer_cancel(&p.timer), 1);
	hrtimer_restart(&p.timer);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_GE(p.at, expires);
	KAPI_EXPECT_EQ(p.runs, 1);
}

KAPI_TEST(expiries_are_moved_without_a_start)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_set_expires_range_ns(&p.timer, 1000, 50);
	KAPI_EXPECT_EQ(hrtimer_get_softexpires(&p.timer), 1000);
	KAPI_EXPECT_EQ(hrtimer_get_expires_ns(&p.timer), 1050);
	hrtimer_add_expires_ns(&p.timer, 10);
	KAPI_EXPECT_EQ(hrtimer_get_softexpires(&p.timer), 1010);
	KAPI_EXPECT_EQ(hrtimer_get_expires(&p.timer), 1060);
	KAPI_EXPECT_FALSE(hrtimer_is_queued(&p.timer));
}

KAPI_TEST(forwarding_by_nothing_goes_by_the_resolution)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_set_expires(&p.timer, 1000);
	KAPI_EXPECT_EQ(hrtimer_forward(&p.timer, 1000, 0), 1);
	KAPI_EXPECT_EQ(hrtimer_get_expires(&p.timer),
		       1000 + hrtimer_resolution);
}

static enum hrtimer_restart late_fn(struct hrtimer *t)
{
	struct probe *p = container_of(t, struct probe, timer);

	if (p->runs++) {
		complete(&p->ran);
		return HRTIMER_NORESTART;
	}
	mdelay(20);
	p->overruns = hrtimer_forward_now(t, ms_to_ktime(1));
	return HRTIMER_RESTART;
}

KAPI_TEST(a_late_timer_learns_how_many_periods_it_missed)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	p.timer.function = late_fn;
	hrtimer_start(&p.timer, ms_to_ktime(1), HRTIMER_MODE_REL);
	wait_for_completion(&p.ran);
	hrtimer_cancel(&p.timer);
	KAPI_EXPECT_EQ(p.runs, 2);
	KAPI_EXPECT_GE(p.overruns, 5); /* see delay_kapi.c */
}

static enum hrtimer_restart started_anew_fn(struct hrtimer *t)
{
	struct probe *p = container_of(t, struct probe, timer);

	if (p->runs++ == 0)
		hrtimer_start(t, ms_to_ktime(1), HRTIMER_MODE_REL);
	else
		complete(&p->ran);
	return HRTIMER_NORESTART;
}

KAPI_TEST(a_function_may_start_its_timer_instead_of_returning_restart)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	p.timer.function = started_anew_fn;
	hrtimer_start(&p.timer, ms_to_ktime(1), HRTIMER_MODE_REL);
	wait_for_completion(&p.ran);
	hrtimer_cancel(&p.timer);
	KAPI_EXPECT_EQ(p.runs, 2);
}

KAPI_TEST(schedule_hrtimeout_of_a_time_in_the_past_does_not_sleep)
{
	ktime_t past;

	msleep(20);
	past = ktime_sub_ms(ktime_get(), 10);
	set_current_state(TASK_UNINTERRUPTIBLE);
	KAPI_EXPECT_EQ(schedule_hrtimeout(&past, HRTIMER_MODE_ABS), 0);
	KAPI_EXPECT_EQ(get_current_state(), TASK_RUNNING);
}

KAPI_TEST(schedule_hrtimeout_range_sleeps_at_least_to_its_beginning)
{
	ktime_t timeout = ms_to_ktime(2), start = ktime_get();

	set_current_state(TASK_UNINTERRUPTIBLE);
	KAPI_EXPECT_EQ(schedule_hrtimeout_range(&timeout, NSEC_PER_MSEC,
						HRTIMER_MODE_REL), 0);
	KAPI_EXPECT_GE(ktime_ms_delta(ktime_get(), start), 2);
}

KAPI_MODULE();
