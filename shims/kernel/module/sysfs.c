// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /sys/module/<name>: what is known of a module, and its parameters.
 *
 * Stands for: kernel/module/sysfs.c, the sysfs half of kernel/params.c
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <ksim/abi/module.h>

#include "internal.h"

/* A parameter as a file. */
struct param_attribute {
	struct module_attribute mattr;
	const struct kernel_param *param;
};

struct module_param_attrs {
	struct kobject *dir; /* parameters/; NULL if there is nothing in it */
	struct param_attribute attrs[];
};

static ssize_t module_attr_show(struct kobject *kobj, struct attribute *attr,
				char *buf)
{
	struct module_attribute *attribute =
		container_of(attr, struct module_attribute, attr);
	struct module_kobject *mk =
		container_of(kobj, struct module_kobject, kobj);

	return attribute->show ? attribute->show(attribute, mk, buf) : -EIO;
}

static ssize_t module_attr_store(struct kobject *kobj, struct attribute *attr,
				 const char *buf, size_t len)
{
	struct module_attribute *attribute =
		container_of(attr, struct module_attribute, attr);
	struct module_kobject *mk =
		container_of(kobj, struct module_kobject, kobj);

	return attribute->store ? attribute->store(attribute, mk, buf, len) :
				  -EIO;
}

static const struct sysfs_ops module_sysfs_ops = {
	.show = module_attr_show,
	.store = module_attr_store,
};

/* It lies in struct module, which stays as long as anybody can look. */
static void module_kobj_release(struct kobject *kobj)
{
}

static const struct kobj_type module_ktype = {
	.release = module_kobj_release,
	.sysfs_ops = &module_sysfs_ops,
};

static ssize_t param_show(struct module_attribute *mattr,
			  struct module_kobject *mk, char *buf)
{
	const struct kernel_param *param =
		container_of(mattr, struct param_attribute, mattr)->param;
	int count;

	if (!param->ops->get)
		return -EPERM;
	kernel_param_lock(mk->mod);
	count = param->ops->get(buf, param);
	kernel_param_unlock(mk->mod);
	return count;
}

static ssize_t param_store(struct module_attribute *mattr,
			   struct module_kobject *mk, const char *buf,
			   size_t len)
{
	const struct kernel_param *param =
		container_of(mattr, struct param_attribute, mattr)->param;
	int err;

	if (!param->ops->set)
		return -EPERM;
	kernel_param_lock(mk->mod);
	if (param->flags & KERNEL_PARAM_FL_UNSAFE) {
		pr_notice("Setting dangerous option %s - tainting kernel\n",
			  param->name);
		add_taint(TAINT_USER, LOCKDEP_STILL_OK);
	}
	err = param->ops->set(buf, param);
	kernel_param_unlock(mk->mod);
	return err ?: len;
}

static ssize_t show_coresize(struct module_attribute *mattr,
			     struct module_kobject *mk, char *buf)
{
	return sprintf(buf, "%llu\n", mk->mod->ksim_image->size);
}

static ssize_t show_initstate(struct module_attribute *mattr,
			      struct module_kobject *mk, char *buf)
{
	static const char *const states[] = {
		[MODULE_STATE_LIVE] = "live",
		[MODULE_STATE_COMING] = "coming",
		[MODULE_STATE_GOING] = "going",
	};

	return sprintf(buf, "%s\n", states[mk->mod->state]);
}

static ssize_t show_refcnt(struct module_attribute *mattr,
			   struct module_kobject *mk, char *buf)
{
	return sprintf(buf, "%i\n", module_refcount(mk->mod));
}

static ssize_t show_taint(struct module_attribute *mattr,
			  struct module_kobject *mk, char *buf)
{
	char flags[16] = "", *letters = flags;

	if (mk->mod->taints)
		letters = module_flags(mk->mod->taints, MODULE_STATE_LIVE,
				       flags) + 1;
	return sprintf(buf, "%.*s\n", (int)strcspn(letters, ")"), letters);
}

static ssize_t show_version(struct module_attribute *mattr,
			    struct module_kobject *mk, char *buf)
{
	return sprintf(buf, "%s\n", mk->mod->version);
}

static ssize_t show_srcversion(struct module_attribute *mattr,
			       struct module_kobject *mk, char *buf)
{
	return sprintf(buf, "%s\n", mk->mod->srcversion);
}

#define MODULE_FILE(file) \
	static struct module_attribute file##_file = \
		__ATTR(file, 0444, show_##file, NULL)

MODULE_FILE(coresize);
MODULE_FILE(initstate);
MODULE_FILE(refcnt);
MODULE_FILE(taint);
MODULE_FILE(version);
MODULE_FILE(srcversion);

static int add_files(struct module *mod)
{
	const struct attribute *files[] = {
		&coresize_file.attr, &initstate_file.attr, &refcnt_file.attr,
		&taint_file.attr, NULL, NULL, NULL,
	};
	int count = 4;

	if (mod->version)
		files[count++] = &version_file.attr;
	if (mod->srcversion)
		files[count++] = &srcversion_file.attr;
	return sysfs_create_files(&mod->mkobj.kobj, files);
}

static int add_params(struct module *mod)
{
	struct kobject *kobj = &mod->mkobj.kobj;
	struct module_param_attrs *mp;
	struct attribute_group group = { .name = "parameters" };
	struct attribute **list;
	unsigned int i, shown = 0;
	int err;

	for (i = 0; i < mod->num_kp; i++)
		shown += !!mod->kp[i].perm;
	if (!shown)
		return 0;
	mp = kzalloc(struct_size(mp, attrs, shown), GFP_KERNEL);
	list = kcalloc(shown + 1, sizeof(*list), GFP_KERNEL);
	if (!mp || !list) {
		kfree(list);
		kfree(mp);
		return -ENOMEM;
	}
	kmemleak_not_leak(mp);
	shown = 0;
	for (i = 0; i < mod->num_kp; i++) {
		struct param_attribute *attr = &mp->attrs[shown];

		if (!mod->kp[i].perm)
			continue;
		attr->param = &mod->kp[i];
		attr->mattr.attr.name = mod->kp[i].name;
		attr->mattr.attr.mode = mod->kp[i].perm;
		if (mod->kp[i].perm & 0444)
			attr->mattr.show = param_show;
		if (mod->kp[i].perm & 0222)
			attr->mattr.store = param_store;
		list[shown++] = &attr->mattr.attr;
	}
	group.attrs = list;
	err = sysfs_create_group(kobj, &group);
	kfree(list);
	if (err)
		kfree(mp);
	else
		mod->mkobj.mp = mp;
	return err;
}

int mod_sysfs_setup(struct module *mod)
{
	struct kobject *kobj = &mod->mkobj.kobj;
	int err;

	kobj->kset = module_kset;
	err = kobject_init_and_add(kobj, &module_ktype, NULL, "%s", mod->name);
	if (!err)
		err = add_files(mod);
	if (!err)
		err = add_params(mod);
	if (err)
		kobject_put(kobj);
	return err;
}

void mod_sysfs_teardown(struct module *mod)
{
	struct kobject *kobj = &mod->mkobj.kobj;

	if (!kobj->state_in_sysfs)
		return;
	kobject_del(kobj);
	kfree(mod->mkobj.mp);
	mod->mkobj.mp = NULL;
	kobject_put(kobj);
}
