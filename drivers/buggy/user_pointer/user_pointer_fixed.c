// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * user_pointer, mended: write() fetches the value with get_user().
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
	if (get_user(level, (const int __user *)buf))
		return -EFAULT;
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
MODULE_DESCRIPTION("Follows a user pointer, mended");
MODULE_LICENSE("GPL");
