// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kernel threads.
 *
 * Stands for: kernel/kthread.c
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/audit.h>
#include <ksim/freed.h>
#include <ksim/interrupt.h>
#include <ksim/kthread.h>
#include <ksim/task.h>

#include "shims/kernel/time/armed.h"

enum {
	KTHREAD_IS_PER_CPU,
	KTHREAD_SHOULD_STOP,
	KTHREAD_SHOULD_PARK,
	KTHREAD_EXITING, /* will not return to its function */
};

/**
 * struct kthread - what a task that is a kernel thread has in worker_private
 * @threadfn: its function
 * @site: who made it, inside a module if a driver did
 */
struct kthread {
	unsigned long flags;
	unsigned int cpu;
	long result;
	int (*threadfn)(void *data);
	void *data;
	struct completion parked;
	struct completion exited;
	unsigned long site;
};

static struct kthread *to_kthread(struct task_struct *k)
{
	WARN_ON(!(k->flags & PF_KTHREAD));
	return k->worker_private;
}

bool kthread_should_stop(void)
{
	return test_bit(KTHREAD_SHOULD_STOP, &to_kthread(current)->flags);
}
EXPORT_SYMBOL(kthread_should_stop);

bool __kthread_should_park(struct task_struct *k)
{
	return test_bit(KTHREAD_SHOULD_PARK, &to_kthread(k)->flags);
}
EXPORT_SYMBOL_GPL(__kthread_should_park);

bool kthread_should_park(void)
{
	return __kthread_should_park(current);
}
EXPORT_SYMBOL_GPL(kthread_should_park);

bool kthread_freezable_should_stop(bool *was_frozen)
{
	ksim_might_sleep_at("kthread_freezable_should_stop", _RET_IP_);
	if (was_frozen)
		*was_frozen = false;
	return kthread_should_stop();
}
EXPORT_SYMBOL_GPL(kthread_freezable_should_stop);

void *kthread_func(struct task_struct *k)
{
	struct kthread *kthread = k->worker_private;

	return k->flags & PF_KTHREAD && kthread ? kthread->threadfn : NULL;
}
EXPORT_SYMBOL_GPL(kthread_func);

void *kthread_data(struct task_struct *k)
{
	return to_kthread(k)->data;
}
EXPORT_SYMBOL_GPL(kthread_data);

/* In the thread */

static void park(struct kthread *self, unsigned long caller)
{
	for (;;) {
		set_special_state(TASK_PARKED);
		if (!test_bit(KTHREAD_SHOULD_PARK, &self->flags))
			break;
		complete(&self->parked);
		ksim_sleep(KSIM_FOREVER, caller);
	}
	__set_current_state(TASK_RUNNING);
}

void kthread_parkme(void)
{
	park(to_kthread(current), _RET_IP_);
}
EXPORT_SYMBOL_GPL(kthread_parkme);

void __noreturn kthread_exit(long result)
{
	struct kthread *kthread = to_kthread(current);

	kthread->result = result;
	set_bit(KTHREAD_EXITING, &kthread->flags);
	do_exit(0);
}

void __noreturn kthread_complete_and_exit(struct completion *comp, long code)
{
	set_bit(KTHREAD_EXITING, &to_kthread(current)->flags);
	if (comp)
		complete(comp);
	kthread_exit(code);
}
EXPORT_SYMBOL(kthread_complete_and_exit);

void __noreturn __module_put_and_kthread_exit(struct module *mod, long code)
{
	set_bit(KTHREAD_EXITING, &to_kthread(current)->flags);
	module_put(mod);
	kthread_exit(code);
}
EXPORT_SYMBOL(__module_put_and_kthread_exit);

void ksim_kthread_exited(struct task_struct *tsk)
{
	struct kthread *kthread = tsk->worker_private;

	complete_all(&kthread->exited);
}

void ksim_kthread_free(struct task_struct *tsk)
{
	kfree(tsk->worker_private);
	tsk->worker_private = NULL;
}

static int kthread_main(void *arg)
{
	struct kthread *self = arg;
	int ret = -EINTR;

	if (!test_bit(KTHREAD_SHOULD_STOP, &self->flags)) {
		park(self, _RET_IP_);
		ret = self->threadfn(self->data);
	}
	kthread_exit(ret);
}

/* Making one */

struct task_struct *ksim_kthread_make(int (*threadfn)(void *data), void *data,
				      const char *name, gfp_t gfp,
				      unsigned long site)
{
	struct kthread *kthread = kzalloc(sizeof(*kthread), gfp);
	struct task_struct *tsk;

	if (!kthread)
		return ERR_PTR(-ENOMEM);
	tsk = ksim_task_alloc(name);
	kmemleak_not_leak(kthread);
	init_completion(&kthread->parked);
	init_completion(&kthread->exited);
	kthread->threadfn = threadfn;
	kthread->data = data;
	kthread->site = site;
	tsk->worker_private = kthread;
	tsk->flags |= PF_KTHREAD;
	tsk->__state = TASK_UNINTERRUPTIBLE;
	tsk->ksim = ksim_task_create(tsk->comm, tsk, kthread_main, kthread);
	return tsk;
}

static __printf(3, 0) struct task_struct *
create(int (*threadfn)(void *data), void *data, const char *namefmt,
       va_list args, unsigned long caller)
{
	char name[TASK_COMM_LEN];

	ksim_might_sleep_at("kthread_create", caller);
	/* kthreadd would make it meanwhile, so others run. */
	ksim_sched_point(KSIM_POINT_YIELD, NULL, caller);
	if (fatal_signal_pending(current))
		return ERR_PTR(-EINTR);
	vsnprintf(name, sizeof(name), namefmt, args);
	return ksim_kthread_make(threadfn, data, name, GFP_KERNEL,
				 ksim_report_driver_caller(caller));
}

struct task_struct *kthread_create_on_node(int (*threadfn)(void *data),
					   void *data, int node,
					   const char namefmt[], ...)
{
	struct task_struct *task;
	va_list args;

	va_start(args, namefmt);
	task = create(threadfn, data, namefmt, args, _RET_IP_);
	va_end(args);
	return task;
}
EXPORT_SYMBOL(kthread_create_on_node);

void kthread_bind(struct task_struct *k, unsigned int cpu)
{
	if (WARN_ON(k->__state != TASK_UNINTERRUPTIBLE))
		return;
	ksim_task_bind(k->ksim, cpu);
	k->flags |= PF_NO_SETAFFINITY;
}
EXPORT_SYMBOL(kthread_bind);

struct task_struct *kthread_create_on_cpu(int (*threadfn)(void *data),
					  void *data, unsigned int cpu,
					  const char *namefmt)
{
	char name[TASK_COMM_LEN];
	struct task_struct *p;

	snprintf(name, sizeof(name), namefmt, cpu);
	p = kthread_create_on_node(threadfn, data, NUMA_NO_NODE, "%s", name);
	if (IS_ERR(p))
		return p;
	kthread_bind(p, cpu);
	to_kthread(p)->cpu = cpu;
	return p;
}
EXPORT_SYMBOL(kthread_create_on_cpu);

/* From outside */

/* Ended, and nobody but the core still has a reference. */
static bool is_only_kept_by_core(struct task_struct *k)
{
	return k->exit_state && k->ksim && k->usage.refs.counter == 1;
}

static bool is_gone(struct task_struct *k, const char *function,
		    unsigned long caller)
{
	struct ksim_site sites[2] = {
		{ ksim_report_driver_caller(caller), "used here" },
	};
	unsigned long freed_at;
	char detail[160];

	if (likely(!ksim_memory_freed(k, &freed_at) &&
		   !is_only_kept_by_core(k)))
		return false;
	snprintf(detail, sizeof(detail),
		 "%s(): the thread has ended by itself, and nobody held a reference to its task_struct",
		 function);
	ksim_report(KSIM_FINDING_USE_AFTER_FREE,
		    "refcount_t: addition on 0; use-after-free.",
		    "use of a kernel thread that is gone", detail, sites, 1);
	return true;
}

void kthread_unpark(struct task_struct *k)
{
	struct kthread *kthread;

	if (is_gone(k, "kthread_unpark", _RET_IP_))
		return;
	kthread = to_kthread(k);
	if (!test_bit(KTHREAD_SHOULD_PARK, &kthread->flags))
		return;
	clear_bit(KTHREAD_SHOULD_PARK, &kthread->flags);
	wake_up_state(k, TASK_PARKED);
}
EXPORT_SYMBOL_GPL(kthread_unpark);

int kthread_park(struct task_struct *k)
{
	struct kthread *kthread;

	if (is_gone(k, "kthread_park", _RET_IP_))
		return -ENOSYS;
	kthread = to_kthread(k);
	if (WARN_ON(k->flags & PF_EXITING))
		return -ENOSYS;
	if (WARN_ON_ONCE(test_bit(KTHREAD_SHOULD_PARK, &kthread->flags)))
		return -EBUSY;
	set_bit(KTHREAD_SHOULD_PARK, &kthread->flags);
	if (k != current) {
		wake_up_process(k);
		wait_for_completion(&kthread->parked);
	}
	return 0;
}
EXPORT_SYMBOL_GPL(kthread_park);

static int stop(struct task_struct *k, unsigned long caller)
{
	struct kthread *kthread;
	int ret;

	if (is_gone(k, "kthread_stop", caller))
		return -EINTR;
	ksim_might_sleep_at("kthread_stop", caller);
	get_task_struct(k);
	kthread = to_kthread(k);
	set_bit(KTHREAD_SHOULD_STOP, &kthread->flags);
	kthread_unpark(k);
	/* Since 6.1 an interruptible wait of the thread ends, too. */
	set_ti_thread_flag(task_thread_info(k), TIF_NOTIFY_SIGNAL);
	wake_up_process(k);
	wait_for_completion(&kthread->exited);
	ret = kthread->result;
	put_task_struct(k);
	return ret;
}

int kthread_stop(struct task_struct *k)
{
	return stop(k, _RET_IP_);
}
EXPORT_SYMBOL(kthread_stop);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
int kthread_stop_put(struct task_struct *k)
{
	int ret = stop(k, _RET_IP_);

	put_task_struct(k);
	return ret;
}
EXPORT_SYMBOL(kthread_stop_put);
#endif

/* Workers */

void __kthread_init_worker(struct kthread_worker *worker, const char *name,
			   struct lock_class_key *key)
{
	memset(worker, 0, sizeof(*worker));
	raw_spin_lock_init(&worker->lock);
	INIT_LIST_HEAD(&worker->work_list);
	INIT_LIST_HEAD(&worker->delayed_work_list);
}
EXPORT_SYMBOL_GPL(__kthread_init_worker);

static struct kthread_work *take_work(struct kthread_worker *worker)
{
	struct kthread_work *work;

	raw_spin_lock_irq(&worker->lock);
	work = list_first_entry_or_null(&worker->work_list,
					struct kthread_work, node);
	if (work)
		list_del_init(&work->node);
	worker->current_work = work;
	raw_spin_unlock_irq(&worker->lock);
	return work;
}

int kthread_worker_fn(void *worker_ptr)
{
	struct kthread_worker *worker = worker_ptr;
	struct kthread_work *work;

	WARN_ON(worker->task && worker->task != current);
	worker->task = current;
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		work = take_work(worker);
		if (work) {
			struct ksim_context context;
			void *function = work->func;

			__set_current_state(TASK_RUNNING);
			context = ksim_context_save();
			work->func(work);
			ksim_context_check(context, "work", function);
		} else {
			schedule();
		}
		cond_resched();
	}
	__set_current_state(TASK_RUNNING);
	raw_spin_lock_irq(&worker->lock);
	worker->task = NULL;
	raw_spin_unlock_irq(&worker->lock);
	return 0;
}
EXPORT_SYMBOL_GPL(kthread_worker_fn);

static __printf(3, 0) struct kthread_worker *
create_worker(int cpu, unsigned int flags, const char *namefmt, va_list args,
	      unsigned long caller)
{
	struct kthread_worker *worker = kzalloc(sizeof(*worker), GFP_KERNEL);
	struct task_struct *task;

	if (!worker)
		return ERR_PTR(-ENOMEM);
	kthread_init_worker(worker);
	task = create(kthread_worker_fn, worker, namefmt, args, caller);
	if (IS_ERR(task)) {
		kfree(worker);
		return ERR_CAST(task);
	}
	if (cpu >= 0)
		kthread_bind(task, cpu);
	worker->flags = flags;
	worker->task = task;
	wake_up_process(task);
	return worker;
}

struct kthread_worker *kthread_create_worker(unsigned int flags,
					     const char namefmt[], ...)
{
	struct kthread_worker *worker;
	va_list args;

	va_start(args, namefmt);
	worker = create_worker(-1, flags, namefmt, args, _RET_IP_);
	va_end(args);
	return worker;
}
EXPORT_SYMBOL(kthread_create_worker);

struct kthread_worker *kthread_create_worker_on_cpu(int cpu,
						    unsigned int flags,
						    const char namefmt[], ...)
{
	struct kthread_worker *worker;
	va_list args;

	va_start(args, namefmt);
	worker = create_worker(cpu, flags, namefmt, args, _RET_IP_);
	va_end(args);
	return worker;
}
EXPORT_SYMBOL(kthread_create_worker_on_cpu);

static bool may_queue(struct kthread_work *work)
{
	return list_empty(&work->node) && !work->canceling;
}

static void insert_work(struct kthread_worker *worker,
			struct kthread_work *work, struct list_head *before)
{
	WARN_ON_ONCE(!list_empty(&work->node));
	WARN_ON_ONCE(work->worker && work->worker != worker);
	list_add_tail(&work->node, before);
	work->worker = worker;
	if (!worker->current_work && worker->task)
		wake_up_process(worker->task);
}

bool kthread_queue_work(struct kthread_worker *worker,
			struct kthread_work *work)
{
	unsigned long flags;
	bool queued = false;

	raw_spin_lock_irqsave(&worker->lock, flags);
	if (may_queue(work)) {
		insert_work(worker, work, &worker->work_list);
		queued = true;
	}
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}
EXPORT_SYMBOL_GPL(kthread_queue_work);

void kthread_delayed_work_timer_fn(struct timer_list *t)
{
	struct kthread_delayed_work *dwork = from_timer(dwork, t, timer);
	struct kthread_work *work = &dwork->work;
	struct kthread_worker *worker = work->worker;
	unsigned long flags;

	if (WARN_ON_ONCE(!worker))
		return;
	raw_spin_lock_irqsave(&worker->lock, flags);
	WARN_ON_ONCE(work->worker != worker);
	WARN_ON_ONCE(list_empty(&work->node));
	list_del_init(&work->node);
	if (!work->canceling)
		insert_work(worker, work, &worker->work_list);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
}
EXPORT_SYMBOL(kthread_delayed_work_timer_fn);

static void insert_delayed_work(struct kthread_worker *worker,
				struct kthread_delayed_work *dwork,
				unsigned long delay)
{
	struct kthread_work *work = &dwork->work;

	WARN_ON_ONCE(dwork->timer.function != kthread_delayed_work_timer_fn);
	if (!delay) {
		insert_work(worker, work, &worker->work_list);
		return;
	}
	WARN_ON_ONCE(!list_empty(&work->node));
	WARN_ON_ONCE(work->worker && work->worker != worker);
	list_add(&work->node, &worker->delayed_work_list);
	work->worker = worker;
	dwork->timer.expires = ticks_now() + delay;
	add_timer(&dwork->timer);
}

bool kthread_queue_delayed_work(struct kthread_worker *worker,
				struct kthread_delayed_work *dwork,
				unsigned long delay)
{
	unsigned long flags;
	bool queued = false;

	raw_spin_lock_irqsave(&worker->lock, flags);
	if (may_queue(&dwork->work)) {
		insert_delayed_work(worker, dwork, delay);
		queued = true;
	}
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}
EXPORT_SYMBOL_GPL(kthread_queue_delayed_work);

/* Stands in the queue behind what is flushed. */
struct kthread_flush_work {
	struct kthread_work work;
	struct completion done;
};

static void flush_work_fn(struct kthread_work *work)
{
	struct kthread_flush_work *flush =
		container_of(work, struct kthread_flush_work, work);

	complete(&flush->done);
}

static void init_flush(struct kthread_flush_work *flush)
{
	kthread_init_work(&flush->work, flush_work_fn);
	init_completion(&flush->done);
}

void kthread_flush_work(struct kthread_work *work)
{
	struct kthread_worker *worker = work->worker;
	struct kthread_flush_work flush;
	bool wait = true;

	if (!worker)
		return;
	init_flush(&flush);
	raw_spin_lock_irq(&worker->lock);
	WARN_ON_ONCE(work->worker != worker);
	if (!list_empty(&work->node))
		insert_work(worker, &flush.work, work->node.next);
	else if (worker->current_work == work)
		insert_work(worker, &flush.work, worker->work_list.next);
	else
		wait = false;
	raw_spin_unlock_irq(&worker->lock);
	if (wait)
		wait_for_completion(&flush.done);
}
EXPORT_SYMBOL_GPL(kthread_flush_work);

/* The lock is released meanwhile: the timer's function takes it. */
static void stop_delay(struct kthread_work *work, unsigned long *flags)
{
	struct kthread_delayed_work *dwork =
		container_of(work, struct kthread_delayed_work, work);
	struct kthread_worker *worker = work->worker;

	work->canceling++;
	raw_spin_unlock_irqrestore(&worker->lock, *flags);
	timer_delete_sync(&dwork->timer);
	raw_spin_lock_irqsave(&worker->lock, *flags);
	work->canceling--;
}

static bool remove_work(struct kthread_work *work)
{
	if (list_empty(&work->node))
		return false;
	list_del_init(&work->node);
	return true;
}

bool kthread_mod_delayed_work(struct kthread_worker *worker,
			      struct kthread_delayed_work *dwork,
			      unsigned long delay)
{
	struct kthread_work *work = &dwork->work;
	unsigned long flags;
	bool queued = false;

	raw_spin_lock_irqsave(&worker->lock, flags);
	if (work->worker) {
		WARN_ON_ONCE(work->worker != worker);
		stop_delay(work, &flags);
		/* Somebody else cancels it: not to be queued. */
		if (work->canceling) {
			queued = true;
			goto out;
		}
		queued = remove_work(work);
	}
	insert_delayed_work(worker, dwork, delay);
out:
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}
EXPORT_SYMBOL_GPL(kthread_mod_delayed_work);

static bool cancel_sync(struct kthread_work *work, bool delayed)
{
	struct kthread_worker *worker = work->worker;
	unsigned long flags;
	bool queued;

	if (!worker)
		return false;
	raw_spin_lock_irqsave(&worker->lock, flags);
	WARN_ON_ONCE(work->worker != worker);
	if (delayed)
		stop_delay(work, &flags);
	queued = remove_work(work);
	if (worker->current_work == work) {
		work->canceling++;
		raw_spin_unlock_irqrestore(&worker->lock, flags);
		kthread_flush_work(work);
		raw_spin_lock_irqsave(&worker->lock, flags);
		work->canceling--;
	}
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}

bool kthread_cancel_work_sync(struct kthread_work *work)
{
	return cancel_sync(work, false);
}
EXPORT_SYMBOL_GPL(kthread_cancel_work_sync);

bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *dwork)
{
	return cancel_sync(&dwork->work, true);
}
EXPORT_SYMBOL_GPL(kthread_cancel_delayed_work_sync);

void kthread_flush_worker(struct kthread_worker *worker)
{
	struct kthread_flush_work flush;

	init_flush(&flush);
	kthread_queue_work(worker, &flush.work);
	wait_for_completion(&flush.done);
}
EXPORT_SYMBOL_GPL(kthread_flush_worker);

void kthread_destroy_worker(struct kthread_worker *worker)
{
	struct task_struct *task = worker->task;

	if (WARN_ON(!task))
		return;
	kthread_flush_worker(worker);
	kthread_stop(task);
	WARN_ON(!list_empty(&worker->delayed_work_list));
	WARN_ON(!list_empty(&worker->work_list));
	kfree(worker);
}
EXPORT_SYMBOL(kthread_destroy_worker);

/* Leftovers */

static struct task_struct *find_leftover(struct module *mod)
{
	struct task_struct *p;

	for_each_process(p) {
		struct kthread *kthread = p->worker_private;

		if (!(p->flags & PF_KTHREAD) || p->flags & PF_EXITING ||
		    kthread->flags & BIT(KTHREAD_EXITING))
			continue;
		if (ksim_in_module((unsigned long)kthread->threadfn, mod) ||
		    (kthread->threadfn == kthread_worker_fn &&
		     ksim_in_module(kthread->site, mod)))
			return p;
	}
	return NULL;
}

void kthread_audit_module(struct module *mod)
{
	struct task_struct *p;
	char detail[160];

	while ((p = find_leftover(mod)) != NULL) {
		struct kthread *kthread = p->worker_private;

		snprintf(detail, sizeof(detail),
			 "`%s` (pid %d), which runs %ps(), was not given to kthread_stop()",
			 p->comm, p->pid, kthread->threadfn);
		ksim_report(KSIM_FINDING_LEFTOVER,
			    "BUG: unable to handle page fault",
			    "kernel thread left behind", detail,
			    (struct ksim_site[]){
				    { kthread->site, "created here" } },
			    1);
		get_task_struct(p);
		ksim_task_kill(p->ksim);
		wait_for_completion(&kthread->exited);
		put_task_struct(p);
	}
}
