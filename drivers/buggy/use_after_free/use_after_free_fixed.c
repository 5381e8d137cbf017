// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * use_after_free, mended: release() makes the device forget what it frees.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>

struct session {
	size_t written;
	size_t asked;
};

static struct session *last_writer;

static int use_after_free_open(struct inode *inode, struct file *filp)
{
	filp->private_data = kzalloc(sizeof(struct session), GFP_KERNEL);
	return filp->private_data ? 0 : -ENOMEM;
}

static int use_after_free_release(struct inode *inode, struct file *filp)
{
	if (last_writer == filp->private_data)
		last_writer = NULL;
	kfree(filp->private_data);
	return 0;
}

static ssize_t use_after_free_write(struct file *filp, const char __user *buf,
				    size_t count, loff_t *pos)
{
	last_writer = filp->private_data;
	last_writer->written += count;
	return count;
}

/* Returns how much the last writer wrote, and counts how often one asked. */
static long use_after_free_ioctl(struct file *filp, unsigned int cmd,
				 unsigned long arg)
{
	if (!last_writer)
		return 0;
	last_writer->asked++;
	return min_t(size_t, last_writer->written, INT_MAX);
}

static const struct file_operations use_after_free_fops = {
	.owner = THIS_MODULE,
	.open = use_after_free_open,
	.release = use_after_free_release,
	.write = use_after_free_write,
	.unlocked_ioctl = use_after_free_ioctl,
};

static struct miscdevice use_after_free_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &use_after_free_fops,
};

module_misc_device(use_after_free_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Uses memory that it has freed, mended");
MODULE_LICENSE("GPL");
