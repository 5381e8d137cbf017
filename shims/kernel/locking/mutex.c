/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mutexes.
 *
 * Stands for: kernel/locking/mutex.c, mutex-debug.c
 */
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/task.h>

struct mutex_waiter {
	struct list_head list;
	struct task_struct *task;
};

void __mutex_init(struct mutex *lock, const char *name,
		  struct lock_class_key *key)
{
	lock->owner = NULL;
	lock->acquired_at = 0;
	INIT_LIST_HEAD(&lock->wait_list);
}
EXPORT_SYMBOL(__mutex_init);

static void mutex_finding(struct mutex *lock, const char *title,
			  unsigned long here)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "happens here" },
		{ lock->acquired_at, "was taken here" },
	};

	ksim_report(KSIM_FINDING_LOCK, "DEBUG_LOCKS_WARN_ON", title, NULL,
		    sites, lock->owner ? 2 : 1);
}

void mutex_destroy(struct mutex *lock)
{
	if (lock->owner)
		mutex_finding(lock, "mutex destroyed while it is locked",
			      _RET_IP_);
}
EXPORT_SYMBOL(mutex_destroy);

static void __noreturn taken_twice(struct mutex *lock, unsigned long here)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "waits for the mutex here" },
		{ lock->acquired_at, "took it here" },
	};

	ksim_report_oops(KSIM_FINDING_DEADLOCK,
			 "INFO: task blocked for more than 120 seconds",
			 "mutex taken twice by one task",
			 "the task waits for a mutex that it holds itself",
			 sites, 2);
}

static int wait_for(struct mutex *lock, unsigned int state, unsigned long here)
{
	struct mutex_waiter waiter = { .task = current };
	int ret = 0;

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

static __always_inline int acquire(struct mutex *lock, unsigned int state,
				   const char *what, unsigned long here)
{
	int err;

	ksim_might_sleep_at(what, here);
	ksim_sched_point(KSIM_POINT_LOCK, lock, here);
	if (unlikely(lock->owner)) {
		if (lock->owner == current && state == TASK_UNINTERRUPTIBLE)
			taken_twice(lock, here);
		err = wait_for(lock, state, here);
		if (err)
			return err;
	}
	lock->owner = current;
	lock->acquired_at = here;
	return 0;
}

void mutex_lock(struct mutex *lock)
{
	acquire(lock, TASK_UNINTERRUPTIBLE, "mutex_lock", _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock);

int mutex_lock_interruptible(struct mutex *lock)
{
	return acquire(lock, TASK_INTERRUPTIBLE, "mutex_lock_interruptible",
		       _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock_interruptible);

int mutex_lock_killable(struct mutex *lock)
{
	return acquire(lock, TASK_KILLABLE, "mutex_lock_killable", _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock_killable);

int mutex_trylock(struct mutex *lock)
{
	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	if (lock->owner)
		return 0;
	lock->owner = current;
	lock->acquired_at = _RET_IP_;
	return 1;
}
EXPORT_SYMBOL(mutex_trylock);

void mutex_unlock(struct mutex *lock)
{
	struct mutex_waiter *waiter;

	if (unlikely(!lock->owner))
		mutex_finding(lock, "mutex released that nobody holds",
			      _RET_IP_);
	else if (unlikely(lock->owner != current))
		mutex_finding(lock,
			      "mutex released by a task that did not take it",
			      _RET_IP_);
	lock->owner = NULL;
	waiter = list_first_entry_or_null(&lock->wait_list,
					  struct mutex_waiter, list);
	if (waiter)
		wake_up_process(waiter->task);
	ksim_sched_point(KSIM_POINT_UNLOCK, lock, _RET_IP_);
}
EXPORT_SYMBOL(mutex_unlock);

int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock)
{
	if (atomic_add_unless(cnt, -1, 1))
		return 0;
	mutex_lock(lock);
	if (atomic_dec_and_test(cnt))
		return 1;
	mutex_unlock(lock);
	return 0;
}
EXPORT_SYMBOL(atomic_dec_and_mutex_lock);
