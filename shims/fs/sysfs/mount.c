// SPDX-License-Identifier: GPL-2.0-or-later
/* The directories of /sys that are always there. */
#include <linux/export.h>
#include <linux/kobject.h>
#include <linux/fs.h>
#include "shims/fs/internal.h"
#include "shims/fs/kernfs/kernfs-internal.h"

static const struct kobj_type fixed_ktype = { .sysfs_ops = &kobj_sysfs_ops };

#define FIXED_KOBJ(kobj_name, above)                                  \
	{                                                             \
		.name = kobj_name, .ktype = &fixed_ktype,             \
		.parent = above, .kref = KREF_INIT(1),                \
		.state_initialized = 1, .state_in_sysfs = 1,          \
	}

static struct kobject kernel_object = FIXED_KOBJ("kernel", NULL);
static struct kobject fs_object = FIXED_KOBJ("fs", NULL);
struct kobject ksim_bus_kobj = FIXED_KOBJ("bus", NULL);
struct kobject ksim_class_kobj = FIXED_KOBJ("class", NULL);
static struct kset devices_object = {
	.list = LIST_HEAD_INIT(devices_object.list),
	.kobj = FIXED_KOBJ("devices", NULL),
};
static struct kset module_object = {
	.list = LIST_HEAD_INIT(module_object.list),
	.kobj = FIXED_KOBJ("module", NULL),
};
struct kobject ksim_virtual_kobj = FIXED_KOBJ("virtual", &devices_object.kobj);

struct kobject *kernel_kobj = &kernel_object;
EXPORT_SYMBOL_GPL(kernel_kobj);
struct kobject *fs_kobj = &fs_object;
EXPORT_SYMBOL_GPL(fs_kobj);
struct kset *devices_kset = &devices_object;
struct kset *module_kset = &module_object;

static struct kernfs_node *root;

static void make_fixed(struct kobject *kobj)
{
	struct kernfs_node *above = kobj->parent ? kobj->parent->sd : root;

	kobj->sd = kernfs_new(above, kobj->name, 0755, KERNFS_DIR, kobj, 0);
	if (IS_ERR(kobj->sd))
		panic("sysfs: no memory for /sys/%s", kobj->name);
}

struct kernfs_node *sysfs_root(void)
{
	struct kernfs_node *debug;

	if (likely(root))
		return root;
	root = kernfs_new(NULL, "", 0755, KERNFS_DIR, NULL, 0);
	if (IS_ERR(root))
		panic("sysfs: no memory for its root");
	make_fixed(&ksim_bus_kobj);
	make_fixed(&ksim_class_kobj);
	make_fixed(&devices_object.kobj);
	make_fixed(&ksim_virtual_kobj);
	make_fixed(&fs_object);
	make_fixed(&kernel_object);
	make_fixed(&module_object.kobj);
	debug = kernfs_new(kernel_object.sd, "debug", 0755, KERNFS_DIR, NULL, 0);
	if (IS_ERR(debug))
		panic("sysfs: no memory for /sys/kernel/debug");
	debug->mounted = debugfs_root;
	return root;
}
