// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Attributes: a read from the start, or from elsewhere than where the last one
 * ended, calls show() into one page and serves from there; each write calls
 * store() with a NUL-terminated copy.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>
#include "shims/fs/kernfs/kernfs-internal.h"

struct sysfs_open_file {
	struct kernfs_node *kn;
	struct mutex mutex;
	char *page;
	size_t length; /* bytes of @page that show() filled */
	bool filled;
	loff_t read_pos; /* where the last read ended */
	unsigned int event; /* of the node when it was read last */
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

	if (kn->active.gone)
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
	of->event = kn->event;
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

	of->event = of->kn->event;
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

static ssize_t read_bin(struct kiocb *iocb, struct iov_iter *to)
{
	struct sysfs_open_file *of = iocb->ki_filp->private_data;
	struct bin_attribute *bin = (struct bin_attribute *)of->kn->bin;
	size_t count = min_t(size_t, iov_iter_count(to), PAGE_SIZE);
	ssize_t got;

	if (bin->size) {
		if (iocb->ki_pos >= bin->size)
			return 0;
		count = min_t(loff_t, count, bin->size - iocb->ki_pos);
	}
	got = bin->read(iocb->ki_filp, of->kn->kobj, bin, of->page,
			iocb->ki_pos, count);
	if (got < 0)
		return got;
	if (copy_to_iter(of->page, got, to) != got)
		return -EFAULT;
	iocb->ki_pos += got;
	return got;
}

static ssize_t read_text(struct kiocb *iocb, struct iov_iter *to)
{
	struct sysfs_open_file *of = iocb->ki_filp->private_data;
	size_t count;
	ssize_t ret;

	if (!iocb->ki_pos || !of->filled || iocb->ki_pos != of->read_pos) {
		ret = fill_page(of);
		if (ret)
			return ret;
	}
	of->read_pos = iocb->ki_pos;
	if (iocb->ki_pos >= of->length || !iov_iter_count(to))
		return 0;
	count = copy_to_iter(of->page + iocb->ki_pos,
			     of->length - iocb->ki_pos, to);
	iocb->ki_pos += count;
	of->read_pos = iocb->ki_pos;
	return count ? count : -EFAULT;
}

static ssize_t sysfs_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct sysfs_open_file *of = iocb->ki_filp->private_data;
	ssize_t ret;

	mutex_lock(&of->mutex);
	ret = -ENODEV;
	if (active_get(&of->kn->active)) {
		ret = of->kn->kind == KERNFS_BIN_FILE ? read_bin(iocb, to) :
							read_text(iocb, to);
		active_put(&of->kn->active);
	}
	mutex_unlock(&of->mutex);
	return ret;
}

static ssize_t store(struct file *file, struct kernfs_node *kn, char *text,
		     loff_t pos, size_t count)
{
	struct bin_attribute *bin = (struct bin_attribute *)kn->bin;

	if (kn->kind == KERNFS_FILE) {
		if (!count)
			return 0;
		return kn->kobj->ktype->sysfs_ops->store(
			kn->kobj, (struct attribute *)kn->attr, text, count);
	}
	if (bin->size) {
		if (bin->size <= pos)
			return -EFBIG;
		count = min_t(loff_t, count, bin->size - pos);
	}
	return count ? bin->write(file, kn->kobj, bin, text, pos, count) : 0;
}

static ssize_t sysfs_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	struct sysfs_open_file *of = iocb->ki_filp->private_data;
	size_t count = min_t(size_t, iov_iter_count(from), PAGE_SIZE);
	char *text = kmalloc(count + 1, GFP_KERNEL);
	ssize_t ret = -EFAULT;

	if (!text)
		return -ENOMEM;
	if (copy_from_iter(text, count, from) != count)
		goto out;
	text[count] = 0;
	mutex_lock(&of->mutex);
	ret = -ENODEV;
	if (active_get(&of->kn->active)) {
		ret = store(iocb->ki_filp, of->kn, text, iocb->ki_pos, count);
		active_put(&of->kn->active);
	}
	mutex_unlock(&of->mutex);
	if (ret > 0)
		iocb->ki_pos += ret;
out:
	kfree(text);
	return ret;
}

static __poll_t sysfs_poll(struct file *file, struct poll_table_struct *wait)
{
	struct sysfs_open_file *of = file->private_data;
	struct kernfs_node *kn = of->kn;

	if (kn->active.gone)
		return DEFAULT_POLLMASK | EPOLLERR | EPOLLPRI;
	if (!kn->poll) {
		kn->poll = ksim_zalloc(sizeof(*kn->poll));
		if (!kn->poll)
			return DEFAULT_POLLMASK;
		init_waitqueue_head(kn->poll);
	}
	poll_wait(file, kn->poll, wait);
	if (of->event != kn->event)
		return DEFAULT_POLLMASK | EPOLLERR | EPOLLPRI;
	return DEFAULT_POLLMASK;
}

const struct file_operations sysfs_file_operations = {
	.poll = sysfs_poll,
	.open = sysfs_open,
	.release = sysfs_release,
	.read_iter = sysfs_read_iter,
	.write_iter = sysfs_write_iter,
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

/* The node of an attribute, or of one in a group; NULL if there is none. */
static struct kernfs_node *find_node(struct kobject *kobj, const char *dir,
				     const char *name)
{
	struct kernfs_node *kn = kobj->sd;

	if (kn && dir)
		kn = kernfs_find(kn, dir, strlen(dir));
	if (kn && name)
		kn = kernfs_find(kn, name, strlen(name));
	return kn;
}

void sysfs_notify(struct kobject *kobj, const char *dir, const char *attr)
{
	struct kernfs_node *kn = find_node(kobj, dir, attr);

	if (kn)
		kernfs_notify(kn);
}
EXPORT_SYMBOL_GPL(sysfs_notify);

struct kernfs_node *sysfs_get_dirent(struct kernfs_node *parent,
				     const char *name)
{
	struct kernfs_node *kn = kernfs_find(parent, name, strlen(name));

	if (kn)
		kn->count++;
	return kn;
}
EXPORT_SYMBOL_GPL(sysfs_get_dirent);

void sysfs_put(struct kernfs_node *kn)
{
	kernfs_put(kn);
}
EXPORT_SYMBOL_GPL(sysfs_put);

void sysfs_notify_dirent(struct kernfs_node *kn)
{
	kernfs_notify(kn);
}
EXPORT_SYMBOL_GPL(sysfs_notify_dirent);

struct kernfs_node *sysfs_break_active_protection(struct kobject *kobj,
						  const struct attribute *attr)
{
	struct kernfs_node *kn;

	kobject_get(kobj);
	kn = find_node(kobj, NULL, attr->name);
	if (kn) {
		kn->count++;
		active_put(&kn->active);
	}
	return kn;
}
EXPORT_SYMBOL_GPL(sysfs_break_active_protection);

void sysfs_unbreak_active_protection(struct kernfs_node *kn)
{
	struct kobject *kobj = kn->kobj;

	/* Even if it is going: the caller is inside once more. */
	kn->active.users++;
	kernfs_put(kn);
	kobject_put(kobj);
}
EXPORT_SYMBOL_GPL(sysfs_unbreak_active_protection);

bool sysfs_remove_file_self(struct kobject *kobj, const struct attribute *attr)
{
	struct kernfs_node *kn = find_node(kobj, NULL, attr->name);

	/* Of several who are inside, one removes it. */
	if (WARN_ON_ONCE(!kn) || kn->active.gone)
		return false;
	kn->count++;
	active_put(&kn->active);
	kernfs_remove(kn);
	kn->active.users++;
	kernfs_put(kn);
	return true;
}
EXPORT_SYMBOL_GPL(sysfs_remove_file_self);

int sysfs_add_file_to_group(struct kobject *kobj, const struct attribute *attr,
			    const char *group)
{
	struct kernfs_node *dir = find_node(kobj, group, NULL);

	return dir ? sysfs_add_file(dir, attr, attr->mode, _RET_IP_) : -ENOENT;
}
EXPORT_SYMBOL_GPL(sysfs_add_file_to_group);

void sysfs_remove_file_from_group(struct kobject *kobj,
				  const struct attribute *attr,
				  const char *group)
{
	struct kernfs_node *dir = find_node(kobj, group, NULL);

	if (dir)
		kernfs_remove(kernfs_find(dir, attr->name,
					  strlen(attr->name)));
}
EXPORT_SYMBOL_GPL(sysfs_remove_file_from_group);

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
