/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A second thread for tests of what sleeps.
 *
 *	struct kapi_thread taker;
 *
 *	mutex_lock(&lock);
 *	kapi_thread_start(&taker, take, &lock);
 *	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&taker));
 *	mutex_unlock(&lock);
 *	KAPI_EXPECT_EQ(kapi_thread_finish(&taker), 0);
 *
 * The thread takes SIGUSR1 and SIGKILL, which do not end it but end its sleep.
 */
#ifndef KAPI_THREAD_H
#define KAPI_THREAD_H

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

/* How long a thread is given for what it ought, and what it ought not, to do. */
#define KAPI_THREAD_PATIENCE_MS 2000
#define KAPI_THREAD_CALM_MS 20

struct kapi_thread {
	struct task_struct *task;
	int (*body)(void *arg);
	void *arg;
	int result;
	struct completion done; /* the body has returned */
};

static int kapi_thread_main(void *arg)
{
	struct kapi_thread *thread = arg;

	allow_signal(SIGUSR1);
	allow_signal(SIGKILL);
	thread->result = thread->body(thread->arg);
	flush_signals(current);
	complete(&thread->done);
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static __maybe_unused void kapi_thread_start(struct kapi_thread *thread,
					     int (*body)(void *arg), void *arg)
{
	thread->body = body;
	thread->arg = arg;
	init_completion(&thread->done);
	thread->task = kthread_run(kapi_thread_main, thread, "kapi-thread");
	BUG_ON(IS_ERR(thread->task));
}

/* Has its body returned, now or within a moment? */
static __maybe_unused bool kapi_thread_is_done(struct kapi_thread *thread)
{
	msleep(KAPI_THREAD_CALM_MS);
	return completion_done(&thread->done);
}

/* Does it come to sleep inside its body, and go on sleeping? */
static __maybe_unused bool kapi_thread_sleeps(struct kapi_thread *thread)
{
	int ms;

	for (ms = 0; ms < KAPI_THREAD_PATIENCE_MS; ms++) {
		if (READ_ONCE(thread->task->__state) != TASK_RUNNING)
			break;
		msleep(1);
	}
	return !kapi_thread_is_done(thread) &&
	       READ_ONCE(thread->task->__state) != TASK_RUNNING;
}

/* Waits for its body, ends the thread, and answers what the body returned. */
static __maybe_unused int kapi_thread_finish(struct kapi_thread *thread)
{
	wait_for_completion(&thread->done);
	kthread_stop(thread->task);
	return thread->result;
}

#endif
