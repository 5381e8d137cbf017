// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the module is unloaded, and its files in debugfs stay.
 */
#include <linux/debugfs.h>
#include <linux/module.h>

static struct dentry *dir;
static u32 value;

static int __init debugfs_left_init(void)
{
	dir = debugfs_create_dir("debugfs_left", NULL);
	debugfs_create_u32("value", 0600, dir, &value);
	return 0;
}

static void __exit debugfs_left_exit(void)
{
}

module_init(debugfs_left_init);
module_exit(debugfs_left_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves files in debugfs behind");
MODULE_LICENSE("GPL");
