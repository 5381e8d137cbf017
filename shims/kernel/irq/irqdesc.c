// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The interrupts that exist.
 *
 * Stands for: kernel/irq/irqdesc.c
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <ksim/abi/report.h>
#include <ksim/audit.h>
#include <ksim/init.h>
#include <ksim/interrupt.h>

#include "internals.h"

struct irq_desc *ksim_irq_descs[NR_IRQS_MAX] __ksim_not_restored;
unsigned int ksim_irq_count;

/* The machine's lines come into being when somebody first asks for them. */
static struct irq_desc lines[KSIM_IRQ_LINES] __ksim_not_restored;

static void init_desc(struct irq_desc *desc, unsigned int irq,
		      struct irq_chip *chip, irq_flow_handler_t handle)
{
	*desc = (struct irq_desc){
		.irq_data.irq = irq,
		.irq_data.hwirq = irq,
		.irq_data.chip = chip,
		.irq_common_data.state = IRQD_IRQ_DISABLED | IRQD_IRQ_MASKED,
		.handle_irq = handle,
		.depth = 1,
	};
	desc->irq_data.common = &desc->irq_common_data;
	init_waitqueue_head(&desc->wait_for_threads);
	while (ksim_irq_count <= irq)
		ksim_irq_descs[ksim_irq_count++] = NULL;
	ksim_irq_descs[irq] = desc;
}

struct irq_desc *irq_to_desc(unsigned int irq)
{
	if (irq < KSIM_IRQ_LINES && !ksim_irq_desc(irq)) {
		init_desc(&lines[irq], irq, &ksim_irq_chip, handle_edge_irq);
		lines[irq].name = "edge";
	}
	return ksim_irq_desc(irq);
}
EXPORT_SYMBOL(irq_to_desc);

struct irq_data *irq_get_irq_data(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc ? &desc->irq_data : NULL;
}
EXPORT_SYMBOL_GPL(irq_get_irq_data);

int generic_handle_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	if (WARN_ON_ONCE(!in_hardirq() && desc->irq_data.chip == &ksim_irq_chip))
		return -EINVAL;
	generic_handle_irq_desc(desc);
	return 0;
}
EXPORT_SYMBOL_GPL(generic_handle_irq);

int generic_handle_irq_safe(unsigned int irq)
{
	unsigned long flags;
	int ret;

	local_irq_save(flags);
	ret = generic_handle_irq(irq);
	local_irq_restore(flags);
	return ret;
}
EXPORT_SYMBOL_GPL(generic_handle_irq_safe);

/* Return: the first of @count free numbers in a row, or NR_IRQS_MAX. */
static unsigned int find_free(unsigned int from, unsigned int count)
{
	unsigned int run = 0;

	for (from = max(from, (unsigned int)KSIM_IRQ_LINES);
	     from < NR_IRQS_MAX; from++) {
		run = ksim_irq_desc(from) ? 0 : run + 1;
		if (run == count)
			return from + 1 - count;
	}
	return NR_IRQS_MAX;
}

int __irq_alloc_descs(int irq, unsigned int from, unsigned int cnt, int node,
		      struct module *owner, const void *affinity)
{
	unsigned long caller = ksim_report_driver_caller(_RET_IP_);
	unsigned int first, i;

	if (!cnt)
		return -EINVAL;
	if (irq >= 0) {
		if (from > (unsigned int)irq)
			return -EINVAL;
		from = irq;
	}
	first = find_free(from, cnt);
	if (irq >= 0 && first != (unsigned int)irq)
		return -EEXIST;
	if (first == NR_IRQS_MAX)
		return -ENOMEM;
	for (i = 0; i < cnt; i++) {
		struct irq_desc *desc = kzalloc(sizeof(*desc), GFP_KERNEL);

		if (!desc) {
			irq_free_descs(first, i);
			return -ENOMEM;
		}
		/* Missed as an interrupt, not as memory. */
		kmemleak_not_leak(desc);
		init_desc(desc, first + i, &no_irq_chip, handle_bad_irq);
		desc->owner = owner;
		desc->ksim_site = caller;
	}
	return first;
}
EXPORT_SYMBOL_GPL(__irq_alloc_descs);

void irq_free_descs(unsigned int from, unsigned int cnt)
{
	unsigned int irq;

	for (irq = from; irq < from + cnt && irq < ksim_irq_count; irq++) {
		struct irq_desc *desc = ksim_irq_descs[irq];

		if (!desc || irq < KSIM_IRQ_LINES)
			continue;
		WARN(desc->action, "remove an interrupt, %u, that is in use",
		     irq);
		ksim_irq_descs[irq] = NULL;
		kfree(desc);
	}
}
EXPORT_SYMBOL_GPL(irq_free_descs);

static void audit_actions(struct irq_desc *desc, struct module *mod)
{
	struct irqaction **place = &desc->action;
	char detail[160];

	while (*place) {
		struct irqaction *action = *place;

		if (!ksim_in_module((unsigned long)action->handler, mod) &&
		    !ksim_in_module((unsigned long)action->thread_fn, mod)) {
			place = &action->next;
			continue;
		}
		snprintf(detail, sizeof(detail),
			 "irq %u would call %ps(), and free_irq() was not called",
			 action->irq,
			 ksim_in_module((unsigned long)action->handler, mod) ?
				 action->handler : action->thread_fn);
		ksim_report(KSIM_FINDING_LEFTOVER,
			    "BUG: unable to handle page fault",
			    "interrupt handler left behind", detail,
			    (struct ksim_site[]){
				    { action->ksim_site, "requested here" } },
			    1);
		*place = action->next;
		if (!desc->action)
			irq_shutdown(desc);
	}
}

void irq_audit_module(struct module *mod)
{
	unsigned int irq;
	char detail[96];

	for (irq = 0; irq < ksim_irq_count; irq++) {
		struct irq_desc *desc = ksim_irq_descs[irq];

		if (!desc)
			continue;
		audit_actions(desc, mod);
		if (!ksim_in_module(desc->ksim_site, mod))
			continue;
		snprintf(detail, sizeof(detail),
			 "irq %u is still there, and irq_free_desc() was not called",
			 irq);
		ksim_report(KSIM_FINDING_LEFTOVER,
			    "BUG: unable to handle page fault",
			    "interrupt left behind", detail,
			    (struct ksim_site[]){
				    { desc->ksim_site, "made here" } },
			    1);
		desc->action = NULL;
		irq_free_descs(irq, 1);
	}
}
