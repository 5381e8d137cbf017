// SPDX-License-Identifier: GPL-2.0-or-later
/* fcntl(), and telling processes that there is something to do. */
#include <linux/fs.h>
#include <linux/export.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/poll.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <ksim/abi/report.h>
#include <ksim/audit.h>
#include <ksim/interrupt.h>
#include <ksim/signal.h>
#include <ksim/syscalls.h>
#include "internal.h"

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

/* Who is told */

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
int file_f_owner_allocate(struct file *file)
{
	struct fown_struct *owner;

	if (file->f_owner)
		return 0;
	owner = kzalloc(sizeof(*owner), GFP_KERNEL);
	if (!owner)
		return -ENOMEM;
	kmemleak_not_leak(owner);
	rwlock_init(&owner->lock);
	owner->file = file;
	/* Somebody else may have been faster. */
	if (cmpxchg(&file->f_owner, NULL, owner))
		kfree(owner);
	return 0;
}
EXPORT_SYMBOL(file_f_owner_allocate);

static int owner_allocate(struct file *filp)
{
	return file_f_owner_allocate(filp);
}

static struct fown_struct *owner_of(struct file *filp)
{
	return filp->f_owner;
}
#else
static int owner_allocate(struct file *filp)
{
	return 0;
}

static struct fown_struct *owner_of(struct file *filp)
{
	return &filp->f_owner;
}
#endif

void __f_setown(struct file *filp, struct pid *pid, enum pid_type type,
		int force)
{
	struct fown_struct *owner = owner_of(filp);
	struct pid *old = NULL;

	if (WARN_ON_ONCE(!owner))
		return;
	write_lock_irq(&owner->lock);
	if (force || !owner->pid) {
		old = owner->pid;
		owner->pid = get_pid(pid);
		owner->pid_type = type;
		if (pid) {
			owner->uid = current_uid();
			owner->euid = current_euid();
		}
	}
	write_unlock_irq(&owner->lock);
	put_pid(old);
}
EXPORT_SYMBOL(__f_setown);

/* @nr: 0 for nobody */
static int setown_nr(struct file *filp, pid_t nr, enum pid_type type, int force)
{
	struct pid *pid = NULL;
	int error = owner_allocate(filp);

	if (error)
		return error;
	if (nr) {
		pid = find_get_pid(nr);
		if (!pid)
			return -ESRCH;
	}
	__f_setown(filp, pid, type, force);
	put_pid(pid);
	return 0;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
int f_setown(struct file *filp, int who, int force)
{
#else
int f_setown(struct file *filp, unsigned long arg, int force)
{
	int who = arg;
#endif

	if (who == INT_MIN)
		return -EINVAL;
	if (who < 0)
		return setown_nr(filp, -who, PIDTYPE_PGID, force);
	return setown_nr(filp, who, PIDTYPE_TGID, force);
}
EXPORT_SYMBOL(f_setown);

/* Return: 0 also for one that has ended. */
static pid_t f_getown(struct file *filp, enum pid_type *type)
{
	struct fown_struct *owner = owner_of(filp);
	pid_t nr = 0;

	*type = PIDTYPE_PID;
	if (!owner)
		return 0;
	read_lock_irq(&owner->lock);
	*type = owner->pid_type;
	if (pid_task(owner->pid, *type))
		nr = pid_vnr(owner->pid);
	read_unlock_irq(&owner->lock);
	return nr;
}

static long getown(struct file *filp)
{
	enum pid_type type;
	pid_t nr = f_getown(filp, &type);

	/* Looks like an error, and does so in Linux. */
	return type == PIDTYPE_PGID ? -nr : nr;
}

static long setown_ex(struct file *filp, const void __user *user)
{
	struct f_owner_ex owner;

	if (copy_from_user(&owner, user, sizeof(owner)))
		return -EFAULT;
	switch (owner.type) {
	case F_OWNER_TID:
		return setown_nr(filp, owner.pid, PIDTYPE_PID, 1);
	case F_OWNER_PID:
		return setown_nr(filp, owner.pid, PIDTYPE_TGID, 1);
	case F_OWNER_PGRP:
		return setown_nr(filp, owner.pid, PIDTYPE_PGID, 1);
	default:
		return -EINVAL;
	}
}

static long getown_ex(struct file *filp, void __user *user)
{
	struct f_owner_ex owner = {};
	enum pid_type type;

	owner.pid = f_getown(filp, &type);
	switch (type) {
	case PIDTYPE_PID:
		owner.type = F_OWNER_TID;
		break;
	case PIDTYPE_TGID:
		owner.type = F_OWNER_PID;
		break;
	default:
		owner.type = F_OWNER_PGRP;
	}
	return copy_to_user(user, &owner, sizeof(owner)) ? -EFAULT : 0;
}

static long getsig(struct file *filp)
{
	struct fown_struct *owner = owner_of(filp);

	return owner ? owner->signum : 0;
}

static long setsig(struct file *filp, unsigned long arg)
{
	int error;

	if (!valid_signal(arg))
		return -EINVAL;
	error = owner_allocate(filp);
	if (!error)
		owner_of(filp)->signum = arg;
	return error;
}

static long do_fcntl(int fd, unsigned int cmd, unsigned long arg,
		     struct file *filp)
{
	void __user *argp = (void __user *)arg;

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
		return getown(filp);
	case F_SETOWN:
		return f_setown(filp, arg, 1);
	case F_GETOWN_EX:
		return getown_ex(filp, argp);
	case F_SETOWN_EX:
		return setown_ex(filp, argp);
	case F_GETSIG:
		return getsig(filp);
	case F_SETSIG:
		return setsig(filp, arg);
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

/* Telling them */

/* What poll() would say, for POLL_IN and what follows. */
static const __poll_t bands[NSIGPOLL] = {
	EPOLLIN | EPOLLRDNORM,
	EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND,
	EPOLLIN | EPOLLRDNORM | EPOLLMSG,
	EPOLLERR,
	EPOLLPRI | EPOLLRDBAND,
	EPOLLHUP | EPOLLERR,
};

/* May he who named the owner send to him? */
static bool sigio_perm(struct task_struct *p, const struct fown_struct *owner)
{
	const struct cred *cred = __task_cred(p);

	return uid_eq(owner->euid, GLOBAL_ROOT_UID) ||
	       uid_eq(owner->euid, cred->suid) ||
	       uid_eq(owner->euid, cred->uid) ||
	       uid_eq(owner->uid, cred->suid) ||
	       uid_eq(owner->uid, cred->uid);
}

/* @p may be at its end: the caller has a reference. */
static void send_sigio_to_task(struct task_struct *p,
			       const struct fown_struct *owner, int fd,
			       int reason)
{
	enum pid_type type = owner->pid_type;
	int signum = READ_ONCE(owner->signum);
	kernel_siginfo_t info;

	if (!sigio_perm(p, owner))
		return;
	if (signum) {
		BUG_ON(reason < POLL_IN || reason - POLL_IN >= NSIGPOLL);
		clear_siginfo(&info);
		info.si_signo = signum;
		/* With some signals a POLL_IN would mean something else. */
		info.si_code = signum != SIGPOLL &&
			       sig_specific_sicodes(signum) ? SI_SIGIO :
							      reason;
		info.si_band = mangle_poll(bands[reason - POLL_IN]);
		info.si_fd = fd;
		if (!do_send_sig_info(signum, &info, p, type))
			return;
	}
	do_send_sig_info(SIGIO, SEND_SIG_PRIV, p, type);
}

static void send_sigio_to_group(pid_t group, const struct fown_struct *owner,
				int fd, int reason)
{
	struct task_struct *p;
	pid_t nr = 0;

	while ((p = next_process(nr))) {
		nr = p->pid;
		if (task_pgrp_vnr(p) != group)
			continue;
		get_task_struct(p);
		send_sigio_to_task(p, owner, fd, reason);
		put_task_struct(p);
	}
}

static void send_sigio(struct fown_struct *owner, int fd, int reason)
{
	struct task_struct *p;
	unsigned long flags;

	read_lock_irqsave(&owner->lock, flags);
	if (owner->pid && owner->pid_type == PIDTYPE_PGID) {
		send_sigio_to_group(pid_vnr(owner->pid), owner, fd, reason);
	} else {
		p = get_pid_task(owner->pid, PIDTYPE_PID);
		if (p) {
			send_sigio_to_task(p, owner, fd, reason);
			put_task_struct(p);
		}
	}
	read_unlock_irqrestore(&owner->lock, flags);
}

/* Protects all lists of all drivers. */
static DEFINE_SPINLOCK(fasync_lock);
static LIST_HEAD(all_fasync);

static struct fasync_struct **find_fasync(struct fasync_struct **fapp,
					  const struct file *filp)
{
	while (*fapp && (*fapp)->fa_file != filp)
		fapp = &(*fapp)->fa_next;
	return fapp;
}

/* Nobody follows the entry to its file any more. */
static void detach_fasync(struct fasync_struct *fa)
{
	unsigned long flags;

	write_lock_irqsave(&fa->fa_lock, flags);
	fa->fa_file = NULL;
	write_unlock_irqrestore(&fa->fa_lock, flags);
	list_del(&fa->ksim_all);
}

static void free_fasync(struct rcu_head *head)
{
	kfree(container_of(head, struct fasync_struct, fa_rcu));
}

static int fasync_remove(struct file *filp, struct fasync_struct **fapp)
{
	struct fasync_struct *fa, **place;

	spin_lock(&filp->f_lock);
	spin_lock(&fasync_lock);
	place = find_fasync(fapp, filp);
	fa = *place;
	if (fa) {
		detach_fasync(fa);
		*place = fa->fa_next;
		call_rcu(&fa->fa_rcu, free_fasync);
		filp->f_flags &= ~FASYNC;
	}
	spin_unlock(&fasync_lock);
	spin_unlock(&filp->f_lock);
	return fa != NULL;
}

static int fasync_add(int fd, struct file *filp, struct fasync_struct **fapp,
		      unsigned long caller)
{
	struct fasync_struct *fa, *new;

	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	kmemleak_not_leak(new);
	spin_lock(&filp->f_lock);
	spin_lock(&fasync_lock);
	fa = *find_fasync(fapp, filp);
	if (fa) {
		write_lock_irq(&fa->fa_lock);
		fa->fa_fd = fd;
		write_unlock_irq(&fa->fa_lock);
	} else {
		rwlock_init(&new->fa_lock);
		new->magic = FASYNC_MAGIC;
		new->fa_fd = fd;
		new->fa_file = filp;
		new->fa_next = *fapp;
		new->ksim_site = ksim_report_driver_caller(caller);
		list_add_tail(&new->ksim_all, &all_fasync);
		rcu_assign_pointer(*fapp, new);
		filp->f_flags |= FASYNC;
	}
	spin_unlock(&fasync_lock);
	spin_unlock(&filp->f_lock);
	if (fa)
		kfree(new);
	return !fa;
}

int fasync_helper(int fd, struct file *filp, int on,
		  struct fasync_struct **fapp)
{
	return on ? fasync_add(fd, filp, fapp, _RET_IP_) :
		    fasync_remove(filp, fapp);
}
EXPORT_SYMBOL(fasync_helper);

static void report_bad_magic(unsigned long caller)
{
	static const char says[] =
		"kill_fasync: bad magic number in fasync_struct!";

	printk(KERN_ERR "%s\n", says);
	ksim_report(KSIM_FINDING_MISUSE, says,
		    "kill_fasync() of what is no fasync list", NULL,
		    (struct ksim_site[]){ { ksim_report_driver_caller(caller),
					    "called here" } },
		    1);
}

void kill_fasync(struct fasync_struct **fp, int sig, int band)
{
	struct fasync_struct *fa;
	struct fown_struct *owner;
	unsigned long flags;

	rcu_read_lock();
	for (fa = rcu_dereference(*fp); fa; fa = rcu_dereference(fa->fa_next)) {
		if (fa->magic != FASYNC_MAGIC) {
			report_bad_magic(_RET_IP_);
			break;
		}
		read_lock_irqsave(&fa->fa_lock, flags);
		owner = fa->fa_file ? owner_of(fa->fa_file) : NULL;
		/* SIGURG is sent by other ways, unless another is wanted. */
		if (owner && (sig != SIGURG || owner->signum))
			send_sigio(owner, fa->fa_fd, band);
		read_unlock_irqrestore(&fa->fa_lock, flags);
	}
	rcu_read_unlock();
}
EXPORT_SYMBOL(kill_fasync);

/* Leftovers */

static bool is_left(const struct fasync_struct *fa, const struct file *filp,
		    struct module *mod)
{
	return filp ? fa->fa_file == filp : ksim_in_module(fa->ksim_site, mod);
}

/* Of the file, or else of the module. Return: NULL if none is left. */
static struct fasync_struct *detach_one(const struct file *filp,
					struct module *mod)
{
	struct fasync_struct *fa, *found = NULL;

	spin_lock(&fasync_lock);
	list_for_each_entry(fa, &all_fasync, ksim_all) {
		if (is_left(fa, filp, mod)) {
			found = fa;
			detach_fasync(fa);
			break;
		}
	}
	spin_unlock(&fasync_lock);
	return found;
}

static void report_left(const struct fasync_struct *fa, const char *title,
			const char *detail)
{
	ksim_report(KSIM_FINDING_LEFTOVER,
		    "BUG: KASAN: use-after-free in kill_fasync", title, detail,
		    (struct ksim_site[]){ { fa->ksim_site, "added here" } }, 1);
}

void fasync_audit_file(struct file *filp)
{
	struct fasync_struct *fa;

	while (!list_empty(&all_fasync) && (fa = detach_one(filp, NULL)))
		report_left(fa, "closed file left in a fasync list",
			    "->fasync(-1, filp, 0) has to take it off the list that it is on");
}

void fasync_audit_module(struct module *mod)
{
	struct fasync_struct *fa;

	while (!list_empty(&all_fasync) && (fa = detach_one(NULL, mod)))
		report_left(fa, "fasync list left behind",
			    "a file is open still, and will be taken off a list that is gone");
}
