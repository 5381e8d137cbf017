// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Entries of /proc as the VFS sees them: each call goes through here, so that
 * none begins once the entry is being removed.
 *
 * Stands for: fs/proc/inode.c
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "internal.h"

static void proc_evict(struct inode *inode)
{
	pde_put(PDE(inode));
}

static const struct super_operations proc_sops = {
	.evict_inode = proc_evict,
};

static struct super_block proc_sb = {
	.s_blocksize = 1024,
	.s_blocksize_bits = 10,
	.s_maxbytes = MAX_LFS_FILESIZE,
	.s_magic = PROC_SUPER_MAGIC,
	.s_op = &proc_sops,
	.s_dev = 2,
	.s_id = "proc",
};

struct proc_dir_entry *PDE(const struct inode *inode)
{
	return inode->ksim_fs_private;
}

/* Opening and releasing */

/* Return: whether @file is known, so that it is released just once. */
static int remember(struct proc_dir_entry *de, struct file *file)
{
	struct pde_opener *opener = ksim_zalloc(sizeof(*opener));

	if (!opener)
		return -ENOMEM;
	opener->file = file;
	list_add(&opener->entry, &de->openers);
	return 0;
}

static void release_opener(struct proc_dir_entry *de, struct pde_opener *opener)
{
	struct file *file = opener->file;

	if (opener->closing)
		return;
	opener->closing = true;
	de->ops->proc_release(file_inode(file), file);
	list_del(&opener->entry);
	kfree(opener);
}

static int proc_reg_open(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *de = PDE(inode);
	int ret = 0;

	if (!de->ops->proc_lseek)
		file->f_mode &= ~FMODE_LSEEK;
	if (!active_get(&de->active))
		return -ENOENT;
	if (de->ops->proc_open)
		ret = de->ops->proc_open(inode, file);
	if (!ret && de->ops->proc_release) {
		ret = remember(de, file);
		if (ret)
			de->ops->proc_release(inode, file);
	}
	active_put(&de->active);
	return ret;
}

static int proc_reg_release(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *de = PDE(inode);
	struct pde_opener *opener;

	list_for_each_entry(opener, &de->openers, entry) {
		if (opener->file == file) {
			release_opener(de, opener);
			break;
		}
	}
	return 0;
}

void proc_entry_rundown(struct proc_dir_entry *de)
{
	active_drain(&de->active);
	while (!list_empty(&de->openers))
		release_opener(de, list_first_entry(&de->openers,
						    struct pde_opener, entry));
}

/* Calls; @otherwise if the entry is going, or has no such operation */

#define PROC_CALL(file, otherwise, operation, args...)			\
({									\
	struct proc_dir_entry *__de = PDE(file_inode(file));		\
	__typeof__(__de->ops->operation(args)) __ret = (otherwise);	\
									\
	if (active_get(&__de->active)) {				\
		if (__de->ops->operation)				\
			__ret = __de->ops->operation(args);		\
		active_put(&__de->active);				\
	}								\
	__ret;								\
})

static loff_t proc_reg_llseek(struct file *file, loff_t offset, int whence)
{
	return PROC_CALL(file, -EINVAL, proc_lseek, file, offset, whence);
}

static ssize_t proc_reg_read(struct file *file, char __user *buf, size_t count,
			     loff_t *ppos)
{
	return PROC_CALL(file, -EIO, proc_read, file, buf, count, ppos);
}

static ssize_t proc_reg_read_iter(struct kiocb *iocb, struct iov_iter *iter)
{
	return PROC_CALL(iocb->ki_filp, -EIO, proc_read_iter, iocb, iter);
}

static ssize_t proc_reg_write(struct file *file, const char __user *buf,
			      size_t count, loff_t *ppos)
{
	return PROC_CALL(file, -EIO, proc_write, file, buf, count, ppos);
}

static __poll_t proc_reg_poll(struct file *file, struct poll_table_struct *pts)
{
	return PROC_CALL(file, DEFAULT_POLLMASK, proc_poll, file, pts);
}

static long proc_reg_ioctl(struct file *file, unsigned int cmd,
			   unsigned long arg)
{
	return PROC_CALL(file, -ENOTTY, proc_ioctl, file, cmd, arg);
}

static long proc_reg_compat_ioctl(struct file *file, unsigned int cmd,
				  unsigned long arg)
{
	return PROC_CALL(file, -ENOTTY, proc_compat_ioctl, file, cmd, arg);
}

static int proc_reg_mmap(struct file *file, struct vm_area_struct *vma)
{
	return PROC_CALL(file, -EIO, proc_mmap, file, vma);
}

#define PROC_REG_OPERATIONS				\
	.llseek = proc_reg_llseek,			\
	.write = proc_reg_write,			\
	.poll = proc_reg_poll,				\
	.unlocked_ioctl = proc_reg_ioctl,		\
	.compat_ioctl = proc_reg_compat_ioctl,		\
	.mmap = proc_reg_mmap,				\
	.open = proc_reg_open,				\
	.release = proc_reg_release

static const struct file_operations proc_reg_file_ops = {
	.read = proc_reg_read,
	PROC_REG_OPERATIONS,
};

static const struct file_operations proc_iter_file_ops = {
	.read_iter = proc_reg_read_iter,
	PROC_REG_OPERATIONS,
};

struct inode *proc_get_inode(struct proc_dir_entry *de)
{
	struct inode *inode = new_inode(&proc_sb);

	if (!inode)
		return NULL;
	de->count++;
	inode->ksim_fs_private = de;
	inode->i_private = de->data;
	inode->i_ino = de->ino;
	inode->i_mode = de->mode;
	inode->i_uid = de->uid;
	inode->i_gid = de->gid;
	inode->i_size = de->size;
	inode->i_op = &proc_dir_inode_operations;
	inode_touch(inode);
	if (S_ISDIR(de->mode)) {
		inode->i_fop = &proc_dir_operations;
		inc_nlink(inode);
	} else if (S_ISLNK(de->mode)) {
		inode->i_link = de->target;
	} else {
		inode->i_fop = de->ops->proc_read_iter ? &proc_iter_file_ops :
							 &proc_reg_file_ops;
	}
	return inode;
}
