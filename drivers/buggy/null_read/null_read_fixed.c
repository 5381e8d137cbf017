// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * null_read, mended: read() looks before it follows the pointer.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

struct note {
	size_t length;
	char text[64];
};

static struct note *note;

static ssize_t null_read_read(struct file *filp, char __user *buf,
			      size_t count, loff_t *pos)
{
	if (!note || *pos >= note->length)
		return 0;
	return simple_read_from_buffer(buf, count, pos, note->text,
				       note->length);
}

static ssize_t null_read_write(struct file *filp, const char __user *buf,
			       size_t count, loff_t *pos)
{
	if (!note)
		note = kzalloc(sizeof(*note), GFP_KERNEL);
	if (!note)
		return -ENOMEM;

	count = min(count, sizeof(note->text));
	if (copy_from_user(note->text, buf, count))
		return -EFAULT;
	note->length = count;
	return count;
}

static const struct file_operations null_read_fops = {
	.owner = THIS_MODULE,
	.read = null_read_read,
	.write = null_read_write,
};

static struct miscdevice null_read_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &null_read_fops,
};

static int __init null_read_init(void)
{
	return misc_register(&null_read_device);
}

static void __exit null_read_exit(void)
{
	misc_deregister(&null_read_device);
	kfree(note);
}

module_init(null_read_init);
module_exit(null_read_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Follows a NULL pointer in read, mended");
MODULE_LICENSE("GPL");
