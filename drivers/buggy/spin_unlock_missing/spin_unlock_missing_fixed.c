// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * spin_unlock_missing, mended: there is one way out of ioctl(), and it
 * releases the spinlock.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static unsigned long level;

static long spin_unlock_missing_ioctl(struct file *filp, unsigned int cmd,
				      unsigned long arg)
{
	long ret = 0;

	spin_lock(&lock);
	switch (cmd) {
	case 1:
		level = arg;
		break;
	case 2:
		ret = min_t(unsigned long, level, INT_MAX);
		break;
	default:
		ret = -ENOTTY;
	}
	spin_unlock(&lock);
	return ret;
}

static const struct file_operations spin_unlock_missing_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = spin_unlock_missing_ioctl,
};

static struct miscdevice spin_unlock_missing_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &spin_unlock_missing_fops,
};

module_misc_device(spin_unlock_missing_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Returns with a spinlock held, mended");
MODULE_LICENSE("GPL");
