// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unlock_other, mended: who takes the mutex releases it.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

static DEFINE_MUTEX(busy);
static unsigned long frames;

static void unlock_other_send(struct work_struct *work)
{
	frames++;
}
static DECLARE_WORK(send, unlock_other_send);

static ssize_t unlock_other_write(struct file *filp, const char __user *buf,
				  size_t count, loff_t *pos)
{
	if (mutex_lock_interruptible(&busy))
		return -ERESTARTSYS;
	schedule_work(&send);
	flush_work(&send);
	mutex_unlock(&busy);
	return count;
}

static const struct file_operations unlock_other_fops = {
	.owner = THIS_MODULE,
	.write = unlock_other_write,
};

static struct miscdevice unlock_other_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &unlock_other_fops,
};

module_misc_device(unlock_other_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Releases a mutex that another task took, mended");
MODULE_LICENSE("GPL");
