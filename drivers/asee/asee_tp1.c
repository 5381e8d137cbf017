// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * asee_mod, first step: a circular buffer of 16 bytes behind /dev/asee_mod.
 *
 * What is written stays until it is read, also when nobody has the device
 * open. When the buffer is full the newest bytes push out the oldest.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "ring.h"

static DEFINE_MUTEX(asee_lock); /* protects the ring */
static struct asee_ring asee_ring;

static ssize_t asee_read(struct file *filp, char __user *buf, size_t count,
			 loff_t *pos)
{
	char data[ASEE_SIZE_DEFAULT];
	size_t n, missing;

	if (mutex_lock_interruptible(&asee_lock))
		return -ERESTARTSYS;
	n = asee_ring_peek(&asee_ring, data, min(count, sizeof(data)));
	/* What does not get through is not lost. */
	missing = copy_to_user(buf, data, n);
	asee_ring_drop(&asee_ring, n - missing);
	mutex_unlock(&asee_lock);
	return n && n == missing ? -EFAULT : n - missing;
}

static ssize_t asee_write(struct file *filp, const char __user *buf,
			  size_t count, loff_t *pos)
{
	size_t n = min_t(size_t, count, ASEE_SIZE_DEFAULT);
	char *data;

	/* All before these would be pushed out at once. */
	data = memdup_user(buf + (count - n), n);
	if (IS_ERR(data))
		return PTR_ERR(data);
	if (mutex_lock_interruptible(&asee_lock)) {
		kfree(data);
		return -ERESTARTSYS;
	}
	if (n > asee_ring_room(&asee_ring))
		asee_ring_drop(&asee_ring, n - asee_ring_room(&asee_ring));
	asee_ring_put(&asee_ring, data, n);
	mutex_unlock(&asee_lock);
	kfree(data);
	return count;
}

static const struct file_operations asee_fops = {
	.owner = THIS_MODULE,
	.open = stream_open,
	.read = asee_read,
	.write = asee_write,
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
	ret = misc_register(&asee_device);
	if (ret) {
		asee_ring_destroy(&asee_ring);
		return ret;
	}
	pr_info("%zu bytes behind /dev/" ASEE_NAME "\n", asee_ring.size);
	return 0;
}

static void __exit asee_exit(void)
{
	misc_deregister(&asee_device);
	asee_ring_destroy(&asee_ring);
}

module_init(asee_init);
module_exit(asee_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("A circular buffer, step 1: a device that remembers");
MODULE_LICENSE("GPL");
