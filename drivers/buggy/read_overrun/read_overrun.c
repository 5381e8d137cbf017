// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: read() hands out the whole message, however small the buffer is.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

static const char message[] = "All that glitters is not gold.\n";

static ssize_t read_overrun_read(struct file *filp, char __user *buf,
				 size_t count, loff_t *pos)
{
	size_t length = sizeof(message) - 1;

	if (copy_to_user(buf, message, length))
		return -EFAULT;
	return length;
}

static const struct file_operations read_overrun_fops = {
	.owner = THIS_MODULE,
	.read = read_overrun_read,
};

static struct miscdevice read_overrun_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &read_overrun_fops,
};

module_misc_device(read_overrun_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Writes past the end of the user's buffer");
MODULE_LICENSE("GPL");
