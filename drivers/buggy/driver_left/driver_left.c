// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the module is unloaded, and its platform driver stays.
 */
#include <linux/module.h>
#include <linux/platform_device.h>

static int driver_left_probe(struct platform_device *pdev)
{
	dev_info(&pdev->dev, "found\n");
	return 0;
}

static struct platform_driver driver_left_driver = {
	.probe = driver_left_probe,
	.driver.name = KBUILD_MODNAME,
};

static int __init driver_left_init(void)
{
	return platform_driver_register(&driver_left_driver);
}

static void __exit driver_left_exit(void)
{
}

module_init(driver_left_init);
module_exit(driver_left_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves a platform driver behind");
MODULE_LICENSE("GPL");
