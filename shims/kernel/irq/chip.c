// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Chips, and how interrupts flow.
 *
 * Stands for: kernel/irq/chip.c, kernel/irq/dummychip.c, kernel/irq/resend.c
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <ksim/abi/irq.h>

#include "internals.h"

static void noop(struct irq_data *data)
{
}

static unsigned int noop_ret(struct irq_data *data)
{
	return 0;
}

struct irq_chip no_irq_chip = {
	.name = "none",
	.irq_startup = noop_ret,
	.irq_shutdown = noop,
	.irq_enable = noop,
	.irq_disable = noop,
	.irq_ack = noop,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};

struct irq_chip dummy_irq_chip = {
	.name = "dummy",
	.irq_startup = noop_ret,
	.irq_shutdown = noop,
	.irq_enable = noop,
	.irq_disable = noop,
	.irq_ack = noop,
	.irq_mask = noop,
	.irq_unmask = noop,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};
EXPORT_SYMBOL_GPL(dummy_irq_chip);

/* The machine's controller: its lines, see ksim_irq_lines_run(). */

static void line_unmask(struct irq_data *data)
{
	struct irq_desc *desc = irq_to_desc(data->irq);

	if (desc->ksim_latched || desc->ksim_asserted)
		ksim_irq_line_wants(desc);
}

static int line_retrigger(struct irq_data *data)
{
	struct irq_desc *desc = irq_to_desc(data->irq);

	desc->ksim_latched = true;
	ksim_irq_line_wants(desc);
	return 1;
}

static int line_set_type(struct irq_data *data, unsigned int type)
{
	struct irq_desc *desc = irq_to_desc(data->irq);
	bool level = type & IRQ_TYPE_LEVEL_MASK;

	if (level && type & IRQ_TYPE_EDGE_BOTH)
		return -EINVAL;
	desc->handle_irq = level ? handle_level_irq : handle_edge_irq;
	desc->name = level ? "level" : "edge";
	return 0;
}

struct irq_chip ksim_irq_chip = {
	.name = "ksim",
	.irq_mask = noop,
	.irq_ack = noop,
	.irq_unmask = line_unmask,
	.irq_retrigger = line_retrigger,
	.irq_set_type = line_set_type,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};

void mask_irq(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	if (irqd_irq_masked(data))
		return;
	if (data->chip->irq_mask) {
		data->chip->irq_mask(data);
		data->common->state |= IRQD_IRQ_MASKED;
	}
}

void unmask_irq(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	if (!irqd_irq_masked(data))
		return;
	if (data->chip->irq_unmask) {
		data->common->state &= ~IRQD_IRQ_MASKED;
		data->chip->irq_unmask(data);
	}
}

static void mask_ack_irq(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	if (data->chip->irq_mask_ack) {
		data->chip->irq_mask_ack(data);
		data->common->state |= IRQD_IRQ_MASKED;
		return;
	}
	mask_irq(desc);
	if (data->chip->irq_ack)
		data->chip->irq_ack(data);
}

void irq_enable(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	data->common->state &= ~IRQD_IRQ_DISABLED;
	if (data->chip->irq_enable) {
		data->common->state &= ~IRQD_IRQ_MASKED;
		data->chip->irq_enable(data);
	} else {
		unmask_irq(desc);
	}
}

/*
 * Lazily, as Linux does it, unless the chip has an operation for it: an
 * interrupt that comes all the same is noted, and the line masked then.
 */
void irq_disable(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	data->common->state |= IRQD_IRQ_DISABLED;
	if (data->chip->irq_disable) {
		data->chip->irq_disable(data);
		data->common->state |= IRQD_IRQ_MASKED;
	} else if (desc->status & IRQ_DISABLE_UNLAZY) {
		mask_irq(desc);
	}
}

void irq_startup(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	desc->depth = 0;
	data->common->state |= IRQD_IRQ_STARTED;
	if (data->chip->irq_startup) {
		data->common->state &= ~(IRQD_IRQ_DISABLED | IRQD_IRQ_MASKED);
		data->chip->irq_startup(data);
	} else {
		irq_enable(desc);
	}
	check_irq_resend(desc);
}

void irq_shutdown(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	desc->depth = 1;
	if (data->chip->irq_shutdown)
		data->chip->irq_shutdown(data);
	else if (data->chip->irq_disable)
		data->chip->irq_disable(data);
	else
		mask_irq(desc);
	data->common->state |= IRQD_IRQ_DISABLED | IRQD_IRQ_MASKED;
	data->common->state &= ~IRQD_IRQ_STARTED;
	desc->istate &= ~IRQS_PENDING;
	desc->ksim_latched = false;
}

void check_irq_resend(struct irq_desc *desc)
{
	/* A line that is still active comes by itself. */
	if (irqd_is_level_type(&desc->irq_data)) {
		desc->istate &= ~IRQS_PENDING;
		return;
	}
	if (!(desc->istate & IRQS_PENDING))
		return;
	desc->istate &= ~IRQS_PENDING;
	if (desc->irq_data.chip->irq_retrigger &&
	    desc->irq_data.chip->irq_retrigger(&desc->irq_data))
		return;
	desc->ksim_latched = true;
	ksim_irq_line_wants(desc);
}

int __irq_set_trigger(struct irq_desc *desc, unsigned long flags)
{
	struct irq_data *data = &desc->irq_data;
	int ret;

	if (!data->chip->irq_set_type)
		return 0;
	flags &= IRQ_TYPE_SENSE_MASK;
	ret = data->chip->irq_set_type(data, flags);
	if (ret) {
		pr_err("Setting trigger mode %lu for irq %u failed (%pS)\n",
		       flags, data->irq, data->chip->irq_set_type);
		return ret;
	}
	irqd_set_trigger_type(data, flags);
	if (flags & IRQ_TYPE_LEVEL_MASK)
		data->common->state |= IRQD_LEVEL;
	else
		data->common->state &= ~IRQD_LEVEL;
	return 0;
}

int irq_set_irq_type(unsigned int irq, unsigned int type)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc ? __irq_set_trigger(desc, type) : -EINVAL;
}
EXPORT_SYMBOL(irq_set_irq_type);

int irq_set_chip(unsigned int irq, const struct irq_chip *chip)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	desc->irq_data.chip = chip ? (struct irq_chip *)chip : &no_irq_chip;
	return 0;
}
EXPORT_SYMBOL(irq_set_chip);

int irq_set_chip_data(unsigned int irq, void *data)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	desc->irq_data.chip_data = data;
	return 0;
}
EXPORT_SYMBOL(irq_set_chip_data);

int irq_set_handler_data(unsigned int irq, void *data)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	desc->irq_common_data.handler_data = data;
	return 0;
}
EXPORT_SYMBOL(irq_set_handler_data);

void __irq_set_handler(unsigned int irq, irq_flow_handler_t handle,
		       int is_chained, const char *name)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return;
	if (!handle)
		handle = handle_bad_irq;
	desc->handle_irq = handle;
	desc->name = name;
	if (is_chained && handle != handle_bad_irq) {
		desc->status |= IRQ_NOREQUEST | IRQ_NOPROBE;
		irq_startup(desc);
	}
}
EXPORT_SYMBOL_GPL(__irq_set_handler);

void irq_set_chip_and_handler_name(unsigned int irq,
				   const struct irq_chip *chip,
				   irq_flow_handler_t handle, const char *name)
{
	irq_set_chip(irq, chip);
	__irq_set_handler(irq, handle, 0, name);
}
EXPORT_SYMBOL_GPL(irq_set_chip_and_handler_name);

void irq_modify_status(unsigned int irq, unsigned long clr, unsigned long set)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (desc)
		desc->status = (desc->status & ~clr) | set;
}
EXPORT_SYMBOL_GPL(irq_modify_status);

/* Flow handlers */

static bool may_run(struct irq_desc *desc)
{
	return !(desc->irq_common_data.state & IRQD_IRQ_INPROGRESS) &&
	       desc->action && !irqd_irq_disabled(&desc->irq_data);
}

void handle_bad_irq(struct irq_desc *desc)
{
	desc->tot_count++;
	pr_err("unexpected IRQ trap at vector %02x\n",
	       irq_desc_get_irq(desc));
}
EXPORT_SYMBOL_GPL(handle_bad_irq);

void handle_simple_irq(struct irq_desc *desc)
{
	if (desc->irq_common_data.state & IRQD_IRQ_INPROGRESS)
		return;
	if (!may_run(desc)) {
		desc->istate |= IRQS_PENDING;
		return;
	}
	desc->tot_count++;
	handle_irq_event(desc);
}
EXPORT_SYMBOL_GPL(handle_simple_irq);

void handle_untracked_irq(struct irq_desc *desc)
{
	handle_simple_irq(desc);
}
EXPORT_SYMBOL_GPL(handle_untracked_irq);

static void unmask_unless_threads(struct irq_desc *desc)
{
	if (!irqd_irq_disabled(&desc->irq_data) &&
	    irqd_irq_masked(&desc->irq_data) && !desc->threads_oneshot)
		unmask_irq(desc);
}

void handle_level_irq(struct irq_desc *desc)
{
	mask_ack_irq(desc);
	if (desc->irq_common_data.state & IRQD_IRQ_INPROGRESS)
		return;
	desc->tot_count++;
	if (!may_run(desc)) {
		desc->istate |= IRQS_PENDING;
		return;
	}
	handle_irq_event(desc);
	unmask_unless_threads(desc);
}
EXPORT_SYMBOL_GPL(handle_level_irq);

void handle_edge_irq(struct irq_desc *desc)
{
	if (!may_run(desc)) {
		desc->istate |= IRQS_PENDING;
		mask_ack_irq(desc);
		return;
	}
	desc->tot_count++;
	if (desc->irq_data.chip->irq_ack)
		desc->irq_data.chip->irq_ack(&desc->irq_data);
	do {
		if (!desc->action) {
			mask_irq(desc);
			return;
		}
		/* It came on another CPU meanwhile, and was masked there. */
		if (desc->istate & IRQS_PENDING &&
		    !irqd_irq_disabled(&desc->irq_data))
			unmask_irq(desc);
		handle_irq_event(desc);
	} while (desc->istate & IRQS_PENDING &&
		 !irqd_irq_disabled(&desc->irq_data));
}
EXPORT_SYMBOL(handle_edge_irq);

void handle_fasteoi_irq(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	if (!may_run(desc)) {
		desc->istate |= IRQS_PENDING;
		mask_irq(desc);
	} else {
		desc->tot_count++;
		if (desc->istate & IRQS_ONESHOT)
			mask_irq(desc);
		handle_irq_event(desc);
		unmask_unless_threads(desc);
	}
	if (chip->irq_eoi)
		chip->irq_eoi(&desc->irq_data);
}
EXPORT_SYMBOL_GPL(handle_fasteoi_irq);
