// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Timers (kernel/time/timer.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <linux/version.h>

#include "kapi.h"

struct probe {
	struct timer_list timer;
	struct completion ran;
	unsigned long at; /* jiffies when it ran */
	int runs;
	int rearm; /* how often to start it anew */
	bool in_softirq, in_task, in_hardirq, irqs_off;
};

static void probe_fn(struct timer_list *t)
{
	struct probe *p = from_timer(p, t, timer);

	p->at = jiffies;
	p->runs++;
	p->in_softirq = in_serving_softirq();
	p->in_task = in_task();
	p->in_hardirq = in_hardirq();
	p->irqs_off = irqs_disabled();
	if (p->rearm-- > 0)
		mod_timer(t, jiffies + 1);
	else
		complete(&p->ran);
}

static void probe_init(struct probe *p, unsigned int flags)
{
	memset(p, 0, sizeof(*p));
	timer_setup(&p->timer, probe_fn, flags);
	init_completion(&p->ran);
}

KAPI_TEST(a_new_timer_is_not_pending)
{
	struct probe p;

	probe_init(&p, 0);
	KAPI_EXPECT_FALSE(timer_pending(&p.timer));
	KAPI_EXPECT_EQ(del_timer(&p.timer), 0);
	KAPI_EXPECT_EQ(del_timer_sync(&p.timer), 0);
}

KAPI_TEST(a_timer_runs_once_and_not_before_its_time)
{
	unsigned long expires;
	struct probe p;

	probe_init(&p, 0);
	expires = jiffies + 3;
	p.timer.expires = expires;
	add_timer(&p.timer);
	KAPI_EXPECT_TRUE(timer_pending(&p.timer));
	wait_for_completion(&p.ran);
	KAPI_EXPECT_TRUE(time_after_eq(p.at, expires));
	KAPI_EXPECT_FALSE(timer_pending(&p.timer));
	msleep(20);
	KAPI_EXPECT_EQ(p.runs, 1);
}

KAPI_TEST(a_timer_runs_in_softirq_context_with_interrupts_on)
{
	struct probe p;

	probe_init(&p, 0);
	mod_timer(&p.timer, jiffies + 1);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_TRUE(p.in_softirq);
	KAPI_EXPECT_FALSE(p.in_task);
	KAPI_EXPECT_FALSE(p.in_hardirq);
	KAPI_EXPECT_FALSE(p.irqs_off);
}

KAPI_TEST(an_irqsafe_timer_runs_with_interrupts_off)
{
	struct probe p;

	probe_init(&p, TIMER_IRQSAFE);
	mod_timer(&p.timer, jiffies + 1);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_TRUE(p.irqs_off);
}

KAPI_TEST(mod_timer_says_whether_it_was_pending)
{
	struct probe p;

	probe_init(&p, 0);
	KAPI_EXPECT_EQ(mod_timer(&p.timer, jiffies + 1000), 0);
	KAPI_EXPECT_EQ(mod_timer(&p.timer, jiffies + 2000), 1);
	KAPI_EXPECT_EQ(mod_timer(&p.timer, p.timer.expires), 1);
	KAPI_EXPECT_EQ(del_timer(&p.timer), 1);
	KAPI_EXPECT_EQ(del_timer(&p.timer), 0);
	KAPI_EXPECT_EQ(p.runs, 0);
}

KAPI_TEST(mod_timer_in_the_past_runs_soon_but_not_at_once)
{
	struct probe p;

	probe_init(&p, 0);
	preempt_disable();
	local_bh_disable();
	mod_timer(&p.timer, jiffies - 10);
	KAPI_EXPECT_EQ(p.runs, 0);
	KAPI_EXPECT_TRUE(timer_pending(&p.timer));
	local_bh_enable();
	preempt_enable();
	wait_for_completion(&p.ran);
	KAPI_EXPECT_EQ(p.runs, 1);
}

KAPI_TEST(mod_timer_pending_does_not_start_a_timer)
{
	struct probe p;

	probe_init(&p, 0);
	KAPI_EXPECT_EQ(mod_timer_pending(&p.timer, jiffies + 1000), 0);
	KAPI_EXPECT_FALSE(timer_pending(&p.timer));
	mod_timer(&p.timer, jiffies + 1000);
	KAPI_EXPECT_EQ(mod_timer_pending(&p.timer, jiffies + 1), 1);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_EQ(p.runs, 1);
}

KAPI_TEST(timer_reduce_only_brings_forward)
{
	unsigned long early = jiffies + 1000, late = early + 1000;
	struct probe p;

	probe_init(&p, 0);
	KAPI_EXPECT_EQ(timer_reduce(&p.timer, early), 0);
	KAPI_EXPECT_EQ(timer_reduce(&p.timer, late), 1);
	KAPI_EXPECT_EQ(p.timer.expires, early);
	KAPI_EXPECT_EQ(timer_reduce(&p.timer, early - 500), 1);
	KAPI_EXPECT_EQ(p.timer.expires, early - 500);
	del_timer_sync(&p.timer);
}

KAPI_TEST(a_deleted_timer_does_not_run)
{
	struct probe p;

	probe_init(&p, 0);
	mod_timer(&p.timer, jiffies + 2);
	KAPI_EXPECT_EQ(del_timer_sync(&p.timer), 1);
	msleep(50);
	KAPI_EXPECT_EQ(p.runs, 0);
}

KAPI_TEST(a_timer_may_start_itself_anew)
{
	struct probe p;

	probe_init(&p, 0);
	p.rearm = 4;
	mod_timer(&p.timer, jiffies + 1);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_EQ(p.runs, 5);
	KAPI_EXPECT_FALSE(timer_pending(&p.timer));
}

KAPI_TEST(a_timer_that_was_shut_down_cannot_be_started)
{
	struct probe p;

	probe_init(&p, 0);
	mod_timer(&p.timer, jiffies + 1000);
	KAPI_EXPECT_EQ(timer_shutdown_sync(&p.timer), 1);
	KAPI_EXPECT_NULL(p.timer.function);
	KAPI_EXPECT_EQ(mod_timer(&p.timer, jiffies + 1), 0);
	KAPI_EXPECT_FALSE(timer_pending(&p.timer));
	KAPI_EXPECT_EQ(timer_shutdown(&p.timer), 0);
	timer_setup(&p.timer, probe_fn, 0);
	mod_timer(&p.timer, jiffies + 1);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_EQ(p.runs, 1);
}

KAPI_TEST(an_earlier_timer_runs_before_a_later_one)
{
	struct probe early, late;

	probe_init(&early, 0);
	probe_init(&late, 0);
	mod_timer(&late.timer, jiffies + 6);
	mod_timer(&early.timer, jiffies + 2);
	wait_for_completion(&late.ran);
	KAPI_EXPECT_EQ(early.runs, 1);
	KAPI_EXPECT_TRUE(time_before(early.at, late.at));
}

static DEFINE_TIMER(static_timer, NULL);
static int static_runs;

static void static_fn(struct timer_list *t)
{
	static_runs++;
}

KAPI_TEST(a_static_timer_needs_no_setup)
{
	KAPI_EXPECT_FALSE(timer_pending(&static_timer));
	static_timer.function = static_fn;
	static_timer.expires = jiffies + 1;
	add_timer(&static_timer);
	msleep(20);
	KAPI_EXPECT_EQ(static_runs, 1);
}

static int cpu_seen;

static void cpu_fn(struct timer_list *t)
{
	cpu_seen = smp_processor_id();
}

KAPI_TEST(add_timer_on_runs_on_that_cpu)
{
	int cpu = num_online_cpus() - 1;
	struct timer_list timer;

	timer_setup_on_stack(&timer, cpu_fn, 0);
	cpu_seen = -1;
	timer.expires = jiffies + 1;
	add_timer_on(&timer, cpu);
	msleep(20);
	KAPI_EXPECT_EQ(cpu_seen, cpu);
	del_timer_sync(&timer);
	destroy_timer_on_stack(&timer);
}

KAPI_TEST_WARNS(add_timer_of_a_pending_timer_warns_and_changes_nothing)
{
	unsigned long expires = jiffies + 1000;
	struct probe p;

	probe_init(&p, 0);
	mod_timer(&p.timer, expires);
	add_timer(&p.timer);
	KAPI_EXPECT_EQ(p.timer.expires, expires);
	KAPI_EXPECT_EQ(del_timer_sync(&p.timer), 1);
}

KAPI_TEST(softirqs_wait_until_they_are_enabled)
{
	unsigned long end;
	struct probe p;
	int runs;

	probe_init(&p, 0);
	local_bh_disable();
	p.timer.expires = jiffies + 1;
	add_timer_on(&p.timer, smp_processor_id());
	end = jiffies + 4;
	while (time_before(jiffies, end))
		cpu_relax();
	runs = p.runs;
	local_bh_enable();
	KAPI_EXPECT_EQ(runs, 0);
	KAPI_EXPECT_EQ(p.runs, 1);
	del_timer_sync(&p.timer);
}

/* Timers that write down in which order they ran. */
struct ranked {
	struct timer_list timer;
	int number;
};

static int ranks[8];
static int ranked_count;

static void ranked_fn(struct timer_list *t)
{
	struct ranked *r = from_timer(r, t, timer);

	ranks[ranked_count++] = r->number;
}

static void ranked_init(struct ranked *r, int count)
{
	int i;

	ranked_count = 0;
	for (i = 0; i < count; i++) {
		r[i].number = i;
		timer_setup(&r[i].timer, ranked_fn, TIMER_PINNED);
	}
}

KAPI_TEST(timers_run_in_the_order_of_their_times)
{
	static struct ranked r[4];
	unsigned long start;

	ranked_init(r, 4);
	preempt_disable();
	start = jiffies;
	mod_timer(&r[2].timer, start + 40);
	mod_timer(&r[0].timer, start + 20);
	mod_timer(&r[3].timer, start + 50);
	mod_timer(&r[1].timer, start + 30);
	preempt_enable();
	msleep(1000);
	KAPI_ASSERT_EQ(ranked_count, 4);
	KAPI_EXPECT_EQ(ranks[0], 0);
	KAPI_EXPECT_EQ(ranks[1], 1);
	KAPI_EXPECT_EQ(ranks[2], 2);
	KAPI_EXPECT_EQ(ranks[3], 3);
}

KAPI_TEST(timers_that_are_late_together_run_in_the_order_of_their_times)
{
	static struct ranked r[3];
	unsigned long start;

	ranked_init(r, 3);
	local_bh_disable();
	start = jiffies;
	mod_timer(&r[1].timer, start + 30);
	mod_timer(&r[2].timer, start + 40);
	mod_timer(&r[0].timer, start + 20);
	while (time_before(jiffies, start + 60))
		cpu_relax();
	KAPI_EXPECT_EQ(ranked_count, 0);
	local_bh_enable();
	msleep(50);
	KAPI_ASSERT_EQ(ranked_count, 3);
	KAPI_EXPECT_EQ(ranks[0], 0);
	KAPI_EXPECT_EQ(ranks[1], 1);
	KAPI_EXPECT_EQ(ranks[2], 2);
}

KAPI_TEST(of_timers_for_one_tick_the_last_started_runs_first)
{
	static struct ranked r[3];
	unsigned long expires;
	int i;

	ranked_init(r, 3);
	preempt_disable();
	expires = jiffies + 40;
	for (i = 0; i < 3; i++)
		mod_timer(&r[i].timer, expires);
	preempt_enable();
	msleep(500);
	KAPI_ASSERT_EQ(ranked_count, 3);
	KAPI_EXPECT_EQ(ranks[0], 2);
	KAPI_EXPECT_EQ(ranks[1], 1);
	KAPI_EXPECT_EQ(ranks[2], 0);
}

KAPI_TEST(a_timer_far_ahead_keeps_its_time)
{
	struct probe p;

	probe_init(&p, 0);
	mod_timer(&p.timer, jiffies + 1000000 * HZ);
	KAPI_EXPECT_TRUE(timer_pending(&p.timer));
	KAPI_EXPECT_EQ(timer_reduce(&p.timer, jiffies + 1), 1);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_EQ(p.runs, 1);
}

static bool pending_in_function, pending_after_mod;

static void look_fn(struct timer_list *t)
{
	struct probe *p = from_timer(p, t, timer);

	pending_in_function = timer_pending(t);
	if (p->rearm--) {
		mod_timer(t, jiffies + 1000 * HZ);
		pending_after_mod = timer_pending(t);
	}
	complete(&p->ran);
}

KAPI_TEST(a_running_timer_is_not_pending_until_it_is_started_again)
{
	struct probe p;

	probe_init(&p, 0);
	p.timer.function = look_fn;
	p.rearm = 1;
	mod_timer(&p.timer, jiffies + 1);
	wait_for_completion(&p.ran);
	KAPI_EXPECT_FALSE(pending_in_function);
	KAPI_EXPECT_TRUE(pending_after_mod);
	KAPI_EXPECT_EQ(del_timer_sync(&p.timer), 1);
}

KAPI_TEST(a_timer_is_stopped_by_trying_unless_it_runs)
{
	struct probe p;

	probe_init(&p, 0);
	KAPI_EXPECT_EQ(try_to_del_timer_sync(&p.timer), 0);
	mod_timer(&p.timer, jiffies + 1000);
	KAPI_EXPECT_EQ(try_to_del_timer_sync(&p.timer), 1);
	KAPI_EXPECT_EQ(try_to_del_timer_sync(&p.timer), 0);
}

static int tried_in_function;

static void try_fn(struct timer_list *t)
{
	struct probe *p = from_timer(p, t, timer);

	tried_in_function = try_to_del_timer_sync(t);
	complete(&p->ran);
}

KAPI_TEST(a_running_timer_cannot_be_stopped_by_trying)
{
	struct probe p;

	probe_init(&p, 0);
	p.timer.function = try_fn;
	mod_timer(&p.timer, jiffies + 1);
	wait_for_completion(&p.ran);
	del_timer_sync(&p.timer);
	KAPI_EXPECT_EQ(tried_in_function, -1);
}

static bool slow_began, slow_ended;

static void slow_fn(struct timer_list *t)
{
	unsigned long end = jiffies + 3;

	WRITE_ONCE(slow_began, true);
	while (time_before(jiffies, end))
		cpu_relax();
	WRITE_ONCE(slow_ended, true);
}

KAPI_TEST(a_timer_is_stopped_when_its_function_has_returned)
{
	int cpu = get_cpu(), other = cpu ? 0 : num_online_cpus() - 1;
	struct timer_list timer;
	int ret;

	slow_began = slow_ended = false;
	timer_setup_on_stack(&timer, slow_fn, 0);
	timer.expires = jiffies + 1;
	add_timer_on(&timer, other);
	while (other != cpu && !READ_ONCE(slow_began))
		cpu_relax();
	put_cpu();
	if (other == cpu)
		msleep(20);
	ret = del_timer_sync(&timer);
	KAPI_EXPECT_TRUE(READ_ONCE(slow_ended));
	KAPI_EXPECT_EQ(ret, 0);
	destroy_timer_on_stack(&timer);
}

KAPI_TEST(a_deferrable_timer_runs_on_a_busy_processor)
{
	unsigned long end;
	struct probe p;

	probe_init(&p, TIMER_DEFERRABLE | TIMER_PINNED);
	KAPI_EXPECT_TRUE(p.timer.flags & TIMER_DEFERRABLE);
	preempt_disable();
	mod_timer(&p.timer, jiffies + 2);
	end = jiffies + HZ;
	while (!READ_ONCE(p.runs) && time_before(jiffies, end))
		cpu_relax();
	preempt_enable();
	KAPI_EXPECT_EQ(p.runs, 1);
	del_timer_sync(&p.timer);
}

KAPI_TEST(a_pinned_timer_stays_on_the_processor_that_started_it)
{
	struct timer_list timer;
	int cpu;

	timer_setup_on_stack(&timer, cpu_fn, TIMER_PINNED);
	cpu_seen = -1;
	cpu = get_cpu();
	mod_timer(&timer, jiffies + 1);
	put_cpu();
	msleep(20);
	KAPI_EXPECT_EQ(cpu_seen, cpu);
	del_timer_sync(&timer);
	destroy_timer_on_stack(&timer);
}

KAPI_TEST(flags_say_how_a_timer_was_set_up)
{
	struct probe p;

	probe_init(&p, TIMER_IRQSAFE | TIMER_PINNED);
	KAPI_EXPECT_EQ(p.timer.flags & TIMER_INIT_FLAGS,
		       TIMER_IRQSAFE | TIMER_PINNED);
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
KAPI_TEST(a_timer_is_started_here_or_anywhere)
{
	struct probe p;

	probe_init(&p, 0);
	p.timer.expires = jiffies + 1000;
	add_timer_local(&p.timer);
	KAPI_EXPECT_TRUE(p.timer.flags & TIMER_PINNED);
	KAPI_EXPECT_EQ(del_timer_sync(&p.timer), 1);
	add_timer_global(&p.timer);
	KAPI_EXPECT_FALSE(p.timer.flags & TIMER_PINNED);
	KAPI_EXPECT_EQ(del_timer_sync(&p.timer), 1);
}
#endif

KAPI_MODULE();
