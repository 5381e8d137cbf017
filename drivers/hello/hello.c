// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The smallest module: it says hello when loaded and goodbye when unloaded.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

static int __init hello_init(void)
{
	pr_info("Hello, world\n");
	return 0;
}

static void __exit hello_exit(void)
{
	pr_info("Goodbye, cruel world\n");
}

module_init(hello_init);
module_exit(hello_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("The smallest module");
MODULE_LICENSE("GPL");
