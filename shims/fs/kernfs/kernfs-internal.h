/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree behind /sys. */
#ifndef _KERNFS_INTERNAL_H
#define _KERNFS_INTERNAL_H

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/sysfs.h>
#include <linux/types.h>
#include "shims/fs/internal.h"

enum kernfs_kind { KERNFS_DIR, KERNFS_FILE, KERNFS_BIN_FILE, KERNFS_LINK };

/**
 * struct kernfs_node - one name below /sys
 * @count: references: the tree has one, a kobject one to its directory, each
 *	   inode one
 * @active: who is inside its operations; gone once it is not in the tree
 * @event: counts sysfs_notify()
 * @poll: for who waits for the next one
 * @kobj: whose directory or attribute this is
 * @mounted: of a directory that another file system is mounted on: its root
 * @caller: where it was asked for; inside a module if a driver did so itself
 */
struct kernfs_node {
	int count;
	struct active_ref active;
	unsigned int event;
	wait_queue_head_t *poll;
	enum kernfs_kind kind;
	umode_t mode;
	kuid_t uid;
	kgid_t gid;
	unsigned int ino;
	struct kernfs_node *parent;
	struct list_head sibling;
	struct list_head children;
	struct kobject *kobj;
	union {
		const struct attribute *attr;
		const struct bin_attribute *bin;
		struct kernfs_node *target;
		struct dentry *(*mounted)(void);
	};
	unsigned long caller;
	char name[];
};

struct kernfs_node *sysfs_root(void);
struct kernfs_node *kernfs_new(struct kernfs_node *parent, const char *name,
			       umode_t mode, enum kernfs_kind kind,
			       struct kobject *kobj, unsigned long caller);
struct kernfs_node *kernfs_find(struct kernfs_node *dir, const char *name,
				size_t length);
/* With all below it; waits for who is inside. Context: may sleep. */
void kernfs_remove(struct kernfs_node *kn);
/* Tells who polls. */
void kernfs_notify(struct kernfs_node *kn);
void kernfs_put(struct kernfs_node *kn);
char *kernfs_path(struct kernfs_node *kn, char *buf, size_t size);

/* sysfs/ */
extern const struct file_operations sysfs_file_operations;
int sysfs_create_dir(struct kobject *kobj, unsigned long caller);
void sysfs_remove_dir(struct kobject *kobj);
int sysfs_add_file(struct kernfs_node *dir, const struct attribute *attr,
		   umode_t mode, unsigned long caller);
int sysfs_add_bin_file(struct kernfs_node *dir,
		       const struct bin_attribute *attr, umode_t mode,
		       unsigned long caller);
void sysfs_warn_dup(struct kernfs_node *parent, const char *name);

/* Directories that are always there. */
extern struct kobject ksim_bus_kobj, ksim_class_kobj, ksim_virtual_kobj;
extern struct kset *devices_kset;

#endif
