// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the driver takes it for impossible that user space writes
 * nothing.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static unsigned long shortest = ULONG_MAX;

static ssize_t bug_on_write(struct file *filp, const char __user *buf,
			    size_t count, loff_t *pos)
{
	BUG_ON(count == 0);
	shortest = min(shortest, count);
	return count;
}

static const struct file_operations bug_on_fops = {
	.owner = THIS_MODULE,
	.write = bug_on_write,
};

static struct miscdevice bug_on_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &bug_on_fops,
};

module_misc_device(bug_on_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Stops the kernel over a harmless system call");
MODULE_LICENSE("GPL");
