// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Functions that run in a hard interrupt, soon.
 *
 * Stands for: kernel/irq_work.c
 */
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <ksim/abi/irq.h>
#include <ksim/abi/report.h>
#include <ksim/abi/time.h>
#include <ksim/audit.h>
#include <ksim/freed.h>
#include <ksim/interrupt.h>

#include "shims/kernel/time/armed.h"

static struct armed_queue queued;
static u64 times_queued;

static bool queue_from(struct irq_work *work, unsigned long caller)
{
	unsigned long flags;

	if (atomic_fetch_or(IRQ_WORK_CLAIMED, &work->node.a_flags) &
	    IRQ_WORK_PENDING)
		return false;
	local_irq_save(flags);
	armed_add(&queued, 0, times_queued++, work, work->func,
		  ksim_report_driver_caller(caller));
	ksim_irq_raise();
	local_irq_restore(flags);
	return true;
}

bool irq_work_queue(struct irq_work *work)
{
	return queue_from(work, _RET_IP_);
}
EXPORT_SYMBOL_GPL(irq_work_queue);

bool irq_work_queue_on(struct irq_work *work, int cpu)
{
	return queue_from(work, _RET_IP_);
}
EXPORT_SYMBOL_GPL(irq_work_queue_on);

static void run_one(const struct ksim_armed *armed)
{
	struct irq_work *work = armed->timer;
	struct ksim_context context;
	int flags;

	if (armed_memory_freed(armed, "irq_work"))
		return;
	/* From here on it can be queued again. */
	flags = work->node.a_flags.counter & ~IRQ_WORK_PENDING;
	work->node.a_flags.counter = flags;
	context = ksim_context_save();
	work->func(work);
	ksim_context_check(context, "irq_work", armed->function);
	/* Unless it was. */
	atomic_cmpxchg(&work->node.a_flags, flags, flags & ~IRQ_WORK_BUSY);
}

void irq_work_run(void)
{
	struct ksim_armed *first;
	u64 end = times_queued;

	while ((first = armed_first(&queued)) && first->order < end) {
		struct ksim_armed armed = *first;

		armed_remove(&queued, first);
		run_one(&armed);
	}
	/* One that has queued itself runs in the next interrupt. */
	if (armed_first(&queued))
		ksim_irq_raise();
}
EXPORT_SYMBOL_GPL(irq_work_run);

void irq_work_sync(struct irq_work *work)
{
	while (irq_work_is_busy(work))
		ksim_time_spin(_RET_IP_);
}
EXPORT_SYMBOL_GPL(irq_work_sync);

void irq_work_audit_module(struct module *mod)
{
	unsigned long freed_at;
	char detail[160];
	u32 i = 0;

	while (i < queued.count) {
		struct ksim_armed *armed = queued.heap[i];
		struct irq_work *work = armed->timer;

		if (!ksim_in_module((unsigned long)armed->function, mod)) {
			i++;
			continue;
		}
		snprintf(detail, sizeof(detail),
			 "it would have called %ps(), and irq_work_sync() was not called",
			 armed->function);
		ksim_report(KSIM_FINDING_LEFTOVER,
			    "BUG: unable to handle page fault",
			    "irq_work left behind", detail,
			    (struct ksim_site[]){
				    { armed->site, "queued here" } },
			    1);
		if (!ksim_memory_freed(work, &freed_at))
			work->node.a_flags.counter &= ~IRQ_WORK_CLAIMED;
		armed_remove(&queued, armed);
		i = 0;
	}
}
