// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Timers that count nanoseconds.
 *
 * Stands for: kernel/time/hrtimer.c
 *
 * As in timer.c, nothing between looking at a queue and changing it is a
 * scheduling point.
 */
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/instruction_pointer.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/abi/time.h>
#include <ksim/audit.h>
#include <ksim/freed.h>
#include <ksim/interrupt.h>
#include <ksim/task.h>

#include "shims/kernel/time/armed.h"

/* A timer that restarts itself this often at one instant does so for ever. */
#define RESTARTS_MAX 10000

unsigned int hrtimer_resolution = 1;
EXPORT_SYMBOL_GPL(hrtimer_resolution);

/* In nanoseconds of CLOCK_MONOTONIC. */
static struct armed_queue hard_queue, soft_queue;
static u64 times_armed;

/* Whose function runs, on each CPU: in a hard interrupt, in a softirq. */
static struct hrtimer *running[2][NR_CPUS];

static const struct hrtimer_clock_base clock_bases[] = {
	{ CLOCK_MONOTONIC, ktime_get },
	{ CLOCK_REALTIME, ktime_get_real },
	{ CLOCK_BOOTTIME, ktime_get_boottime },
	{ CLOCK_TAI, ktime_get_clocktai },
};

/* How far a clock is ahead of CLOCK_MONOTONIC. */
static ktime_t offset_of(clockid_t clock)
{
	switch (clock) {
	case CLOCK_REALTIME:
		return ksim_time_real_base_ns();
	case CLOCK_TAI:
		return ksim_time_real_base_ns() +
		       TAI_OFFSET_S * NSEC_PER_SEC;
	default:
		return 0;
	}
}

static ktime_t clock_now(clockid_t clock)
{
	return ksim_time_now_ns() + offset_of(clock);
}

static u64 monotonic(const struct hrtimer *timer, ktime_t time)
{
	ktime_t offset = offset_of(timer->base->clockid);

	return time > offset ? time - offset : 0;
}

ktime_t ktime_add_safe(const ktime_t lhs, const ktime_t rhs)
{
	ktime_t sum = ktime_add_unsafe(lhs, rhs);

	if (sum < 0 || sum < lhs || sum < rhs)
		return ktime_set(KTIME_SEC_MAX, 0);
	return sum;
}
EXPORT_SYMBOL_GPL(ktime_add_safe);

u64 hrtimer_next_event_ns(void)
{
	struct ksim_armed *hard = armed_first(&hard_queue);
	struct ksim_armed *soft = armed_first(&soft_queue);
	u64 next = hard ? hard->expires : KSIM_FOREVER;

	if (soft && !softirq_is_raised(HRTIMER_SOFTIRQ))
		next = min(next, soft->expires);
	return next;
}

static struct armed_queue *queue_of(const struct hrtimer *timer)
{
	return timer->is_soft ? &soft_queue : &hard_queue;
}

static void enqueue(struct hrtimer *timer, unsigned long site)
{
	timer->ksim_armed = armed_add(queue_of(timer),
				      monotonic(timer, timer->node.expires),
				      times_armed++, timer, timer->function,
				      site);
	timer->state = HRTIMER_STATE_ENQUEUED;
}

static int dequeue(struct hrtimer *timer)
{
	if (!(timer->state & HRTIMER_STATE_ENQUEUED))
		return 0;
	armed_remove(queue_of(timer), timer->ksim_armed);
	timer->state = HRTIMER_STATE_INACTIVE;
	timer->ksim_armed = NULL;
	return 1;
}

static void forget_armed(struct hrtimer *timer, struct armed_queue *queue,
			 unsigned long here)
{
	struct ksim_armed *armed = armed_find(queue, timer);

	if (likely(!armed))
		return;
	armed_overwritten(armed, "hrtimer", here);
	armed_remove(queue, armed);
}

static const struct hrtimer_clock_base *find_base(clockid_t clock)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(clock_bases); i++)
		if (clock_bases[i].clockid == clock)
			return &clock_bases[i];
	WARN(1, "Invalid clockid %d. Using MONOTONIC\n", clock);
	return &clock_bases[0];
}

static void init_from(struct hrtimer *timer, clockid_t clock,
		      enum hrtimer_mode mode, unsigned long caller)
{
	unsigned long here = ksim_report_driver_caller(caller);

	forget_armed(timer, &hard_queue, here);
	forget_armed(timer, &soft_queue, here);
	memset(timer, 0, sizeof(*timer));
	/* A relative time does not change when the wall clock is set. */
	if (clock == CLOCK_REALTIME && (mode & HRTIMER_MODE_REL))
		clock = CLOCK_MONOTONIC;
	timer->base = find_base(clock);
	timer->is_soft = !!(mode & HRTIMER_MODE_SOFT);
	timer->is_hard = !!(mode & HRTIMER_MODE_HARD);
}

void hrtimer_init(struct hrtimer *timer, clockid_t which_clock,
		  enum hrtimer_mode mode)
{
	init_from(timer, which_clock, mode, _RET_IP_);
}
EXPORT_SYMBOL_GPL(hrtimer_init);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
void hrtimer_setup(struct hrtimer *timer,
		   enum hrtimer_restart (*function)(struct hrtimer *),
		   clockid_t which_clock, enum hrtimer_mode mode)
{
	init_from(timer, which_clock, mode, _RET_IP_);
	timer->function = function;
}
EXPORT_SYMBOL_GPL(hrtimer_setup);
#endif

void destroy_hrtimer_on_stack(struct hrtimer *timer)
{
	if (!hrtimer_is_queued(timer))
		return;
	ksim_report(KSIM_FINDING_MISUSE,
		    "ODEBUG: free active (active state 0) object type: hrtimer",
		    "hrtimer on the stack destroyed while it is armed", NULL,
		    (struct ksim_site[]){
			    { ksim_report_driver_caller(_RET_IP_),
			      "destroyed here" },
			    { timer->ksim_armed->site, "armed here" } },
		    2);
	dequeue(timer);
}
EXPORT_SYMBOL_GPL(destroy_hrtimer_on_stack);

static bool is_freed(struct hrtimer *timer, const char *function,
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
		    "use of an hrtimer after its memory was freed", detail, sites,
		    ksim_add_freed_site(sites, 1, freed_at));
	return true;
}

/* All zero: nobody has called hrtimer_init(). */
static bool is_initialised(struct hrtimer *timer, unsigned long caller)
{
	if (likely(timer->base))
		return true;
	ksim_report(KSIM_FINDING_MISUSE, "BUG: kernel NULL pointer dereference",
		    "hrtimer used before hrtimer_init()", NULL,
		    (struct ksim_site[]){
			    { ksim_report_driver_caller(caller), "used here" } },
		    1);
	return false;
}

static void start_from(struct hrtimer *timer, ktime_t tim, u64 range_ns,
		       enum hrtimer_mode mode, unsigned long caller)
{
	ksim_sched_point(KSIM_POINT_LOCK, timer, caller);
	if (is_freed(timer, "hrtimer_start", caller) ||
	    !is_initialised(timer, caller) || WARN_ON_ONCE(!timer->function))
		return;
	WARN_ON_ONCE(!(mode & HRTIMER_MODE_SOFT) ^ !timer->is_soft);
	dequeue(timer);
	if (mode & HRTIMER_MODE_REL)
		tim = ktime_add_safe(tim, clock_now(timer->base->clockid));
	hrtimer_set_expires_range_ns(timer, tim, range_ns);
	timer->ksim_pinned = !!(mode & HRTIMER_MODE_PINNED);
	timer->ksim_cpu = raw_smp_processor_id();
	enqueue(timer, ksim_report_driver_caller(caller));
	program_timer_interrupt();
}

void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t tim, u64 range_ns,
			    const enum hrtimer_mode mode)
{
	start_from(timer, tim, range_ns, mode, _RET_IP_);
}
EXPORT_SYMBOL_GPL(hrtimer_start_range_ns);

int ksim_hrtimer_running(const struct hrtimer *timer)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (running[timer->is_soft][cpu] == timer)
			return 1;
	return 0;
}
EXPORT_SYMBOL_GPL(ksim_hrtimer_running);

bool hrtimer_active(const struct hrtimer *timer)
{
	return timer->state != HRTIMER_STATE_INACTIVE ||
	       ksim_hrtimer_running(timer);
}
EXPORT_SYMBOL_GPL(hrtimer_active);

static int try_to_stop(struct hrtimer *timer)
{
	int ret;

	if (!hrtimer_active(timer))
		return 0;
	if (ksim_hrtimer_running(timer))
		return -1;
	ret = dequeue(timer);
	program_timer_interrupt();
	return ret;
}

int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	ksim_sched_point(KSIM_POINT_LOCK, timer, _RET_IP_);
	if (is_freed(timer, "hrtimer_try_to_cancel", _RET_IP_))
		return 0;
	return try_to_stop(timer);
}
EXPORT_SYMBOL_GPL(hrtimer_try_to_cancel);

static int cancel_from_own_function(struct hrtimer *timer,
				    unsigned long caller)
{
	char detail[128];

	snprintf(detail, sizeof(detail),
		 "hrtimer_cancel() waits for %ps() to return, and is called by it",
		 timer->function);
	ksim_report(KSIM_FINDING_DEADLOCK,
		    "watchdog: Watchdog detected hard LOCKUP on cpu 0",
		    "hrtimer cancelled by its own function", detail,
		    (struct ksim_site[]){
			    { ksim_report_driver_caller(caller),
			      "waits here" } },
		    1);
	return dequeue(timer);
}

int hrtimer_cancel(struct hrtimer *timer)
{
	int ret;

	ksim_sched_point(KSIM_POINT_LOCK, timer, _RET_IP_);
	if (is_freed(timer, "hrtimer_cancel", _RET_IP_))
		return 0;
	if (running[timer->is_soft][raw_smp_processor_id()] == timer &&
	    in_interrupt())
		return cancel_from_own_function(timer, _RET_IP_);
	while ((ret = try_to_stop(timer)) < 0)
		ksim_time_spin(_RET_IP_);
	return ret;
}
EXPORT_SYMBOL_GPL(hrtimer_cancel);

u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval)
{
	ktime_t late = ktime_sub(now, hrtimer_get_expires(timer));
	u64 overruns = 1;

	if (late < 0)
		return 0;
	if (WARN_ON(timer->state & HRTIMER_STATE_ENQUEUED))
		return 0;
	if (interval < hrtimer_resolution)
		interval = hrtimer_resolution;
	if (late >= interval) {
		overruns = ktime_divns(late, interval);
		hrtimer_add_expires_ns(timer, interval * overruns);
		if (hrtimer_get_expires(timer) > now)
			return overruns;
		overruns++;
	}
	hrtimer_add_expires(timer, interval);
	return overruns;
}
EXPORT_SYMBOL_GPL(hrtimer_forward);

ktime_t __hrtimer_get_remaining(const struct hrtimer *timer, bool adjust)
{
	return hrtimer_expires_remaining(timer);
}
EXPORT_SYMBOL_GPL(__hrtimer_get_remaining);

/* Running */

/* Takes a timer out of its queue. NULL if its memory is not what it was. */
static struct hrtimer *take(struct armed_queue *queue,
			    struct ksim_armed *armed)
{
	struct hrtimer *timer = armed->timer;

	if (armed_memory_freed(armed, "hrtimer")) {
		timer = NULL;
	} else if (timer->ksim_armed != armed) {
		armed_overwritten(armed, "hrtimer", 0);
		timer = NULL;
	} else {
		timer->state = HRTIMER_STATE_INACTIVE;
		timer->ksim_armed = NULL;
	}
	armed_remove(queue, armed);
	return timer;
}

static enum hrtimer_restart call(struct hrtimer *timer)
{
	enum hrtimer_restart (*function)(struct hrtimer *) = timer->function;
	struct thread_info *info = current_thread_info();
	struct ksim_context context = ksim_context_save();
	unsigned int task_cpu = info->cpu;
	enum hrtimer_restart restart;

	if (timer->ksim_pinned)
		info->cpu = timer->ksim_cpu;
	restart = function(timer);
	ksim_context_check(context, "hrtimer", function);
	info->cpu = task_cpu;
	return restart;
}

static void report_endless(struct hrtimer *timer, unsigned long site)
{
	char detail[160];

	snprintf(detail, sizeof(detail),
		 "%ps() returns HRTIMER_RESTART without having moved the expiry on, so it runs again at once, for ever",
		 timer->function);
	ksim_report(KSIM_FINDING_SOFT_LOCKUP,
		    "watchdog: Watchdog detected hard LOCKUP on cpu 0",
		    "hrtimer restarts itself for ever", detail,
		    (struct ksim_site[]){
			    { ksim_function_site(timer->function),
			      "the timer's function" },
			    { site, "started here" } },
		    2);
}

/*
 * Runs what may run now. Sorted by the latest time, so a timer that must wait
 * for its earliest one holds up those behind it, as in Linux.
 */
static void run_queue(struct armed_queue *queue, int soft)
{
	unsigned int cpu = raw_smp_processor_id();
	u64 now = ksim_time_now_ns();
	struct ksim_armed *armed;
	unsigned int restarts = 0;

	while ((armed = armed_first(queue)) != NULL) {
		struct hrtimer *timer = armed->timer;
		unsigned long site = armed->site, freed_at;
		ktime_t expires;

		if (armed->expires > now &&
		    (ksim_memory_freed(timer, &freed_at) ||
		     timer->ksim_armed != armed ||
		     monotonic(timer, timer->_softexpires) > now))
			break;
		timer = take(queue, armed);
		if (!timer)
			continue;
		expires = timer->node.expires;
		running[soft][cpu] = timer;
		if (call(timer) != HRTIMER_NORESTART &&
		    !hrtimer_is_queued(timer)) {
			restarts = timer->node.expires == expires ?
					   restarts + 1 :
					   0;
			if (restarts == RESTARTS_MAX)
				report_endless(timer, site);
			else
				enqueue(timer, site);
		}
		running[soft][cpu] = NULL;
	}
}

static void hrtimer_run_softirq(struct softirq_action *h)
{
	run_queue(&soft_queue, 1);
}

void hrtimer_interrupt(void)
{
	struct ksim_armed *soft = armed_first(&soft_queue);

	if (soft && soft->expires <= ksim_time_now_ns() &&
	    !softirq_is_raised(HRTIMER_SOFTIRQ)) {
		open_softirq(HRTIMER_SOFTIRQ, hrtimer_run_softirq);
		__raise_softirq_irqoff(HRTIMER_SOFTIRQ);
	}
	run_queue(&hard_queue, 0);
}

void hrtimers_abandoned(void)
{
	running[0][raw_smp_processor_id()] = NULL;
	running[1][raw_smp_processor_id()] = NULL;
}

/* Sleeping */

static enum hrtimer_restart hrtimer_wakeup(struct hrtimer *timer)
{
	struct hrtimer_sleeper *sl =
		container_of(timer, struct hrtimer_sleeper, timer);
	struct task_struct *task = sl->task;

	sl->task = NULL;
	if (task)
		wake_up_process(task);
	return HRTIMER_NORESTART;
}

void hrtimer_init_sleeper(struct hrtimer_sleeper *sl, clockid_t clock_id,
			  enum hrtimer_mode mode)
{
	init_from(&sl->timer, clock_id, mode, _RET_IP_);
	sl->timer.function = hrtimer_wakeup;
	sl->task = current;
}
EXPORT_SYMBOL_GPL(hrtimer_init_sleeper);

void hrtimer_sleeper_start_expires(struct hrtimer_sleeper *sl,
				   enum hrtimer_mode mode)
{
	hrtimer_start_expires(&sl->timer, mode);
}
EXPORT_SYMBOL_GPL(hrtimer_sleeper_start_expires);

/*
 * Not by an hrtimer on the stack, which would stay armed if the task were
 * killed in its sleep.
 */
static int sleep_until_expiry(ktime_t *expires, enum hrtimer_mode mode,
			      clockid_t clock, unsigned long caller)
{
	ktime_t ahead;
	long left;

	if (expires && *expires == 0) {
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	if (!expires) {
		ksim_sleep(KSIM_FOREVER, caller);
		return -EINTR;
	}
	ahead = *expires;
	if (!(mode & HRTIMER_MODE_REL))
		ahead -= clock_now(clock);
	if (ahead <= 0) {
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	left = ksim_sleep(ahead, caller);
	__set_current_state(TASK_RUNNING);
	return left ? -EINTR : 0;
}

int schedule_hrtimeout_range_clock(ktime_t *expires, u64 delta,
				   const enum hrtimer_mode mode,
				   clockid_t clock_id)
{
	return sleep_until_expiry(expires, mode, clock_id, _RET_IP_);
}
EXPORT_SYMBOL_GPL(schedule_hrtimeout_range_clock);

int schedule_hrtimeout_range(ktime_t *expires, u64 delta,
			     const enum hrtimer_mode mode)
{
	return sleep_until_expiry(expires, mode, CLOCK_MONOTONIC, _RET_IP_);
}
EXPORT_SYMBOL_GPL(schedule_hrtimeout_range);

int schedule_hrtimeout(ktime_t *expires, const enum hrtimer_mode mode)
{
	return sleep_until_expiry(expires, mode, CLOCK_MONOTONIC, _RET_IP_);
}
EXPORT_SYMBOL_GPL(schedule_hrtimeout);

/* Leftovers */

static void audit_queue(struct armed_queue *queue, struct module *mod)
{
	unsigned long freed_at;
	char detail[192];
	u32 i = 0;

	while (i < queue->count) {
		struct ksim_armed *armed = queue->heap[i];
		struct hrtimer *timer = armed->timer;
		bool freed;

		if (!ksim_in_module((unsigned long)armed->function, mod) &&
		    !(armed->function == hrtimer_wakeup &&
		      ksim_in_module(armed->site, mod))) {
			i++;
			continue;
		}
		freed = ksim_memory_freed(timer, &freed_at);
		snprintf(detail, sizeof(detail),
			 "it would have called %ps(), and was not given to hrtimer_cancel()%s",
			 armed->function,
			 freed ? "; its memory has been freed already" : "");
		ksim_report(KSIM_FINDING_LEFTOVER,
			    "BUG: unable to handle page fault",
			    "hrtimer left behind", detail,
			    (struct ksim_site[]){
				    { armed->site, "armed here" } },
			    1);
		if (!freed && timer->ksim_armed == armed) {
			timer->state = HRTIMER_STATE_INACTIVE;
			timer->ksim_armed = NULL;
		}
		armed_remove(queue, armed);
		i = 0;
	}
}

void hrtimer_audit_module(struct module *mod)
{
	audit_queue(&hard_queue, mod);
	audit_queue(&soft_queue, mod);
}
