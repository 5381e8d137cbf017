// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_work (kernel/irq_work.c).
 */
#include <linux/completion.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>

#include "kapi.h"

static int runs;
static bool hardirq, irqs_off;

static void work_fn(struct irq_work *work)
{
	runs++;
	hardirq = in_hardirq();
	irqs_off = irqs_disabled();
}

KAPI_TEST(it_runs_in_a_hard_interrupt)
{
	struct irq_work work = IRQ_WORK_INIT_HARD(work_fn);

	runs = 0;
	KAPI_EXPECT_TRUE(irq_work_queue(&work));
	irq_work_sync(&work);
	KAPI_EXPECT_EQ(runs, 1);
	KAPI_EXPECT_TRUE(hardirq);
	KAPI_EXPECT_TRUE(irqs_off);
	KAPI_EXPECT_FALSE(irq_work_is_busy(&work));
}

KAPI_TEST(it_waits_for_interrupts_to_come_on)
{
	struct irq_work work = IRQ_WORK_INIT_HARD(work_fn);
	int while_off;

	runs = 0;
	local_irq_disable();
	KAPI_EXPECT_TRUE(irq_work_queue(&work));
	KAPI_EXPECT_FALSE(irq_work_queue(&work));
	KAPI_EXPECT_TRUE(irq_work_is_pending(&work));
	while_off = runs;
	local_irq_enable();
	irq_work_sync(&work);
	KAPI_EXPECT_EQ(while_off, 0);
	KAPI_EXPECT_EQ(runs, 1);
	KAPI_EXPECT_FALSE(irq_work_is_pending(&work));
}

KAPI_TEST(it_can_be_queued_again)
{
	struct irq_work work;

	runs = 0;
	init_irq_work(&work, work_fn);
	irq_work_queue(&work);
	irq_work_sync(&work);
	KAPI_EXPECT_TRUE(irq_work_queue(&work));
	irq_work_sync(&work);
	KAPI_EXPECT_EQ(runs, 2);
}

static void again_fn(struct irq_work *work)
{
	if (++runs < 3)
		irq_work_queue(work);
}

KAPI_TEST(it_may_queue_itself)
{
	struct irq_work work = IRQ_WORK_INIT_HARD(again_fn);

	runs = 0;
	irq_work_queue(&work);
	while (READ_ONCE(runs) < 3)
		cpu_relax();
	irq_work_sync(&work);
	KAPI_EXPECT_EQ(runs, 3);
}

static DECLARE_COMPLETION(woken);

static void wake_fn(struct irq_work *work)
{
	complete(&woken);
}

KAPI_TEST(it_may_wake_a_task_from_a_place_that_must_not)
{
	struct irq_work work = IRQ_WORK_INIT(wake_fn);

	preempt_disable();
	irq_work_queue(&work);
	preempt_enable();
	wait_for_completion(&woken);
	irq_work_sync(&work);
	KAPI_EXPECT_FALSE(irq_work_is_busy(&work));
}

KAPI_MODULE();
