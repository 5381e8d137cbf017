/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Buses: who brings devices and drivers together.
 *
 * Stands for: include/linux/device/bus.h, drivers/base/bus.c, drivers/base/dd.c
 * Fidelity:   MODEL - matching, probing, deferral, unbinding and sysfs as in
 *	       Linux; probes run one after the other, never asynchronously
 * Absent:     subsys_system_register() and subsystem interfaces, DMA set-up,
 *	       IOMMUs, bus_sort_breadthfirst()
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
	void (*sync_state)(struct device *dev);
	int (*online)(struct device *dev);
	int (*offline)(struct device *dev);
	int (*num_vf)(struct device *dev);
	int (*dma_configure)(struct device *dev);
	void (*dma_cleanup)(struct device *dev);
	const struct dev_pm_ops *pm;
	bool need_parent_lock;
};

struct bus_attribute {
	struct attribute attr;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	ssize_t (*show)(const struct bus_type *bus, char *buf);
	ssize_t (*store)(const struct bus_type *bus, const char *buf,
			 size_t count);
#else
	ssize_t (*show)(struct bus_type *bus, char *buf);
	ssize_t (*store)(struct bus_type *bus, const char *buf, size_t count);
#endif
};

#define BUS_ATTR_RW(_name) \
	struct bus_attribute bus_attr_##_name = __ATTR_RW(_name)
#define BUS_ATTR_RO(_name) \
	struct bus_attribute bus_attr_##_name = __ATTR_RO(_name)
#define BUS_ATTR_WO(_name) \
	struct bus_attribute bus_attr_##_name = __ATTR_WO(_name)

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
typedef const struct bus_type ksim_const_bus;
#else
typedef struct bus_type ksim_const_bus;
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
typedef const struct device_driver ksim_const_driver;
typedef int (*device_match_t)(struct device *dev, const void *data);
#else
typedef struct device_driver ksim_const_driver;
#endif

/**
 * bus_register() - make a bus, for devices and drivers to meet on
 * @bus: its name and operations
 *
 * Context: Process context. May sleep.
 * Return: 0 or -errno.
 */
int __must_check bus_register(ksim_const_bus *bus);
void bus_unregister(ksim_const_bus *bus);
int __must_check bus_rescan_devices(ksim_const_bus *bus);

int __must_check bus_create_file(ksim_const_bus *bus,
				 struct bus_attribute *attr);
void bus_remove_file(ksim_const_bus *bus, struct bus_attribute *attr);

/* From the device after @start on; ends when @fn returns non-zero, with that. */
int bus_for_each_dev(ksim_const_bus *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data));
int bus_for_each_drv(ksim_const_bus *bus, struct device_driver *start,
		     void *data, int (*fn)(struct device_driver *, void *));

/**
 * bus_find_device() - look for a device
 * @bus: on which bus
 * @start: begin behind this one; NULL for the first
 * @data: for @match
 * @match: says whether it is the one
 *
 * Return: the device with a reference, or NULL.
 */
struct device *bus_find_device(ksim_const_bus *bus, struct device *start,
			       const void *data,
			       int (*match)(struct device *dev,
					    const void *data));
int device_match_name(struct device *dev, const void *name);

static inline struct device *bus_find_device_by_name(ksim_const_bus *bus,
						     struct device *start,
						     const char *name)
{
	return bus_find_device(bus, start, name, device_match_name);
}

struct notifier_block;
int bus_register_notifier(ksim_const_bus *bus, struct notifier_block *nb);
int bus_unregister_notifier(ksim_const_bus *bus, struct notifier_block *nb);

enum bus_notifier_event {
	BUS_NOTIFY_ADD_DEVICE,
	BUS_NOTIFY_DEL_DEVICE,
	BUS_NOTIFY_REMOVED_DEVICE,
	BUS_NOTIFY_BIND_DRIVER,
	BUS_NOTIFY_BOUND_DRIVER,
	BUS_NOTIFY_UNBIND_DRIVER,
	BUS_NOTIFY_UNBOUND_DRIVER,
	BUS_NOTIFY_DRIVER_NOT_BOUND,
};

#endif
