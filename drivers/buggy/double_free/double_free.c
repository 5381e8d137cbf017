// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: when write() fails it frees the text, and then still has it.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static char *text;

static ssize_t double_free_write(struct file *filp, const char __user *buf,
				 size_t count, loff_t *pos)
{
	kfree(text);
	text = kmalloc(count, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	if (copy_from_user(text, buf, count)) {
		kfree(text);
		return -EFAULT;
	}
	return count;
}

static const struct file_operations double_free_fops = {
	.owner = THIS_MODULE,
	.write = double_free_write,
};

static struct miscdevice double_free_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &double_free_fops,
};

static int __init double_free_init(void)
{
	return misc_register(&double_free_device);
}

static void __exit double_free_exit(void)
{
	misc_deregister(&double_free_device);
	kfree(text);
}

module_init(double_free_init);
module_exit(double_free_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Frees its memory twice");
MODULE_LICENSE("GPL");
