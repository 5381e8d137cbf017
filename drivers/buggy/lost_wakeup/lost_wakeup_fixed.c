// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lost_wakeup, mended: read() says that it is going to sleep, and then looks.
 * A wake-up that comes in between makes schedule() return at once.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(queue);
static bool is_open;

/* Waits until somebody has opened the gate. */
static ssize_t lost_wakeup_read(struct file *filp, char __user *buf,
				size_t count, loff_t *pos)
{
	DECLARE_WAITQUEUE(wait, current);
	ssize_t ret = 0;

	add_wait_queue(&queue, &wait);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (READ_ONCE(is_open))
			break;
		if (signal_pending(current)) {
			ret = -ERESTARTSYS;
			break;
		}
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	remove_wait_queue(&queue, &wait);
	return ret;
}

/* Opens the gate. */
static ssize_t lost_wakeup_write(struct file *filp, const char __user *buf,
				 size_t count, loff_t *pos)
{
	WRITE_ONCE(is_open, true);
	wake_up_interruptible(&queue);
	return count;
}

static const struct file_operations lost_wakeup_fops = {
	.owner = THIS_MODULE,
	.read = lost_wakeup_read,
	.write = lost_wakeup_write,
};

static struct miscdevice lost_wakeup_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &lost_wakeup_fops,
};

module_misc_device(lost_wakeup_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Sleeps through its wake-up, mended");
MODULE_LICENSE("GPL");
