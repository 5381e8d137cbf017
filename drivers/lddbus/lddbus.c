// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lddbus: a bus that exists in software only.
 *
 * After the design in "Linux Device Drivers", third edition; written afresh
 * for current kernels.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/version.h>

#include "lddbus.h"

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static int ldd_match(struct device *dev, const struct device_driver *drv)
#else
static int ldd_match(struct device *dev, struct device_driver *drv)
#endif
{
	return !strncmp(dev_name(dev), drv->name, strlen(drv->name));
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
static int ldd_uevent(const struct device *dev, struct kobj_uevent_env *env)
#else
static int ldd_uevent(struct device *dev, struct kobj_uevent_env *env)
#endif
{
	return add_uevent_var(env, "LDDBUS_DEVICE=%s", dev_name(dev));
}

static int ldd_probe(struct device *dev)
{
	struct ldd_driver *drv = to_ldd_driver(dev->driver);

	return drv->probe ? drv->probe(to_ldd_device(dev)) : 0;
}

static void ldd_remove(struct device *dev)
{
	struct ldd_driver *drv = to_ldd_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_ldd_device(dev));
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
static ssize_t version_show(const struct bus_type *bus, char *buf)
#else
static ssize_t version_show(struct bus_type *bus, char *buf)
#endif
{
	return sysfs_emit(buf, "2.0\n");
}
static BUS_ATTR_RO(version);

static struct attribute *ldd_bus_attrs[] = {
	&bus_attr_version.attr,
	NULL,
};
ATTRIBUTE_GROUPS(ldd_bus);

static struct bus_type ldd_bus_type = {
	.name = "ldd",
	.match = ldd_match,
	.uevent = ldd_uevent,
	.probe = ldd_probe,
	.remove = ldd_remove,
	.bus_groups = ldd_bus_groups,
};

/* All devices of the bus are below this one. */
static struct device *ldd_bus;

/* Whoever registered it has its memory, and waits for nobody. */
static void ldd_device_release(struct device *dev)
{
	pr_debug("%s is released\n", dev_name(dev));
}

int ldd_device_register(struct ldd_device *ldev)
{
	int ret;

	ldev->dev.bus = &ldd_bus_type;
	ldev->dev.parent = ldd_bus;
	ldev->dev.release = ldd_device_release;
	device_initialize(&ldev->dev);
	ret = dev_set_name(&ldev->dev, "%s", ldev->name);
	if (!ret)
		ret = device_add(&ldev->dev);
	if (ret)
		put_device(&ldev->dev);
	return ret;
}
EXPORT_SYMBOL(ldd_device_register);

void ldd_device_unregister(struct ldd_device *ldev)
{
	device_unregister(&ldev->dev);
}
EXPORT_SYMBOL(ldd_device_unregister);

int ldd_driver_register(struct ldd_driver *drv)
{
	drv->driver.bus = &ldd_bus_type;
	return driver_register(&drv->driver);
}
EXPORT_SYMBOL(ldd_driver_register);

void ldd_driver_unregister(struct ldd_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL(ldd_driver_unregister);

static int __init ldd_bus_init(void)
{
	int ret = bus_register(&ldd_bus_type);

	if (ret)
		return ret;
	ldd_bus = root_device_register("ldd0");
	if (IS_ERR(ldd_bus)) {
		bus_unregister(&ldd_bus_type);
		return PTR_ERR(ldd_bus);
	}
	return 0;
}

static void __exit ldd_bus_exit(void)
{
	root_device_unregister(ldd_bus);
	bus_unregister(&ldd_bus_type);
}

module_init(ldd_bus_init);
module_exit(ldd_bus_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("A bus that exists in software only");
MODULE_LICENSE("GPL");
