// SPDX-License-Identifier: GPL-2.0-or-later
/* Links from one kobject to another. */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kobject.h>
#include <linux/string.h>
#include "shims/fs/kernfs/kernfs-internal.h"

int sysfs_create_link(struct kobject *kobj, struct kobject *target,
		      const char *name)
{
	struct kernfs_node *parent = kobj ? kobj->sd : sysfs_root(), *kn;

	if (WARN_ON(!name || !parent))
		return -EFAULT;
	if (!target->sd)
		return -ENOENT;
	kn = kernfs_new(parent, name, 0777, KERNFS_LINK, kobj, _RET_IP_);
	if (IS_ERR(kn)) {
		if (PTR_ERR(kn) == -EEXIST)
			sysfs_warn_dup(parent, name);
		return PTR_ERR(kn);
	}
	kn->target = target->sd;
	kn->target->count++;
	return 0;
}
EXPORT_SYMBOL_GPL(sysfs_create_link);

void sysfs_remove_link(struct kobject *kobj, const char *name)
{
	struct kernfs_node *parent = kobj ? kobj->sd : sysfs_root(), *kn;

	if (!parent)
		return;
	kn = kernfs_find(parent, name, strlen(name));
	if (kn)
		kernfs_remove(kn);
}
EXPORT_SYMBOL_GPL(sysfs_remove_link);
