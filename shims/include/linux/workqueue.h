/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Workqueues: functions that run later, in a task.
 *
 * Stands for: include/linux/workqueue.h, workqueue_types.h, kernel/workqueue.c
 * Fidelity:   MODEL - max_active, order, non-reentrancy, flushing and cancelling
 *             as in Linux; the workers of one CPU do not wait for each
 *             other; WQ_MEM_RECLAIM has no rescuer, WQ_FREEZABLE, WQ_HIGHPRI
 *             and WQ_CPU_INTENSIVE change nothing but the worker's name
 * Absent:     WQ_BH, attributes, schedule_on_each_cpu(), disable_work()
 */
#ifndef _KSIM_LINUX_WORKQUEUE_H
#define _KSIM_LINUX_WORKQUEUE_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>
#include <linux/timer.h>

struct work_struct;
struct workqueue_struct;

typedef void (*work_func_t)(struct work_struct *work);
void delayed_work_timer_fn(struct timer_list *t);

#define work_data_bits(work) ((unsigned long *)(&(work)->data))

enum {
	WORK_STRUCT_PENDING_BIT = 0,
	WORK_STRUCT_PWQ_BIT = 2,
	WORK_OFFQ_CANCELING_BIT = 4,

	WORK_STRUCT_PENDING = 1 << WORK_STRUCT_PENDING_BIT,
	WORK_STRUCT_PWQ = 1 << WORK_STRUCT_PWQ_BIT, /* data is a pointer */
	WORK_OFFQ_CANCELING = 1 << WORK_OFFQ_CANCELING_BIT,

	WORK_CPU_UNBOUND = NR_CPUS,

	WORK_BUSY_PENDING = 1 << 0,
	WORK_BUSY_RUNNING = 1 << 1,

	WORKER_DESC_LEN = 32,
};

#define WORK_STRUCT_NO_POOL (0x7fffffffUL << 5)

/**
 * struct work_struct - a function to run
 * @data: WORK_STRUCT_* bits; while queued, its record in the queue
 * @entry: not used
 * @func: the function
 */
struct work_struct {
	atomic_long_t data;
	struct list_head entry;
	work_func_t func;
};

#define WORK_DATA_INIT() ATOMIC_LONG_INIT(WORK_STRUCT_NO_POOL)
#define WORK_DATA_STATIC_INIT() WORK_DATA_INIT()

/**
 * struct delayed_work - a function to run after a while
 * @wq: where the timer will queue it
 * @cpu: on which CPU
 * @ksim_site: who started the timer
 */
struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
	int cpu;
	unsigned long ksim_site;
};

/* A function to run after an RCU grace period. */
struct rcu_work {
	struct work_struct work;
	struct rcu_head rcu;
	struct workqueue_struct *wq;
};

struct execute_work {
	struct work_struct work;
};

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

static inline struct rcu_work *to_rcu_work(struct work_struct *work)
{
	return container_of(work, struct rcu_work, work);
}

#define __WORK_INITIALIZER(n, f)			\
{							\
	.data = WORK_DATA_STATIC_INIT(),		\
	.entry = { &(n).entry, &(n).entry },		\
	.func = (f),					\
}
#define __DELAYED_WORK_INITIALIZER(n, f, tflags)			\
{									\
	.work = __WORK_INITIALIZER((n).work, (f)),			\
	.timer = __TIMER_INITIALIZER(delayed_work_timer_fn,		\
				     (tflags) | TIMER_IRQSAFE),		\
}
#define DECLARE_WORK(n, f) struct work_struct n = __WORK_INITIALIZER(n, f)
#define DECLARE_DELAYED_WORK(n, f) \
	struct delayed_work n = __DELAYED_WORK_INITIALIZER(n, f, 0)
#define DECLARE_DEFERRABLE_WORK(n, f) \
	struct delayed_work n = \
		__DELAYED_WORK_INITIALIZER(n, f, TIMER_DEFERRABLE)

/* Nothing may be queued when the frame goes. */
void destroy_work_on_stack(struct work_struct *work);
void destroy_delayed_work_on_stack(struct delayed_work *work);

#define __INIT_WORK(_work, _func, _onstack)				\
	do {								\
		(_work)->data = (atomic_long_t)WORK_DATA_INIT();	\
		INIT_LIST_HEAD(&(_work)->entry);			\
		(_work)->func = (_func);				\
	} while (0)
/**
 * INIT_WORK() - prepare a work item for first use
 * @_work: the work, not pending
 * @_func: runs in process context
 */
#define INIT_WORK(_work, _func) __INIT_WORK((_work), (_func), 0)
#define INIT_WORK_ONSTACK(_work, _func) __INIT_WORK((_work), (_func), 1)
#define PREPARE_WORK(_work, _func) do { (_work)->func = (_func); } while (0)

#define __INIT_DELAYED_WORK(_work, _func, _tflags)		\
	do {							\
		INIT_WORK(&(_work)->work, (_func));		\
		__init_timer(&(_work)->timer,			\
			     delayed_work_timer_fn,		\
			     (_tflags) | TIMER_IRQSAFE);	\
	} while (0)
#define INIT_DELAYED_WORK(_work, _func) __INIT_DELAYED_WORK(_work, _func, 0)
#define INIT_DELAYED_WORK_ONSTACK(_work, _func) \
	__INIT_DELAYED_WORK(_work, _func, 0)
#define INIT_DEFERRABLE_WORK(_work, _func) \
	__INIT_DELAYED_WORK(_work, _func, TIMER_DEFERRABLE)
#define INIT_DEFERRABLE_WORK_ONSTACK(_work, _func) \
	__INIT_DELAYED_WORK(_work, _func, TIMER_DEFERRABLE)
#define INIT_RCU_WORK(_work, _func) INIT_WORK(&(_work)->work, (_func))
#define INIT_RCU_WORK_ONSTACK(_work, _func) \
	INIT_WORK_ONSTACK(&(_work)->work, (_func))

#define work_pending(work) \
	test_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(work))
#define delayed_work_pending(w) work_pending(&(w)->work)

enum {
	WQ_UNBOUND = 1 << 1,
	WQ_FREEZABLE = 1 << 2,
	WQ_MEM_RECLAIM = 1 << 3,
	WQ_HIGHPRI = 1 << 4,
	WQ_CPU_INTENSIVE = 1 << 5,
	WQ_SYSFS = 1 << 6,
	WQ_POWER_EFFICIENT = 1 << 7,

	__WQ_DRAINING = 1 << 16,
	__WQ_ORDERED = 1 << 17,
	__WQ_LEGACY = 1 << 18,
	__WQ_ORDERED_EXPLICIT = 1 << 19,

	WQ_MAX_ACTIVE = 512,
	WQ_UNBOUND_MAX_ACTIVE = WQ_MAX_ACTIVE,
	WQ_DFL_ACTIVE = WQ_MAX_ACTIVE / 2,
};

extern struct workqueue_struct *system_wq;
extern struct workqueue_struct *system_highpri_wq;
extern struct workqueue_struct *system_long_wq;
extern struct workqueue_struct *system_unbound_wq;
extern struct workqueue_struct *system_freezable_wq;
extern struct workqueue_struct *system_power_efficient_wq;
extern struct workqueue_struct *system_freezable_power_efficient_wq;

/**
 * alloc_workqueue() - make a workqueue
 * @fmt: printf format of its name
 * @flags: WQ_*
 * @max_active: how much may run at a time, for each CPU if the queue is bound;
 *		0 for the default
 *
 * Context: Process context. May sleep.
 * Return: the queue, or NULL.
 */
__printf(1, 4) struct workqueue_struct *
alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...);

/* One at a time, in the order of queueing. */
#define alloc_ordered_workqueue(fmt, flags, args...)		\
	alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED |	\
			__WQ_ORDERED_EXPLICIT | (flags), 1, ##args)
#define create_workqueue(name) \
	alloc_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, 1, (name))
#define create_freezable_workqueue(name)				\
	alloc_workqueue("%s", __WQ_LEGACY | WQ_FREEZABLE | WQ_UNBOUND |	\
			WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name) \
	alloc_ordered_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, name)

#define from_work(var, callback_work, work_fieldname) \
	container_of(callback_work, typeof(*var), work_fieldname)

/**
 * destroy_workqueue() - run all that is queued, then free the queue
 * @wq: the queue
 *
 * Delayed work whose timer still runs is not waited for: cancel it before.
 *
 * Context: Process context. Sleeps.
 */
void destroy_workqueue(struct workqueue_struct *wq);

/**
 * queue_work_on() - have a work item run on a CPU
 * @cpu: the CPU, or WORK_CPU_UNBOUND for this one
 * @wq: where
 * @work: what
 *
 * Context: Any.
 * Return: false if it is pending already, and then runs once for both.
 */
bool queue_work_on(int cpu, struct workqueue_struct *wq,
		   struct work_struct *work);
bool queue_work_node(int node, struct workqueue_struct *wq,
		     struct work_struct *work);
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *dwork, unsigned long delay);

/* Return: whether it was pending. */
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay);
bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork);

/* Waits for what is queued now, not for what is queued meanwhile. */
void __flush_workqueue(struct workqueue_struct *wq);
void drain_workqueue(struct workqueue_struct *wq);

/**
 * flush_work() - wait until a work item has run
 * @work: the work; of an item that queues itself again, this run only
 *
 * Context: Process context. May sleep. Not from @work itself.
 * Return: false if it was idle.
 */
bool flush_work(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *dwork);
bool flush_rcu_work(struct rcu_work *rwork);

/* Context: Any. Return: whether it was pending. It may still be running. */
bool cancel_work(struct work_struct *work);
bool cancel_delayed_work(struct delayed_work *dwork);

/**
 * cancel_work_sync() - keep a work item from running, wait if it does
 * @work: the work, also one that queues itself again
 *
 * Context: Process context. May sleep. Not from @work itself.
 * Return: whether it was pending.
 */
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work_sync(struct delayed_work *dwork);

void workqueue_set_max_active(struct workqueue_struct *wq, int max_active);
struct work_struct *current_work(void);
bool workqueue_congested(int cpu, struct workqueue_struct *wq);
unsigned int work_busy(struct work_struct *work);
__printf(1, 2) void set_worker_desc(const char *fmt, ...);
int execute_in_process_context(work_func_t fn, struct execute_work *ew);
long work_on_cpu_key(int cpu, long (*fn)(void *), void *arg,
		     struct lock_class_key *key);
#define work_on_cpu(cpu, fn, arg) work_on_cpu_key(cpu, fn, arg, NULL)
#define work_on_cpu_safe(cpu, fn, arg) work_on_cpu_key(cpu, fn, arg, NULL)

static __always_inline bool queue_work(struct workqueue_struct *wq,
			      struct work_struct *work)
{
	return queue_work_on(WORK_CPU_UNBOUND, wq, work);
}

static __always_inline bool queue_delayed_work(struct workqueue_struct *wq,
				      struct delayed_work *dwork,
				      unsigned long delay)
{
	return queue_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay);
}

static __always_inline bool mod_delayed_work(struct workqueue_struct *wq,
				    struct delayed_work *dwork,
				    unsigned long delay)
{
	return mod_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay);
}

static __always_inline bool schedule_work_on(int cpu, struct work_struct *work)
{
	return queue_work_on(cpu, system_wq, work);
}

static __always_inline bool schedule_work(struct work_struct *work)
{
	return queue_work(system_wq, work);
}

static __always_inline bool schedule_delayed_work_on(int cpu,
					    struct delayed_work *dwork,
					    unsigned long delay)
{
	return queue_delayed_work_on(cpu, system_wq, dwork, delay);
}

static __always_inline bool schedule_delayed_work(struct delayed_work *dwork,
					 unsigned long delay)
{
	return queue_delayed_work(system_wq, dwork, delay);
}

#define flush_workqueue(wq) __flush_workqueue(wq)
#define flush_scheduled_work() __flush_workqueue(system_wq)

#endif
