// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the interrupt handler takes a mutex, for which it may have to sleep.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/mutex.h>

static unsigned int irq = 7;
module_param(irq, uint, 0444);
MODULE_PARM_DESC(irq, "The line that interrupts come by");

static DEFINE_MUTEX(lock); /* protects the counter */
static unsigned long interrupts;

static irqreturn_t irq_sleep_interrupt(int line, void *dev_id)
{
	mutex_lock(&lock);
	interrupts++;
	mutex_unlock(&lock);
	return IRQ_HANDLED;
}

static int __init irq_sleep_init(void)
{
	return request_irq(irq, irq_sleep_interrupt, 0, "irq_sleep", &lock);
}

static void __exit irq_sleep_exit(void)
{
	free_irq(irq, &lock);
}

module_init(irq_sleep_init);
module_exit(irq_sleep_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Sleeps in an interrupt handler");
MODULE_LICENSE("GPL");
