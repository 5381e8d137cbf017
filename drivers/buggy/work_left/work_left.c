// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the module is unloaded, and its work is still to be done.
 */
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/workqueue.h>

static unsigned long written, saved;

static void work_left_save(struct work_struct *work)
{
	saved = written;
}
static DECLARE_DELAYED_WORK(save, work_left_save);

/* What was written is saved when nothing more has come for a while. */
static ssize_t work_left_write(struct file *filp, const char __user *buf,
			       size_t count, loff_t *pos)
{
	written += count;
	schedule_delayed_work(&save, HZ);
	return count;
}

static const struct file_operations work_left_fops = {
	.owner = THIS_MODULE,
	.write = work_left_write,
};

static struct miscdevice work_left_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &work_left_fops,
};

static int __init work_left_init(void)
{
	return misc_register(&work_left_device);
}

static void __exit work_left_exit(void)
{
	misc_deregister(&work_left_device);
}

module_init(work_left_init);
module_exit(work_left_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves delayed work behind");
MODULE_LICENSE("GPL");
