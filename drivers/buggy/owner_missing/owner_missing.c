// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the file operations have no owner, so nothing keeps the module
 * from being unloaded while its device is open.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static atomic_t users = ATOMIC_INIT(0);

static int owner_missing_open(struct inode *inode, struct file *filp)
{
	atomic_inc(&users);
	return 0;
}

static int owner_missing_release(struct inode *inode, struct file *filp)
{
	atomic_dec(&users);
	return 0;
}

static const struct file_operations owner_missing_fops = {
	.open = owner_missing_open,
	.release = owner_missing_release,
};

static struct miscdevice owner_missing_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &owner_missing_fops,
};

module_misc_device(owner_missing_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Can be unloaded while it is in use");
MODULE_LICENSE("GPL");
