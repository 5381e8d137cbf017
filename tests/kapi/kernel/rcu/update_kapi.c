// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * RCU callbacks (kernel/rcu/tree.c, update.c).
 */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "kapi.h"

struct thing {
	int number;
	struct rcu_head rcu;
};

static int called;
static bool softirq;
static char order[8];

static void thing_free(struct rcu_head *head)
{
	struct thing *thing = container_of(head, struct thing, rcu);

	order[called++ & 7] = '0' + thing->number;
	softirq = in_softirq();
	kfree(thing);
}

static struct thing *make(int number)
{
	struct thing *thing = kzalloc(sizeof(*thing), GFP_KERNEL);

	thing->number = number;
	return thing;
}

KAPI_TEST(a_callback_is_called_after_a_grace_period)
{
	called = 0;
	call_rcu(&make(1)->rcu, thing_free);
	rcu_barrier();
	KAPI_EXPECT_EQ(called, 1);
	KAPI_EXPECT_TRUE(softirq);
}

KAPI_TEST(a_callback_waits_for_readers)
{
	struct thing *thing = make(1);

	called = 0;
	rcu_read_lock();
	call_rcu(&thing->rcu, thing_free);
	KAPI_EXPECT_EQ(called, 0);
	rcu_read_unlock();
	rcu_barrier();
	KAPI_EXPECT_EQ(called, 1);
}

KAPI_TEST(callbacks_of_one_cpu_come_in_order)
{
	struct thing *first = make(1), *second = make(2), *third = make(3);

	called = 0;
	memset(order, 0, sizeof(order));
	preempt_disable();
	call_rcu(&first->rcu, thing_free);
	call_rcu(&second->rcu, thing_free);
	call_rcu(&third->rcu, thing_free);
	preempt_enable();
	rcu_barrier();
	KAPI_EXPECT_STREQ(order, "123");
}

KAPI_TEST(objects_can_be_freed_after_a_grace_period)
{
	struct thing *thing = make(1), *other = make(2);

	kfree_rcu(thing, rcu);
	kvfree_rcu(other, rcu);
	thing = NULL;
	kfree_rcu(thing, rcu);
	thing = make(3);
	kfree_rcu_mightsleep(thing);
	rcu_barrier();
	KAPI_EXPECT_NULL(NULL);
}

static DECLARE_COMPLETION(reading);
static DECLARE_COMPLETION(may_end);
static int left;

static int reader_fn(void *arg)
{
	int i;

	rcu_read_lock();
	complete(&reading);
	for (i = 0; i < 1000; i++)
		cpu_relax();
	left = 1;
	rcu_read_unlock();
	kthread_complete_and_exit(&may_end, 0);
}

KAPI_TEST(synchronize_rcu_waits_for_readers)
{
	left = 0;
	kthread_run(reader_fn, NULL, "kapi-reader");
	wait_for_completion(&reading);
	synchronize_rcu();
	KAPI_EXPECT_EQ(left, 1);
	wait_for_completion(&may_end);
}

KAPI_MODULE();
