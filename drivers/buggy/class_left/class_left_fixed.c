// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * class_left, mended: the module destroys its device class when it is
 * unloaded.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/version.h>

static struct class *class;

static int __init class_left_init(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	class = class_create(KBUILD_MODNAME);
#else
	class = class_create(THIS_MODULE, KBUILD_MODNAME);
#endif
	return PTR_ERR_OR_ZERO(class);
}

static void __exit class_left_exit(void)
{
	class_destroy(class);
}

module_init(class_left_init);
module_exit(class_left_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves a device class behind, mended");
MODULE_LICENSE("GPL");
