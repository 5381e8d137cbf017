// SPDX-License-Identifier: GPL-2.0-or-later
/* stat(), lstat(), fstat(): the x86-64 layout. */
#include <linux/fs.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/namei.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <ksim/syscalls.h>
#include "internal.h"

static void fill_from_inode(struct inode *inode, struct kstat *stat)
{
	stat->result_mask = STATX_BASIC_STATS;
	stat->dev = inode->i_sb ? inode->i_sb->s_dev : 0;
	stat->ino = inode->i_ino;
	stat->mode = inode->i_mode;
	stat->nlink = inode->i_nlink;
	stat->uid = inode->i_uid;
	stat->gid = inode->i_gid;
	stat->rdev = inode->i_rdev;
	stat->size = i_size_read(inode);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	stat->atime = inode_get_atime(inode);
	stat->mtime = inode_get_mtime(inode);
	stat->ctime = inode_get_ctime(inode);
#else
	stat->atime = inode->i_atime;
	stat->mtime = inode->i_mtime;
	stat->ctime = inode->i_ctime;
#endif
	stat->blksize = 1u << inode->i_blkbits;
	stat->blocks = S_ISREG(inode->i_mode) ?
			       ALIGN(stat->size, PAGE_SIZE) >> 9 : 0;
}

int vfs_getattr(const struct path *path, struct kstat *stat, u32 request_mask,
		unsigned int query_flags)
{
	struct inode *inode = d_inode(path->dentry);

	memset(stat, 0, sizeof(*stat));
	if (inode->i_op && inode->i_op->getattr)
		return inode->i_op->getattr(NO_IDMAP, path, stat, request_mask,
					    query_flags);
	fill_from_inode(inode, stat);
	return 0;
}
EXPORT_SYMBOL(vfs_getattr);

static int copy_stat(const struct kstat *stat, unsigned long user)
{
	struct stat out;

	memset(&out, 0, sizeof(out));
	out.st_dev = new_encode_dev(stat->dev);
	out.st_ino = stat->ino;
	out.st_nlink = stat->nlink;
	out.st_mode = stat->mode;
	out.st_uid = __kuid_val(stat->uid);
	out.st_gid = __kgid_val(stat->gid);
	out.st_rdev = new_encode_dev(stat->rdev);
	out.st_size = stat->size;
	out.st_blksize = stat->blksize;
	out.st_blocks = stat->blocks;
	out.st_atime = stat->atime.tv_sec;
	out.st_atime_nsec = stat->atime.tv_nsec;
	out.st_mtime = stat->mtime.tv_sec;
	out.st_mtime_nsec = stat->mtime.tv_nsec;
	out.st_ctime = stat->ctime.tv_sec;
	out.st_ctime_nsec = stat->ctime.tv_nsec;
	return copy_to_user((void __user *)user, &out, sizeof(out)) ? -EFAULT :
								      0;
}

long ksys_stat(const char *name, unsigned long user, int follow)
{
	struct kstat stat;
	struct path path;
	int error = path_lookup(name, follow ? LOOKUP_FOLLOW : 0, &path);

	if (error)
		return error;
	error = vfs_getattr(&path, &stat, STATX_BASIC_STATS, 0);
	path_put(&path);
	return error ? error : copy_stat(&stat, user);
}

long ksys_fstat(int fd, unsigned long user)
{
	struct fd f = fdget_raw(fd);
	struct kstat stat;
	int error;

	if (!f.file)
		return -EBADF;
	error = vfs_getattr(&f.file->f_path, &stat, STATX_BASIC_STATS, 0);
	fdput(f);
	return error ? error : copy_stat(&stat, user);
}

long ksys_readlink(const char *name, unsigned long user, ksim_u32 size)
{
	struct path path;
	const char *target;
	size_t length;
	int error;

	if ((int)size <= 0)
		return -EINVAL;
	error = path_lookup(name, 0, &path);
	if (error)
		return error;
	error = -EINVAL;
	target = S_ISLNK(d_inode(path.dentry)->i_mode) ?
			 d_inode(path.dentry)->i_link : NULL;
	if (target) {
		length = min_t(size_t, strlen(target), size);
		error = copy_to_user((void __user *)user, target, length) ?
				-EFAULT : (int)length;
	}
	path_put(&path);
	return error;
}
