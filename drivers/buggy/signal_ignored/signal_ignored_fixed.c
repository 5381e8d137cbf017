// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * signal_ignored, mended: read() makes way for a signal.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

struct message {
	size_t length;
	char text[64];
};

static DECLARE_WAIT_QUEUE_HEAD(queue);
static struct message *message;

static ssize_t signal_ignored_read(struct file *filp, char __user *buf,
				   size_t count, loff_t *pos)
{
	if (wait_event_interruptible(queue, READ_ONCE(message)))
		return -ERESTARTSYS;
	return simple_read_from_buffer(buf, count, pos, message->text,
				       message->length);
}

/* The first message stays for ever. */
static ssize_t signal_ignored_write(struct file *filp, const char __user *buf,
				    size_t count, loff_t *pos)
{
	struct message *new;

	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	new->length = min(count, sizeof(new->text));
	if (copy_from_user(new->text, buf, new->length)) {
		kfree(new);
		return -EFAULT;
	}
	count = new->length;
	if (cmpxchg(&message, NULL, new)) {
		kfree(new);
		return -EEXIST;
	}
	wake_up_interruptible(&queue);
	return count;
}

static const struct file_operations signal_ignored_fops = {
	.owner = THIS_MODULE,
	.read = signal_ignored_read,
	.write = signal_ignored_write,
};

static struct miscdevice signal_ignored_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &signal_ignored_fops,
};

static int __init signal_ignored_init(void)
{
	return misc_register(&signal_ignored_device);
}

static void __exit signal_ignored_exit(void)
{
	misc_deregister(&signal_ignored_device);
	kfree(message);
}

module_init(signal_ignored_init);
module_exit(signal_ignored_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Takes a signal for what it waited for, mended");
MODULE_LICENSE("GPL");
