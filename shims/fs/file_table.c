// SPDX-License-Identifier: GPL-2.0-or-later
/* Open files: allocation, references, what happens with the last one. */
#include <linux/fs.h>
#include <linux/cdev.h>
#include <linux/eventpoll.h>
#include <linux/export.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <ksim/abi/report.h>
#include <ksim/audit.h>
#include <ksim/interrupt.h>
#include "internal.h"

struct file *alloc_empty_file(int flags, const struct cred *cred)
{
	struct file *f;

	vfs_caches();
	f = kmem_cache_zalloc(filp_cachep, GFP_KERNEL);
	if (unlikely(!f))
		return ERR_PTR(-ENOMEM);
	f->f_count.counter = 1;
	f->f_cred = get_cred(cred);
	spin_lock_init(&f->f_lock);
	mutex_init(&f->f_pos_lock);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	rwlock_init(&f->f_owner.lock);
#endif
	f->f_flags = flags;
	f->f_mode = OPEN_FMODE(flags);
	return f;
}

static void file_free(struct file *f)
{
	put_cred(f->f_cred);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	kfree(f->f_owner);
#endif
	kmem_cache_free(filp_cachep, f);
}

struct file *alloc_file(const struct path *path, int flags,
			const struct file_operations *fop)
{
	struct file *file = alloc_empty_file(flags, current_cred());

	if (IS_ERR(file))
		return file;
	file->f_path = *path;
	file->f_inode = d_inode(path->dentry);
	file->f_mapping = file->f_inode->i_mapping;
	if (fop->llseek)
		file->f_mode |= FMODE_LSEEK;
	if (file->f_mode & FMODE_READ && (fop->read || fop->read_iter))
		file->f_mode |= FMODE_CAN_READ;
	if (file->f_mode & FMODE_WRITE && (fop->write || fop->write_iter))
		file->f_mode |= FMODE_CAN_WRITE;
	file->f_iocb_flags = iocb_flags(file);
	file->f_mode |= FMODE_OPENED;
	file->f_op = fop;
	return file;
}

struct file *alloc_file_pseudo(struct inode *inode, struct vfsmount *mnt,
			       const char *name, int flags,
			       const struct file_operations *fops)
{
	struct path path = { .mnt = mnt };
	struct file *file;

	path.dentry = d_alloc_name(NULL, name);
	if (!path.dentry)
		return ERR_PTR(-ENOMEM);
	d_instantiate(path.dentry, inode);
	file = alloc_file(&path, flags, fops);
	if (IS_ERR(file)) {
		ihold(inode);
		dput(path.dentry);
	}
	return file;
}
EXPORT_SYMBOL(alloc_file_pseudo);

static void release_file(struct file *file)
{
	struct dentry *dentry = file->f_path.dentry;
	struct inode *inode = file->f_inode;

	if (unlikely(!(file->f_mode & FMODE_OPENED)))
		goto out;
	eventpoll_release(file);
	if (unlikely(file->f_flags & FASYNC) && file->f_op->fasync)
		file->f_op->fasync(-1, file, 0);
	if (file->f_op->release)
		file->f_op->release(inode, file);
	fasync_audit_file(file);
	if (S_ISCHR(inode->i_mode) && inode->i_cdev &&
	    !(file->f_mode & FMODE_PATH))
		cdev_put(inode->i_cdev);
	fops_put(file->f_op);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	if (file->f_owner)
		put_pid(file->f_owner->pid);
#else
	put_pid(file->f_owner.pid);
#endif
	if (file->f_mode & FMODE_WRITER)
		inode->i_writecount.counter--;
	dput(dentry);
out:
	file_free(file);
}

void fput(struct file *file)
{
	if (file_put_last(file))
		release_file(file);
}
EXPORT_SYMBOL(fput);

void __fput_sync(struct file *file)
{
	fput(file);
}
EXPORT_SYMBOL(__fput_sync);

void flush_delayed_fput(void)
{
	/* Nothing is ever delayed: see linux/file.h. */
}
EXPORT_SYMBOL_GPL(flush_delayed_fput);

struct file *get_file(struct file *f)
{
	f->f_count.counter++;
	return f;
}
EXPORT_SYMBOL(get_file);

/* Leftovers */

/* One that somebody who has the file open will call, close() before all. */
static const void *some_function(const struct file_operations *fops)
{
	if (fops->release)
		return fops->release;
	if (fops->read)
		return fops->read;
	if (fops->write)
		return fops->write;
	if (fops->unlocked_ioctl)
		return fops->unlocked_ioctl;
	return fops->open;
}

static void report_open_file(const struct file *file,
			     const struct task_struct *holder)
{
	const void *function = some_function(file->f_op);
	char detail[224];

	snprintf(detail, sizeof(detail),
		 "`%s` (pid %d) has \"%s\" open; %s", holder->comm, holder->pid,
		 file->f_path.dentry->d_name.name,
		 file->f_op->owner ?
			 "the module gave up a reference that was the file's" :
			 "its file_operations have no .owner = THIS_MODULE, so nothing kept the module");
	ksim_report(KSIM_FINDING_LEFTOVER, "BUG: unable to handle page fault",
		    "file still open at rmmod", detail,
		    &(struct ksim_site){ ksim_function_site(function),
					 "would still be called" },
		    function ? 1 : 0);
}

/* Stands in for what has been unloaded: every call fails, or does nothing. */
static const struct file_operations gone_fops;

static void audit_files(const struct task_struct *holder, struct module *mod)
{
	const struct fdtable *fdt = holder->files->fdt;
	unsigned int fd;

	for (fd = 0; fd < fdt->max_fds; fd++) {
		struct file *file = fdt->fd[fd];

		if (!file || !ksim_in_module((unsigned long)file->f_op, mod))
			continue;
		report_open_file(file, holder);
		file->f_op = &gone_fops;
	}
}

void file_audit_module(struct module *mod)
{
	struct task_struct *p;

	for_each_process(p)
		if (p->files)
			audit_files(p, mod);
}
