/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Buses: who brings devices and drivers together.
 *
 * Stands for: include/linux/device/bus.h
 * Fidelity:   ABSENT - the type only
 * Absent:     bus_register() and everything else
 */
#ifndef _DEVICE_BUS_H_
#define _DEVICE_BUS_H_

#include <linux/kobject.h>
#include <linux/klist.h>
#include <linux/pm.h>
#include <linux/version.h>

struct device;
struct device_driver;

struct bus_type {
	const char *name;
	const char *dev_name;
	const struct attribute_group **bus_groups;
	const struct attribute_group **dev_groups;
	const struct attribute_group **drv_groups;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	int (*match)(struct device *dev, const struct device_driver *drv);
#else
	int (*match)(struct device *dev, struct device_driver *drv);
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	int (*uevent)(const struct device *dev, struct kobj_uevent_env *env);
#else
	int (*uevent)(struct device *dev, struct kobj_uevent_env *env);
#endif
	int (*probe)(struct device *dev);
	void (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	int (*suspend)(struct device *dev, pm_message_t state);
	int (*resume)(struct device *dev);
	const struct dev_pm_ops *pm;
};

#endif
