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
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/task.h>

int __fatal_signal_pending(struct task_struct *p)
{
	return sigismember(&p->pending.signal, SIGKILL);
}
EXPORT_SYMBOL(__fatal_signal_pending);

static void report_atomic(const char *what, unsigned long caller,
			  const char *linux_says, const char *title)
{
	char detail[160];
	struct ksim_site site = { ksim_report_driver_caller(caller),
				  "sleeps here" };

	scnprintf(detail, sizeof(detail),
		  "%s() may sleep, but %s", what,
		  current->thread_info.irqs_disabled ?
			  "interrupts are off" :
		  in_hardirq()	       ? "this is an interrupt handler" :
		  in_serving_softirq() ? "this is a softirq" :
		  in_softirq()	       ? "softirqs are off" :
					 "preemption is off: a spinlock is held, or preempt_disable() was called");
	pr_err("%s\n", linux_says);
	ksim_report(KSIM_FINDING_SLEEP_IN_ATOMIC, linux_says, title, detail,
		    &site, 1);
}

void ksim_might_sleep_at(const char *what, unsigned long caller)
{
	if (likely(preemptible()))
		return;
	report_atomic(what, caller,
		      "BUG: sleeping function called from invalid context",
		      "sleeping function called from invalid context");
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

	if (unlikely(!preemptible()))
		report_atomic("schedule", caller,
			      "BUG: scheduling while atomic",
			      "scheduling while atomic");
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
