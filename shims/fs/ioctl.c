// SPDX-License-Identifier: GPL-2.0-or-later
/* ioctl(): the commands every file knows, then the driver's. */
#include <linux/fs.h>
#include <linux/compat.h>
#include <linux/export.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <asm/ioctls.h>
#include <ksim/syscalls.h>
#include "internal.h"

long vfs_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	long error;

	if (!filp->f_op->unlocked_ioctl)
		return -ENOTTY;
	error = filp->f_op->unlocked_ioctl(filp, cmd, arg);
	return error == -ENOIOCTLCMD ? -ENOTTY : error;
}
EXPORT_SYMBOL(vfs_ioctl);

static int ioctl_fionbio(struct file *filp, int __user *argp)
{
	int on;

	if (get_user(on, argp))
		return -EFAULT;
	if (on)
		filp->f_flags |= O_NONBLOCK;
	else
		filp->f_flags &= ~O_NONBLOCK;
	return 0;
}

static int ioctl_fioasync(unsigned int fd, struct file *filp, int __user *argp)
{
	int on, error = 0;

	if (get_user(on, argp))
		return -EFAULT;
	if ((on ? FASYNC : 0) != (filp->f_flags & FASYNC)) {
		if (!filp->f_op->fasync)
			return -ENOTTY;
		error = filp->f_op->fasync(fd, filp, on);
	}
	return error < 0 ? error : 0;
}

static int do_vfs_ioctl(struct file *filp, unsigned int fd, unsigned int cmd,
			unsigned long arg)
{
	struct inode *inode = file_inode(filp);
	void __user *argp = (void __user *)arg;
	loff_t bytes;

	switch (cmd) {
	case FIOCLEX:
		set_close_on_exec(fd, 1);
		return 0;
	case FIONCLEX:
		set_close_on_exec(fd, 0);
		return 0;
	case FIONBIO:
		return ioctl_fionbio(filp, argp);
	case FIOASYNC:
		return ioctl_fioasync(fd, filp, argp);
	case FIOQSIZE:
		if (!S_ISDIR(inode->i_mode) && !S_ISREG(inode->i_mode) &&
		    !S_ISLNK(inode->i_mode))
			return -ENOTTY;
		bytes = ((loff_t)inode->i_blocks << 9) + inode->i_bytes;
		return copy_to_user(argp, &bytes, sizeof(bytes)) ? -EFAULT : 0;
	case FIFREEZE:
	case FITHAW:
		return capable(CAP_SYS_ADMIN) ? -EOPNOTSUPP : -EPERM;
	case FIGETBSZ:
		if (!inode->i_sb->s_blocksize)
			return -EINVAL;
		return put_user((int)inode->i_sb->s_blocksize,
				(int __user *)argp);
	case FIONREAD:
		if (!S_ISREG(inode->i_mode))
			return vfs_ioctl(filp, cmd, arg);
		return put_user((int)(i_size_read(inode) - filp->f_pos),
				(int __user *)argp);
	default:
		return -ENOIOCTLCMD;
	}
}

long ksys_ioctl(int fd, ksim_u32 command, unsigned long argument)
{
	struct fd f = fdget(fd);
	long error;

	if (unlikely(!f.file))
		return -EBADF;
	error = do_vfs_ioctl(f.file, fd, command, argument);
	if (error == -ENOIOCTLCMD)
		error = vfs_ioctl(f.file, command, argument);
	fdput(f);
	return error;
}

long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (!file->f_op->unlocked_ioctl)
		return -ENOIOCTLCMD;
	return file->f_op->unlocked_ioctl(file, cmd,
					  (unsigned long)compat_ptr(arg));
}
EXPORT_SYMBOL(compat_ptr_ioctl);

long ksys_compat_ioctl(int fd, ksim_u32 command, unsigned long argument)
{
	struct fd f = fdget(fd);
	long error;

	if (!f.file)
		return -EBADF;
	current->files->ksim_compat = true;
	error = do_vfs_ioctl(f.file, fd, command, argument);
	if (error == -ENOIOCTLCMD && f.file->f_op->compat_ioctl)
		error = f.file->f_op->compat_ioctl(f.file, command, argument);
	if (error == -ENOIOCTLCMD)
		error = -ENOTTY;
	current->files->ksim_compat = false;
	fdput(f);
	return error;
}

bool in_compat_syscall(void)
{
	return current->files && current->files->ksim_compat;
}
EXPORT_SYMBOL(in_compat_syscall);
