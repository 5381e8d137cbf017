// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * asee_mod, third step, with a mutex: a reader sleeps while there is nothing to
 * read, a writer while there is no room. Nothing is pushed out any more.
 *
 * Who holds a mutex may sleep. So all of a read happens under it, getting
 * memory and copying to the user, and only what arrived is taken out.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "attributes.h"
#include "ring.h"

static DEFINE_MUTEX(asee_lock); /* protects the ring */
static struct asee_ring asee_ring;
static DECLARE_WAIT_QUEUE_HEAD(asee_readers); /* wait for bytes */
static DECLARE_WAIT_QUEUE_HEAD(asee_writers); /* wait for room */

/* For those who look without the lock, and look again with it. */
static bool asee_has_bytes(void)
{
	return READ_ONCE(asee_ring.count);
}

static bool asee_has_room(void)
{
	return READ_ONCE(asee_ring.count) < READ_ONCE(asee_ring.size);
}

/* Locks the ring when it is @ready, for which the caller sleeps in @queue. */
static int asee_lock_when(bool (*ready)(void), struct wait_queue_head *queue,
			  struct file *filp)
{
	for (;;) {
		if (mutex_lock_interruptible(&asee_lock))
			return -ERESTARTSYS;
		if (ready())
			return 0;
		mutex_unlock(&asee_lock);
		if (filp->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(*queue, ready()))
			return -ERESTARTSYS;
	}
}

static ssize_t asee_read(struct file *filp, char __user *buf, size_t count,
			 loff_t *pos)
{
	size_t missing = 0;
	ssize_t ret;
	char *data;

	if (!count)
		return 0;
	ret = asee_lock_when(asee_has_bytes, &asee_readers, filp);
	if (ret)
		return ret;
	count = min(count, asee_ring.count);
	data = kmalloc(count, GFP_KERNEL);
	if (!data) {
		mutex_unlock(&asee_lock);
		return -ENOMEM;
	}
	asee_ring_peek(&asee_ring, data, count);
	missing = copy_to_user(buf, data, count);
	asee_ring_drop(&asee_ring, count - missing);
	mutex_unlock(&asee_lock);
	kfree(data);
	if (count == missing)
		return -EFAULT;
	wake_up_interruptible(&asee_writers);
	return count - missing;
}

static ssize_t asee_write(struct file *filp, const char __user *buf,
			  size_t count, loff_t *pos)
{
	ssize_t ret;
	char *data;

	if (!count)
		return 0;
	ret = asee_lock_when(asee_has_room, &asee_writers, filp);
	if (ret)
		return ret;
	count = min(count, asee_ring_room(&asee_ring));
	data = memdup_user(buf, count);
	if (IS_ERR(data)) {
		mutex_unlock(&asee_lock);
		return PTR_ERR(data);
	}
	asee_ring_put(&asee_ring, data, count);
	mutex_unlock(&asee_lock);
	kfree(data);
	wake_up_interruptible(&asee_readers);
	return count;
}

static void asee_look(size_t *size, size_t *count)
{
	mutex_lock(&asee_lock);
	*size = asee_ring.size;
	*count = asee_ring.count;
	mutex_unlock(&asee_lock);
}

static char *asee_move(char *data, size_t size, size_t *count)
{
	mutex_lock(&asee_lock);
	*count = asee_ring.count;
	if (size >= *count)
		data = asee_ring_move(&asee_ring, data, size);
	mutex_unlock(&asee_lock);
	/* There may be room now. */
	wake_up_interruptible(&asee_writers);
	return data;
}

static const struct asee_buffer_ops asee_buffer_ops = {
	.look = asee_look,
	.move = asee_move,
};

static __poll_t asee_poll(struct file *filp, poll_table *wait)
{
	size_t size, count;
	__poll_t mask = 0;

	poll_wait(filp, &asee_readers, wait);
	poll_wait(filp, &asee_writers, wait);
	asee_look(&size, &count);
	if (count)
		mask |= EPOLLIN | EPOLLRDNORM;
	if (count < size)
		mask |= EPOLLOUT | EPOLLWRNORM;
	return mask;
}

static const struct file_operations asee_fops = {
	.owner = THIS_MODULE,
	.open = stream_open,
	.read = asee_read,
	.write = asee_write,
	.poll = asee_poll,
};

static struct miscdevice asee_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = ASEE_NAME,
	.fops = &asee_fops,
};

static int __init asee_init(void)
{
	int ret = asee_ring_init(&asee_ring);

	if (ret)
		return ret;
	ret = asee_attributes_create(&asee_buffer_ops, NULL);
	if (ret)
		goto err_ring;
	ret = misc_register(&asee_device);
	if (ret)
		goto err_attributes;
	return 0;

err_attributes:
	asee_attributes_remove();
err_ring:
	asee_ring_destroy(&asee_ring);
	return ret;
}

static void __exit asee_exit(void)
{
	misc_deregister(&asee_device);
	asee_attributes_remove();
	asee_ring_destroy(&asee_ring);
}

module_init(asee_init);
module_exit(asee_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("A circular buffer, step 3: readers and writers that sleep, with a mutex");
MODULE_LICENSE("GPL");
