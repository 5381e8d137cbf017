// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Completions.
 *
 * Stands for: kernel/sched/completion.c
 */
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <ksim/abi/report.h>
#include <ksim/freed.h>
#include <ksim/task.h>

/* A completion that was freed, or all zero, has no list that could be used. */
static bool is_usable(struct completion *x, unsigned long caller)
{
	struct ksim_site sites[2];
	enum ksim_memory_state state;
	unsigned long freed_at;
	char detail[96];

	state = ksim_memory_freed(x, &freed_at);
	if (likely(!state && x->wait.task_list.next))
		return true;
	sites[0].address = ksim_report_driver_caller(caller);
	sites[0].note = "used here";
	if (state) {
		snprintf(detail, sizeof(detail), "the completion %s",
			 ksim_memory_how(state));
		ksim_report(KSIM_FINDING_USE_AFTER_FREE, NULL,
			    "use of a completion after its memory was freed",
			    detail, sites,
			    ksim_add_freed_site(sites, 1, freed_at));
		return false;
	}
	ksim_report(KSIM_FINDING_MISUSE,
		    "BUG: kernel NULL pointer dereference",
		    "completion used before init_completion()", NULL, sites,
		    1);
	return false;
}

void ksim_init_completion(struct completion *x, const char *name,
			  struct lock_class_key *key)
{
	x->done = 0;
	__init_swait_queue_head(&x->wait, name, key);
}
EXPORT_SYMBOL(ksim_init_completion);

static void complete_from(struct completion *x, bool all, unsigned long caller)
{
	unsigned long flags;

	if (!is_usable(x, caller))
		return;
	raw_spin_lock_irqsave(&x->wait.lock, flags);
	if (all) {
		x->done = UINT_MAX;
		swake_up_all_locked(&x->wait);
	} else {
		if (x->done != UINT_MAX)
			x->done++;
		swake_up_locked(&x->wait);
	}
	raw_spin_unlock_irqrestore(&x->wait.lock, flags);
}

void complete(struct completion *x)
{
	complete_from(x, false, _RET_IP_);
}
EXPORT_SYMBOL(complete);

void complete_all(struct completion *x)
{
	complete_from(x, true, _RET_IP_);
}
EXPORT_SYMBOL(complete_all);

static long wait_locked(struct completion *x, long timeout, int state,
			unsigned long caller)
{
	if (!x->done) {
		DECLARE_SWAITQUEUE(wait);

		current->ksim_wait = (struct ksim_wait){
			"completion", x->wait.lock.dep_map.name, NULL
		};
		do {
			if (signal_pending_state(state, current)) {
				timeout = -ERESTARTSYS;
				break;
			}
			__prepare_to_swait(&x->wait, &wait);
			__set_current_state(state);
			raw_spin_unlock_irq(&x->wait.lock);
			timeout = ksim_schedule_timeout(timeout, caller);
			raw_spin_lock_irq(&x->wait.lock);
		} while (!x->done && timeout);
		__finish_swait(&x->wait, &wait);
		current->ksim_wait.what = NULL;
		if (!x->done)
			return timeout;
	}
	if (x->done != UINT_MAX)
		x->done--;
	return timeout ?: 1;
}

static long wait_from(struct completion *x, long timeout, int state,
		      unsigned long caller)
{
	ksim_might_sleep_at("wait_for_completion", caller);
	if (!is_usable(x, caller))
		return timeout ?: 1;
	raw_spin_lock_irq(&x->wait.lock);
	timeout = wait_locked(x, timeout, state, caller);
	raw_spin_unlock_irq(&x->wait.lock);
	return timeout;
}

static int wait_state(struct completion *x, int state, unsigned long caller)
{
	long ret = wait_from(x, MAX_SCHEDULE_TIMEOUT, state, caller);

	return ret == -ERESTARTSYS ? ret : 0;
}

void wait_for_completion(struct completion *x)
{
	wait_state(x, TASK_UNINTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(wait_for_completion);

void wait_for_completion_io(struct completion *x)
{
	wait_state(x, TASK_UNINTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(wait_for_completion_io);

int wait_for_completion_interruptible(struct completion *x)
{
	return wait_state(x, TASK_INTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(wait_for_completion_interruptible);

int wait_for_completion_killable(struct completion *x)
{
	return wait_state(x, TASK_KILLABLE, _RET_IP_);
}
EXPORT_SYMBOL(wait_for_completion_killable);

int wait_for_completion_state(struct completion *x, unsigned int state)
{
	return wait_state(x, state, _RET_IP_);
}
EXPORT_SYMBOL(wait_for_completion_state);

unsigned long wait_for_completion_timeout(struct completion *x,
					  unsigned long timeout)
{
	return wait_from(x, timeout, TASK_UNINTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(wait_for_completion_timeout);

unsigned long wait_for_completion_io_timeout(struct completion *x,
					     unsigned long timeout)
{
	return wait_from(x, timeout, TASK_UNINTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(wait_for_completion_io_timeout);

long wait_for_completion_interruptible_timeout(struct completion *x,
					       unsigned long timeout)
{
	return wait_from(x, timeout, TASK_INTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(wait_for_completion_interruptible_timeout);

long wait_for_completion_killable_timeout(struct completion *x,
					  unsigned long timeout)
{
	return wait_from(x, timeout, TASK_KILLABLE, _RET_IP_);
}
EXPORT_SYMBOL(wait_for_completion_killable_timeout);

bool try_wait_for_completion(struct completion *x)
{
	unsigned long flags;
	bool done;

	if (!READ_ONCE(x->done))
		return false;
	raw_spin_lock_irqsave(&x->wait.lock, flags);
	done = x->done;
	if (done && x->done != UINT_MAX)
		x->done--;
	raw_spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}
EXPORT_SYMBOL(try_wait_for_completion);

bool completion_done(struct completion *x)
{
	unsigned long flags;

	if (!READ_ONCE(x->done))
		return false;
	/* Until complete() has let go of it: then it may be freed. */
	raw_spin_lock_irqsave(&x->wait.lock, flags);
	raw_spin_unlock_irqrestore(&x->wait.lock, flags);
	return true;
}
EXPORT_SYMBOL(completion_done);
