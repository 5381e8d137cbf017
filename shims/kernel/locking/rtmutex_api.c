// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Real-time mutexes.
 *
 * Stands for: kernel/locking/rtmutex_api.c, rtmutex.c
 */
#include <linux/export.h>
#include <linux/rtmutex.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/task.h>

struct rt_mutex_waiter {
	struct list_head list;
	struct task_struct *task;
};

void __rt_mutex_init(struct rt_mutex *lock, const char *name,
		     struct lock_class_key *key)
{
	lock->rtmutex.owner = NULL;
	lock->rtmutex.acquired_at = 0;
	INIT_LIST_HEAD(&lock->rtmutex.wait_list);
}
EXPORT_SYMBOL_GPL(__rt_mutex_init);

static void __noreturn taken_twice(struct rt_mutex_base *lock,
				   unsigned long here)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "waits for the mutex here" },
		{ lock->acquired_at, "took it here" },
	};

	ksim_report_oops(KSIM_FINDING_DEADLOCK, "rtmutex deadlock detected",
			 "rt_mutex taken twice by one task",
			 "the task waits for a mutex that it holds itself",
			 sites, 2);
}

static int wait_for(struct rt_mutex_base *lock, unsigned int state,
		    unsigned long here)
{
	struct rt_mutex_waiter waiter = { .task = current };
	int ret = 0;

	if (lock->owner == current)
		taken_twice(lock, here);
	list_add_tail(&waiter.list, &lock->wait_list);
	while (lock->owner) {
		if (signal_pending_state(state, current)) {
			ret = -EINTR;
			break;
		}
		current->__state = state;
		ksim_task_block(KSIM_FOREVER, here);
		current->__state = TASK_RUNNING;
	}
	list_del(&waiter.list);
	return ret;
}

static void own(struct rt_mutex_base *lock, unsigned long here)
{
	lock->owner = current;
	lock->acquired_at = here;
}

static int acquire(struct rt_mutex_base *lock, unsigned int state,
		   const char *what, unsigned long here)
{
	int err;

	ksim_might_sleep_at(what, here);
	ksim_sched_point(KSIM_POINT_LOCK, lock, here);
	if (unlikely(lock->owner)) {
		err = wait_for(lock, state, here);
		if (err)
			return err;
	}
	own(lock, here);
	return 0;
}

void rt_mutex_lock(struct rt_mutex *lock)
{
	acquire(&lock->rtmutex, TASK_UNINTERRUPTIBLE, "rt_mutex_lock",
		_RET_IP_);
}
EXPORT_SYMBOL_GPL(rt_mutex_lock);

int rt_mutex_lock_interruptible(struct rt_mutex *lock)
{
	return acquire(&lock->rtmutex, TASK_INTERRUPTIBLE,
		       "rt_mutex_lock_interruptible", _RET_IP_);
}
EXPORT_SYMBOL_GPL(rt_mutex_lock_interruptible);

int rt_mutex_lock_killable(struct rt_mutex *lock)
{
	return acquire(&lock->rtmutex, TASK_KILLABLE, "rt_mutex_lock_killable",
		       _RET_IP_);
}
EXPORT_SYMBOL_GPL(rt_mutex_lock_killable);

int rt_mutex_trylock(struct rt_mutex *lock)
{
	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	if (lock->rtmutex.owner)
		return 0;
	own(&lock->rtmutex, _RET_IP_);
	return 1;
}
EXPORT_SYMBOL_GPL(rt_mutex_trylock);

void rt_mutex_unlock(struct rt_mutex *lock)
{
	struct rt_mutex_base *base = &lock->rtmutex;
	struct rt_mutex_waiter *waiter;

	if (unlikely(base->owner != current)) {
		struct ksim_site sites[] = {
			{ ksim_report_driver_caller(_RET_IP_), "happens here" },
			{ base->acquired_at, "was taken here" },
		};

		ksim_report(KSIM_FINDING_LOCK, "DEBUG_LOCKS_WARN_ON",
			    base->owner ?
				    "rt_mutex released by a task that did not take it" :
				    "rt_mutex released that nobody holds",
			    NULL, sites, base->owner ? 2 : 1);
	}
	base->owner = NULL;
	waiter = list_first_entry_or_null(&base->wait_list,
					  struct rt_mutex_waiter, list);
	if (waiter)
		wake_up_process(waiter->task);
	ksim_sched_point(KSIM_POINT_UNLOCK, base, _RET_IP_);
}
EXPORT_SYMBOL_GPL(rt_mutex_unlock);
