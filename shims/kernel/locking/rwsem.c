/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sleeping reader-writer locks.
 *
 * Stands for: kernel/locking/rwsem.c
 */
#include <linux/export.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
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
	sem->writer = NULL;
	sem->acquired_at = 0;
	sem->readers = 0;
	INIT_LIST_HEAD(&sem->wait_list);
}
EXPORT_SYMBOL(__init_rwsem);

/* Gives the lock to whoever waits at the head, as far as it goes. */
static void grant(struct rw_semaphore *sem)
{
	struct rwsem_waiter *waiter, *next;

	list_for_each_entry_safe(waiter, next, &sem->wait_list, list) {
		if (sem->writer || (waiter->writes && sem->readers))
			return;
		list_del(&waiter->list);
		waiter->granted = true;
		if (waiter->writes)
			sem->writer = waiter->task;
		else
			sem->readers++;
		wake_up_process(waiter->task);
	}
}

static int wait_for(struct rw_semaphore *sem, bool writes, unsigned int state,
		    unsigned long here)
{
	struct rwsem_waiter waiter = { .task = current, .writes = writes };

	list_add_tail(&waiter.list, &sem->wait_list);
	while (!waiter.granted) {
		if (signal_pending_state(state, current)) {
			list_del(&waiter.list);
			/* Those behind may have waited for this one only. */
			grant(sem);
			return -EINTR;
		}
		current->__state = state;
		ksim_task_block(KSIM_FOREVER, here);
		current->__state = TASK_RUNNING;
	}
	return 0;
}

static int acquire_read(struct rw_semaphore *sem, unsigned int state,
			const char *what, unsigned long here)
{
	ksim_might_sleep_at(what, here);
	ksim_sched_point(KSIM_POINT_LOCK, sem, here);
	if (likely(!sem->writer && list_empty(&sem->wait_list))) {
		sem->readers++;
		return 0;
	}
	return wait_for(sem, false, state, here);
}

static int acquire_write(struct rw_semaphore *sem, unsigned int state,
			 const char *what, unsigned long here)
{
	int err;

	ksim_might_sleep_at(what, here);
	ksim_sched_point(KSIM_POINT_LOCK, sem, here);
	if (likely(!rwsem_is_locked(sem) && list_empty(&sem->wait_list))) {
		sem->writer = current;
	} else {
		err = wait_for(sem, true, state, here);
		if (err)
			return err;
	}
	sem->acquired_at = here;
	return 0;
}

void down_read(struct rw_semaphore *sem)
{
	acquire_read(sem, TASK_UNINTERRUPTIBLE, "down_read", _RET_IP_);
}
EXPORT_SYMBOL(down_read);

int down_read_interruptible(struct rw_semaphore *sem)
{
	return acquire_read(sem, TASK_INTERRUPTIBLE, "down_read_interruptible",
			    _RET_IP_);
}
EXPORT_SYMBOL(down_read_interruptible);

int down_read_killable(struct rw_semaphore *sem)
{
	return acquire_read(sem, TASK_KILLABLE, "down_read_killable", _RET_IP_);
}
EXPORT_SYMBOL(down_read_killable);

int down_read_trylock(struct rw_semaphore *sem)
{
	ksim_sched_point(KSIM_POINT_LOCK, sem, _RET_IP_);
	if (sem->writer || !list_empty(&sem->wait_list))
		return 0;
	sem->readers++;
	return 1;
}
EXPORT_SYMBOL(down_read_trylock);

void down_write(struct rw_semaphore *sem)
{
	acquire_write(sem, TASK_UNINTERRUPTIBLE, "down_write", _RET_IP_);
}
EXPORT_SYMBOL(down_write);

int down_write_killable(struct rw_semaphore *sem)
{
	return acquire_write(sem, TASK_KILLABLE, "down_write_killable",
			     _RET_IP_);
}
EXPORT_SYMBOL(down_write_killable);

int down_write_trylock(struct rw_semaphore *sem)
{
	ksim_sched_point(KSIM_POINT_LOCK, sem, _RET_IP_);
	if (rwsem_is_locked(sem))
		return 0;
	sem->writer = current;
	sem->acquired_at = _RET_IP_;
	return 1;
}
EXPORT_SYMBOL(down_write_trylock);

static void rwsem_finding(struct rw_semaphore *sem, const char *title,
			  unsigned long here)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "happens here" },
		{ sem->acquired_at, "was taken here" },
	};

	ksim_report(KSIM_FINDING_LOCK, "DEBUG_RWSEMS_WARN_ON", title, NULL,
		    sites, sem->writer ? 2 : 1);
}

void up_read(struct rw_semaphore *sem)
{
	if (unlikely(sem->readers <= 0))
		rwsem_finding(sem, "rw_semaphore released that nobody reads",
			      _RET_IP_);
	else
		sem->readers--;
	grant(sem);
	ksim_sched_point(KSIM_POINT_UNLOCK, sem, _RET_IP_);
}
EXPORT_SYMBOL(up_read);

void up_write(struct rw_semaphore *sem)
{
	if (unlikely(sem->writer != current))
		rwsem_finding(sem,
			      "rw_semaphore released by a task that does not write",
			      _RET_IP_);
	sem->writer = NULL;
	grant(sem);
	ksim_sched_point(KSIM_POINT_UNLOCK, sem, _RET_IP_);
}
EXPORT_SYMBOL(up_write);

void downgrade_write(struct rw_semaphore *sem)
{
	if (unlikely(sem->writer != current))
		rwsem_finding(sem,
			      "rw_semaphore downgraded by a task that does not write",
			      _RET_IP_);
	sem->writer = NULL;
	sem->readers++;
	grant(sem);
}
EXPORT_SYMBOL(downgrade_write);
