// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tasklets, and the truth about contexts (kernel/softirq.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/preempt.h>
#include <linux/string.h>

#include "kapi.h"

static int runs;
static unsigned long got_data;
static bool softirq, task, hardirq, atomic, irqs_off;
static DECLARE_COMPLETION(ran);

static void look(void)
{
	runs++;
	softirq = in_serving_softirq();
	task = in_task();
	hardirq = in_hardirq();
	atomic = in_atomic();
	irqs_off = irqs_disabled();
	complete(&ran);
}

static void new_fn(struct tasklet_struct *t)
{
	look();
}

static void old_fn(unsigned long data)
{
	got_data = data;
	look();
}

static void reset(void)
{
	runs = 0;
	reinit_completion(&ran);
}

KAPI_TEST(a_task_is_in_no_interrupt)
{
	KAPI_EXPECT_TRUE(in_task());
	KAPI_EXPECT_FALSE(in_interrupt());
	KAPI_EXPECT_FALSE(in_softirq());
	KAPI_EXPECT_FALSE(in_hardirq());
	KAPI_EXPECT_FALSE(irqs_disabled());
}

KAPI_TEST(disabling_softirqs_counts_but_does_not_serve)
{
	local_bh_disable();
	KAPI_EXPECT_TRUE(in_softirq());
	KAPI_EXPECT_TRUE(in_interrupt());
	KAPI_EXPECT_FALSE(in_serving_softirq());
	KAPI_EXPECT_TRUE(in_task());
	local_bh_disable();
	local_bh_enable();
	KAPI_EXPECT_TRUE(in_softirq());
	local_bh_enable();
	KAPI_EXPECT_FALSE(in_softirq());
}

KAPI_TEST(a_tasklet_runs_once_in_a_softirq)
{
	struct tasklet_struct t;

	reset();
	tasklet_setup(&t, new_fn);
	tasklet_schedule(&t);
	wait_for_completion(&ran);
	tasklet_kill(&t);
	KAPI_EXPECT_EQ(runs, 1);
	KAPI_EXPECT_TRUE(softirq);
	KAPI_EXPECT_FALSE(task);
	KAPI_EXPECT_FALSE(hardirq);
	KAPI_EXPECT_TRUE(atomic);
	KAPI_EXPECT_FALSE(irqs_off);
}

KAPI_TEST(an_old_tasklet_gets_its_data)
{
	struct tasklet_struct t;

	reset();
	tasklet_init(&t, old_fn, 42);
	tasklet_schedule(&t);
	wait_for_completion(&ran);
	tasklet_kill(&t);
	KAPI_EXPECT_EQ(got_data, 42);
}

static DECLARE_TASKLET(declared, new_fn);
static DECLARE_TASKLET_OLD(declared_old, old_fn);
static DECLARE_TASKLET_DISABLED(declared_disabled, new_fn);

KAPI_TEST(declared_tasklets_run)
{
	reset();
	tasklet_schedule(&declared);
	tasklet_kill(&declared);
	tasklet_schedule(&declared_old);
	tasklet_kill(&declared_old);
	KAPI_EXPECT_EQ(runs, 2);
}

KAPI_TEST(scheduling_twice_runs_once)
{
	struct tasklet_struct t;

	reset();
	tasklet_setup(&t, new_fn);
	local_bh_disable();
	tasklet_schedule(&t);
	tasklet_schedule(&t);
	KAPI_EXPECT_EQ(runs, 0);
	local_bh_enable();
	tasklet_kill(&t);
	KAPI_EXPECT_EQ(runs, 1);
}

KAPI_TEST(enabling_softirqs_runs_what_is_pending)
{
	struct tasklet_struct t;

	reset();
	tasklet_setup(&t, new_fn);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_disable();
	local_bh_enable();
	KAPI_EXPECT_EQ(runs, 0);
	local_bh_enable();
	KAPI_EXPECT_EQ(runs, 1);
	tasklet_kill(&t);
}

KAPI_TEST(a_disabled_tasklet_waits_until_it_is_enabled)
{
	struct tasklet_struct t;

	reset();
	tasklet_setup(&t, new_fn);
	tasklet_disable(&t);
	tasklet_schedule(&t);
	msleep(20);
	KAPI_EXPECT_EQ(runs, 0);
	tasklet_enable(&t);
	wait_for_completion(&ran);
	tasklet_kill(&t);
	KAPI_EXPECT_EQ(runs, 1);
}

KAPI_TEST(a_tasklet_declared_disabled_can_be_enabled)
{
	reset();
	tasklet_schedule(&declared_disabled);
	msleep(20);
	KAPI_EXPECT_EQ(runs, 0);
	tasklet_enable(&declared_disabled);
	tasklet_kill(&declared_disabled);
	KAPI_EXPECT_EQ(runs, 1);
}

static char order[8];

static void say_h(struct tasklet_struct *t)
{
	strcat(order, "h");
}

static void say_1(struct tasklet_struct *t)
{
	strcat(order, "1");
}

static void say_2(struct tasklet_struct *t)
{
	strcat(order, "2");
}

KAPI_TEST(tasklets_run_in_order_and_high_ones_first)
{
	struct tasklet_struct first, second, high;

	order[0] = '\0';
	tasklet_setup(&first, say_1);
	tasklet_setup(&second, say_2);
	tasklet_setup(&high, say_h);
	local_bh_disable();
	tasklet_schedule(&first);
	tasklet_schedule(&second);
	tasklet_hi_schedule(&high);
	local_bh_enable();
	tasklet_kill(&first);
	tasklet_kill(&second);
	tasklet_kill(&high);
	KAPI_EXPECT_STREQ(order, "h12");
}

static int again;

static void again_fn(struct tasklet_struct *t)
{
	if (++again < 30)
		tasklet_schedule(t);
	else
		complete(&ran);
}

KAPI_TEST(a_tasklet_may_schedule_itself)
{
	struct tasklet_struct t;

	reset();
	again = 0;
	tasklet_setup(&t, again_fn);
	tasklet_schedule(&t);
	wait_for_completion(&ran);
	tasklet_kill(&t);
	KAPI_EXPECT_EQ(again, 30);
}

KAPI_TEST(killing_an_idle_tasklet_does_nothing)
{
	struct tasklet_struct t;

	reset();
	tasklet_setup(&t, new_fn);
	tasklet_kill(&t);
	KAPI_EXPECT_EQ(runs, 0);
	KAPI_EXPECT_EQ(t.state, 0);
}

KAPI_MODULE();
