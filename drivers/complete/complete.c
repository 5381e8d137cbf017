// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * complete: readers wait for a completion, writers complete it.
 *
 * After the design in "Linux Device Drivers", third edition; written afresh
 * for current kernels. README.md says where it differs.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/sched.h>

#include "uapi/complete.h"

static DECLARE_COMPLETION(complete_done);

/*
 * Callers that wait, or are on their way out. Those that complete_all() has
 * woken look at the completion once more: to reinitialise it under their feet
 * would send them back to sleep.
 */
static atomic_t complete_waiters = ATOMIC_INIT(0);

static ssize_t complete_read(struct file *filp, char __user *buf, size_t count,
			     loff_t *pos)
{
	int ret;

	if (filp->f_flags & O_NONBLOCK)
		return try_wait_for_completion(&complete_done) ? 0 : -EAGAIN;

	pr_debug("%s (pid %d) waits\n", current->comm, current->pid);
	atomic_inc(&complete_waiters);
	ret = wait_for_completion_interruptible(&complete_done);
	atomic_dec(&complete_waiters);
	return ret;
}

static ssize_t complete_write(struct file *filp, const char __user *buf,
			      size_t count, loff_t *pos)
{
	pr_debug("%s (pid %d) completes\n", current->comm, current->pid);
	complete(&complete_done);
	return count;
}

static long complete_wait_ms(int timeout_ms)
{
	long left;

	if (timeout_ms < 0)
		return -EINVAL;
	if (try_wait_for_completion(&complete_done))
		return max(timeout_ms, 1);
	if (!timeout_ms)
		return -ETIMEDOUT;

	atomic_inc(&complete_waiters);
	left = wait_for_completion_interruptible_timeout(
		&complete_done, msecs_to_jiffies(timeout_ms));
	atomic_dec(&complete_waiters);
	if (left < 0)
		return -EINTR;
	if (!left)
		return -ETIMEDOUT;
	/* A tick may be longer than what was asked for. */
	return clamp_t(long, jiffies_to_msecs(left), 1, timeout_ms);
}

static long complete_reinit(void)
{
	if (atomic_read(&complete_waiters))
		return -EBUSY;
	reinit_completion(&complete_done);
	return 0;
}

static long complete_ioctl(struct file *filp, unsigned int cmd,
			   unsigned long arg)
{
	switch (cmd) {
	case COMPLETE_IOCALL:
		complete_all(&complete_done);
		return 0;
	case COMPLETE_IOCREINIT:
		return complete_reinit();
	case COMPLETE_IOCTWAIT:
		return complete_wait_ms(arg);
	case COMPLETE_IOCQDONE:
		return completion_done(&complete_done);
	}
	return -ENOTTY;
}

static const struct file_operations complete_fops = {
	.owner = THIS_MODULE,
	.open = stream_open,
	.read = complete_read,
	.write = complete_write,
	.unlocked_ioctl = complete_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice complete_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "complete",
	.fops = &complete_fops,
};
module_misc_device(complete_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Readers wait for a completion, writers complete it");
MODULE_LICENSE("GPL");
