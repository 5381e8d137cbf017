/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel threads, and workers made of them.
 *
 * Stands for: include/linux/kthread.h, kernel/kthread.c
 * Fidelity:   MODEL - the caller makes the thread itself, there is no kthreadd
 * Absent:     freezing, kthread_use_mm(), cgroups
 */
#ifndef _KSIM_LINUX_KTHREAD_H
#define _KSIM_LINUX_KTHREAD_H

#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>

struct completion;

/**
 * kthread_create_on_node() - make a thread; wake_up_process() starts it
 * @threadfn: what it does; its value is what kthread_stop() returns
 * @data: passed to @threadfn
 * @node: where memory would come from
 * @namefmt: printf format of its name
 *
 * Context: Process context. May sleep.
 * Return: the thread, ERR_PTR(-ENOMEM), or ERR_PTR(-EINTR) if the caller was
 * killed.
 */
__printf(4, 5)
struct task_struct *kthread_create_on_node(int (*threadfn)(void *data),
					   void *data, int node,
					   const char namefmt[], ...);
#define kthread_create(threadfn, data, namefmt, arg...) \
	kthread_create_on_node(threadfn, data, NUMA_NO_NODE, namefmt, ##arg)

/* @namefmt may hold one %u, for the CPU. */
struct task_struct *kthread_create_on_cpu(int (*threadfn)(void *data),
					  void *data, unsigned int cpu,
					  const char *namefmt);

/* Makes a thread and starts it. */
#define kthread_run(threadfn, data, namefmt, ...)			\
({									\
	struct task_struct *__k =					\
		kthread_create(threadfn, data, namefmt, ##__VA_ARGS__);	\
									\
	if (!IS_ERR(__k))						\
		wake_up_process(__k);					\
	__k;								\
})

static __always_inline struct task_struct *
kthread_run_on_cpu(int (*threadfn)(void *data), void *data, unsigned int cpu,
		   const char *namefmt)
{
	struct task_struct *p =
		kthread_create_on_cpu(threadfn, data, cpu, namefmt);

	if (!IS_ERR(p))
		wake_up_process(p);
	return p;
}

/* For a thread that has not been started. */
void kthread_bind(struct task_struct *k, unsigned int cpu);

/**
 * kthread_stop() - ask a thread to end, and wait until it has
 * @k: the thread; must not have ended, unless the caller holds a reference
 *
 * Context: Process context. Sleeps.
 * Return: what its function returned; -EINTR if it was never started.
 */
int kthread_stop(struct task_struct *k);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
int kthread_stop_put(struct task_struct *k);
#endif

/* Whether kthread_stop() was called on the current thread. */
bool kthread_should_stop(void);

/**
 * kthread_park() - ask a thread to call kthread_parkme(), wait until it has
 * @k: the thread
 *
 * Context: Process context. Sleeps.
 * Return: 0, -ENOSYS if it has ended, -EBUSY if somebody else parks it.
 */
int kthread_park(struct task_struct *k);
void kthread_unpark(struct task_struct *k);
bool kthread_should_park(void);
bool __kthread_should_park(struct task_struct *k);
void kthread_parkme(void);

void *kthread_func(struct task_struct *k);
void *kthread_data(struct task_struct *k);
bool kthread_freezable_should_stop(bool *was_frozen);
void kthread_exit(long result) __noreturn;
void kthread_complete_and_exit(struct completion *comp,
			       long code) __noreturn;

/* Workers: one thread that runs what is queued, one after the other. */

struct kthread_work;
typedef void (*kthread_work_func_t)(struct kthread_work *work);
void kthread_delayed_work_timer_fn(struct timer_list *t);

enum {
	KTW_FREEZABLE = 1 << 0, /* ignored: nothing is ever frozen */
};

struct kthread_worker {
	unsigned int flags;
	raw_spinlock_t lock;
	struct list_head work_list;
	struct list_head delayed_work_list;
	struct task_struct *task;
	struct kthread_work *current_work;
};

struct kthread_work {
	struct list_head node;
	kthread_work_func_t func;
	struct kthread_worker *worker;
	int canceling; /* cancelling calls that are under way */
};

struct kthread_delayed_work {
	struct kthread_work work;
	struct timer_list timer;
};

#define KTHREAD_WORK_INIT(work, fn)		\
{						\
	.node = LIST_HEAD_INIT((work).node),	\
	.func = (fn),				\
}
#define KTHREAD_DELAYED_WORK_INIT(dwork, fn)				\
{									\
	.work = KTHREAD_WORK_INIT((dwork).work, (fn)),			\
	.timer = __TIMER_INITIALIZER(kthread_delayed_work_timer_fn,	\
				     TIMER_IRQSAFE),			\
}
#define DEFINE_KTHREAD_WORK(work, fn) \
	struct kthread_work work = KTHREAD_WORK_INIT(work, fn)
#define DEFINE_KTHREAD_DELAYED_WORK(dwork, fn) \
	struct kthread_delayed_work dwork = KTHREAD_DELAYED_WORK_INIT(dwork, fn)

void __kthread_init_worker(struct kthread_worker *worker, const char *name,
			   struct lock_class_key *key);
#define kthread_init_worker(worker) \
	__kthread_init_worker((worker), #worker, NULL)
#define kthread_init_work(work, fn)				\
	do {							\
		memset((work), 0, sizeof(struct kthread_work));	\
		INIT_LIST_HEAD(&(work)->node);			\
		(work)->func = (fn);				\
	} while (0)
#define kthread_init_delayed_work(dwork, fn)			\
	do {							\
		kthread_init_work(&(dwork)->work, (fn));	\
		timer_setup(&(dwork)->timer,			\
			    kthread_delayed_work_timer_fn,	\
			    TIMER_IRQSAFE);			\
	} while (0)

/* What the thread of a worker does, as a function for kthread_run(). */
int kthread_worker_fn(void *worker_ptr);

__printf(2, 3) struct kthread_worker *
kthread_create_worker(unsigned int flags, const char namefmt[], ...);
__printf(3, 4) struct kthread_worker *
kthread_create_worker_on_cpu(int cpu, unsigned int flags,
			     const char namefmt[], ...);

/* Runs what is queued, ends the thread, frees the worker. */
void kthread_destroy_worker(struct kthread_worker *worker);

/**
 * kthread_queue_work() - have a worker run something
 * @worker: who
 * @work: what
 *
 * Context: Any.
 * Return: false if it is queued already, or being cancelled.
 */
bool kthread_queue_work(struct kthread_worker *worker,
			struct kthread_work *work);
bool kthread_queue_delayed_work(struct kthread_worker *worker,
				struct kthread_delayed_work *dwork,
				unsigned long delay);
bool kthread_mod_delayed_work(struct kthread_worker *worker,
			      struct kthread_delayed_work *dwork,
			      unsigned long delay);
void kthread_flush_work(struct kthread_work *work);
void kthread_flush_worker(struct kthread_worker *worker);

/* Waits if it is running. Return: whether it was queued. */
bool kthread_cancel_work_sync(struct kthread_work *work);
bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *work);

#endif
