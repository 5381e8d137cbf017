// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gfp_kernel_atomic, mended: write() allocates first, and then takes the
 * spinlock.
 */
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct event {
	struct list_head link;
	size_t size;
};

static DEFINE_SPINLOCK(lock);
static LIST_HEAD(events);

static ssize_t gfp_kernel_atomic_write(struct file *filp,
				       const char __user *buf, size_t count,
				       loff_t *pos)
{
	struct event *event;

	event = kmalloc(sizeof(*event), GFP_KERNEL);
	if (!event)
		return -ENOMEM;
	event->size = count;
	spin_lock(&lock);
	list_add(&event->link, &events);
	spin_unlock(&lock);
	return count;
}

static const struct file_operations gfp_kernel_atomic_fops = {
	.owner = THIS_MODULE,
	.write = gfp_kernel_atomic_write,
};

static struct miscdevice gfp_kernel_atomic_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &gfp_kernel_atomic_fops,
};

static int __init gfp_kernel_atomic_init(void)
{
	return misc_register(&gfp_kernel_atomic_device);
}

static void __exit gfp_kernel_atomic_exit(void)
{
	struct event *event, *next;

	misc_deregister(&gfp_kernel_atomic_device);
	list_for_each_entry_safe(event, next, &events, link)
		kfree(event);
}

module_init(gfp_kernel_atomic_init);
module_exit(gfp_kernel_atomic_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Allocates with GFP_KERNEL under a spinlock, mended");
MODULE_LICENSE("GPL");
