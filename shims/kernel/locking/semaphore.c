/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting semaphores.
 *
 * Stands for: kernel/locking/semaphore.c
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/semaphore.h>
#include <ksim/abi/task.h>
#include <ksim/task.h>

struct semaphore_waiter {
	struct list_head list;
	struct task_struct *task;
	bool up; /* up() has given this waiter its turn */
};

/* Return: 0, -EINTR or -ETIME. */
static int down_slow(struct semaphore *sem, unsigned int state, long timeout,
		     unsigned long here)
{
	struct semaphore_waiter waiter = { .task = current, .up = false };
	u64 left = timeout == MAX_SCHEDULE_TIMEOUT ? KSIM_FOREVER :
						     (u64)timeout * TICK_NSEC;

	list_add_tail(&waiter.list, &sem->wait_list);
	for (;;) {
		if (signal_pending_state(state, current)) {
			list_del(&waiter.list);
			return -EINTR;
		}
		if (!left) {
			list_del(&waiter.list);
			return -ETIME;
		}
		current->__state = state;
		current->ksim_wait =
			(struct ksim_wait){ .what = "semaphore" };
		left = ksim_task_block(left, here);
		current->ksim_wait.what = NULL;
		current->__state = TASK_RUNNING;
		if (waiter.up)
			return 0;
	}
}

static int acquire(struct semaphore *sem, unsigned int state, long timeout,
		   const char *what, unsigned long here)
{
	ksim_might_sleep_at(what, here);
	ksim_sched_point(KSIM_POINT_LOCK, sem, here);
	if (likely(sem->count > 0)) {
		sem->count--;
		return 0;
	}
	return down_slow(sem, state, timeout, here);
}

void down(struct semaphore *sem)
{
	acquire(sem, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT, "down",
		_RET_IP_);
}
EXPORT_SYMBOL(down);

int down_interruptible(struct semaphore *sem)
{
	return acquire(sem, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT,
		       "down_interruptible", _RET_IP_);
}
EXPORT_SYMBOL(down_interruptible);

int down_killable(struct semaphore *sem)
{
	return acquire(sem, TASK_KILLABLE, MAX_SCHEDULE_TIMEOUT,
		       "down_killable", _RET_IP_);
}
EXPORT_SYMBOL(down_killable);

int down_timeout(struct semaphore *sem, long timeout)
{
	return acquire(sem, TASK_UNINTERRUPTIBLE, timeout, "down_timeout",
		       _RET_IP_);
}
EXPORT_SYMBOL(down_timeout);

int down_trylock(struct semaphore *sem)
{
	ksim_sched_point(KSIM_POINT_LOCK, sem, _RET_IP_);
	if (!sem->count)
		return 1;
	sem->count--;
	return 0;
}
EXPORT_SYMBOL(down_trylock);

void up(struct semaphore *sem)
{
	struct semaphore_waiter *waiter;

	ksim_sched_point(KSIM_POINT_UNLOCK, sem, _RET_IP_);
	waiter = list_first_entry_or_null(&sem->wait_list,
					  struct semaphore_waiter, list);
	if (!waiter) {
		sem->count++;
		return;
	}
	list_del(&waiter->list);
	waiter->up = true;
	wake_up_process(waiter->task);
}
EXPORT_SYMBOL(up);
