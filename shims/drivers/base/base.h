/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the driver core know of each other. */
#ifndef _BASE_H
#define _BASE_H

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/notifier.h>

/**
 * struct subsys_private - the core's part of a class
 * @caller: who registered it; inside a module if a driver did so itself
 */
struct subsys_private {
	struct kset subsys;
	ksim_const_class *class;
	struct list_head link; /* in the list of all classes */
	struct list_head devices; /* in order of registration */
	struct list_head glue_dirs;
	unsigned long caller;
};

/**
 * struct bus_private - the core's part of a bus
 * @subsys: /sys/bus/<name>
 * @devices_dir: devices/ below it
 * @drivers_dir: drivers/ below it
 * @bus: the bus
 * @link: in the list of all buses
 * @devices: in order of registration
 * @drivers: likewise
 * @autoprobe: whether what is registered is probed
 * @notifiers: who wants to know
 * @caller: who registered it
 */
struct bus_private {
	struct kset subsys;
	struct kset *devices_dir;
	struct kset *drivers_dir;
	ksim_const_bus *bus;
	struct list_head link;
	struct list_head devices;
	struct list_head drivers;
	bool autoprobe;
	struct blocking_notifier_head notifiers;
	unsigned long caller;
};

/**
 * struct driver_private - the core's part of a driver
 * @kobj: /sys/bus/<bus>/drivers/<name>
 * @driver: the driver
 * @in_bus: in the bus's list
 * @devices: bound to it, the first one first
 * @caller: who registered it
 */
struct driver_private {
	struct kobject kobj;
	struct device_driver *driver;
	struct list_head in_bus;
	struct list_head devices;
	unsigned long caller;
};

/**
 * struct device_private - the core's part of a device
 * @device: may be gone when a leftover is reported, unlike the rest
 * @name: as long as the device is registered
 * @in_bus: in its bus's list
 * @in_driver: in the list of the driver that it is bound to
 * @deferred: in the list of those that are to be probed again
 * @deferred_reason: text of dev_err_probe(); or NULL
 * @dead: is being removed
 * @node: its entry in /dev, or NULL
 * @caller: who registered it; inside a module if a driver did so itself
 */
struct device_private {
	struct device *device;
	struct list_head all;
	struct list_head in_class;
	struct list_head children;
	struct list_head in_parent;
	struct list_head in_bus;
	struct list_head in_driver;
	struct list_head deferred;
	char *deferred_reason;
	bool dead;
	struct dentry *node;
	const char *name;
	dev_t devt;
	struct kernfs_node *sd;
	unsigned long caller;
};

struct subsys_private *class_to_subsys(ksim_const_class *class);
int class_register_from(ksim_const_class *cls, unsigned long caller);
int device_add_from(struct device *dev, unsigned long caller);
int device_private_init(struct device *dev);
const char *device_get_devnode(struct device *dev, umode_t *mode, kuid_t *uid,
			       kgid_t *gid, const char **tmp);
void devtmpfs_create_node(struct device *dev);
void devtmpfs_delete_node(struct device_private *p);

/* bus.c */
struct bus_private *bus_to_private(ksim_const_bus *bus);
int bus_add_device(struct device *dev);
void bus_remove_device(struct device *dev);
void bus_notify(struct device *dev, enum bus_notifier_event event);
/* The groups and files of a driver, and its place on the bus. */
int bus_add_driver(struct device_driver *drv, unsigned long caller);
void bus_remove_driver(struct device_driver *drv);
/* dd.c */
void bus_probe_device(struct device *dev);
int driver_attach(struct device_driver *drv);
void driver_detach(struct device_driver *drv);
void driver_deferred_probe_del(struct device *dev);
void device_set_deferred_probe_reason(const struct device *dev,
				      struct va_format *vaf);
/* driver.c */
int driver_register_from(struct device_driver *drv, unsigned long caller);

extern struct list_head ksim_all_devices;
extern struct list_head ksim_all_classes;

/* For chrdev_audit_module(): NULL is any module. */
bool ksim_from_module(unsigned long caller, struct module *mod);
void ksim_leftover(const char *title, const char *detail,
		   unsigned long caller, const char *note);
void misc_audit_module(struct module *mod);
void block_audit_module(struct module *mod); /* disks, tag sets, majors */
void device_audit_module(struct module *mod);
void bus_audit_module(struct module *mod); /* buses and drivers */
void sysfs_audit_module(struct module *mod);

#endif
