// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * double_lock, mended: the function expects its caller to hold the mutex.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

static DEFINE_MUTEX(lock);
static char log[64];
static size_t used;

/* Requires: the lock is held. */
static size_t room(void)
{
	return sizeof(log) - used;
}

static ssize_t double_lock_write(struct file *filp, const char __user *buf,
				 size_t count, loff_t *pos)
{
	ssize_t ret;

	mutex_lock(&lock);
	count = min(count, room());
	if (copy_from_user(log + used, buf, count)) {
		ret = -EFAULT;
	} else {
		used += count;
		ret = count;
	}
	mutex_unlock(&lock);
	return ret;
}

static const struct file_operations double_lock_fops = {
	.owner = THIS_MODULE,
	.write = double_lock_write,
};

static struct miscdevice double_lock_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &double_lock_fops,
};

module_misc_device(double_lock_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Takes a mutex that it holds, mended");
MODULE_LICENSE("GPL");
