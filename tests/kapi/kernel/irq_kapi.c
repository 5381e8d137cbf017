// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Interrupts (kernel/irq/). Hardware has no part in it: each test makes an
 * interrupt of its own and lets it come by generic_handle_irq().
 */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "kapi.h"

static int calls, thread_calls;
static bool hardirq, irqs_off, thread_in_task;
static void *last_dev_id;
static irqreturn_t answer;
static int a, b; /* for their addresses */

static irqreturn_t handler(int irq, void *dev_id)
{
	calls++;
	hardirq = in_hardirq();
	irqs_off = irqs_disabled();
	last_dev_id = dev_id;
	return answer;
}

static irqreturn_t other_handler(int irq, void *dev_id)
{
	calls += 10;
	return IRQ_HANDLED;
}

static struct completion in_thread, thread_may_go;

static irqreturn_t thread_fn(int irq, void *dev_id)
{
	thread_calls++;
	thread_in_task = in_task() && !irqs_disabled();
	complete(&in_thread);
	wait_for_completion(&thread_may_go);
	return IRQ_HANDLED;
}

static int make_irq_for(irq_flow_handler_t flow)
{
	int irq = __irq_alloc_descs(-1, 1, 1, NUMA_NO_NODE, NULL, NULL);

	if (irq < 0)
		return irq;
	irq_set_chip_and_handler(irq, &dummy_irq_chip, flow);
	irq_modify_status(irq, IRQ_NOREQUEST, 0);
	calls = 0;
	thread_calls = 0;
	answer = IRQ_HANDLED;
	init_completion(&in_thread);
	init_completion(&thread_may_go);
	return irq;
}

static int make_irq(void)
{
	return make_irq_for(handle_simple_irq);
}

/* As from a chip: in a hard interrupt, or what looks like one. */
static int come(int irq)
{
	return generic_handle_irq_safe(irq);
}

KAPI_TEST(a_number_that_is_none_cannot_be_requested)
{
	KAPI_EXPECT_EQ(request_irq(1 << 20, handler, 0, "kapi", &a), -EINVAL);
	KAPI_EXPECT_EQ(request_irq(IRQ_NOTCONNECTED, handler, 0, "kapi", &a),
		       -ENOTCONN);
	KAPI_EXPECT_EQ(generic_handle_irq_safe(1 << 20), -EINVAL);
}

KAPI_TEST(flags_are_checked_before_the_number)
{
	KAPI_EXPECT_EQ(request_irq(1 << 20, handler, IRQF_SHARED, "kapi", NULL),
		       -EINVAL);
	KAPI_EXPECT_EQ(request_irq(IRQ_NOTCONNECTED, handler, IRQF_SHARED,
				   "kapi", NULL), -ENOTCONN);
}

KAPI_TEST(a_request_must_make_sense)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	KAPI_EXPECT_EQ(request_irq(irq, handler, IRQF_SHARED, "kapi", NULL),
		       -EINVAL);
	KAPI_EXPECT_EQ(request_irq(irq, handler,
				   IRQF_SHARED | IRQF_NO_AUTOEN, "kapi", &a),
		       -EINVAL);
	KAPI_EXPECT_EQ(request_irq(irq, handler, IRQF_COND_SUSPEND, "kapi",
				   &a), -EINVAL);
	KAPI_EXPECT_EQ(request_threaded_irq(irq, NULL, NULL, 0, "kapi", &a),
		       -EINVAL);
	/* Without a handler the line stays active until the thread runs. */
	KAPI_EXPECT_EQ(request_threaded_irq(irq, NULL, thread_fn, 0, "kapi",
					    &a), -EINVAL);
	irq_free_desc(irq);
}

KAPI_TEST(a_new_number_may_not_be_requested_and_has_no_chip)
{
	int irq = __irq_alloc_descs(-1, 1, 1, NUMA_NO_NODE, NULL, NULL);

	KAPI_ASSERT_GT(irq, 0);
	KAPI_EXPECT_EQ(request_irq(irq, handler, 0, "kapi", &a), -ENOSYS);
	irq_modify_status(irq, 0, IRQ_NOREQUEST);
	KAPI_EXPECT_EQ(request_irq(irq, handler, 0, "kapi", &a), -EINVAL);
	irq_free_desc(irq);
}

KAPI_TEST(the_handler_runs_with_interrupts_off)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	KAPI_ASSERT_EQ(request_irq(irq, handler, 0, "kapi", &a), 0);
	irqs_off = false;
	KAPI_EXPECT_EQ(come(irq), 0);
	KAPI_EXPECT_EQ(calls, 1);
	KAPI_EXPECT_TRUE(irqs_off);
	KAPI_EXPECT_PTR_EQ(last_dev_id, &a);
	KAPI_EXPECT_STREQ(free_irq(irq, &a), "kapi");
	come(irq);
	KAPI_EXPECT_EQ(calls, 1);
	irq_free_desc(irq);
}

KAPI_TEST(a_line_is_shared_only_by_those_who_agree)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	KAPI_ASSERT_EQ(request_irq(irq, handler, 0, "kapi", &a), 0);
	KAPI_EXPECT_EQ(request_irq(irq, handler, 0, "kapi", &b), -EBUSY);
	KAPI_EXPECT_EQ(request_irq(irq, handler, IRQF_SHARED, "kapi", &b),
		       -EBUSY);
	free_irq(irq, &a);

	KAPI_ASSERT_EQ(request_irq(irq, handler, IRQF_SHARED, "kapi", &a), 0);
	KAPI_EXPECT_EQ(request_irq(irq, handler, 0, "kapi", &b), -EBUSY);
	KAPI_EXPECT_EQ(request_irq(irq, handler, IRQF_SHARED | IRQF_ONESHOT,
				   "kapi", &b), -EBUSY);
	/* That it has no trigger was settled by those who tried before. */
	KAPI_EXPECT_EQ(request_irq(irq, handler,
				   IRQF_SHARED | IRQF_TRIGGER_HIGH, "kapi", &b),
		       -EBUSY);
	free_irq(irq, &a);
	irq_free_desc(irq);
}

KAPI_TEST(the_second_who_shares_a_line_may_say_what_triggers_it)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	KAPI_ASSERT_EQ(request_irq(irq, handler, IRQF_SHARED, "kapi", &a), 0);
	KAPI_EXPECT_EQ(request_irq(irq, handler,
				   IRQF_SHARED | IRQF_TRIGGER_HIGH, "kapi", &b),
		       0);
	KAPI_EXPECT_EQ(irq_get_trigger_type(irq), IRQ_TYPE_LEVEL_HIGH);
	free_irq(irq, &b);
	free_irq(irq, &a);
	irq_free_desc(irq);
}

KAPI_TEST(all_who_share_a_line_are_asked)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	KAPI_ASSERT_EQ(request_irq(irq, handler, IRQF_SHARED, "one", &a), 0);
	KAPI_ASSERT_EQ(request_irq(irq, other_handler, IRQF_SHARED, "two", &b),
		       0);
	come(irq);
	KAPI_EXPECT_EQ(calls, 11);
	KAPI_EXPECT_STREQ(free_irq(irq, &a), "one");
	come(irq);
	KAPI_EXPECT_EQ(calls, 21);
	KAPI_EXPECT_STREQ(free_irq(irq, &b), "two");
	irq_free_desc(irq);
}

KAPI_TEST(what_comes_while_it_is_disabled_is_not_handled_then)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	KAPI_ASSERT_EQ(request_irq(irq, handler, 0, "kapi", &a), 0);
	disable_irq(irq);
	disable_irq_nosync(irq);
	come(irq);
	KAPI_EXPECT_EQ(calls, 0);
	enable_irq(irq);
	come(irq);
	KAPI_EXPECT_EQ(calls, 0);
	free_irq(irq, &a);
	irq_free_desc(irq);
}

KAPI_TEST(enabling_it_lets_it_come_again)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	KAPI_ASSERT_EQ(request_irq(irq, handler, IRQF_NO_AUTOEN, "kapi", &a),
		       0);
	come(irq);
	KAPI_EXPECT_EQ(calls, 0);
	free_irq(irq, &a);

	KAPI_ASSERT_EQ(request_irq(irq, handler, IRQF_NO_AUTOEN, "kapi", &a),
		       0);
	enable_irq(irq);
	come(irq);
	KAPI_EXPECT_GE(calls, 1);
	free_irq(irq, &a);
	irq_free_desc(irq);
}

KAPI_TEST_WARNS(enabling_it_too_often_warns)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	KAPI_ASSERT_EQ(request_irq(irq, handler, 0, "kapi", &a), 0);
	enable_irq(irq);
	come(irq);
	KAPI_EXPECT_EQ(calls, 1);
	free_irq(irq, &a);
	irq_free_desc(irq);
}

KAPI_TEST_WARNS(freeing_it_twice_warns)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	KAPI_ASSERT_EQ(request_irq(irq, handler, 0, "kapi", &a), 0);
	free_irq(irq, &a);
	KAPI_EXPECT_NULL(free_irq(irq, &a));
	irq_free_desc(irq);
}

KAPI_TEST(a_thread_does_what_the_handler_leaves_to_it)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	KAPI_ASSERT_EQ(request_threaded_irq(irq, handler, thread_fn, 0, "kapi",
					    &a), 0);
	complete(&thread_may_go);
	come(irq);
	KAPI_EXPECT_EQ(calls, 1);
	KAPI_EXPECT_EQ(thread_calls, 0);

	answer = IRQ_WAKE_THREAD;
	come(irq);
	synchronize_irq(irq);
	KAPI_EXPECT_EQ(calls, 2);
	KAPI_EXPECT_EQ(thread_calls, 1);
	KAPI_EXPECT_TRUE(thread_in_task);
	free_irq(irq, &a);
	irq_free_desc(irq);
}

KAPI_TEST(synchronize_hardirq_says_whether_a_thread_runs)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	answer = IRQ_WAKE_THREAD;
	KAPI_ASSERT_EQ(request_threaded_irq(irq, handler, thread_fn, 0, "kapi",
					    &a), 0);
	come(irq);
	wait_for_completion(&in_thread);
	KAPI_EXPECT_FALSE(synchronize_hardirq(irq));
	complete(&thread_may_go);
	synchronize_irq(irq);
	KAPI_EXPECT_TRUE(synchronize_hardirq(irq));
	free_irq(irq, &a);
	irq_free_desc(irq);
}

KAPI_TEST(oneshot_masks_a_level_until_its_thread_has_run)
{
	int irq = make_irq_for(handle_level_irq);

	KAPI_ASSERT_GT(irq, 0);
	KAPI_ASSERT_EQ(request_threaded_irq(irq, NULL, thread_fn, IRQF_ONESHOT,
					    "kapi", &a), 0);
	come(irq);
	wait_for_completion(&in_thread);
	KAPI_EXPECT_TRUE(irqd_irq_masked(irq_get_irq_data(irq)));
	complete(&thread_may_go);
	synchronize_irq(irq);
	KAPI_EXPECT_FALSE(irqd_irq_masked(irq_get_irq_data(irq)));
	KAPI_EXPECT_EQ(thread_calls, 1);
	free_irq(irq, &a);
	irq_free_desc(irq);
}

KAPI_TEST(numbers_are_made_in_a_row)
{
	int irq = __irq_alloc_descs(-1, 1, 3, NUMA_NO_NODE, NULL, NULL);

	KAPI_ASSERT_GT(irq, 0);
	KAPI_EXPECT_EQ(__irq_alloc_descs(irq + 1, irq + 1, 1, NUMA_NO_NODE,
					 NULL, NULL), -EEXIST);
	KAPI_EXPECT_EQ(__irq_alloc_descs(irq, irq + 1, 1, NUMA_NO_NODE, NULL,
					 NULL), -EINVAL);
	KAPI_EXPECT_EQ(__irq_alloc_descs(-1, 1, 0, NUMA_NO_NODE, NULL, NULL),
		       -EINVAL);
	irq_free_descs(irq, 3);
	KAPI_EXPECT_NULL(irq_get_irq_data(irq + 2));
}

KAPI_TEST(request_any_context_irq_says_which)
{
	int irq = make_irq();

	KAPI_ASSERT_GT(irq, 0);
	KAPI_EXPECT_EQ(request_any_context_irq(irq, handler, 0, "kapi", &a),
		       IRQC_IS_HARDIRQ);
	free_irq(irq, &a);
	irq_free_desc(irq);
}

KAPI_MODULE();
