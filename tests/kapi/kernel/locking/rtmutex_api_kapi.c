// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Real-time mutexes (kernel/locking/rtmutex_api.c).
 */
#include <linux/errno.h>
#include <linux/rtmutex.h>

#include "kapi.h"
#include "kapi_thread.h"

static DEFINE_RT_MUTEX(lock);
static int sequence;

static int take(void *arg)
{
	int *place = arg;

	rt_mutex_lock(&lock);
	if (place)
		*place = ++sequence;
	rt_mutex_unlock(&lock);
	return 0;
}

static int take_interruptible(void *arg)
{
	int err = rt_mutex_lock_interruptible(&lock);

	if (!err)
		rt_mutex_unlock(&lock);
	return err;
}

static int take_killable(void *arg)
{
	int err = rt_mutex_lock_killable(&lock);

	if (!err)
		rt_mutex_unlock(&lock);
	return err;
}

static int try_to_take(void *arg)
{
	int taken = rt_mutex_trylock(&lock);

	if (taken)
		rt_mutex_unlock(&lock);
	return taken;
}

KAPI_TEST(it_is_locked_between_lock_and_unlock)
{
	struct rt_mutex made;

	rt_mutex_init(&made);
	KAPI_EXPECT_FALSE(rt_mutex_base_is_locked(&made.rtmutex));
	rt_mutex_lock(&made);
	KAPI_EXPECT_TRUE(rt_mutex_base_is_locked(&made.rtmutex));
	rt_mutex_unlock(&made);
	KAPI_EXPECT_EQ(rt_mutex_lock_interruptible(&made), 0);
	rt_mutex_unlock(&made);
	KAPI_EXPECT_EQ(rt_mutex_lock_killable(&made), 0);
	rt_mutex_unlock(&made);
	KAPI_EXPECT_FALSE(rt_mutex_base_is_locked(&made.rtmutex));
}

KAPI_TEST(trylock_answers_1_when_it_took_the_mutex)
{
	struct kapi_thread other;

	KAPI_ASSERT_EQ(rt_mutex_trylock(&lock), 1);
	kapi_thread_start(&other, try_to_take, NULL);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), 0);
	rt_mutex_unlock(&lock);
	kapi_thread_start(&other, try_to_take, NULL);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), 1);
}

KAPI_TEST(tasks_of_one_priority_get_it_in_the_order_they_came)
{
	struct kapi_thread first, second;
	int places[2] = { 0 };

	sequence = 0;
	rt_mutex_lock(&lock);
	kapi_thread_start(&first, take, &places[0]);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&first));
	kapi_thread_start(&second, take, &places[1]);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&second));
	rt_mutex_unlock(&lock);
	kapi_thread_finish(&first);
	kapi_thread_finish(&second);
	KAPI_EXPECT_EQ(places[0], 1);
	KAPI_EXPECT_EQ(places[1], 2);
}

KAPI_TEST(a_signal_ends_an_interruptible_wait_with_eintr)
{
	struct kapi_thread other;

	rt_mutex_lock(&lock);
	kapi_thread_start(&other, take_interruptible, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	send_sig(SIGUSR1, other.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), -EINTR);
	rt_mutex_unlock(&lock);
	KAPI_EXPECT_FALSE(rt_mutex_base_is_locked(&lock.rtmutex));
}

KAPI_TEST(only_a_fatal_signal_ends_a_killable_wait)
{
	struct kapi_thread other;

	rt_mutex_lock(&lock);
	kapi_thread_start(&other, take_killable, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	send_sig(SIGUSR1, other.task, 1);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	send_sig(SIGKILL, other.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), -EINTR);
	rt_mutex_unlock(&lock);
}

KAPI_TEST(no_signal_ends_an_uninterruptible_wait)
{
	struct kapi_thread other;

	rt_mutex_lock(&lock);
	kapi_thread_start(&other, take, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	send_sig(SIGKILL, other.task, 1);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	rt_mutex_unlock(&lock);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), 0);
}

KAPI_MODULE();
