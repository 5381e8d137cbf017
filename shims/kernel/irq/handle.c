// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calling handlers, and the machine's lines.
 *
 * Stands for: kernel/irq/handle.c
 */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <ksim/abi/irq.h>
#include <ksim/interrupt.h>

#include "internals.h"

irqreturn_t no_action(int irq, void *dev_id)
{
	return IRQ_NONE;
}
EXPORT_SYMBOL_GPL(no_action);

static void wake_thread(struct irq_desc *desc, struct irqaction *action)
{
	if (test_and_set_bit(IRQTF_RUNTHREAD, &action->thread_flags))
		return;
	desc->threads_oneshot |= action->thread_mask;
	desc->threads_active++;
	wake_up_process(action->thread);
}

static void warn_no_thread(unsigned int irq, struct irqaction *action)
{
	if (test_and_set_bit(IRQTF_WARNED, &action->thread_flags))
		return;
	pr_warn("IRQ %d device %s returned IRQ_WAKE_THREAD but no thread function available.",
		irq, action->name);
}

irqreturn_t handle_irq_event(struct irq_desc *desc)
{
	unsigned int irq = desc->irq_data.irq;
	irqreturn_t retval = IRQ_NONE;
	struct irqaction *action;

	desc->istate &= ~IRQS_PENDING;
	desc->irq_common_data.state |= IRQD_IRQ_INPROGRESS;
	desc->ksim_task = current;
	for (action = desc->action; action; action = action->next) {
		struct ksim_context context = ksim_context_save();
		irqreturn_t res = action->handler(irq, action->dev_id);

		if (WARN_ONCE(!irqs_disabled(),
			      "irq %u handler %pS enabled interrupts\n", irq,
			      action->handler))
			local_irq_disable();
		ksim_context_check(context, "interrupt", action->handler);
		if (res == IRQ_WAKE_THREAD) {
			if (!action->thread_fn)
				warn_no_thread(irq, action);
			else
				wake_thread(desc, action);
		}
		retval |= res;
	}
	desc->ksim_task = NULL;
	desc->irq_common_data.state &= ~IRQD_IRQ_INPROGRESS;
	note_interrupt(desc, retval);
	return retval;
}

void irq_wake_thread(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action;

	if (!desc)
		return;
	for (action = desc->action; action; action = action->next) {
		if (action->dev_id == dev_id) {
			if (action->thread)
				wake_thread(desc, action);
			break;
		}
	}
}
EXPORT_SYMBOL_GPL(irq_wake_thread);

/* The machine's lines */

static DECLARE_BITMAP(wanting, NR_IRQS_MAX);

void ksim_irq_line_wants(struct irq_desc *desc)
{
	__set_bit(desc->irq_data.irq, wanting);
	ksim_irq_raise();
}

int ksim_irq_line_set(u32 irq, int level)
{
	struct irq_desc *desc = irq < KSIM_IRQ_LINES ? irq_to_desc(irq) : NULL;
	bool was;

	if (!desc)
		return -EINVAL;
	was = desc->ksim_asserted;
	desc->ksim_asserted = level == KSIM_IRQ_HIGH;
	if (level == KSIM_IRQ_LOW)
		return 0;
	if (!was)
		desc->ksim_latched = true;
	/* What comes while a line is off at the controller is lost. */
	if (!(desc->irq_common_data.state & IRQD_IRQ_STARTED))
		desc->ksim_latched = false;
	else
		ksim_irq_line_wants(desc);
	return 0;
}

void ksim_irq_lines_run(void)
{
	unsigned int irq;

	if (bitmap_empty(wanting, NR_IRQS_MAX))
		return;
	for_each_set_bit(irq, wanting, NR_IRQS_MAX) {
		struct irq_desc *desc = ksim_irq_desc(irq);
		bool level;

		__clear_bit(irq, wanting);
		if (!desc || irqd_irq_masked(&desc->irq_data))
			continue;
		level = irqd_is_level_type(&desc->irq_data) &&
			desc->ksim_asserted;
		if (!desc->ksim_latched && !level)
			continue;
		desc->ksim_latched = false;
		generic_handle_irq_desc(desc);
		/* Nobody has quieted the device: it comes again. */
		if (irqd_is_level_type(&desc->irq_data) &&
		    desc->ksim_asserted && !irqd_irq_masked(&desc->irq_data))
			ksim_irq_line_wants(desc);
	}
}

void ksim_irq_abandoned(void)
{
	unsigned int irq;

	for (irq = 0; irq < ksim_irq_count; irq++) {
		struct irq_desc *desc = ksim_irq_descs[irq];

		if (!desc || desc->ksim_task != current)
			continue;
		desc->ksim_task = NULL;
		desc->irq_common_data.state &= ~IRQD_IRQ_INPROGRESS;
		unmask_irq(desc);
	}
	if (!bitmap_empty(wanting, NR_IRQS_MAX))
		ksim_irq_raise();
}
