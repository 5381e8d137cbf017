// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: when write() fails it returns with the mutex held.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

static DEFINE_MUTEX(lock);
static char text[16];

static ssize_t unlock_missing_write(struct file *filp, const char __user *buf,
				    size_t count, loff_t *pos)
{
	ssize_t ret = count;

	if (count > sizeof(text))
		return -EINVAL;
	mutex_lock(&lock);
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	mutex_unlock(&lock);
	return ret;
}

static const struct file_operations unlock_missing_fops = {
	.owner = THIS_MODULE,
	.write = unlock_missing_write,
};

static struct miscdevice unlock_missing_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &unlock_missing_fops,
};

module_misc_device(unlock_missing_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Returns with a mutex held");
MODULE_LICENSE("GPL");
