// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Interrupts that nobody wants.
 *
 * Stands for: kernel/irq/spurious.c
 */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <ksim/abi/report.h>
#include <ksim/interrupt.h>

#include "internals.h"

/* Of so many interrupts, more than so many unhandled ones are too many. */
#define JUDGED_AFTER 100000
#define UNHANDLED_MAX 99900

static void print_handlers(struct irq_desc *desc)
{
	struct irqaction *action;

	pr_err("handlers:\n");
	for (action = desc->action; action; action = action->next) {
		pr_err("[<%p>] %ps", action->handler, action->handler);
		if (action->thread_fn)
			pr_cont(" threaded [<%p>] %ps", action->thread_fn,
				action->thread_fn);
		pr_cont("\n");
	}
}

static void report(struct irq_desc *desc, const char *linux_says,
		   const char *title, const char *detail)
{
	struct irqaction *action = desc->action;

	ksim_report(KSIM_FINDING_MISUSE, linux_says, title, detail,
		    (struct ksim_site[]){
			    { ksim_function_site(action->handler),
			      "this handler" },
			    { action->ksim_site, "requested here" } },
		    2);
}

static void report_bogus(struct irq_desc *desc, irqreturn_t ret)
{
	char says[64];

	snprintf(says, sizeof(says), "irq event %d: bogus return value %x",
		 irq_desc_get_irq(desc), ret);
	pr_err("%s\n", says);
	print_handlers(desc);
	report(desc, says, "interrupt handler returns what is no irqreturn_t",
	       "it may return IRQ_NONE, IRQ_HANDLED or IRQ_WAKE_THREAD");
}

static void report_nobody(struct irq_desc *desc)
{
	char says[96];

	snprintf(says, sizeof(says),
		 "irq %d: nobody cared (try booting with the \"irqpoll\" option)",
		 irq_desc_get_irq(desc));
	pr_err("%s\n", says);
	print_handlers(desc);
	pr_emerg("Disabling IRQ #%d\n", irq_desc_get_irq(desc));
	if (desc->action)
		report(desc, says, "interrupts that nobody wants",
		       "all handlers return IRQ_NONE again and again: the line is never quieted, or they do not know their device");
}

void note_interrupt(struct irq_desc *desc, irqreturn_t action_ret)
{
	if ((unsigned int)action_ret > (IRQ_HANDLED | IRQ_WAKE_THREAD)) {
		if (desc->action)
			report_bogus(desc, action_ret);
		return;
	}
	if (action_ret == IRQ_NONE) {
		/* Now and then one is no sign of anything. */
		if (time_after(jiffies, desc->last_unhandled + HZ / 10))
			desc->irqs_unhandled = 1;
		else
			desc->irqs_unhandled++;
		desc->last_unhandled = jiffies;
	}
	if (likely(++desc->irq_count < JUDGED_AFTER))
		return;
	desc->irq_count = 0;
	if (unlikely(desc->irqs_unhandled > UNHANDLED_MAX)) {
		report_nobody(desc);
		desc->istate |= IRQS_SPURIOUS_DISABLED;
		desc->depth++;
		irq_disable(desc);
		mask_irq(desc);
	}
	desc->irqs_unhandled = 0;
}
