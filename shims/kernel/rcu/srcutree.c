// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * RCU whose readers may sleep.
 *
 * Stands for: kernel/rcu/srcutree.c
 */
#include <linux/bottom_half.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/sched.h>
#include <linux/srcu.h>
#include <ksim/abi/task.h>
#include <ksim/interrupt.h>
#include <ksim/task.h>

int init_srcu_struct(struct srcu_struct *ssp)
{
	*ssp = (struct srcu_struct){ .idx = 0 };
	mutex_init(&ssp->mutex);
	init_waitqueue_head(&ssp->idle);
	INIT_WORK(&ssp->work, ksim_srcu_invoke);
	return 0;
}
EXPORT_SYMBOL_GPL(init_srcu_struct);

void cleanup_srcu_struct(struct srcu_struct *ssp)
{
	if (WARN_ON(ssp->readers[0] || ssp->readers[1]))
		return;
	flush_work(&ssp->work);
	WARN_ON(ssp->callbacks);
}
EXPORT_SYMBOL_GPL(cleanup_srcu_struct);

int __srcu_read_lock(struct srcu_struct *ssp)
{
	int idx;

	ksim_sched_point(KSIM_POINT_ATOMIC, ssp, _RET_IP_);
	idx = ssp->idx & 1;
	ssp->readers[idx]++;
	return idx;
}
EXPORT_SYMBOL_GPL(__srcu_read_lock);

void __srcu_read_unlock(struct srcu_struct *ssp, int idx)
{
	ksim_sched_point(KSIM_POINT_ATOMIC, ssp, _RET_IP_);
	WARN_ON(ssp->readers[idx] <= 0);
	if (!--ssp->readers[idx] && waitqueue_active(&ssp->idle))
		wake_up_all(&ssp->idle);
}
EXPORT_SYMBOL_GPL(__srcu_read_unlock);

static void wait_for_readers(struct srcu_struct *ssp, int idx,
			     unsigned long caller)
{
	DEFINE_WAIT(wait);

	while (ssp->readers[idx]) {
		prepare_to_wait(&ssp->idle, &wait, TASK_UNINTERRUPTIBLE);
		if (ssp->readers[idx])
			ksim_sleep(KSIM_FOREVER, caller);
	}
	finish_wait(&ssp->idle, &wait);
}

/* New readers use the other counter, so the wait ends. */
static void synchronize(struct srcu_struct *ssp, unsigned long caller)
{
	ksim_might_sleep_at("synchronize_srcu", caller);
	mutex_lock(&ssp->mutex);
	wait_for_readers(ssp, (ssp->idx + 1) & 1, caller);
	ssp->idx++;
	wait_for_readers(ssp, (ssp->idx + 1) & 1, caller);
	mutex_unlock(&ssp->mutex);
}

void synchronize_srcu(struct srcu_struct *ssp)
{
	synchronize(ssp, _RET_IP_);
}
EXPORT_SYMBOL_GPL(synchronize_srcu);

void synchronize_srcu_expedited(struct srcu_struct *ssp)
{
	synchronize(ssp, _RET_IP_);
}
EXPORT_SYMBOL_GPL(synchronize_srcu_expedited);

void ksim_srcu_invoke(struct work_struct *work)
{
	struct srcu_struct *ssp = container_of(work, struct srcu_struct, work);
	struct rcu_head *head = ssp->callbacks;

	ssp->callbacks = NULL;
	if (!head)
		return;
	synchronize(ssp, _RET_IP_);
	while (head) {
		struct rcu_head *next = head->next;
		struct ksim_context context;
		rcu_callback_t func = head->func;

		local_bh_disable();
		context = ksim_context_save();
		func(head);
		ksim_context_check(context, "srcu callback", func);
		local_bh_enable();
		head = next;
	}
}
EXPORT_SYMBOL_GPL(ksim_srcu_invoke);

void call_srcu(struct srcu_struct *ssp, struct rcu_head *head,
	       void (*func)(struct rcu_head *head))
{
	ksim_sched_point(KSIM_POINT_LOCK, ssp, _RET_IP_);
	head->func = func;
	head->next = NULL;
	if (!ssp->callbacks)
		ssp->last = &ssp->callbacks;
	*ssp->last = head;
	ssp->last = &head->next;
	queue_work(system_wq, &ssp->work);
}
EXPORT_SYMBOL_GPL(call_srcu);

struct srcu_barrier_callback {
	struct rcu_head head;
	struct completion done;
};

static void barrier_called(struct rcu_head *head)
{
	struct srcu_barrier_callback *callback =
		container_of(head, struct srcu_barrier_callback, head);

	complete(&callback->done);
}

void srcu_barrier(struct srcu_struct *ssp)
{
	struct srcu_barrier_callback callback;

	init_completion(&callback.done);
	call_srcu(ssp, &callback.head, barrier_called);
	wait_for_completion(&callback.done);
}
EXPORT_SYMBOL_GPL(srcu_barrier);
