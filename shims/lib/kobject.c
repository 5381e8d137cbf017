// SPDX-License-Identifier: GPL-2.0-or-later
/* Counted, named objects in a tree. */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kobject.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <ksim/abi/report.h>
#include <ksim/interrupt.h>
#include "shims/fs/kernfs/kernfs-internal.h"

static void kset_join(struct kobject *kobj)
{
	kset_get(kobj->kset);
	list_add_tail(&kobj->entry, &kobj->kset->list);
}

static void kset_leave(struct kobject *kobj)
{
	if (!kobj->kset)
		return;
	list_del_init(&kobj->entry);
	kset_put(kobj->kset);
}

static void init_fields(struct kobject *kobj)
{
	kref_init(&kobj->kref);
	INIT_LIST_HEAD(&kobj->entry);
	kobj->state_in_sysfs = 0;
	kobj->state_add_uevent_sent = 0;
	kobj->state_remove_uevent_sent = 0;
	kobj->state_initialized = 1;
}

void kobject_init(struct kobject *kobj, const struct kobj_type *ktype)
{
	const char *problem;

	if (!kobj) {
		problem = "invalid kobject pointer!";
		goto error;
	}
	if (!ktype) {
		problem = "must have a ktype to be initialized properly!\n";
		goto error;
	}
	if (kobj->state_initialized) {
		pr_err("kobject (%p): tried to init an initialized object, something is seriously wrong.\n",
		       kobj);
		dump_stack();
	}
	init_fields(kobj);
	kobj->ktype = ktype;
	return;

error:
	pr_err("kobject (%p): %s\n", kobj, problem);
	dump_stack();
}
EXPORT_SYMBOL(kobject_init);

int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list vargs)
{
	const char *name;

	if (kobj->name && !fmt)
		return 0;
	name = kvasprintf_const(GFP_KERNEL, fmt, vargs);
	if (!name)
		return -ENOMEM;
	if (strchr(name, '/')) {
		char *own = kstrdup(name, GFP_KERNEL);

		kfree_const(name);
		if (!own)
			return -ENOMEM;
		strreplace(own, '/', '!');
		name = own;
	}
	kfree_const(kobj->name);
	kobj->name = name;
	return 0;
}

int kobject_set_name(struct kobject *kobj, const char *fmt, ...)
{
	va_list vargs;
	int ret;

	va_start(vargs, fmt);
	ret = kobject_set_name_vargs(kobj, fmt, vargs);
	va_end(vargs);
	return ret;
}
EXPORT_SYMBOL(kobject_set_name);

static int create_dir(struct kobject *kobj, unsigned long caller)
{
	int error = sysfs_create_dir(kobj, caller);

	if (error)
		return error;
	if (kobj->ktype) {
		error = sysfs_create_groups(kobj, kobj->ktype->default_groups);
		if (error)
			sysfs_remove_dir(kobj);
	}
	return error;
}

static int add_internal(struct kobject *kobj, unsigned long caller)
{
	struct kobject *parent;
	int error;

	if (!kobj->name || !kobj->name[0]) {
		WARN(1,
		     "kobject: (%p): attempted to be registered with empty name!\n",
		     kobj);
		return -EINVAL;
	}
	parent = kobject_get(kobj->parent);
	if (kobj->kset) {
		if (!parent)
			parent = kobject_get(&kobj->kset->kobj);
		kset_join(kobj);
		kobj->parent = parent;
	}
	error = create_dir(kobj, caller);
	if (!error) {
		kobj->state_in_sysfs = 1;
		return 0;
	}
	kset_leave(kobj);
	kobject_put(parent);
	kobj->parent = NULL;
	if (error == -EEXIST)
		pr_err("kobject_add_internal failed for %s with -EEXIST, don't try to register things with the same name in the same directory.\n",
		       kobject_name(kobj));
	else
		pr_err("kobject_add_internal failed for %s (error: %d parent: %s)\n",
		       kobject_name(kobj), error,
		       parent ? kobject_name(parent) : "'none'");
	return error;
}

static int add_varg(struct kobject *kobj, struct kobject *parent,
		    unsigned long caller, const char *fmt, va_list vargs)
{
	int retval = kobject_set_name_vargs(kobj, fmt, vargs);

	if (retval) {
		pr_err("kobject: can not set name properly!\n");
		return retval;
	}
	kobj->parent = parent;
	return add_internal(kobj, caller);
}

int kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt,
		...)
{
	va_list args;
	int retval;

	if (!kobj)
		return -EINVAL;
	if (!kobj->state_initialized) {
		pr_err("kobject '%s' (%p): tried to add an uninitialized object, something is seriously wrong.\n",
		       kobject_name(kobj), kobj);
		dump_stack();
		return -EINVAL;
	}
	va_start(args, fmt);
	retval = add_varg(kobj, parent, _RET_IP_, fmt, args);
	va_end(args);
	return retval;
}
EXPORT_SYMBOL(kobject_add);

int kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
			 struct kobject *parent, const char *fmt, ...)
{
	va_list args;
	int retval;

	kobject_init(kobj, ktype);
	va_start(args, fmt);
	retval = add_varg(kobj, parent, _RET_IP_, fmt, args);
	va_end(args);
	return retval;
}
EXPORT_SYMBOL_GPL(kobject_init_and_add);

int kobject_rename(struct kobject *kobj, const char *new_name)
{
	struct kernfs_node *old, *kn, *child, *next;
	const char *name;

	kobj = kobject_get(kobj);
	if (!kobj)
		return -EINVAL;
	if (!kobj->parent || !kobj->sd) {
		kobject_put(kobj);
		return -EINVAL;
	}
	name = kstrdup_const(new_name, GFP_KERNEL);
	if (!name) {
		kobject_put(kobj);
		return -ENOMEM;
	}
	old = kobj->sd;
	kn = kernfs_new(old->parent, name, old->mode, KERNFS_DIR, kobj,
			old->caller);
	if (IS_ERR(kn)) {
		kfree_const(name);
		kobject_put(kobj);
		return PTR_ERR(kn);
	}
	list_for_each_entry_safe(child, next, &old->children, sibling) {
		list_move_tail(&child->sibling, &kn->children);
		child->parent = kn;
		kn->count++;
		old->count--;
	}
	kn->count++;
	kobj->sd = kn;
	kernfs_remove(old);
	kernfs_put(old);
	kfree_const(kobj->name);
	kobj->name = name;
	kobject_put(kobj);
	return 0;
}
EXPORT_SYMBOL_GPL(kobject_rename);

/* Returns the parent, whose reference the caller now has to drop. */
static struct kobject *del_internal(struct kobject *kobj)
{
	struct kobject *parent = kobj->parent;

	if (kobj->ktype)
		sysfs_remove_groups(kobj, kobj->ktype->default_groups);
	if (kobj->state_add_uevent_sent && !kobj->state_remove_uevent_sent)
		kobject_uevent(kobj, KOBJ_REMOVE);
	sysfs_remove_dir(kobj);
	kobj->state_in_sysfs = 0;
	kset_leave(kobj);
	kobj->parent = NULL;
	return parent;
}

void kobject_del(struct kobject *kobj)
{
	if (kobj)
		kobject_put(del_internal(kobj));
}
EXPORT_SYMBOL(kobject_del);

struct kobject *kobject_get(struct kobject *kobj)
{
	if (kobj) {
		if (!kobj->state_initialized)
			WARN(1, KERN_WARNING
			     "kobject: '%s' (%p): is not initialized, yet kobject_get() is being called.\n",
			     kobject_name(kobj), kobj);
		kref_get(&kobj->kref);
	}
	return kobj;
}
EXPORT_SYMBOL(kobject_get);

struct kobject *kobject_get_unless_zero(struct kobject *kobj)
{
	if (!kobj)
		return NULL;
	return kref_get_unless_zero(&kobj->kref) ? kobj : NULL;
}
EXPORT_SYMBOL(kobject_get_unless_zero);

/* Linux says so only if it is built for debugging. */
static void report_no_release(struct kobject *kobj)
{
	char says[160], detail[160];

	snprintf(says, sizeof(says),
		 "kobject: '%s' (%p): does not have a release() function, it is broken and must be fixed. See Documentation/core-api/kobject.rst.",
		 kobj->name, kobj);
	snprintf(detail, sizeof(detail),
		 "the last reference to `%s` is gone, and nobody is told: its memory can be freed by release() only",
		 kobj->name);
	ksim_report(KSIM_FINDING_MISUSE, says, "kobject without release()",
		    detail,
		    &(struct ksim_site){ ksim_report_driver_caller(_RET_IP_),
					 "last reference dropped here" },
		    1);
}

static void kobject_release(struct kref *kref)
{
	struct kobject *kobj = container_of(kref, struct kobject, kref);
	const struct kobj_type *type = kobj->ktype;
	const char *name = kobj->name;
	struct kobject *parent = NULL;

	if (kobj->state_in_sysfs)
		parent = del_internal(kobj);
	if (type && type->release)
		type->release(kobj);
	else if (ksim_in_module((unsigned long)type, NULL))
		report_no_release(kobj);
	kfree_const(name);
	kobject_put(parent);
}

void kobject_put(struct kobject *kobj)
{
	if (!kobj)
		return;
	if (!kobj->state_initialized)
		WARN(1, KERN_WARNING
		     "kobject: '%s' (%p): is not initialized, yet kobject_put() is being called.\n",
		     kobject_name(kobj), kobj);
	kref_put(&kobj->kref, kobject_release);
}
EXPORT_SYMBOL(kobject_put);

char *kobject_get_path(const struct kobject *kobj, gfp_t gfp_mask)
{
	char path[256];

	if (!kobj->sd)
		return NULL;
	return kstrdup(kernfs_path(kobj->sd, path, sizeof(path)), gfp_mask);
}
EXPORT_SYMBOL_GPL(kobject_get_path);

static void dynamic_release(struct kobject *kobj)
{
	kfree(kobj);
}

static const struct kobj_type dynamic_ktype = {
	.release = dynamic_release,
	.sysfs_ops = &kobj_sysfs_ops,
};

struct kobject *kobject_create_and_add(const char *name, struct kobject *parent)
{
	struct kobject *kobj = kzalloc(sizeof(*kobj), GFP_KERNEL);
	int retval;

	if (!kobj)
		return NULL;
	kobject_init(kobj, &dynamic_ktype);
	retval = kobject_set_name(kobj, "%s", name);
	if (!retval) {
		kobj->parent = parent;
		retval = add_internal(kobj, _RET_IP_);
	}
	if (retval) {
		pr_warn("%s: kobject_add error: %d\n", __func__, retval);
		kobject_put(kobj);
		return NULL;
	}
	return kobj;
}
EXPORT_SYMBOL_GPL(kobject_create_and_add);

/* attributes that know their kobject */

static ssize_t kobj_attr_show(struct kobject *kobj, struct attribute *attr,
			      char *buf)
{
	struct kobj_attribute *kattr =
		container_of(attr, struct kobj_attribute, attr);

	return kattr->show ? kattr->show(kobj, kattr, buf) : -EIO;
}

static ssize_t kobj_attr_store(struct kobject *kobj, struct attribute *attr,
			       const char *buf, size_t count)
{
	struct kobj_attribute *kattr =
		container_of(attr, struct kobj_attribute, attr);

	return kattr->store ? kattr->store(kobj, kattr, buf, count) : -EIO;
}

const struct sysfs_ops kobj_sysfs_ops = {
	.show = kobj_attr_show,
	.store = kobj_attr_store,
};
EXPORT_SYMBOL_GPL(kobj_sysfs_ops);

/* ksets */

void kset_init(struct kset *k)
{
	init_fields(&k->kobj);
	INIT_LIST_HEAD(&k->list);
	spin_lock_init(&k->list_lock);
}
EXPORT_SYMBOL_GPL(kset_init);

static int kset_register_from(struct kset *k, unsigned long caller)
{
	int err;

	kset_init(k);
	err = add_internal(&k->kobj, caller);
	if (err)
		return err;
	kobject_uevent(&k->kobj, KOBJ_ADD);
	return 0;
}

int kset_register(struct kset *k)
{
	if (!k)
		return -EINVAL;
	if (!k->kobj.ktype) {
		pr_err("must have a ktype to be initialized properly!\n");
		return -EINVAL;
	}
	return kset_register_from(k, _RET_IP_);
}
EXPORT_SYMBOL(kset_register);

void kset_unregister(struct kset *k)
{
	if (!k)
		return;
	kobject_del(&k->kobj);
	kobject_put(&k->kobj);
}
EXPORT_SYMBOL(kset_unregister);

struct kobject *kset_find_obj(struct kset *kset, const char *name)
{
	struct kobject *k;

	list_for_each_entry(k, &kset->list, entry)
		if (kobject_name(k) && !strcmp(kobject_name(k), name))
			return kobject_get_unless_zero(k);
	return NULL;
}
EXPORT_SYMBOL_GPL(kset_find_obj);

static void kset_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct kset, kobj));
}

static const struct kobj_type kset_ktype = {
	.sysfs_ops = &kobj_sysfs_ops,
	.release = kset_release,
};

struct kset *kset_create_and_add(const char *name,
				 const struct kset_uevent_ops *uevent_ops,
				 struct kobject *parent_kobj)
{
	struct kset *kset = kzalloc(sizeof(*kset), GFP_KERNEL);

	if (!kset)
		return NULL;
	if (kobject_set_name(&kset->kobj, "%s", name)) {
		kfree(kset);
		return NULL;
	}
	kset->uevent_ops = uevent_ops;
	kset->kobj.parent = parent_kobj;
	kset->kobj.ktype = &kset_ktype;
	if (kset_register_from(kset, _RET_IP_)) {
		kfree_const(kset->kobj.name);
		kfree(kset);
		return NULL;
	}
	return kset;
}
EXPORT_SYMBOL_GPL(kset_create_and_add);
