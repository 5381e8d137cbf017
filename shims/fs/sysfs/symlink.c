// SPDX-License-Identifier: GPL-2.0-or-later
/* Links from one kobject to another. */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kobject.h>
#include <linux/string.h>
#include "shims/fs/kernfs/kernfs-internal.h"

static int create_link(struct kernfs_node *parent, struct kobject *owner,
		       struct kobject *target, const char *name, bool warn,
		       unsigned long caller)
{
	struct kernfs_node *kn;

	if (WARN_ON(!name || !parent))
		return -EFAULT;
	if (!target->sd)
		return -ENOENT;
	kn = kernfs_new(parent, name, 0777, KERNFS_LINK, owner, caller);
	if (IS_ERR(kn)) {
		if (PTR_ERR(kn) == -EEXIST && warn)
			sysfs_warn_dup(parent, name);
		return PTR_ERR(kn);
	}
	kn->target = target->sd;
	kn->target->count++;
	return 0;
}

static struct kernfs_node *dir_of(struct kobject *kobj)
{
	return kobj ? kobj->sd : sysfs_root();
}

int sysfs_create_link(struct kobject *kobj, struct kobject *target,
		      const char *name)
{
	return create_link(dir_of(kobj), kobj, target, name, true, _RET_IP_);
}
EXPORT_SYMBOL_GPL(sysfs_create_link);

int sysfs_create_link_nowarn(struct kobject *kobj, struct kobject *target,
			     const char *name)
{
	return create_link(dir_of(kobj), kobj, target, name, false, _RET_IP_);
}
EXPORT_SYMBOL_GPL(sysfs_create_link_nowarn);

int sysfs_add_link_to_group(struct kobject *kobj, const char *group_name,
			    struct kobject *target, const char *link_name)
{
	struct kernfs_node *dir = kernfs_find(kobj->sd, group_name,
					      strlen(group_name));

	if (!dir)
		return -ENOENT;
	return create_link(dir, kobj, target, link_name, true, _RET_IP_);
}
EXPORT_SYMBOL_GPL(sysfs_add_link_to_group);

void sysfs_remove_link_from_group(struct kobject *kobj, const char *group_name,
				  const char *link_name)
{
	struct kernfs_node *dir = kernfs_find(kobj->sd, group_name,
					      strlen(group_name));

	if (dir)
		kernfs_remove(kernfs_find(dir, link_name, strlen(link_name)));
}
EXPORT_SYMBOL_GPL(sysfs_remove_link_from_group);

void sysfs_remove_link(struct kobject *kobj, const char *name)
{
	struct kernfs_node *parent = dir_of(kobj);

	if (parent)
		kernfs_remove(kernfs_find(parent, name, strlen(name)));
}
EXPORT_SYMBOL_GPL(sysfs_remove_link);
