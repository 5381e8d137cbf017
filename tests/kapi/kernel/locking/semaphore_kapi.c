// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Counting semaphores (kernel/locking/semaphore.c).
 */
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/semaphore.h>
#include <linux/version.h>

#include "kapi.h"
#include "kapi_thread.h"

static struct semaphore sem;
static int sequence;

static int take(void *arg)
{
	int *place = arg;

	down(&sem);
	if (place)
		*place = ++sequence;
	return 0;
}

static int take_interruptible(void *arg)
{
	return down_interruptible(&sem);
}

static int take_killable(void *arg)
{
	return down_killable(&sem);
}

KAPI_TEST(down_trylock_answers_0_when_it_took_one)
{
	sema_init(&sem, 2);
	KAPI_EXPECT_EQ(down_trylock(&sem), 0);
	KAPI_EXPECT_EQ(down_trylock(&sem), 0);
	KAPI_EXPECT_EQ(down_trylock(&sem), 1);
	up(&sem);
	KAPI_EXPECT_EQ(down_trylock(&sem), 0);
}

KAPI_TEST(it_may_be_raised_above_what_it_began_with)
{
	sema_init(&sem, 0);
	up(&sem);
	up(&sem);
	KAPI_EXPECT_EQ(sem.count, 2);
	down(&sem);
	KAPI_EXPECT_EQ(down_interruptible(&sem), 0);
	KAPI_EXPECT_EQ(down_trylock(&sem), 1);
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
static DEFINE_SEMAPHORE(defined);
#else
static DEFINE_SEMAPHORE(defined, 1);
#endif

KAPI_TEST(a_defined_semaphore_lets_one_in)
{
	KAPI_EXPECT_EQ(down_killable(&defined), 0);
	KAPI_EXPECT_EQ(down_trylock(&defined), 1);
	up(&defined);
	KAPI_EXPECT_EQ(down_timeout(&defined, 1), 0);
	up(&defined);
}

KAPI_TEST(a_wait_with_a_limit_ends_with_etime)
{
	unsigned long start = jiffies;

	sema_init(&sem, 0);
	KAPI_EXPECT_EQ(down_timeout(&sem, 3), -ETIME);
	KAPI_EXPECT_TRUE(time_after_eq(jiffies, start + 3));
	KAPI_EXPECT_EQ(down_timeout(&sem, 0), -ETIME);
	up(&sem);
	KAPI_EXPECT_EQ(down_timeout(&sem, 0), 0);
}

KAPI_TEST(waiters_are_served_in_the_order_they_came)
{
	struct kapi_thread first, second;
	int places[2] = { 0 };

	sema_init(&sem, 0);
	sequence = 0;
	kapi_thread_start(&first, take, &places[0]);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&first));
	kapi_thread_start(&second, take, &places[1]);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&second));
	up(&sem);
	kapi_thread_finish(&first);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&second));
	KAPI_EXPECT_EQ(places[0], 1);
	KAPI_EXPECT_EQ(places[1], 0);
	up(&sem);
	kapi_thread_finish(&second);
	KAPI_EXPECT_EQ(places[1], 2);
}

/* up() hands it over: it is not free for a moment in between. */
KAPI_TEST(up_gives_it_to_the_waiter_and_nobody_else)
{
	struct kapi_thread waiter;

	sema_init(&sem, 0);
	kapi_thread_start(&waiter, take, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	up(&sem);
	KAPI_EXPECT_EQ(down_trylock(&sem), 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter), 0);
	KAPI_EXPECT_EQ(down_trylock(&sem), 1);
}

KAPI_TEST(a_signal_ends_an_interruptible_wait_with_eintr)
{
	struct kapi_thread waiter;

	sema_init(&sem, 0);
	kapi_thread_start(&waiter, take_interruptible, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	send_sig(SIGUSR1, waiter.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter), -EINTR);
	up(&sem);
	KAPI_EXPECT_EQ(sem.count, 1);
}

KAPI_TEST(only_a_fatal_signal_ends_a_killable_wait)
{
	struct kapi_thread waiter;

	sema_init(&sem, 0);
	kapi_thread_start(&waiter, take_killable, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	send_sig(SIGUSR1, waiter.task, 1);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	send_sig(SIGKILL, waiter.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter), -EINTR);
}

KAPI_TEST(no_signal_ends_an_uninterruptible_wait)
{
	struct kapi_thread waiter;

	sema_init(&sem, 0);
	kapi_thread_start(&waiter, take, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	send_sig(SIGKILL, waiter.task, 1);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	up(&sem);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter), 0);
}

static int tried;

static void up_in_softirq(struct tasklet_struct *unused)
{
	tried = down_trylock(&sem);
	up(&sem);
}

KAPI_TEST(an_interrupt_may_try_and_raise_it)
{
	struct tasklet_struct tasklet;
	struct kapi_thread waiter;

	sema_init(&sem, 0);
	kapi_thread_start(&waiter, take, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	tried = -1;
	tasklet_setup(&tasklet, up_in_softirq);
	tasklet_schedule(&tasklet);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter), 0);
	tasklet_kill(&tasklet);
	KAPI_EXPECT_EQ(tried, 1);
}

KAPI_MODULE();
