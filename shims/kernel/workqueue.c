// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Workqueues.
 *
 * Stands for: kernel/workqueue.c
 *
 * Each time that a work item is queued it gets a record, which lives until
 * that run is over. Records lie apart from the items, so that a driver that
 * frees a queued item breaks nothing, and is found when its turn comes.
 *
 * A record is inactive while its queue has max_active others that are active;
 * active ones wait in the list of a pool for one of its workers. A worker that
 * takes the first of several wakes the next worker, so there are as many as
 * block, and one.
 *
 * As in time/timer.c, there are no scheduling points between looking at lists
 * and changing them, hence no locks.
 */
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/abi/time.h>
#include <ksim/audit.h>
#include <ksim/freed.h>
#include <ksim/init.h>
#include <ksim/interrupt.h>
#include <ksim/kthread.h>
#include <ksim/task.h>

#include "shims/kernel/time/armed.h"

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
#define WQ_NAME_LEN 32
#else
#define WQ_NAME_LEN 24
#endif
#define RECORDS_AT_ONCE 16

enum record_state {
	RECORD_INACTIVE, /* in pool_workqueue.inactive */
	RECORD_ACTIVE, /* in worker_pool.worklist or worker.scheduled */
	RECORD_RUNNING,
};

/**
 * struct queued_work - one queueing of a work item
 * @link: in the list that its state says
 * @in_queue: in workqueue_struct.outstanding
 * @serial: unlike all others; 0 once it is over
 */
struct queued_work {
	struct list_head link;
	struct list_head in_queue;
	struct pool_workqueue *pwq;
	struct work_struct *work;
	work_func_t func;
	unsigned long site;
	u64 serial;
	enum record_state state;
};

struct pool_workqueue {
	struct workqueue_struct *wq;
	struct worker_pool *pool;
	struct list_head inactive;
	int nr_active;
};

/**
 * struct workqueue_struct - a workqueue
 * @link: in the list of those that drivers have made
 * @outstanding: what is queued or running, oldest first
 * @pwqs: one for each CPU; only the first if the queue is unbound
 * @site: who made it
 * @own_pwqs: @pwqs of one that a driver has made
 */
struct workqueue_struct {
	struct list_head link;
	struct list_head outstanding;
	struct pool_workqueue *pwqs;
	unsigned int flags;
	int max_active;
	int nr_drainers;
	bool ready; /* lists are made */
	unsigned long site;
	char name[WQ_NAME_LEN];
	struct pool_workqueue own_pwqs[];
};

/**
 * struct worker_pool - workers that may take each other's place
 * @worklist: active records, first come, first served
 * @idle: workers, last one first
 * @nr_starting: were woken and have not looked at @worklist yet
 */
struct worker_pool {
	struct list_head worklist;
	struct list_head idle;
	int cpu; /* -1: any */
	bool highpri;
	int nr_starting;
	int nr_workers;
};

/**
 * struct worker - a thread that runs work
 * @link: in worker_pool.idle or in busy_workers
 * @scheduled: records that must wait for the one that runs: the same item
 * @requeued: the item that runs has queued itself
 */
struct worker {
	struct list_head link;
	struct task_struct *task;
	struct worker_pool *pool;
	struct queued_work *running;
	struct list_head scheduled;
	bool starting;
	bool requeued;
};

/* Those of the CPUs, then the unbound one; made when a queue is first used. */
static struct worker_pool pools[NR_CPUS + 1][2] __ksim_not_restored;
static bool pools_ready;

static LIST_HEAD(busy_workers);
static LIST_HEAD(workqueues);
static LIST_HEAD(spare_records);
static u64 last_serial;

/* Whoever waits for some work to be over. */
static DECLARE_WAIT_QUEUE_HEAD(over);

#define SYSTEM_WQ(variable, queue_name, queue_flags)			\
	static struct pool_workqueue					\
		variable##_pwqs[NR_CPUS] __ksim_not_restored;		\
	static struct workqueue_struct variable##_queue = {		\
		.pwqs = variable##_pwqs,				\
		.name = queue_name,					\
		.flags = queue_flags,					\
		.max_active = WQ_DFL_ACTIVE,				\
	};								\
	struct workqueue_struct *variable = &variable##_queue

SYSTEM_WQ(system_wq, "events", 0);
EXPORT_SYMBOL(system_wq);
SYSTEM_WQ(system_highpri_wq, "events_highpri", WQ_HIGHPRI);
EXPORT_SYMBOL_GPL(system_highpri_wq);
SYSTEM_WQ(system_long_wq, "events_long", 0);
EXPORT_SYMBOL_GPL(system_long_wq);
SYSTEM_WQ(system_unbound_wq, "events_unbound", WQ_UNBOUND);
EXPORT_SYMBOL_GPL(system_unbound_wq);
SYSTEM_WQ(system_freezable_wq, "events_freezable", WQ_FREEZABLE);
EXPORT_SYMBOL_GPL(system_freezable_wq);
SYSTEM_WQ(system_power_efficient_wq, "events_power_efficient",
	  WQ_POWER_EFFICIENT);
EXPORT_SYMBOL_GPL(system_power_efficient_wq);
SYSTEM_WQ(system_freezable_power_efficient_wq,
	  "events_freezable_power_",
	  WQ_FREEZABLE | WQ_POWER_EFFICIENT);
EXPORT_SYMBOL_GPL(system_freezable_power_efficient_wq);
/* Linux makes these two at boot, which has no time for it here. */
SYSTEM_WQ(kblockd_workqueue, "kblockd", WQ_MEM_RECLAIM | WQ_HIGHPRI);
SYSTEM_WQ(bdi_wq, "writeback", WQ_MEM_RECLAIM | WQ_FREEZABLE | WQ_UNBOUND);

/* Records */

static struct queued_work *take_record(void)
{
	struct queued_work *rec;
	int i;

	if (spare_records.next == &spare_records) {
		rec = kmalloc_array(RECORDS_AT_ONCE, sizeof(*rec),
				    GFP_ATOMIC | __GFP_NOFAIL);
		kmemleak_not_leak(rec);
		for (i = 0; i < RECORDS_AT_ONCE; i++)
			list_add(&rec[i].link, &spare_records);
	}
	rec = list_first_entry(&spare_records, struct queued_work, link);
	list_del(&rec->link);
	return rec;
}

static unsigned long data_of(const struct work_struct *work)
{
	return work->data.counter;
}

static void set_data(struct work_struct *work, unsigned long data)
{
	work->data.counter = data;
}

/* The record of a pending item, or NULL: it is idle, or its timer runs. */
static struct queued_work *record_of(const struct work_struct *work)
{
	unsigned long data = data_of(work);

	if (!(data & WORK_STRUCT_PENDING) || !(data & WORK_STRUCT_PWQ))
		return NULL;
	return (struct queued_work *)(data & ~7UL);
}

static unsigned long data_for(const struct queued_work *rec)
{
	return (unsigned long)rec | WORK_STRUCT_PENDING | WORK_STRUCT_PWQ;
}

static bool is_canceling(const struct work_struct *work)
{
	return !(data_of(work) & WORK_STRUCT_PWQ) &&
	       (data_of(work) & WORK_OFFQ_CANCELING);
}

static struct worker *worker_executing(const struct work_struct *work)
{
	struct worker *worker;

	list_for_each_entry(worker, &busy_workers, link)
		if (worker->running->work == work)
			return worker;
	return NULL;
}

/* The worker whose item is calling, or NULL. */
static struct worker *current_worker(void)
{
	struct worker *worker;

	if (!(current->flags & PF_WQ_WORKER) || in_interrupt())
		return NULL;
	worker = kthread_data(current);
	return worker->running ? worker : NULL;
}

/* Queues */

static void make_pools(void)
{
	int cpu, high;

	for (cpu = 0; cpu <= NR_CPUS; cpu++) {
		for (high = 0; high < 2; high++) {
			struct worker_pool *pool = &pools[cpu][high];

			*pool = (struct worker_pool){
				.cpu = cpu < NR_CPUS ? cpu : -1,
				.highpri = high,
			};
			INIT_LIST_HEAD(&pool->worklist);
			INIT_LIST_HEAD(&pool->idle);
		}
	}
	pools_ready = true;
}

static void make_ready(struct workqueue_struct *wq)
{
	bool unbound = wq->flags & WQ_UNBOUND;
	int cpu;

	if (wq->ready)
		return;
	if (!pools_ready)
		make_pools();
	memset(wq->pwqs, 0, NR_CPUS * sizeof(*wq->pwqs));
	INIT_LIST_HEAD(&wq->outstanding);
	for_each_possible_cpu(cpu) {
		struct pool_workqueue *pwq = &wq->pwqs[cpu];

		pwq->wq = wq;
		pwq->pool = &pools[unbound ? NR_CPUS : cpu]
				  [!!(wq->flags & WQ_HIGHPRI)];
		INIT_LIST_HEAD(&pwq->inactive);
	}
	wq->ready = true;
}

/* Workers */

static int worker_thread(void *data);

static struct worker *make_worker(struct worker_pool *pool)
{
	struct worker *worker =
		kzalloc(sizeof(*worker), GFP_ATOMIC | __GFP_NOFAIL);
	char name[TASK_COMM_LEN];

	kmemleak_not_leak(worker);
	worker->pool = pool;
	INIT_LIST_HEAD(&worker->scheduled);
	if (pool->cpu < 0)
		snprintf(name, sizeof(name), "kworker/u%d:%d%s", nr_cpu_ids * 2,
			 pool->nr_workers++, pool->highpri ? "H" : "");
	else
		snprintf(name, sizeof(name), "kworker/%d:%d%s", pool->cpu,
			 pool->nr_workers++, pool->highpri ? "H" : "");
	worker->task = ksim_kthread_make(worker_thread, worker, name,
					 GFP_ATOMIC | __GFP_NOFAIL, 0);
	worker->task->flags |= PF_WQ_WORKER;
	if (pool->cpu >= 0)
		kthread_bind(worker->task, pool->cpu);
	return worker;
}

/*
 * Has one more worker look at the list, unless one is about to. Its last act
 * is a wake-up, which is a scheduling point.
 */
static void start_worker(struct worker_pool *pool)
{
	struct worker *worker;

	if (pool->nr_starting || pool->worklist.next == &pool->worklist)
		return;
	if (pool->idle.next != &pool->idle) {
		worker = list_first_entry(&pool->idle, struct worker, link);
		list_del(&worker->link);
	} else {
		worker = make_worker(pool);
	}
	worker->starting = true;
	pool->nr_starting++;
	wake_up_process(worker->task);
}

static void activate(struct queued_work *rec)
{
	rec->state = RECORD_ACTIVE;
	rec->pwq->nr_active++;
	list_add_tail(&rec->link, &rec->pwq->pool->worklist);
}

static void activate_inactive(struct pool_workqueue *pwq)
{
	while (pwq->nr_active < pwq->wq->max_active &&
	       pwq->inactive.next != &pwq->inactive) {
		struct queued_work *rec = list_first_entry(
			&pwq->inactive, struct queued_work, link);

		list_del(&rec->link);
		activate(rec);
	}
}

/* A record is over: it ran, or was taken out of the queue. */
static void finish(struct queued_work *rec)
{
	struct pool_workqueue *pwq = rec->pwq;
	struct worker_pool *pool = pwq->pool;

	list_del(&rec->link);
	list_del(&rec->in_queue);
	rec->serial = 0;
	list_add(&rec->link, &spare_records);
	if (rec->state != RECORD_INACTIVE) {
		pwq->nr_active--;
		activate_inactive(pwq);
	}
	/* The queue may be gone after this. */
	if (waitqueue_active(&over))
		wake_up_all(&over);
	start_worker(pool);
}

/* The next record for this worker; NULL if there is none. */
static struct queued_work *next_record(struct worker *worker)
{
	struct worker_pool *pool = worker->pool;

	if (worker->starting) {
		worker->starting = false;
		pool->nr_starting--;
	}
	while (pool->worklist.next != &pool->worklist) {
		struct queued_work *rec = list_first_entry(
			&pool->worklist, struct queued_work, link);
		struct worker *executing = worker_executing(rec->work);

		list_del(&rec->link);
		if (!executing)
			return rec;
		/* No item runs twice at a time. */
		list_add_tail(&rec->link, &executing->scheduled);
	}
	return NULL;
}

/* Whether the item's memory still is what was queued. */
static bool is_intact(const struct queued_work *rec)
{
	struct ksim_site sites[3] = { { rec->site, "queued here" } };
	struct work_struct *work = rec->work;
	enum ksim_memory_state state;
	unsigned long freed_at;
	char detail[160];
	u32 count;

	state = ksim_memory_freed(work, &freed_at);
	if (state) {
		snprintf(detail, sizeof(detail),
			 "the memory of a work item %s while it was queued to call %ps()",
			 ksim_memory_how(state), rec->func);
		count = ksim_add_freed_site(sites, 1, freed_at);
		sites[count++] = (struct ksim_site){
			ksim_function_site(rec->func), "would have been called"
		};
		ksim_report(KSIM_FINDING_USE_AFTER_FREE,
			    "ODEBUG: free active (active state 0) object type: work_struct",
			    "use of freed memory by a work item", detail, sites,
			    count);
		return false;
	}
	if (record_of(work) == rec)
		return true;
	snprintf(detail, sizeof(detail),
		 "the work item was queued to call %ps() and was then initialised again, or its memory used for something else",
		 rec->func);
	ksim_report(KSIM_FINDING_MISUSE,
		    "ODEBUG: init active (active state 0) object type: work_struct",
		    "work item overwritten while it was queued", detail,
		    (struct ksim_site[]){ { rec->site, "queued here" } }, 1);
	return false;
}

static void run(struct worker *worker, struct queued_work *rec)
{
	struct work_struct *work = rec->work;
	struct ksim_context context;
	work_func_t func;

	rec->state = RECORD_RUNNING;
	INIT_LIST_HEAD(&rec->link);
	if (!is_intact(rec)) {
		finish(rec);
		return;
	}
	func = work->func;
	rec->func = func;
	worker->running = rec;
	worker->requeued = false;
	list_add(&worker->link, &busy_workers);
	/* From here on it can be queued again. */
	set_data(work, WORK_STRUCT_NO_POOL);
	start_worker(worker->pool);

	context = ksim_context_save();
	func(work);
	/* The item may be gone by now. */
	ksim_context_check(context, "work", func);

	worker->running = NULL;
	list_del(&worker->link);
	finish(rec);
	/* Nobody spins for ever: an item that queues itself takes its time. */
	if (worker->requeued)
		ksim_time_spin((unsigned long)func);
	else
		cond_resched();
}

static int worker_thread(void *data)
{
	struct worker *worker = data;
	struct queued_work *rec;

	for (;;) {
		rec = next_record(worker);
		if (!rec) {
			list_add(&worker->link, &worker->pool->idle);
			current->__state = TASK_IDLE;
			ksim_sleep(KSIM_FOREVER, 0);
			continue;
		}
		run(worker, rec);
		while (worker->scheduled.next != &worker->scheduled) {
			rec = list_first_entry(&worker->scheduled,
					       struct queued_work, link);
			list_del(&rec->link);
			run(worker, rec);
		}
	}
	return 0;
}

/* The function of a work item has oopsed, or was killed in its sleep. */
void ksim_worker_exited(struct task_struct *tsk)
{
	struct worker *worker = kthread_data(tsk);
	struct worker_pool *pool = worker->pool;
	struct queued_work *rec = worker->running;

	if (worker->starting)
		pool->nr_starting--;
	list_splice_init(&worker->scheduled, &pool->worklist);
	if (rec) {
		worker->running = NULL;
		list_del(&worker->link);
		finish(rec);
	}
	start_worker(pool);
}

/* Queueing */

static void report_no_queue(struct workqueue_struct *wq, work_func_t func,
			    unsigned long site, unsigned long freed_at)
{
	char detail[128];

	snprintf(detail, sizeof(detail),
		 "the work item to call %ps() cannot be queued any more", func);
	ksim_report(KSIM_FINDING_USE_AFTER_FREE,
		    "BUG: KASAN: use-after-free in __queue_work",
		    "work queued on a workqueue that was destroyed", detail,
		    (struct ksim_site[]){ { site, "queued here" },
					  { freed_at, "destroyed here" } },
		    2);
}

static struct pool_workqueue *choose_pwq(struct workqueue_struct *wq, int cpu,
					 struct work_struct *work)
{
	struct worker *executing = worker_executing(work);

	if (executing && executing->running->pwq->wq == wq)
		return executing->running->pwq;
	if (wq->flags & WQ_UNBOUND)
		return &wq->pwqs[0];
	if (cpu == WORK_CPU_UNBOUND)
		cpu = raw_smp_processor_id();
	return &wq->pwqs[cpu];
}

/* The item is marked as pending. */
static void queue_from(int cpu, struct workqueue_struct *wq,
		       struct work_struct *work, unsigned long site)
{
	struct worker *worker = current_worker();
	struct pool_workqueue *pwq;
	struct queued_work *rec;
	unsigned long freed_at;

	if (ksim_memory_freed(wq, &freed_at)) {
		report_no_queue(wq, work->func, site, freed_at);
		return;
	}
	if (unlikely(wq->flags & __WQ_DRAINING) &&
	    WARN_ON_ONCE(!worker || worker->running->pwq->wq != wq))
		return;
	make_ready(wq);
	pwq = choose_pwq(wq, cpu, work);
	rec = take_record();
	rec->pwq = pwq;
	rec->work = work;
	rec->func = work->func;
	rec->site = site;
	rec->serial = ++last_serial;
	list_add_tail(&rec->in_queue, &wq->outstanding);
	set_data(work, data_for(rec));
	if (worker && worker->running->work == work)
		worker->requeued = true;
	if (pwq->nr_active < wq->max_active) {
		activate(rec);
		start_worker(pwq->pool);
	} else {
		rec->state = RECORD_INACTIVE;
		list_add_tail(&rec->link, &pwq->inactive);
	}
}

static bool may_queue(struct work_struct *work, const char *function,
		      unsigned long caller)
{
	struct ksim_site sites[2];
	enum ksim_memory_state state;
	unsigned long freed_at;
	char detail[96];

	state = ksim_memory_freed(work, &freed_at);
	if (likely(!state && work->func))
		return true;
	sites[0].address = ksim_report_driver_caller(caller);
	sites[0].note = "used here";
	if (state) {
		snprintf(detail, sizeof(detail),
			 "%s(): the memory of the work item %s", function,
			 ksim_memory_how(state));
		ksim_report(KSIM_FINDING_USE_AFTER_FREE, NULL,
			    "use of a work item after its memory was freed",
			    detail, sites,
			    ksim_add_freed_site(sites, 1, freed_at));
		return false;
	}
	snprintf(detail, sizeof(detail), "%s(): the work item has no function",
		 function);
	ksim_report(KSIM_FINDING_MISUSE, "WARNING: at kernel/workqueue.c",
		    "work item used before INIT_WORK()", detail, sites, 1);
	return false;
}

/*
 * Takes an idle item in order to queue it. An interrupt handler that wants it
 * meanwhile would wait for ever: if this returns true, interrupts are off.
 */
static bool claim(struct work_struct *work, unsigned long *flags)
{
	local_irq_save(*flags);
	if (!test_and_set_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(work)))
		return true;
	local_irq_restore(*flags);
	return false;
}

bool queue_work_on(int cpu, struct workqueue_struct *wq,
		   struct work_struct *work)
{
	unsigned long flags;

	if (!may_queue(work, "queue_work", _RET_IP_) || !claim(work, &flags))
		return false;
	queue_from(cpu, wq, work, ksim_report_driver_caller(_RET_IP_));
	local_irq_restore(flags);
	return true;
}
EXPORT_SYMBOL(queue_work_on);

bool queue_work_node(int node, struct workqueue_struct *wq,
		     struct work_struct *work)
{
	unsigned long flags;

	WARN_ONCE(!(wq->flags & WQ_UNBOUND),
		  "workqueue: schedule work with a node mask on a bound wq\n");
	if (!may_queue(work, "queue_work_node", _RET_IP_) ||
	    !claim(work, &flags))
		return false;
	queue_from(WORK_CPU_UNBOUND, wq, work,
		   ksim_report_driver_caller(_RET_IP_));
	local_irq_restore(flags);
	return true;
}
EXPORT_SYMBOL_GPL(queue_work_node);

void delayed_work_timer_fn(struct timer_list *t)
{
	struct delayed_work *dwork = from_timer(dwork, t, timer);

	queue_from(dwork->cpu, dwork->wq, &dwork->work, dwork->ksim_site);
}
EXPORT_SYMBOL(delayed_work_timer_fn);

static void queue_delayed_from(int cpu, struct workqueue_struct *wq,
			       struct delayed_work *dwork, unsigned long delay,
			       unsigned long caller)
{
	struct timer_list *timer = &dwork->timer;

	WARN_ON_ONCE(timer->function != delayed_work_timer_fn);
	WARN_ON_ONCE(timer_pending(timer));
	dwork->ksim_site = ksim_report_driver_caller(caller);
	if (!delay) {
		queue_from(cpu, wq, &dwork->work, dwork->ksim_site);
		return;
	}
	dwork->wq = wq;
	dwork->cpu = cpu;
	timer->expires = ticks_now() + delay;
	if (cpu != WORK_CPU_UNBOUND)
		add_timer_on(timer, cpu);
	else
		add_timer(timer);
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *dwork, unsigned long delay)
{
	struct work_struct *work = &dwork->work;
	unsigned long flags;

	if (!may_queue(work, "queue_delayed_work", _RET_IP_) ||
	    !claim(work, &flags))
		return false;
	queue_delayed_from(cpu, wq, dwork, delay, _RET_IP_);
	local_irq_restore(flags);
	return true;
}
EXPORT_SYMBOL(queue_delayed_work_on);

static void queue_after_grace_period(struct rcu_head *rcu)
{
	struct rcu_work *rwork = container_of(rcu, struct rcu_work, rcu);

	queue_from(WORK_CPU_UNBOUND, rwork->wq, &rwork->work,
		   ksim_function_site(rwork->work.func));
}

bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork)
{
	struct work_struct *work = &rwork->work;

	if (!may_queue(work, "queue_rcu_work", _RET_IP_) ||
	    test_and_set_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(work)))
		return false;
	rwork->wq = wq;
	call_rcu(&rwork->rcu, queue_after_grace_period);
	return true;
}
EXPORT_SYMBOL(queue_rcu_work);

/* Waiting */

/* Sleeps until a record is over. */
static void wait_until_over(const struct queued_work *rec, u64 serial,
			    unsigned long caller)
{
	DEFINE_WAIT(wait);

	while (rec->serial == serial) {
		prepare_to_wait(&over, &wait, TASK_UNINTERRUPTIBLE);
		if (rec->serial == serial)
			ksim_sleep(KSIM_FOREVER, caller);
	}
	finish_wait(&over, &wait);
}

static void report_self_wait(const char *function, void *func,
			     unsigned long caller)
{
	char detail[160];

	snprintf(detail, sizeof(detail),
		 "%s() waits for %ps() to return, and is called by it",
		 function, func);
	ksim_report(KSIM_FINDING_DEADLOCK,
		    "INFO: task kworker blocked for more than 120 seconds",
		    "work item waits for itself", detail,
		    (struct ksim_site[]){
			    { ksim_report_driver_caller(caller),
			      "waits here" } },
		    1);
}

/* Waits for what is queued, else for what runs. */
static bool flush_from(struct work_struct *work, const char *function,
		       unsigned long caller)
{
	struct queued_work *rec;
	struct worker *executing, *self = current_worker();

	if (WARN_ON(!work->func))
		return false;
	rec = record_of(work);
	if (!rec) {
		executing = worker_executing(work);
		if (!executing)
			return false;
		rec = executing->running;
	}
	if (self && self->running->work == work) {
		report_self_wait(function, work->func, caller);
		return false;
	}
	wait_until_over(rec, rec->serial, caller);
	return true;
}

bool flush_work(struct work_struct *work)
{
	ksim_might_sleep_at("flush_work", _RET_IP_);
	ksim_sched_point(KSIM_POINT_LOCK, work, _RET_IP_);
	return flush_from(work, "flush_work", _RET_IP_);
}
EXPORT_SYMBOL_GPL(flush_work);

bool flush_delayed_work(struct delayed_work *dwork)
{
	ksim_might_sleep_at("flush_delayed_work", _RET_IP_);
	if (timer_delete_sync(&dwork->timer))
		queue_from(dwork->cpu, dwork->wq, &dwork->work,
			   dwork->ksim_site);
	return flush_from(&dwork->work, "flush_delayed_work", _RET_IP_);
}
EXPORT_SYMBOL(flush_delayed_work);

bool flush_rcu_work(struct rcu_work *rwork)
{
	if (!work_pending(&rwork->work))
		return flush_from(&rwork->work, "flush_rcu_work", _RET_IP_);
	rcu_barrier();
	flush_from(&rwork->work, "flush_rcu_work", _RET_IP_);
	return true;
}
EXPORT_SYMBOL(flush_rcu_work);

/* Return: false if that would be for ever. */
static bool flush_queue(struct workqueue_struct *wq, const char *function,
			unsigned long caller)
{
	struct worker *self = current_worker();
	struct queued_work *oldest;
	u64 until = last_serial;

	make_ready(wq);
	if (self && self->running->pwq->wq == wq) {
		report_self_wait(function, self->running->func, caller);
		return false;
	}
	while (wq->outstanding.next != &wq->outstanding) {
		oldest = list_first_entry(&wq->outstanding, struct queued_work,
					  in_queue);
		if (oldest->serial > until)
			break;
		wait_until_over(oldest, oldest->serial, caller);
	}
	return true;
}

static bool is_queue_freed(struct workqueue_struct *wq, const char *function,
			   unsigned long caller)
{
	unsigned long freed_at;
	char detail[96];

	if (likely(!ksim_memory_freed(wq, &freed_at)))
		return false;
	snprintf(detail, sizeof(detail), "%s(): the workqueue is no more",
		 function);
	ksim_report(KSIM_FINDING_USE_AFTER_FREE,
		    "BUG: KASAN: use-after-free in __flush_workqueue",
		    "use of a workqueue that was destroyed", detail,
		    (struct ksim_site[]){
			    { ksim_report_driver_caller(caller), "used here" },
			    { freed_at, "destroyed here" } },
		    2);
	return true;
}

void __flush_workqueue(struct workqueue_struct *wq)
{
	ksim_might_sleep_at("flush_workqueue", _RET_IP_);
	ksim_sched_point(KSIM_POINT_LOCK, wq, _RET_IP_);
	if (!is_queue_freed(wq, "flush_workqueue", _RET_IP_))
		flush_queue(wq, "flush_workqueue", _RET_IP_);
}
EXPORT_SYMBOL(__flush_workqueue);

static void drain(struct workqueue_struct *wq, const char *function,
		  unsigned long caller)
{
	unsigned int tries = 0;

	make_ready(wq);
	wq->nr_drainers++;
	wq->flags |= __WQ_DRAINING;
	while (flush_queue(wq, function, caller)) {
		if (wq->outstanding.next == &wq->outstanding)
			break;
		if (++tries == 10 || (tries % 100 == 0 && tries <= 1000))
			pr_warn("workqueue %s: %s() isn't complete after %u tries\n",
				wq->name, function, tries);
	}
	if (!--wq->nr_drainers)
		wq->flags &= ~__WQ_DRAINING;
}

void drain_workqueue(struct workqueue_struct *wq)
{
	ksim_might_sleep_at("drain_workqueue", _RET_IP_);
	if (!is_queue_freed(wq, "drain_workqueue", _RET_IP_))
		drain(wq, "drain_workqueue", _RET_IP_);
}
EXPORT_SYMBOL_GPL(drain_workqueue);

/* Cancelling */

static int try_to_grab(struct work_struct *work, bool delayed)
{
	struct queued_work *rec;

	if (delayed && timer_delete(&to_delayed_work(work)->timer)) {
		set_data(work, WORK_STRUCT_NO_POOL | WORK_STRUCT_PENDING);
		return 1;
	}
	if (!test_and_set_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(work)))
		return 0;
	rec = record_of(work);
	if (rec) {
		set_data(work, WORK_STRUCT_NO_POOL | WORK_STRUCT_PENDING);
		finish(rec);
		return 1;
	}
	return is_canceling(work) ? -ENOENT : -EAGAIN;
}

/*
 * Makes the caller the owner of the pending bit. Return: 1 if the item was
 * pending, 0 if it was idle: then interrupts are off, as for claim(). -EAGAIN
 * if it is just being queued, -ENOENT if somebody else cancels it.
 */
static int grab(struct work_struct *work, bool delayed, unsigned long *flags)
{
	int ret;

	local_irq_save(*flags);
	ret = try_to_grab(work, delayed);
	if (ret < 0)
		local_irq_restore(*flags);
	return ret;
}

static bool cancel(struct work_struct *work, bool delayed, const char *function,
		   unsigned long caller)
{
	unsigned long flags;
	int ret;

	if (!may_queue(work, function, caller))
		return false;
	while ((ret = grab(work, delayed, &flags)) == -EAGAIN)
		ksim_time_spin(caller);
	if (ret < 0)
		return false;
	set_data(work, WORK_STRUCT_NO_POOL);
	local_irq_restore(flags);
	return ret;
}

bool cancel_work(struct work_struct *work)
{
	return cancel(work, false, "cancel_work", _RET_IP_);
}
EXPORT_SYMBOL(cancel_work);

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return cancel(&dwork->work, true, "cancel_delayed_work", _RET_IP_);
}
EXPORT_SYMBOL(cancel_delayed_work);

static void wait_while_canceling(struct work_struct *work,
				 unsigned long caller)
{
	DEFINE_WAIT(wait);

	while (is_canceling(work)) {
		prepare_to_wait(&over, &wait, TASK_UNINTERRUPTIBLE);
		if (is_canceling(work))
			ksim_sleep(KSIM_FOREVER, caller);
	}
	finish_wait(&over, &wait);
}

static bool cancel_sync(struct work_struct *work, bool delayed,
			const char *function, unsigned long caller)
{
	unsigned long flags;
	int ret;

	ksim_might_sleep_at(function, caller);
	if (!may_queue(work, function, caller))
		return false;
	while ((ret = grab(work, delayed, &flags)) < 0) {
		if (ret == -ENOENT)
			wait_while_canceling(work, caller);
		else
			ksim_time_spin(caller);
	}
	/* As long as it stays pending it cannot be queued. */
	set_data(work, WORK_STRUCT_NO_POOL | WORK_OFFQ_CANCELING |
			       WORK_STRUCT_PENDING);
	local_irq_restore(flags);
	flush_from(work, function, caller);
	set_data(work, WORK_STRUCT_NO_POOL);
	if (waitqueue_active(&over))
		wake_up_all(&over);
	return ret;
}

bool cancel_work_sync(struct work_struct *work)
{
	return cancel_sync(work, false, "cancel_work_sync", _RET_IP_);
}
EXPORT_SYMBOL_GPL(cancel_work_sync);

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_sync(&dwork->work, true, "cancel_delayed_work_sync",
			   _RET_IP_);
}
EXPORT_SYMBOL(cancel_delayed_work_sync);

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay)
{
	unsigned long flags;
	int ret;

	if (!may_queue(&dwork->work, "mod_delayed_work", _RET_IP_))
		return false;
	while ((ret = grab(&dwork->work, true, &flags)) == -EAGAIN)
		ksim_time_spin(_RET_IP_);
	if (ret >= 0) {
		queue_delayed_from(cpu, wq, dwork, delay, _RET_IP_);
		local_irq_restore(flags);
	}
	/* Being cancelled counts as pending. */
	return ret;
}
EXPORT_SYMBOL_GPL(mod_delayed_work_on);

/* Making and destroying */

static int clamp_max_active(int max_active, const char *name)
{
	if (max_active < 1 || max_active > WQ_MAX_ACTIVE)
		pr_warn("workqueue: max_active %d requested for %s is out of range, clamping between %d and %d\n",
			max_active, name, 1, WQ_MAX_ACTIVE);
	return clamp_val(max_active, 1, WQ_MAX_ACTIVE);
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
					 int max_active, ...)
{
	struct workqueue_struct *wq =
		kzalloc(struct_size(wq, own_pwqs, NR_CPUS), GFP_KERNEL);
	va_list args;

	if (!wq)
		return NULL;
	wq->pwqs = wq->own_pwqs;
	kmemleak_not_leak(wq);
	va_start(args, max_active);
	vsnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	if ((flags & WQ_UNBOUND) && max_active == 1)
		flags |= __WQ_ORDERED;
	wq->flags = flags;
	wq->max_active =
		clamp_max_active(max_active ?: WQ_DFL_ACTIVE, wq->name);
	wq->site = ksim_report_driver_caller(_RET_IP_);
	make_ready(wq);
	list_add_tail(&wq->link, &workqueues);
	return wq;
}
EXPORT_SYMBOL_GPL(alloc_workqueue);

void destroy_workqueue(struct workqueue_struct *wq)
{
	ksim_might_sleep_at("destroy_workqueue", _RET_IP_);
	if (is_queue_freed(wq, "destroy_workqueue", _RET_IP_))
		return;
	drain(wq, "destroy_workqueue", _RET_IP_);
	if (WARN_ON(wq->outstanding.next != &wq->outstanding))
		return;
	list_del(&wq->link);
	kfree(wq);
}
EXPORT_SYMBOL_GPL(destroy_workqueue);

void workqueue_set_max_active(struct workqueue_struct *wq, int max_active)
{
	int cpu;

	if (WARN_ON(wq->flags & __WQ_ORDERED_EXPLICIT))
		return;
	make_ready(wq);
	wq->flags &= ~__WQ_ORDERED;
	wq->max_active = clamp_max_active(max_active, wq->name);
	for_each_possible_cpu(cpu) {
		activate_inactive(&wq->pwqs[cpu]);
		start_worker(wq->pwqs[cpu].pool);
	}
}
EXPORT_SYMBOL_GPL(workqueue_set_max_active);

/* Questions */

struct work_struct *current_work(void)
{
	struct worker *worker = current_worker();

	return worker ? worker->running->work : NULL;
}
EXPORT_SYMBOL(current_work);

bool workqueue_congested(int cpu, struct workqueue_struct *wq)
{
	struct pool_workqueue *pwq;

	make_ready(wq);
	if (cpu == WORK_CPU_UNBOUND)
		cpu = raw_smp_processor_id();
	pwq = &wq->pwqs[wq->flags & WQ_UNBOUND ? 0 : cpu];
	return pwq->inactive.next != &pwq->inactive;
}
EXPORT_SYMBOL_GPL(workqueue_congested);

unsigned int work_busy(struct work_struct *work)
{
	unsigned int busy = 0;

	if (work_pending(work))
		busy |= WORK_BUSY_PENDING;
	if (worker_executing(work))
		busy |= WORK_BUSY_RUNNING;
	return busy;
}
EXPORT_SYMBOL_GPL(work_busy);

void set_worker_desc(const char *fmt, ...)
{
	char text[WORKER_DESC_LEN];
	va_list args;

	if (!current_worker())
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	ksim_task_rename(current->ksim, text);
}
EXPORT_SYMBOL_GPL(set_worker_desc);

/* On the stack of somebody who waits */

void destroy_work_on_stack(struct work_struct *work)
{
	struct queued_work *rec = record_of(work);

	if (!rec)
		return;
	ksim_report(KSIM_FINDING_MISUSE,
		    "ODEBUG: free active (active state 0) object type: work_struct",
		    "work item on the stack destroyed while it is queued", NULL,
		    (struct ksim_site[]){
			    { ksim_report_driver_caller(_RET_IP_),
			      "destroyed here" },
			    { rec->site, "queued here" } },
		    2);
	set_data(work, WORK_STRUCT_NO_POOL);
	finish(rec);
}
EXPORT_SYMBOL_GPL(destroy_work_on_stack);

void destroy_delayed_work_on_stack(struct delayed_work *work)
{
	destroy_timer_on_stack(&work->timer);
	destroy_work_on_stack(&work->work);
}
EXPORT_SYMBOL_GPL(destroy_delayed_work_on_stack);

int execute_in_process_context(work_func_t fn, struct execute_work *ew)
{
	if (!in_interrupt()) {
		fn(&ew->work);
		return 0;
	}
	INIT_WORK(&ew->work, fn);
	schedule_work(&ew->work);
	return 1;
}
EXPORT_SYMBOL_GPL(execute_in_process_context);

struct work_for_cpu {
	struct work_struct work;
	long (*fn)(void *);
	void *arg;
	long ret;
};

static void work_for_cpu_fn(struct work_struct *work)
{
	struct work_for_cpu *wfc =
		container_of(work, struct work_for_cpu, work);

	wfc->ret = wfc->fn(wfc->arg);
}

long work_on_cpu_key(int cpu, long (*fn)(void *), void *arg,
		     struct lock_class_key *key)
{
	struct work_for_cpu wfc = { .fn = fn, .arg = arg };

	INIT_WORK_ONSTACK(&wfc.work, work_for_cpu_fn);
	schedule_work_on(cpu, &wfc.work);
	flush_work(&wfc.work);
	destroy_work_on_stack(&wfc.work);
	return wfc.ret;
}
EXPORT_SYMBOL_GPL(work_on_cpu_key);

/* Leftovers */

static struct workqueue_struct *const system_queues[] = {
	&system_wq_queue,
	&system_highpri_wq_queue,
	&system_long_wq_queue,
	&system_unbound_wq_queue,
	&system_freezable_wq_queue,
	&system_power_efficient_wq_queue,
	&system_freezable_power_efficient_wq_queue,
	&kblockd_workqueue_queue,
	&bdi_wq_queue,
};

/*
 * What waits comes before what runs: when that is over the next one would
 * begin, and the module has gone.
 */
static struct queued_work *find_record(struct workqueue_struct *wq,
				       struct module *mod)
{
	struct queued_work *rec, *running = NULL;

	if (!wq->ready)
		return NULL;
	list_for_each_entry(rec, &wq->outstanding, in_queue) {
		if (!ksim_in_module((unsigned long)rec->func, mod))
			continue;
		if (rec->state != RECORD_RUNNING)
			return rec;
		if (!running)
			running = rec;
	}
	return running;
}

static void report_leftover_work(const struct queued_work *rec)
{
	bool running = rec->state == RECORD_RUNNING;
	char detail[192];

	snprintf(detail, sizeof(detail),
		 "%ps() on workqueue `%s` %s; it was not given to cancel_work_sync() or flush_work()",
		 rec->func, rec->pwq->wq->name,
		 running ? "is still running" : "has not run yet");
	ksim_report(KSIM_FINDING_LEFTOVER, "BUG: unable to handle page fault",
		    running ? "work still runs at rmmod" :
			      "queued work left behind",
		    detail,
		    (struct ksim_site[]){ { rec->site, "queued here" } }, 1);
}

static void audit_queue(struct workqueue_struct *wq, struct module *mod)
{
	struct queued_work *rec;

	while ((rec = find_record(wq, mod)) != NULL) {
		unsigned long freed_at;

		report_leftover_work(rec);
		if (rec->state == RECORD_RUNNING) {
			u64 serial = rec->serial;
			struct worker *worker = worker_executing(rec->work);

			ksim_task_kill(worker->task->ksim);
			wait_until_over(rec, serial, _RET_IP_);
			continue;
		}
		if (!ksim_memory_freed(rec->work, &freed_at) &&
		    record_of(rec->work) == rec)
			set_data(rec->work, WORK_STRUCT_NO_POOL);
		finish(rec);
	}
}

static struct workqueue_struct *find_queue(struct module *mod)
{
	struct workqueue_struct *wq;

	list_for_each_entry(wq, &workqueues, link)
		if (ksim_in_module(wq->site, mod))
			return wq;
	return NULL;
}

void workqueue_audit_module(struct module *mod)
{
	struct workqueue_struct *wq;
	char detail[128];
	int i;

	for (i = 0; i < ARRAY_SIZE(system_queues); i++)
		audit_queue(system_queues[i], mod);
	list_for_each_entry(wq, &workqueues, link)
		audit_queue(wq, mod);
	while ((wq = find_queue(mod)) != NULL) {
		snprintf(detail, sizeof(detail),
			 "`%s` was not given to destroy_workqueue()", wq->name);
		ksim_report(KSIM_FINDING_LEFTOVER, NULL,
			    "workqueue left behind", detail,
			    (struct ksim_site[]){
				    { wq->site, "allocated here" } },
			    1);
		drain(wq, "workqueue_audit_module", _RET_IP_);
		list_del(&wq->link);
		kfree(wq);
	}
}
