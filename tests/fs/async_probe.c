// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A device that tells those who want to know that a byte can be read, and
 * that makes mistakes with it by choice.
 */
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include "async_probe.h"

static bool keep; /* leaves files on the list when they are closed */
module_param(keep, bool, 0);
static bool unowned; /* can be unloaded while it is open */
module_param(unowned, bool, 0);

static struct fasync_struct *listeners;
static DECLARE_WAIT_QUEUE_HEAD(readers);
static bool ready;

static long calls;
static bool by_close;

static int probe_fasync(int fd, struct file *filp, int on)
{
	calls++;
	by_close = fd == -1;
	if (keep && !on)
		return 0;
	return fasync_helper(fd, filp, on, &listeners);
}

static ssize_t probe_read(struct file *filp, char __user *buf, size_t count,
			  loff_t *pos)
{
	if (wait_event_interruptible(readers, ready))
		return -ERESTARTSYS;
	ready = false;
	return put_user('x', buf) ?: 1;
}

static ssize_t probe_write(struct file *filp, const char __user *buf,
			   size_t count, loff_t *pos)
{
	ready = true;
	wake_up_interruptible(&readers);
	kill_fasync(&listeners, SIGIO, POLL_IN);
	return count;
}

static enum hrtimer_restart probe_tick(struct hrtimer *timer)
{
	kill_fasync(&listeners, SIGIO, POLL_IN);
	return HRTIMER_NORESTART;
}

static struct hrtimer timer;

static void kill_what_is_no_list(void)
{
	static struct fasync_struct nothing;
	struct fasync_struct *list = &nothing;

	kill_fasync(&list, SIGIO, POLL_IN);
}

static long probe_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case ASYNC_NOTIFY:
		kill_fasync(&listeners, SIGIO, arg);
		return 0;
	case ASYNC_NOTIFY_LATER:
		hrtimer_start(&timer, ns_to_ktime(arg), HRTIMER_MODE_REL);
		return 0;
	case ASYNC_URGENT:
		kill_fasync(&listeners, SIGURG, POLL_PRI);
		return 0;
	case ASYNC_CALLS:
		return calls;
	case ASYNC_BY_CLOSE:
		return by_close;
	case ASYNC_BOGUS:
		kill_what_is_no_list();
		return 0;
	case ASYNC_LOSE_LIST:
		listeners = NULL;
		return 0;
	default:
		return -ENOTTY;
	}
}

static struct file_operations probe_fops = {
	.owner = THIS_MODULE,
	.read = probe_read,
	.write = probe_write,
	.fasync = probe_fasync,
	.unlocked_ioctl = probe_ioctl,
};

static struct miscdevice probe_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "async_probe",
	.mode = 0666,
	.fops = &probe_fops,
};

static const struct file_operations bare_fops = {
	.owner = THIS_MODULE,
};

/* Has no ->fasync. */
static struct miscdevice bare_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "async_bare",
	.fops = &bare_fops,
};

static int __init probe_init(void)
{
	int err;

	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	timer.function = probe_tick;
	if (unowned)
		probe_fops.owner = NULL;
	err = misc_register(&probe_device);
	if (err)
		return err;
	err = misc_register(&bare_device);
	if (err)
		misc_deregister(&probe_device);
	return err;
}
module_init(probe_init);

static void __exit probe_exit(void)
{
	misc_deregister(&bare_device);
	misc_deregister(&probe_device);
	hrtimer_cancel(&timer);
}
module_exit(probe_exit);

MODULE_DESCRIPTION("Tells when there is something to read");
MODULE_LICENSE("GPL");
