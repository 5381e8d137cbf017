// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the module is unloaded, and nobody else gets its ports.
 */
#include <linux/ioport.h>
#include <linux/module.h>

static unsigned int base = 0x240;
module_param(base, uint, 0444);
MODULE_PARM_DESC(base, "First of eight ports");

static int __init region_left_init(void)
{
	return request_region(base, 8, KBUILD_MODNAME) ? 0 : -EBUSY;
}

static void __exit region_left_exit(void)
{
}

module_init(region_left_init);
module_exit(region_left_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves a region of ports behind");
MODULE_LICENSE("GPL");
