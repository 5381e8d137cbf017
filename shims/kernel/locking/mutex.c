/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mutexes.
 *
 * Stands for: kernel/locking/mutex.c, mutex-debug.c
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/lockdep.h>
#include <ksim/task.h>

struct mutex_waiter {
	struct list_head list;
	struct task_struct *task;
};

void __mutex_init(struct mutex *lock, const char *name,
		  struct lock_class_key *key)
{
	debug_check_no_locks_freed(lock, sizeof(*lock));
	lock->dep_map.ksim_kind = "mutex";
	lockdep_init_map(&lock->dep_map, name, key, 0);
	lock->owner = NULL;
	INIT_LIST_HEAD(&lock->wait_list);
}
EXPORT_SYMBOL(__mutex_init);

static void mutex_finding(struct mutex *lock, const char *title,
			  unsigned long here)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "happens here" },
		{ 0, "was taken here" },
	};
	char detail[96];

	lockdep_holder(&lock->dep_map, NULL, &sites[1].address);
	snprintf(detail, sizeof(detail), "mutex `%s`",
		 lockdep_name(&lock->dep_map));
	ksim_report(KSIM_FINDING_LOCK, "DEBUG_LOCKS_WARN_ON", title, detail,
		    sites, sites[1].address ? 2 : 1);
}

void mutex_destroy(struct mutex *lock)
{
	if (lock->owner)
		mutex_finding(lock, "mutex destroyed while it is locked",
			      _RET_IP_);
}
EXPORT_SYMBOL(mutex_destroy);

/* Unless a signal can end the wait, so does the task. */
static void taken_twice(struct mutex *lock, unsigned int state,
			unsigned long here)
{
	static const char title[] = "mutex taken twice by one task";
	static const char linux_says[] =
		"INFO: task blocked for more than 120 seconds";
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "waits for the mutex here" },
		{ lockdep_taken_at(&lock->dep_map), "took it here" },
	};
	char detail[128];

	snprintf(detail, sizeof(detail),
		 "the task waits for mutex `%s`, which it holds itself",
		 lockdep_name(&lock->dep_map));
	if (state == TASK_UNINTERRUPTIBLE)
		ksim_report_oops(KSIM_FINDING_DEADLOCK, linux_says, title,
				 detail, sites, 2);
	ksim_report(KSIM_FINDING_DEADLOCK, linux_says, title, detail, sites, 2);
}

static int wait_for(struct mutex *lock, unsigned int state, unsigned long here)
{
	struct mutex_waiter waiter = { .task = current };
	int ret = 0;

	list_add_tail(&waiter.list, &lock->wait_list);
	current->ksim_wait = (struct ksim_wait){
		"mutex", lock->dep_map.name, &lock->dep_map
	};
	while (lock->owner) {
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

static noinline int acquire_slowly(struct mutex *lock, unsigned int state,
				   unsigned int how,
				   struct lockdep_map *nest_lock,
				   const char *what, unsigned long here)
{
	struct lock_class *class;
	int err;

	ksim_might_sleep_at(what, here);
	class = lockdep_will_take(&lock->dep_map, how, nest_lock, here);
	ksim_sched_point(KSIM_POINT_LOCK, lock, here);
	if (unlikely(lock->owner)) {
		if (lock_is_held(&lock->dep_map))
			taken_twice(lock, state, here);
		err = wait_for(lock, state, here);
		if (err)
			return err;
	}
	lock->owner = current;
	lockdep_took(&lock->dep_map, class, how, here);
	return 0;
}

static __always_inline int acquire(struct mutex *lock, unsigned int state,
				   unsigned int how,
				   struct lockdep_map *nest_lock,
				   const char *what, unsigned long here)
{
	struct lock_class *class = lock->dep_map.ksim_class;
	struct task_struct *tsk = current;

	if (unlikely(lock->owner || how || ksim_sched_points_armed ||
		     !ksim_may_sleep(tsk) || !lockdep_is_simple(tsk, class, 0)))
		return acquire_slowly(lock, state, how, nest_lock, what, here);
	lock->owner = tsk;
	lockdep_took_first(tsk, &lock->dep_map, class, here);
	return 0;
}

void mutex_lock(struct mutex *lock)
{
	acquire(lock, TASK_UNINTERRUPTIBLE, 0, NULL, "mutex_lock", _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock);

void mutex_lock_nested(struct mutex *lock, unsigned int subclass)
{
	acquire(lock, TASK_UNINTERRUPTIBLE, subclass, NULL, "mutex_lock",
		_RET_IP_);
}
EXPORT_SYMBOL_GPL(mutex_lock_nested);

void _mutex_lock_nest_lock(struct mutex *lock, struct lockdep_map *nest)
{
	acquire(lock, TASK_UNINTERRUPTIBLE, 0, nest, "mutex_lock", _RET_IP_);
}
EXPORT_SYMBOL_GPL(_mutex_lock_nest_lock);

int mutex_lock_interruptible(struct mutex *lock)
{
	return acquire(lock, TASK_INTERRUPTIBLE, 0, NULL,
		       "mutex_lock_interruptible", _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock_interruptible);

int mutex_lock_interruptible_nested(struct mutex *lock, unsigned int subclass)
{
	return acquire(lock, TASK_INTERRUPTIBLE, subclass, NULL,
		       "mutex_lock_interruptible", _RET_IP_);
}
EXPORT_SYMBOL_GPL(mutex_lock_interruptible_nested);

int mutex_lock_killable(struct mutex *lock)
{
	return acquire(lock, TASK_KILLABLE, 0, NULL,
		       "mutex_lock_killable", _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock_killable);

int mutex_lock_killable_nested(struct mutex *lock, unsigned int subclass)
{
	return acquire(lock, TASK_KILLABLE, subclass, NULL,
		       "mutex_lock_killable", _RET_IP_);
}
EXPORT_SYMBOL_GPL(mutex_lock_killable_nested);

int mutex_trylock(struct mutex *lock)
{
	struct lock_class *class;

	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	if (lock->owner)
		return 0;
	class = lockdep_will_take(&lock->dep_map, LOCKDEP_TRIES, NULL,
				  _RET_IP_);
	lock->owner = current;
	lockdep_took(&lock->dep_map, class, LOCKDEP_TRIES, _RET_IP_);
	return 1;
}
EXPORT_SYMBOL(mutex_trylock);

static noinline void release_slowly(struct mutex *lock, unsigned long here)
{
	struct mutex_waiter *waiter;

	if (unlikely(!lock->owner))
		mutex_finding(lock, "mutex released that nobody holds", here);
	else if (unlikely(lock->owner != current))
		mutex_finding(lock,
			      "mutex released by a task that did not take it",
			      here);
	lockdep_released(&lock->dep_map);
	lock->owner = NULL;
	waiter = list_first_entry_or_null(&lock->wait_list,
					  struct mutex_waiter, list);
	if (waiter)
		wake_up_process(waiter->task);
	ksim_sched_point(KSIM_POINT_UNLOCK, lock, here);
}

void mutex_unlock(struct mutex *lock)
{
	struct task_struct *tsk = current;

	/* Not list_empty(): nobody waits for it here. */
	if (unlikely(lock->owner != tsk || ksim_sched_points_armed ||
		     lock->wait_list.next != &lock->wait_list ||
		     !lockdep_released_last(tsk, &lock->dep_map)))
		release_slowly(lock, _RET_IP_);
	else
		lock->owner = NULL;
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
