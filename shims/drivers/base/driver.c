// SPDX-License-Identifier: GPL-2.0-or-later
/* Drivers: registration, their files and their devices. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ksim/abi/report.h>
#include "base.h"

struct find_by_name {
	const char *name;
	struct device_driver *found;
};

static int has_name(struct device_driver *drv, void *data)
{
	struct find_by_name *find = data;

	if (strcmp(drv->name, find->name))
		return 0;
	find->found = drv;
	return 1;
}

struct device_driver *driver_find(const char *name, ksim_const_bus *bus)
{
	struct find_by_name find = { .name = name };

	bus_for_each_drv(bus, NULL, &find, has_name);
	return find.found;
}
EXPORT_SYMBOL_GPL(driver_find);

int driver_register_from(struct device_driver *drv, unsigned long caller)
{
	ksim_const_bus *bus = drv->bus;
	int ret;

	if (!bus_to_private(bus)) {
		pr_err("Driver '%s' was unable to register with bus_type '%s' because the bus was not initialized.\n",
		       drv->name, drv->bus->name);
		return -EINVAL;
	}
	if ((bus->probe && drv->probe) || (bus->remove && drv->remove) ||
	    (bus->shutdown && drv->shutdown))
		pr_warn("Driver '%s' needs updating - please use bus_type methods\n",
			drv->name);
	if (driver_find(drv->name, bus)) {
		pr_err("Error: Driver '%s' is already registered, aborting...\n",
		       drv->name);
		return -EBUSY;
	}
	ret = bus_add_driver(drv, ksim_report_driver_caller(caller));
	if (ret)
		return ret;
	ret = sysfs_create_groups(&drv->p->kobj, drv->groups);
	if (ret) {
		bus_remove_driver(drv);
		return ret;
	}
	kobject_uevent(&drv->p->kobj, KOBJ_ADD);
	return 0;
}

int driver_register(struct device_driver *drv)
{
	return driver_register_from(drv, _RET_IP_);
}
EXPORT_SYMBOL_GPL(driver_register);

void driver_unregister(struct device_driver *drv)
{
	if (!drv || !drv->p) {
		WARN(1, "Unexpected driver unregister!\n");
		return;
	}
	sysfs_remove_groups(&drv->p->kobj, drv->groups);
	bus_remove_driver(drv);
}
EXPORT_SYMBOL_GPL(driver_unregister);

int driver_create_file(ksim_const_driver *drv,
		       const struct driver_attribute *attr)
{
	return drv ? sysfs_create_file(&drv->p->kobj, &attr->attr) : -EINVAL;
}
EXPORT_SYMBOL_GPL(driver_create_file);

void driver_remove_file(ksim_const_driver *drv,
			const struct driver_attribute *attr)
{
	if (drv)
		sysfs_remove_file(&drv->p->kobj, &attr->attr);
}
EXPORT_SYMBOL_GPL(driver_remove_file);

int driver_for_each_device(struct device_driver *drv, struct device *start,
			   void *data, int (*fn)(struct device *, void *))
{
	struct device_private *p, *next;
	bool begun = !start;
	int error = 0;

	if (!drv)
		return -EINVAL;
	list_for_each_entry_safe(p, next, &drv->p->devices, in_driver) {
		if (begun)
			error = fn(p->device, data);
		if (error)
			break;
		begun |= p->device == start;
	}
	return error;
}
EXPORT_SYMBOL_GPL(driver_for_each_device);

struct device *driver_find_device(ksim_const_driver *drv, struct device *start,
				  const void *data,
				  int (*match)(struct device *dev,
					       const void *data))
{
	struct device_private *p;
	bool begun = !start;

	if (!drv || !drv->p)
		return NULL;
	list_for_each_entry(p, &drv->p->devices, in_driver) {
		if (begun && match(p->device, data))
			return get_device(p->device);
		begun |= p->device == start;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(driver_find_device);

int driver_set_override(struct device *dev, const char **override,
			const char *s, size_t len)
{
	const char *old = *override;
	char *new;

	if (!override || !s)
		return -EINVAL;
	if (len >= PAGE_SIZE - 1)
		return -EINVAL;
	len = strcspn(s, "\n");
	new = len ? kstrndup(s, len, GFP_KERNEL) : NULL;
	if (len && !new)
		return -ENOMEM;
	device_lock(dev);
	*override = new;
	device_unlock(dev);
	kfree(old);
	return 0;
}
EXPORT_SYMBOL_GPL(driver_set_override);
