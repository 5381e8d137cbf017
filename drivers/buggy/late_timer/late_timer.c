// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: release() frees the object, and its timer is still armed.
 */
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct session {
	struct timer_list timer;
	unsigned int blinks;
};

static void late_timer_blink(struct timer_list *timer)
{
	struct session *session = from_timer(session, timer, timer);

	session->blinks++;
}

static int late_timer_open(struct inode *inode, struct file *filp)
{
	struct session *session;

	session = kzalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return -ENOMEM;
	timer_setup(&session->timer, late_timer_blink, 0);
	filp->private_data = session;
	return 0;
}

static int late_timer_release(struct inode *inode, struct file *filp)
{
	struct session *session = filp->private_data;

	kfree(session);
	return 0;
}

static ssize_t late_timer_write(struct file *filp, const char __user *buf,
				size_t count, loff_t *pos)
{
	struct session *session = filp->private_data;

	mod_timer(&session->timer, jiffies + HZ / 10);
	return count;
}

static const struct file_operations late_timer_fops = {
	.owner = THIS_MODULE,
	.open = late_timer_open,
	.release = late_timer_release,
	.write = late_timer_write,
};

static struct miscdevice late_timer_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &late_timer_fops,
};

module_misc_device(late_timer_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Has a timer that outlives its object");
MODULE_LICENSE("GPL");
