/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /sys/kernel/asee_mod: what can be seen of the buffer, and its size changed. */
#ifndef ASEE_ATTRIBUTES_H
#define ASEE_ATTRIBUTES_H

#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/types.h>

#include "ring.h"

/**
 * struct asee_buffer_ops - how the attributes get at the ring
 * @look: sets @size and @count, both of one moment
 * @move: as asee_ring_move(), if @size suffices for what is there; else sets
 *	  @count and gives @data back
 */
struct asee_buffer_ops {
	void (*look)(size_t *size, size_t *count);
	char *(*move)(char *data, size_t size, size_t *count);
};

static struct kobject *asee_kobj;
static const struct asee_buffer_ops *asee_ops;

static ssize_t asee_buf_size_show(struct kobject *kobj,
				  struct kobj_attribute *attr, char *buf)
{
	size_t size, count;

	asee_ops->look(&size, &count);
	return sysfs_emit(buf, "%zu\n", size);
}

static ssize_t asee_buf_size_store(struct kobject *kobj,
				   struct kobj_attribute *attr,
				   const char *buf, size_t length)
{
	size_t count = 0;
	unsigned long size;
	char *data, *old;
	int ret;

	ret = kstrtoul(buf, 0, &size);
	if (ret)
		return ret;
	if (!size || size > ASEE_SIZE_MAX) {
		pr_warn("the size must be 1 to %d bytes, not %lu\n",
			ASEE_SIZE_MAX, size);
		return -EINVAL;
	}

	data = kmalloc(size, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	old = asee_ops->move(data, size, &count);
	ret = old == data ? -EBUSY : 0;
	kfree(old);
	if (ret)
		pr_warn("cannot shrink to %lu bytes: %zu are in use\n", size,
			count);
	return ret ?: length;
}

static ssize_t asee_buf_count_show(struct kobject *kobj,
				   struct kobj_attribute *attr, char *buf)
{
	size_t size, count;

	asee_ops->look(&size, &count);
	return sysfs_emit(buf, "%zu\n", count);
}

static struct kobj_attribute asee_buf_size = __ATTR_RW(asee_buf_size);
static struct kobj_attribute asee_buf_count = __ATTR_RO(asee_buf_count);

/**
 * asee_attributes_create() - make the directory and its files
 * @ops: how to get at the ring
 * @extra: one more file, or NULL
 *
 * Return: 0 or a negative errno, and then there is nothing.
 */
static int asee_attributes_create(const struct asee_buffer_ops *ops,
				  const struct attribute *extra)
{
	const struct attribute *files[] = {
		&asee_buf_size.attr, &asee_buf_count.attr, extra, NULL,
	};
	int ret;

	asee_ops = ops;
	asee_kobj = kobject_create_and_add(ASEE_NAME, kernel_kobj);
	if (!asee_kobj)
		return -ENOMEM;
	ret = sysfs_create_files(asee_kobj, files);
	if (ret)
		kobject_put(asee_kobj);
	return ret;
}

/* With its directory the files go. */
static void asee_attributes_remove(void)
{
	kobject_put(asee_kobj);
}

#endif
