// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: write() takes the two mutexes in one order and ioctl() in the
 * other.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(input_lock);
static DEFINE_MUTEX(output_lock);
static size_t input, output;

/* Moves everything from the input to the output. */
static long ab_ba_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	mutex_lock(&input_lock);
	mutex_lock(&output_lock);
	output += input;
	input = 0;
	mutex_unlock(&output_lock);
	mutex_unlock(&input_lock);
	return 0;
}

/* Nothing may be put in while something has still to come out. */
static ssize_t ab_ba_write(struct file *filp, const char __user *buf,
			   size_t count, loff_t *pos)
{
	ssize_t ret = -EAGAIN;

	mutex_lock(&output_lock);
	mutex_lock(&input_lock);
	if (!output) {
		input += count;
		ret = count;
	}
	mutex_unlock(&input_lock);
	mutex_unlock(&output_lock);
	return ret;
}

static const struct file_operations ab_ba_fops = {
	.owner = THIS_MODULE,
	.write = ab_ba_write,
	.unlocked_ioctl = ab_ba_ioctl,
};

static struct miscdevice ab_ba_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &ab_ba_fops,
};

module_misc_device(ab_ba_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Takes two mutexes in opposite orders");
MODULE_LICENSE("GPL");
