/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attributes of kobjects as files.
 *
 * Stands for: include/linux/sysfs.h, fs/sysfs/, the part of fs/kernfs/ under it
 * Fidelity:   MODEL - files, groups and links can be read, written and polled
 *	       below /sys, and removal waits for who is inside, as in Linux;
 *	       sysfs_update_group() makes all files anew
 * Absent:     namespaces, sysfs_rename_link(), mmap of binary attributes
 */
#ifndef _SYSFS_H_
#define _SYSFS_H_

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/stat.h>
#include <linux/stddef.h>
#include <linux/kernel.h>
#include <linux/types.h>

struct address_space;
struct bin_attribute;
struct file;
struct kernfs_node;
struct kobject;
struct module;
struct vm_area_struct;

struct attribute {
	const char *name;
	umode_t mode;
};

#define sysfs_attr_init(attr) do {} while (0)
#define sysfs_bin_attr_init(bin_attr) do {} while (0)

struct attribute_group {
	const char *name;
	umode_t (*is_visible)(struct kobject *, struct attribute *, int);
	umode_t (*is_bin_visible)(struct kobject *, struct bin_attribute *,
				  int);
	struct attribute **attrs;
	struct bin_attribute **bin_attrs;
};

#define SYSFS_PREALLOC 010000

#define __ATTR(_name, _mode, _show, _store) {                          \
	.attr = { .name = __stringify(_name),                          \
		  .mode = VERIFY_OCTAL_PERMISSIONS(_mode) },           \
	.show = _show,                                                 \
	.store = _store,                                               \
}

#define __ATTR_PREALLOC(_name, _mode, _show, _store) {                 \
	.attr = { .name = __stringify(_name),                          \
		  .mode = SYSFS_PREALLOC |                             \
			  VERIFY_OCTAL_PERMISSIONS(_mode) },           \
	.show = _show,                                                 \
	.store = _store,                                               \
}

#define __ATTR_RO(_name) {                                             \
	.attr = { .name = __stringify(_name), .mode = 0444 },          \
	.show = _name##_show,                                          \
}

#define __ATTR_RO_MODE(_name, _mode) {                                 \
	.attr = { .name = __stringify(_name),                          \
		  .mode = VERIFY_OCTAL_PERMISSIONS(_mode) },           \
	.show = _name##_show,                                          \
}

#define __ATTR_RW_MODE(_name, _mode) {                                 \
	.attr = { .name = __stringify(_name),                          \
		  .mode = VERIFY_OCTAL_PERMISSIONS(_mode) },           \
	.show = _name##_show,                                          \
	.store = _name##_store,                                        \
}

#define __ATTR_WO(_name) {                                             \
	.attr = { .name = __stringify(_name), .mode = 0200 },          \
	.store = _name##_store,                                        \
}

#define __ATTR_RW(_name) __ATTR(_name, 0644, _name##_show, _name##_store)

#define __ATTR_NULL { .attr = { .name = NULL } }

#define __ATTR_IGNORE_LOCKDEP __ATTR

#define __ATTRIBUTE_GROUPS(_name)                                      \
static const struct attribute_group *_name##_groups[] = {              \
	&_name##_group,                                                \
	NULL,                                                          \
}

#define ATTRIBUTE_GROUPS(_name)                                        \
static const struct attribute_group _name##_group = {                  \
	.attrs = _name##_attrs,                                        \
};                                                                     \
__ATTRIBUTE_GROUPS(_name)

#define BIN_ATTRIBUTE_GROUPS(_name)                                    \
static const struct attribute_group _name##_group = {                  \
	.bin_attrs = _name##_attrs,                                    \
};                                                                     \
__ATTRIBUTE_GROUPS(_name)

struct bin_attribute {
	struct attribute attr;
	size_t size;
	void *private;
	struct address_space *(*f_mapping)(void);
	ssize_t (*read)(struct file *, struct kobject *,
			struct bin_attribute *, char *, loff_t, size_t);
	ssize_t (*write)(struct file *, struct kobject *,
			 struct bin_attribute *, char *, loff_t, size_t);
	int (*mmap)(struct file *, struct kobject *,
		    struct bin_attribute *attr, struct vm_area_struct *vma);
};

#define __BIN_ATTR(_name, _mode, _read, _write, _size) {               \
	.attr = { .name = __stringify(_name), .mode = _mode },         \
	.read = _read,                                                 \
	.write = _write,                                               \
	.size = _size,                                                 \
}

#define __BIN_ATTR_RO(_name, _size) \
	__BIN_ATTR(_name, 0444, _name##_read, NULL, _size)
#define __BIN_ATTR_RW(_name, _size) \
	__BIN_ATTR(_name, 0644, _name##_read, _name##_write, _size)

#define BIN_ATTR(_name, _mode, _read, _write, _size) \
struct bin_attribute bin_attr_##_name =              \
	__BIN_ATTR(_name, _mode, _read, _write, _size)
#define BIN_ATTR_RO(_name, _size) \
struct bin_attribute bin_attr_##_name = __BIN_ATTR_RO(_name, _size)
#define BIN_ATTR_RW(_name, _size) \
struct bin_attribute bin_attr_##_name = __BIN_ATTR_RW(_name, _size)

struct sysfs_ops {
	ssize_t (*show)(struct kobject *, struct attribute *, char *);
	ssize_t (*store)(struct kobject *, struct attribute *, const char *,
			 size_t);
};

int __must_check sysfs_create_file_ns(struct kobject *kobj,
				      const struct attribute *attr,
				      const void *ns);
int __must_check sysfs_create_files(struct kobject *kobj,
				    const struct attribute *const *attr);
void sysfs_remove_file_ns(struct kobject *kobj, const struct attribute *attr,
			  const void *ns);
void sysfs_remove_files(struct kobject *kobj,
			const struct attribute *const *attr);
int __must_check sysfs_chmod_file(struct kobject *kobj,
				  const struct attribute *attr, umode_t mode);
int __must_check sysfs_create_bin_file(struct kobject *kobj,
				       const struct bin_attribute *attr);
void sysfs_remove_bin_file(struct kobject *kobj,
			   const struct bin_attribute *attr);
int __must_check sysfs_create_link(struct kobject *kobj,
				   struct kobject *target, const char *name);
void sysfs_remove_link(struct kobject *kobj, const char *name);
int __must_check sysfs_create_group(struct kobject *kobj,
				    const struct attribute_group *grp);
int __must_check sysfs_create_groups(struct kobject *kobj,
				     const struct attribute_group **groups);
void sysfs_remove_group(struct kobject *kobj,
			const struct attribute_group *grp);
void sysfs_remove_groups(struct kobject *kobj,
			 const struct attribute_group **groups);

int sysfs_create_link_nowarn(struct kobject *kobj, struct kobject *target,
			     const char *name);
int sysfs_update_group(struct kobject *kobj, const struct attribute_group *grp);
int sysfs_update_groups(struct kobject *kobj,
			const struct attribute_group **groups);
int sysfs_merge_group(struct kobject *kobj, const struct attribute_group *grp);
void sysfs_unmerge_group(struct kobject *kobj,
			 const struct attribute_group *grp);
int sysfs_add_file_to_group(struct kobject *kobj, const struct attribute *attr,
			    const char *group);
void sysfs_remove_file_from_group(struct kobject *kobj,
				  const struct attribute *attr,
				  const char *group);
int sysfs_add_link_to_group(struct kobject *kobj, const char *group_name,
			    struct kobject *target, const char *link_name);
void sysfs_remove_link_from_group(struct kobject *kobj, const char *group_name,
				  const char *link_name);

/**
 * sysfs_notify() - tell who polls an attribute that it has changed
 * @kobj: whose attribute
 * @dir: its group; or NULL
 * @attr: its name
 *
 * poll() reports EPOLLPRI and EPOLLERR until the attribute is read again from
 * the start.
 *
 * Context: Process context.
 */
void sysfs_notify(struct kobject *kobj, const char *dir, const char *attr);
void sysfs_notify_dirent(struct kernfs_node *kn);
struct kernfs_node *sysfs_get_dirent(struct kernfs_node *parent,
				     const char *name);
void sysfs_put(struct kernfs_node *kn);

/**
 * sysfs_remove_file_self() - remove an attribute from its own show() or store()
 * @kobj: whose attribute
 * @attr: the attribute
 *
 * Context: Inside that function, where sysfs_remove_file() would wait for ever.
 * Return: whether this call removed it; of several at once one does.
 */
bool sysfs_remove_file_self(struct kobject *kobj, const struct attribute *attr);
struct kernfs_node *sysfs_break_active_protection(struct kobject *kobj,
						  const struct attribute *attr);
void sysfs_unbreak_active_protection(struct kernfs_node *kn);

__printf(2, 3) int sysfs_emit(char *buf, const char *fmt, ...);
__printf(3, 4) int sysfs_emit_at(char *buf, int at, const char *fmt, ...);

static inline int __must_check sysfs_create_file(struct kobject *kobj,
						 const struct attribute *attr)
{
	return sysfs_create_file_ns(kobj, attr, NULL);
}

static inline void sysfs_remove_file(struct kobject *kobj,
				     const struct attribute *attr)
{
	sysfs_remove_file_ns(kobj, attr, NULL);
}

#endif
