/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Classes: devices of one kind, /sys/class/<name>.
 *
 * Stands for: include/linux/device/class.h, drivers/base/class.c
 * Fidelity:   MODEL - registration, class attributes, iteration, devnode
 * Absent:     class_compat_*(), namespaces of classes
 */
#ifndef _DEVICE_CLASS_H_
#define _DEVICE_CLASS_H_

#include <linux/kobject.h>
#include <linux/klist.h>
#include <linux/pm.h>
#include <linux/device/bus.h>
#include <linux/version.h>

struct device;
struct fwnode_handle;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define ksim_const_class const struct class
#define ksim_const_attribute const struct class_attribute
#define ksim_const_device const struct device
#else
#define ksim_const_class struct class
#define ksim_const_attribute struct class_attribute
#define ksim_const_device struct device
#endif

struct class {
	const char *name;
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	struct module *owner;
#endif
	const struct attribute_group **class_groups;
	const struct attribute_group **dev_groups;
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	struct kobject *dev_kobj;
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	int (*dev_uevent)(const struct device *dev,
			  struct kobj_uevent_env *env);
	char *(*devnode)(const struct device *dev, umode_t *mode);
#else
	int (*dev_uevent)(struct device *dev, struct kobj_uevent_env *env);
	char *(*devnode)(struct device *dev, umode_t *mode);
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	void (*class_release)(const struct class *class);
#else
	void (*class_release)(struct class *class);
#endif
	void (*dev_release)(struct device *dev);
	int (*shutdown_pre)(struct device *dev);
	const struct dev_pm_ops *pm;
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	struct subsys_private *p;
#endif
};

struct class_dev_iter {
	struct subsys_private *sp;
	struct device *next;
	const struct device_type *type;
};

struct class_attribute {
	struct attribute attr;
	ssize_t (*show)(ksim_const_class *class, ksim_const_attribute *attr,
			char *buf);
	ssize_t (*store)(ksim_const_class *class, ksim_const_attribute *attr,
			 const char *buf, size_t count);
};

#define CLASS_ATTR_RW(_name) \
	struct class_attribute class_attr_##_name = __ATTR_RW(_name)
#define CLASS_ATTR_RO(_name) \
	struct class_attribute class_attr_##_name = __ATTR_RO(_name)
#define CLASS_ATTR_WO(_name) \
	struct class_attribute class_attr_##_name = __ATTR_WO(_name)

int __must_check class_create_file_ns(ksim_const_class *class,
				      const struct class_attribute *attr,
				      const void *ns);
void class_remove_file_ns(ksim_const_class *class,
			  const struct class_attribute *attr, const void *ns);

static inline int __must_check
class_create_file(ksim_const_class *class, const struct class_attribute *attr)
{
	return class_create_file_ns(class, attr, NULL);
}

static inline void class_remove_file(ksim_const_class *class,
				     const struct class_attribute *attr)
{
	class_remove_file_ns(class, attr, NULL);
}

struct class_attribute_string {
	struct class_attribute attr;
	char *str;
};

#define _CLASS_ATTR_STRING(_name, _mode, _str) \
	{ __ATTR(_name, _mode, show_class_attr_string, NULL), _str }
#define CLASS_ATTR_STRING(_name, _mode, _str)                  \
	struct class_attribute_string class_attr_##_name =     \
		_CLASS_ATTR_STRING(_name, _mode, _str)

ssize_t show_class_attr_string(ksim_const_class *class,
			       ksim_const_attribute *attr, char *buf);

void class_unregister(ksim_const_class *class);
void class_destroy(ksim_const_class *cls);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
int __must_check class_register(const struct class *class);
struct class *__must_check class_create(const char *name);
#else
int __must_check __class_register(struct class *class,
				  struct lock_class_key *key);
struct class *__must_check __class_create(struct module *owner,
					  const char *name,
					  struct lock_class_key *key);

#define class_register(class)                       \
({                                                  \
	static struct lock_class_key __key;         \
	__class_register(class, &__key);            \
})

#define class_create(owner, name)                   \
({                                                  \
	static struct lock_class_key __key;         \
	__class_create(owner, name, &__key);        \
})
#endif

void class_dev_iter_init(struct class_dev_iter *iter, ksim_const_class *class,
			 ksim_const_device *start,
			 const struct device_type *type);
struct device *class_dev_iter_next(struct class_dev_iter *iter);
void class_dev_iter_exit(struct class_dev_iter *iter);

int class_for_each_device(ksim_const_class *class, ksim_const_device *start,
			  void *data, int (*fn)(struct device *dev, void *data));
struct device *class_find_device(ksim_const_class *class,
				 ksim_const_device *start, const void *data,
				 int (*match)(struct device *, const void *));

#endif
