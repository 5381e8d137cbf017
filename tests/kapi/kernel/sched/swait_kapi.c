// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Simple wait queues (kernel/sched/swait.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/swait.h>

#include "kapi.h"

static DECLARE_SWAIT_QUEUE_HEAD(queue);
static int tickets, served;

static int wait_fn(void *arg)
{
	swait_event_exclusive(queue, tickets > 0);
	tickets--;
	served++;
	kthread_complete_and_exit(arg, 0);
}

KAPI_TEST(an_event_that_holds_is_not_waited_for)
{
	DECLARE_SWAIT_QUEUE_HEAD_ONSTACK(q);

	swait_event_exclusive(q, true);
	swait_event_idle_exclusive(q, true);
	KAPI_EXPECT_EQ(swait_event_interruptible_exclusive(q, true), 0);
	KAPI_EXPECT_EQ(swait_event_timeout_exclusive(q, true, 9), 9);
	KAPI_EXPECT_EQ(swait_event_timeout_exclusive(q, true, 0), 1);
	KAPI_EXPECT_FALSE(swait_active(&q));
}

KAPI_TEST(an_event_that_does_not_come_times_out)
{
	DECLARE_SWAIT_QUEUE_HEAD_ONSTACK(q);
	unsigned long start = jiffies;

	KAPI_EXPECT_EQ(swait_event_timeout_exclusive(q, false, 3), 0);
	KAPI_EXPECT_EQ(swait_event_idle_timeout_exclusive(q, false, 1), 0);
	KAPI_EXPECT_EQ(
		swait_event_interruptible_timeout_exclusive(q, false, 1), 0);
	KAPI_EXPECT_TRUE(time_after_eq(jiffies, start + 5));
	KAPI_EXPECT_FALSE(swq_has_sleeper(&q));
}

KAPI_TEST(one_is_woken_at_a_time)
{
	DECLARE_COMPLETION_ONSTACK(a);
	DECLARE_COMPLETION_ONSTACK(b);

	tickets = 0;
	served = 0;
	kthread_run(wait_fn, &a, "kapi-swait-a");
	msleep(20);
	kthread_run(wait_fn, &b, "kapi-swait-b");
	msleep(20);
	KAPI_EXPECT_TRUE(swait_active(&queue));
	tickets = 1;
	swake_up_one(&queue);
	wait_for_completion(&a);
	msleep(20);
	KAPI_EXPECT_EQ(served, 1);
	tickets = 1;
	swake_up_all(&queue);
	wait_for_completion(&b);
	KAPI_EXPECT_EQ(served, 2);
	KAPI_EXPECT_FALSE(swait_active(&queue));
}

KAPI_MODULE();
