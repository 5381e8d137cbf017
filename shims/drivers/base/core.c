// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices: registration, lifetime, attributes, log lines. */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kmemleak.h>
#include <linux/export.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/numa.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ksim/abi/report.h>
#include "base.h"
#include "shims/fs/internal.h"
#include "shims/fs/kernfs/kernfs-internal.h"

LIST_HEAD(ksim_all_devices);

/* attributes */

static ssize_t dev_attr_show(struct kobject *kobj, struct attribute *attr,
			     char *buf)
{
	struct device_attribute *dev_attr =
		container_of(attr, struct device_attribute, attr);
	ssize_t ret = -EIO;

	if (dev_attr->show)
		ret = dev_attr->show(kobj_to_dev(kobj), dev_attr, buf);
	if (ret >= (ssize_t)PAGE_SIZE)
		printk("dev_attr_show: %pS returned bad count\n",
		       dev_attr->show);
	return ret;
}

static ssize_t dev_attr_store(struct kobject *kobj, struct attribute *attr,
			      const char *buf, size_t count)
{
	struct device_attribute *dev_attr =
		container_of(attr, struct device_attribute, attr);

	if (!dev_attr->store)
		return -EIO;
	return dev_attr->store(kobj_to_dev(kobj), dev_attr, buf, count);
}

static const struct sysfs_ops dev_sysfs_ops = {
	.show = dev_attr_show,
	.store = dev_attr_store,
};

#define to_ext_attr(x) container_of(x, struct dev_ext_attribute, attr)

ssize_t device_store_ulong(struct device *dev, struct device_attribute *attr,
			   const char *buf, size_t size)
{
	unsigned long new;
	int ret = kstrtoul(buf, 0, &new);

	if (ret)
		return ret;
	*(unsigned long *)to_ext_attr(attr)->var = new;
	return size;
}
EXPORT_SYMBOL_GPL(device_store_ulong);

ssize_t device_show_ulong(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%lx\n",
			  *(unsigned long *)to_ext_attr(attr)->var);
}
EXPORT_SYMBOL_GPL(device_show_ulong);

ssize_t device_store_int(struct device *dev, struct device_attribute *attr,
			 const char *buf, size_t size)
{
	long new;
	int ret = kstrtol(buf, 0, &new);

	if (ret)
		return ret;
	if (new > INT_MAX || new < INT_MIN)
		return -EINVAL;
	*(int *)to_ext_attr(attr)->var = new;
	return size;
}
EXPORT_SYMBOL_GPL(device_store_int);

ssize_t device_show_int(struct device *dev, struct device_attribute *attr,
			char *buf)
{
	return sysfs_emit(buf, "%d\n", *(int *)to_ext_attr(attr)->var);
}
EXPORT_SYMBOL_GPL(device_show_int);

ssize_t device_store_bool(struct device *dev, struct device_attribute *attr,
			  const char *buf, size_t size)
{
	if (kstrtobool(buf, to_ext_attr(attr)->var) < 0)
		return -EINVAL;
	return size;
}
EXPORT_SYMBOL_GPL(device_store_bool);

ssize_t device_show_bool(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%d\n", *(bool *)to_ext_attr(attr)->var);
}
EXPORT_SYMBOL_GPL(device_show_bool);

static ssize_t dev_show(struct device *dev, struct device_attribute *attr,
			char *buf)
{
	return print_dev_t(buf, dev->devt);
}
static DEVICE_ATTR_RO(dev);

static int dev_uevent(struct kobject *kobj, struct kobj_uevent_env *env);

static ssize_t uevent_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct kobj_uevent_env *env = kzalloc(sizeof(*env), GFP_KERNEL);
	int i, len = 0, ret;

	if (!env)
		return -ENOMEM;
	ret = dev_uevent(&dev->kobj, env);
	for (i = 0; !ret && i < env->envp_idx; i++)
		len += sysfs_emit_at(buf, len, "%s\n", env->envp[i]);
	kfree(env);
	return ret ? ret : len;
}

static ssize_t uevent_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	int ret = kobject_uevent(&dev->kobj, KOBJ_CHANGE);

	return ret ? ret : count;
}
static DEVICE_ATTR_RW(uevent);

int device_create_file(struct device *dev, const struct device_attribute *attr)
{
	if (!dev)
		return 0;
	WARN(attr->attr.mode & S_IWUGO && !attr->store,
	     "Attribute %s: write permission without 'store'\n",
	     attr->attr.name);
	WARN(attr->attr.mode & S_IRUGO && !attr->show,
	     "Attribute %s: read permission without 'show'\n", attr->attr.name);
	return sysfs_create_file(&dev->kobj, &attr->attr);
}
EXPORT_SYMBOL_GPL(device_create_file);

void device_remove_file(struct device *dev, const struct device_attribute *attr)
{
	if (dev)
		sysfs_remove_file(&dev->kobj, &attr->attr);
}
EXPORT_SYMBOL_GPL(device_remove_file);

int device_create_bin_file(struct device *dev, const struct bin_attribute *attr)
{
	return dev ? sysfs_create_bin_file(&dev->kobj, attr) : -EINVAL;
}
EXPORT_SYMBOL_GPL(device_create_bin_file);

void device_remove_bin_file(struct device *dev,
			    const struct bin_attribute *attr)
{
	if (dev)
		sysfs_remove_bin_file(&dev->kobj, attr);
}
EXPORT_SYMBOL_GPL(device_remove_bin_file);

int device_add_groups(struct device *dev, const struct attribute_group **groups)
{
	return sysfs_create_groups(&dev->kobj, groups);
}
EXPORT_SYMBOL_GPL(device_add_groups);

void device_remove_groups(struct device *dev,
			  const struct attribute_group **groups)
{
	sysfs_remove_groups(&dev->kobj, groups);
}
EXPORT_SYMBOL_GPL(device_remove_groups);

static int add_attrs(struct device *dev)
{
	int error = 0;

	if (dev->class)
		error = device_add_groups(dev, dev->class->dev_groups);
	if (error)
		return error;
	if (dev->type)
		error = device_add_groups(dev, dev->type->groups);
	if (error)
		goto err_class;
	error = device_add_groups(dev, dev->groups);
	if (!error)
		return 0;
	if (dev->type)
		device_remove_groups(dev, dev->type->groups);
err_class:
	if (dev->class)
		device_remove_groups(dev, dev->class->dev_groups);
	return error;
}

static void remove_attrs(struct device *dev)
{
	device_remove_groups(dev, dev->groups);
	if (dev->type)
		device_remove_groups(dev, dev->type->groups);
	if (dev->class)
		device_remove_groups(dev, dev->class->dev_groups);
}

/* names and nodes */

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list vargs;
	int err;

	va_start(vargs, fmt);
	err = kobject_set_name_vargs(&dev->kobj, fmt, vargs);
	va_end(vargs);
	return err;
}
EXPORT_SYMBOL_GPL(dev_set_name);

const char *dev_driver_string(const struct device *dev)
{
	struct device_driver *drv = READ_ONCE(dev->driver);

	if (drv)
		return drv->name;
	if (dev->bus)
		return dev->bus->name;
	return dev->class ? dev->class->name : "";
}
EXPORT_SYMBOL(dev_driver_string);

const char *device_get_devnode(struct device *dev, umode_t *mode, kuid_t *uid,
			       kgid_t *gid, const char **tmp)
{
	char *s;

	*tmp = NULL;
	if (dev->type && dev->type->devnode)
		*tmp = dev->type->devnode(dev, mode, uid, gid);
	if (*tmp)
		return *tmp;
	if (dev->class && dev->class->devnode)
		*tmp = dev->class->devnode(dev, mode);
	if (*tmp)
		return *tmp;
	if (!strchr(dev_name(dev), '!'))
		return dev_name(dev);
	s = kstrdup(dev_name(dev), GFP_KERNEL);
	if (!s)
		return NULL;
	strreplace(s, '!', '/');
	return *tmp = s;
}

/* uevents */

static int dev_uevent_filter(struct kobject *kobj)
{
	const struct device *dev;

	if (kobj->ktype->sysfs_ops != &dev_sysfs_ops)
		return 0;
	dev = kobj_to_dev(kobj);
	/* Nobody listens: only a driver that wants to be asked matters. */
	return (dev->class && dev->class->dev_uevent) ||
	       (dev->type && dev->type->uevent) ||
	       (dev->bus && dev->bus->uevent);
}

static const char *dev_uevent_name(struct kobject *kobj)
{
	const struct device *dev = kobj_to_dev(kobj);

	if (dev->bus)
		return dev->bus->name;
	return dev->class ? dev->class->name : NULL;
}

static int dev_uevent(struct kobject *kobj, struct kobj_uevent_env *env)
{
	struct device *dev = kobj_to_dev(kobj);
	kuid_t uid = GLOBAL_ROOT_UID;
	kgid_t gid = GLOBAL_ROOT_GID;
	const char *tmp, *name;
	umode_t mode = 0;
	int retval = 0;

	if (MAJOR(dev->devt)) {
		add_uevent_var(env, "MAJOR=%u", MAJOR(dev->devt));
		add_uevent_var(env, "MINOR=%u", MINOR(dev->devt));
		name = device_get_devnode(dev, &mode, &uid, &gid, &tmp);
		if (name) {
			add_uevent_var(env, "DEVNAME=%s", name);
			if (mode)
				add_uevent_var(env, "DEVMODE=%#o",
					       mode & 0777);
			kfree(tmp);
		}
	}
	if (dev->type && dev->type->name)
		add_uevent_var(env, "DEVTYPE=%s", dev->type->name);
	if (dev->driver)
		add_uevent_var(env, "DRIVER=%s", dev->driver->name);
	if (dev->bus && dev->bus->uevent)
		retval = dev->bus->uevent(dev, env);
	if (dev->class && dev->class->dev_uevent)
		retval = dev->class->dev_uevent(dev, env);
	if (dev->type && dev->type->uevent)
		retval = dev->type->uevent(dev, env);
	return retval;
}

static const struct kset_uevent_ops device_uevent_ops = {
	.filter = dev_uevent_filter,
	.name = dev_uevent_name,
	.uevent = dev_uevent,
};

/* lifetime */

static void device_release(struct kobject *kobj)
{
	struct device *dev = kobj_to_dev(kobj);
	struct device_private *p = dev->p;

	devres_release_all(dev);
	if (dev->release)
		dev->release(dev);
	else if (dev->type && dev->type->release)
		dev->type->release(dev);
	else if (dev->class && dev->class->dev_release)
		dev->class->dev_release(dev);
	else
		WARN(1, KERN_ERR
		     "Device '%s' does not have a release() function, it is broken and must be fixed. See Documentation/core-api/kobject.rst.\n",
		     dev_name(dev));
	kfree(p);
}

static const struct kobj_type device_ktype = {
	.release = device_release,
	.sysfs_ops = &dev_sysfs_ops,
};

void device_initialize(struct device *dev)
{
	devices_kset->uevent_ops = &device_uevent_ops;
	dev->kobj.kset = devices_kset;
	kobject_init(&dev->kobj, &device_ktype);
	INIT_LIST_HEAD(&dev->dma_pools);
	mutex_init(&dev->mutex);
	/* A device and its parent, of any kind, at a time. */
	lockdep_set_novalidate_class(&dev->mutex);
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->devres_head);
	set_dev_node(dev, NUMA_NO_NODE);
}
EXPORT_SYMBOL_GPL(device_initialize);

int device_private_init(struct device *dev)
{
	struct device_private *p = ksim_zalloc(sizeof(*p));

	if (!p)
		return -ENOMEM;
	p->device = dev;
	INIT_LIST_HEAD(&p->all);
	INIT_LIST_HEAD(&p->in_class);
	INIT_LIST_HEAD(&p->children);
	INIT_LIST_HEAD(&p->in_parent);
	INIT_LIST_HEAD(&p->in_bus);
	INIT_LIST_HEAD(&p->in_driver);
	INIT_LIST_HEAD(&p->deferred);
	dev->p = p;
	return 0;
}

struct device *get_device(struct device *dev)
{
	return dev ? kobj_to_dev(kobject_get(&dev->kobj)) : NULL;
}
EXPORT_SYMBOL_GPL(get_device);

void put_device(struct device *dev)
{
	if (dev)
		kobject_put(&dev->kobj);
}
EXPORT_SYMBOL_GPL(put_device);

/* Directories that gather the devices of one class below one parent. */
struct glue_dir {
	struct kobject kobj;
	struct list_head link;
};

static void glue_release(struct kobject *kobj)
{
	struct glue_dir *dir = container_of(kobj, struct glue_dir, kobj);

	list_del(&dir->link);
	kfree(dir);
}

static const struct kobj_type glue_ktype = {
	.release = glue_release,
	.sysfs_ops = &kobj_sysfs_ops,
};

static struct kobject *get_device_parent(struct device *dev,
					 struct subsys_private *sp)
{
	struct device *parent = dev->parent;
	struct kobject *above = &ksim_virtual_kobj;
	struct glue_dir *dir;
	int error;

	if (!sp)
		return parent ? &parent->kobj : NULL;
	if (parent && parent->class)
		return &parent->kobj;
	if (parent)
		above = &parent->kobj;
	sysfs_root();
	list_for_each_entry(dir, &sp->glue_dirs, link)
		if (dir->kobj.parent == above)
			return kobject_get(&dir->kobj);
	dir = ksim_zalloc(sizeof(*dir));
	if (!dir)
		return ERR_PTR(-ENOMEM);
	kobject_init(&dir->kobj, &glue_ktype);
	list_add(&dir->link, &sp->glue_dirs);
	error = kobject_add(&dir->kobj, above, "%s", sp->class->name);
	if (error) {
		kobject_put(&dir->kobj);
		return ERR_PTR(error);
	}
	kmemleak_not_leak(dir->kobj.name);
	return &dir->kobj;
}

/* Gives back what get_device_parent() returned. */
static void put_glue_dir(struct kobject *kobj)
{
	if (!kobj || kobj->ktype != &glue_ktype)
		return;
	if (kobj->sd && list_empty(&kobj->sd->children))
		kobject_del(kobj);
	kobject_put(kobj);
}

static int add_links(struct device *dev, struct subsys_private *sp)
{
	int error;

	if (!sp)
		return 0;
	error = sysfs_create_link(&dev->kobj, &sp->subsys.kobj, "subsystem");
	if (!error && dev->parent)
		error = sysfs_create_link(&dev->kobj, &dev->parent->kobj,
					  "device");
	if (!error)
		error = sysfs_create_link(&sp->subsys.kobj, &dev->kobj,
					  dev_name(dev));
	return error;
}

static void remove_links(struct device *dev, struct subsys_private *sp)
{
	if (!sp)
		return;
	if (dev->parent)
		sysfs_remove_link(&dev->kobj, "device");
	sysfs_remove_link(&dev->kobj, "subsystem");
	sysfs_remove_link(&sp->subsys.kobj, dev_name(dev));
}

int device_add_from(struct device *dev, unsigned long caller)
{
	struct subsys_private *sp = NULL;
	struct kobject *kobj;
	struct device *parent;
	int error = -EINVAL;

	dev = get_device(dev);
	if (!dev)
		return -EINVAL;
	if (!dev->p) {
		error = device_private_init(dev);
		if (error)
			goto done;
	}
	if (dev->init_name) {
		dev_set_name(dev, "%s", dev->init_name);
		dev->init_name = NULL;
	}
	error = -EINVAL;
	if (!dev_name(dev))
		goto err_private;
	if (dev->class) {
		sp = class_to_subsys(dev->class);
		if (!sp)
			goto err_private;
	}
	parent = get_device(dev->parent);
	kobj = get_device_parent(dev, sp);
	error = PTR_ERR_OR_ZERO(kobj);
	if (error)
		goto err_parent;
	if (kobj)
		dev->kobj.parent = kobj;
	if (parent && dev_to_node(dev) == NUMA_NO_NODE)
		set_dev_node(dev, dev_to_node(parent));
	error = kobject_add(&dev->kobj, dev->kobj.parent, NULL);
	if (error)
		goto err_glue;
	error = device_create_file(dev, &dev_attr_uevent);
	if (error)
		goto err_kobj;
	error = add_links(dev, sp);
	if (error)
		goto err_links;
	error = add_attrs(dev);
	if (error)
		goto err_links;
	dev->p->dead = false;
	error = bus_add_device(dev);
	if (error)
		goto err_attrs;
	if (MAJOR(dev->devt)) {
		error = device_create_file(dev, &dev_attr_dev);
		if (error)
			goto err_bus;
		devtmpfs_create_node(dev);
	}
	bus_notify(dev, BUS_NOTIFY_ADD_DEVICE);
	kobject_uevent(&dev->kobj, KOBJ_ADD);
	dev->p->name = dev_name(dev);
	dev->p->devt = dev->devt;
	dev->p->sd = dev->kobj.sd;
	dev->p->caller = caller;
	list_add_tail(&dev->p->all, &ksim_all_devices);
	if (parent && parent->p)
		list_add_tail(&dev->p->in_parent, &parent->p->children);
	if (sp)
		list_add_tail(&dev->p->in_class, &sp->devices);
	bus_probe_device(dev);
	put_device(dev);
	return 0;

err_bus:
	bus_remove_device(dev);
err_attrs:
	remove_attrs(dev);
err_links:
	remove_links(dev, sp);
	device_remove_file(dev, &dev_attr_uevent);
err_kobj:
	kobject_uevent(&dev->kobj, KOBJ_REMOVE);
	kobject_del(&dev->kobj);
err_glue:
	put_glue_dir(kobj);
err_parent:
	put_device(parent);
err_private:
	kfree(dev->p);
	dev->p = NULL;
done:
	put_device(dev);
	return error;
}

int device_add(struct device *dev)
{
	return device_add_from(dev, _RET_IP_);
}
EXPORT_SYMBOL_GPL(device_add);

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add_from(dev, _RET_IP_);
}
EXPORT_SYMBOL_GPL(device_register);

void device_del(struct device *dev)
{
	struct subsys_private *sp = dev->class ? class_to_subsys(dev->class) :
						 NULL;
	struct device *parent = dev->parent;
	struct kobject *glue = dev->kobj.parent;

	device_lock(dev);
	dev->p->dead = true;
	device_unlock(dev);
	bus_notify(dev, BUS_NOTIFY_DEL_DEVICE);
	list_del_init(&dev->p->in_parent);
	if (MAJOR(dev->devt)) {
		devtmpfs_delete_node(dev->p);
		device_remove_file(dev, &dev_attr_dev);
	}
	remove_links(dev, sp);
	list_del_init(&dev->p->in_class);
	list_del_init(&dev->p->all);
	device_remove_file(dev, &dev_attr_uevent);
	remove_attrs(dev);
	bus_remove_device(dev);
	driver_deferred_probe_del(dev);
	devres_release_all(dev);
	bus_notify(dev, BUS_NOTIFY_REMOVED_DEVICE);
	kobject_uevent(&dev->kobj, KOBJ_REMOVE);
	if (glue && glue->ktype != &glue_ktype)
		glue = NULL;
	kobject_del(&dev->kobj);
	put_glue_dir(glue);
	put_device(parent);
}
EXPORT_SYMBOL_GPL(device_del);

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}
EXPORT_SYMBOL_GPL(device_unregister);

int device_for_each_child(struct device *parent, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	struct device_private *p, *next;
	int error = 0;

	if (!parent->p)
		return 0;
	list_for_each_entry_safe(p, next, &parent->p->children, in_parent) {
		error = fn(p->device, data);
		if (error)
			break;
	}
	return error;
}
EXPORT_SYMBOL_GPL(device_for_each_child);

static void root_device_release(struct device *dev)
{
	kfree(dev);
}

struct device *__root_device_register(const char *name, struct module *owner)
{
	struct device *root = kzalloc(sizeof(*root), GFP_KERNEL);
	int err;

	if (!root)
		return ERR_PTR(-ENOMEM);
	device_initialize(root);
	root->release = root_device_release;
	err = dev_set_name(root, "%s", name);
	if (!err)
		err = device_add_from(root, _RET_IP_);
	if (!err && owner)
		err = sysfs_create_link(&root->kobj, &owner->mkobj.kobj,
					"module");
	if (err) {
		if (device_is_registered(root))
			device_del(root);
		put_device(root);
		return ERR_PTR(err);
	}
	return root;
}
EXPORT_SYMBOL_GPL(__root_device_register);

void root_device_unregister(struct device *root)
{
	sysfs_remove_link(&root->kobj, "module");
	device_unregister(root);
}
EXPORT_SYMBOL_GPL(root_device_unregister);

int device_match_name(struct device *dev, const void *name)
{
	return sysfs_streq(dev_name(dev), name);
}
EXPORT_SYMBOL_GPL(device_match_name);

int device_match_devt(struct device *dev, const void *pdevt)
{
	return dev->devt == *(dev_t *)pdevt;
}
EXPORT_SYMBOL_GPL(device_match_devt);

int device_match_any(struct device *dev, const void *unused)
{
	return 1;
}
EXPORT_SYMBOL_GPL(device_match_any);

/* devices made on behalf of a driver */

static void device_create_release(struct device *dev)
{
	kfree(dev);
}

static __printf(7, 0) struct device *
create_vargs(ksim_const_class *class, struct device *parent, dev_t devt,
	     void *drvdata, const struct attribute_group **groups,
	     unsigned long caller, const char *fmt, va_list args)
{
	struct device *dev = NULL;
	int retval = -ENODEV;

	if (IS_ERR_OR_NULL(class))
		goto error;
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	retval = -ENOMEM;
	if (!dev)
		goto error;
	device_initialize(dev);
	dev->devt = devt;
	dev->class = class;
	dev->parent = parent;
	dev->groups = groups;
	dev->release = device_create_release;
	dev_set_drvdata(dev, drvdata);
	retval = kobject_set_name_vargs(&dev->kobj, fmt, args);
	if (retval)
		goto error;
	retval = device_add_from(dev, caller);
	if (retval)
		goto error;
	return dev;

error:
	put_device(dev);
	return ERR_PTR(retval);
}

struct device *device_create(ksim_const_class *class, struct device *parent,
			     dev_t devt, void *drvdata, const char *fmt, ...)
{
	struct device *dev;
	va_list vargs;

	va_start(vargs, fmt);
	dev = create_vargs(class, parent, devt, drvdata, NULL, _RET_IP_, fmt,
			   vargs);
	va_end(vargs);
	return dev;
}
EXPORT_SYMBOL_GPL(device_create);

struct device *device_create_with_groups(ksim_const_class *class,
					 struct device *parent, dev_t devt,
					 void *drvdata,
					 const struct attribute_group **groups,
					 const char *fmt, ...)
{
	struct device *dev;
	va_list vargs;

	va_start(vargs, fmt);
	dev = create_vargs(class, parent, devt, drvdata, groups, _RET_IP_, fmt,
			   vargs);
	va_end(vargs);
	return dev;
}
EXPORT_SYMBOL_GPL(device_create_with_groups);

void device_destroy(ksim_const_class *class, dev_t devt)
{
	struct subsys_private *sp;
	struct device_private *p;

	if (!class)
		return;
	sp = class_to_subsys(class);
	if (!sp) {
		struct ksim_site site = { _RET_IP_, "device_destroy() here" };

		ksim_report(KSIM_FINDING_MISUSE, NULL,
			    "device_destroy() on a class that is gone",
			    "the class was destroyed, or never registered, so that Linux would follow a stale pointer",
			    &site, 1);
		return;
	}
	list_for_each_entry(p, &sp->devices, in_class) {
		if (p->devt == devt) {
			device_unregister(p->device);
			return;
		}
	}
}
EXPORT_SYMBOL_GPL(device_destroy);

/* log lines */

static void print_line(const char *level, const struct device *dev,
		       struct va_format *vaf)
{
	if (dev)
		printk("%s%s %s: %pV", level, dev_driver_string(dev),
		       dev_name(dev), vaf);
	else
		printk("%s(NULL device *): %pV", level, vaf);
}

void _dev_printk(const char *level, const struct device *dev, const char *fmt,
		 ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	print_line(level, dev, &vaf);
	va_end(args);
}
EXPORT_SYMBOL(_dev_printk);

#define define_dev_printk_level(func, kern_level)                         \
void func(const struct device *dev, const char *fmt, ...)                 \
{                                                                         \
	struct va_format vaf = { .fmt = fmt };                            \
	va_list args;                                                     \
									  \
	va_start(args, fmt);                                              \
	vaf.va = &args;                                                   \
	print_line(kern_level, dev, &vaf);                                \
	va_end(args);                                                     \
}                                                                         \
EXPORT_SYMBOL(func)

define_dev_printk_level(_dev_emerg, KERN_EMERG);
define_dev_printk_level(_dev_alert, KERN_ALERT);
define_dev_printk_level(_dev_crit, KERN_CRIT);
define_dev_printk_level(_dev_err, KERN_ERR);
define_dev_printk_level(_dev_warn, KERN_WARNING);
define_dev_printk_level(_dev_notice, KERN_NOTICE);
define_dev_printk_level(_dev_info, KERN_INFO);

int dev_err_probe(const struct device *dev, int err, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	/* A deferred probe is not an error; Linux only remembers why. */
	if (err != -EPROBE_DEFER)
		dev_err(dev, "error %pe: %pV", ERR_PTR(err), &vaf);
	else
		device_set_deferred_probe_reason(dev, &vaf);
	va_end(args);
	return err;
}
EXPORT_SYMBOL_GPL(dev_err_probe);

/* leftovers */

bool ksim_from_module(unsigned long caller, struct module *mod)
{
	if (!caller)
		return false;
	return mod ? within_module(caller, mod) : is_module_address(caller);
}

void ksim_leftover(const char *title, const char *detail, unsigned long caller,
		   const char *note)
{
	struct ksim_site site = { caller, note };

	ksim_report(KSIM_FINDING_LEFTOVER, NULL, title, detail, &site, 1);
}

/* Removes a directory, and the glue directory above once it is empty. */
static void remove_left_dir(struct kernfs_node *kn)
{
	struct kernfs_node *above = kn->parent;

	kernfs_remove(kn);
	if (above->kobj->ktype == &glue_ktype && list_empty(&above->children))
		kernfs_remove(above);
}

/*
 * A struct device or class can be freed memory by now, so only the core's own
 * records are looked at.
 */
void device_audit_module(struct module *mod)
{
	struct device_private *p, *next;
	struct subsys_private *cp, *next_class;
	char detail[160];

	list_for_each_entry_safe(p, next, &ksim_all_devices, all) {
		if (!ksim_from_module(p->caller, mod))
			continue;
		snprintf(detail, sizeof(detail),
			 "\"%s\" (%u:%u) is still registered", p->name,
			 MAJOR(p->devt), MINOR(p->devt));
		ksim_leftover("device left behind", detail, p->caller,
			      "registered here");
		/* It is one mistake, not also a leak. */
		kmemleak_not_leak(p->device);
		kmemleak_not_leak(p->name);
		devtmpfs_delete_node(p);
		remove_left_dir(p->sd);
		list_del_init(&p->all);
		list_del_init(&p->in_class);
		list_del_init(&p->in_parent);
		list_del_init(&p->in_bus);
		list_del_init(&p->in_driver);
		list_del_init(&p->deferred);
	}
	list_for_each_entry_safe(cp, next_class, &ksim_all_classes, link) {
		if (!ksim_from_module(cp->caller, mod))
			continue;
		snprintf(detail, sizeof(detail),
			 "\"%s\" was not given to class_destroy() or class_unregister()",
			 kobject_name(&cp->subsys.kobj));
		ksim_leftover("class left behind", detail, cp->caller,
			      "registered here");
		kmemleak_not_leak(cp->class);
		kmemleak_not_leak(kobject_name(&cp->subsys.kobj));
		sysfs_remove_dir(&cp->subsys.kobj);
		list_del_init(&cp->link);
	}
}

static void audit_dir(struct kernfs_node *dir, struct module *mod)
{
	struct kernfs_node *kn, *next;
	char path[200], detail[256];

	list_for_each_entry_safe(kn, next, &dir->children, sibling) {
		if (!ksim_from_module(kn->caller, mod)) {
			audit_dir(kn, mod);
			continue;
		}
		snprintf(detail, sizeof(detail), "/sys%s is still there",
			 kernfs_path(kn, path, sizeof(path)));
		ksim_leftover("sysfs entry left behind", detail, kn->caller,
			      "made here");
		kmemleak_not_leak(kn->kobj);
		kmemleak_not_leak(kn->kobj->name);
		kernfs_remove(kn);
	}
}

void sysfs_audit_module(struct module *mod)
{
	audit_dir(sysfs_root(), mod);
}
