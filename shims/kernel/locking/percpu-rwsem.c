// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Per-CPU reader-writer locks.
 *
 * Stands for: kernel/locking/percpu-rwsem.c
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/percpu-rwsem.h>
#include <linux/sched.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/lockdep.h>
#include <ksim/task.h>

struct percpu_rwsem_waiter {
	struct list_head list;
	struct task_struct *task;
	bool writes;
	bool granted;
};

int __percpu_init_rwsem(struct percpu_rw_semaphore *sem, const char *name,
			struct lock_class_key *key)
{
	sem->read_count = alloc_percpu(unsigned int);
	if (!sem->read_count)
		return -ENOMEM;
	sem->dep_map.ksim_kind = "percpu_rw_semaphore";
	lockdep_init_map(&sem->dep_map, name, key, 0);
	sem->writer = NULL;
	sem->readers = 0;
	INIT_LIST_HEAD(&sem->wait_list);
	return 0;
}
EXPORT_SYMBOL_GPL(__percpu_init_rwsem);

static void finding(struct percpu_rw_semaphore *sem, const char *title,
		    unsigned long here)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "happens here" },
		{ 0, "was taken here" },
	};

	lockdep_holder(&sem->dep_map, NULL, &sites[1].address);
	ksim_report(KSIM_FINDING_LOCK, "DEBUG_LOCKS_WARN_ON", title, NULL,
		    sites, sites[1].address ? 2 : 1);
}

void percpu_free_rwsem(struct percpu_rw_semaphore *sem)
{
	if (!sem->read_count)
		return;
	if (sem->writer || sem->readers)
		finding(sem, "percpu_rw_semaphore freed while it is locked",
			_RET_IP_);
	free_percpu(sem->read_count);
	sem->read_count = NULL;
}
EXPORT_SYMBOL_GPL(percpu_free_rwsem);

static void __noreturn stop(struct percpu_rw_semaphore *sem,
			    enum ksim_finding_kind kind, const char *linux_says,
			    const char *title, unsigned long here)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "happens here" },
		{ 0, "was taken here" },
	};

	if (sem->read_count)
		lockdep_holder(&sem->dep_map, NULL, &sites[1].address);
	ksim_report_oops(kind, linux_says, title, NULL, sites,
			 sites[1].address ? 2 : 1);
}

/* The core's questions before any lock is taken. */
static struct lock_class *begin(struct percpu_rw_semaphore *sem,
				unsigned int how, unsigned long here)
{
	struct lock_class *class;

	if (unlikely(!sem->read_count))
		stop(sem, KSIM_FINDING_LOCK,
		     "BUG: unable to handle page fault",
		     "percpu_rw_semaphore used that is not initialised, or was freed",
		     here);
	class = lockdep_will_take(&sem->dep_map, how, NULL, here);
	ksim_sched_point(KSIM_POINT_LOCK, sem, here);
	return class;
}

static void sleep(struct percpu_rw_semaphore *sem, unsigned long here)
{
	current->ksim_wait = (struct ksim_wait){
		"percpu_rw_semaphore", sem->dep_map.name, &sem->dep_map
	};
	current->__state = TASK_UNINTERRUPTIBLE;
	ksim_task_block(KSIM_FOREVER, here);
	current->__state = TASK_RUNNING;
	current->ksim_wait.what = NULL;
}

static void wait_for_turn(struct percpu_rw_semaphore *sem, bool writes,
			  unsigned long here)
{
	struct percpu_rwsem_waiter waiter = { .task = current,
					      .writes = writes };

	if (sem->writer == current)
		stop(sem, KSIM_FINDING_DEADLOCK,
		     "INFO: task blocked for more than 120 seconds",
		     "percpu_rw_semaphore taken by the task that writes", here);
	list_add_tail(&waiter.list, &sem->wait_list);
	while (!waiter.granted)
		sleep(sem, here);
}

void percpu_down_read(struct percpu_rw_semaphore *sem)
{
	struct lock_class *class;

	ksim_might_sleep_at("percpu_down_read", _RET_IP_);
	class = begin(sem, LOCKDEP_SHARED, _RET_IP_);
	if (likely(!sem->writer))
		sem->readers++;
	else
		wait_for_turn(sem, false, _RET_IP_);
	lockdep_took(&sem->dep_map, class, LOCKDEP_SHARED, _RET_IP_);
}
EXPORT_SYMBOL_GPL(percpu_down_read);

bool percpu_down_read_trylock(struct percpu_rw_semaphore *sem)
{
	unsigned int how = LOCKDEP_SHARED | LOCKDEP_TRIES;
	struct lock_class *class = begin(sem, how, _RET_IP_);

	if (sem->writer)
		return false;
	sem->readers++;
	lockdep_took(&sem->dep_map, class, how, _RET_IP_);
	return true;
}
EXPORT_SYMBOL_GPL(percpu_down_read_trylock);

void percpu_down_write(struct percpu_rw_semaphore *sem)
{
	struct lock_class *class;

	ksim_might_sleep_at("percpu_down_write", _RET_IP_);
	class = begin(sem, 0, _RET_IP_);
	if (likely(!sem->writer))
		sem->writer = current;
	else
		wait_for_turn(sem, true, _RET_IP_);
	while (sem->readers)
		sleep(sem, _RET_IP_);
	lockdep_took(&sem->dep_map, class, 0, _RET_IP_);
}
EXPORT_SYMBOL_GPL(percpu_down_write);

void percpu_up_read(struct percpu_rw_semaphore *sem)
{
	lockdep_released(&sem->dep_map);
	if (unlikely(sem->readers <= 0))
		finding(sem,
			"percpu_rw_semaphore released that nobody reads",
			_RET_IP_);
	else if (!--sem->readers && sem->writer)
		wake_up_process(sem->writer);
	ksim_sched_point(KSIM_POINT_UNLOCK, sem, _RET_IP_);
}
EXPORT_SYMBOL_GPL(percpu_up_read);

/* Readers enter together, up to the first writer that waits. */
static void grant(struct percpu_rw_semaphore *sem)
{
	struct percpu_rwsem_waiter *waiter;

	while (!sem->writer && !list_empty(&sem->wait_list)) {
		waiter = list_first_entry(&sem->wait_list,
					  struct percpu_rwsem_waiter, list);
		list_del(&waiter->list);
		if (waiter->writes)
			sem->writer = waiter->task;
		else
			sem->readers++;
		waiter->granted = true;
		wake_up_process(waiter->task);
	}
}

void percpu_up_write(struct percpu_rw_semaphore *sem)
{
	if (unlikely(sem->writer != current))
		finding(sem,
			"percpu_rw_semaphore released by a task that does not write",
			_RET_IP_);
	lockdep_released(&sem->dep_map);
	sem->writer = NULL;
	grant(sem);
	ksim_sched_point(KSIM_POINT_UNLOCK, sem, _RET_IP_);
}
EXPORT_SYMBOL_GPL(percpu_up_write);

bool percpu_is_read_locked(struct percpu_rw_semaphore *sem)
{
	return sem->readers && !sem->writer;
}
EXPORT_SYMBOL_GPL(percpu_is_read_locked);
