/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Drivers, as a bus sees them.
 *
 * Stands for: include/linux/device/driver.h
 * Fidelity:   MODEL - the type and the module_driver() helpers
 * Absent:     driver_register() and everything else
 */
#ifndef _DEVICE_DRIVER_H_
#define _DEVICE_DRIVER_H_

#include <linux/kobject.h>
#include <linux/klist.h>
#include <linux/pm.h>
#include <linux/device/bus.h>
#include <linux/module.h>

struct of_device_id;
struct acpi_device_id;

enum probe_type {
	PROBE_DEFAULT_STRATEGY,
	PROBE_PREFER_ASYNCHRONOUS,
	PROBE_FORCE_SYNCHRONOUS,
};

struct device_driver {
	const char *name;
	const struct bus_type *bus;
	struct module *owner;
	const char *mod_name;
	bool suppress_bind_attrs;
	enum probe_type probe_type;
	const struct of_device_id *of_match_table;
	const struct acpi_device_id *acpi_match_table;
	int (*probe)(struct device *dev);
	int (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	int (*suspend)(struct device *dev, pm_message_t state);
	int (*resume)(struct device *dev);
	const struct attribute_group **groups;
	const struct attribute_group **dev_groups;
	const struct dev_pm_ops *pm;
	struct driver_private *p;
};

#define module_driver(__driver, __register, __unregister, ...)  \
static int __init __driver##_init(void)                         \
{                                                               \
	return __register(&(__driver), ##__VA_ARGS__);          \
}                                                               \
module_init(__driver##_init);                                   \
static void __exit __driver##_exit(void)                        \
{                                                               \
	__unregister(&(__driver), ##__VA_ARGS__);               \
}                                                               \
module_exit(__driver##_exit)

#endif
