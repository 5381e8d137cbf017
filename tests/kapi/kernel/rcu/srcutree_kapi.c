// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SRCU (kernel/rcu/srcutree.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/srcu.h>

#include "kapi.h"

DEFINE_STATIC_SRCU(domain);

static int called;

struct thing {
	struct rcu_head rcu;
};

static void thing_free(struct rcu_head *head)
{
	called++;
	kfree(container_of(head, struct thing, rcu));
}

KAPI_TEST(readers_may_nest_and_sleep)
{
	int outer = srcu_read_lock(&domain), inner;

	msleep(1);
	inner = srcu_read_lock(&domain);
	srcu_read_unlock(&domain, inner);
	srcu_read_unlock(&domain, outer);
	synchronize_srcu(&domain);
	KAPI_EXPECT_EQ(outer & ~1, 0);
}

static DECLARE_COMPLETION(reading);
static DECLARE_COMPLETION(gone);
static int left;

static int reader_fn(void *arg)
{
	int idx = srcu_read_lock(&domain);

	complete(&reading);
	msleep(20);
	left = 1;
	srcu_read_unlock(&domain, idx);
	kthread_complete_and_exit(&gone, 0);
}

KAPI_TEST(synchronize_waits_for_readers_that_sleep)
{
	left = 0;
	kthread_run(reader_fn, NULL, "kapi-srcu");
	wait_for_completion(&reading);
	synchronize_srcu(&domain);
	KAPI_EXPECT_EQ(left, 1);
	synchronize_srcu_expedited(&domain);
	wait_for_completion(&gone);
}

KAPI_TEST(callbacks_are_called)
{
	struct thing *thing = kmalloc(sizeof(*thing), GFP_KERNEL);
	int idx = srcu_read_lock(&domain);

	called = 0;
	call_srcu(&domain, &thing->rcu, thing_free);
	msleep(10);
	KAPI_EXPECT_EQ(called, 0);
	srcu_read_unlock(&domain, idx);
	srcu_barrier(&domain);
	KAPI_EXPECT_EQ(called, 1);
}

KAPI_TEST(a_domain_can_be_made_and_cleaned_up)
{
	struct srcu_struct *ssp = kmalloc(sizeof(*ssp), GFP_KERNEL);
	int idx;

	KAPI_EXPECT_EQ(init_srcu_struct(ssp), 0);
	idx = srcu_read_lock(ssp);
	srcu_read_unlock(ssp, idx);
	synchronize_srcu(ssp);
	cleanup_srcu_struct(ssp);
	kfree(ssp);
}

KAPI_MODULE();
