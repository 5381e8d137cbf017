// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tally: counts the bytes that are written to /dev/tally; reading gives the
 * count as text.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static atomic_long_t tally_bytes;

static ssize_t tally_read(struct file *filp, char __user *buf, size_t count,
			  loff_t *pos)
{
	char text[24];
	int length;

	length = scnprintf(text, sizeof(text), "%ld\n",
			   atomic_long_read(&tally_bytes));
	return simple_read_from_buffer(buf, count, pos, text, length);
}

static ssize_t tally_write(struct file *filp, const char __user *buf,
			   size_t count, loff_t *pos)
{
	atomic_long_add(count, &tally_bytes);
	return count;
}

static const struct file_operations tally_fops = {
	.owner = THIS_MODULE,
	.read = tally_read,
	.write = tally_write,
};

static struct miscdevice tally_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &tally_fops,
	.mode = 0666,
};

module_misc_device(tally_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Counts bytes");
MODULE_LICENSE("GPL");
