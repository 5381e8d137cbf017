// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Workqueues (kernel/workqueue.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "kapi.h"

static int runs;
static bool got_task;
static struct work_struct *got_current;
static DECLARE_COMPLETION(running);
static DECLARE_COMPLETION(may_end);
static char order[16];

static void count_fn(struct work_struct *work)
{
	runs++;
	got_task = in_task() && !in_atomic();
	got_current = current_work();
}

static void slow_fn(struct work_struct *work)
{
	complete(&running);
	wait_for_completion(&may_end);
	runs++;
}

static void reset(void)
{
	runs = 0;
	order[0] = '\0';
	reinit_completion(&running);
	reinit_completion(&may_end);
}

KAPI_TEST(work_runs_once_in_process_context)
{
	struct work_struct work;

	reset();
	INIT_WORK_ONSTACK(&work, count_fn);
	KAPI_EXPECT_FALSE(work_pending(&work));
	KAPI_EXPECT_TRUE(schedule_work(&work));
	flush_work(&work);
	KAPI_EXPECT_EQ(runs, 1);
	KAPI_EXPECT_TRUE(got_task);
	KAPI_EXPECT_PTR_EQ(got_current, &work);
	KAPI_EXPECT_NULL(current_work());
	KAPI_EXPECT_EQ(work_busy(&work), 0);
	KAPI_EXPECT_FALSE(flush_work(&work));
	KAPI_EXPECT_FALSE(cancel_work_sync(&work));
	destroy_work_on_stack(&work);
}

static DECLARE_WORK(declared, count_fn);

KAPI_TEST(declared_work_runs)
{
	reset();
	KAPI_EXPECT_TRUE(queue_work(system_long_wq, &declared));
	flush_work(&declared);
	KAPI_EXPECT_EQ(runs, 1);
}

KAPI_TEST(pending_work_is_not_queued_again)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("kapi", 0);
	struct work_struct slow, work;

	KAPI_ASSERT_NOT_NULL(wq);
	reset();
	INIT_WORK_ONSTACK(&slow, slow_fn);
	INIT_WORK_ONSTACK(&work, count_fn);
	queue_work(wq, &slow);
	wait_for_completion(&running);
	KAPI_EXPECT_EQ(work_busy(&slow), WORK_BUSY_RUNNING);
	KAPI_EXPECT_TRUE(queue_work(wq, &work));
	KAPI_EXPECT_FALSE(queue_work(wq, &work));
	KAPI_EXPECT_TRUE(work_pending(&work));
	KAPI_EXPECT_EQ(work_busy(&work), WORK_BUSY_PENDING);
	complete(&may_end);
	flush_workqueue(wq);
	KAPI_EXPECT_EQ(runs, 2);
	KAPI_EXPECT_FALSE(work_pending(&work));
	destroy_workqueue(wq);
}

KAPI_TEST(running_work_can_be_queued_again_and_runs_after)
{
	struct workqueue_struct *wq = alloc_workqueue("kapi", 0, 0);
	struct work_struct slow;

	reset();
	INIT_WORK_ONSTACK(&slow, slow_fn);
	queue_work(wq, &slow);
	wait_for_completion(&running);
	KAPI_EXPECT_TRUE(queue_work(wq, &slow));
	KAPI_EXPECT_EQ(work_busy(&slow), WORK_BUSY_PENDING | WORK_BUSY_RUNNING);
	msleep(20);
	/* Never twice at a time. */
	KAPI_EXPECT_FALSE(completion_done(&running));
	complete(&may_end);
	wait_for_completion(&running);
	KAPI_EXPECT_EQ(runs, 1);
	complete(&may_end);
	flush_work(&slow);
	KAPI_EXPECT_EQ(runs, 2);
	destroy_workqueue(wq);
}

KAPI_TEST(pending_work_can_be_cancelled)
{
	struct workqueue_struct *wq = create_singlethread_workqueue("kapi");
	struct work_struct slow, work;

	reset();
	INIT_WORK_ONSTACK(&slow, slow_fn);
	INIT_WORK_ONSTACK(&work, count_fn);
	queue_work(wq, &slow);
	wait_for_completion(&running);
	queue_work(wq, &work);
	KAPI_EXPECT_TRUE(cancel_work(&work));
	KAPI_EXPECT_FALSE(cancel_work(&work));
	queue_work(wq, &work);
	KAPI_EXPECT_TRUE(cancel_work_sync(&work));
	complete(&may_end);
	destroy_workqueue(wq);
	KAPI_EXPECT_EQ(runs, 1);
}

static bool requeue_answer;

static void self_fn(struct work_struct *work)
{
	runs++;
	msleep(1);
	requeue_answer = schedule_work(work);
}

KAPI_TEST(work_that_queues_itself_can_be_cancelled)
{
	struct work_struct work;

	reset();
	INIT_WORK_ONSTACK(&work, self_fn);
	schedule_work(&work);
	msleep(50);
	cancel_work_sync(&work);
	KAPI_EXPECT_GT(runs, 1);
	KAPI_EXPECT_EQ(work_busy(&work), 0);
	KAPI_EXPECT_FALSE(work_pending(&work));
}

static void say(struct work_struct *work);
static struct work_struct letters[4];

static void say(struct work_struct *work)
{
	char letter[2] = { 'a' + (work - letters), '\0' };

	strcat(order, letter);
	msleep(2);
}

KAPI_TEST(an_ordered_queue_runs_one_at_a_time_in_order)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("kapi%d", 0, 1);
	int i;

	reset();
	for (i = 0; i < ARRAY_SIZE(letters); i++)
		INIT_WORK(&letters[i], say);
	queue_work(wq, &letters[2]);
	queue_work(wq, &letters[0]);
	queue_work(wq, &letters[3]);
	queue_work(wq, &letters[1]);
	flush_workqueue(wq);
	KAPI_EXPECT_STREQ(order, "cadb");
	destroy_workqueue(wq);
}

static DEFINE_SPINLOCK(at_once_lock);
static int at_once, at_once_max;

static void crowd_fn(struct work_struct *work)
{
	spin_lock(&at_once_lock);
	at_once_max = max(at_once_max, ++at_once);
	spin_unlock(&at_once_lock);
	/* Until the others are there, too. */
	msleep(60);
	spin_lock(&at_once_lock);
	at_once--;
	spin_unlock(&at_once_lock);
}

static int crowd(struct workqueue_struct *wq)
{
	struct work_struct works[8];
	int i;

	at_once = 0;
	at_once_max = 0;
	for (i = 0; i < ARRAY_SIZE(works); i++) {
		INIT_WORK_ONSTACK(&works[i], crowd_fn);
		queue_work(wq, &works[i]);
	}
	flush_workqueue(wq);
	return at_once_max;
}

KAPI_TEST(max_active_limits_what_runs_at_a_time)
{
	struct workqueue_struct *wq = alloc_workqueue("kapi", WQ_UNBOUND, 3);

	KAPI_EXPECT_EQ(crowd(wq), 3);
	destroy_workqueue(wq);
	wq = alloc_workqueue("kapi", WQ_UNBOUND, 0);
	KAPI_EXPECT_EQ(crowd(wq), 8);
	destroy_workqueue(wq);
	wq = alloc_ordered_workqueue("kapi", WQ_MEM_RECLAIM | WQ_FREEZABLE);
	KAPI_EXPECT_EQ(crowd(wq), 1);
	destroy_workqueue(wq);
}

KAPI_TEST(max_active_can_be_changed)
{
	struct workqueue_struct *wq = alloc_workqueue("kapi", WQ_UNBOUND, 5);

	workqueue_set_max_active(wq, 2);
	KAPI_EXPECT_EQ(crowd(wq), 2);
	destroy_workqueue(wq);
}

static int seen_cpu;

static void cpu_fn(struct work_struct *work)
{
	seen_cpu = raw_smp_processor_id();
}

KAPI_TEST(work_runs_on_the_cpu_it_was_queued_on)
{
	struct work_struct work;
	int cpu;

	INIT_WORK_ONSTACK(&work, cpu_fn);
	for_each_online_cpu(cpu) {
		seen_cpu = -1;
		KAPI_EXPECT_TRUE(schedule_work_on(cpu, &work));
		flush_work(&work);
		KAPI_EXPECT_EQ(seen_cpu, cpu);
	}
}

static long answer(void *arg)
{
	return *(int *)arg + raw_smp_processor_id();
}

KAPI_TEST(work_on_cpu_gets_the_answer)
{
	int one = 100, cpu = num_online_cpus() - 1;

	KAPI_EXPECT_EQ(work_on_cpu(cpu, answer, &one), 100 + cpu);
}

/* Delayed work */

static unsigned long ran_at;

static void when_fn(struct work_struct *work)
{
	runs++;
	ran_at = jiffies;
}

KAPI_TEST(delayed_work_runs_after_the_delay)
{
	struct delayed_work dwork;
	unsigned long start;

	reset();
	INIT_DELAYED_WORK_ONSTACK(&dwork, when_fn);
	start = jiffies;
	KAPI_EXPECT_TRUE(schedule_delayed_work(&dwork, 5));
	KAPI_EXPECT_FALSE(schedule_delayed_work(&dwork, 1));
	KAPI_EXPECT_TRUE(delayed_work_pending(&dwork));
	KAPI_EXPECT_TRUE(timer_pending(&dwork.timer));
	msleep(100);
	KAPI_EXPECT_EQ(runs, 1);
	KAPI_EXPECT_TRUE(time_after_eq(ran_at, start + 5));
	KAPI_EXPECT_FALSE(delayed_work_pending(&dwork));
	destroy_delayed_work_on_stack(&dwork);
}

KAPI_TEST(no_delay_needs_no_timer)
{
	struct delayed_work dwork;

	reset();
	INIT_DELAYED_WORK_ONSTACK(&dwork, when_fn);
	KAPI_EXPECT_TRUE(schedule_delayed_work(&dwork, 0));
	KAPI_EXPECT_FALSE(timer_pending(&dwork.timer));
	flush_delayed_work(&dwork);
	KAPI_EXPECT_EQ(runs, 1);
}

KAPI_TEST(delayed_work_can_be_cancelled)
{
	struct delayed_work dwork;

	reset();
	INIT_DELAYED_WORK_ONSTACK(&dwork, when_fn);
	schedule_delayed_work(&dwork, 1000);
	KAPI_EXPECT_TRUE(cancel_delayed_work(&dwork));
	KAPI_EXPECT_FALSE(cancel_delayed_work(&dwork));
	schedule_delayed_work(&dwork, 1000);
	KAPI_EXPECT_TRUE(cancel_delayed_work_sync(&dwork));
	KAPI_EXPECT_FALSE(cancel_delayed_work_sync(&dwork));
	KAPI_EXPECT_EQ(runs, 0);
}

KAPI_TEST(mod_delayed_work_changes_the_delay)
{
	struct delayed_work dwork;

	reset();
	INIT_DELAYED_WORK_ONSTACK(&dwork, when_fn);
	KAPI_EXPECT_FALSE(mod_delayed_work(system_wq, &dwork, 100000));
	KAPI_EXPECT_TRUE(mod_delayed_work(system_wq, &dwork, 1));
	msleep(50);
	KAPI_EXPECT_EQ(runs, 1);
}

KAPI_TEST(flushing_delayed_work_runs_it_now)
{
	unsigned long start = jiffies;
	struct delayed_work dwork;

	reset();
	INIT_DELAYED_WORK_ONSTACK(&dwork, when_fn);
	schedule_delayed_work(&dwork, 100000);
	/* Whether it finds it running is up to the scheduler. */
	flush_delayed_work(&dwork);
	KAPI_EXPECT_EQ(runs, 1);
	KAPI_EXPECT_TRUE(time_before(jiffies, start + 50000));
	KAPI_EXPECT_FALSE(flush_delayed_work(&dwork));
}

/* Flushing and draining */

static struct workqueue_struct *chain_wq;

static void chain_fn(struct work_struct *work)
{
	if (++runs < 5)
		queue_work(chain_wq, work);
}

KAPI_TEST(draining_runs_the_whole_chain)
{
	struct work_struct work;

	reset();
	chain_wq = alloc_workqueue("kapi", 0, 0);
	INIT_WORK_ONSTACK(&work, chain_fn);
	queue_work(chain_wq, &work);
	drain_workqueue(chain_wq);
	KAPI_EXPECT_EQ(runs, 5);
	destroy_workqueue(chain_wq);
}

KAPI_TEST(destroying_a_queue_runs_what_is_on_it)
{
	struct workqueue_struct *wq = create_workqueue("kapi");
	struct work_struct work;

	reset();
	INIT_WORK_ONSTACK(&work, count_fn);
	queue_work(wq, &work);
	destroy_workqueue(wq);
	KAPI_EXPECT_EQ(runs, 1);
}

KAPI_TEST(flushing_an_idle_queue_does_nothing)
{
	struct workqueue_struct *wq = alloc_workqueue("kapi", WQ_HIGHPRI, 1);

	flush_workqueue(wq);
	drain_workqueue(wq);
	KAPI_EXPECT_FALSE(workqueue_congested(WORK_CPU_UNBOUND, wq));
	destroy_workqueue(wq);
}

static void free_fn(struct work_struct *work)
{
	runs++;
	kfree(work);
}

KAPI_TEST(work_may_free_itself)
{
	struct workqueue_struct *wq = alloc_workqueue("kapi", 0, 0);
	struct work_struct *work = kmalloc(sizeof(*work), GFP_KERNEL);

	reset();
	INIT_WORK(work, free_fn);
	queue_work(wq, work);
	flush_workqueue(wq);
	KAPI_EXPECT_EQ(runs, 1);
	destroy_workqueue(wq);
}

KAPI_TEST(rcu_work_runs_after_a_grace_period)
{
	struct rcu_work rwork;

	reset();
	INIT_RCU_WORK_ONSTACK(&rwork, count_fn);
	rcu_read_lock();
	KAPI_EXPECT_TRUE(queue_rcu_work(system_wq, &rwork));
	KAPI_EXPECT_FALSE(queue_rcu_work(system_wq, &rwork));
	KAPI_EXPECT_EQ(runs, 0);
	rcu_read_unlock();
	KAPI_EXPECT_TRUE(flush_rcu_work(&rwork));
	KAPI_EXPECT_EQ(runs, 1);
}

KAPI_TEST(execute_in_process_context_calls_when_it_can)
{
	struct execute_work ew;

	reset();
	KAPI_EXPECT_EQ(execute_in_process_context(count_fn, &ew), 0);
	KAPI_EXPECT_EQ(runs, 1);
}

KAPI_MODULE();
