/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sleeping and waking.
 *
 * Stands for: kernel/sched/core.c
 *
 * A task is asleep for the core exactly while it is inside
 * ksim_task_block(). What makes wake-ups safe is the task's state: a wake-up
 * that comes between set_current_state() and schedule() makes the task
 * running, and schedule() then returns at once.
 */
#include <linux/blkdev.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/lockdep.h>
#include <ksim/task.h>

int __fatal_signal_pending(struct task_struct *p)
{
	return sigismember(&p->pending.signal, SIGKILL);
}
EXPORT_SYMBOL(__fatal_signal_pending);

/* Why the current task must not sleep, and the lock that forbids it, if any. */
static const char *why_atomic(const struct held_lock **held)
{
	*held = NULL;
	if (in_hardirq())
		return "this is an interrupt handler";
	if (in_serving_softirq())
		return "this is a softirq";
	*held = lockdep_spinning_lock(current);
	if (*held)
		return NULL;
	if (irqs_disabled())
		return "interrupts are off";
	if (in_softirq())
		return "softirqs are off";
	if (preempt_count())
		return "preemption is off";
	return "this is an RCU read-side critical section";
}

/* Where interrupts, softirqs or preemption were; 0 if it was not by a call. */
static unsigned long turned_off_at(void)
{
	const struct thread_info *info = current_thread_info();

	if (in_hardirq() || in_serving_softirq())
		return 0;
	if (info->irqs_disabled)
		return info->irq_disable_ip;
	return info->preempt_count ? info->preempt_disable_ip : 0;
}

static void report_atomic(const char *what, unsigned long caller,
			  const char *linux_says, const char *title)
{
	const struct held_lock *held;
	const char *why = why_atomic(&held);
	char detail[160], note[40];
	struct ksim_site sites[2] = {
		{ ksim_report_driver_caller(caller), "sleeps here" },
	};

	if (held) {
		snprintf(detail, sizeof(detail),
			 "%s() may sleep, but %s `%s` is held", what,
			 held->instance->ksim_kind,
			 lockdep_name(held->instance));
		snprintf(note, sizeof(note), "took the %s here",
			 held->instance->ksim_kind);
		sites[1] = (struct ksim_site){ held->acquire_ip, note };
	} else {
		snprintf(detail, sizeof(detail), "%s() may sleep, but %s",
			 what, why);
		sites[1] = (struct ksim_site){ turned_off_at(),
					       "turned off here" };
	}
	pr_err("%s\n", linux_says);
	ksim_report(KSIM_FINDING_SLEEP_IN_ATOMIC, linux_says, title, detail,
		    sites, sites[1].address ? 2 : 1);
}

static bool may_schedule(void)
{
	return likely(preemptible() && !current->rcu_read_lock_nesting);
}

/*
 * What sleeps inside makes the task running again, so whoever called it does
 * not sleep when it calls schedule(), and may miss nothing, or spin.
 */
static void report_state(const char *what, unsigned long caller)
{
	struct ksim_site site = { ksim_report_driver_caller(caller),
				  "called here" };
	char detail[160];

	snprintf(detail, sizeof(detail),
		 "%s() may sleep, but set_current_state() or prepare_to_wait() has announced another sleep: that one will be no sleep",
		 what);
	ksim_report(KSIM_FINDING_MISUSE,
		    "WARNING: do not call blocking ops when !TASK_RUNNING",
		    "blocking function called on the way to sleep", detail,
		    &site, 1);
}

void ksim_might_sleep_slow(const char *what, unsigned long caller)
{
	if (!may_schedule())
		report_atomic(what, caller,
			      "BUG: sleeping function called from invalid context",
			      "sleeping function called from invalid context");
	if (unlikely(current->__state != TASK_RUNNING))
		report_state(what, caller);
}

void __might_sleep(const char *file, int line)
{
	ksim_might_sleep_at("might_sleep", _RET_IP_);
}
EXPORT_SYMBOL(__might_sleep);

void __might_resched(const char *file, int line, unsigned int offsets)
{
	ksim_might_sleep_at("might_resched", _RET_IP_);
}
EXPORT_SYMBOL(__might_resched);

long ksim_sleep(u64 timeout_ns, unsigned long caller)
{
	struct task_struct *tsk = current;
	long left;

	if (!may_schedule())
		report_atomic("schedule", caller,
			      "BUG: scheduling while atomic",
			      "scheduling while atomic");
	/* It may be woken meanwhile. */
	if (unlikely(tsk->plug) && tsk->__state != TASK_RUNNING)
		blk_flush_plug(tsk->plug, true);
	if (signal_pending_state(tsk->__state, tsk))
		tsk->__state = TASK_RUNNING;
	if (tsk->__state == TASK_RUNNING) {
		ksim_task_yield(caller);
		return timeout_ns > LONG_MAX ? LONG_MAX : timeout_ns;
	}
	left = ksim_task_block(timeout_ns, caller);
	tsk->__state = TASK_RUNNING;
	return left;
}

void schedule(void)
{
	ksim_sleep(KSIM_FOREVER, _RET_IP_);
}
EXPORT_SYMBOL(schedule);

long ksim_schedule_timeout(long timeout, unsigned long caller)
{
	long left;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		ksim_sleep(KSIM_FOREVER, caller);
		return timeout;
	}
	if (timeout < 0) {
		pr_err("schedule_timeout: wrong timeout value %lx\n", timeout);
		current->__state = TASK_RUNNING;
		return 0;
	}
	left = ksim_sleep((u64)timeout * TICK_NSEC, caller);
	return DIV_ROUND_UP(left, TICK_NSEC);
}

long schedule_timeout(long timeout)
{
	return ksim_schedule_timeout(timeout, _RET_IP_);
}
EXPORT_SYMBOL(schedule_timeout);

long schedule_timeout_interruptible(long timeout)
{
	__set_current_state(TASK_INTERRUPTIBLE);
	return ksim_schedule_timeout(timeout, _RET_IP_);
}
EXPORT_SYMBOL(schedule_timeout_interruptible);

long schedule_timeout_killable(long timeout)
{
	__set_current_state(TASK_KILLABLE);
	return ksim_schedule_timeout(timeout, _RET_IP_);
}
EXPORT_SYMBOL(schedule_timeout_killable);

long schedule_timeout_uninterruptible(long timeout)
{
	__set_current_state(TASK_UNINTERRUPTIBLE);
	return ksim_schedule_timeout(timeout, _RET_IP_);
}
EXPORT_SYMBOL(schedule_timeout_uninterruptible);

long schedule_timeout_idle(long timeout)
{
	__set_current_state(TASK_IDLE);
	return ksim_schedule_timeout(timeout, _RET_IP_);
}
EXPORT_SYMBOL(schedule_timeout_idle);

void io_schedule(void)
{
	ksim_sleep(KSIM_FOREVER, _RET_IP_);
}
EXPORT_SYMBOL(io_schedule);

long io_schedule_timeout(long timeout)
{
	return ksim_schedule_timeout(timeout, _RET_IP_);
}
EXPORT_SYMBOL(io_schedule_timeout);

void yield(void)
{
	__set_current_state(TASK_RUNNING);
	ksim_task_yield(_RET_IP_);
}
EXPORT_SYMBOL(yield);

int _cond_resched(void)
{
	ksim_sched_point(KSIM_POINT_YIELD, NULL, _RET_IP_);
	return 0;
}
EXPORT_SYMBOL(_cond_resched);

int wake_up_state(struct task_struct *tsk, unsigned int state)
{
	ksim_sched_point(KSIM_POINT_WAKE, tsk, _RET_IP_);
	if (!(tsk->__state & state))
		return 0;
	tsk->__state = TASK_RUNNING;
	if (tsk->ksim)
		ksim_task_wake(tsk->ksim);
	return 1;
}

int wake_up_process(struct task_struct *tsk)
{
	return wake_up_state(tsk, TASK_NORMAL);
}
EXPORT_SYMBOL(wake_up_process);
