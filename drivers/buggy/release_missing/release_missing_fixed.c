// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * release_missing, mended: the object is freed when the last reference is gone.
 */
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>

struct thing {
	struct kobject kobj;
	int value;
};

static struct thing *thing;

static void thing_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct thing, kobj));
}

static const struct kobj_type thing_ktype = {
	.release = thing_release,
	.sysfs_ops = &kobj_sysfs_ops,
};

static int __init release_missing_init(void)
{
	int ret;

	thing = kzalloc(sizeof(*thing), GFP_KERNEL);
	if (!thing)
		return -ENOMEM;
	ret = kobject_init_and_add(&thing->kobj, &thing_ktype, kernel_kobj,
				   KBUILD_MODNAME);
	if (ret)
		kobject_put(&thing->kobj);
	return ret;
}

static void __exit release_missing_exit(void)
{
	kobject_put(&thing->kobj);
}

module_init(release_missing_init);
module_exit(release_missing_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Frees a kobject itself, without release(), mended");
MODULE_LICENSE("GPL");
