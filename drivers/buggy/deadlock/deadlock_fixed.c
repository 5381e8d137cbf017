// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * deadlock, mended: each says that it has come, and then waits for the other.
 */
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static DECLARE_COMPLETION(reader_came);
static DECLARE_COMPLETION(writer_came);

static int meet(struct completion *mine, struct completion *others)
{
	complete(mine);
	if (wait_for_completion_interruptible(others))
		return -ERESTARTSYS;
	return 0;
}

static ssize_t deadlock_read(struct file *filp, char __user *buf, size_t count,
			     loff_t *pos)
{
	return meet(&reader_came, &writer_came);
}

static ssize_t deadlock_write(struct file *filp, const char __user *buf,
			      size_t count, loff_t *pos)
{
	int ret = meet(&writer_came, &reader_came);

	return ret ? ret : count;
}

static const struct file_operations deadlock_fops = {
	.owner = THIS_MODULE,
	.read = deadlock_read,
	.write = deadlock_write,
};

static struct miscdevice deadlock_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &deadlock_fops,
};

module_misc_device(deadlock_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Waits for itself, by way of another, mended");
MODULE_LICENSE("GPL");
