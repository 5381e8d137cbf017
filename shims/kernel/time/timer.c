// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Timers that count ticks and run in a softirq.
 *
 * Stands for: kernel/time/timer.c
 *
 * Nothing here is a scheduling point between looking at the queue and
 * changing it, so there is no lock. Each API function is one on entry.
 */
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/abi/time.h>
#include <ksim/audit.h>
#include <ksim/freed.h>
#include <ksim/interrupt.h>

#include "shims/kernel/time/armed.h"

/* In ticks; of equal expiries the last armed comes first, as in Linux. */
static struct armed_queue wheel;
static u64 times_armed;

/* Whose function runs, on each CPU. */
static struct timer_list *running_timer[NR_CPUS];

/* How many ticks earlier than the CPU before it each CPU rounds. */
#define ROUND_SKEW 3

static unsigned long round_to_second(unsigned long j, int cpu, bool up)
{
	unsigned long rounded = j + cpu * ROUND_SKEW;
	unsigned long rest = rounded % HZ;

	rounded -= rest;
	if (up || rest >= HZ / 4)
		rounded += HZ;
	rounded -= cpu * ROUND_SKEW;
	return time_is_after_jiffies(rounded) ? rounded : j;
}

static unsigned long round_relative(unsigned long j, int cpu, bool up)
{
	unsigned long now = jiffies;

	return round_to_second(j + now, cpu, up) - now;
}

unsigned long __round_jiffies(unsigned long j, int cpu)
{
	return round_to_second(j, cpu, false);
}
EXPORT_SYMBOL_GPL(__round_jiffies);

unsigned long __round_jiffies_relative(unsigned long j, int cpu)
{
	return round_relative(j, cpu, false);
}
EXPORT_SYMBOL_GPL(__round_jiffies_relative);

unsigned long round_jiffies(unsigned long j)
{
	return round_to_second(j, raw_smp_processor_id(), false);
}
EXPORT_SYMBOL_GPL(round_jiffies);

unsigned long round_jiffies_relative(unsigned long j)
{
	return round_relative(j, raw_smp_processor_id(), false);
}
EXPORT_SYMBOL_GPL(round_jiffies_relative);

unsigned long __round_jiffies_up(unsigned long j, int cpu)
{
	return round_to_second(j, cpu, true);
}
EXPORT_SYMBOL_GPL(__round_jiffies_up);

unsigned long __round_jiffies_up_relative(unsigned long j, int cpu)
{
	return round_relative(j, cpu, true);
}
EXPORT_SYMBOL_GPL(__round_jiffies_up_relative);

unsigned long round_jiffies_up(unsigned long j)
{
	return round_to_second(j, raw_smp_processor_id(), true);
}
EXPORT_SYMBOL_GPL(round_jiffies_up);

unsigned long round_jiffies_up_relative(unsigned long j)
{
	return round_relative(j, raw_smp_processor_id(), true);
}
EXPORT_SYMBOL_GPL(round_jiffies_up_relative);

u64 timer_next_event_ns(void)
{
	struct ksim_armed *first = armed_first(&wheel);
	u64 ticks;

	if (!first || softirq_is_raised(TIMER_SOFTIRQ))
		return KSIM_FOREVER;
	ticks = first->expires - INITIAL_JIFFIES;
	/* Nobody lives to see the rest. */
	return ticks < KSIM_FOREVER / TICK_NSEC ? ticks * TICK_NSEC :
						  KSIM_FOREVER;
}

static struct ksim_armed *armed_of(const struct timer_list *timer)
{
	return (struct ksim_armed *)timer->entry.pprev;
}

static bool is_pending(const struct timer_list *timer)
{
	return timer->entry.pprev != NULL;
}

static void arm(struct timer_list *timer, unsigned long expires,
		unsigned long caller)
{
	u64 now = ticks_now();
	long ahead = expires - now;
	u64 due = ahead > 0 ? now + ahead : now + 1;
	struct ksim_armed *armed;

	timer->expires = expires;
	armed = armed_add(&wheel, due, ~times_armed++, timer, timer->function,
			  ksim_report_driver_caller(caller));
	timer->entry.pprev = (struct hlist_node **)armed;
}

static int disarm(struct timer_list *timer)
{
	struct ksim_armed *armed = armed_of(timer);

	if (!armed)
		return 0;
	armed_remove(&wheel, armed);
	timer->entry.pprev = NULL;
	return 1;
}

void init_timer_key(struct timer_list *timer,
		    void (*func)(struct timer_list *), unsigned int flags,
		    const char *name, struct lock_class_key *key)
{
	struct ksim_armed *armed = armed_find(&wheel, timer);

	if (unlikely(armed)) {
		armed_overwritten(armed, "timer",
				  ksim_report_driver_caller(_RET_IP_));
		armed_remove(&wheel, armed);
	}
	timer->entry.next = NULL;
	timer->entry.pprev = NULL;
	timer->function = func;
	if (WARN_ON_ONCE(flags & ~TIMER_INIT_FLAGS))
		flags &= TIMER_INIT_FLAGS;
	timer->flags = flags | raw_smp_processor_id();
}
EXPORT_SYMBOL(init_timer_key);

void destroy_timer_on_stack(struct timer_list *timer)
{
	if (!is_pending(timer))
		return;
	ksim_report(KSIM_FINDING_MISUSE,
		    "ODEBUG: free active (active state 0) object type: timer_list",
		    "timer on the stack destroyed while it is armed", NULL,
		    (struct ksim_site[]){
			    { ksim_report_driver_caller(_RET_IP_),
			      "destroyed here" },
			    { armed_of(timer)->site, "armed here" } },
		    2);
	disarm(timer);
}
EXPORT_SYMBOL_GPL(destroy_timer_on_stack);

/* Whether the timer's memory is gone: then it must not be touched. */
static bool is_freed(struct timer_list *timer, const char *function,
		     unsigned long caller)
{
	struct ksim_site sites[2];
	enum ksim_memory_state state;
	unsigned long freed_at;
	char detail[96];

	state = ksim_memory_freed(timer, &freed_at);
	if (likely(!state))
		return false;
	sites[0].address = ksim_report_driver_caller(caller);
	sites[0].note = "used here";
	snprintf(detail, sizeof(detail), "%s(): the timer's memory %s",
		 function, ksim_memory_how(state));
	ksim_report(KSIM_FINDING_USE_AFTER_FREE, NULL,
		    "use of a timer after its memory was freed", detail, sites,
		    ksim_add_freed_site(sites, 1, freed_at));
	return true;
}

/*
 * A timer that was never set up has no function and never runs. One that was
 * shut down has none, either, and that is how it should be.
 */
static bool may_start(struct timer_list *timer, const char *function,
		      unsigned long caller)
{
	char detail[96];

	if (is_freed(timer, function, caller))
		return false;
	if (likely(timer->function))
		return true;
	if (timer->entry.next)
		return false;
	snprintf(detail, sizeof(detail),
		 "%s(): the timer has no function, so it never runs", function);
	ksim_report(KSIM_FINDING_MISUSE,
		    "ODEBUG: assert_init not available (active state 0) object type: timer_list",
		    "timer used before timer_setup()", detail,
		    (struct ksim_site[]){
			    { ksim_report_driver_caller(caller), "used here" } },
		    1);
	return false;
}

#define SHUT_DOWN ((struct hlist_node *)LIST_POISON2)

static void set_cpu(struct timer_list *timer, unsigned int cpu)
{
	timer->flags = (timer->flags & ~TIMER_BASEMASK) | cpu;
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	int ret;

	ksim_sched_point(KSIM_POINT_LOCK, timer, _RET_IP_);
	if (!may_start(timer, "mod_timer", _RET_IP_))
		return 0;
	if (is_pending(timer) && timer->expires == expires)
		return 1;
	ret = disarm(timer);
	if (!(timer->flags & TIMER_PINNED))
		set_cpu(timer, raw_smp_processor_id());
	arm(timer, expires, _RET_IP_);
	program_timer_interrupt();
	return ret;
}
EXPORT_SYMBOL(mod_timer);

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	ksim_sched_point(KSIM_POINT_LOCK, timer, _RET_IP_);
	if (is_freed(timer, "mod_timer_pending", _RET_IP_) ||
	    !is_pending(timer))
		return 0;
	disarm(timer);
	arm(timer, expires, _RET_IP_);
	program_timer_interrupt();
	return 1;
}
EXPORT_SYMBOL(mod_timer_pending);

int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	int ret;

	ksim_sched_point(KSIM_POINT_LOCK, timer, _RET_IP_);
	if (!may_start(timer, "timer_reduce", _RET_IP_))
		return 0;
	if (is_pending(timer) && time_before_eq(timer->expires, expires))
		return 1;
	ret = disarm(timer);
	arm(timer, expires, _RET_IP_);
	program_timer_interrupt();
	return ret;
}
EXPORT_SYMBOL(timer_reduce);

static void start(struct timer_list *timer, unsigned int cpu,
		  const char *function, unsigned long caller)
{
	ksim_sched_point(KSIM_POINT_LOCK, timer, caller);
	if (is_freed(timer, function, caller) ||
	    WARN_ON_ONCE(is_pending(timer)) ||
	    !may_start(timer, function, caller))
		return;
	set_cpu(timer, cpu);
	arm(timer, timer->expires, caller);
	program_timer_interrupt();
}

void add_timer(struct timer_list *timer)
{
	start(timer, raw_smp_processor_id(), "add_timer", _RET_IP_);
}
EXPORT_SYMBOL(add_timer);

void add_timer_on(struct timer_list *timer, int cpu)
{
	start(timer, cpu, "add_timer_on", _RET_IP_);
	/* Stays there until it is started anew. */
	if (is_pending(timer))
		timer->flags |= TIMER_PINNED;
}
EXPORT_SYMBOL_GPL(add_timer_on);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
void add_timer_local(struct timer_list *timer)
{
	timer->flags |= TIMER_PINNED;
	start(timer, raw_smp_processor_id(), "add_timer_local", _RET_IP_);
}
EXPORT_SYMBOL(add_timer_local);

void add_timer_global(struct timer_list *timer)
{
	timer->flags &= ~TIMER_PINNED;
	start(timer, raw_smp_processor_id(), "add_timer_global", _RET_IP_);
}
EXPORT_SYMBOL(add_timer_global);
#endif

static void shut_down(struct timer_list *timer)
{
	timer->function = NULL;
	timer->entry.next = SHUT_DOWN;
}

int timer_delete(struct timer_list *timer)
{
	ksim_sched_point(KSIM_POINT_LOCK, timer, _RET_IP_);
	if (is_freed(timer, "timer_delete", _RET_IP_) || !disarm(timer))
		return 0;
	program_timer_interrupt();
	return 1;
}
EXPORT_SYMBOL(timer_delete);

int timer_shutdown(struct timer_list *timer)
{
	int ret;

	ksim_sched_point(KSIM_POINT_LOCK, timer, _RET_IP_);
	if (is_freed(timer, "timer_shutdown", _RET_IP_))
		return 0;
	ret = disarm(timer);
	shut_down(timer);
	program_timer_interrupt();
	return ret;
}
EXPORT_SYMBOL_GPL(timer_shutdown);

static bool is_running(const struct timer_list *timer)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (running_timer[cpu] == timer)
			return true;
	return false;
}

static int try_to_stop(struct timer_list *timer, bool shutdown)
{
	int ret;

	if (is_running(timer))
		return -1;
	ret = disarm(timer);
	if (shutdown)
		shut_down(timer);
	return ret;
}

int try_to_del_timer_sync(struct timer_list *timer)
{
	int ret;

	ksim_sched_point(KSIM_POINT_LOCK, timer, _RET_IP_);
	if (is_freed(timer, "try_to_del_timer_sync", _RET_IP_))
		return 0;
	ret = try_to_stop(timer, false);
	program_timer_interrupt();
	return ret;
}
EXPORT_SYMBOL(try_to_del_timer_sync);

/* The CPU would wait here for ever; what can be done is done, and it goes on. */
static int stop_from_own_function(struct timer_list *timer, bool shutdown,
				  unsigned long caller)
{
	char detail[128];

	snprintf(detail, sizeof(detail),
		 "timer_delete_sync() waits for %ps() to return, and is called by it",
		 timer->function);
	ksim_report(KSIM_FINDING_DEADLOCK,
		    "watchdog: BUG: soft lockup - CPU#0 stuck",
		    "timer stopped synchronously by its own function", detail,
		    (struct ksim_site[]){
			    { ksim_report_driver_caller(caller),
			      "waits here" } },
		    1);
	disarm(timer);
	if (shutdown)
		shut_down(timer);
	return 0;
}

static int stop_and_wait(struct timer_list *timer, bool shutdown,
			 unsigned long caller)
{
	int ret;

	ksim_sched_point(KSIM_POINT_LOCK, timer, caller);
	if (is_freed(timer, "timer_delete_sync", caller))
		return 0;
	WARN_ON(in_hardirq() && !(timer->flags & TIMER_IRQSAFE));
	if (running_timer[raw_smp_processor_id()] == timer && in_interrupt())
		return stop_from_own_function(timer, shutdown, caller);
	while ((ret = try_to_stop(timer, shutdown)) < 0)
		ksim_time_spin(caller);
	program_timer_interrupt();
	return ret;
}

int timer_delete_sync(struct timer_list *timer)
{
	return stop_and_wait(timer, false, _RET_IP_);
}
EXPORT_SYMBOL(timer_delete_sync);

int timer_shutdown_sync(struct timer_list *timer)
{
	return stop_and_wait(timer, true, _RET_IP_);
}
EXPORT_SYMBOL_GPL(timer_shutdown_sync);

/* Running */

static void call(struct timer_list *timer, unsigned int cpu)
{
	void (*function)(struct timer_list *) = timer->function;
	struct thread_info *info = current_thread_info();
	struct ksim_context context;
	unsigned int task_cpu = info->cpu;

	running_timer[cpu] = timer;
	if (timer->flags & TIMER_PINNED)
		info->cpu = timer->flags & TIMER_CPUMASK;
	/* Not local_irq_disable(): the function may leave it changed. */
	info->irqs_disabled = timer->flags & TIMER_IRQSAFE;
	context = ksim_context_save();
	function(timer);
	/* The timer may be gone by now. */
	ksim_context_check(context, "timer", function);
	info->irqs_disabled = false;
	info->cpu = task_cpu;
	running_timer[cpu] = NULL;
}

/* Takes a timer out of the queue. NULL if its memory is not what it was. */
static struct timer_list *take(struct ksim_armed *armed)
{
	struct timer_list *timer = armed->timer;

	if (armed_memory_freed(armed, "timer")) {
		timer = NULL;
	} else if (armed_of(timer) != armed) {
		armed_overwritten(armed, "timer", 0);
		timer = NULL;
	} else {
		timer->entry.pprev = NULL;
	}
	armed_remove(&wheel, armed);
	return timer;
}

static void run_timer_softirq(struct softirq_action *h)
{
	unsigned int cpu = raw_smp_processor_id();
	struct ksim_armed *armed;
	u64 now = ticks_now();

	while ((armed = armed_first(&wheel)) && armed->expires <= now) {
		struct timer_list *timer = take(armed);

		if (timer)
			call(timer, cpu);
	}
}

void run_local_timers(void)
{
	struct ksim_armed *first = armed_first(&wheel);

	if (!first || first->expires > ticks_now() ||
	    softirq_is_raised(TIMER_SOFTIRQ))
		return;
	open_softirq(TIMER_SOFTIRQ, run_timer_softirq);
	__raise_softirq_irqoff(TIMER_SOFTIRQ);
}

void timers_abandoned(void)
{
	running_timer[raw_smp_processor_id()] = NULL;
}

/* Leftovers */

static bool is_delayed_work(const struct ksim_armed *armed)
{
	return armed->function == delayed_work_timer_fn ||
	       armed->function == kthread_delayed_work_timer_fn;
}

static bool is_leftover(const struct ksim_armed *armed, struct module *mod)
{
	return ksim_in_module((unsigned long)armed->function, mod) ||
	       (is_delayed_work(armed) && ksim_in_module(armed->site, mod));
}

static void *work_function(const struct ksim_armed *armed)
{
	struct timer_list *timer = armed->timer;

	if (armed->function == delayed_work_timer_fn) {
		struct delayed_work *dwork = from_timer(dwork, timer, timer);

		return dwork->work.func;
	} else {
		struct kthread_delayed_work *dwork =
			from_timer(dwork, timer, timer);

		return dwork->work.func;
	}
}

static void report_leftover(const struct ksim_armed *armed, bool freed)
{
	struct ksim_site site = { armed->site, "armed here" };
	char detail[224];

	if (is_delayed_work(armed) && !freed)
		snprintf(detail, sizeof(detail),
			 "delayed work that would have called %ps() was not given to %scancel_delayed_work_sync()",
			 work_function(armed),
			 armed->function == delayed_work_timer_fn ?
				 "" :
				 "kthread_");
	else
		snprintf(detail, sizeof(detail),
			 "it would have called %ps(), and was not given to timer_delete_sync()%s",
			 armed->function,
			 freed ? "; its memory has been freed already" : "");
	ksim_report(KSIM_FINDING_LEFTOVER, "BUG: unable to handle page fault",
		    is_delayed_work(armed) ? "delayed work left behind" :
					     "timer left behind",
		    detail, &site, 1);
}

void timer_audit_module(struct module *mod)
{
	unsigned long freed_at;
	u32 i = 0;

	while (i < wheel.count) {
		struct ksim_armed *armed = wheel.heap[i];
		struct timer_list *timer = armed->timer;
		bool freed;

		if (!is_leftover(armed, mod)) {
			i++;
			continue;
		}
		freed = ksim_memory_freed(timer, &freed_at);
		report_leftover(armed, freed);
		if (!freed && armed_of(timer) == armed)
			timer->entry.pprev = NULL;
		armed_remove(&wheel, armed);
		i = 0;
	}
	hrtimer_audit_module(mod);
	program_timer_interrupt();
}
