// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sleepy: readers sleep until somebody writes.
 *
 * After the design in "Linux Device Drivers", third edition; written afresh
 * for current kernels. README.md says where it differs.
 *
 * A write is an event, and an event lets exactly one reader through, whether
 * it slept already or comes later. So events are counted, and to see one and
 * to take it is one step: if a reader looked first and took later, two readers
 * could be let through by one event.
 *
 * The devices differ in how their readers sleep.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include "uapi/sleepy.h"

/**
 * struct sleepy_dev - one device
 * @misc: its node
 * @events: posted, and not taken by a reader yet
 * @queue: readers that sleep, and processes that poll
 * @wait: sleeps until the caller has taken an event; 0 or -ERESTARTSYS
 */
struct sleepy_dev {
	struct miscdevice misc;
	atomic_t events;
	wait_queue_head_t queue;
	int (*wait)(struct sleepy_dev *dev);
};

/* Of several callers that see the last event, one gets it. */
static bool sleepy_take(struct sleepy_dev *dev)
{
	return atomic_dec_if_positive(&dev->events) >= 0;
}

/* Exclusive: one event need not wake all readers, since only one can go on. */
static int sleepy_wait(struct sleepy_dev *dev)
{
	return wait_event_interruptible_exclusive(dev->queue, sleepy_take(dev));
}

/* Deaf to every signal but one that kills. */
static int sleepy_wait_killable(struct sleepy_dev *dev)
{
	return wait_event_killable_exclusive(dev->queue, sleepy_take(dev));
}

/*
 * What sleepy_wait() does, by hand.
 *
 * The task says that it sleeps before it looks for an event. So a writer that
 * comes in between finds it and makes it run again, and schedule() returns at
 * once.
 */
static int sleepy_wait_manually(struct sleepy_dev *dev)
{
	DEFINE_WAIT(wait);
	int ret = 0;

	for (;;) {
		prepare_to_wait_exclusive(&dev->queue, &wait,
					  TASK_INTERRUPTIBLE);
		if (sleepy_take(dev))
			break;
		if (signal_pending(current)) {
			ret = -ERESTARTSYS;
			break;
		}
		schedule();
	}
	finish_wait(&dev->queue, &wait);

	/*
	 * A writer may have woken this task after it had looked, and nobody
	 * else. It leaves without the event, so it hands the wake-up on.
	 */
	if (ret && atomic_read(&dev->events))
		wake_up(&dev->queue);
	return ret;
}

static struct sleepy_dev sleepy_devs[] = {
	{ .misc.name = "sleepy", .wait = sleepy_wait },
	{ .misc.name = "sleepy_manual", .wait = sleepy_wait_manually },
	{ .misc.name = "sleepy_killable", .wait = sleepy_wait_killable },
};

static struct sleepy_dev *sleepy_dev_of(struct file *filp)
{
	return container_of(filp->private_data, struct sleepy_dev, misc);
}

static int sleepy_post(struct sleepy_dev *dev, int count)
{
	if (count < 1)
		return -EINVAL;
	if (count > SLEEPY_EVENTS_MAX - atomic_read(&dev->events))
		return -EOVERFLOW;
	atomic_add(count, &dev->events);
	/* Not wake_up_interruptible_nr(): a killable sleep is none of those. */
	wake_up_nr(&dev->queue, count);
	return 0;
}

static ssize_t sleepy_read(struct file *filp, char __user *buf, size_t count,
			   loff_t *pos)
{
	struct sleepy_dev *dev = sleepy_dev_of(filp);

	pr_debug("%s (pid %d) goes to sleep\n", current->comm, current->pid);
	if (filp->f_flags & O_NONBLOCK)
		return sleepy_take(dev) ? 0 : -EAGAIN;
	return dev->wait(dev);
}

static ssize_t sleepy_write(struct file *filp, const char __user *buf,
			    size_t count, loff_t *pos)
{
	int ret;

	pr_debug("%s (pid %d) wakes a reader\n", current->comm, current->pid);
	ret = sleepy_post(sleepy_dev_of(filp), 1);
	return ret ?: count;
}

static __poll_t sleepy_poll(struct file *filp, poll_table *wait)
{
	struct sleepy_dev *dev = sleepy_dev_of(filp);
	__poll_t mask = EPOLLOUT | EPOLLWRNORM;

	poll_wait(filp, &dev->queue, wait);
	if (atomic_read(&dev->events))
		mask |= EPOLLIN | EPOLLRDNORM;
	return mask;
}

static long sleepy_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct sleepy_dev *dev = sleepy_dev_of(filp);

	switch (cmd) {
	case SLEEPY_IOCQEVENTS:
		return atomic_read(&dev->events);
	case SLEEPY_IOCTPOST:
		return sleepy_post(dev, arg);
	}
	return -ENOTTY;
}

static const struct file_operations sleepy_fops = {
	.owner = THIS_MODULE,
	.open = stream_open,
	.read = sleepy_read,
	.write = sleepy_write,
	.poll = sleepy_poll,
	.unlocked_ioctl = sleepy_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static void sleepy_remove(int count)
{
	while (count--)
		misc_deregister(&sleepy_devs[count].misc);
}

static int __init sleepy_init(void)
{
	int ret;
	int i;

	for (i = 0; i < ARRAY_SIZE(sleepy_devs); i++) {
		struct sleepy_dev *dev = &sleepy_devs[i];

		atomic_set(&dev->events, 0);
		init_waitqueue_head(&dev->queue);
		dev->misc.minor = MISC_DYNAMIC_MINOR;
		dev->misc.fops = &sleepy_fops;
		ret = misc_register(&dev->misc);
		if (ret) {
			sleepy_remove(i);
			return ret;
		}
	}
	return 0;
}

static void __exit sleepy_exit(void)
{
	sleepy_remove(ARRAY_SIZE(sleepy_devs));
}

module_init(sleepy_init);
module_exit(sleepy_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Readers that sleep until somebody writes");
MODULE_LICENSE("GPL");
