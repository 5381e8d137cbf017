// SPDX-License-Identifier: GPL-2.0-or-later
/* Directories of kobjects. */
#include <linux/kobject.h>
#include <linux/limits.h>
#include <linux/printk.h>
#include <linux/bug.h>
#include <linux/slab.h>
#include <linux/err.h>
#include "shims/fs/kernfs/kernfs-internal.h"

void sysfs_warn_dup(struct kernfs_node *parent, const char *name)
{
	char path[256];

	pr_warn("sysfs: cannot create duplicate filename '%s/%s'\n",
		kernfs_path(parent, path, sizeof(path)), name);
	dump_stack();
}

int sysfs_create_dir(struct kobject *kobj, unsigned long caller)
{
	struct kernfs_node *parent = sysfs_root(), *kn;

	if (kobj->parent)
		parent = kobj->parent->sd;
	if (!parent)
		return -ENOENT;
	kn = kernfs_new(parent, kobject_name(kobj), 0755, KERNFS_DIR, kobj,
			caller);
	if (IS_ERR(kn)) {
		if (PTR_ERR(kn) == -EEXIST)
			sysfs_warn_dup(parent, kobject_name(kobj));
		return PTR_ERR(kn);
	}
	if (kobj->ktype && kobj->ktype->get_ownership)
		kobj->ktype->get_ownership(kobj, &kn->uid, &kn->gid);
	kn->count++;
	kobj->sd = kn;
	return 0;
}

void sysfs_remove_dir(struct kobject *kobj)
{
	struct kernfs_node *kn = kobj->sd;

	kobj->sd = NULL;
	if (kn) {
		kernfs_remove(kn);
		kernfs_put(kn);
	}
}
