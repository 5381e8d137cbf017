// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Devices and drivers brought together, and parted.
 *
 * Stands for: drivers/base/dd.c
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kmemleak.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <ksim/interrupt.h>
#include "base.h"

/* Deferred probes: tried again when something else has been bound. */

static LIST_HEAD(deferred_pending);
static unsigned int times_bound;

static void deferred_probe_work_func(struct work_struct *work)
{
	LIST_HEAD(active);

	list_splice_init(&deferred_pending, &active);
	while (!list_empty(&active)) {
		struct device_private *p = list_first_entry(
			&active, struct device_private, deferred);
		struct device *dev = get_device(p->device);

		list_del_init(&p->deferred);
		bus_probe_device(dev);
		put_device(dev);
	}
}

static DECLARE_WORK(deferred_probe_work, deferred_probe_work_func);

static void driver_deferred_probe_trigger(void)
{
	times_bound++;
	if (!list_empty(&deferred_pending))
		queue_work(system_unbound_wq, &deferred_probe_work);
}

static void driver_deferred_probe_add(struct device *dev)
{
	if (dev->can_match && list_empty(&dev->p->deferred))
		list_add_tail(&dev->p->deferred, &deferred_pending);
}

void driver_deferred_probe_del(struct device *dev)
{
	list_del_init(&dev->p->deferred);
	kfree(dev->p->deferred_reason);
	dev->p->deferred_reason = NULL;
}

void device_set_deferred_probe_reason(const struct device *dev,
				      struct va_format *vaf)
{
	if (!dev->p)
		return;
	kfree(dev->p->deferred_reason);
	dev->p->deferred_reason = kasprintf(GFP_KERNEL, "%pV", vaf);
	if (dev->p->deferred_reason)
		kmemleak_not_leak(dev->p->deferred_reason);
}

int driver_probe_done(void)
{
	flush_work(&deferred_probe_work);
	return 1;
}

void wait_for_device_probe(void)
{
	flush_work(&deferred_probe_work);
}
EXPORT_SYMBOL_GPL(wait_for_device_probe);

/* Binding */

static int driver_sysfs_add(struct device *dev)
{
	int ret;

	bus_notify(dev, BUS_NOTIFY_BIND_DRIVER);
	ret = sysfs_create_link(&dev->driver->p->kobj, &dev->kobj,
				kobject_name(&dev->kobj));
	if (ret)
		return ret;
	ret = sysfs_create_link(&dev->kobj, &dev->driver->p->kobj, "driver");
	if (ret)
		sysfs_remove_link(&dev->driver->p->kobj,
				  kobject_name(&dev->kobj));
	return ret;
}

static void driver_sysfs_remove(struct device *dev)
{
	sysfs_remove_link(&dev->driver->p->kobj, kobject_name(&dev->kobj));
	sysfs_remove_link(&dev->kobj, "driver");
}

static void driver_bound(struct device *dev)
{
	list_add_tail(&dev->p->in_driver, &dev->driver->p->devices);
	driver_deferred_probe_del(dev);
	driver_deferred_probe_trigger();
	bus_notify(dev, BUS_NOTIFY_BOUND_DRIVER);
	kobject_uevent(&dev->kobj, KOBJ_BIND);
}

int device_bind_driver(struct device *dev)
{
	int ret = driver_sysfs_add(dev);

	if (!ret)
		driver_bound(dev);
	else
		bus_notify(dev, BUS_NOTIFY_DRIVER_NOT_BOUND);
	return ret;
}
EXPORT_SYMBOL_GPL(device_bind_driver);

static int call_driver_probe(struct device *dev, struct device_driver *drv)
{
	struct ksim_context context = ksim_context_save();
	void *function = NULL;
	int ret = 0;

	if (dev->bus->probe) {
		function = dev->bus->probe;
		ret = dev->bus->probe(dev);
	} else if (drv->probe) {
		function = drv->probe;
		ret = drv->probe(dev);
	}
	ksim_context_check(context, "probe", function);
	switch (ret) {
	case 0:
	case -EPROBE_DEFER: /* it will be tried again */
	case -ENODEV:
	case -ENXIO: /* the driver does not want it */
		break;
	default:
		pr_warn("%s: probe of %s failed with error %d\n", drv->name,
			dev_name(dev), ret);
	}
	return ret;
}

static int really_probe(struct device *dev, struct device_driver *drv)
{
	int ret;

	if (!list_empty(&dev->devres_head)) {
		dev_crit(dev, "Resources present before probing\n");
		return -EBUSY;
	}
	dev->driver = drv;
	ret = driver_sysfs_add(dev);
	if (ret) {
		pr_err("%s: driver_sysfs_add(%s) failed\n", __func__,
		       dev_name(dev));
		goto err;
	}
	ret = call_driver_probe(dev, drv);
	if (ret)
		goto err_sysfs;
	ret = device_add_groups(dev, drv->dev_groups);
	if (ret) {
		dev_err(dev, "device_add_groups() failed\n");
		if (dev->bus->remove)
			dev->bus->remove(dev);
		else if (drv->remove)
			drv->remove(dev);
		goto err_sysfs;
	}
	driver_bound(dev);
	return 0;

err_sysfs:
	driver_sysfs_remove(dev);
err:
	bus_notify(dev, BUS_NOTIFY_DRIVER_NOT_BOUND);
	devres_release_all(dev);
	dev->driver = NULL;
	dev_set_drvdata(dev, NULL);
	return ret;
}

static int driver_probe_device(struct device_driver *drv, struct device *dev)
{
	unsigned int bound_before = times_bound;
	int ret;

	if (dev->p->dead || !device_is_registered(dev))
		return -ENODEV;
	if (dev->driver)
		return -EBUSY;
	dev->can_match = true;
	ret = really_probe(dev, drv);
	if (ret == -EPROBE_DEFER) {
		driver_deferred_probe_add(dev);
		/* What it waits for may have come while it looked. */
		if (bound_before != times_bound)
			driver_deferred_probe_trigger();
	}
	return ret;
}

static int driver_match_device(struct device_driver *drv, struct device *dev)
{
	return drv->bus->match ? drv->bus->match(dev, drv) : 1;
}

/* Return: whether the walk over drivers ends. */
static int device_attach_driver(struct device_driver *drv, void *data)
{
	struct device *dev = data;
	int ret = driver_match_device(drv, dev);

	if (!ret)
		return 0;
	if (ret == -EPROBE_DEFER) {
		dev->can_match = true;
		driver_deferred_probe_add(dev);
		return 0;
	}
	if (ret < 0)
		return ret;
	/* One that fails does not keep others from trying. */
	return driver_probe_device(drv, dev) == 0;
}

int device_attach(struct device *dev)
{
	int ret;

	device_lock(dev);
	if (dev->p->dead) {
		ret = 0;
	} else if (dev->driver) {
		ret = 1;
		if (list_empty(&dev->p->in_driver)) {
			ret = device_bind_driver(dev) == 0;
			if (!ret)
				dev->driver = NULL;
		}
	} else {
		ret = bus_for_each_drv(dev->bus, NULL, dev,
				       device_attach_driver);
	}
	device_unlock(dev);
	return ret;
}
EXPORT_SYMBOL_GPL(device_attach);

void bus_probe_device(struct device *dev)
{
	struct bus_private *bp = dev->bus ?
		bus_to_private(dev->bus) : NULL;

	/* A device that nobody wants is one all the same. */
	if (bp && bp->autoprobe)
		WARN_ON(device_attach(dev) < 0);
}

int device_driver_attach(struct device_driver *drv, struct device *dev)
{
	int ret;

	device_lock(dev);
	ret = driver_probe_device(drv, dev);
	device_unlock(dev);
	/* User space asked for this driver: it does not wait for another. */
	return ret == -EPROBE_DEFER ? -EAGAIN : ret;
}
EXPORT_SYMBOL_GPL(device_driver_attach);

static int attach_to_driver(struct device *dev, void *data)
{
	struct device_driver *drv = data;
	int ret = driver_match_device(drv, dev);

	if (ret == -EPROBE_DEFER) {
		dev->can_match = true;
		driver_deferred_probe_add(dev);
		return 0;
	}
	if (ret <= 0)
		return 0;
	device_lock(dev);
	driver_probe_device(drv, dev);
	device_unlock(dev);
	return 0;
}

int driver_attach(struct device_driver *drv)
{
	return bus_for_each_dev(drv->bus, NULL, drv,
				attach_to_driver);
}
EXPORT_SYMBOL_GPL(driver_attach);

bool device_is_bound(struct device *dev)
{
	return dev->p && !list_empty(&dev->p->in_driver);
}
EXPORT_SYMBOL_GPL(device_is_bound);

/* Parting */

static void release_driver(struct device *dev)
{
	struct device_driver *drv = dev->driver;

	if (!drv)
		return;
	driver_sysfs_remove(dev);
	bus_notify(dev, BUS_NOTIFY_UNBIND_DRIVER);
	device_remove_groups(dev, drv->dev_groups);
	if (dev->bus && dev->bus->remove)
		dev->bus->remove(dev);
	else if (drv->remove)
		drv->remove(dev);
	devres_release_all(dev);
	dev->driver = NULL;
	dev_set_drvdata(dev, NULL);
	list_del_init(&dev->p->in_driver);
	bus_notify(dev, BUS_NOTIFY_UNBOUND_DRIVER);
	kobject_uevent(&dev->kobj, KOBJ_UNBIND);
}

void device_release_driver(struct device *dev)
{
	device_lock(dev);
	release_driver(dev);
	device_unlock(dev);
}
EXPORT_SYMBOL_GPL(device_release_driver);

/* The last one bound goes first. */
void driver_detach(struct device_driver *drv)
{
	while (!list_empty(&drv->p->devices)) {
		struct device *dev = get_device(
			list_last_entry(&drv->p->devices,
					struct device_private,
					in_driver)->device);

		device_release_driver(dev);
		put_device(dev);
	}
}

int __must_check device_reprobe(struct device *dev)
{
	if (dev->driver)
		device_release_driver(dev);
	return bus_rescan_devices(dev->bus);
}
EXPORT_SYMBOL_GPL(device_reprobe);
