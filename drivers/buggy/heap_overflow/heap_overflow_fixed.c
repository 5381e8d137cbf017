// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * heap_overflow, mended: write() makes room for the zero that ends the text.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static char *text;

static ssize_t heap_overflow_write(struct file *filp, const char __user *buf,
				   size_t count, loff_t *pos)
{
	char *copy;

	count = min_t(size_t, count, 1024);
	copy = kmalloc(count + 1, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	if (copy_from_user(copy, buf, count)) {
		kfree(copy);
		return -EFAULT;
	}
	copy[count] = '\0';

	kfree(text);
	text = copy;
	return count;
}

static const struct file_operations heap_overflow_fops = {
	.owner = THIS_MODULE,
	.write = heap_overflow_write,
};

static struct miscdevice heap_overflow_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &heap_overflow_fops,
};

static int __init heap_overflow_init(void)
{
	return misc_register(&heap_overflow_device);
}

static void __exit heap_overflow_exit(void)
{
	misc_deregister(&heap_overflow_device);
	kfree(text);
}

module_init(heap_overflow_init);
module_exit(heap_overflow_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Writes past the end of its own buffer, mended");
MODULE_LICENSE("GPL");
