// SPDX-License-Identifier: GPL-2.0-or-later
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
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/abi/time.h>
#include <ksim/lockdep.h>

static unsigned int shared(void)
{
	/* A reader in an interrupt gets in past a writer who waits. */
	return in_interrupt() ? LOCKDEP_RECURSIVE : LOCKDEP_SHARED;
}

/* One task waits for ever, or does what only the holder may do. */
static void lock_finding(const char *linux_says, const char *title,
			 const struct lockdep_map *map, unsigned long here)
{
	struct ksim_site sites[2];
	char detail[96];

	sites[0] = (struct ksim_site){ ksim_report_driver_caller(here),
				       "happens here" };
	sites[1].note = "was taken here";
	sites[1].address = 0;
	lockdep_holder(map, NULL, &sites[1].address);
	snprintf(detail, sizeof(detail), "%s `%s`", map->ksim_kind,
		 lockdep_name(map));
	ksim_report(KSIM_FINDING_LOCK, linux_says, title, detail, sites,
		    sites[1].address ? 2 : 1);
}

/* The CPU would hang here for ever: the task ends. */
static void __noreturn lock_hangs(const struct lockdep_map *map,
				  const char *title, const char *why,
				  unsigned long here, unsigned long taken)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(here), "waits for the lock here" },
		{ taken, "took it here" },
	};
	char detail[160];

	snprintf(detail, sizeof(detail), "%s `%s`: %s", map->ksim_kind,
		 lockdep_name(map), why);
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

/*
 * Something is amiss if a lock that is taken does not say by whom: it was never
 * initialised, or its memory is used for something else by now.
 */
static void check_is_lock(const struct task_struct *owner, unsigned long here)
{
	unsigned long offset = (unsigned long)owner - PAGE_OFFSET;

	if (likely(!owner || owner == &init_task ||
		   (offset < KSIM_RAM_SIZE && !(offset % sizeof(long)))))
		return;
	ksim_report_oops(KSIM_FINDING_LOCK, "BUG: spinlock bad magic",
			 "this is no spinlock",
			 "its memory was never initialised, or holds something else by now",
			 &(struct ksim_site){ ksim_report_driver_caller(here),
					      "waits for it here" },
			 1);
}

/* Nobody is known to hold it. */
static void check_lost(const struct lockdep_map *map,
		       const struct task_struct *owner, unsigned long here)
{
	if (!owner || !is_task(owner))
		lock_hangs(map, "spinlock held by a task that is gone",
			   "the holder died with the lock held", here, 0);
	if (owner->lockdep_depth < MAX_LOCK_DEPTH)
		lock_hangs(map, "spinlock held by a task that left the kernel",
			   "the holder went back to user space with the lock held",
			   here, 0);
}

/* Somebody else has the lock: as long as that task can run, let it. */
static void spin_for(const struct lockdep_map *map,
		     const struct task_struct *owner, unsigned long here)
{
	struct task_struct *holder;
	unsigned long taken;

	holder = lockdep_holder(map, NULL, &taken);
	if (!holder)
		check_lost(map, owner, here);
	else if (holder == current)
		lock_hangs(map, "spinlock taken twice by one task",
			   "the CPU waits for a lock that it holds itself",
			   here, taken);
	else if (holder->ksim && ksim_task_is_blocked(holder->ksim))
		lock_hangs(map, "spinlock held by a task that sleeps",
			   "the holder went to sleep with the lock held", here,
			   taken);
	ksim_task_yield(here);
	ksim_time_pass(100);
}

static noinline void acquire_slowly(raw_spinlock_t *lock, unsigned int how,
				    struct lockdep_map *nest_lock,
				    unsigned long here)
{
	struct lock_class *class;

	if (unlikely(lock->owner))
		check_is_lock(lock->owner, here);
	class = lockdep_will_take(&lock->dep_map, how, nest_lock, here);
	ksim_sched_point(KSIM_POINT_LOCK, lock, here);
	preempt_count_inc();
	while (unlikely(lock->owner))
		spin_for(&lock->dep_map, lock->owner, here);
	lock->owner = current;
	lockdep_took(&lock->dep_map, class, how, here);
	ksim_irq_point();
}

static __always_inline void acquire(raw_spinlock_t *lock, u64 context,
				    unsigned long here)
{
	struct lock_class *class = lock->dep_map.ksim_class;
	struct task_struct *tsk = current;

	if (unlikely(lock->owner || ksim_sched_points_armed ||
		     !lockdep_is_simple(tsk, class, context))) {
		acquire_slowly(lock, 0, NULL, here);
		return;
	}
	/* Both halves, as they were read: it waits for no store of one. */
	tsk->thread_info.ksim_context = context + 1;
	lock->owner = tsk;
	lockdep_took_first(tsk, &lock->dep_map, class, here);
}

static noinline void release_slowly(raw_spinlock_t *lock, unsigned long here)
{
	if (unlikely(!lock->owner))
		lock_finding("BUG: spinlock already unlocked",
			     "spinlock released that nobody holds",
			     &lock->dep_map, here);
	else if (unlikely(lock->owner != current))
		lock_finding("BUG: spinlock wrong owner",
			     "spinlock released by a task that did not take it",
			     &lock->dep_map, here);
	lockdep_released(&lock->dep_map);
	lock->owner = NULL;
	preempt_enable();
}

static __always_inline void release(raw_spinlock_t *lock, unsigned long here)
{
	struct task_struct *tsk = current;

	if (unlikely(lock->owner != tsk || ksim_sched_points_armed ||
		     !lockdep_released_last(tsk, &lock->dep_map))) {
		release_slowly(lock, here);
		return;
	}
	lock->owner = NULL;
	tsk->thread_info.preempt_count--;
}

void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name,
			  struct lock_class_key *key, short inner)
{
	debug_check_no_locks_freed(lock, sizeof(*lock));
	*lock = (raw_spinlock_t){ .dep_map.ksim_kind = "spinlock" };
	lockdep_init_map(&lock->dep_map, name, key, 0);
}
EXPORT_SYMBOL(__raw_spin_lock_init);

void _raw_spin_lock(raw_spinlock_t *lock)
{
	acquire(lock, 0, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock);

void _raw_spin_lock_nested(raw_spinlock_t *lock, int subclass)
{
	acquire_slowly(lock, subclass, NULL, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock_nested);

void _raw_spin_lock_nest_lock(raw_spinlock_t *lock, struct lockdep_map *map)
{
	acquire_slowly(lock, 0, map, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock_nest_lock);

void _raw_spin_lock_irq(raw_spinlock_t *lock)
{
	local_irq_disable_at(_RET_IP_);
	acquire(lock, KSIM_CONTEXT_IRQS_OFF, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock_irq);

void _raw_spin_lock_bh(raw_spinlock_t *lock)
{
	local_bh_disable_at(_RET_IP_);
	acquire_slowly(lock, 0, NULL, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock_bh);

void _raw_spin_lock_bh_nested(raw_spinlock_t *lock, int subclass)
{
	local_bh_disable_at(_RET_IP_);
	acquire_slowly(lock, subclass, NULL, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock_bh_nested);

static noinline unsigned long lock_irqsave_slowly(raw_spinlock_t *lock,
						  int subclass,
						  unsigned long here)
{
	unsigned long flags;

	local_save_flags(flags);
	local_irq_disable_at(here);
	acquire_slowly(lock, subclass, NULL, here);
	return flags;
}

unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	struct lock_class *class = lock->dep_map.ksim_class;
	struct task_struct *tsk = current;

	/* In an interrupt, say, or under another lock it may go slowly. */
	if (unlikely(((unsigned long)lock->owner | ksim_sched_points_armed |
		      tsk->thread_info.ksim_context | tsk->lockdep_depth) ||
		     !class))
		return lock_irqsave_slowly(lock, 0, _RET_IP_);
	tsk->thread_info.ksim_context = KSIM_CONTEXT_IRQS_OFF + 1;
	tsk->thread_info.irq_disable_ip = _RET_IP_;
	lock->owner = tsk;
	lockdep_took_first(tsk, &lock->dep_map, class, _RET_IP_);
	return ARCH_IRQ_ENABLED;
}
EXPORT_SYMBOL(_raw_spin_lock_irqsave);

unsigned long _raw_spin_lock_irqsave_nested(raw_spinlock_t *lock, int subclass)
{
	return lock_irqsave_slowly(lock, subclass, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock_irqsave_nested);

static __always_inline int try_acquire(raw_spinlock_t *lock, unsigned long here)
{
	struct lock_class *class;

	ksim_sched_point(KSIM_POINT_LOCK, lock, here);
	if (lock->owner)
		return 0;
	preempt_count_inc();
	class = lockdep_will_take(&lock->dep_map, LOCKDEP_TRIES, NULL, here);
	lock->owner = current;
	lockdep_took(&lock->dep_map, class, LOCKDEP_TRIES, here);
	ksim_irq_point();
	return 1;
}

int _raw_spin_trylock(raw_spinlock_t *lock)
{
	return try_acquire(lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_trylock);

int _raw_spin_trylock_bh(raw_spinlock_t *lock)
{
	local_bh_disable_at(_RET_IP_);
	if (try_acquire(lock, _RET_IP_))
		return 1;
	local_bh_enable();
	return 0;
}
EXPORT_SYMBOL(_raw_spin_trylock_bh);

static noinline void unlock_slowly(raw_spinlock_t *lock, unsigned long here)
{
	release(lock, here);
	ksim_sched_point(KSIM_POINT_UNLOCK, lock, here);
}

void _raw_spin_unlock(raw_spinlock_t *lock)
{
	struct task_struct *tsk = current;

	if (unlikely(lock->owner != tsk || ksim_sched_points_armed ||
		     !lockdep_released_last(tsk, &lock->dep_map))) {
		unlock_slowly(lock, _RET_IP_);
		return;
	}
	lock->owner = NULL;
	tsk->thread_info.ksim_context--;
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

static noinline void unlock_irqrestore_slowly(raw_spinlock_t *lock,
					      unsigned long flags,
					      unsigned long here)
{
	release(lock, here);
	local_irq_restore(flags);
	ksim_sched_point(KSIM_POINT_IRQ_ENABLE, lock, here);
}

void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	struct task_struct *tsk = current;

	if (unlikely(flags == ARCH_IRQ_DISABLED || lock->owner != tsk ||
		     tsk->thread_info.ksim_context !=
			     KSIM_CONTEXT_IRQS_OFF + 1 ||
		     ksim_irq_pending || ksim_sched_points_armed ||
		     !lockdep_released_last(tsk, &lock->dep_map))) {
		unlock_irqrestore_slowly(lock, flags, _RET_IP_);
		return;
	}
	lock->owner = NULL;
	tsk->thread_info.ksim_context = 0;
}
EXPORT_SYMBOL(_raw_spin_unlock_irqrestore);

/* Reader-writer spinlocks */

void __rwlock_init(rwlock_t *lock, const char *name, struct lock_class_key *key)
{
	debug_check_no_locks_freed(lock, sizeof(*lock));
	*lock = (rwlock_t){ .dep_map.ksim_kind = "rwlock" };
	lockdep_init_map(&lock->dep_map, name, key, 0);
}
EXPORT_SYMBOL(__rwlock_init);

void _raw_read_lock(rwlock_t *lock)
{
	unsigned int how = shared();
	struct lock_class *class;

	if (unlikely(lock->writer))
		check_is_lock(lock->writer, _RET_IP_);
	class = lockdep_will_take(&lock->dep_map, how, NULL, _RET_IP_);
	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	preempt_count_inc();
	while (unlikely(lock->writer))
		spin_for(&lock->dep_map, lock->writer, _RET_IP_);
	lock->readers++;
	lockdep_took(&lock->dep_map, class, how, _RET_IP_);
}
EXPORT_SYMBOL(_raw_read_lock);

int _raw_read_trylock(rwlock_t *lock)
{
	unsigned int how = shared() | LOCKDEP_TRIES;
	struct lock_class *class;

	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	if (lock->writer)
		return 0;
	preempt_count_inc();
	class = lockdep_will_take(&lock->dep_map, how, NULL, _RET_IP_);
	lock->readers++;
	lockdep_took(&lock->dep_map, class, how, _RET_IP_);
	return 1;
}
EXPORT_SYMBOL(_raw_read_trylock);

void _raw_read_unlock(rwlock_t *lock)
{
	if (unlikely(lock->readers <= 0))
		lock_finding("BUG: rwlock bad magic",
			     "rwlock released that nobody reads",
			     &lock->dep_map, _RET_IP_);
	else
		lock->readers--;
	lockdep_released(&lock->dep_map);
	preempt_enable();
	ksim_sched_point(KSIM_POINT_UNLOCK, lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_read_unlock);

static __always_inline void acquire_write(rwlock_t *lock, unsigned int how,
					  unsigned long here)
{
	struct lock_class *class;

	if (unlikely(lock->writer))
		check_is_lock(lock->writer, here);
	class = lockdep_will_take(&lock->dep_map, how, NULL, here);
	ksim_sched_point(KSIM_POINT_LOCK, lock, here);
	preempt_count_inc();
	while (unlikely(lock->writer || lock->readers))
		spin_for(&lock->dep_map, lock->writer, here);
	lock->writer = current;
	lockdep_took(&lock->dep_map, class, how, here);
}

void _raw_write_lock(rwlock_t *lock)
{
	acquire_write(lock, 0, _RET_IP_);
}
EXPORT_SYMBOL(_raw_write_lock);

void _raw_write_lock_nested(rwlock_t *lock, int subclass)
{
	acquire_write(lock, subclass, _RET_IP_);
}
EXPORT_SYMBOL(_raw_write_lock_nested);

int _raw_write_trylock(rwlock_t *lock)
{
	struct lock_class *class;

	ksim_sched_point(KSIM_POINT_LOCK, lock, _RET_IP_);
	if (lock->writer || lock->readers)
		return 0;
	preempt_count_inc();
	class = lockdep_will_take(&lock->dep_map, LOCKDEP_TRIES, NULL,
				  _RET_IP_);
	lock->writer = current;
	lockdep_took(&lock->dep_map, class, LOCKDEP_TRIES, _RET_IP_);
	return 1;
}
EXPORT_SYMBOL(_raw_write_trylock);

void _raw_write_unlock(rwlock_t *lock)
{
	if (unlikely(lock->writer != current))
		lock_finding("BUG: rwlock wrong owner",
			     "rwlock released by a task that does not write",
			     &lock->dep_map, _RET_IP_);
	lockdep_released(&lock->dep_map);
	lock->writer = NULL;
	preempt_enable();
	ksim_sched_point(KSIM_POINT_UNLOCK, lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_write_unlock);
