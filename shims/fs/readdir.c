// SPDX-License-Identifier: GPL-2.0-or-later
/* getdents64(). */
#include <linux/fs.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <ksim/syscalls.h>
#include "internal.h"

struct dirent64 {
	u64 d_ino;
	s64 d_off;
	unsigned short d_reclen;
	unsigned char d_type;
	char d_name[];
};

struct getdents_callback {
	struct dir_context ctx;
	char __user *next;
	size_t left;
	unsigned int last_length;
	int error;
};

int iterate_dir(struct file *file, struct dir_context *ctx)
{
	struct inode *inode = file_inode(file);
	int res = -ENOENT;

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
	if (!file->f_op->iterate_shared && !file->f_op->iterate)
		return -ENOTDIR;
#else
	if (!file->f_op->iterate_shared)
		return -ENOTDIR;
#endif
	inode_lock_shared(inode);
	if (!IS_DEADDIR(inode)) {
		ctx->pos = file->f_pos;
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
		if (!file->f_op->iterate_shared)
			res = file->f_op->iterate(file, ctx);
		else
#endif
			res = file->f_op->iterate_shared(file, ctx);
		file->f_pos = ctx->pos;
	}
	inode_unlock_shared(inode);
	return res;
}
EXPORT_SYMBOL(iterate_dir);

static bool emit(struct dir_context *ctx, const char *name, int namelen,
		 loff_t offset, u64 ino, unsigned int d_type)
{
	struct getdents_callback *buf =
		container_of(ctx, struct getdents_callback, ctx);
	char room[sizeof(struct dirent64) + NAME_MAX + 9] __aligned(8);
	struct dirent64 *entry = (struct dirent64 *)room;
	unsigned int length;

	buf->error = -EIO;
	if (namelen <= 0 || namelen > NAME_MAX || memchr(name, '/', namelen))
		return false;
	length = ALIGN(offsetof(struct dirent64, d_name) + namelen + 1, 8);
	buf->error = -EINVAL;
	if (length > buf->left)
		return false;
	if (buf->last_length && signal_pending(current))
		return false;
	memset(room, 0, length);
	entry->d_ino = ino;
	entry->d_off = offset; /* replaced once the next position is known */
	entry->d_reclen = length;
	entry->d_type = d_type;
	memcpy(entry->d_name, name, namelen);
	buf->error = -EFAULT;
	if (buf->last_length) {
		struct dirent64 __user *last = (struct dirent64 __user *)
			(buf->next - buf->last_length);

		if (put_user((s64)offset, &last->d_off))
			return false;
	}
	if (copy_to_user(buf->next, entry, length))
		return false;
	buf->error = 0;
	buf->next += length;
	buf->left -= length;
	buf->last_length = length;
	return true;
}

long ksys_getdents(int fd, unsigned long user, ksim_u32 size)
{
	struct getdents_callback buf = {
		.ctx.actor = emit,
		.next = (char __user *)user,
		.left = size,
	};
	struct fd f = fdget_pos(fd);
	int error;

	if (!f.file)
		return -EBADF;
	error = iterate_dir(f.file, &buf.ctx);
	if (error >= 0)
		error = buf.error;
	if (buf.last_length) {
		struct dirent64 __user *last = (struct dirent64 __user *)
			(buf.next - buf.last_length);

		if (put_user((s64)buf.ctx.pos, &last->d_off))
			error = -EFAULT;
		else
			error = size - buf.left;
	}
	fdput_pos(f);
	return error;
}
