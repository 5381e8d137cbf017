// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tree in RAM: directories, regular files, device nodes. It serves as
 * rootfs, devtmpfs and tmpfs at once.
 *
 * A regular file is one buffer that grows; its holes are stored.
 */
#include <linux/fs.h>
#include <linux/kmemleak.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "shims/fs/internal.h"

struct ramfs_data {
	size_t capacity;
	char *bytes;
};

static int ramfs_reserve(struct inode *inode, size_t size)
{
	struct ramfs_data *data = inode->i_private;
	size_t capacity;
	char *bytes;

	if (size <= data->capacity)
		return 0;
	if (size > SZ_1G)
		return -ENOSPC;
	capacity = max_t(size_t, 256, data->capacity * 2);
	while (capacity < size)
		capacity *= 2;
	bytes = kvzalloc(capacity, GFP_KERNEL);
	if (!bytes)
		return -ENOSPC;
	kmemleak_not_leak(bytes);
	if (data->bytes)
		memcpy(bytes, data->bytes, inode->i_size);
	kvfree(data->bytes);
	data->bytes = bytes;
	data->capacity = capacity;
	return 0;
}

static const struct file_operations ramfs_file_operations;

int do_truncate(struct inode *inode, loff_t length)
{
	struct ramfs_data *data = inode->i_private;
	int error;

	/* What is no memory, attributes say, has no size to be changed. */
	if (inode->i_fop != &ramfs_file_operations)
		return 0;
	error = ramfs_reserve(inode, length);
	if (error)
		return error;
	if (length < inode->i_size)
		memset(data->bytes + length, 0, inode->i_size - length);
	inode->i_size = length;
	inode_touch(inode);
	return 0;
}

static ssize_t ramfs_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct inode *inode = file_inode(iocb->ki_filp);
	struct ramfs_data *data = inode->i_private;
	size_t wanted = iov_iter_count(to), copied;

	if (!wanted || iocb->ki_pos >= inode->i_size)
		return 0;
	wanted = min_t(size_t, wanted, inode->i_size - iocb->ki_pos);
	copied = copy_to_iter(data->bytes + iocb->ki_pos, wanted, to);
	iocb->ki_pos += copied;
	return copied ? copied : -EFAULT;
}

static ssize_t ramfs_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	struct inode *inode = file_inode(iocb->ki_filp);
	struct ramfs_data *data = inode->i_private;
	size_t wanted = iov_iter_count(from), copied;
	int error;

	if (!wanted)
		return 0;
	if (iocb->ki_flags & IOCB_APPEND)
		iocb->ki_pos = inode->i_size;
	if (iocb->ki_pos > SZ_1G)
		return -EFBIG;
	error = ramfs_reserve(inode, iocb->ki_pos + wanted);
	if (error)
		return error;
	copied = copy_from_iter(data->bytes + iocb->ki_pos, wanted, from);
	if (!copied)
		return -EFAULT;
	iocb->ki_pos += copied;
	if (iocb->ki_pos > inode->i_size)
		inode->i_size = iocb->ki_pos;
	inode_touch(inode);
	return copied;
}

static const struct file_operations ramfs_file_operations = {
	.llseek = generic_file_llseek,
	.read_iter = ramfs_read_iter,
	.write_iter = ramfs_write_iter,
	.fsync = noop_fsync,
};

static const struct inode_operations ramfs_file_inode_operations;

static void ramfs_evict(struct inode *inode)
{
	struct ramfs_data *data = inode->i_private;

	if (inode->i_fop != &ramfs_file_operations)
		return;
	kvfree(data->bytes);
	kfree(data);
}

static const struct super_operations ramfs_super_operations = {
	.evict_inode = ramfs_evict,
};

struct inode *ramfs_get_inode(umode_t mode, dev_t rdev)
{
	struct inode *inode = new_inode(ksim_root_mnt.mnt_sb);

	if (!inode)
		return NULL;
	inode->i_sb->s_op = &ramfs_super_operations;
	inode_init_owner(NO_IDMAP, inode, NULL, mode);
	inode->i_op = &ramfs_file_inode_operations;
	inode_touch(inode);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	inode_set_atime_to_ts(inode, inode_get_mtime(inode));
#else
	inode->i_atime = inode->i_mtime;
#endif
	switch (mode & S_IFMT) {
	case S_IFREG:
		inode->i_private = ksim_zalloc(sizeof(struct ramfs_data));
		if (!inode->i_private) {
			iput(inode);
			return NULL;
		}
		inode->i_fop = &ramfs_file_operations;
		break;
	case S_IFDIR:
		inode->i_op = &ramfs_dir_inode_operations;
		inode->i_fop = &simple_dir_operations;
		inc_nlink(inode);
		break;
	default:
		init_special_inode(inode, mode, rdev);
	}
	return inode;
}

static int ramfs_mknod(ksim_idmap *idmap, struct inode *dir,
		       struct dentry *dentry, umode_t mode, dev_t dev)
{
	struct inode *inode = ramfs_get_inode(mode, dev);

	if (!inode)
		return -ENOSPC;
	if (dir->i_mode & S_ISGID) {
		inode->i_gid = dir->i_gid;
		if (S_ISDIR(mode))
			inode->i_mode |= S_ISGID;
	}
	if (S_ISDIR(mode))
		inc_nlink(dir);
	d_add(dentry, inode);
	dget(dentry); /* the tree's */
	inode_touch(dir);
	return 0;
}

static int ramfs_create(ksim_idmap *idmap, struct inode *dir,
			struct dentry *dentry, umode_t mode, bool excl)
{
	return ramfs_mknod(idmap, dir, dentry, mode | S_IFREG, 0);
}

static int ramfs_mkdir(ksim_idmap *idmap, struct inode *dir,
		       struct dentry *dentry, umode_t mode)
{
	return ramfs_mknod(idmap, dir, dentry, mode | S_IFDIR, 0);
}

static int ramfs_unlink(struct inode *dir, struct dentry *dentry)
{
	dentry_unlink(dentry);
	return 0;
}

static int ramfs_rmdir(struct inode *dir, struct dentry *dentry)
{
	if (!list_empty(&dentry->d_subdirs))
		return -ENOTEMPTY;
	dentry_unlink(dentry);
	return 0;
}

const struct inode_operations ramfs_dir_inode_operations = {
	.create = ramfs_create,
	.mknod = ramfs_mknod,
	.mkdir = ramfs_mkdir,
	.unlink = ramfs_unlink,
	.rmdir = ramfs_rmdir,
};
