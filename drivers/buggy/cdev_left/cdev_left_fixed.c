// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cdev_left, mended: the module deletes its cdev when it is unloaded.
 */
#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/module.h>

static dev_t number;
static struct cdev cdev;

static const struct file_operations cdev_left_fops = {
	.owner = THIS_MODULE,
};

static int __init cdev_left_init(void)
{
	int ret;

	ret = alloc_chrdev_region(&number, 0, 1, KBUILD_MODNAME);
	if (ret)
		return ret;

	cdev_init(&cdev, &cdev_left_fops);
	cdev.owner = THIS_MODULE;
	ret = cdev_add(&cdev, number, 1);
	if (ret)
		unregister_chrdev_region(number, 1);
	return ret;
}

static void __exit cdev_left_exit(void)
{
	cdev_del(&cdev);
	unregister_chrdev_region(number, 1);
}

module_init(cdev_left_init);
module_exit(cdev_left_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves a cdev behind, mended");
MODULE_LICENSE("GPL");
