// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Waiting for bits and variables (kernel/sched/wait_bit.c).
 */
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/wait_bit.h>

#include "kapi.h"

#define BIT_NR 3

static unsigned long word;
static int variable;
static atomic_t users;
static DECLARE_COMPLETION(gone);

static int clear_fn(void *arg)
{
	msleep(10);
	clear_and_wake_up_bit(BIT_NR, &word);
	kthread_complete_and_exit(&gone, 0);
}

static int change_fn(void *arg)
{
	msleep(10);
	variable = 1;
	wake_up_var(&variable);
	kthread_complete_and_exit(&gone, 0);
}

static int drop_fn(void *arg)
{
	msleep(10);
	atomic_dec_and_wake_up(&users);
	kthread_complete_and_exit(&gone, 0);
}

KAPI_TEST(a_clear_bit_is_not_waited_for)
{
	word = 0;
	KAPI_EXPECT_EQ(wait_on_bit(&word, BIT_NR, TASK_UNINTERRUPTIBLE), 0);
	KAPI_EXPECT_EQ(wait_on_bit_io(&word, BIT_NR, TASK_UNINTERRUPTIBLE), 0);
	KAPI_EXPECT_EQ(wait_on_bit_timeout(&word, BIT_NR, TASK_UNINTERRUPTIBLE,
					   1), 0);
}

KAPI_TEST(waiting_ends_when_the_bit_is_cleared)
{
	word = BIT(BIT_NR);
	kthread_run(clear_fn, NULL, "kapi-clear");
	KAPI_EXPECT_EQ(wait_on_bit(&word, BIT_NR, TASK_UNINTERRUPTIBLE), 0);
	KAPI_EXPECT_EQ(word, 0);
	wait_for_completion(&gone);
}

KAPI_TEST(waiting_for_a_bit_may_time_out)
{
	unsigned long start = jiffies;

	word = BIT(BIT_NR);
	KAPI_EXPECT_EQ(wait_on_bit_timeout(&word, BIT_NR, TASK_UNINTERRUPTIBLE,
					   3), -EAGAIN);
	KAPI_EXPECT_TRUE(time_after_eq(jiffies, start + 3));
	KAPI_EXPECT_EQ(word, BIT(BIT_NR));
}

KAPI_TEST(locking_a_bit_sets_it)
{
	word = 0;
	KAPI_EXPECT_EQ(wait_on_bit_lock(&word, BIT_NR, TASK_UNINTERRUPTIBLE),
		       0);
	KAPI_EXPECT_EQ(word, BIT(BIT_NR));
	kthread_run(clear_fn, NULL, "kapi-clear");
	KAPI_EXPECT_EQ(wait_on_bit_lock(&word, BIT_NR, TASK_UNINTERRUPTIBLE),
		       0);
	KAPI_EXPECT_EQ(word, BIT(BIT_NR));
	word = 0;
	wait_for_completion(&gone);
}

static int refuse(struct wait_bit_key *key, int mode)
{
	return -EPERM;
}

KAPI_TEST(an_action_may_end_the_wait)
{
	word = BIT(BIT_NR);
	KAPI_EXPECT_EQ(wait_on_bit_action(&word, BIT_NR, refuse,
					  TASK_UNINTERRUPTIBLE), -EPERM);
	KAPI_EXPECT_EQ(wait_on_bit_lock_action(&word, BIT_NR, refuse,
					       TASK_UNINTERRUPTIBLE), -EPERM);
}

KAPI_TEST(test_and_clear_says_whether_it_was_set)
{
	word = BIT(BIT_NR);
	KAPI_EXPECT_TRUE(test_and_clear_wake_up_bit(BIT_NR, &word));
	KAPI_EXPECT_FALSE(test_and_clear_wake_up_bit(BIT_NR, &word));
}

KAPI_TEST(a_variable_can_be_waited_for)
{
	variable = 0;
	kthread_run(change_fn, NULL, "kapi-change");
	wait_var_event(&variable, variable == 1);
	KAPI_EXPECT_EQ(variable, 1);
	KAPI_EXPECT_EQ(wait_var_event_killable(&variable, variable == 1), 0);
	KAPI_EXPECT_EQ(wait_var_event_interruptible(&variable, variable == 1),
		       0);
	wait_for_completion(&gone);
}

KAPI_TEST(waiting_for_a_variable_may_time_out)
{
	variable = 0;
	KAPI_EXPECT_EQ(wait_var_event_timeout(&variable, variable == 1, 3), 0);
	variable = 1;
	KAPI_EXPECT_EQ(wait_var_event_timeout(&variable, variable == 1, 3), 3);
	KAPI_EXPECT_EQ(wait_var_event_timeout(&variable, variable == 1, 0), 1);
}

KAPI_TEST(the_last_user_wakes)
{
	atomic_set(&users, 1);
	kthread_run(drop_fn, NULL, "kapi-drop");
	wait_var_event(&users, atomic_read(&users) == 0);
	KAPI_EXPECT_EQ(atomic_read(&users), 0);
	wait_for_completion(&gone);
}

KAPI_MODULE();
