// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reference counts, and krefs on top of them.
 */
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include "kapi.h"

KAPI_TEST(a_count_goes_up_and_down)
{
	refcount_t r = REFCOUNT_INIT(1);

	refcount_inc(&r);
	refcount_add(2, &r);
	KAPI_EXPECT_EQ(refcount_read(&r), 4);
	refcount_dec(&r);
	KAPI_EXPECT_FALSE(refcount_dec_and_test(&r));
	KAPI_EXPECT_TRUE(refcount_sub_and_test(2, &r));
	KAPI_EXPECT_EQ(refcount_read(&r), 0);
	refcount_set(&r, 7);
	KAPI_EXPECT_EQ(refcount_read(&r), 7);
}

KAPI_TEST(inc_not_zero_does_not_revive)
{
	refcount_t r = REFCOUNT_INIT(0);

	KAPI_EXPECT_FALSE(refcount_inc_not_zero(&r));
	KAPI_EXPECT_FALSE(refcount_add_not_zero(3, &r));
	KAPI_EXPECT_EQ(refcount_read(&r), 0);
	refcount_set(&r, 1);
	KAPI_EXPECT_TRUE(refcount_inc_not_zero(&r));
	KAPI_EXPECT_EQ(refcount_read(&r), 2);
}

KAPI_TEST(conditional_decrements)
{
	refcount_t r = REFCOUNT_INIT(2);

	KAPI_EXPECT_FALSE(refcount_dec_if_one(&r));
	KAPI_EXPECT_TRUE(refcount_dec_not_one(&r));
	KAPI_EXPECT_FALSE(refcount_dec_not_one(&r));
	KAPI_EXPECT_EQ(refcount_read(&r), 1);
	KAPI_EXPECT_TRUE(refcount_dec_if_one(&r));
	KAPI_EXPECT_EQ(refcount_read(&r), 0);
}

KAPI_TEST(the_last_reference_takes_the_lock)
{
	refcount_t r = REFCOUNT_INIT(2);
	DEFINE_SPINLOCK(lock);
	unsigned long flags;
	struct mutex mutex;

	mutex_init(&mutex);
	KAPI_EXPECT_FALSE(refcount_dec_and_mutex_lock(&r, &mutex));
	KAPI_EXPECT_FALSE(mutex_is_locked(&mutex));
	KAPI_EXPECT_TRUE(refcount_dec_and_mutex_lock(&r, &mutex));
	KAPI_EXPECT_TRUE(mutex_is_locked(&mutex));
	mutex_unlock(&mutex);
	refcount_set(&r, 1);
	KAPI_EXPECT_TRUE(refcount_dec_and_lock(&r, &lock));
	spin_unlock(&lock);
	refcount_set(&r, 1);
	KAPI_EXPECT_TRUE(refcount_dec_and_lock_irqsave(&r, &lock, &flags));
	spin_unlock_irqrestore(&lock, flags);
}

KAPI_TEST_WARNS(increment_from_zero_saturates)
{
	refcount_t r = REFCOUNT_INIT(0);

	refcount_inc(&r);
	KAPI_EXPECT_EQ((int)refcount_read(&r), REFCOUNT_SATURATED);
	/* and stays so */
	refcount_inc(&r);
	KAPI_EXPECT_EQ((int)refcount_read(&r), REFCOUNT_SATURATED);
	KAPI_EXPECT_FALSE(refcount_dec_and_test(&r));
	KAPI_EXPECT_EQ((int)refcount_read(&r), REFCOUNT_SATURATED);
}

KAPI_TEST_WARNS(underflow_saturates)
{
	refcount_t r = REFCOUNT_INIT(0);

	KAPI_EXPECT_FALSE(refcount_dec_and_test(&r));
	KAPI_EXPECT_EQ((int)refcount_read(&r), REFCOUNT_SATURATED);
}

KAPI_TEST_WARNS(overflow_saturates)
{
	refcount_t r = REFCOUNT_INIT(REFCOUNT_MAX);

	refcount_inc(&r);
	KAPI_EXPECT_EQ((int)refcount_read(&r), REFCOUNT_SATURATED);
}

KAPI_TEST_WARNS(dropping_the_last_without_looking_saturates)
{
	refcount_t r = REFCOUNT_INIT(1);

	refcount_dec(&r);
	KAPI_EXPECT_EQ((int)refcount_read(&r), REFCOUNT_SATURATED);
}

static int releases;

static void count_release(struct kref *kref)
{
	releases++;
}

static struct mutex release_mutex;

static void release_locked(struct kref *kref)
{
	releases++;
	mutex_unlock(&release_mutex);
}

KAPI_TEST(the_last_put_releases)
{
	struct kref kref;

	releases = 0;
	kref_init(&kref);
	kref_get(&kref);
	KAPI_EXPECT_EQ(kref_read(&kref), 2);
	KAPI_EXPECT_TRUE(kref_get_unless_zero(&kref));
	KAPI_EXPECT_EQ(kref_put(&kref, count_release), 0);
	KAPI_EXPECT_EQ(kref_put(&kref, count_release), 0);
	KAPI_EXPECT_EQ(releases, 0);
	KAPI_EXPECT_EQ(kref_put(&kref, count_release), 1);
	KAPI_EXPECT_EQ(releases, 1);
	KAPI_EXPECT_FALSE(kref_get_unless_zero(&kref));
}

KAPI_TEST(kref_put_mutex_releases_under_the_mutex)
{
	struct kref kref = KREF_INIT(1);

	releases = 0;
	mutex_init(&release_mutex);
	KAPI_EXPECT_EQ(kref_put_mutex(&kref, release_locked, &release_mutex),
		       1);
	KAPI_EXPECT_EQ(releases, 1);
	KAPI_EXPECT_FALSE(mutex_is_locked(&release_mutex));
}

KAPI_MODULE();
