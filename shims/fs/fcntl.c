// SPDX-License-Identifier: GPL-2.0-or-later
/* fcntl(). */
#include <linux/fs.h>
#include <linux/export.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <ksim/syscalls.h>
#include "internal.h"

#define SIGNAL_MAX 64
#define SETFL_MASK (O_APPEND | O_NONBLOCK | O_NDELAY | O_DIRECT | O_NOATIME)

int setfl(int fd, struct file *filp, unsigned long arg)
{
	struct inode *inode = file_inode(filp);
	int error = 0;

	if ((arg ^ filp->f_flags) & O_APPEND && IS_APPEND(inode))
		return -EPERM;
	if (arg & O_NOATIME && !(filp->f_flags & O_NOATIME) &&
	    !uid_eq(current_fsuid(), inode->i_uid) && !capable(CAP_FOWNER))
		return -EPERM;
	if (!S_ISFIFO(inode->i_mode) && arg & O_DIRECT &&
	    !(filp->f_mode & FMODE_CAN_ODIRECT))
		return -EINVAL;
	if (filp->f_op->check_flags)
		error = filp->f_op->check_flags(arg);
	if (error)
		return error;
	if ((arg ^ filp->f_flags) & FASYNC && filp->f_op->fasync) {
		error = filp->f_op->fasync(fd, filp, (arg & FASYNC) != 0);
		if (error < 0)
			return error;
	}
	filp->f_flags = (arg & SETFL_MASK) | (filp->f_flags & ~SETFL_MASK);
	filp->f_iocb_flags = iocb_flags(filp);
	return 0;
}

static struct fown_struct *owner_of(struct file *filp)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	if (!filp->f_owner) {
		filp->f_owner = kzalloc(sizeof(*filp->f_owner), GFP_KERNEL);
		if (filp->f_owner) {
			rwlock_init(&filp->f_owner->lock);
			filp->f_owner->file = filp;
		}
	}
	return filp->f_owner;
#else
	return &filp->f_owner;
#endif
}

static int set_owner(struct file *filp, int who)
{
	struct fown_struct *owner = owner_of(filp);
	struct pid *pid = NULL;
	enum pid_type type = PIDTYPE_TGID;

	if (!owner)
		return -ENOMEM;
	if (who == INT_MIN)
		return -EINVAL;
	if (who < 0) {
		type = PIDTYPE_PGID;
		who = -who;
	}
	if (who) {
		pid = find_get_pid(who);
		if (!pid)
			return -ESRCH;
	}
	put_pid(owner->pid);
	owner->pid = pid;
	owner->pid_type = type;
	if (pid) {
		owner->uid = current_uid();
		owner->euid = current_euid();
	}
	return 0;
}

static long get_owner(struct file *filp)
{
	struct fown_struct *owner = owner_of(filp);
	long nr;

	if (!owner)
		return -ENOMEM;
	nr = pid_vnr(owner->pid);
	return owner->pid_type == PIDTYPE_PGID ? -nr : nr;
}

static long set_signal(struct file *filp, unsigned long arg)
{
	struct fown_struct *owner = owner_of(filp);

	if (!owner)
		return -ENOMEM;
	if (arg > SIGNAL_MAX)
		return -EINVAL;
	owner->signum = arg;
	return 0;
}

static long do_fcntl(int fd, unsigned int cmd, unsigned long arg,
		     struct file *filp)
{
	struct fown_struct *owner;

	switch (cmd) {
	case F_DUPFD:
		return f_dupfd(arg, filp, 0);
	case F_DUPFD_CLOEXEC:
		return f_dupfd(arg, filp, O_CLOEXEC);
	case F_GETFD:
		return get_close_on_exec(fd) ? FD_CLOEXEC : 0;
	case F_SETFD:
		set_close_on_exec(fd, arg & FD_CLOEXEC);
		return 0;
	case F_GETFL:
		return filp->f_flags;
	case F_SETFL:
		return setfl(fd, filp, arg);
	case F_GETOWN:
		return get_owner(filp);
	case F_SETOWN:
		return set_owner(filp, arg);
	case F_GETSIG:
		owner = owner_of(filp);
		return owner ? owner->signum : -ENOMEM;
	case F_SETSIG:
		return set_signal(filp, arg);
	default:
		return -EINVAL;
	}
}

long ksys_fcntl(int fd, ksim_u32 command, unsigned long argument)
{
	struct fd f = fdget_raw(fd);
	long error = -EBADF;

	if (!f.file)
		return -EBADF;
	if (!(f.file->f_mode & FMODE_PATH) || command == F_DUPFD ||
	    command == F_DUPFD_CLOEXEC || command == F_GETFD ||
	    command == F_SETFD || command == F_GETFL)
		error = do_fcntl(fd, command, argument, f.file);
	fdput(f);
	return error;
}
