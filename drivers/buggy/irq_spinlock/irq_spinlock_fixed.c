// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_spinlock, mended: while the lock is held no interrupt can come.
 */
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static unsigned int irq = 7;
module_param(irq, uint, 0444);
MODULE_PARM_DESC(irq, "The line that interrupts come by");

static DEFINE_SPINLOCK(lock); /* protects both counters */
static unsigned long written, interrupts;

static irqreturn_t irq_spinlock_interrupt(int line, void *dev_id)
{
	spin_lock(&lock);
	interrupts++;
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static ssize_t irq_spinlock_write(struct file *filp, const char __user *buf,
				  size_t count, loff_t *pos)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	written += count;
	spin_unlock_irqrestore(&lock, flags);
	return count;
}

static const struct file_operations irq_spinlock_fops = {
	.owner = THIS_MODULE,
	.write = irq_spinlock_write,
};

static struct miscdevice irq_spinlock_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &irq_spinlock_fops,
};

static int __init irq_spinlock_init(void)
{
	int ret;

	ret = request_irq(irq, irq_spinlock_interrupt, 0, "irq_spinlock",
			  &lock);
	if (ret)
		return ret;
	ret = misc_register(&irq_spinlock_device);
	if (ret)
		free_irq(irq, &lock);
	return ret;
}

static void __exit irq_spinlock_exit(void)
{
	misc_deregister(&irq_spinlock_device);
	free_irq(irq, &lock);
}

module_init(irq_spinlock_init);
module_exit(irq_spinlock_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Takes with interrupts on what the handler takes, mended");
MODULE_LICENSE("GPL");
