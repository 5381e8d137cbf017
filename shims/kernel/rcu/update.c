// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Grace periods.
 *
 * Stands for: kernel/rcu/tree.c, update.c
 *
 * A grace period is over at a moment when no task reads: then none of those
 * that read when it began can still be at it.
 */
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/abi/time.h>
#include <ksim/audit.h>
#include <ksim/interrupt.h>
#include <ksim/task.h>

#include "shims/kernel/time/armed.h"

/* As CONFIG_RCU_CPU_STALL_TIMEOUT. */
#define STALL_NS (21 * NSEC_PER_SEC)

/* Callbacks, first come, first served. */
static struct armed_queue callbacks;
static u64 times_called;

/* When to look whether a grace period is over. */
static u64 look_at_ns = KSIM_FOREVER;
static u64 waiting_since_ns;

static DECLARE_WAIT_QUEUE_HEAD(callbacks_done);

/* Who is in a read-side critical section, but for @but; NULL if nobody. */
static struct task_struct *find_reader(struct task_struct *but)
{
	struct task_struct *p;

	for_each_process(p)
		if (p != but && (p->rcu_read_lock_nesting > 0 ||
				 p->thread_info.preempt_count))
			return p;
	return NULL;
}

/* The same of the current task, without what a softirq on top of it counts. */
static bool is_current_reader(void)
{
	return current->rcu_read_lock_nesting > 0 ||
	       (preempt_count() & PREEMPT_MASK) ||
	       softirq_count() >= SOFTIRQ_DISABLE_OFFSET;
}

static void report_stall(struct task_struct *reader)
{
	char detail[160];

	snprintf(detail, sizeof(detail),
		 "task %s (pid %d) has been in a read-side critical section for %ld seconds",
		 reader->comm, reader->pid, (long)(STALL_NS / NSEC_PER_SEC));
	ksim_report(KSIM_FINDING_SOFT_LOCKUP,
		    "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
		    "an RCU grace period does not end", detail, NULL, 0);
}

static void sleep_for_tick(unsigned long caller)
{
	current->__state = TASK_UNINTERRUPTIBLE;
	ksim_task_block(TICK_NSEC, caller);
	current->__state = TASK_RUNNING;
}

void synchronize_rcu(void)
{
	u64 start = ksim_time_now_ns();
	struct task_struct *reader;
	bool told = false;

	if (current->rcu_read_lock_nesting > 0) {
		ksim_report(KSIM_FINDING_DEADLOCK,
			    "WARNING: suspicious RCU usage: Illegal synchronize_rcu() in RCU read-side critical section",
			    "synchronize_rcu() inside rcu_read_lock()",
			    "the task waits for itself to leave its read-side critical section",
			    (struct ksim_site[]){
				    { ksim_report_driver_caller(_RET_IP_),
				      "waits here" } },
			    1);
		return;
	}
	ksim_might_sleep_at("synchronize_rcu", _RET_IP_);
	ksim_sched_point(KSIM_POINT_BARRIER, NULL, _RET_IP_);
	while ((reader = find_reader(current)) != NULL) {
		if (!told && ksim_time_now_ns() - start > STALL_NS) {
			report_stall(reader);
			told = true;
		}
		/* From then on the wait is for ever, if nobody else moves. */
		if (told)
			ksim_task_block(KSIM_FOREVER, _RET_IP_);
		else
			sleep_for_tick(_RET_IP_);
	}
}
EXPORT_SYMBOL_GPL(synchronize_rcu);

/* Callbacks */

u64 rcu_next_event_ns(void)
{
	return softirq_is_raised(RCU_SOFTIRQ) ? KSIM_FOREVER : look_at_ns;
}

static void look_later(void)
{
	look_at_ns = ksim_time_now_ns() + TICK_NSEC;
	program_timer_interrupt();
}

static void call_from(void *what, void *function, unsigned long caller)
{
	if (callbacks.count < 64 && armed_find(&callbacks, what)) {
		ksim_report(KSIM_FINDING_DOUBLE_FREE,
			    "ODEBUG: activate active (active state 1) object type: rcu_head",
			    "call_rcu() twice for one object",
			    "the first callback has not been called yet",
			    (struct ksim_site[]){
				    { ksim_report_driver_caller(caller),
				      "again here" },
				    { armed_find(&callbacks, what)->site,
				      "first here" } },
			    2);
		return;
	}
	armed_add(&callbacks, 0, times_called++, what, function,
		  ksim_report_driver_caller(caller));
	if (look_at_ns == KSIM_FOREVER) {
		waiting_since_ns = ksim_time_now_ns();
		look_later();
	}
}

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	ksim_sched_point(KSIM_POINT_LOCK, head, _RET_IP_);
	head->func = func;
	head->next = NULL;
	call_from(head, func, _RET_IP_);
}
EXPORT_SYMBOL_GPL(call_rcu);

static bool is_kfree(const void *function)
{
	return (unsigned long)function < 4096;
}

void kvfree_call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	ksim_sched_point(KSIM_POINT_LOCK, head, _RET_IP_);
	if (!head) {
		ksim_might_sleep_at("kfree_rcu_mightsleep", _RET_IP_);
		call_from(func, NULL, _RET_IP_);
		return;
	}
	call_from(head, func, _RET_IP_);
}
EXPORT_SYMBOL_GPL(kvfree_call_rcu);

static void invoke(const struct ksim_armed *callback)
{
	struct rcu_head *head = callback->timer;
	rcu_callback_t func = callback->function;
	struct ksim_context context;

	if (armed_memory_freed(callback, "rcu_head"))
		return;
	if (is_kfree(func)) {
		kvfree((void *)head - (unsigned long)func);
		return;
	}
	context = ksim_context_save();
	func(head);
	ksim_context_check(context, "rcu callback", func);
}

static void invoke_all(void)
{
	u64 end = times_called;
	struct ksim_armed *first;

	while ((first = armed_first(&callbacks)) && first->order < end) {
		struct ksim_armed callback = *first;

		armed_remove(&callbacks, first);
		invoke(&callback);
	}
	if (waitqueue_active(&callbacks_done))
		wake_up_all(&callbacks_done);
}

static void rcu_core(struct softirq_action *h)
{
	struct task_struct *reader = is_current_reader() ?
					     current :
					     find_reader(current);

	look_at_ns = KSIM_FOREVER;
	if (!reader) {
		invoke_all();
		waiting_since_ns = ksim_time_now_ns();
	} else if (ksim_time_now_ns() - waiting_since_ns > STALL_NS) {
		/* The next call_rcu() looks again. */
		report_stall(reader);
		return;
	}
	if (armed_first(&callbacks))
		look_later();
}

void rcu_sched_clock_irq(void)
{
	if (look_at_ns > ksim_time_now_ns() || softirq_is_raised(RCU_SOFTIRQ))
		return;
	open_softirq(RCU_SOFTIRQ, rcu_core);
	__raise_softirq_irqoff(RCU_SOFTIRQ);
}

static bool is_outstanding(u64 end)
{
	struct ksim_armed *first = armed_first(&callbacks);

	return first && first->order < end;
}

static void wait_for_callbacks(unsigned long caller)
{
	u64 end = times_called;
	DEFINE_WAIT(wait);

	while (is_outstanding(end)) {
		if (look_at_ns == KSIM_FOREVER)
			look_later();
		prepare_to_wait(&callbacks_done, &wait, TASK_UNINTERRUPTIBLE);
		if (is_outstanding(end))
			ksim_sleep(KSIM_FOREVER, caller);
	}
	finish_wait(&callbacks_done, &wait);
}

void rcu_barrier(void)
{
	ksim_might_sleep_at("rcu_barrier", _RET_IP_);
	ksim_sched_point(KSIM_POINT_BARRIER, NULL, _RET_IP_);
	wait_for_callbacks(_RET_IP_);
}
EXPORT_SYMBOL_GPL(rcu_barrier);

/* Leftovers */

static struct ksim_armed *find_callback(struct module *mod)
{
	u32 i;

	for (i = 0; i < callbacks.count; i++) {
		void *function = callbacks.heap[i]->function;

		if (ksim_in_module((unsigned long)function, mod))
			return callbacks.heap[i];
	}
	return NULL;
}

void rcu_audit_module(struct module *mod)
{
	struct ksim_armed *callback;
	char detail[160];

	while ((callback = find_callback(mod)) != NULL) {
		snprintf(detail, sizeof(detail),
			 "it would have called %ps(); rcu_barrier() was not called",
			 callback->function);
		ksim_report(KSIM_FINDING_LEFTOVER,
			    "BUG: unable to handle page fault",
			    "RCU callback left behind", detail,
			    (struct ksim_site[]){
				    { callback->site, "call_rcu() here" } },
			    1);
		armed_remove(&callbacks, callback);
	}
	/* What kfree_rcu() was given is no leak. */
	if (mod)
		wait_for_callbacks(_RET_IP_);
}
