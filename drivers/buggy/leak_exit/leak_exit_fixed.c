// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * leak_exit, mended: the module frees its log when it is unloaded.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static char *log;

static ssize_t leak_exit_read(struct file *filp, char __user *buf,
			      size_t count, loff_t *pos)
{
	return simple_read_from_buffer(buf, count, pos, log, strlen(log));
}

static const struct file_operations leak_exit_fops = {
	.owner = THIS_MODULE,
	.read = leak_exit_read,
};

static struct miscdevice leak_exit_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &leak_exit_fops,
};

static int __init leak_exit_init(void)
{
	int ret;

	log = kstrdup("nothing happened yet\n", GFP_KERNEL);
	if (!log)
		return -ENOMEM;
	ret = misc_register(&leak_exit_device);
	if (ret)
		kfree(log);
	return ret;
}

static void __exit leak_exit_exit(void)
{
	misc_deregister(&leak_exit_device);
	kfree(log);
}

module_init(leak_exit_init);
module_exit(leak_exit_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Does not free its memory at exit, mended");
MODULE_LICENSE("GPL");
