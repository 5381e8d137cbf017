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
#include <ksim/lockdep.h>
#include <ksim/task.h>

struct rt_mutex_waiter {
	struct list_head list;
	struct task_struct *task;
};

void __rt_mutex_init(struct rt_mutex *lock, const char *name,
		     struct lock_class_key *key)
{
	debug_check_no_locks_freed(lock, sizeof(*lock));
	lock->dep_map.ksim_kind = "rt_mutex";
	lockdep_init_map(&lock->dep_map, name, key, 0);
	lock->rtmutex.owner = NULL;
	INIT_LIST_HEAD(&lock->rtmutex.wait_list);
}
EXPORT_SYMBOL_GPL(__rt_mutex_init);

static void __noreturn taken_twice(struct rt_mutex *lock, unsigned long here)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "waits for the mutex here" },
		{ lockdep_taken_at(&lock->dep_map), "took it here" },
	};

	ksim_report_oops(KSIM_FINDING_DEADLOCK, "rtmutex deadlock detected",
			 "rt_mutex taken twice by one task",
			 "the task waits for a mutex that it holds itself",
			 sites, 2);
}

static int wait_for(struct rt_mutex *lock, unsigned int state,
		    unsigned long here)
{
	struct rt_mutex_waiter waiter = { .task = current };
	int ret = 0;

	if (lock_is_held(&lock->dep_map))
		taken_twice(lock, here);
	list_add_tail(&waiter.list, &lock->rtmutex.wait_list);
	current->ksim_wait = (struct ksim_wait){
		"rt_mutex", lock->dep_map.name, &lock->dep_map
	};
	while (lock->rtmutex.owner) {
		if (signal_pending_state(state, current)) {
			ret = -EINTR;
			break;
		}
		current->__state = state;
		ksim_task_block(KSIM_FOREVER, here);
		current->__state = TASK_RUNNING;
	}
	current->ksim_wait.what = NULL;
	list_del(&waiter.list);
	return ret;
}

static int acquire(struct rt_mutex *lock, unsigned int state,
		   unsigned int how, struct lockdep_map *nest_lock,
		   const char *what, unsigned long here)
{
	struct lock_class *class;
	int err;

	ksim_might_sleep_at(what, here);
	class = lockdep_will_take(&lock->dep_map, how, nest_lock, here);
	ksim_sched_point(KSIM_POINT_LOCK, lock, here);
	if (unlikely(lock->rtmutex.owner)) {
		err = wait_for(lock, state, here);
		if (err)
			return err;
	}
	lock->rtmutex.owner = current;
	lockdep_took(&lock->dep_map, class, how, here);
	return 0;
}

void rt_mutex_lock(struct rt_mutex *lock)
{
	acquire(lock, TASK_UNINTERRUPTIBLE, 0, NULL, "rt_mutex_lock",
		_RET_IP_);
}
EXPORT_SYMBOL_GPL(rt_mutex_lock);

void rt_mutex_lock_nested(struct rt_mutex *lock, unsigned int subclass)
{
	acquire(lock, TASK_UNINTERRUPTIBLE, subclass, NULL, "rt_mutex_lock",
		_RET_IP_);
}
EXPORT_SYMBOL_GPL(rt_mutex_lock_nested);

void _rt_mutex_lock_nest_lock(struct rt_mutex *lock, struct lockdep_map *nest)
{
	acquire(lock, TASK_UNINTERRUPTIBLE, 0, nest, "rt_mutex_lock",
		_RET_IP_);
}
EXPORT_SYMBOL_GPL(_rt_mutex_lock_nest_lock);

int rt_mutex_lock_interruptible(struct rt_mutex *lock)
{
	return acquire(lock, TASK_INTERRUPTIBLE, 0, NULL,
		       "rt_mutex_lock_interruptible", _RET_IP_);
}
EXPORT_SYMBOL_GPL(rt_mutex_lock_interruptible);

int rt_mutex_lock_killable(struct rt_mutex *lock)
{
	return acquire(lock, TASK_KILLABLE, 0, NULL,
		       "rt_mutex_lock_killable", _RET_IP_);
}
EXPORT_SYMBOL_GPL(rt_mutex_lock_killable);

int rt_mutex_trylock(struct rt_mutex *lock)
{
	struct lock_class *class;

	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	if (lock->rtmutex.owner)
		return 0;
	class = lockdep_will_take(&lock->dep_map, LOCKDEP_TRIES, NULL,
				  _RET_IP_);
	lock->rtmutex.owner = current;
	lockdep_took(&lock->dep_map, class, LOCKDEP_TRIES, _RET_IP_);
	return 1;
}
EXPORT_SYMBOL_GPL(rt_mutex_trylock);

static void report_unlock(struct rt_mutex *lock, unsigned long here)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "happens here" },
		{ 0, "was taken here" },
	};

	lockdep_holder(&lock->dep_map, NULL, &sites[1].address);
	ksim_report(KSIM_FINDING_LOCK, "DEBUG_LOCKS_WARN_ON",
		    lock->rtmutex.owner ?
			    "rt_mutex released by a task that did not take it" :
			    "rt_mutex released that nobody holds",
		    NULL, sites, sites[1].address ? 2 : 1);
}

void rt_mutex_unlock(struct rt_mutex *lock)
{
	struct rt_mutex_waiter *waiter;

	if (unlikely(lock->rtmutex.owner != current))
		report_unlock(lock, _RET_IP_);
	lockdep_released(&lock->dep_map);
	lock->rtmutex.owner = NULL;
	waiter = list_first_entry_or_null(&lock->rtmutex.wait_list,
					  struct rt_mutex_waiter, list);
	if (waiter)
		wake_up_process(waiter->task);
	ksim_sched_point(KSIM_POINT_UNLOCK, lock, _RET_IP_);
}
EXPORT_SYMBOL_GPL(rt_mutex_unlock);
