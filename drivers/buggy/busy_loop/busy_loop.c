// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the loop in write() does not end when the device takes nothing at
 * a time.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static size_t piece_max = 16;
static unsigned long pieces;

/* Sets how much the device takes at a time. */
static long busy_loop_ioctl(struct file *filp, unsigned int cmd,
			    unsigned long arg)
{
	WRITE_ONCE(piece_max, arg);
	return 0;
}

static ssize_t busy_loop_write(struct file *filp, const char __user *buf,
			       size_t count, loff_t *pos)
{
	size_t limit = READ_ONCE(piece_max);
	size_t done = 0;

	while (done < count) {
		done += min(limit, count - done);
		pieces++;
	}
	return count;
}

static const struct file_operations busy_loop_fops = {
	.owner = THIS_MODULE,
	.write = busy_loop_write,
	.unlocked_ioctl = busy_loop_ioctl,
};

static struct miscdevice busy_loop_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &busy_loop_fops,
};

module_misc_device(busy_loop_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Goes round and round for ever");
MODULE_LICENSE("GPL");
