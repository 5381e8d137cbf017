// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the module is unloaded, and its interrupt handler stays.
 */
#include <linux/interrupt.h>
#include <linux/module.h>

static unsigned int irq = 7;
module_param(irq, uint, 0444);
MODULE_PARM_DESC(irq, "The line that interrupts come by");

static unsigned long interrupts;

static irqreturn_t irq_left_interrupt(int line, void *dev_id)
{
	interrupts++;
	return IRQ_HANDLED;
}

static int __init irq_left_init(void)
{
	return request_irq(irq, irq_left_interrupt, 0, "irq_left",
			   &interrupts);
}

static void __exit irq_left_exit(void)
{
}

module_init(irq_left_init);
module_exit(irq_left_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves an interrupt handler behind");
MODULE_LICENSE("GPL");
