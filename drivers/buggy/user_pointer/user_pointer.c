// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: write() follows the pointer that it got from user space.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

static int level;

static ssize_t user_pointer_write(struct file *filp, const char __user *buf,
				  size_t count, loff_t *pos)
{
	if (count != sizeof(level))
		return -EINVAL;
	level = *(const int __force *)buf;
	return count;
}

static ssize_t user_pointer_read(struct file *filp, char __user *buf,
				 size_t count, loff_t *pos)
{
	return simple_read_from_buffer(buf, count, pos, &level, sizeof(level));
}

static const struct file_operations user_pointer_fops = {
	.owner = THIS_MODULE,
	.read = user_pointer_read,
	.write = user_pointer_write,
};

static struct miscdevice user_pointer_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &user_pointer_fops,
};

module_misc_device(user_pointer_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Follows a user pointer");
MODULE_LICENSE("GPL");
