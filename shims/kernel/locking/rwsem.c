/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sleeping reader-writer locks.
 *
 * Stands for: kernel/locking/rwsem.c
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/lockdep.h>
#include <ksim/task.h>

struct rwsem_waiter {
	struct list_head list;
	struct task_struct *task;
	bool writes;
	bool granted;
};

void __init_rwsem(struct rw_semaphore *sem, const char *name,
		  struct lock_class_key *key)
{
	debug_check_no_locks_freed(sem, sizeof(*sem));
	sem->dep_map.ksim_kind = "rw_semaphore";
	lockdep_init_map(&sem->dep_map, name, key, 0);
	sem->writer = NULL;
	sem->readers = 0;
	INIT_LIST_HEAD(&sem->wait_list);
}
EXPORT_SYMBOL(__init_rwsem);

/*
 * Who enters next: the one at the head, if the lock is free for it. Once a
 * reader has entered, those that wait behind a writer enter with it.
 */
static struct rwsem_waiter *next_to_enter(struct rw_semaphore *sem,
					  bool readers_enter)
{
	struct rwsem_waiter *waiter;

	list_for_each_entry(waiter, &sem->wait_list, list) {
		if (sem->writer)
			return NULL;
		if (!waiter->writes)
			return waiter;
		if (!readers_enter)
			return sem->readers ? NULL : waiter;
	}
	return NULL;
}

/* Gives the lock to whoever waits, as far as it goes. */
static void grant(struct rw_semaphore *sem)
{
	struct rwsem_waiter *waiter;
	bool readers_enter = false;

	while ((waiter = next_to_enter(sem, readers_enter))) {
		list_del(&waiter->list);
		waiter->granted = true;
		if (waiter->writes) {
			sem->writer = waiter->task;
		} else {
			sem->readers++;
			readers_enter = true;
		}
		wake_up_process(waiter->task);
	}
}

static void rwsem_finding(struct rw_semaphore *sem, const char *title,
			  unsigned long here)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "happens here" },
		{ 0, "was taken here" },
	};
	char detail[96];

	lockdep_holder(&sem->dep_map, NULL, &sites[1].address);
	snprintf(detail, sizeof(detail), "rw_semaphore `%s`",
		 lockdep_name(&sem->dep_map));
	ksim_report(KSIM_FINDING_LOCK, "DEBUG_RWSEMS_WARN_ON", title, detail,
		    sites, sites[1].address ? 2 : 1);
}

/* Unless a signal can end the wait, so does the task. */
static void taken_twice(struct rw_semaphore *sem, unsigned int state,
			unsigned long here)
{
	static const char title[] = "rw_semaphore taken twice by one task";
	static const char linux_says[] =
		"INFO: task blocked for more than 120 seconds";
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "waits for it here" },
		{ lockdep_taken_at(&sem->dep_map), "took it here" },
	};
	char detail[128];

	snprintf(detail, sizeof(detail),
		 "the task waits for rw_semaphore `%s`, which it holds itself",
		 lockdep_name(&sem->dep_map));
	if (state == TASK_UNINTERRUPTIBLE)
		ksim_report_oops(KSIM_FINDING_DEADLOCK, linux_says, title,
				 detail, sites, 2);
	ksim_report(KSIM_FINDING_DEADLOCK, linux_says, title, detail, sites, 2);
}

static int wait_for(struct rw_semaphore *sem, bool writes, unsigned int state,
		    unsigned long here)
{
	struct rwsem_waiter waiter = { .task = current, .writes = writes };

	if (lock_is_held(&sem->dep_map))
		taken_twice(sem, state, here);
	list_add_tail(&waiter.list, &sem->wait_list);
	current->ksim_wait = (struct ksim_wait){
		"rw_semaphore", sem->dep_map.name, &sem->dep_map
	};
	while (!waiter.granted) {
		if (signal_pending_state(state, current)) {
			list_del(&waiter.list);
			/* Those behind may have waited for this one only. */
			grant(sem);
			current->ksim_wait.what = NULL;
			return -EINTR;
		}
		current->__state = state;
		ksim_task_block(KSIM_FOREVER, here);
		current->__state = TASK_RUNNING;
	}
	current->ksim_wait.what = NULL;
	return 0;
}

static bool may_enter(struct rw_semaphore *sem, bool writes)
{
	return !sem->writer && !(writes && sem->readers);
}

/* list_empty() is a scheduling point, so what it is asked with comes after. */
static bool may_enter_first(struct rw_semaphore *sem, bool writes)
{
	return list_empty(&sem->wait_list) && may_enter(sem, writes);
}

static void enter(struct rw_semaphore *sem, bool writes)
{
	if (writes)
		sem->writer = current;
	else
		sem->readers++;
}

static int acquire(struct rw_semaphore *sem, bool writes, unsigned int state,
		   unsigned int how, struct lockdep_map *nest_lock,
		   const char *what, unsigned long here)
{
	struct lock_class *class;
	int err;

	if (!writes)
		how |= LOCKDEP_SHARED;
	ksim_might_sleep_at(what, here);
	class = lockdep_will_take(&sem->dep_map, how, nest_lock, here);
	ksim_sched_point(KSIM_POINT_LOCK, sem, here);
	if (likely(may_enter_first(sem, writes))) {
		enter(sem, writes);
	} else {
		err = wait_for(sem, writes, state, here);
		if (err)
			return err;
	}
	lockdep_took(&sem->dep_map, class, how, here);
	return 0;
}

static int try_acquire(struct rw_semaphore *sem, bool writes,
		       unsigned long here)
{
	unsigned int how = LOCKDEP_TRIES | (writes ? 0 : LOCKDEP_SHARED);
	struct lock_class *class;

	ksim_sched_point(KSIM_POINT_LOCK, sem, here);
	if (!(writes ? may_enter(sem, true) : may_enter_first(sem, false)))
		return 0;
	enter(sem, writes);
	class = lockdep_will_take(&sem->dep_map, how, NULL, here);
	lockdep_took(&sem->dep_map, class, how, here);
	return 1;
}

void down_read(struct rw_semaphore *sem)
{
	acquire(sem, false, TASK_UNINTERRUPTIBLE, 0, NULL, "down_read",
		_RET_IP_);
}
EXPORT_SYMBOL(down_read);

void down_read_nested(struct rw_semaphore *sem, int subclass)
{
	acquire(sem, false, TASK_UNINTERRUPTIBLE,
		subclass, NULL, "down_read",
		_RET_IP_);
}
EXPORT_SYMBOL(down_read_nested);

int down_read_interruptible(struct rw_semaphore *sem)
{
	return acquire(sem, false, TASK_INTERRUPTIBLE, 0, NULL,
		       "down_read_interruptible", _RET_IP_);
}
EXPORT_SYMBOL(down_read_interruptible);

int down_read_killable(struct rw_semaphore *sem)
{
	return acquire(sem, false, TASK_KILLABLE, 0, NULL,
		       "down_read_killable", _RET_IP_);
}
EXPORT_SYMBOL(down_read_killable);

int down_read_killable_nested(struct rw_semaphore *sem, int subclass)
{
	return acquire(sem, false, TASK_KILLABLE,
		       subclass, NULL,
		       "down_read_killable", _RET_IP_);
}
EXPORT_SYMBOL(down_read_killable_nested);

int down_read_trylock(struct rw_semaphore *sem)
{
	return try_acquire(sem, false, _RET_IP_);
}
EXPORT_SYMBOL(down_read_trylock);

void down_write(struct rw_semaphore *sem)
{
	acquire(sem, true, TASK_UNINTERRUPTIBLE, 0, NULL, "down_write",
		_RET_IP_);
}
EXPORT_SYMBOL(down_write);

void down_write_nested(struct rw_semaphore *sem, int subclass)
{
	acquire(sem, true, TASK_UNINTERRUPTIBLE,
		subclass, NULL, "down_write",
		_RET_IP_);
}
EXPORT_SYMBOL(down_write_nested);

void _down_write_nest_lock(struct rw_semaphore *sem, struct lockdep_map *nest)
{
	acquire(sem, true, TASK_UNINTERRUPTIBLE,
		0, nest, "down_write",
		_RET_IP_);
}
EXPORT_SYMBOL(_down_write_nest_lock);

int down_write_killable(struct rw_semaphore *sem)
{
	return acquire(sem, true, TASK_KILLABLE, 0, NULL,
		       "down_write_killable", _RET_IP_);
}
EXPORT_SYMBOL(down_write_killable);

int down_write_killable_nested(struct rw_semaphore *sem, int subclass)
{
	return acquire(sem, true, TASK_KILLABLE,
		       subclass, NULL,
		       "down_write_killable", _RET_IP_);
}
EXPORT_SYMBOL(down_write_killable_nested);

int down_write_trylock(struct rw_semaphore *sem)
{
	return try_acquire(sem, true, _RET_IP_);
}
EXPORT_SYMBOL(down_write_trylock);

static void leave_reader(struct rw_semaphore *sem, unsigned long here)
{
	if (unlikely(sem->readers <= 0))
		rwsem_finding(sem, "rw_semaphore released that nobody reads",
			      here);
	else
		sem->readers--;
	grant(sem);
	ksim_sched_point(KSIM_POINT_UNLOCK, sem, here);
}

void up_read(struct rw_semaphore *sem)
{
	lockdep_released(&sem->dep_map);
	leave_reader(sem, _RET_IP_);
}
EXPORT_SYMBOL(up_read);

void down_read_non_owner(struct rw_semaphore *sem)
{
	ksim_might_sleep_at("down_read_non_owner", _RET_IP_);
	ksim_sched_point(KSIM_POINT_LOCK, sem, _RET_IP_);
	if (likely(may_enter_first(sem, false)))
		enter(sem, false);
	else
		wait_for(sem, false, TASK_UNINTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(down_read_non_owner);

void up_read_non_owner(struct rw_semaphore *sem)
{
	leave_reader(sem, _RET_IP_);
}
EXPORT_SYMBOL(up_read_non_owner);

void up_write(struct rw_semaphore *sem)
{
	if (unlikely(sem->writer != current))
		rwsem_finding(sem,
			      "rw_semaphore released by a task that does not write",
			      _RET_IP_);
	lockdep_released(&sem->dep_map);
	sem->writer = NULL;
	grant(sem);
	ksim_sched_point(KSIM_POINT_UNLOCK, sem, _RET_IP_);
}
EXPORT_SYMBOL(up_write);

void downgrade_write(struct rw_semaphore *sem)
{
	unsigned int how = LOCKDEP_SHARED | LOCKDEP_TRIES;
	struct lock_class *class;

	if (unlikely(sem->writer != current))
		rwsem_finding(sem,
			      "rw_semaphore downgraded by a task that does not write",
			      _RET_IP_);
	lockdep_released(&sem->dep_map);
	class = lockdep_will_take(&sem->dep_map, how, NULL, _RET_IP_);
	lockdep_took(&sem->dep_map, class, how, _RET_IP_);
	sem->writer = NULL;
	sem->readers++;
	grant(sem);
}
EXPORT_SYMBOL(downgrade_write);
