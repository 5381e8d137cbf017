// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ring: a device that keeps the latest bytes that were written to it, until
 * somebody reads them. A reader sleeps while there are none.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "buffer.h"

static DEFINE_MUTEX(ring_lock); /* protects ring */
static struct ring_buffer ring;
static DECLARE_WAIT_QUEUE_HEAD(ring_readers); /* wait for bytes */

/* Locks the ring when there are bytes in it. */
static int ring_lock_filled(struct file *filp)
{
	int ret;

	for (;;) {
		ret = mutex_lock_interruptible(&ring_lock);
		if (ret)
			return ret;
		if (ring.count)
			return 0;
		mutex_unlock(&ring_lock);
		if (filp->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = wait_event_interruptible(ring_readers,
					       READ_ONCE(ring.count));
		if (ret)
			return ret;
	}
}

static ssize_t ring_read(struct file *filp, char __user *buf, size_t count,
			 loff_t *pos)
{
	ssize_t done = 0;
	int ret;

	if (!count)
		return 0;
	ret = ring_lock_filled(filp);
	if (ret)
		return ret;
	while (done < count && ring.count) {
		/* The byte is gone only if the reader has it. */
		if (put_user(ring.bytes[ring.first], buf + done)) {
			done = done ?: -EFAULT;
			break;
		}
		ring_take(&ring);
		done++;
	}
	mutex_unlock(&ring_lock);
	return done;
}

static ssize_t ring_write(struct file *filp, const char __user *buf,
			  size_t count, loff_t *pos)
{
	ssize_t done = 0;
	int ret;
	char byte;

	ret = mutex_lock_interruptible(&ring_lock);
	if (ret)
		return ret;
	while (done < count) {
		if (get_user(byte, buf + done)) {
			done = done ?: -EFAULT;
			break;
		}
		ring_put(&ring, byte);
		done++;
	}
	mutex_unlock(&ring_lock);
	wake_up_interruptible(&ring_readers);
	return done;
}

static __poll_t ring_poll(struct file *filp, poll_table *wait)
{
	__poll_t ready = EPOLLOUT | EPOLLWRNORM;

	poll_wait(filp, &ring_readers, wait);
	if (READ_ONCE(ring.count))
		ready |= EPOLLIN | EPOLLRDNORM;
	return ready;
}

static const struct file_operations ring_fops = {
	.owner = THIS_MODULE,
	.open = nonseekable_open,
	.read = ring_read,
	.write = ring_write,
	.poll = ring_poll,
};

static struct miscdevice ring_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &ring_fops,
	.mode = 0666,
};

module_misc_device(ring_device);

MODULE_DESCRIPTION("Keeps the latest bytes");
MODULE_LICENSE("GPL");
