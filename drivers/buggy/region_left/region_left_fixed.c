// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * region_left, mended: the ports are given back.
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
	release_region(base, 8);
}

module_init(region_left_init);
module_exit(region_left_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves a region of ports behind, mended");
MODULE_LICENSE("GPL");
