/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Spinlocks and reader-writer spinlocks.
 *
 * Stands for: kernel/locking/spinlock.c, spinlock_debug.c
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/instruction_pointer.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <ksim/abi/memory.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/abi/time.h>

static void lock_finding(enum ksim_finding_kind kind, const char *linux_says,
			 const char *title, const char *detail,
			 unsigned long here, unsigned long taken)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "happens here" },
		{ taken, "was taken here" },
	};

	ksim_report(kind, linux_says, title, detail, sites, taken ? 2 : 1);
}

/* The CPU would hang here for ever: the task ends. */
static void __noreturn lock_hangs(const char *title, const char *detail,
				  unsigned long here, unsigned long taken)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "waits for the lock here" },
		{ taken, "took it here" },
	};

	ksim_report_oops(KSIM_FINDING_DEADLOCK,
			 "watchdog: BUG: soft lockup - CPU#0 stuck", title,
			 detail, sites, taken ? 2 : 1);
}

static bool is_task(const struct task_struct *owner)
{
	struct task_struct *p;

	for_each_process(p)
		if (p == owner)
			return true;
	return owner == &init_task;
}

/* Never initialised, or in memory that is used for something else by now. */
static void __noreturn no_lock(unsigned long here)
{
	ksim_report_oops(KSIM_FINDING_LOCK, "BUG: spinlock bad magic",
			 "this is no spinlock",
			 "its memory was never initialised, or holds something else by now",
			 &(struct ksim_site){ ksim_report_driver_caller(here),
					      "waits for it here" },
			 1);
}

/* Something that once may have been a task. */
static bool may_have_been_task(const struct task_struct *owner)
{
	return (unsigned long)owner - PAGE_OFFSET < KSIM_RAM_SIZE &&
	       !((unsigned long)owner % sizeof(long));
}

/* An interrupt handler that oopsed while nobody else ran. */
static bool is_idle_and_done(const struct task_struct *owner)
{
	return owner == &init_task && !owner->thread_info.preempt_count;
}

/* Somebody else has the lock: as long as that task can run, let it. */
static void spin_for(struct task_struct *owner, unsigned long here,
		     unsigned long taken)
{
	if (owner == current)
		lock_hangs("spinlock taken twice by one task",
			   "the CPU waits for a lock that it holds itself",
			   here, taken);
	if (owner && !is_task(owner) && !may_have_been_task(owner))
		no_lock(here);
	if (owner && (!is_task(owner) || is_idle_and_done(owner)))
		lock_hangs("spinlock held by a task that is gone",
			   "the holder died with the lock held", here, taken);
	if (owner && owner->ksim && ksim_task_is_blocked(owner->ksim))
		lock_hangs("spinlock held by a task that sleeps",
			   "the holder went to sleep with the lock held", here,
			   taken);
	ksim_task_yield(here);
	ksim_time_pass(100);
}

static __always_inline void acquire(raw_spinlock_t *lock, unsigned long here)
{
	ksim_sched_point(KSIM_POINT_LOCK, lock, here);
	preempt_disable();
	while (unlikely(lock->locked))
		spin_for(lock->owner, here, lock->acquired_at);
	lock->locked = true;
	lock->owner = current;
	lock->acquired_at = here;
}

static __always_inline void release(raw_spinlock_t *lock, unsigned long here)
{
	if (unlikely(!lock->locked))
		lock_finding(KSIM_FINDING_LOCK,
			     "BUG: spinlock already unlocked",
			     "spinlock released that nobody holds", NULL, here,
			     0);
	else if (unlikely(lock->owner != current))
		lock_finding(KSIM_FINDING_LOCK, "BUG: spinlock wrong owner",
			     "spinlock released by a task that did not take it",
			     NULL, here, lock->acquired_at);
	lock->locked = false;
	lock->owner = NULL;
	preempt_enable();
}

void _raw_spin_lock(raw_spinlock_t *lock)
{
	acquire(lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock);

void _raw_spin_lock_irq(raw_spinlock_t *lock)
{
	local_irq_disable();
	acquire(lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock_irq);

void _raw_spin_lock_bh(raw_spinlock_t *lock)
{
	local_bh_disable();
	acquire(lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock_bh);

unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	unsigned long flags;

	local_irq_save(flags);
	acquire(lock, _RET_IP_);
	return flags;
}
EXPORT_SYMBOL(_raw_spin_lock_irqsave);

int _raw_spin_trylock(raw_spinlock_t *lock)
{
	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	if (lock->locked)
		return 0;
	preempt_disable();
	lock->locked = true;
	lock->owner = current;
	lock->acquired_at = _RET_IP_;
	return 1;
}
EXPORT_SYMBOL(_raw_spin_trylock);

int _raw_spin_trylock_bh(raw_spinlock_t *lock)
{
	local_bh_disable();
	if (_raw_spin_trylock(lock))
		return 1;
	local_bh_enable();
	return 0;
}
EXPORT_SYMBOL(_raw_spin_trylock_bh);

void _raw_spin_unlock(raw_spinlock_t *lock)
{
	release(lock, _RET_IP_);
	ksim_sched_point(KSIM_POINT_UNLOCK, lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_unlock);

void _raw_spin_unlock_irq(raw_spinlock_t *lock)
{
	release(lock, _RET_IP_);
	local_irq_enable();
	ksim_sched_point(KSIM_POINT_IRQ_ENABLE, lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_unlock_irq);

void _raw_spin_unlock_bh(raw_spinlock_t *lock)
{
	release(lock, _RET_IP_);
	local_bh_enable();
	ksim_sched_point(KSIM_POINT_UNLOCK, lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_unlock_bh);

void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	release(lock, _RET_IP_);
	local_irq_restore(flags);
	ksim_sched_point(KSIM_POINT_IRQ_ENABLE, lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_unlock_irqrestore);

void _raw_read_lock(rwlock_t *lock)
{
	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	preempt_disable();
	while (unlikely(lock->write_locked))
		spin_for(lock->writer, _RET_IP_, lock->acquired_at);
	lock->readers++;
}
EXPORT_SYMBOL(_raw_read_lock);

int _raw_read_trylock(rwlock_t *lock)
{
	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	if (lock->write_locked)
		return 0;
	preempt_disable();
	lock->readers++;
	return 1;
}
EXPORT_SYMBOL(_raw_read_trylock);

void _raw_read_unlock(rwlock_t *lock)
{
	if (unlikely(lock->readers <= 0))
		lock_finding(KSIM_FINDING_LOCK, "BUG: rwlock bad magic",
			     "rwlock released that nobody reads", NULL,
			     _RET_IP_, 0);
	else
		lock->readers--;
	preempt_enable();
	ksim_sched_point(KSIM_POINT_UNLOCK, lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_read_unlock);

void _raw_write_lock(rwlock_t *lock)
{
	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	preempt_disable();
	while (unlikely(lock->write_locked || lock->readers))
		spin_for(lock->writer, _RET_IP_, lock->acquired_at);
	lock->write_locked = true;
	lock->writer = current;
	lock->acquired_at = _RET_IP_;
}
EXPORT_SYMBOL(_raw_write_lock);

int _raw_write_trylock(rwlock_t *lock)
{
	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	if (lock->write_locked || lock->readers)
		return 0;
	preempt_disable();
	lock->write_locked = true;
	lock->writer = current;
	lock->acquired_at = _RET_IP_;
	return 1;
}
EXPORT_SYMBOL(_raw_write_trylock);

void _raw_write_unlock(rwlock_t *lock)
{
	if (unlikely(lock->writer != current))
		lock_finding(KSIM_FINDING_LOCK, "BUG: rwlock wrong owner",
			     "rwlock released by a task that does not write",
			     NULL, _RET_IP_, lock->acquired_at);
	lock->write_locked = false;
	lock->writer = NULL;
	preempt_enable();
	ksim_sched_point(KSIM_POINT_UNLOCK, lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_write_unlock);
