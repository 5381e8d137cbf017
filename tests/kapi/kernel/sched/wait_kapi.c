// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Wait queues (kernel/sched/wait.c).
 */
#include <linux/errno.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/version.h>
#include <linux/wait.h>

#include "kapi.h"
#include "kapi_thread.h"

static DECLARE_WAIT_QUEUE_HEAD(queue);
static DEFINE_SPINLOCK(lock);
static bool event;
static atomic_t sequence;

static void set_event(bool is)
{
	WRITE_ONCE(event, is);
}

static bool has_come(void)
{
	return READ_ONCE(event);
}

static void begin(void)
{
	set_event(false);
	atomic_set(&sequence, 0);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

/* One that waits until @release is true, and says when it came by. */
struct waiter {
	struct kapi_thread thread;
	bool release;
	int place;
};

static int wait_shared(void *arg)
{
	struct waiter *w = arg;

	wait_event(queue, READ_ONCE(w->release));
	w->place = atomic_inc_return(&sequence);
	return 0;
}

static int wait_alone(void *arg)
{
	struct waiter *w = arg;

	wait_event_interruptible_exclusive(queue, READ_ONCE(w->release));
	w->place = atomic_inc_return(&sequence);
	return 0;
}

/* Comes by as often as it is woken. */
static int wait_plainly(void *arg)
{
	struct waiter *w = arg;
	DEFINE_WAIT(wait);

	prepare_to_wait_exclusive(&queue, &wait, TASK_UNINTERRUPTIBLE);
	schedule();
	w->place = atomic_inc_return(&sequence);
	finish_wait(&queue, &wait);
	return 0;
}

static void start_waiter(struct waiter *w, int (*body)(void *))
{
	w->release = false;
	w->place = 0;
	kapi_thread_start(&w->thread, body, w);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&w->thread));
}

static int finish_waiter(struct waiter *w)
{
	return kapi_thread_finish(&w->thread);
}

static bool is_done(struct waiter *w)
{
	return kapi_thread_is_done(&w->thread);
}

/* Conditions that hold already */

KAPI_TEST(what_holds_is_not_waited_for)
{
	ktime_t limit = ms_to_ktime(1);
	bool cmd1 = false;

	wait_event(queue, true);
	io_wait_event(queue, true);
	wait_event_cmd(queue, true, cmd1 = true, cmd1 = true);
	wait_event_exclusive_cmd(queue, true, cmd1 = true, cmd1 = true);
	wait_event_idle(queue, true);
	wait_event_idle_exclusive(queue, true);
	KAPI_EXPECT_FALSE(cmd1);
	KAPI_EXPECT_EQ(wait_event_interruptible(queue, true), 0);
	KAPI_EXPECT_EQ(wait_event_killable(queue, true), 0);
	KAPI_EXPECT_EQ(wait_event_freezable(queue, true), 0);
	KAPI_EXPECT_EQ(wait_event_state(queue, true, TASK_IDLE), 0);
	KAPI_EXPECT_EQ(wait_event_interruptible_exclusive(queue, true), 0);
	KAPI_EXPECT_EQ(wait_event_killable_exclusive(queue, true), 0);
	KAPI_EXPECT_EQ(wait_event_hrtimeout(queue, true, limit), 0);
	KAPI_EXPECT_EQ(wait_event_interruptible_hrtimeout(queue, true, limit),
		       0);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

KAPI_TEST(a_condition_that_holds_answers_the_whole_timeout)
{
	KAPI_EXPECT_EQ(wait_event_timeout(queue, true, 7), 7);
	KAPI_EXPECT_EQ(wait_event_interruptible_timeout(queue, true, 7), 7);
	KAPI_EXPECT_EQ(wait_event_killable_timeout(queue, true, 7), 7);
	KAPI_EXPECT_EQ(wait_event_freezable_timeout(queue, true, 7), 7);
	KAPI_EXPECT_EQ(wait_event_idle_timeout(queue, true, 7), 7);
	KAPI_EXPECT_EQ(wait_event_idle_exclusive_timeout(queue, true, 7), 7);
}

KAPI_TEST(a_condition_that_holds_answers_1_even_without_time)
{
	KAPI_EXPECT_EQ(wait_event_timeout(queue, true, 0), 1);
	KAPI_EXPECT_EQ(wait_event_timeout(queue, false, 0), 0);
	KAPI_EXPECT_EQ(wait_event_interruptible_timeout(queue, true, 0), 1);
}

KAPI_TEST(a_condition_is_looked_at_once_if_it_holds)
{
	int looked = 0;

	wait_event(queue, ++looked);
	KAPI_EXPECT_EQ(looked, 1);
	KAPI_EXPECT_EQ(wait_event_timeout(queue, ++looked, 5), 5);
	KAPI_EXPECT_EQ(looked, 2);
}

/* Timeouts */

KAPI_TEST(a_timeout_answers_0_when_its_time_has_passed)
{
	unsigned long start = jiffies;

	KAPI_EXPECT_EQ(wait_event_timeout(queue, false, 3), 0);
	KAPI_EXPECT_TRUE(time_after_eq(jiffies, start + 3));
	KAPI_EXPECT_EQ(wait_event_interruptible_timeout(queue, false, 1), 0);
	KAPI_EXPECT_EQ(wait_event_killable_timeout(queue, false, 1), 0);
	KAPI_EXPECT_EQ(wait_event_freezable_timeout(queue, false, 1), 0);
	KAPI_EXPECT_EQ(wait_event_idle_timeout(queue, false, 1), 0);
	KAPI_EXPECT_EQ(wait_event_idle_exclusive_timeout(queue, false, 1), 0);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

KAPI_TEST(a_condition_that_comes_true_unheard_counts_at_the_end)
{
	unsigned long start = jiffies;

	KAPI_EXPECT_EQ(wait_event_timeout(queue,
					  time_after_eq(jiffies, start + 2),
					  3), 1);
}

static int wait_with_limit(void *arg)
{
	long left = wait_event_timeout(queue, has_come(), 100 * HZ);

	return left > 0 && left <= 100 * HZ;
}

KAPI_TEST(an_event_in_time_answers_the_jiffies_left)
{
	struct kapi_thread waiter;

	begin();
	kapi_thread_start(&waiter, wait_with_limit, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	set_event(true);
	wake_up(&queue);
	KAPI_EXPECT_TRUE(kapi_thread_finish(&waiter));
}

KAPI_TEST(an_hrtimeout_ends_with_etime)
{
	ktime_t start = ktime_get();

	KAPI_EXPECT_EQ(wait_event_hrtimeout(queue, false, ns_to_ktime(300000)),
		       -ETIME);
	KAPI_EXPECT_GE(ktime_us_delta(ktime_get(), start), 300);
	KAPI_EXPECT_EQ(wait_event_interruptible_hrtimeout(queue, false,
							  ns_to_ktime(300000)),
		       -ETIME);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

static int wait_hrtimeout(void *arg)
{
	return wait_event_hrtimeout(queue, has_come(), KTIME_MAX);
}

static int wait_interruptible_hrtimeout(void *arg)
{
	return wait_event_interruptible_hrtimeout(queue, has_come(),
						  KTIME_MAX);
}

KAPI_TEST(an_event_or_a_signal_ends_an_hrtimeout)
{
	struct kapi_thread waiter;

	begin();
	kapi_thread_start(&waiter, wait_hrtimeout, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	set_event(true);
	wake_up(&queue);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter), 0);

	set_event(false);
	kapi_thread_start(&waiter, wait_interruptible_hrtimeout, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	send_sig(SIGUSR1, waiter.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter), -ERESTARTSYS);
}

/* Signals */

static int wait_interruptible(void *arg)
{
	return wait_event_interruptible(queue, has_come());
}

static int wait_freezable(void *arg)
{
	return wait_event_freezable(queue, has_come());
}

static int wait_interruptible_timeout(void *arg)
{
	return wait_event_interruptible_timeout(queue, has_come(), 100 * HZ);
}

static int wait_killable(void *arg)
{
	return wait_event_killable(queue, has_come());
}

static int wait_killable_timeout(void *arg)
{
	return wait_event_killable_timeout(queue, has_come(), 100 * HZ);
}

static int wait_killable_exclusive(void *arg)
{
	return wait_event_killable_exclusive(queue, has_come());
}

static int wait_uninterruptible(void *arg)
{
	wait_event(queue, has_come());
	return 0;
}

static int wait_idle(void *arg)
{
	wait_event_idle(queue, has_come());
	return 0;
}

static int answer_to(int (*body)(void *), int sig)
{
	struct kapi_thread waiter;

	begin();
	kapi_thread_start(&waiter, body, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	send_sig(sig, waiter.task, 1);
	if (kapi_thread_is_done(&waiter))
		return kapi_thread_finish(&waiter);
	set_event(true);
	wake_up(&queue);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter) < 0, false);
	return 0;
}

KAPI_TEST(a_signal_ends_an_interruptible_wait_with_erestartsys)
{
	KAPI_EXPECT_EQ(answer_to(wait_interruptible, SIGUSR1), -ERESTARTSYS);
	KAPI_EXPECT_EQ(answer_to(wait_freezable, SIGUSR1), -ERESTARTSYS);
	KAPI_EXPECT_EQ(answer_to(wait_interruptible_timeout, SIGUSR1),
		       -ERESTARTSYS);
}

KAPI_TEST(only_a_fatal_signal_ends_a_killable_wait)
{
	KAPI_EXPECT_EQ(answer_to(wait_killable, SIGUSR1), 0);
	KAPI_EXPECT_EQ(answer_to(wait_killable, SIGKILL), -ERESTARTSYS);
	KAPI_EXPECT_EQ(answer_to(wait_killable_timeout, SIGUSR1), 0);
	KAPI_EXPECT_EQ(answer_to(wait_killable_timeout, SIGKILL),
		       -ERESTARTSYS);
	KAPI_EXPECT_EQ(answer_to(wait_killable_exclusive, SIGKILL),
		       -ERESTARTSYS);
}

KAPI_TEST(no_signal_ends_an_uninterruptible_wait)
{
	KAPI_EXPECT_EQ(answer_to(wait_uninterruptible, SIGKILL), 0);
	KAPI_EXPECT_EQ(answer_to(wait_idle, SIGKILL), 0);
}

static void send_myself(int sig)
{
	sigset_t set, old;

	siginitset(&set, sigmask(sig));
	sigprocmask(SIG_BLOCK, &set, &old);
	send_sig(sig, current, 1);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

KAPI_TEST(a_condition_that_holds_counts_more_than_a_signal)
{
	send_myself(SIGUSR1);
	KAPI_EXPECT_TRUE(signal_pending(current));
	KAPI_EXPECT_EQ(wait_event_interruptible(queue, true), 0);
	KAPI_EXPECT_EQ(wait_event_interruptible(queue, false), -ERESTARTSYS);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
	flush_signals(current);
}

/* Who is woken, and in which order */

KAPI_TEST(wake_up_wakes_all_shared_waiters)
{
	struct waiter first, second;

	begin();
	start_waiter(&first, wait_shared);
	start_waiter(&second, wait_shared);
	KAPI_EXPECT_TRUE(waitqueue_active(&queue));
	KAPI_EXPECT_TRUE(wq_has_sleeper(&queue));
	KAPI_EXPECT_FALSE(wq_has_single_sleeper(&queue));
	first.release = second.release = true;
	wake_up(&queue);
	finish_waiter(&first);
	finish_waiter(&second);
	KAPI_EXPECT_EQ(atomic_read(&sequence), 2);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

KAPI_TEST(a_waiter_whose_condition_does_not_hold_sleeps_on)
{
	struct waiter w;

	begin();
	start_waiter(&w, wait_shared);
	wake_up(&queue);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&w.thread));
	KAPI_EXPECT_TRUE(waitqueue_active(&queue));
	w.release = true;
	wake_up(&queue);
	finish_waiter(&w);
}

KAPI_TEST(wake_up_wakes_one_exclusive_waiter_first_come_first_served)
{
	struct waiter first, second, third;

	begin();
	start_waiter(&first, wait_alone);
	start_waiter(&second, wait_alone);
	start_waiter(&third, wait_alone);
	first.release = second.release = third.release = true;
	wake_up(&queue);
	finish_waiter(&first);
	KAPI_EXPECT_FALSE(is_done(&second));
	wake_up_interruptible(&queue);
	finish_waiter(&second);
	KAPI_EXPECT_FALSE(is_done(&third));
	wake_up(&queue);
	finish_waiter(&third);
	KAPI_EXPECT_EQ(first.place, 1);
	KAPI_EXPECT_EQ(second.place, 2);
	KAPI_EXPECT_EQ(third.place, 3);
}

KAPI_TEST(wake_up_wakes_all_shared_waiters_and_one_exclusive)
{
	struct waiter alone, other_alone, shared, other_shared;

	begin();
	start_waiter(&alone, wait_alone);
	start_waiter(&shared, wait_shared);
	start_waiter(&other_alone, wait_alone);
	start_waiter(&other_shared, wait_shared);
	alone.release = other_alone.release = true;
	shared.release = other_shared.release = true;
	wake_up(&queue);
	finish_waiter(&shared);
	finish_waiter(&other_shared);
	finish_waiter(&alone);
	KAPI_EXPECT_FALSE(is_done(&other_alone));
	KAPI_EXPECT_TRUE(wq_has_single_sleeper(&queue));
	wake_up_all(&queue);
	finish_waiter(&other_alone);
}

KAPI_TEST(wake_up_nr_counts_exclusive_waiters)
{
	struct waiter first, second, third;

	begin();
	start_waiter(&first, wait_alone);
	start_waiter(&second, wait_alone);
	start_waiter(&third, wait_alone);
	first.release = second.release = third.release = true;
	wake_up_nr(&queue, 2);
	finish_waiter(&first);
	finish_waiter(&second);
	KAPI_EXPECT_FALSE(is_done(&third));
	wake_up_interruptible_nr(&queue, 5);
	finish_waiter(&third);
}

KAPI_TEST(wake_up_all_wakes_exclusive_waiters_too)
{
	struct waiter first, second;

	begin();
	start_waiter(&first, wait_alone);
	start_waiter(&second, wait_alone);
	first.release = second.release = true;
	wake_up_interruptible_all(&queue);
	finish_waiter(&first);
	finish_waiter(&second);
}

KAPI_TEST(an_interruptible_wake_up_passes_uninterruptible_waiters)
{
	struct waiter deep, light;

	begin();
	start_waiter(&deep, wait_plainly);
	start_waiter(&light, wait_alone);
	light.release = true;
	wake_up_interruptible(&queue);
	finish_waiter(&light);
	KAPI_EXPECT_FALSE(is_done(&deep));
	wake_up_interruptible_all(&queue);
	wake_up_interruptible_sync(&queue);
	KAPI_EXPECT_FALSE(is_done(&deep));
	wake_up(&queue);
	finish_waiter(&deep);
}

KAPI_TEST(a_sync_wake_up_wakes_one_as_well)
{
	struct waiter first, second;

	begin();
	start_waiter(&first, wait_plainly);
	start_waiter(&second, wait_plainly);
	wake_up_sync(&queue);
	finish_waiter(&first);
	KAPI_EXPECT_FALSE(is_done(&second));
	wake_up_sync(&queue);
	finish_waiter(&second);
}

KAPI_TEST(locked_variants_are_called_with_the_queues_lock_held)
{
	struct waiter first, second, third;
	unsigned long flags;

	begin();
	start_waiter(&first, wait_plainly);
	start_waiter(&second, wait_plainly);
	start_waiter(&third, wait_plainly);
	spin_lock_irqsave(&queue.lock, flags);
	wake_up_locked(&queue);
	spin_unlock_irqrestore(&queue.lock, flags);
	finish_waiter(&first);
	KAPI_EXPECT_FALSE(is_done(&second));
	spin_lock_irqsave(&queue.lock, flags);
	wake_up_all_locked(&queue);
	spin_unlock_irqrestore(&queue.lock, flags);
	finish_waiter(&second);
	finish_waiter(&third);
}

/* A signal must not swallow a wake-up that another could have used. */
KAPI_TEST(an_exclusive_waiter_that_was_interrupted_is_passed_over)
{
	struct waiter first, second;

	begin();
	start_waiter(&first, wait_alone);
	start_waiter(&second, wait_alone);
	send_sig(SIGUSR1, first.thread.task, 1);
	finish_waiter(&first);
	second.release = true;
	wake_up(&queue);
	finish_waiter(&second);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

/* prepare_to_wait() and what comes between it and schedule() */

KAPI_TEST(a_wake_up_before_schedule_is_not_lost)
{
	DEFINE_WAIT(wait);
	unsigned int asleep, awake;

	prepare_to_wait(&queue, &wait, TASK_UNINTERRUPTIBLE);
	asleep = READ_ONCE(current->__state);
	wake_up(&queue);
	awake = READ_ONCE(current->__state);
	schedule();
	finish_wait(&queue, &wait);
	KAPI_EXPECT_EQ(asleep, TASK_UNINTERRUPTIBLE);
	KAPI_EXPECT_EQ(awake, TASK_RUNNING);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

KAPI_TEST(a_wake_up_before_prepare_to_wait_is_lost)
{
	DEFINE_WAIT(wait);
	long left;

	wake_up(&queue);
	prepare_to_wait(&queue, &wait, TASK_UNINTERRUPTIBLE);
	left = schedule_timeout(2);
	finish_wait(&queue, &wait);
	KAPI_EXPECT_EQ(left, 0);
}

KAPI_TEST(a_wake_up_takes_a_waiter_off_the_queue)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&queue, &wait, TASK_INTERRUPTIBLE);
	KAPI_EXPECT_TRUE(waitqueue_active(&queue));
	wake_up(&queue);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
	KAPI_EXPECT_TRUE(list_empty(&wait.entry));
	/* It joins again. */
	prepare_to_wait(&queue, &wait, TASK_INTERRUPTIBLE);
	KAPI_EXPECT_TRUE(waitqueue_active(&queue));
	finish_wait(&queue, &wait);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

KAPI_TEST(a_wake_up_of_a_running_task_counts_for_nobody)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&queue, &wait, TASK_INTERRUPTIBLE);
	__set_current_state(TASK_RUNNING);
	wake_up(&queue);
	/* It was not asleep, so it stays on the queue. */
	KAPI_EXPECT_TRUE(waitqueue_active(&queue));
	finish_wait(&queue, &wait);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

KAPI_TEST(finish_wait_makes_the_task_run)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&queue, &wait, TASK_UNINTERRUPTIBLE);
	finish_wait(&queue, &wait);
	KAPI_EXPECT_EQ(READ_ONCE(current->__state), TASK_RUNNING);
}

KAPI_TEST(preparing_twice_joins_once)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&queue, &wait, TASK_INTERRUPTIBLE);
	prepare_to_wait(&queue, &wait, TASK_UNINTERRUPTIBLE);
	KAPI_EXPECT_EQ(READ_ONCE(current->__state), TASK_UNINTERRUPTIBLE);
	finish_wait(&queue, &wait);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

KAPI_TEST(prepare_to_wait_exclusive_says_who_is_first)
{
	DEFINE_WAIT(first);
	DEFINE_WAIT(second);

	KAPI_EXPECT_TRUE(prepare_to_wait_exclusive(&queue, &first,
						   TASK_INTERRUPTIBLE));
	KAPI_EXPECT_FALSE(prepare_to_wait_exclusive(&queue, &second,
						    TASK_INTERRUPTIBLE));
	KAPI_EXPECT_EQ(first.flags & WQ_FLAG_EXCLUSIVE, WQ_FLAG_EXCLUSIVE);
	finish_wait(&queue, &second);
	finish_wait(&queue, &first);
}

KAPI_TEST(prepare_to_wait_event_sees_signals_but_only_where_they_count)
{
	struct wait_queue_entry wait;

	init_wait_entry(&wait, 0);
	send_myself(SIGUSR1);
	KAPI_EXPECT_EQ(prepare_to_wait_event(&queue, &wait,
					     TASK_UNINTERRUPTIBLE), 0);
	KAPI_EXPECT_TRUE(waitqueue_active(&queue));
	__set_current_state(TASK_RUNNING);
	KAPI_EXPECT_EQ(prepare_to_wait_event(&queue, &wait,
					     TASK_INTERRUPTIBLE),
		       -ERESTARTSYS);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
	KAPI_EXPECT_EQ(READ_ONCE(current->__state), TASK_RUNNING);
	flush_signals(current);
}

/* Entries of one's own */

static int called[4], calls;
static int answer;

static int note(struct wait_queue_entry *entry, unsigned int mode, int flags,
		void *key)
{
	called[calls++ & 3] = (long)entry->private;
	return answer;
}

static void init_note(struct wait_queue_entry *entry, long number)
{
	init_waitqueue_func_entry(entry, note);
	entry->private = (void *)number;
}

static void clear_notes(int answer_of_all)
{
	memset(called, 0, sizeof(called));
	calls = 0;
	answer = answer_of_all;
}

KAPI_TEST(shared_entries_go_to_the_head_and_exclusive_ones_to_the_tail)
{
	struct wait_queue_entry first, second, third;

	init_note(&first, 1);
	init_note(&second, 2);
	init_note(&third, 3);
	add_wait_queue_exclusive(&queue, &first);
	add_wait_queue(&queue, &second);
	add_wait_queue(&queue, &third);
	clear_notes(1);
	wake_up_all(&queue);
	KAPI_EXPECT_EQ(calls, 3);
	KAPI_EXPECT_EQ(called[0], 3);
	KAPI_EXPECT_EQ(called[1], 2);
	KAPI_EXPECT_EQ(called[2], 1);
	remove_wait_queue(&queue, &first);
	remove_wait_queue(&queue, &second);
	remove_wait_queue(&queue, &third);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

KAPI_TEST(an_entry_with_priority_stays_before_shared_ones)
{
	struct wait_queue_entry urgent, shared;

	init_note(&urgent, 1);
	init_note(&shared, 2);
	add_wait_queue_priority(&queue, &urgent);
	add_wait_queue(&queue, &shared);
	clear_notes(1);
	/* It is exclusive: the round ends with it. */
	wake_up(&queue);
	KAPI_EXPECT_EQ(calls, 1);
	KAPI_EXPECT_EQ(called[0], 1);
	remove_wait_queue(&queue, &urgent);
	remove_wait_queue(&queue, &shared);
}

KAPI_TEST(adding_decides_whether_an_entry_is_exclusive)
{
	struct wait_queue_entry entry;

	init_note(&entry, 1);
	add_wait_queue_exclusive(&queue, &entry);
	KAPI_EXPECT_TRUE(entry.flags & WQ_FLAG_EXCLUSIVE);
	remove_wait_queue(&queue, &entry);
	add_wait_queue(&queue, &entry);
	KAPI_EXPECT_FALSE(entry.flags & WQ_FLAG_EXCLUSIVE);
	remove_wait_queue(&queue, &entry);
}

KAPI_TEST(a_wake_function_that_answers_0_is_not_counted)
{
	struct wait_queue_entry first, second;

	init_note(&first, 1);
	init_note(&second, 2);
	add_wait_queue_exclusive(&queue, &first);
	add_wait_queue_exclusive(&queue, &second);
	clear_notes(0);
	wake_up(&queue);
	KAPI_EXPECT_EQ(calls, 2);
	clear_notes(1);
	wake_up(&queue);
	KAPI_EXPECT_EQ(calls, 1);
	clear_notes(-1);
	wake_up_all(&queue);
	KAPI_EXPECT_EQ(calls, 1);
	remove_wait_queue(&queue, &first);
	remove_wait_queue(&queue, &second);
}

static unsigned int got_mode;
static __poll_t got_events;

static int note_key(struct wait_queue_entry *entry, unsigned int mode,
		    int flags, void *key)
{
	got_mode = mode;
	got_events = key_to_poll(key);
	return 0;
}

KAPI_TEST(a_wake_function_gets_mode_and_key)
{
	struct wait_queue_entry entry;
	unsigned long flags;

	init_waitqueue_func_entry(&entry, note_key);
	add_wait_queue(&queue, &entry);
	wake_up_poll(&queue, EPOLLIN | EPOLLRDNORM);
	KAPI_EXPECT_EQ(got_mode, TASK_NORMAL);
	KAPI_EXPECT_EQ((__force int)got_events, 0x41);
	wake_up_interruptible_poll(&queue, EPOLLOUT);
	KAPI_EXPECT_EQ(got_mode, TASK_INTERRUPTIBLE);
	KAPI_EXPECT_EQ((__force int)got_events, 4);
	wake_up_interruptible_sync_poll(&queue, EPOLLPRI);
	KAPI_EXPECT_EQ((__force int)got_events, 2);
	spin_lock_irqsave(&queue.lock, flags);
	wake_up_locked_poll(&queue, EPOLLHUP);
	spin_unlock_irqrestore(&queue.lock, flags);
	KAPI_EXPECT_EQ((__force int)got_events, 0x10);
	wake_up(&queue);
	KAPI_EXPECT_EQ((__force int)got_events, 0);
	remove_wait_queue(&queue, &entry);
}

static int wait_as_of_old(void *arg)
{
	DECLARE_WAITQUEUE(wait, current);
	int turns = 0;

	add_wait_queue(&queue, &wait);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (has_come())
			break;
		turns++;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	remove_wait_queue(&queue, &wait);
	return turns;
}

KAPI_TEST(the_old_loop_stays_on_the_queue_when_it_is_woken)
{
	struct kapi_thread waiter;

	begin();
	kapi_thread_start(&waiter, wait_as_of_old, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	wake_up(&queue);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	KAPI_EXPECT_TRUE(waitqueue_active(&queue));
	set_event(true);
	wake_up(&queue);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter), 2);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
}

/* wait_woken() */

KAPI_TEST(wait_woken_remembers_a_wake_up)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);

	add_wait_queue(&queue, &wait);
	wake_up(&queue);
	KAPI_EXPECT_TRUE(wait.flags & WQ_FLAG_WOKEN);
	KAPI_EXPECT_EQ(wait_woken(&wait, TASK_INTERRUPTIBLE, 5), 5);
	KAPI_EXPECT_FALSE(wait.flags & WQ_FLAG_WOKEN);
	KAPI_EXPECT_EQ(wait_woken(&wait, TASK_INTERRUPTIBLE, 2), 0);
	remove_wait_queue(&queue, &wait);
}

static int wait_until_woken(void *arg)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	long left;

	add_wait_queue(&queue, &wait);
	left = wait_woken(&wait, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
	remove_wait_queue(&queue, &wait);
	return left == MAX_SCHEDULE_TIMEOUT;
}

KAPI_TEST(wait_woken_sleeps_until_it_is_woken)
{
	struct kapi_thread waiter;

	begin();
	kapi_thread_start(&waiter, wait_until_woken, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	wake_up(&queue);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter), 1);
}

static DECLARE_COMPLETION(started);

static int wait_woken_to_be_stopped(void *arg)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);

	complete(&started);
	add_wait_queue(&queue, &wait);
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	/* Nobody wakes it: it must not sleep. */
	wait_woken(&wait, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
	remove_wait_queue(&queue, &wait);
	return 7;
}

KAPI_TEST(wait_woken_does_not_put_a_stopped_thread_to_sleep)
{
	struct task_struct *thread = kthread_run(wait_woken_to_be_stopped,
						 NULL, "kapi-stopped");

	KAPI_ASSERT_FALSE(IS_ERR(thread));
	wait_for_completion(&started);
	KAPI_EXPECT_EQ(kthread_stop(thread), 7);
}

/* Variants that let go of something while they sleep */

static int before, after;

static int wait_cmd(void *arg)
{
	wait_event_cmd(queue, has_come(), before++, after++);
	return 0;
}

static int wait_exclusive_cmd(void *arg)
{
	wait_event_exclusive_cmd(queue, has_come(), before++, after++);
	return 0;
}

static void expect_cmd(int (*body)(void *))
{
	struct kapi_thread waiter;

	begin();
	before = after = 0;
	kapi_thread_start(&waiter, body, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	KAPI_EXPECT_EQ(before, 1);
	KAPI_EXPECT_EQ(after, 0);
	wake_up(&queue);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	KAPI_EXPECT_EQ(before, 2);
	KAPI_EXPECT_EQ(after, 1);
	set_event(true);
	wake_up(&queue);
	kapi_thread_finish(&waiter);
	KAPI_EXPECT_EQ(before, 2);
	KAPI_EXPECT_EQ(after, 2);
}

KAPI_TEST(commands_are_run_around_each_sleep)
{
	expect_cmd(wait_cmd);
	expect_cmd(wait_exclusive_cmd);
}

static int wait_lock_irq(void *arg)
{
	bool irqs_off, locked;

	spin_lock_irq(&lock);
	wait_event_lock_irq(queue, has_come(), lock);
	irqs_off = irqs_disabled();
	locked = spin_is_locked(&lock);
	spin_unlock_irq(&lock);
	return irqs_off && locked;
}

static int wait_lock_irq_cmd(void *arg)
{
	spin_lock_irq(&lock);
	wait_event_lock_irq_cmd(queue, has_come(), lock, before++);
	spin_unlock_irq(&lock);
	return before > 0;
}

static int wait_lock_irq_timeout(void *arg)
{
	long left;

	spin_lock_irq(&lock);
	left = wait_event_lock_irq_timeout(queue, has_come(), lock, 100 * HZ);
	spin_unlock_irq(&lock);
	return left > 0;
}

static int wait_interruptible_lock_irq(void *arg)
{
	int err;

	spin_lock_irq(&lock);
	err = wait_event_interruptible_lock_irq(queue, has_come(), lock);
	spin_unlock_irq(&lock);
	return err ? err : 1;
}

static void expect_lock_irq(int (*body)(void *))
{
	struct kapi_thread waiter;

	begin();
	before = 0;
	kapi_thread_start(&waiter, body, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	/* The lock is free while it sleeps. */
	spin_lock_irq(&lock);
	set_event(true);
	wake_up(&queue);
	spin_unlock_irq(&lock);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter), 1);
}

KAPI_TEST(the_lock_is_released_while_sleeping)
{
	expect_lock_irq(wait_lock_irq);
	expect_lock_irq(wait_lock_irq_cmd);
	expect_lock_irq(wait_lock_irq_timeout);
	expect_lock_irq(wait_interruptible_lock_irq);
	KAPI_EXPECT_EQ(answer_to(wait_interruptible_lock_irq, SIGUSR1),
		       -ERESTARTSYS);
}

KAPI_TEST(a_timeout_with_a_lock_answers_0_and_holds_the_lock)
{
	long left, interruptible_left;
	bool locked;

	spin_lock_irq(&lock);
	left = wait_event_lock_irq_timeout(queue, false, lock, 2);
	interruptible_left = wait_event_interruptible_lock_irq_timeout(
		queue, false, lock, 2);
	locked = spin_is_locked(&lock);
	spin_unlock_irq(&lock);
	KAPI_EXPECT_EQ(left, 0);
	KAPI_EXPECT_EQ(interruptible_left, 0);
	KAPI_EXPECT_TRUE(locked);
}

static int wait_locked(void *arg)
{
	int err;

	spin_lock(&queue.lock);
	err = wait_event_interruptible_locked(queue, has_come());
	spin_unlock(&queue.lock);
	return err;
}

static int wait_locked_irq(void *arg)
{
	int err;

	spin_lock_irq(&queue.lock);
	err = wait_event_interruptible_locked_irq(queue, has_come());
	spin_unlock_irq(&queue.lock);
	return err;
}

static int wait_exclusive_locked_irq(void *arg)
{
	int err;

	spin_lock_irq(&queue.lock);
	err = wait_event_interruptible_exclusive_locked_irq(queue,
							    has_come());
	spin_unlock_irq(&queue.lock);
	return err;
}

static void expect_locked(int (*body)(void *))
{
	struct kapi_thread waiter;

	begin();
	kapi_thread_start(&waiter, body, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&waiter));
	spin_lock_irq(&queue.lock);
	set_event(true);
	wake_up_locked(&queue);
	spin_unlock_irq(&queue.lock);
	KAPI_EXPECT_EQ(kapi_thread_finish(&waiter), 0);
	KAPI_EXPECT_FALSE(waitqueue_active(&queue));
	KAPI_EXPECT_EQ(answer_to(body, SIGUSR1), -ERESTARTSYS);
}

KAPI_TEST(the_queues_own_lock_can_be_the_lock)
{
	expect_locked(wait_locked);
	expect_locked(wait_locked_irq);
	expect_locked(wait_exclusive_locked_irq);
}

KAPI_TEST(a_queue_can_be_made_at_run_time)
{
	struct wait_queue_head made;

	init_waitqueue_head(&made);
	KAPI_EXPECT_FALSE(waitqueue_active(&made));
	wake_up_all(&made);
	KAPI_EXPECT_EQ(wait_event_timeout(made, false, 1), 0);
}

KAPI_MODULE();
