// SPDX-License-Identifier: GPL-2.0-or-later
/* Signals, as the kernel sends, holds back and takes them. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include "kapi.h"

static void hold_back(int sig, sigset_t *old)
{
	sigset_t set;

	siginitset(&set, sigmask(sig));
	sigprocmask(SIG_BLOCK, &set, old);
}

static void set_back(sigset_t *old)
{
	sigprocmask(SIG_SETMASK, old, NULL);
}

KAPI_TEST(signal_held_back_is_pending_but_does_not_count)
{
	sigset_t old;

	hold_back(SIGUSR1, &old);
	KAPI_EXPECT_EQ(send_sig(SIGUSR1, current, 1), 0);
	KAPI_EXPECT_FALSE(signal_pending(current));
	flush_signals(current);
	set_back(&old);
	KAPI_EXPECT_FALSE(signal_pending(current));
}

KAPI_TEST(unblocking_makes_it_count)
{
	sigset_t old;

	hold_back(SIGUSR1, &old);
	send_sig(SIGUSR1, current, 1);
	set_back(&old);
	KAPI_EXPECT_TRUE(signal_pending(current));
	KAPI_EXPECT_TRUE(signal_pending_state(TASK_INTERRUPTIBLE, current));
	KAPI_EXPECT_FALSE(signal_pending_state(TASK_UNINTERRUPTIBLE, current));
	flush_signals(current);
	KAPI_EXPECT_FALSE(signal_pending(current));
}

KAPI_TEST(ignored_by_default_is_not_even_pending)
{
	KAPI_EXPECT_EQ(send_sig(SIGCHLD, current, 1), 0);
	KAPI_EXPECT_FALSE(signal_pending(current));
}

KAPI_TEST(no_signal_is_einval)
{
	KAPI_EXPECT_EQ(send_sig(65, current, 1), -EINVAL);
	KAPI_EXPECT_EQ(kill_pid(task_pid(current), 65, 1), -EINVAL);
}

KAPI_TEST(signal_0_asks_whether_the_process_exists)
{
	KAPI_EXPECT_EQ(kill_pid(task_pid(current), 0, 1), 0);
	KAPI_EXPECT_EQ(kill_pid(NULL, 0, 1), -ESRCH);
	KAPI_EXPECT_FALSE(signal_pending(current));
}

KAPI_TEST(pending_signal_ends_an_interruptible_sleep_at_once)
{
	sigset_t old;

	hold_back(SIGUSR1, &old);
	send_sig(SIGUSR1, current, 1);
	set_back(&old);
	KAPI_EXPECT_GT(schedule_timeout_interruptible(HZ), 0);
	KAPI_EXPECT_EQ(schedule_timeout_uninterruptible(1), 0);
	flush_signals(current);
}

KAPI_TEST(sigprocmask_with_no_known_command_is_einval)
{
	sigset_t set;

	sigemptyset(&set);
	KAPI_EXPECT_EQ(sigprocmask(17, &set, NULL), -EINVAL);
}

KAPI_TEST(sets)
{
	sigset_t a, b;

	sigemptyset(&a);
	KAPI_EXPECT_TRUE(sigisemptyset(&a));
	sigaddset(&a, SIGTERM);
	KAPI_EXPECT_TRUE(sigismember(&a, SIGTERM));
	KAPI_EXPECT_FALSE(sigismember(&a, SIGINT));
	siginitsetinv(&b, sigmask(SIGTERM));
	KAPI_EXPECT_FALSE(sigismember(&b, SIGTERM));
	KAPI_EXPECT_TRUE(sigismember(&b, 64));
	sigandsets(&b, &b, &a);
	KAPI_EXPECT_TRUE(sigisemptyset(&b));
	sigdelset(&a, SIGTERM);
	KAPI_EXPECT_TRUE(sigisemptyset(&a));
}

static DECLARE_COMPLETION(ready);
static int taken;

static int waiter(void *allowed)
{
	if (allowed)
		allow_signal(SIGUSR1);
	complete(&ready);
	while (!kthread_should_stop() && !signal_pending(current))
		schedule_timeout_interruptible(HZ);
	taken = signal_pending(current) ? kernel_dequeue_signal() : 0;
	if (allowed)
		disallow_signal(SIGUSR1);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static void send_to_thread(void *allowed)
{
	struct task_struct *thread;

	reinit_completion(&ready);
	taken = -1;
	thread = kthread_run(waiter, allowed, "waiter");
	KAPI_ASSERT_FALSE(IS_ERR(thread));
	wait_for_completion(&ready);
	KAPI_EXPECT_EQ(send_sig(SIGUSR1, thread, 0), 0);
	msleep(50);
	KAPI_EXPECT_EQ(kthread_stop(thread), 0);
}

KAPI_TEST(kernel_thread_takes_what_it_allows)
{
	send_to_thread("yes");
	KAPI_EXPECT_EQ(taken, SIGUSR1);
}

KAPI_TEST(kernel_thread_ignores_all_else)
{
	send_to_thread(NULL);
	KAPI_EXPECT_EQ(taken, 0);
}

KAPI_MODULE();
