// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Interrupts, softirqs and tasklets.
 *
 * Stands for: kernel/softirq.c
 *
 * An interrupt runs on the stack of the task that it interrupts, and counts
 * in that task's preempt_count.
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/hardirq.h>
#include <linux/instruction_pointer.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/wait_bit.h>
#include <ksim/abi/irq.h>
#include <ksim/abi/report.h>
#include <ksim/abi/time.h>
#include <ksim/audit.h>
#include <ksim/freed.h>
#include <ksim/interrupt.h>
#include <ksim/lockdep.h>

#include "shims/kernel/time/armed.h"

#define MAX_SOFTIRQ_RESTART 10
/* How long softirqs wait that raise themselves again and again. */
#define SOFTIRQ_PAUSE_NS (100 * NSEC_PER_USEC)

EXPORT_SYMBOL(ksim_irq_pending);
EXPORT_SYMBOL(ksim_irq_poll_slow);

const char *const softirq_to_name[NR_SOFTIRQS] = {
	"HI",	    "TIMER",   "NET_TX", "NET_RX",  "BLOCK",
	"IRQ_POLL", "TASKLET", "SCHED",	 "HRTIMER", "RCU",
};

u32 ksim_softirq_pending;
EXPORT_SYMBOL(ksim_softirq_pending);

static u64 paused_until_ns;

/* Context */

struct ksim_context ksim_context_save(void)
{
	return (struct ksim_context){ preempt_count(), irqs_disabled(),
				      current->lockdep_depth,
				      current->rcu_read_lock_nesting };
}

static void report_context(struct ksim_context before, const char *what,
			   void *function)
{
	struct ksim_site sites[2] = {
		{ ksim_function_site(function), "this function" },
	};
	char title[80], detail[160], linux_says[96];
	unsigned int count = 1;

	snprintf(title, sizeof(title), "%s function leaves its context changed",
		 what);
	if (current->lockdep_depth > before.lockdep_depth) {
		struct held_lock *held =
			&current->held_locks[current->lockdep_depth - 1];

		snprintf(detail, sizeof(detail),
			 "%ps returned with %s `%s` held", function,
			 held->instance->ksim_kind,
			 lockdep_name(held->instance));
		sites[count++] = (struct ksim_site){ held->acquire_ip,
						     "took it here" };
	} else if (irqs_disabled() != before.irqs_disabled) {
		snprintf(detail, sizeof(detail),
			 "%ps was called with interrupts %s and returned with interrupts %s",
			 function, before.irqs_disabled ? "off" : "on",
			 before.irqs_disabled ? "on" : "off");
	} else {
		snprintf(detail, sizeof(detail),
			 "%ps was called with a preempt count of 0x%x and returned with 0x%x: preempt_disable(), local_bh_disable() or rcu_read_lock() was not undone",
			 function, before.preempt_count, preempt_count());
	}
	if (what[0] == 'w')
		snprintf(linux_says, sizeof(linux_says),
			 "BUG: workqueue leaked lock or atomic: %s/0x%08x/%d",
			 current->comm, preempt_count(), current->pid);
	else
		snprintf(linux_says, sizeof(linux_says),
			 "%s: %ps preempt leak: %08x -> %08x", what, function,
			 before.preempt_count, preempt_count());
	pr_err("%s\n", linux_says);
	ksim_report(KSIM_FINDING_CONTEXT, linux_says, title, detail, sites,
		    count);
}

void ksim_context_check(struct ksim_context before, const char *what,
			void *function)
{
	struct thread_info *info = current_thread_info();

	if (likely(info->preempt_count == before.preempt_count &&
		   info->irqs_disabled == before.irqs_disabled &&
		   current->lockdep_depth == before.lockdep_depth &&
		   current->rcu_read_lock_nesting ==
			   before.rcu_read_lock_nesting))
		return;
	report_context(before, what, function);
	info->preempt_count = before.preempt_count;
	info->irqs_disabled = before.irqs_disabled;
	current->lockdep_depth =
		min(current->lockdep_depth, before.lockdep_depth);
	current->rcu_read_lock_nesting = before.rcu_read_lock_nesting;
}

bool ksim_in_module(unsigned long address, struct module *mod)
{
	return mod ? within_module(address, mod) : is_module_address(address);
}

/* Softirqs */

/* Indexed by *_SOFTIRQ. */
static void tasklet_action(struct softirq_action *a);
static void tasklet_hi_action(struct softirq_action *a);

static struct softirq_action softirq_vec[NR_SOFTIRQS] = {
	[HI_SOFTIRQ] = { tasklet_hi_action },
	[TASKLET_SOFTIRQ] = { tasklet_action },
};

void open_softirq(int nr, void (*action)(struct softirq_action *))
{
	softirq_vec[nr].action = action;
}

void __raise_softirq_irqoff(unsigned int nr)
{
	ksim_softirq_pending |= BIT(nr);
}

void raise_softirq_irqoff(unsigned int nr)
{
	__raise_softirq_irqoff(nr);
	if (!in_interrupt())
		ksim_irq_raise();
}

void raise_softirq(unsigned int nr)
{
	unsigned long flags;

	local_irq_save(flags);
	raise_softirq_irqoff(nr);
	local_irq_restore(flags);
}

u64 softirq_next_event_ns(void)
{
	return ksim_softirq_pending && paused_until_ns > ksim_time_now_ns() ?
		       paused_until_ns :
		       KSIM_FOREVER;
}

static bool may_run_softirqs(void)
{
	return ksim_softirq_pending && !in_interrupt() &&
	       ksim_time_now_ns() >= paused_until_ns;
}

static void run_vectors(u32 pending)
{
	while (pending) {
		struct softirq_action *h = &softirq_vec[__ffs(pending)];
		struct ksim_context context = ksim_context_save();

		pending &= pending - 1;
		h->action(h);
		ksim_context_check(context, "softirq", h->action);
	}
}

/* Context: interrupts off; they are on while the vectors run. */
void __do_softirq(void)
{
	int rounds = MAX_SOFTIRQ_RESTART;
	u32 pending;

	preempt_count_add(SOFTIRQ_OFFSET);
	do {
		pending = ksim_softirq_pending;
		ksim_softirq_pending = 0;
		local_irq_enable();
		run_vectors(pending);
		local_irq_disable();
	} while (ksim_softirq_pending && --rounds);
	if (ksim_softirq_pending)
		paused_until_ns = ksim_time_now_ns() + SOFTIRQ_PAUSE_NS;
	program_timer_interrupt();
	preempt_count_sub(SOFTIRQ_OFFSET);
}

void do_softirq(void)
{
	unsigned long flags;

	if (in_interrupt())
		return;
	local_irq_save(flags);
	if (may_run_softirqs())
		__do_softirq();
	local_irq_restore(flags);
}

static void report_enabled_with_irqs_off(unsigned long caller)
{
	ksim_report(KSIM_FINDING_CONTEXT,
		    "WARNING: at kernel/softirq.c __local_bh_enable_ip",
		    "softirqs enabled while interrupts are off",
		    "local_bh_enable() and spin_unlock_bh() run pending softirqs with interrupts on, so interrupts must not be off",
		    (struct ksim_site[]){
			    { ksim_report_driver_caller(caller),
			      "enabled here" } },
		    1);
}

void __local_bh_enable_ip(unsigned long ip, unsigned int cnt)
{
	bool irqs_off = irqs_disabled();

	WARN_ON_ONCE(in_hardirq());
	if (unlikely(irqs_off && !in_hardirq()))
		report_enabled_with_irqs_off(_RET_IP_);
	/* No preemption until softirqs have run. */
	preempt_count_sub(cnt - 1);
	if (unlikely(may_run_softirqs() && !irqs_off))
		do_softirq();
	preempt_count_dec();
}
EXPORT_SYMBOL(__local_bh_enable_ip);

void _local_bh_enable(void)
{
	WARN_ON_ONCE(in_hardirq());
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET);
}
EXPORT_SYMBOL(_local_bh_enable);

/* Interrupts */

void irq_enter(void)
{
	preempt_count_add(HARDIRQ_OFFSET);
}

void irq_exit(void)
{
	local_irq_disable();
	preempt_count_sub(HARDIRQ_OFFSET);
	if (may_run_softirqs())
		__do_softirq();
}

int ksim_interruptible(void)
{
	return !irqs_disabled() && !(preempt_count() & (HARDIRQ_MASK | NMI_MASK));
}

void ksim_deliver_interrupts(void)
{
	timer_interrupt_has_come();
	local_irq_disable();
	irq_enter();
	ksim_irq_lines_run();
	hrtimer_interrupt();
	run_local_timers();
	rcu_sched_clock_irq();
	irq_work_run();
	program_timer_interrupt();
	irq_exit();
	/* The core looks for further interrupts itself. */
	current_thread_info()->irqs_disabled = false;
}

void ksim_interrupt_abandoned(void)
{
	ksim_irq_abandoned();
	timers_abandoned();
	hrtimers_abandoned();
	/* The task is about to die, unless it is the idle one. */
	preempt_count() = 0;
	current->rcu_read_lock_nesting = 0;
	current->lockdep_depth = 0;
	current_thread_info()->irqs_disabled = false;
	/* What was due behind it still is. */
	timer_interrupt_has_come();
	program_timer_interrupt();
	if (ksim_softirq_pending)
		ksim_irq_raise();
}

/* Tasklets */

/* Records of what is scheduled, first come, first served. */
static struct armed_queue tasklets, hi_tasklets;
/* Disabled when their turn came; the expiry is the softirq to raise. */
static struct armed_queue parked_tasklets;
static u64 times_scheduled;

static struct armed_queue *queue_of(unsigned int nr)
{
	return nr == HI_SOFTIRQ ? &hi_tasklets : &tasklets;
}

static void *function_of(struct tasklet_struct *t)
{
	return t->use_callback ? (void *)t->callback : (void *)t->func;
}

static void schedule_tasklet(struct tasklet_struct *t, unsigned int nr,
			     unsigned long caller)
{
	unsigned long flags;

	local_irq_save(flags);
	armed_add(queue_of(nr), 0, times_scheduled++, t, function_of(t),
		  ksim_report_driver_caller(caller));
	raise_softirq_irqoff(nr);
	local_irq_restore(flags);
}

void __tasklet_schedule(struct tasklet_struct *t)
{
	schedule_tasklet(t, TASKLET_SOFTIRQ, _RET_IP_);
}
EXPORT_SYMBOL(__tasklet_schedule);

void __tasklet_hi_schedule(struct tasklet_struct *t)
{
	schedule_tasklet(t, HI_SOFTIRQ, _RET_IP_);
}
EXPORT_SYMBOL(__tasklet_hi_schedule);

static bool clear_scheduled(struct tasklet_struct *t)
{
	if (test_and_clear_bit(TASKLET_STATE_SCHED, &t->state)) {
		wake_up_var(&t->state);
		return true;
	}
	WARN_ONCE(1, "tasklet SCHED state not set: %s %pS\n",
		  t->use_callback ? "callback" : "func", function_of(t));
	return false;
}

static void call_tasklet(struct tasklet_struct *t)
{
	struct ksim_context context = ksim_context_save();
	void *function = function_of(t);

	if (t->use_callback)
		t->callback(t);
	else
		t->func(t->data);
	ksim_context_check(context, "tasklet", function);
}

static void run_tasklet(const struct ksim_armed *armed, unsigned int nr)
{
	struct tasklet_struct *t = armed->timer;

	if (armed_memory_freed(armed, "tasklet"))
		return;
	if (tasklet_trylock(t)) {
		if (!t->count.counter) {
			if (clear_scheduled(t))
				call_tasklet(t);
			tasklet_unlock(t);
			return;
		}
		tasklet_unlock(t);
		armed_add(&parked_tasklets, nr, armed->order, t,
			  armed->function, armed->site);
		return;
	}
	/* It runs on another CPU: later. */
	armed_add(queue_of(nr), 0, times_scheduled++, t, armed->function,
		  armed->site);
	__raise_softirq_irqoff(nr);
}

static void run_tasklets(unsigned int nr)
{
	struct armed_queue *queue = queue_of(nr);
	struct ksim_armed *first;
	u64 end = times_scheduled;

	while ((first = armed_first(queue)) && first->order < end) {
		struct ksim_armed armed = *first;

		armed_remove(queue, first);
		run_tasklet(&armed, nr);
	}
}

static void tasklet_action(struct softirq_action *a)
{
	run_tasklets(TASKLET_SOFTIRQ);
}

static void tasklet_hi_action(struct softirq_action *a)
{
	run_tasklets(HI_SOFTIRQ);
}

void ksim_tasklet_enabled(struct tasklet_struct *t)
{
	struct ksim_armed *armed = armed_find(&parked_tasklets, t);
	unsigned int nr;

	if (!armed)
		return;
	nr = armed->expires;
	armed_add(queue_of(nr), 0, times_scheduled++, t, armed->function,
		  armed->site);
	armed_remove(&parked_tasklets, armed);
	raise_softirq(nr);
}
EXPORT_SYMBOL(ksim_tasklet_enabled);

void tasklet_setup(struct tasklet_struct *t,
		   void (*callback)(struct tasklet_struct *))
{
	t->next = NULL;
	t->state = 0;
	atomic_set(&t->count, 0);
	t->callback = callback;
	t->use_callback = true;
	t->data = 0;
}
EXPORT_SYMBOL(tasklet_setup);

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long),
		  unsigned long data)
{
	t->next = NULL;
	t->state = 0;
	atomic_set(&t->count, 0);
	t->func = func;
	t->use_callback = false;
	t->data = data;
}
EXPORT_SYMBOL(tasklet_init);

void tasklet_unlock(struct tasklet_struct *t)
{
	clear_bit(TASKLET_STATE_RUN, &t->state);
	wake_up_var(&t->state);
}
EXPORT_SYMBOL_GPL(tasklet_unlock);

void tasklet_unlock_wait(struct tasklet_struct *t)
{
	wait_var_event(&t->state, !test_bit(TASKLET_STATE_RUN, &t->state));
}
EXPORT_SYMBOL_GPL(tasklet_unlock_wait);

void tasklet_unlock_spin_wait(struct tasklet_struct *t)
{
	while (test_bit(TASKLET_STATE_RUN, &t->state))
		ksim_time_spin(_RET_IP_);
}
EXPORT_SYMBOL(tasklet_unlock_spin_wait);

void tasklet_kill(struct tasklet_struct *t)
{
	if (in_interrupt())
		pr_notice("Attempt to kill tasklet from interrupt\n");
	while (test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		wait_var_event(&t->state,
			       !test_bit(TASKLET_STATE_SCHED, &t->state));
	tasklet_unlock_wait(t);
	clear_scheduled(t);
}
EXPORT_SYMBOL(tasklet_kill);

/* Leftovers */

static void audit_tasklets(struct armed_queue *queue, struct module *mod)
{
	unsigned long freed_at;
	char detail[160];
	u32 i = 0;

	while (i < queue->count) {
		struct ksim_armed *armed = queue->heap[i];
		struct tasklet_struct *t = armed->timer;

		if (!ksim_in_module((unsigned long)armed->function, mod)) {
			i++;
			continue;
		}
		snprintf(detail, sizeof(detail),
			 "it would have called %ps(), and was not given to tasklet_kill()",
			 armed->function);
		ksim_report(KSIM_FINDING_LEFTOVER,
			    "BUG: unable to handle page fault",
			    "tasklet left behind", detail,
			    (struct ksim_site[]){
				    { armed->site, "scheduled here" } },
			    1);
		if (!ksim_memory_freed(t, &freed_at))
			t->state &= ~BIT(TASKLET_STATE_SCHED);
		armed_remove(queue, armed);
		i = 0;
	}
}

void softirq_audit_module(struct module *mod)
{
	audit_tasklets(&tasklets, mod);
	audit_tasklets(&hi_tasklets, mod);
	audit_tasklets(&parked_tasklets, mod);
	irq_work_audit_module(mod);
}
