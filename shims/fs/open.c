// SPDX-License-Identifier: GPL-2.0-or-later
/* open(), close() and what changes the attributes of a file. */
#include <linux/fs.h>
#include <linux/export.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/bug.h>
#include <linux/printk.h>
#include <ksim/syscalls.h>
#include "internal.h"

#define O_PATH_FLAGS (O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC)

int build_open_flags(int flags, umode_t mode, struct open_flags *op)
{
	int acc_mode = ACC_MODE(flags);

	flags &= VALID_OPEN_FLAGS;
	if (flags & O_PATH)
		flags &= O_PATH_FLAGS;
	op->mode = flags & (O_CREAT | __O_TMPFILE) ?
			   (mode & S_IALLUGO) | S_IFREG : 0;
	if ((flags & (O_DIRECTORY | O_CREAT)) == (O_DIRECTORY | O_CREAT))
		return -EINVAL;
	if (flags & __O_TMPFILE) {
		if ((flags & O_TMPFILE) != O_TMPFILE ||
		    !(acc_mode & MAY_WRITE))
			return -EINVAL;
		return -EOPNOTSUPP;
	}
	if (flags & O_PATH)
		acc_mode = 0;
	if (flags & __O_SYNC)
		flags |= O_DSYNC;
	if (flags & O_TRUNC)
		acc_mode |= MAY_WRITE;
	if (flags & O_APPEND)
		acc_mode |= MAY_APPEND;
	op->open_flag = flags;
	op->acc_mode = acc_mode;
	op->lookup_flags = flags & O_DIRECTORY ? LOOKUP_DIRECTORY : 0;
	if (flags & O_EXCL && flags & O_CREAT)
		op->open_flag |= O_NOFOLLOW;
	return 0;
}

static const struct file_operations empty_fops;

int do_dentry_open(struct file *f, struct inode *inode,
		   int (*open)(struct inode *, struct file *))
{
	int error;

	path_get(&f->f_path);
	f->f_inode = inode;
	f->f_mapping = inode->i_mapping;
	if (unlikely(f->f_flags & O_PATH)) {
		f->f_mode = FMODE_PATH | FMODE_OPENED;
		f->f_op = &empty_fops;
		return 0;
	}
	if (f->f_mode & FMODE_WRITE && S_ISREG(inode->i_mode)) {
		inode->i_writecount.counter++;
		f->f_mode |= FMODE_WRITER;
	}
	if (S_ISREG(inode->i_mode) || S_ISDIR(inode->i_mode))
		f->f_mode |= FMODE_ATOMIC_POS;
	f->f_op = fops_get(inode->i_fop);
	error = -ENODEV;
	if (WARN_ON(!f->f_op))
		goto cleanup;
	f->f_mode |= FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
	if (!open)
		open = f->f_op->open;
	if (open) {
		error = open(inode, f);
		if (error)
			goto cleanup;
	}
	f->f_mode |= FMODE_OPENED;
	if (f->f_mode & FMODE_READ && (f->f_op->read || f->f_op->read_iter))
		f->f_mode |= FMODE_CAN_READ;
	if (f->f_mode & FMODE_WRITE && (f->f_op->write || f->f_op->write_iter))
		f->f_mode |= FMODE_CAN_WRITE;
	if (!f->f_op->llseek)
		f->f_mode &= ~FMODE_LSEEK;
	f->f_flags &= ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC);
	f->f_iocb_flags = iocb_flags(f);
	if (f->f_flags & O_DIRECT && !(f->f_mode & FMODE_CAN_ODIRECT))
		return -EINVAL;
	return 0;

cleanup:
	if (WARN_ON_ONCE(error > 0))
		error = -EINVAL;
	fops_put(f->f_op);
	if (f->f_mode & FMODE_WRITER)
		inode->i_writecount.counter--;
	path_put(&f->f_path);
	f->f_path = (struct path){ NULL, NULL };
	f->f_inode = NULL;
	return error;
}

struct file *do_filp_open(const char *name, const struct open_flags *op)
{
	struct file *file = alloc_empty_file(op->open_flag, current_cred());
	int error;

	if (IS_ERR(file))
		return file;
	error = open_resolve(file, name, op);
	if (likely(!error))
		return file;
	fput(file);
	return ERR_PTR(error);
}

long ksys_open(const char *path, int flags, ksim_u32 mode)
{
	struct open_flags op;
	struct file *file;
	int fd, error;

	flags |= O_LARGEFILE;
	error = build_open_flags(flags, mode, &op);
	if (error)
		return error;
	fd = get_unused_fd_flags(flags);
	if (fd < 0)
		return fd;
	file = do_filp_open(path, &op);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}

struct file *filp_open(const char *filename, int flags, umode_t mode)
{
	struct open_flags op;
	int error = build_open_flags(flags, mode, &op);

	if (error)
		return ERR_PTR(error);
	/* Only system calls refuse an empty name. */
	return do_filp_open(*filename ? filename : ".", &op);
}
EXPORT_SYMBOL(filp_open);

struct file *dentry_open(const struct path *path, int flags,
			 const struct cred *creds)
{
	struct file *f = alloc_empty_file(flags, creds);
	int error;

	if (IS_ERR(f))
		return f;
	f->f_path = *path;
	error = do_dentry_open(f, d_inode(path->dentry), NULL);
	if (error) {
		fput(f);
		return ERR_PTR(error);
	}
	return f;
}
EXPORT_SYMBOL(dentry_open);

int filp_close(struct file *filp, fl_owner_t id)
{
	int error = 0;

	if (!file_count(filp)) {
		printk(KERN_ERR "VFS: Close: file count is 0\n");
		return 0;
	}
	if (filp->f_op->flush)
		error = filp->f_op->flush(filp, id);
	fput(filp);
	return error;
}
EXPORT_SYMBOL(filp_close);

int nonseekable_open(struct inode *inode, struct file *filp)
{
	filp->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE);
	return 0;
}
EXPORT_SYMBOL(nonseekable_open);

int stream_open(struct inode *inode, struct file *filp)
{
	filp->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE |
			  FMODE_ATOMIC_POS);
	filp->f_mode |= FMODE_STREAM;
	return 0;
}
EXPORT_SYMBOL(stream_open);

int generic_file_open(struct inode *inode, struct file *filp)
{
	/* Every process is a 64-bit one: O_LARGEFILE is always set. */
	return 0;
}
EXPORT_SYMBOL(generic_file_open);

/* attributes */

static bool owner_or_capable(struct inode *inode)
{
	return uid_eq(current_fsuid(), inode->i_uid) || capable(CAP_FOWNER);
}

static void touch_ctime(struct inode *inode)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	inode_set_ctime_current(inode);
#else
	inode->i_ctime = current_time(inode);
#endif
}

static int set_attributes(struct dentry *dentry, struct iattr *attr)
{
	struct inode *inode = d_inode(dentry);

	if (attr->ia_valid & ATTR_UID &&
	    !(uid_eq(current_fsuid(), inode->i_uid) &&
	      uid_eq(attr->ia_uid, inode->i_uid)) &&
	    !capable(CAP_CHOWN))
		return -EPERM;
	if (attr->ia_valid & ATTR_GID &&
	    !(uid_eq(current_fsuid(), inode->i_uid) &&
	      (gid_eq(attr->ia_gid, inode->i_gid) ||
	       in_group_p(attr->ia_gid))) &&
	    !capable(CAP_CHOWN))
		return -EPERM;
	if (attr->ia_valid & ATTR_MODE) {
		if (!owner_or_capable(inode))
			return -EPERM;
		if (!in_group_p(attr->ia_valid & ATTR_GID ? attr->ia_gid :
							    inode->i_gid) &&
		    !capable(CAP_FSETID))
			attr->ia_mode &= ~S_ISGID;
	}
	if (inode->i_op->setattr)
		return inode->i_op->setattr(NO_IDMAP, dentry, attr);
	if (attr->ia_valid & ATTR_UID)
		inode->i_uid = attr->ia_uid;
	if (attr->ia_valid & ATTR_GID)
		inode->i_gid = attr->ia_gid;
	if (attr->ia_valid & ATTR_MODE)
		inode->i_mode = attr->ia_mode;
	touch_ctime(inode);
	return 0;
}

long ksys_chmod(const char *name, ksim_u32 mode)
{
	struct iattr attr = { .ia_valid = ATTR_MODE | ATTR_CTIME };
	struct path path;
	int error = path_lookup(name, LOOKUP_FOLLOW, &path);

	if (error)
		return error;
	attr.ia_mode = (mode & S_IALLUGO) |
		       (d_inode(path.dentry)->i_mode & ~S_IALLUGO);
	error = set_attributes(path.dentry, &attr);
	path_put(&path);
	return error;
}

long ksys_chown(const char *name, ksim_u32 uid, ksim_u32 gid)
{
	struct iattr attr = { .ia_valid = ATTR_CTIME };
	struct inode *inode;
	struct path path;
	int error = path_lookup(name, LOOKUP_FOLLOW, &path);

	if (error)
		return error;
	inode = d_inode(path.dentry);
	if (uid != (uid_t)-1) {
		attr.ia_valid |= ATTR_UID;
		attr.ia_uid = KUIDT_INIT(uid);
	}
	if (gid != (gid_t)-1) {
		attr.ia_valid |= ATTR_GID;
		attr.ia_gid = KGIDT_INIT(gid);
	}
	error = set_attributes(path.dentry, &attr);
	if (!error && !S_ISDIR(inode->i_mode)) {
		inode->i_mode &= ~S_ISUID;
		if (inode->i_mode & S_IXGRP)
			inode->i_mode &= ~S_ISGID;
	}
	path_put(&path);
	return error;
}

/* access(2) asks for the real user: its ids and what it could become. */
long ksys_access(const char *name, int mode)
{
	const struct cred *saved;
	struct cred *real;
	struct path path;
	int error;

	if (mode & ~S_IRWXO)
		return -EINVAL;
	real = prepare_creds();
	if (!real)
		return -ENOMEM;
	real->fsuid = real->uid;
	real->fsgid = real->gid;
	if (uid_eq(real->uid, GLOBAL_ROOT_UID))
		real->cap_effective = real->cap_permitted;
	else
		real->cap_effective = CAP_EMPTY_SET;
	saved = override_creds(real);
	error = path_lookup(name, LOOKUP_FOLLOW, &path);
	if (!error) {
		error = inode_permission(NO_IDMAP, d_inode(path.dentry),
					 mode | MAY_ACCESS);
		path_put(&path);
	}
	revert_creds(saved);
	put_cred(real);
	return error;
}
