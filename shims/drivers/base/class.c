// SPDX-License-Identifier: GPL-2.0-or-later
/* Classes of devices. */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "base.h"
#include "shims/fs/internal.h"
#include "shims/fs/kernfs/kernfs-internal.h"

LIST_HEAD(ksim_all_classes);

#define to_subsys(obj) container_of(obj, struct subsys_private, subsys.kobj)

struct subsys_private *class_to_subsys(ksim_const_class *class)
{
	struct subsys_private *cp;

	list_for_each_entry(cp, &ksim_all_classes, link)
		if (cp->class == class)
			return cp;
	return NULL;
}

static ssize_t class_attr_show(struct kobject *kobj, struct attribute *attr,
			       char *buf)
{
	struct class_attribute *class_attr =
		container_of(attr, struct class_attribute, attr);

	if (!class_attr->show)
		return -EIO;
	return class_attr->show(to_subsys(kobj)->class, class_attr, buf);
}

static ssize_t class_attr_store(struct kobject *kobj, struct attribute *attr,
				const char *buf, size_t count)
{
	struct class_attribute *class_attr =
		container_of(attr, struct class_attribute, attr);

	if (!class_attr->store)
		return -EIO;
	return class_attr->store(to_subsys(kobj)->class, class_attr, buf,
				 count);
}

static void class_release(struct kobject *kobj)
{
	struct subsys_private *cp = to_subsys(kobj);
	ksim_const_class *class = cp->class;
	struct list_head *at, *next;

	/* A driver may destroy a class that still has devices. */
	list_for_each_safe(at, next, &cp->devices)
		list_del_init(at);
	list_for_each_safe(at, next, &cp->glue_dirs)
		list_del_init(at);
	list_del(&cp->link);
	if (class->class_release)
		class->class_release(class);
	kfree(cp);
}

static const struct sysfs_ops class_sysfs_ops = {
	.show = class_attr_show,
	.store = class_attr_store,
};

static const struct kobj_type class_ktype = {
	.sysfs_ops = &class_sysfs_ops,
	.release = class_release,
};

int class_register_from(ksim_const_class *cls, unsigned long caller)
{
	struct subsys_private *cp = ksim_zalloc(sizeof(*cp));
	int error;

	if (!cp)
		return -ENOMEM;
	INIT_LIST_HEAD(&cp->devices);
	INIT_LIST_HEAD(&cp->glue_dirs);
	cp->class = cls;
	cp->caller = caller;
	error = kobject_set_name(&cp->subsys.kobj, "%s", cls->name);
	if (error)
		goto err_free;
	cp->subsys.kobj.parent = &ksim_class_kobj;
	cp->subsys.kobj.ktype = &class_ktype;
	error = kset_register(&cp->subsys);
	if (error)
		goto err_name;
	error = sysfs_create_groups(&cp->subsys.kobj, cls->class_groups);
	if (error) {
		kobject_del(&cp->subsys.kobj);
		goto err_name;
	}
	list_add_tail(&cp->link, &ksim_all_classes);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	cls->p = cp;
#endif
	return 0;

err_name:
	kfree_const(cp->subsys.kobj.name);
err_free:
	kfree(cp);
	return error;
}

static struct class *create_class(struct module *owner, const char *name,
				  unsigned long caller);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
int class_register(const struct class *cls)
{
	return class_register_from(cls, _RET_IP_);
}
EXPORT_SYMBOL_GPL(class_register);

static void class_create_release(const struct class *cls)
{
	kfree(cls);
}

struct class *class_create(const char *name)
{
	return create_class(NULL, name, _RET_IP_);
}
EXPORT_SYMBOL_GPL(class_create);
#else
int __class_register(struct class *cls, struct lock_class_key *key)
{
	return class_register_from(cls, _RET_IP_);
}
EXPORT_SYMBOL_GPL(__class_register);

static void class_create_release(struct class *cls)
{
	kfree(cls);
}

struct class *__class_create(struct module *owner, const char *name,
			     struct lock_class_key *key)
{
	return create_class(owner, name, _RET_IP_);
}
EXPORT_SYMBOL_GPL(__class_create);
#endif

static struct class *create_class(struct module *owner, const char *name,
				  unsigned long caller)
{
	struct class *cls = kzalloc(sizeof(*cls), GFP_KERNEL);
	int retval;

	if (!cls)
		return ERR_PTR(-ENOMEM);
	cls->name = name;
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	cls->owner = owner;
#endif
	cls->class_release = class_create_release;
	retval = class_register_from(cls, caller);
	if (retval) {
		kfree(cls);
		return ERR_PTR(retval);
	}
	return cls;
}

void class_unregister(ksim_const_class *cls)
{
	struct subsys_private *cp = class_to_subsys(cls);

	if (WARN_ON(!cp))
		return;
	sysfs_remove_groups(&cp->subsys.kobj, cls->class_groups);
	kset_unregister(&cp->subsys);
}
EXPORT_SYMBOL_GPL(class_unregister);

void class_destroy(ksim_const_class *cls)
{
	if (!IS_ERR_OR_NULL(cls))
		class_unregister(cls);
}
EXPORT_SYMBOL_GPL(class_destroy);

int class_create_file_ns(ksim_const_class *cls,
			 const struct class_attribute *attr, const void *ns)
{
	struct subsys_private *cp = class_to_subsys(cls);

	return cp ? sysfs_create_file_ns(&cp->subsys.kobj, &attr->attr, ns) :
		    -EINVAL;
}
EXPORT_SYMBOL_GPL(class_create_file_ns);

void class_remove_file_ns(ksim_const_class *cls,
			  const struct class_attribute *attr, const void *ns)
{
	struct subsys_private *cp = class_to_subsys(cls);

	if (cp)
		sysfs_remove_file_ns(&cp->subsys.kobj, &attr->attr, ns);
}
EXPORT_SYMBOL_GPL(class_remove_file_ns);

ssize_t show_class_attr_string(ksim_const_class *class,
			       ksim_const_attribute *attr, char *buf)
{
	const struct class_attribute_string *cs =
		container_of(attr, struct class_attribute_string, attr);

	return sysfs_emit(buf, "%s\n", cs->str);
}
EXPORT_SYMBOL_GPL(show_class_attr_string);

/* iteration: the device the iterator stands before is held */

static struct device *hold_next(struct subsys_private *sp,
				struct list_head *at)
{
	if (at == &sp->devices)
		return NULL;
	return get_device(list_entry(at, struct device_private,
				     in_class)->device);
}

void class_dev_iter_init(struct class_dev_iter *iter, ksim_const_class *class,
			 ksim_const_device *start,
			 const struct device_type *type)
{
	iter->sp = class_to_subsys(class);
	iter->type = type;
	iter->next = NULL;
	if (iter->sp)
		iter->next = hold_next(iter->sp,
				       start ? start->p->in_class.next :
					       iter->sp->devices.next);
}
EXPORT_SYMBOL_GPL(class_dev_iter_init);

struct device *class_dev_iter_next(struct class_dev_iter *iter)
{
	struct device *dev = iter->next;

	while (dev) {
		iter->next = dev->p->in_class.next ?
			hold_next(iter->sp, dev->p->in_class.next) : NULL;
		/* The caller may use it until it asks for the next one. */
		put_device(dev);
		if (!iter->type || iter->type == dev->type)
			return dev;
		dev = iter->next;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(class_dev_iter_next);

void class_dev_iter_exit(struct class_dev_iter *iter)
{
	put_device(iter->next);
	iter->next = NULL;
}
EXPORT_SYMBOL_GPL(class_dev_iter_exit);

int class_for_each_device(ksim_const_class *class, ksim_const_device *start,
			  void *data, int (*fn)(struct device *dev, void *data))
{
	struct class_dev_iter iter;
	struct device *dev;
	int error = 0;

	if (!class)
		return -EINVAL;
	if (!class_to_subsys(class)) {
		WARN(1, "%s called for class '%s' before it was initialized",
		     __func__, class->name);
		return -EINVAL;
	}
	class_dev_iter_init(&iter, class, start, NULL);
	while (!error && (dev = class_dev_iter_next(&iter)))
		error = fn(dev, data);
	class_dev_iter_exit(&iter);
	return error;
}
EXPORT_SYMBOL_GPL(class_for_each_device);

struct device *class_find_device(ksim_const_class *class,
				 ksim_const_device *start, const void *data,
				 int (*match)(struct device *, const void *))
{
	struct class_dev_iter iter;
	struct device *dev;

	if (!class)
		return NULL;
	if (!class_to_subsys(class)) {
		WARN(1, "%s called for class '%s' before it was initialized",
		     __func__, class->name);
		return NULL;
	}
	class_dev_iter_init(&iter, class, start, NULL);
	while ((dev = class_dev_iter_next(&iter))) {
		if (match(dev, data)) {
			get_device(dev);
			break;
		}
	}
	class_dev_iter_exit(&iter);
	return dev;
}
EXPORT_SYMBOL_GPL(class_find_device);
