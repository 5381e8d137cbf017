// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mutexes (kernel/locking/mutex.c).
 */
#include <linux/errno.h>
#include <linux/mutex.h>

#include "kapi.h"
#include "kapi_thread.h"

static DEFINE_MUTEX(lock);
static int sequence;

static int take(void *arg)
{
	int *place = arg;

	mutex_lock(&lock);
	if (place)
		*place = ++sequence;
	mutex_unlock(&lock);
	return 0;
}

static int take_interruptible(void *arg)
{
	int err = mutex_lock_interruptible(&lock);

	if (!err)
		mutex_unlock(&lock);
	return err;
}

static int take_killable(void *arg)
{
	int err = mutex_lock_killable(&lock);

	if (!err)
		mutex_unlock(&lock);
	return err;
}

static int try_to_take(void *arg)
{
	int taken = mutex_trylock(&lock);

	if (taken)
		mutex_unlock(&lock);
	return taken;
}

KAPI_TEST(it_is_locked_between_lock_and_unlock)
{
	struct mutex m;

	mutex_init(&m);
	KAPI_EXPECT_FALSE(mutex_is_locked(&m));
	mutex_lock(&m);
	KAPI_EXPECT_TRUE(mutex_is_locked(&m));
	mutex_unlock(&m);
	KAPI_EXPECT_FALSE(mutex_is_locked(&m));
	mutex_destroy(&m);
}

KAPI_TEST(a_free_mutex_is_taken_with_0)
{
	KAPI_EXPECT_EQ(mutex_lock_interruptible(&lock), 0);
	mutex_unlock(&lock);
	KAPI_EXPECT_EQ(mutex_lock_killable(&lock), 0);
	mutex_unlock(&lock);
}

KAPI_TEST(trylock_answers_1_when_it_took_the_mutex)
{
	struct kapi_thread other;

	KAPI_ASSERT_EQ(mutex_trylock(&lock), 1);
	KAPI_EXPECT_TRUE(mutex_is_locked(&lock));
	kapi_thread_start(&other, try_to_take, NULL);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), 0);
	mutex_unlock(&lock);
	kapi_thread_start(&other, try_to_take, NULL);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), 1);
}

KAPI_TEST(nested_variants_lock_too)
{
	struct mutex inner;

	mutex_init(&inner);
	mutex_lock(&lock);
	mutex_lock_nested(&inner, SINGLE_DEPTH_NESTING);
	KAPI_EXPECT_TRUE(mutex_is_locked(&inner));
	mutex_unlock(&inner);
	KAPI_EXPECT_EQ(mutex_lock_interruptible_nested(
			       &inner, SINGLE_DEPTH_NESTING), 0);
	mutex_unlock(&inner);
	KAPI_EXPECT_EQ(mutex_lock_killable_nested(&inner,
						  SINGLE_DEPTH_NESTING), 0);
	mutex_unlock(&inner);
	mutex_lock_nest_lock(&inner, &lock);
	mutex_unlock(&inner);
	mutex_unlock(&lock);
}

KAPI_TEST(whoever_comes_second_sleeps)
{
	struct kapi_thread other;

	mutex_lock(&lock);
	kapi_thread_start(&other, take, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	mutex_unlock(&lock);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), 0);
}

KAPI_TEST(waiters_get_it_in_the_order_they_came)
{
	struct kapi_thread first, second, third;
	int places[3] = { 0 };

	sequence = 0;
	mutex_lock(&lock);
	kapi_thread_start(&first, take, &places[0]);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&first));
	kapi_thread_start(&second, take, &places[1]);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&second));
	kapi_thread_start(&third, take, &places[2]);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&third));
	mutex_unlock(&lock);
	kapi_thread_finish(&first);
	kapi_thread_finish(&second);
	kapi_thread_finish(&third);
	KAPI_EXPECT_EQ(places[0], 1);
	KAPI_EXPECT_EQ(places[1], 2);
	KAPI_EXPECT_EQ(places[2], 3);
}

KAPI_TEST(a_signal_ends_an_interruptible_wait_with_eintr)
{
	struct kapi_thread other;

	mutex_lock(&lock);
	kapi_thread_start(&other, take_interruptible, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	send_sig(SIGUSR1, other.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), -EINTR);
	KAPI_EXPECT_TRUE(mutex_is_locked(&lock));
	mutex_unlock(&lock);
	KAPI_EXPECT_FALSE(mutex_is_locked(&lock));
}

KAPI_TEST(only_a_fatal_signal_ends_a_killable_wait)
{
	struct kapi_thread other;

	mutex_lock(&lock);
	kapi_thread_start(&other, take_killable, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	send_sig(SIGUSR1, other.task, 1);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	send_sig(SIGKILL, other.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), -EINTR);
	mutex_unlock(&lock);
}

KAPI_TEST(no_signal_ends_an_uninterruptible_wait)
{
	struct kapi_thread other;

	mutex_lock(&lock);
	kapi_thread_start(&other, take, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	send_sig(SIGKILL, other.task, 1);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	mutex_unlock(&lock);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), 0);
}

KAPI_TEST(a_pending_signal_does_not_keep_a_free_mutex_away)
{
	sigset_t set, old;

	siginitset(&set, sigmask(SIGUSR1));
	sigprocmask(SIG_BLOCK, &set, &old);
	send_sig(SIGUSR1, current, 1);
	sigprocmask(SIG_SETMASK, &old, NULL);
	KAPI_EXPECT_TRUE(signal_pending(current));
	KAPI_EXPECT_EQ(mutex_lock_interruptible(&lock), 0);
	mutex_unlock(&lock);
	flush_signals(current);
}

KAPI_TEST(a_waiter_that_gives_up_does_not_hold_up_those_behind)
{
	struct kapi_thread first, second;

	mutex_lock(&lock);
	kapi_thread_start(&first, take_interruptible, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&first));
	kapi_thread_start(&second, take, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&second));
	send_sig(SIGUSR1, first.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&first), -EINTR);
	KAPI_EXPECT_FALSE(kapi_thread_is_done(&second));
	mutex_unlock(&lock);
	KAPI_EXPECT_EQ(kapi_thread_finish(&second), 0);
}

KAPI_TEST(the_last_reference_comes_with_the_mutex)
{
	atomic_t count = ATOMIC_INIT(2);

	KAPI_EXPECT_EQ(atomic_dec_and_mutex_lock(&count, &lock), 0);
	KAPI_EXPECT_FALSE(mutex_is_locked(&lock));
	KAPI_EXPECT_EQ(atomic_dec_and_mutex_lock(&count, &lock), 1);
	KAPI_EXPECT_TRUE(mutex_is_locked(&lock));
	KAPI_EXPECT_EQ(atomic_read(&count), 0);
	mutex_unlock(&lock);
}

KAPI_MODULE();
