// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the object is freed when its driver is through with it, and nobody is
 * asked whether somebody else still has it: there is no release().
 */
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>

struct thing {
	struct kobject kobj;
	int value;
};

static struct thing *thing;

static const struct kobj_type thing_ktype = {
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
	kfree(thing);
}

module_init(release_missing_init);
module_exit(release_missing_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Frees a kobject itself, without release()");
MODULE_LICENSE("GPL");
