// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kernel threads (kernel/kthread.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/freezer.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "kapi.h"

static int started;
static void *got_data;
static char got_comm[TASK_COMM_LEN];
static bool got_kthread, got_task;
static DECLARE_COMPLETION(running);

static int until_stopped(void *data)
{
	started++;
	got_data = data;
	memcpy(got_comm, current->comm, TASK_COMM_LEN);
	got_kthread = current->flags & PF_KTHREAD;
	got_task = in_task();
	complete(&running);
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return 7;
}

static void reset(void)
{
	started = 0;
	reinit_completion(&running);
}

KAPI_TEST(kthread_run_runs_and_stop_gets_the_result)
{
	int cookie;
	struct task_struct *k;

	reset();
	k = kthread_run(until_stopped, &cookie, "kapi-%d", 5);
	KAPI_ASSERT_FALSE(IS_ERR(k));
	wait_for_completion(&running);
	KAPI_EXPECT_PTR_EQ(got_data, &cookie);
	KAPI_EXPECT_PTR_EQ(kthread_data(k), &cookie);
	KAPI_EXPECT_PTR_EQ(kthread_func(k), until_stopped);
	KAPI_EXPECT_STREQ(got_comm, "kapi-5");
	KAPI_EXPECT_TRUE(got_kthread);
	KAPI_EXPECT_TRUE(got_task);
	KAPI_EXPECT_EQ(kthread_stop(k), 7);
}

KAPI_TEST(a_created_thread_waits_to_be_woken)
{
	struct task_struct *k;

	reset();
	k = kthread_create(until_stopped, NULL, "kapi-created");
	KAPI_ASSERT_FALSE(IS_ERR(k));
	msleep(20);
	KAPI_EXPECT_EQ(started, 0);
	KAPI_EXPECT_EQ(wake_up_process(k), 1);
	wait_for_completion(&running);
	KAPI_EXPECT_EQ(kthread_stop(k), 7);
}

KAPI_TEST(a_thread_that_was_never_woken_is_stopped_with_eintr)
{
	struct task_struct *k;

	reset();
	k = kthread_create(until_stopped, NULL, "kapi-never");
	KAPI_ASSERT_FALSE(IS_ERR(k));
	KAPI_EXPECT_EQ(kthread_stop(k), -EINTR);
	KAPI_EXPECT_EQ(started, 0);
}

KAPI_TEST(a_long_name_is_cut)
{
	struct task_struct *k;

	reset();
	k = kthread_run(until_stopped, NULL, "kapi-a-name-that-is-too-long");
	wait_for_completion(&running);
	KAPI_EXPECT_STREQ(got_comm, "kapi-a-name-tha");
	kthread_stop(k);
}

static DECLARE_COMPLETION(leaving);

static int returns_at_once(void *data)
{
	return 3;
}

static int exits(void *data)
{
	kthread_complete_and_exit(&leaving, 9);
}

KAPI_TEST(a_thread_that_has_ended_can_be_stopped_with_a_reference)
{
	struct task_struct *k;

	k = kthread_create(returns_at_once, NULL, "kapi-ends");
	get_task_struct(k);
	wake_up_process(k);
	msleep(20);
	KAPI_EXPECT_EQ(kthread_stop(k), 3);
	put_task_struct(k);
}

KAPI_TEST(complete_and_exit_completes_and_exits)
{
	struct task_struct *k;

	reinit_completion(&leaving);
	k = kthread_create(exits, NULL, "kapi-exits");
	get_task_struct(k);
	wake_up_process(k);
	wait_for_completion(&leaving);
	KAPI_EXPECT_EQ(kthread_stop(k), 9);
	put_task_struct(k);
}

static DECLARE_WAIT_QUEUE_HEAD(never_woken);
static long wait_result;

static int waits_interruptibly(void *data)
{
	complete(&running);
	wait_result = wait_event_interruptible(never_woken, false);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

KAPI_TEST(stopping_ends_an_interruptible_wait)
{
	struct task_struct *k;

	reset();
	wait_result = 0;
	k = kthread_run(waits_interruptibly, NULL, "kapi-waits");
	wait_for_completion(&running);
	msleep(20);
	kthread_stop(k);
	KAPI_EXPECT_EQ(wait_result, -ERESTARTSYS);
}

static int parked, laps;

static int parks(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park()) {
			parked++;
			kthread_parkme();
		}
		laps++;
		msleep(1);
	}
	return 0;
}

KAPI_TEST(a_parked_thread_stands_still)
{
	struct task_struct *k;
	int before;

	parked = 0;
	laps = 0;
	k = kthread_run(parks, NULL, "kapi-parks");
	msleep(20);
	KAPI_EXPECT_EQ(kthread_park(k), 0);
	KAPI_EXPECT_EQ(parked, 1);
	before = laps;
	KAPI_EXPECT_GT(before, 0);
	msleep(20);
	KAPI_EXPECT_EQ(laps, before);
	kthread_unpark(k);
	msleep(20);
	KAPI_EXPECT_GT(laps, before);
	KAPI_EXPECT_EQ(kthread_stop(k), 0);
}

KAPI_TEST(a_parked_thread_can_be_stopped)
{
	struct task_struct *k;

	k = kthread_run(parks, NULL, "kapi-parks");
	msleep(10);
	KAPI_EXPECT_EQ(kthread_park(k), 0);
	KAPI_EXPECT_EQ(kthread_stop(k), 0);
}

static int seen_cpu;

static int sees_cpu(void *data)
{
	seen_cpu = raw_smp_processor_id();
	complete(&running);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

KAPI_TEST(a_thread_can_be_bound_to_a_cpu)
{
	unsigned int cpu = num_online_cpus() - 1;
	struct task_struct *k;
	char name[16];

	reset();
	k = kthread_create_on_cpu(sees_cpu, NULL, cpu, "kapi/%u");
	KAPI_ASSERT_FALSE(IS_ERR(k));
	snprintf(name, sizeof(name), "kapi/%u", cpu);
	KAPI_EXPECT_STREQ(k->comm, name);
	wake_up_process(k);
	wait_for_completion(&running);
	KAPI_EXPECT_EQ(seen_cpu, cpu);
	kthread_stop(k);
}

static int leaves_module(void *data)
{
	complete(&running);
	module_put_and_kthread_exit(0);
}

KAPI_TEST(a_thread_may_put_its_module_and_exit)
{
	int before = module_refcount(THIS_MODULE);

	reset();
	__module_get(THIS_MODULE);
	kthread_run(leaves_module, NULL, "kapi-leaves");
	wait_for_completion(&running);
	msleep(20);
	KAPI_EXPECT_EQ(module_refcount(THIS_MODULE), before);
}

KAPI_TEST(nobody_freezes_while_the_machine_runs)
{
	KAPI_EXPECT_FALSE(freezing(current));
	KAPI_EXPECT_FALSE(try_to_freeze());
}

/* Workers */

static int work_runs;
static char order[8];
static DECLARE_COMPLETION(may_end);

static void count_fn(struct kthread_work *work)
{
	work_runs++;
}

static void say_a(struct kthread_work *work)
{
	strcat(order, "a");
}

static void say_b(struct kthread_work *work)
{
	strcat(order, "b");
}

static void slow_fn(struct kthread_work *work)
{
	complete(&running);
	wait_for_completion(&may_end);
	work_runs++;
}

KAPI_TEST(a_worker_runs_what_is_queued_once)
{
	struct kthread_worker *w = kthread_create_worker(0, "kapi-worker");
	struct kthread_work work;

	KAPI_ASSERT_FALSE(IS_ERR(w));
	work_runs = 0;
	kthread_init_work(&work, count_fn);
	KAPI_EXPECT_TRUE(kthread_queue_work(w, &work));
	kthread_flush_work(&work);
	KAPI_EXPECT_EQ(work_runs, 1);
	KAPI_EXPECT_TRUE(kthread_queue_work(w, &work));
	kthread_flush_worker(w);
	KAPI_EXPECT_EQ(work_runs, 2);
	KAPI_EXPECT_FALSE(kthread_cancel_work_sync(&work));
	kthread_destroy_worker(w);
}

KAPI_TEST(a_worker_goes_by_the_order_of_queueing)
{
	struct kthread_worker *w = kthread_create_worker(0, "kapi-worker");
	struct kthread_work a, b, slow;

	reset();
	order[0] = '\0';
	reinit_completion(&may_end);
	kthread_init_work(&slow, slow_fn);
	kthread_init_work(&a, say_a);
	kthread_init_work(&b, say_b);
	kthread_queue_work(w, &slow);
	wait_for_completion(&running);
	KAPI_EXPECT_TRUE(kthread_queue_work(w, &b));
	KAPI_EXPECT_FALSE(kthread_queue_work(w, &b));
	KAPI_EXPECT_TRUE(kthread_queue_work(w, &a));
	complete(&may_end);
	kthread_flush_worker(w);
	KAPI_EXPECT_STREQ(order, "ba");
	kthread_destroy_worker(w);
}

KAPI_TEST(queued_work_can_be_cancelled)
{
	struct kthread_worker *w = kthread_create_worker(0, "kapi-worker");
	struct kthread_work work, slow;

	reset();
	work_runs = 0;
	reinit_completion(&may_end);
	kthread_init_work(&slow, slow_fn);
	kthread_init_work(&work, count_fn);
	kthread_queue_work(w, &slow);
	wait_for_completion(&running);
	kthread_queue_work(w, &work);
	KAPI_EXPECT_TRUE(kthread_cancel_work_sync(&work));
	complete(&may_end);
	kthread_flush_worker(w);
	KAPI_EXPECT_EQ(work_runs, 1);
	kthread_destroy_worker(w);
}

KAPI_TEST(delayed_work_comes_later)
{
	struct kthread_worker *w = kthread_create_worker(0, "kapi-worker");
	struct kthread_delayed_work dwork;

	work_runs = 0;
	kthread_init_delayed_work(&dwork, count_fn);
	KAPI_EXPECT_TRUE(kthread_queue_delayed_work(w, &dwork, 3));
	KAPI_EXPECT_FALSE(kthread_queue_delayed_work(w, &dwork, 3));
	KAPI_EXPECT_EQ(work_runs, 0);
	msleep(50);
	KAPI_EXPECT_EQ(work_runs, 1);

	KAPI_EXPECT_FALSE(kthread_mod_delayed_work(w, &dwork, 1000));
	KAPI_EXPECT_TRUE(kthread_mod_delayed_work(w, &dwork, 2000));
	KAPI_EXPECT_TRUE(kthread_cancel_delayed_work_sync(&dwork));
	KAPI_EXPECT_FALSE(kthread_cancel_delayed_work_sync(&dwork));
	KAPI_EXPECT_EQ(work_runs, 1);
	kthread_destroy_worker(w);
}

KAPI_TEST(destroying_a_worker_runs_what_is_queued)
{
	struct kthread_worker *w = kthread_create_worker(0, "kapi-worker");
	struct kthread_work work;

	work_runs = 0;
	kthread_init_work(&work, count_fn);
	kthread_queue_work(w, &work);
	kthread_destroy_worker(w);
	KAPI_EXPECT_EQ(work_runs, 1);
}

KAPI_MODULE();
