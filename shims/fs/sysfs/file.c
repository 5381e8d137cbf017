// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Attributes: a read from the start calls show() into one page and serves from
 * there; each write calls store() with a NUL-terminated copy.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "../kernfs/kernfs-internal.h"

struct sysfs_open_file {
	struct kernfs_node *kn;
	struct mutex mutex;
	char *page;
	size_t length; /* bytes of @page that show() filled */
	bool filled;
};

static int sysfs_open(struct inode *inode, struct file *file)
{
	struct kernfs_node *kn = inode->i_private;
	const struct sysfs_ops *ops = kn->kobj->ktype ?
					      kn->kobj->ktype->sysfs_ops : NULL;
	bool bin = kn->kind == KERNFS_BIN_FILE;
	bool can_read = bin ? !!kn->bin->read : ops && ops->show;
	bool can_write = bin ? !!kn->bin->write : ops && ops->store;
	struct sysfs_open_file *of;

	if (kn->removed)
		return -ENODEV;
	if (file->f_mode & FMODE_WRITE &&
	    (!(inode->i_mode & S_IWUGO) || !can_write))
		return -EACCES;
	if (file->f_mode & FMODE_READ &&
	    (!(inode->i_mode & S_IRUGO) || !can_read))
		return -EACCES;
	of = kzalloc(sizeof(*of), GFP_KERNEL);
	if (!of)
		return -ENOMEM;
	of->page = (char *)get_zeroed_page(GFP_KERNEL);
	if (!of->page) {
		kfree(of);
		return -ENOMEM;
	}
	of->kn = kn;
	mutex_init(&of->mutex);
	file->private_data = of;
	return 0;
}

static int sysfs_release(struct inode *inode, struct file *file)
{
	struct sysfs_open_file *of = file->private_data;

	free_page((unsigned long)of->page);
	kfree(of);
	return 0;
}

static ssize_t fill_page(struct sysfs_open_file *of)
{
	struct kobject *kobj = of->kn->kobj;
	const struct sysfs_ops *ops = kobj->ktype->sysfs_ops;
	ssize_t count;

	if (of->kn->removed)
		return -ENODEV;
	memset(of->page, 0, PAGE_SIZE);
	count = ops->show(kobj, (struct attribute *)of->kn->attr, of->page);
	if (count < 0)
		return count;
	if (count >= PAGE_SIZE) {
		printk("fill_read_buffer: %pS returned bad count\n", ops->show);
		count = PAGE_SIZE - 1;
	}
	of->length = count;
	of->filled = true;
	return 0;
}

static ssize_t read_bin(struct file *file, struct sysfs_open_file *of,
			char __user *buf, size_t count, loff_t *ppos)
{
	struct bin_attribute *bin = (struct bin_attribute *)of->kn->bin;
	loff_t pos = *ppos;
	ssize_t got;

	if (of->kn->removed)
		return -ENODEV;
	count = min_t(size_t, count, PAGE_SIZE);
	if (bin->size) {
		if (pos >= bin->size)
			return 0;
		count = min_t(loff_t, count, bin->size - pos);
	}
	got = bin->read(file, of->kn->kobj, bin, of->page, pos, count);
	if (got < 0)
		return got;
	if (copy_to_user(buf, of->page, got))
		return -EFAULT;
	*ppos = pos + got;
	return got;
}

static ssize_t sysfs_read(struct file *file, char __user *buf, size_t count,
			  loff_t *ppos)
{
	struct sysfs_open_file *of = file->private_data;
	ssize_t ret = 0;

	mutex_lock(&of->mutex);
	if (of->kn->kind == KERNFS_BIN_FILE) {
		ret = read_bin(file, of, buf, count, ppos);
	} else {
		if (!*ppos || !of->filled)
			ret = fill_page(of);
		if (!ret)
			ret = simple_read_from_buffer(buf, count, ppos,
						      of->page, of->length);
	}
	mutex_unlock(&of->mutex);
	return ret;
}

static ssize_t sysfs_write(struct file *file, const char __user *buf,
			   size_t count, loff_t *ppos)
{
	struct sysfs_open_file *of = file->private_data;
	struct kernfs_node *kn = of->kn;
	ssize_t ret;
	char *text;

	count = min_t(size_t, count, PAGE_SIZE);
	text = kmalloc(count + 1, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	ret = -EFAULT;
	if (copy_from_user(text, buf, count))
		goto out;
	text[count] = 0;
	mutex_lock(&of->mutex);
	if (kn->removed) {
		ret = -ENODEV;
	} else if (kn->kind == KERNFS_BIN_FILE) {
		struct bin_attribute *bin = (struct bin_attribute *)kn->bin;

		ret = 0;
		if (bin->size && *ppos >= bin->size)
			ret = -EFBIG;
		else if (bin->size)
			count = min_t(loff_t, count, bin->size - *ppos);
		if (!ret && count)
			ret = bin->write(file, kn->kobj, bin, text, *ppos,
					 count);
	} else {
		ret = !count ? 0 :
			kn->kobj->ktype->sysfs_ops->store(
				kn->kobj, (struct attribute *)kn->attr, text,
				count);
	}
	if (ret > 0)
		*ppos += ret;
	mutex_unlock(&of->mutex);
out:
	kfree(text);
	return ret;
}

const struct file_operations sysfs_file_operations = {
	.open = sysfs_open,
	.release = sysfs_release,
	.read = sysfs_read,
	.write = sysfs_write,
	.llseek = generic_file_llseek,
};

int sysfs_add_file(struct kernfs_node *dir, const struct attribute *attr,
		   umode_t mode, unsigned long caller)
{
	struct kernfs_node *kn;

	if (WARN(!dir->kobj->ktype || !dir->kobj->ktype->sysfs_ops,
		 KERN_ERR "missing sysfs attribute operations for kobject: %s\n",
		 kobject_name(dir->kobj)))
		return -EINVAL;
	kn = kernfs_new(dir, attr->name, mode & 0777, KERNFS_FILE, dir->kobj,
			caller);
	if (IS_ERR(kn)) {
		if (PTR_ERR(kn) == -EEXIST)
			sysfs_warn_dup(dir, attr->name);
		return PTR_ERR(kn);
	}
	kn->uid = dir->uid;
	kn->gid = dir->gid;
	kn->attr = attr;
	return 0;
}

int sysfs_add_bin_file(struct kernfs_node *dir,
		       const struct bin_attribute *attr, umode_t mode,
		       unsigned long caller)
{
	struct kernfs_node *kn = kernfs_new(dir, attr->attr.name, mode & 0777,
					    KERNFS_BIN_FILE, dir->kobj,
					    caller);

	if (IS_ERR(kn)) {
		if (PTR_ERR(kn) == -EEXIST)
			sysfs_warn_dup(dir, attr->attr.name);
		return PTR_ERR(kn);
	}
	kn->bin = attr;
	return 0;
}

int sysfs_create_file_ns(struct kobject *kobj, const struct attribute *attr,
			 const void *ns)
{
	if (WARN_ON(!kobj || !kobj->sd || !attr))
		return -EINVAL;
	return sysfs_add_file(kobj->sd, attr, attr->mode, _RET_IP_);
}
EXPORT_SYMBOL_GPL(sysfs_create_file_ns);

int sysfs_create_files(struct kobject *kobj, const struct attribute *const *ptr)
{
	int i, error = 0;

	if (WARN_ON(!kobj || !kobj->sd))
		return -EINVAL;
	for (i = 0; ptr[i] && !error; i++)
		error = sysfs_add_file(kobj->sd, ptr[i], ptr[i]->mode,
				       _RET_IP_);
	if (error)
		while (--i > 0)
			sysfs_remove_file(kobj, ptr[i - 1]);
	return error;
}
EXPORT_SYMBOL_GPL(sysfs_create_files);

static void remove_by_name(struct kobject *kobj, const char *name)
{
	struct kernfs_node *kn;

	if (!kobj->sd)
		return;
	kn = kernfs_find(kobj->sd, name, strlen(name));
	if (kn)
		kernfs_remove(kn);
}

void sysfs_remove_file_ns(struct kobject *kobj, const struct attribute *attr,
			  const void *ns)
{
	remove_by_name(kobj, attr->name);
}
EXPORT_SYMBOL_GPL(sysfs_remove_file_ns);

void sysfs_remove_files(struct kobject *kobj,
			const struct attribute *const *ptr)
{
	for (; *ptr; ptr++)
		sysfs_remove_file(kobj, *ptr);
}
EXPORT_SYMBOL_GPL(sysfs_remove_files);

int sysfs_chmod_file(struct kobject *kobj, const struct attribute *attr,
		     umode_t mode)
{
	struct kernfs_node *kn = kernfs_find(kobj->sd, attr->name,
					     strlen(attr->name));

	if (!kn)
		return -ENOENT;
	kn->mode = mode & S_IALLUGO;
	return 0;
}
EXPORT_SYMBOL_GPL(sysfs_chmod_file);

int sysfs_create_bin_file(struct kobject *kobj,
			  const struct bin_attribute *attr)
{
	if (WARN_ON(!kobj || !kobj->sd || !attr))
		return -EINVAL;
	return sysfs_add_bin_file(kobj->sd, attr, attr->attr.mode, _RET_IP_);
}
EXPORT_SYMBOL_GPL(sysfs_create_bin_file);

void sysfs_remove_bin_file(struct kobject *kobj,
			   const struct bin_attribute *attr)
{
	remove_by_name(kobj, attr->attr.name);
}
EXPORT_SYMBOL_GPL(sysfs_remove_bin_file);

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list args;
	int length;

	if (WARN(!buf || offset_in_page(buf), "invalid sysfs_emit: buf:%p\n",
		 buf))
		return 0;
	va_start(args, fmt);
	length = vscnprintf(buf, PAGE_SIZE, fmt, args);
	va_end(args);
	return length;
}
EXPORT_SYMBOL_GPL(sysfs_emit);

int sysfs_emit_at(char *buf, int at, const char *fmt, ...)
{
	va_list args;
	int length;

	if (WARN(!buf || offset_in_page(buf) || at < 0 || at >= PAGE_SIZE,
		 "invalid sysfs_emit_at: buf:%p at:%d\n", buf, at))
		return 0;
	va_start(args, fmt);
	length = vscnprintf(buf + at, PAGE_SIZE - at, fmt, args);
	va_end(args);
	return length;
}
EXPORT_SYMBOL_GPL(sysfs_emit_at);
