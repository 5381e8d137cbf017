// SPDX-License-Identifier: GPL-2.0-or-later
/* Groups of attributes. */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kobject.h>
#include <linux/printk.h>
#include <linux/string.h>
#include "shims/fs/kernfs/kernfs-internal.h"

static void remove_files(struct kernfs_node *parent,
			 const struct attribute_group *grp)
{
	struct attribute *const *attr;
	struct bin_attribute *const *bin;

	for (attr = grp->attrs; attr && *attr; attr++)
		kernfs_remove(kernfs_find(parent, (*attr)->name,
					  strlen((*attr)->name)));
	for (bin = grp->bin_attrs; bin && *bin; bin++)
		kernfs_remove(kernfs_find(parent, (*bin)->attr.name,
					  strlen((*bin)->attr.name)));
}

static int create_files(struct kernfs_node *parent, struct kobject *kobj,
			const struct attribute_group *grp,
			unsigned long caller)
{
	int error = 0, i;
	umode_t mode;

	for (i = 0; grp->attrs && grp->attrs[i] && !error; i++) {
		struct attribute *attr = grp->attrs[i];

		mode = attr->mode;
		if (grp->is_visible) {
			mode = grp->is_visible(kobj, attr, i);
			if (!mode)
				continue;
		}
		WARN(mode & ~(SYSFS_PREALLOC | 0664),
		     "Attribute %s: Invalid permissions 0%o\n", attr->name,
		     mode);
		error = sysfs_add_file(parent, attr, mode & 0664, caller);
	}
	for (i = 0; grp->bin_attrs && grp->bin_attrs[i] && !error; i++) {
		struct bin_attribute *bin = grp->bin_attrs[i];

		mode = bin->attr.mode;
		if (grp->is_bin_visible) {
			mode = grp->is_bin_visible(kobj, bin, i);
			if (!mode)
				continue;
		}
		WARN(mode & ~(SYSFS_PREALLOC | 0664),
		     "Attribute %s: Invalid permissions 0%o\n", bin->attr.name,
		     mode);
		error = sysfs_add_bin_file(parent, bin, mode & 0664, caller);
	}
	if (error)
		remove_files(parent, grp);
	return error;
}

static int create_group(struct kobject *kobj, const struct attribute_group *grp,
			unsigned long caller)
{
	struct kernfs_node *kn;
	int error;

	if (WARN_ON(!kobj || !kobj->sd))
		return -EINVAL;
	if (!grp->attrs && !grp->bin_attrs) {
		WARN(1, "sysfs: (bin_)attrs not set by subsystem for group: %s/%s\n",
		     kobj->name, grp->name ?: "");
		return -EINVAL;
	}
	kn = kobj->sd;
	if (grp->name) {
		kn = kernfs_new(kobj->sd, grp->name, 0755, KERNFS_DIR, kobj,
				caller);
		if (IS_ERR(kn)) {
			if (PTR_ERR(kn) == -EEXIST)
				sysfs_warn_dup(kobj->sd, grp->name);
			return PTR_ERR(kn);
		}
	}
	error = create_files(kn, kobj, grp, caller);
	if (error && grp->name)
		kernfs_remove(kn);
	return error;
}

int sysfs_create_group(struct kobject *kobj, const struct attribute_group *grp)
{
	return create_group(kobj, grp, _RET_IP_);
}
EXPORT_SYMBOL_GPL(sysfs_create_group);

int sysfs_create_groups(struct kobject *kobj,
			const struct attribute_group **groups)
{
	int i, error;

	for (i = 0; groups && groups[i]; i++) {
		error = create_group(kobj, groups[i], _RET_IP_);
		if (error) {
			while (--i >= 0)
				sysfs_remove_group(kobj, groups[i]);
			return error;
		}
	}
	return 0;
}
EXPORT_SYMBOL_GPL(sysfs_create_groups);

void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *grp)
{
	struct kernfs_node *kn = kobj->sd;

	if (!kn)
		return;
	if (grp->name) {
		kn = kernfs_find(kn, grp->name, strlen(grp->name));
		if (!kn) {
			WARN(1, KERN_WARNING
			     "sysfs group '%s' not found for kobject '%s'\n",
			     grp->name, kobject_name(kobj));
			return;
		}
		kernfs_remove(kn);
		return;
	}
	remove_files(kn, grp);
}
EXPORT_SYMBOL_GPL(sysfs_remove_group);

void sysfs_remove_groups(struct kobject *kobj,
			 const struct attribute_group **groups)
{
	for (; groups && *groups; groups++)
		sysfs_remove_group(kobj, *groups);
}
EXPORT_SYMBOL_GPL(sysfs_remove_groups);

int sysfs_merge_group(struct kobject *kobj, const struct attribute_group *grp)
{
	struct kernfs_node *dir = kernfs_find(kobj->sd, grp->name,
					      strlen(grp->name));
	struct attribute *const *attr;
	int error = 0;

	if (!dir)
		return -ENOENT;
	for (attr = grp->attrs; *attr && !error; attr++)
		error = sysfs_add_file(dir, *attr, (*attr)->mode, _RET_IP_);
	if (error)
		/* The last one is not there, or somebody else's. */
		while (--attr > grp->attrs)
			kernfs_remove(kernfs_find(dir, attr[-1]->name,
						  strlen(attr[-1]->name)));
	return error;
}
EXPORT_SYMBOL_GPL(sysfs_merge_group);

void sysfs_unmerge_group(struct kobject *kobj,
			 const struct attribute_group *grp)
{
	struct kernfs_node *dir = kernfs_find(kobj->sd, grp->name,
					      strlen(grp->name));

	if (dir)
		remove_files(dir, grp);
}
EXPORT_SYMBOL_GPL(sysfs_unmerge_group);

/* The files are made anew, as they are to be seen now. */
int sysfs_update_group(struct kobject *kobj, const struct attribute_group *grp)
{
	struct kernfs_node *dir = kobj->sd;

	if (grp->name) {
		dir = kernfs_find(dir, grp->name, strlen(grp->name));
		if (!dir) {
			pr_warn("Can't update unknown attr grp name: %s/%s\n",
				kobj->name, grp->name);
			return -EINVAL;
		}
	}
	remove_files(dir, grp);
	return create_files(dir, kobj, grp, _RET_IP_);
}
EXPORT_SYMBOL_GPL(sysfs_update_group);

int sysfs_update_groups(struct kobject *kobj,
			const struct attribute_group **groups)
{
	int error = 0;

	for (; groups && *groups && !error; groups++)
		error = sysfs_update_group(kobj, *groups);
	return error;
}
EXPORT_SYMBOL_GPL(sysfs_update_groups);
