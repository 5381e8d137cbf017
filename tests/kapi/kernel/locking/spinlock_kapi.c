// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Spinlocks, reader-writer spinlocks, and what they do to the context
 * (kernel/locking/spinlock.c).
 */
#include <linux/bottom_half.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/version.h>
#include <linux/workqueue.h>

#include "kapi.h"
#include "kapi_thread.h"

static DEFINE_SPINLOCK(lock);
static DEFINE_RAW_SPINLOCK(raw_lock);
static DEFINE_RWLOCK(rw_lock);

/* What a place looks like from inside. */
struct context {
	bool task, interrupt, hardirq, softirq, serving_softirq;
	bool atomic, irqs_off;
	int preempt_count;
};

static struct context look(void)
{
	return (struct context){
		.task = in_task(),
		.interrupt = !!in_interrupt(),
		.hardirq = !!in_hardirq(),
		.softirq = !!in_softirq(),
		.serving_softirq = !!in_serving_softirq(),
		.atomic = in_atomic(),
		.irqs_off = irqs_disabled(),
		.preempt_count = preempt_count(),
	};
}

static void expect_plain_task(void)
{
	struct context here = look();

	KAPI_EXPECT_TRUE(here.task);
	KAPI_EXPECT_FALSE(here.interrupt);
	KAPI_EXPECT_FALSE(here.hardirq);
	KAPI_EXPECT_FALSE(here.softirq);
	KAPI_EXPECT_FALSE(here.atomic);
	KAPI_EXPECT_FALSE(here.irqs_off);
	KAPI_EXPECT_EQ(here.preempt_count, 0);
	KAPI_EXPECT_TRUE(preemptible());
}

KAPI_TEST(a_task_is_in_no_special_context)
{
	expect_plain_task();
}

KAPI_TEST(a_spinlock_makes_the_context_atomic)
{
	struct context outer, inner;

	spin_lock(&lock);
	outer = look();
	raw_spin_lock(&raw_lock);
	inner = look();
	raw_spin_unlock(&raw_lock);
	spin_unlock(&lock);

	KAPI_EXPECT_TRUE(outer.task);
	KAPI_EXPECT_TRUE(outer.atomic);
	KAPI_EXPECT_FALSE(outer.interrupt);
	KAPI_EXPECT_FALSE(outer.irqs_off);
	KAPI_EXPECT_EQ(outer.preempt_count, 1);
	KAPI_EXPECT_EQ(inner.preempt_count, 2);
	expect_plain_task();
}

KAPI_TEST(the_irq_variant_turns_interrupts_off)
{
	struct context here;

	spin_lock_irq(&lock);
	here = look();
	spin_unlock_irq(&lock);

	KAPI_EXPECT_TRUE(here.irqs_off);
	KAPI_EXPECT_EQ(here.preempt_count, 1);
	KAPI_EXPECT_TRUE(here.task);
	KAPI_EXPECT_FALSE(here.interrupt);
	expect_plain_task();
}

KAPI_TEST(the_bh_variant_turns_softirqs_off)
{
	struct context here;

	spin_lock_bh(&lock);
	here = look();
	spin_unlock_bh(&lock);

	KAPI_EXPECT_TRUE(here.softirq);
	KAPI_EXPECT_TRUE(here.interrupt);
	KAPI_EXPECT_FALSE(here.serving_softirq);
	KAPI_EXPECT_TRUE(here.task);
	KAPI_EXPECT_TRUE(here.atomic);
	KAPI_EXPECT_FALSE(here.irqs_off);
	expect_plain_task();
}

KAPI_TEST(irqrestore_restores_what_irqsave_found)
{
	unsigned long outer, inner;
	bool after_inner, after_outer;

	spin_lock_irqsave(&lock, outer);
	raw_spin_lock_irqsave(&raw_lock, inner);
	raw_spin_unlock_irqrestore(&raw_lock, inner);
	after_inner = irqs_disabled();
	spin_unlock_irqrestore(&lock, outer);
	after_outer = irqs_disabled();

	KAPI_EXPECT_TRUE(after_inner);
	KAPI_EXPECT_FALSE(after_outer);
	KAPI_EXPECT_FALSE(irqs_disabled_flags(outer));
	KAPI_EXPECT_TRUE(irqs_disabled_flags(inner));
}

KAPI_TEST(local_irq_save_nests)
{
	unsigned long outer, inner;
	bool off, still_off;

	local_irq_save(outer);
	off = irqs_disabled();
	local_irq_save(inner);
	local_irq_restore(inner);
	still_off = irqs_disabled();
	local_irq_restore(outer);

	KAPI_EXPECT_TRUE(off);
	KAPI_EXPECT_TRUE(still_off);
	KAPI_EXPECT_FALSE(irqs_disabled());
}

KAPI_TEST(preempt_disable_and_bh_disable_nest)
{
	struct context one, two, bh;

	preempt_disable();
	one = look();
	preempt_disable();
	two = look();
	local_bh_disable();
	bh = look();
	local_bh_enable();
	preempt_enable();
	preempt_enable();

	KAPI_EXPECT_EQ(one.preempt_count, 1);
	KAPI_EXPECT_EQ(two.preempt_count, 2);
	KAPI_EXPECT_FALSE(two.softirq);
	KAPI_EXPECT_TRUE(bh.softirq);
	KAPI_EXPECT_EQ(bh.preempt_count, 2 + SOFTIRQ_DISABLE_OFFSET);
	expect_plain_task();
}

KAPI_TEST(trylock_answers_1_when_it_took_the_lock)
{
	int free, held, raw_held, counted;

	free = spin_trylock(&lock);
	held = spin_trylock(&lock);
	counted = preempt_count();
	KAPI_EXPECT_TRUE(spin_is_locked(&lock));
	spin_unlock(&lock);
	raw_spin_lock(&raw_lock);
	raw_held = raw_spin_trylock(&raw_lock);
	raw_spin_unlock(&raw_lock);

	KAPI_EXPECT_EQ(free, 1);
	KAPI_EXPECT_EQ(held, 0);
	KAPI_EXPECT_EQ(counted, 1);
	KAPI_EXPECT_EQ(raw_held, 0);
	KAPI_EXPECT_FALSE(spin_is_locked(&lock));
	expect_plain_task();
}

KAPI_TEST(a_trylock_that_fails_leaves_the_context_as_it_was)
{
	unsigned long flags;
	struct context after_irq, after_irqsave, after_bh;
	int taken = 0;

	spin_lock(&lock);
	taken |= spin_trylock_irq(&lock);
	after_irq = look();
	taken |= spin_trylock_irqsave(&lock, flags);
	after_irqsave = look();
	taken |= spin_trylock_bh(&lock);
	after_bh = look();
	spin_unlock(&lock);

	KAPI_EXPECT_EQ(taken, 0);
	KAPI_EXPECT_FALSE(after_irq.irqs_off);
	KAPI_EXPECT_FALSE(after_irqsave.irqs_off);
	KAPI_EXPECT_FALSE(after_bh.softirq);
	KAPI_EXPECT_EQ(after_bh.preempt_count, 1);
	expect_plain_task();
}

KAPI_TEST(a_trylock_that_succeeds_changes_the_context)
{
	unsigned long flags;
	struct context irq, irqsave, bh;

	KAPI_ASSERT_TRUE(spin_trylock_irq(&lock));
	irq = look();
	spin_unlock_irq(&lock);
	KAPI_ASSERT_TRUE(spin_trylock_irqsave(&lock, flags));
	irqsave = look();
	spin_unlock_irqrestore(&lock, flags);
	KAPI_ASSERT_TRUE(spin_trylock_bh(&lock));
	bh = look();
	spin_unlock_bh(&lock);

	KAPI_EXPECT_TRUE(irq.irqs_off);
	KAPI_EXPECT_TRUE(irqsave.irqs_off);
	KAPI_EXPECT_TRUE(bh.softirq);
	expect_plain_task();
}

KAPI_TEST(nested_variants_lock_too)
{
	spinlock_t inner;
	unsigned long flags;
	bool locked, irqs_off;

	spin_lock_init(&inner);
	spin_lock(&lock);
	spin_lock_nested(&inner, SINGLE_DEPTH_NESTING);
	locked = spin_is_locked(&inner);
	spin_unlock(&inner);
	spin_lock_irqsave_nested(&inner, flags, SINGLE_DEPTH_NESTING);
	irqs_off = irqs_disabled();
	spin_unlock_irqrestore(&inner, flags);
	spin_lock_nest_lock(&inner, &lock);
	spin_unlock(&inner);
	spin_unlock(&lock);

	KAPI_EXPECT_TRUE(locked);
	KAPI_EXPECT_TRUE(irqs_off);
	expect_plain_task();
}

KAPI_TEST(readers_share_and_writers_do_not)
{
	int second_reader, writer_while_read, reader_while_written;
	int writer_while_written;

	read_lock(&rw_lock);
	second_reader = read_trylock(&rw_lock);
	writer_while_read = write_trylock(&rw_lock);
	if (second_reader)
		read_unlock(&rw_lock);
	read_unlock(&rw_lock);
	write_lock(&rw_lock);
	reader_while_written = read_trylock(&rw_lock);
	writer_while_written = write_trylock(&rw_lock);
	write_unlock(&rw_lock);

	KAPI_EXPECT_EQ(second_reader, 1);
	KAPI_EXPECT_EQ(writer_while_read, 0);
	KAPI_EXPECT_EQ(reader_while_written, 0);
	KAPI_EXPECT_EQ(writer_while_written, 0);
	expect_plain_task();
}

KAPI_TEST(rwlock_variants_change_the_context)
{
	unsigned long flags;
	struct context read_irqsave, write_irqsave, read_bh, write_bh;
	struct context read_irq, write_irq;

	read_lock_irqsave(&rw_lock, flags);
	read_irqsave = look();
	read_unlock_irqrestore(&rw_lock, flags);
	write_lock_irqsave(&rw_lock, flags);
	write_irqsave = look();
	write_unlock_irqrestore(&rw_lock, flags);
	read_lock_bh(&rw_lock);
	read_bh = look();
	read_unlock_bh(&rw_lock);
	write_lock_bh(&rw_lock);
	write_bh = look();
	write_unlock_bh(&rw_lock);
	read_lock_irq(&rw_lock);
	read_irq = look();
	read_unlock_irq(&rw_lock);
	write_lock_irq(&rw_lock);
	write_irq = look();
	write_unlock_irq(&rw_lock);

	KAPI_EXPECT_TRUE(read_irqsave.irqs_off);
	KAPI_EXPECT_TRUE(write_irqsave.irqs_off);
	KAPI_EXPECT_TRUE(read_bh.softirq);
	KAPI_EXPECT_TRUE(write_bh.softirq);
	KAPI_EXPECT_TRUE(read_irq.irqs_off);
	KAPI_EXPECT_TRUE(write_irq.irqs_off);
	expect_plain_task();
}

/* Mutual exclusion */

#define ROUNDS 500

static int shared;

static int increment(void *arg)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		int seen;

		spin_lock(&lock);
		seen = READ_ONCE(shared);
		cpu_relax();
		WRITE_ONCE(shared, seen + 1);
		spin_unlock(&lock);
		cpu_relax();
	}
	return 0;
}

KAPI_TEST(no_increment_under_the_lock_is_lost)
{
	struct kapi_thread a, b;

	shared = 0;
	kapi_thread_start(&a, increment, NULL);
	kapi_thread_start(&b, increment, NULL);
	kapi_thread_finish(&a);
	kapi_thread_finish(&b);
	KAPI_EXPECT_EQ(shared, 2 * ROUNDS);
}

/* The same questions, asked where drivers' functions are called. */

static struct context seen;
static DECLARE_COMPLETION(was_seen);

static void see(void)
{
	seen = look();
	complete(&was_seen);
}

static void timer_fn(struct timer_list *unused)
{
	see();
}

KAPI_TEST(a_timer_runs_in_a_softirq)
{
	struct timer_list timer;

	reinit_completion(&was_seen);
	timer_setup_on_stack(&timer, timer_fn, 0);
	mod_timer(&timer, jiffies + 1);
	wait_for_completion(&was_seen);
	del_timer_sync(&timer);
	destroy_timer_on_stack(&timer);

	KAPI_EXPECT_FALSE(seen.task);
	KAPI_EXPECT_TRUE(seen.interrupt);
	KAPI_EXPECT_TRUE(seen.softirq);
	KAPI_EXPECT_TRUE(seen.serving_softirq);
	KAPI_EXPECT_FALSE(seen.hardirq);
	KAPI_EXPECT_TRUE(seen.atomic);
	KAPI_EXPECT_FALSE(seen.irqs_off);
}

static enum hrtimer_restart hrtimer_fn(struct hrtimer *unused)
{
	see();
	return HRTIMER_NORESTART;
}

static void run_hrtimer(enum hrtimer_mode mode)
{
	struct hrtimer timer;

	reinit_completion(&was_seen);
	hrtimer_init_on_stack(&timer, CLOCK_MONOTONIC, mode);
	timer.function = hrtimer_fn;
	hrtimer_start(&timer, ms_to_ktime(1), mode);
	wait_for_completion(&was_seen);
	hrtimer_cancel(&timer);
	destroy_hrtimer_on_stack(&timer);
}

KAPI_TEST(an_hrtimer_runs_in_a_hard_interrupt)
{
	run_hrtimer(HRTIMER_MODE_REL);
	KAPI_EXPECT_FALSE(seen.task);
	KAPI_EXPECT_TRUE(seen.interrupt);
	/* What it interrupts may be a softirq, or not. */
	KAPI_EXPECT_TRUE(seen.hardirq);
	KAPI_EXPECT_TRUE(seen.atomic);
	KAPI_EXPECT_TRUE(seen.irqs_off);
}

KAPI_TEST(a_soft_hrtimer_runs_in_a_softirq)
{
	run_hrtimer(HRTIMER_MODE_REL_SOFT);
	KAPI_EXPECT_FALSE(seen.task);
	KAPI_EXPECT_TRUE(seen.serving_softirq);
	KAPI_EXPECT_FALSE(seen.hardirq);
	KAPI_EXPECT_TRUE(seen.atomic);
	KAPI_EXPECT_FALSE(seen.irqs_off);
}

static void tasklet_fn(struct tasklet_struct *unused)
{
	see();
}

KAPI_TEST(a_tasklet_runs_in_a_softirq)
{
	struct tasklet_struct tasklet;

	reinit_completion(&was_seen);
	tasklet_setup(&tasklet, tasklet_fn);
	tasklet_schedule(&tasklet);
	wait_for_completion(&was_seen);
	tasklet_kill(&tasklet);

	KAPI_EXPECT_FALSE(seen.task);
	KAPI_EXPECT_TRUE(seen.serving_softirq);
	KAPI_EXPECT_TRUE(seen.interrupt);
	KAPI_EXPECT_TRUE(seen.atomic);
	KAPI_EXPECT_FALSE(seen.irqs_off);
}

static void work_fn(struct work_struct *unused)
{
	see();
}

KAPI_TEST(work_runs_in_a_task)
{
	struct work_struct work;

	reinit_completion(&was_seen);
	INIT_WORK_ONSTACK(&work, work_fn);
	schedule_work(&work);
	flush_work(&work);
	destroy_work_on_stack(&work);

	KAPI_EXPECT_TRUE(seen.task);
	KAPI_EXPECT_FALSE(seen.interrupt);
	KAPI_EXPECT_FALSE(seen.atomic);
	KAPI_EXPECT_FALSE(seen.irqs_off);
	KAPI_EXPECT_EQ(seen.preempt_count, 0);
}

static struct context locked_in_softirq;

static void locking_timer_fn(struct timer_list *unused)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	locked_in_softirq = look();
	spin_unlock_irqrestore(&lock, flags);
	see();
}

KAPI_TEST(a_lock_in_a_softirq_adds_to_its_context)
{
	struct timer_list timer;

	reinit_completion(&was_seen);
	timer_setup_on_stack(&timer, locking_timer_fn, 0);
	mod_timer(&timer, jiffies + 1);
	wait_for_completion(&was_seen);
	del_timer_sync(&timer);
	destroy_timer_on_stack(&timer);

	KAPI_EXPECT_TRUE(locked_in_softirq.irqs_off);
	KAPI_EXPECT_TRUE(locked_in_softirq.serving_softirq);
	KAPI_EXPECT_EQ(locked_in_softirq.preempt_count,
		       seen.preempt_count + 1);
	KAPI_EXPECT_FALSE(seen.irqs_off);
}

KAPI_TEST(no_timer_runs_while_softirqs_are_off)
{
	struct timer_list timer;
	bool while_off;

	reinit_completion(&was_seen);
	timer_setup_on_stack(&timer, timer_fn, 0);
	local_bh_disable();
	/* Bound to this CPU as long as softirqs are off on it. */
	timer.expires = jiffies + 1;
	add_timer_on(&timer, smp_processor_id());
	mdelay(20);
	while_off = completion_done(&was_seen);
	local_bh_enable();
	wait_for_completion(&was_seen);
	del_timer_sync(&timer);
	destroy_timer_on_stack(&timer);
	KAPI_EXPECT_FALSE(while_off);
}

KAPI_TEST(no_hrtimer_runs_while_interrupts_are_off)
{
	struct hrtimer timer;
	unsigned long flags;
	bool while_off;

	reinit_completion(&was_seen);
	hrtimer_init_on_stack(&timer, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_PINNED);
	timer.function = hrtimer_fn;
	local_irq_save(flags);
	hrtimer_start(&timer, ms_to_ktime(1), HRTIMER_MODE_REL_PINNED);
	mdelay(5);
	while_off = completion_done(&was_seen);
	local_irq_restore(flags);
	wait_for_completion(&was_seen);
	hrtimer_cancel(&timer);
	destroy_hrtimer_on_stack(&timer);
	KAPI_EXPECT_FALSE(while_off);
}

KAPI_MODULE();
