// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * asee_mod, second step: /sys/kernel/asee_mod tells how full the buffer is,
 * and its size can be changed there. It never becomes smaller than what is in
 * it.
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

#include "attributes.h"
#include "ring.h"

static DEFINE_MUTEX(asee_lock); /* protects the ring */
static struct asee_ring asee_ring;

static ssize_t asee_read(struct file *filp, char __user *buf, size_t count,
			 loff_t *pos)
{
	size_t missing = 0;
	ssize_t ret;
	char *data;

	if (mutex_lock_interruptible(&asee_lock))
		return -ERESTARTSYS;
	count = min(count, asee_ring.count);
	data = kmalloc(count, GFP_KERNEL);
	if (!data) {
		ret = -ENOMEM;
		goto out;
	}
	asee_ring_peek(&asee_ring, data, count);
	missing = copy_to_user(buf, data, count);
	asee_ring_drop(&asee_ring, count - missing);
	kfree(data);
	ret = count && count == missing ? -EFAULT : count - missing;
out:
	mutex_unlock(&asee_lock);
	return ret;
}

static ssize_t asee_write(struct file *filp, const char __user *buf,
			  size_t count, loff_t *pos)
{
	char *data;
	size_t n;

	if (mutex_lock_interruptible(&asee_lock))
		return -ERESTARTSYS;
	n = min(count, asee_ring.size);
	data = memdup_user(buf + (count - n), n);
	if (IS_ERR(data)) {
		mutex_unlock(&asee_lock);
		return PTR_ERR(data);
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
	return data;
}

static const struct asee_buffer_ops asee_buffer_ops = {
	.look = asee_look,
	.move = asee_move,
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
MODULE_DESCRIPTION("A circular buffer, step 2: attributes");
MODULE_LICENSE("GPL");
