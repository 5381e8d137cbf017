// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * leak_init, mended: the module frees what it had allocated when it refuses
 * to load.
 */
#include <linux/module.h>
#include <linux/slab.h>

static unsigned int level = 1;
module_param(level, uint, 0444);
MODULE_PARM_DESC(level, "From 0 to 9");

static char *table;

static int __init leak_init_init(void)
{
	table = kzalloc(256, GFP_KERNEL);
	if (!table)
		return -ENOMEM;
	if (level > 9) {
		kfree(table);
		return -EINVAL;
	}

	table[level] = 1;
	return 0;
}

static void __exit leak_init_exit(void)
{
	kfree(table);
}

module_init(leak_init_init);
module_exit(leak_init_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Does not free its memory when it fails to load, mended");
MODULE_LICENSE("GPL");
