// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: one variable keeps the interrupt state for two locks. The inner
 * lock overwrites what the outer one saved, and interrupts stay off.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(count_lock);
static DEFINE_SPINLOCK(total_lock);
static unsigned long count_now, total;

static void irq_flags_collect(struct work_struct *work)
{
	unsigned long flags;

	spin_lock_irqsave(&count_lock, flags);
	spin_lock_irqsave(&total_lock, flags);
	total += count_now;
	count_now = 0;
	spin_unlock_irqrestore(&total_lock, flags);
	spin_unlock_irqrestore(&count_lock, flags);
}
static DECLARE_WORK(collect, irq_flags_collect);

static ssize_t irq_flags_write(struct file *filp, const char __user *buf,
			       size_t count, loff_t *pos)
{
	unsigned long flags;

	spin_lock_irqsave(&count_lock, flags);
	count_now += count;
	spin_unlock_irqrestore(&count_lock, flags);
	schedule_work(&collect);
	return count;
}

static const struct file_operations irq_flags_fops = {
	.owner = THIS_MODULE,
	.write = irq_flags_write,
};

static struct miscdevice irq_flags_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &irq_flags_fops,
};

static int __init irq_flags_init(void)
{
	return misc_register(&irq_flags_device);
}

static void __exit irq_flags_exit(void)
{
	misc_deregister(&irq_flags_device);
	flush_work(&collect);
}

module_init(irq_flags_init);
module_exit(irq_flags_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves interrupts off");
MODULE_LICENSE("GPL");
