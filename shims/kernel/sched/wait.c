/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wait queues.
 *
 * Stands for: kernel/sched/wait.c
 */
#include <linux/export.h>
#include <linux/kthread.h>
#include <linux/limits.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>
#include <ksim/abi/irq.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>

void __init_waitqueue_head(struct wait_queue_head *wq_head, const char *name,
			   struct lock_class_key *key)
{
	__raw_spin_lock_init(&wq_head->lock.rlock, name, key, 0);
	INIT_LIST_HEAD(&wq_head->head);
}
EXPORT_SYMBOL(__init_waitqueue_head);

/* Linux follows the NULL pointers of a list that nobody has set up. */
static __always_inline void check_queue(struct wait_queue_head *wq_head,
					unsigned long caller)
{
	if (likely(wq_head->head.next))
		return;
	ksim_report_oops(KSIM_FINDING_MISUSE,
			 "BUG: kernel NULL pointer dereference",
			 "wait queue used before init_waitqueue_head()",
			 "its list of waiters is all zero",
			 &(struct ksim_site){ ksim_report_driver_caller(caller),
					      "used here" },
			 1);
}

/*
 * Whether to take a queue's lock right here, and to release it, would leave no
 * trace. Nobody else runs before the next scheduling point, so what calls no
 * driver's function does not need it then. A look, as in list_empty(), may be
 * one; it comes before anything is changed, and sees what is there after it.
 */
static __always_inline bool is_unseen(const struct wait_queue_head *wq_head)
{
	const raw_spinlock_t *lock = &wq_head->lock.rlock;
	const struct task_struct *tsk = current;

	return !((unsigned long)lock->owner | ksim_sched_points_armed |
		 ksim_irq_pending | tsk->thread_info.ksim_context |
		 tsk->lockdep_depth) &&
	       lock->dep_map.ksim_class;
}

#define NOT_LOCKED ULONG_MAX /* no such flags */

static __always_inline unsigned long
lock_unless_unseen(struct wait_queue_head *wq_head)
{
	unsigned long flags;

	if (likely(is_unseen(wq_head)))
		return NOT_LOCKED;
	spin_lock_irqsave(&wq_head->lock, flags);
	return flags;
}

static __always_inline void unlock_if_locked(struct wait_queue_head *wq_head,
					     unsigned long flags)
{
	if (unlikely(flags != NOT_LOCKED))
		spin_unlock_irqrestore(&wq_head->lock, flags);
}

void add_wait_queue(struct wait_queue_head *wq_head,
		    struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	check_queue(wq_head, _RET_IP_);
	wq_entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	__add_wait_queue(wq_head, wq_entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(add_wait_queue);

void add_wait_queue_exclusive(struct wait_queue_head *wq_head,
			      struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	check_queue(wq_head, _RET_IP_);
	wq_entry->flags |= WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	__add_wait_queue_entry_tail(wq_head, wq_entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(add_wait_queue_exclusive);

void add_wait_queue_priority(struct wait_queue_head *wq_head,
			     struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	check_queue(wq_head, _RET_IP_);
	wq_entry->flags |= WQ_FLAG_EXCLUSIVE | WQ_FLAG_PRIORITY;
	spin_lock_irqsave(&wq_head->lock, flags);
	__add_wait_queue(wq_head, wq_entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL_GPL(add_wait_queue_priority);

void remove_wait_queue(struct wait_queue_head *wq_head,
		       struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	spin_lock_irqsave(&wq_head->lock, flags);
	__remove_wait_queue(wq_head, wq_entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(remove_wait_queue);

/*
 * Every waiter is asked, until @nr_exclusive exclusive ones have been woken.
 * A wake function that returns a negative number ends the round.
 */
static int wake_up_common(struct wait_queue_head *wq_head, unsigned int mode,
			  int nr_exclusive, int wake_flags, void *key)
{
	wait_queue_entry_t *curr, *next;

	list_for_each_entry_safe(curr, next, &wq_head->head, entry) {
		unsigned int flags = curr->flags;
		int ret = curr->func(curr, mode, wake_flags, key);

		if (ret < 0)
			break;
		if (ret && (flags & WQ_FLAG_EXCLUSIVE) && !--nr_exclusive)
			break;
	}
	return nr_exclusive;
}

static int wake_up_lock(struct wait_queue_head *wq_head, unsigned int mode,
			int nr_exclusive, int wake_flags, void *key,
			unsigned long caller)
{
	unsigned long flags;
	int left;

	check_queue(wq_head, caller);
	if (list_empty(&wq_head->head) && is_unseen(wq_head))
		return 0;
	spin_lock_irqsave(&wq_head->lock, flags);
	left = wake_up_common(wq_head, mode, nr_exclusive, wake_flags, key);
	spin_unlock_irqrestore(&wq_head->lock, flags);
	return nr_exclusive - left;
}

int __wake_up(struct wait_queue_head *wq_head, unsigned int mode,
	      int nr_exclusive, void *key)
{
	return wake_up_lock(wq_head, mode, nr_exclusive, 0, key, _RET_IP_);
}
EXPORT_SYMBOL(__wake_up);

void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode,
		      int nr)
{
	wake_up_common(wq_head, mode, nr, 0, NULL);
}
EXPORT_SYMBOL_GPL(__wake_up_locked);

void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode,
			  void *key)
{
	wake_up_common(wq_head, mode, 1, 0, key);
}
EXPORT_SYMBOL_GPL(__wake_up_locked_key);

void __wake_up_sync_key(struct wait_queue_head *wq_head, unsigned int mode,
			void *key)
{
	if (unlikely(!wq_head))
		return;
	wake_up_lock(wq_head, mode, 1, 0, key, _RET_IP_);
}
EXPORT_SYMBOL_GPL(__wake_up_sync_key);

void __wake_up_locked_sync_key(struct wait_queue_head *wq_head,
			       unsigned int mode, void *key)
{
	wake_up_common(wq_head, mode, 1, 0, key);
}
EXPORT_SYMBOL_GPL(__wake_up_locked_sync_key);

void __wake_up_sync(struct wait_queue_head *wq_head, unsigned int mode)
{
	__wake_up_sync_key(wq_head, mode, NULL);
}
EXPORT_SYMBOL_GPL(__wake_up_sync);

void __wake_up_pollfree(struct wait_queue_head *wq_head)
{
	__wake_up(wq_head, TASK_NORMAL, 0, poll_to_key(EPOLLHUP | POLLFREE));
	WARN_ON_ONCE(waitqueue_active(wq_head));
}
EXPORT_SYMBOL_GPL(__wake_up_pollfree);

/* For reports: what the current task is about to sleep on. */
static void name_wait(const struct wait_queue_head *wq_head)
{
	current->ksim_wait = (struct ksim_wait){
		"wait queue", wq_head->lock.dep_map.name, NULL
	};
}

void init_wait_entry(struct wait_queue_entry *wq_entry, int flags)
{
	wq_entry->flags = flags;
	wq_entry->private = current;
	wq_entry->func = autoremove_wake_function;
	INIT_LIST_HEAD(&wq_entry->entry);
}
EXPORT_SYMBOL(init_wait_entry);

void prepare_to_wait(struct wait_queue_head *wq_head,
		     struct wait_queue_entry *wq_entry, int state)
{
	unsigned long flags;

	check_queue(wq_head, _RET_IP_);
	wq_entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	flags = lock_unless_unseen(wq_head);
	if (list_empty(&wq_entry->entry))
		__add_wait_queue(wq_head, wq_entry);
	name_wait(wq_head);
	set_current_state(state);
	unlock_if_locked(wq_head, flags);
}
EXPORT_SYMBOL(prepare_to_wait);

bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head,
			       struct wait_queue_entry *wq_entry, int state)
{
	unsigned long flags;
	bool was_empty = false;

	check_queue(wq_head, _RET_IP_);
	wq_entry->flags |= WQ_FLAG_EXCLUSIVE;
	flags = lock_unless_unseen(wq_head);
	if (list_empty(&wq_entry->entry)) {
		was_empty = list_empty(&wq_head->head);
		__add_wait_queue_entry_tail(wq_head, wq_entry);
	}
	name_wait(wq_head);
	set_current_state(state);
	unlock_if_locked(wq_head, flags);
	return was_empty;
}
EXPORT_SYMBOL(prepare_to_wait_exclusive);

long prepare_to_wait_event(struct wait_queue_head *wq_head,
			   struct wait_queue_entry *wq_entry, int state)
{
	unsigned long flags;
	long ret = 0;

	check_queue(wq_head, _RET_IP_);
	flags = lock_unless_unseen(wq_head);
	if (signal_pending_state(state, current)) {
		/*
		 * Off the queue, so that an exclusive wake-up is not spent
		 * on a task that will not look at the condition again.
		 */
		list_del_init(&wq_entry->entry);
		ret = -ERESTARTSYS;
	} else {
		if (list_empty(&wq_entry->entry)) {
			if (wq_entry->flags & WQ_FLAG_EXCLUSIVE)
				__add_wait_queue_entry_tail(wq_head, wq_entry);
			else
				__add_wait_queue(wq_head, wq_entry);
		}
		name_wait(wq_head);
		set_current_state(state);
	}
	unlock_if_locked(wq_head, flags);
	return ret;
}
EXPORT_SYMBOL(prepare_to_wait_event);

int do_wait_intr(struct wait_queue_head *wq, wait_queue_entry_t *wait)
{
	if (list_empty(&wait->entry))
		__add_wait_queue_entry_tail(wq, wait);
	name_wait(wq);
	set_current_state(TASK_INTERRUPTIBLE);
	if (signal_pending(current))
		return -ERESTARTSYS;
	spin_unlock(&wq->lock);
	schedule();
	spin_lock(&wq->lock);
	return 0;
}
EXPORT_SYMBOL(do_wait_intr);

int do_wait_intr_irq(struct wait_queue_head *wq, wait_queue_entry_t *wait)
{
	if (list_empty(&wait->entry))
		__add_wait_queue_entry_tail(wq, wait);
	name_wait(wq);
	set_current_state(TASK_INTERRUPTIBLE);
	if (signal_pending(current))
		return -ERESTARTSYS;
	spin_unlock_irq(&wq->lock);
	schedule();
	spin_lock_irq(&wq->lock);
	return 0;
}
EXPORT_SYMBOL(do_wait_intr_irq);

void finish_wait(struct wait_queue_head *wq_head,
		 struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	current->ksim_wait.what = NULL;
	if (list_empty_careful(&wq_entry->entry))
		return;
	flags = lock_unless_unseen(wq_head);
	list_del_init(&wq_entry->entry);
	unlock_if_locked(wq_head, flags);
}
EXPORT_SYMBOL(finish_wait);

int default_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode,
			  int flags, void *key)
{
	return wake_up_state(wq_entry->private, mode);
}
EXPORT_SYMBOL(default_wake_function);

int autoremove_wake_function(struct wait_queue_entry *wq_entry,
			     unsigned int mode, int sync, void *key)
{
	int ret = default_wake_function(wq_entry, mode, sync, key);

	if (ret)
		list_del_init_careful(&wq_entry->entry);
	return ret;
}
EXPORT_SYMBOL(autoremove_wake_function);

static bool thread_should_stop(void)
{
	return (current->flags & PF_KTHREAD) && kthread_should_stop();
}

long wait_woken(struct wait_queue_entry *wq_entry, unsigned int mode,
		long timeout)
{
	set_current_state(mode);
	if (!(wq_entry->flags & WQ_FLAG_WOKEN) && !thread_should_stop())
		timeout = schedule_timeout(timeout);
	__set_current_state(TASK_RUNNING);
	smp_store_mb(wq_entry->flags, wq_entry->flags & ~WQ_FLAG_WOKEN);
	return timeout;
}
EXPORT_SYMBOL(wait_woken);

int woken_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode,
			int sync, void *key)
{
	smp_mb();
	wq_entry->flags |= WQ_FLAG_WOKEN;
	return default_wake_function(wq_entry, mode, sync, key);
}
EXPORT_SYMBOL(woken_wake_function);
