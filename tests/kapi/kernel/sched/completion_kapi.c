// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Completions (kernel/sched/completion.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "kapi.h"
#include "kapi_thread.h"

KAPI_TEST(a_new_completion_is_not_done)
{
	DECLARE_COMPLETION_ONSTACK(c);

	KAPI_EXPECT_FALSE(completion_done(&c));
	KAPI_EXPECT_FALSE(try_wait_for_completion(&c));
	KAPI_EXPECT_EQ(wait_for_completion_timeout(&c, 1), 0);
}

KAPI_TEST(each_complete_lets_one_go)
{
	DECLARE_COMPLETION_ONSTACK(c);

	complete(&c);
	complete(&c);
	KAPI_EXPECT_EQ(c.done, 2);
	wait_for_completion(&c);
	KAPI_EXPECT_TRUE(completion_done(&c));
	KAPI_EXPECT_TRUE(try_wait_for_completion(&c));
	KAPI_EXPECT_FALSE(completion_done(&c));
	KAPI_EXPECT_FALSE(try_wait_for_completion(&c));
}

KAPI_TEST(complete_all_lets_everybody_go_for_ever)
{
	DECLARE_COMPLETION_ONSTACK(c);

	complete_all(&c);
	KAPI_EXPECT_EQ(c.done, UINT_MAX);
	wait_for_completion(&c);
	wait_for_completion(&c);
	complete(&c);
	KAPI_EXPECT_EQ(c.done, UINT_MAX);
	KAPI_EXPECT_TRUE(completion_done(&c));
	reinit_completion(&c);
	KAPI_EXPECT_FALSE(completion_done(&c));
}

KAPI_TEST(waiting_for_what_is_done_answers_the_timeout)
{
	DECLARE_COMPLETION_ONSTACK(c);

	complete_all(&c);
	KAPI_EXPECT_EQ(wait_for_completion_timeout(&c, 7), 7);
	KAPI_EXPECT_EQ(wait_for_completion_timeout(&c, 0), 1);
	KAPI_EXPECT_EQ(wait_for_completion_interruptible_timeout(&c, 7), 7);
	KAPI_EXPECT_EQ(wait_for_completion_killable_timeout(&c, 7), 7);
	KAPI_EXPECT_EQ(wait_for_completion_io_timeout(&c, 7), 7);
	KAPI_EXPECT_EQ(wait_for_completion_interruptible(&c), 0);
	KAPI_EXPECT_EQ(wait_for_completion_killable(&c), 0);
	KAPI_EXPECT_EQ(wait_for_completion_state(&c, TASK_IDLE), 0);
	wait_for_completion_io(&c);
}

KAPI_TEST(a_timeout_takes_its_time)
{
	DECLARE_COMPLETION_ONSTACK(c);
	unsigned long start = jiffies;

	KAPI_EXPECT_EQ(wait_for_completion_timeout(&c, 5), 0);
	KAPI_EXPECT_TRUE(time_after_eq(jiffies, start + 5));
	KAPI_EXPECT_EQ(wait_for_completion_interruptible_timeout(&c, 1), 0);
	KAPI_EXPECT_EQ(wait_for_completion_killable_timeout(&c, 1), 0);
	KAPI_EXPECT_EQ(wait_for_completion_timeout(&c, 0), 0);
}

struct waiter {
	struct completion *c;
	struct completion woken;
	int *sequence;
	int place;
};

static int wait_fn(void *arg)
{
	struct waiter *w = arg;

	wait_for_completion(w->c);
	w->place = ++*w->sequence;
	kthread_complete_and_exit(&w->woken, 0);
}

static void start_waiter(struct waiter *w, struct completion *c, int *sequence)
{
	w->c = c;
	w->sequence = sequence;
	w->place = 0;
	init_completion(&w->woken);
	kthread_run(wait_fn, w, "kapi-waiter");
	msleep(20);
}

KAPI_TEST(waiters_are_woken_in_the_order_they_came)
{
	DECLARE_COMPLETION_ONSTACK(c);
	struct waiter a, b;
	int sequence = 0;

	start_waiter(&a, &c, &sequence);
	start_waiter(&b, &c, &sequence);
	complete(&c);
	wait_for_completion(&a.woken);
	msleep(20);
	KAPI_EXPECT_EQ(a.place, 1);
	KAPI_EXPECT_EQ(b.place, 0);
	complete(&c);
	wait_for_completion(&b.woken);
	KAPI_EXPECT_EQ(b.place, 2);
}

static int wait_interruptible(void *arg)
{
	return wait_for_completion_interruptible(arg);
}

static int wait_interruptible_timeout(void *arg)
{
	return wait_for_completion_interruptible_timeout(arg, 100 * HZ);
}

static int wait_killable(void *arg)
{
	return wait_for_completion_killable(arg);
}

static int wait_killable_timeout(void *arg)
{
	return wait_for_completion_killable_timeout(arg, 100 * HZ);
}

static int wait_uninterruptible(void *arg)
{
	wait_for_completion(arg);
	return 0;
}

static int answer_to(int (*body)(void *), int sig)
{
	DECLARE_COMPLETION_ONSTACK(c);
	struct kapi_thread thread;

	kapi_thread_start(&thread, body, &c);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&thread));
	send_sig(sig, thread.task, 1);
	if (kapi_thread_is_done(&thread))
		return kapi_thread_finish(&thread);
	complete(&c);
	KAPI_EXPECT_FALSE(kapi_thread_finish(&thread) < 0);
	return 0;
}

KAPI_TEST(a_signal_ends_an_interruptible_wait_with_erestartsys)
{
	KAPI_EXPECT_EQ(answer_to(wait_interruptible, SIGUSR1), -ERESTARTSYS);
	KAPI_EXPECT_EQ(answer_to(wait_interruptible_timeout, SIGUSR1),
		       -ERESTARTSYS);
}

KAPI_TEST(only_a_fatal_signal_ends_a_killable_wait)
{
	KAPI_EXPECT_EQ(answer_to(wait_killable, SIGUSR1), 0);
	KAPI_EXPECT_EQ(answer_to(wait_killable, SIGKILL), -ERESTARTSYS);
	KAPI_EXPECT_EQ(answer_to(wait_killable_timeout, SIGKILL),
		       -ERESTARTSYS);
	KAPI_EXPECT_EQ(answer_to(wait_uninterruptible, SIGKILL), 0);
}

/* What one waiter gave up, the next one gets. */
KAPI_TEST(a_waiter_that_was_interrupted_takes_nothing)
{
	DECLARE_COMPLETION_ONSTACK(c);
	struct kapi_thread thread;

	kapi_thread_start(&thread, wait_interruptible, &c);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&thread));
	send_sig(SIGUSR1, thread.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&thread), -ERESTARTSYS);
	complete(&c);
	KAPI_EXPECT_TRUE(try_wait_for_completion(&c));
}

KAPI_TEST(complete_all_wakes_all_waiters)
{
	DECLARE_COMPLETION_ONSTACK(c);
	struct waiter a, b;
	int sequence = 0;

	start_waiter(&a, &c, &sequence);
	start_waiter(&b, &c, &sequence);
	complete_all(&c);
	wait_for_completion(&a.woken);
	wait_for_completion(&b.woken);
	KAPI_EXPECT_EQ(sequence, 2);
}

KAPI_MODULE();
