// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sleep_in_atomic, mended: a lock under which one sleeps is a mutex.
 */
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static unsigned int volume;

/* The device takes ten milliseconds to follow. */
static ssize_t sleep_in_atomic_write(struct file *filp, const char __user *buf,
				     size_t count, loff_t *pos)
{
	mutex_lock(&lock);
	volume = count;
	msleep(10);
	mutex_unlock(&lock);
	return count;
}

static const struct file_operations sleep_in_atomic_fops = {
	.owner = THIS_MODULE,
	.write = sleep_in_atomic_write,
};

static struct miscdevice sleep_in_atomic_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &sleep_in_atomic_fops,
};

module_misc_device(sleep_in_atomic_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Sleeps with a spinlock held, mended");
MODULE_LICENSE("GPL");
