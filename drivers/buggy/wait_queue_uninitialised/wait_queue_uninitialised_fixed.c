// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wait_queue_uninitialised, mended: open() initialises the wait queue.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/wait.h>

struct mailbox {
	wait_queue_head_t queue;
	size_t size;
};

static int wait_queue_uninitialised_open(struct inode *inode,
					 struct file *filp)
{
	struct mailbox *mailbox;

	mailbox = kzalloc(sizeof(*mailbox), GFP_KERNEL);
	if (!mailbox)
		return -ENOMEM;
	init_waitqueue_head(&mailbox->queue);
	filp->private_data = mailbox;
	return 0;
}

static int wait_queue_uninitialised_release(struct inode *inode,
					    struct file *filp)
{
	kfree(filp->private_data);
	return 0;
}

/* Waits for a letter and returns how long it is. */
static long wait_queue_uninitialised_ioctl(struct file *filp, unsigned int cmd,
					   unsigned long arg)
{
	struct mailbox *mailbox = filp->private_data;

	if (wait_event_interruptible(mailbox->queue,
				     READ_ONCE(mailbox->size)))
		return -ERESTARTSYS;
	return min_t(size_t, mailbox->size, INT_MAX);
}

static ssize_t wait_queue_uninitialised_write(struct file *filp,
					      const char __user *buf,
					      size_t count, loff_t *pos)
{
	struct mailbox *mailbox = filp->private_data;

	WRITE_ONCE(mailbox->size, count);
	wake_up_interruptible(&mailbox->queue);
	return count;
}

static const struct file_operations wait_queue_uninitialised_fops = {
	.owner = THIS_MODULE,
	.open = wait_queue_uninitialised_open,
	.release = wait_queue_uninitialised_release,
	.write = wait_queue_uninitialised_write,
	.unlocked_ioctl = wait_queue_uninitialised_ioctl,
};

static struct miscdevice wait_queue_uninitialised_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &wait_queue_uninitialised_fops,
};

module_misc_device(wait_queue_uninitialised_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Waits on a wait queue that was never initialised, mended");
MODULE_LICENSE("GPL");
