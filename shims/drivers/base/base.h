/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the driver core know of each other. */
#ifndef _BASE_H
#define _BASE_H

#include <linux/device.h>
#include <linux/fs.h>

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
 * struct device_private - the core's part of a device
 * @device: may be gone when a leftover is reported, unlike the rest
 * @name: as long as the device is registered
 * @node: its entry in /dev, or NULL
 * @caller: who registered it; inside a module if a driver did so itself
 */
struct device_private {
	struct device *device;
	struct list_head all;
	struct list_head in_class;
	struct list_head children;
	struct list_head in_parent;
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

extern struct list_head ksim_all_devices;
extern struct list_head ksim_all_classes;

/* For chrdev_audit_module(): NULL is any module. */
bool ksim_from_module(unsigned long caller, struct module *mod);
void ksim_leftover(const char *title, const char *detail,
		   unsigned long caller, const char *note);
void misc_audit_module(struct module *mod);
void device_audit_module(struct module *mod);
void sysfs_audit_module(struct module *mod);

#endif
