// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Buses: lists of devices and of drivers, and their directories in /sys/bus.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/kmemleak.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ksim/abi/report.h>
#include "base.h"
#include "shims/fs/internal.h"
#include "shims/fs/kernfs/kernfs-internal.h"

static LIST_HEAD(all_buses);

struct bus_private *bus_to_private(ksim_const_bus *bus)
{
	struct bus_private *bp;

	list_for_each_entry(bp, &all_buses, link)
		if (bp->bus == bus)
			return bp;
	return NULL;
}

/* Files of a bus */

static struct bus_private *to_bus_private(struct kobject *kobj)
{
	return container_of(kobj, struct bus_private, subsys.kobj);
}

static ssize_t bus_attr_show(struct kobject *kobj, struct attribute *attr,
			     char *buf)
{
	struct bus_attribute *bus_attr =
		container_of(attr, struct bus_attribute, attr);

	if (!bus_attr->show)
		return -EIO;
	return bus_attr->show(to_bus_private(kobj)->bus, buf);
}

static ssize_t bus_attr_store(struct kobject *kobj, struct attribute *attr,
			      const char *buf, size_t count)
{
	struct bus_attribute *bus_attr =
		container_of(attr, struct bus_attribute, attr);

	if (!bus_attr->store)
		return -EIO;
	return bus_attr->store(to_bus_private(kobj)->bus, buf, count);
}

static const struct sysfs_ops bus_sysfs_ops = {
	.show = bus_attr_show,
	.store = bus_attr_store,
};

static void bus_release(struct kobject *kobj)
{
	kfree(to_bus_private(kobj));
}

static const struct kobj_type bus_ktype = {
	.sysfs_ops = &bus_sysfs_ops,
	.release = bus_release,
};

int bus_create_file(ksim_const_bus *bus, struct bus_attribute *attr)
{
	struct bus_private *bp = bus_to_private(bus);

	return bp ? sysfs_create_file(&bp->subsys.kobj, &attr->attr) : -EINVAL;
}
EXPORT_SYMBOL_GPL(bus_create_file);

void bus_remove_file(ksim_const_bus *bus, struct bus_attribute *attr)
{
	struct bus_private *bp = bus_to_private(bus);

	if (bp)
		sysfs_remove_file(&bp->subsys.kobj, &attr->attr);
}
EXPORT_SYMBOL_GPL(bus_remove_file);

static ssize_t drivers_autoprobe_show(ksim_const_bus *bus, char *buf)
{
	return sysfs_emit(buf, "%d\n", bus_to_private(bus)->autoprobe);
}

static ssize_t drivers_autoprobe_store(ksim_const_bus *bus, const char *buf,
				       size_t count)
{
	bus_to_private(bus)->autoprobe = buf[0] != '0';
	return count;
}

static ssize_t drivers_probe_store(ksim_const_bus *bus, const char *buf,
				   size_t count)
{
	struct device *dev = bus_find_device_by_name(bus, NULL, buf);
	int ret = 0;

	if (!dev)
		return -ENODEV;
	if (!dev->driver)
		ret = device_attach(dev);
	put_device(dev);
	return ret < 0 ? ret : count;
}

static ssize_t uevent_store(ksim_const_bus *bus, const char *buf, size_t count)
{
	int ret = kobject_uevent(&bus_to_private(bus)->subsys.kobj,
				 KOBJ_CHANGE);

	return ret ?: count;
}

static BUS_ATTR_RW(drivers_autoprobe);
static BUS_ATTR_WO(drivers_probe);
static BUS_ATTR_WO(uevent);

static struct attribute *bus_attrs[] = {
	&bus_attr_uevent.attr,
	&bus_attr_drivers_probe.attr,
	&bus_attr_drivers_autoprobe.attr,
	NULL,
};
static const struct attribute_group bus_group = { .attrs = bus_attrs };

static int make_bus(ksim_const_bus *bus, unsigned long caller)
{
	struct bus_private *bp = ksim_zalloc(sizeof(*bp));
	int ret = -ENOMEM;

	if (!bp)
		return -ENOMEM;
	/* It is missed as a bus, not as memory. */
	kmemleak_not_leak(bp);
	bp->bus = bus;
	bp->autoprobe = true;
	bp->caller = caller;
	INIT_LIST_HEAD(&bp->devices);
	INIT_LIST_HEAD(&bp->drivers);
	BLOCKING_INIT_NOTIFIER_HEAD(&bp->notifiers);
	sysfs_root();
	if (kobject_set_name(&bp->subsys.kobj, "%s", bus->name)) {
		kfree(bp);
		return -ENOMEM;
	}
	kmemleak_not_leak(bp->subsys.kobj.name);
	bp->subsys.kobj.parent = &ksim_bus_kobj;
	bp->subsys.kobj.ktype = &bus_ktype;
	ret = kset_register(&bp->subsys);
	if (ret) {
		kfree_const(bp->subsys.kobj.name);
		kfree(bp);
		return ret;
	}
	bp->devices_dir = kset_create_and_add("devices", NULL,
					      &bp->subsys.kobj);
	bp->drivers_dir = kset_create_and_add("drivers", NULL,
					      &bp->subsys.kobj);
	list_add_tail(&bp->link, &all_buses);
	if (!bp->devices_dir || !bp->drivers_dir) {
		ret = -ENOMEM;
		goto err;
	}
	kmemleak_not_leak(bp->devices_dir);
	kmemleak_not_leak(bp->devices_dir->kobj.name);
	kmemleak_not_leak(bp->drivers_dir);
	kmemleak_not_leak(bp->drivers_dir->kobj.name);
	ret = sysfs_create_group(&bp->subsys.kobj, &bus_group);
	if (!ret)
		ret = sysfs_create_groups(&bp->subsys.kobj, bus->bus_groups);
	if (!ret)
		return 0;
err:
	bus_unregister(bus);
	return ret;
}

int bus_register(ksim_const_bus *bus)
{
	return make_bus(bus, ksim_report_driver_caller(_RET_IP_));
}
EXPORT_SYMBOL_GPL(bus_register);

static void remove_bus(struct bus_private *bp)
{
	list_del(&bp->link);
	if (bp->drivers_dir)
		kset_unregister(bp->drivers_dir);
	if (bp->devices_dir)
		kset_unregister(bp->devices_dir);
	kset_unregister(&bp->subsys);
}

void bus_unregister(ksim_const_bus *bus)
{
	struct bus_private *bp = bus_to_private(bus);

	if (bp)
		remove_bus(bp);
}
EXPORT_SYMBOL_GPL(bus_unregister);

/* Devices of a bus */

int bus_add_device(struct device *dev)
{
	struct bus_private *bp;
	int error;

	if (!dev->bus)
		return 0;
	bp = bus_to_private(dev->bus);
	if (!bp) {
		pr_err("%s: cannot add device '%s' to unregistered bus '%s'\n",
		       __func__, dev_name(dev), dev->bus->name);
		return -EINVAL;
	}
	error = device_add_groups(dev, dev->bus->dev_groups);
	if (error)
		return error;
	error = sysfs_create_link(&bp->devices_dir->kobj, &dev->kobj,
				  dev_name(dev));
	if (error)
		goto err_groups;
	error = sysfs_create_link(&dev->kobj, &bp->subsys.kobj, "subsystem");
	if (error)
		goto err_link;
	list_add_tail(&dev->p->in_bus, &bp->devices);
	return 0;

err_link:
	sysfs_remove_link(&bp->devices_dir->kobj, dev_name(dev));
err_groups:
	device_remove_groups(dev, dev->bus->dev_groups);
	return error;
}

void bus_remove_device(struct device *dev)
{
	struct bus_private *bp = dev->bus ? bus_to_private(dev->bus) : NULL;

	if (!bp)
		return;
	sysfs_remove_link(&dev->kobj, "subsystem");
	sysfs_remove_link(&bp->devices_dir->kobj, dev_name(dev));
	device_remove_groups(dev, dev->bus->dev_groups);
	list_del_init(&dev->p->in_bus);
	device_release_driver(dev);
}

/*
 * The device after @dev, or the first one. What a callback removes must not be
 * the one that the walk stands on: so it is held, and found again.
 */
static struct device *next_device(struct bus_private *bp, struct device *dev)
{
	struct list_head *at = dev ? dev->p->in_bus.next : bp->devices.next;

	/* It has been removed meanwhile, so there is no next one to be known. */
	if (dev && list_empty(&dev->p->in_bus))
		return NULL;
	if (at == &bp->devices)
		return NULL;
	return get_device(list_entry(at, struct device_private,
				     in_bus)->device);
}

int bus_for_each_dev(ksim_const_bus *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	struct bus_private *bp = bus_to_private(bus);
	struct device *dev, *next;
	int error = 0;

	if (!bp)
		return -EINVAL;
	for (dev = next_device(bp, start); dev && !error; dev = next) {
		next = next_device(bp, dev);
		error = fn(dev, data);
		put_device(dev);
		if (error)
			put_device(next);
	}
	return error;
}
EXPORT_SYMBOL_GPL(bus_for_each_dev);

struct device *bus_find_device(ksim_const_bus *bus, struct device *start,
			       const void *data,
			       int (*match)(struct device *dev,
					    const void *data))
{
	struct bus_private *bp = bus_to_private(bus);
	struct device *dev, *next;

	if (!bp)
		return NULL;
	for (dev = next_device(bp, start); dev; dev = next) {
		if (match(dev, data))
			return dev;
		next = next_device(bp, dev);
		put_device(dev);
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(bus_find_device);

static int rescan(struct device *dev, void *data)
{
	return dev->driver ? 0 : min(device_attach(dev), 0);
}

int bus_rescan_devices(ksim_const_bus *bus)
{
	return bus_for_each_dev(bus, NULL, NULL, rescan);
}
EXPORT_SYMBOL_GPL(bus_rescan_devices);

/* Notifiers */

int bus_register_notifier(ksim_const_bus *bus, struct notifier_block *nb)
{
	struct bus_private *bp = bus_to_private(bus);

	return bp ? blocking_notifier_chain_register(&bp->notifiers, nb) :
		    -EINVAL;
}
EXPORT_SYMBOL_GPL(bus_register_notifier);

int bus_unregister_notifier(ksim_const_bus *bus, struct notifier_block *nb)
{
	struct bus_private *bp = bus_to_private(bus);

	return bp ? blocking_notifier_chain_unregister(&bp->notifiers, nb) :
		    -EINVAL;
}
EXPORT_SYMBOL_GPL(bus_unregister_notifier);

void bus_notify(struct device *dev, enum bus_notifier_event event)
{
	struct bus_private *bp = dev->bus ? bus_to_private(dev->bus) : NULL;

	if (bp)
		blocking_notifier_call_chain(&bp->notifiers, event, dev);
}

/* Drivers of a bus */

int bus_for_each_drv(ksim_const_bus *bus, struct device_driver *start,
		     void *data, int (*fn)(struct device_driver *, void *))
{
	struct bus_private *bp = bus_to_private(bus);
	struct driver_private *dp, *next;
	bool begun = !start;
	int error = 0;

	if (!bp)
		return -EINVAL;
	list_for_each_entry_safe(dp, next, &bp->drivers, in_bus) {
		if (begun)
			error = fn(dp->driver, data);
		if (error)
			break;
		begun |= dp->driver == start;
	}
	return error;
}
EXPORT_SYMBOL_GPL(bus_for_each_drv);

static struct driver_private *to_driver_private(struct kobject *kobj)
{
	return container_of(kobj, struct driver_private, kobj);
}

static ssize_t drv_attr_show(struct kobject *kobj, struct attribute *attr,
			     char *buf)
{
	struct driver_attribute *drv_attr =
		container_of(attr, struct driver_attribute, attr);

	if (!drv_attr->show)
		return -EIO;
	return drv_attr->show(to_driver_private(kobj)->driver, buf);
}

static ssize_t drv_attr_store(struct kobject *kobj, struct attribute *attr,
			      const char *buf, size_t count)
{
	struct driver_attribute *drv_attr =
		container_of(attr, struct driver_attribute, attr);

	if (!drv_attr->store)
		return -EIO;
	return drv_attr->store(to_driver_private(kobj)->driver, buf, count);
}

static const struct sysfs_ops driver_sysfs_ops = {
	.show = drv_attr_show,
	.store = drv_attr_store,
};

static void driver_release(struct kobject *kobj)
{
	kfree(to_driver_private(kobj));
}

static const struct kobj_type driver_ktype = {
	.sysfs_ops = &driver_sysfs_ops,
	.release = driver_release,
};

static ssize_t unbind_store(struct device_driver *drv, const char *buf,
			    size_t count)
{
	struct device *dev = bus_find_device_by_name(drv->bus, NULL, buf);
	ssize_t ret = -ENODEV;

	if (dev && dev->driver == drv) {
		device_release_driver(dev);
		ret = count;
	}
	put_device(dev);
	return ret;
}

static ssize_t bind_store(struct device_driver *drv, const char *buf,
			  size_t count)
{
	struct device *dev = bus_find_device_by_name(drv->bus, NULL, buf);
	ssize_t ret = -ENODEV;

	if (dev && (!drv->bus->match || drv->bus->match(dev, drv)))
		ret = device_driver_attach(drv, dev) ?: count;
	put_device(dev);
	return ret;
}

static ssize_t driver_uevent_store(struct device_driver *drv, const char *buf,
				   size_t count)
{
	int ret = kobject_uevent(&drv->p->kobj, KOBJ_CHANGE);

	return ret ?: count;
}

static DRIVER_ATTR_WO(unbind);
static DRIVER_ATTR_WO(bind);
static struct driver_attribute driver_attr_uevent =
	__ATTR(uevent, 0200, NULL, driver_uevent_store);

static struct attribute *driver_attrs[] = { &driver_attr_uevent.attr, NULL };
static const struct attribute_group driver_group = { .attrs = driver_attrs };
static struct attribute *bind_attrs[] = {
	&driver_attr_unbind.attr, &driver_attr_bind.attr, NULL,
};
static const struct attribute_group bind_group = { .attrs = bind_attrs };

int bus_add_driver(struct device_driver *drv, unsigned long caller)
{
	struct bus_private *bp = bus_to_private(drv->bus);
	struct driver_private *dp;
	int error;

	if (!bp)
		return -EINVAL;
	dp = ksim_zalloc(sizeof(*dp));
	if (!dp)
		return -ENOMEM;
	kmemleak_not_leak(dp);
	dp->driver = drv;
	dp->caller = caller;
	INIT_LIST_HEAD(&dp->devices);
	INIT_LIST_HEAD(&dp->in_bus);
	drv->p = dp;
	dp->kobj.kset = bp->drivers_dir;
	error = kobject_init_and_add(&dp->kobj, &driver_ktype, NULL, "%s",
				     drv->name);
	if (error)
		goto err;
	kmemleak_not_leak(dp->kobj.name);
	list_add_tail(&dp->in_bus, &bp->drivers);
	if (bp->autoprobe) {
		error = driver_attach(drv);
		if (error)
			goto err_unlist;
	}
	if (drv->owner && drv->owner->mkobj.kobj.sd)
		error = sysfs_create_link(&dp->kobj, &drv->owner->mkobj.kobj,
					  "module");
	/* As in Linux, a driver without its files is still one. */
	if (error ||
	    sysfs_create_group(&dp->kobj, &driver_group) ||
	    sysfs_create_groups(&dp->kobj, drv->bus->drv_groups) ||
	    (!drv->suppress_bind_attrs &&
	     sysfs_create_group(&dp->kobj, &bind_group)))
		pr_err("%s: files of driver %s failed\n", __func__, drv->name);
	return 0;

err_unlist:
	list_del_init(&dp->in_bus);
err:
	drv->p = NULL;
	kobject_put(&dp->kobj);
	return error;
}

void bus_remove_driver(struct device_driver *drv)
{
	struct driver_private *dp = drv->p;

	list_del_init(&dp->in_bus);
	sysfs_remove_groups(&dp->kobj, drv->bus->drv_groups);
	driver_detach(drv);
	drv->p = NULL;
	kobject_del(&dp->kobj);
	kobject_put(&dp->kobj);
}

/* What a module has left */

static void audit_drivers(struct bus_private *bp, struct module *mod)
{
	struct driver_private *dp, *next;
	char detail[160];

	list_for_each_entry_safe(dp, next, &bp->drivers, in_bus) {
		if (!ksim_from_module(dp->caller, mod))
			continue;
		snprintf(detail, sizeof(detail),
			 "\"%s\" on bus \"%s\", and driver_unregister() was not called",
			 kobject_name(&dp->kobj), bp->bus->name);
		ksim_leftover("driver left behind", detail, dp->caller,
			      "registered here");
		list_del_init(&dp->in_bus);
		/* Nobody calls its remove(): that is gone. */
		while (!list_empty(&dp->devices)) {
			struct device_private *p = list_first_entry(
				&dp->devices, struct device_private,
				in_driver);

			list_del_init(&p->in_driver);
			sysfs_remove_link(&p->device->kobj, "driver");
			p->device->driver = NULL;
		}
		kobject_del(&dp->kobj);
		kobject_put(&dp->kobj);
	}
}

void bus_audit_module(struct module *mod)
{
	struct bus_private *bp, *next;
	char detail[160];

	list_for_each_entry_safe(bp, next, &all_buses, link) {
		audit_drivers(bp, mod);
		if (!ksim_from_module(bp->caller, mod))
			continue;
		snprintf(detail, sizeof(detail),
			 "\"%s\", and bus_unregister() was not called",
			 kobject_name(&bp->subsys.kobj));
		ksim_leftover("bus left behind", detail, bp->caller,
			      "registered here");
		remove_bus(bp);
	}
}
