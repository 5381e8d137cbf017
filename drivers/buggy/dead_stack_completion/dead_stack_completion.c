// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: write() loses patience and returns, and the device still has a
 * pointer to the completion on its stack.
 */
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

static DEFINE_MUTEX(lock);
static struct completion *waiting;

/* The device answers, in its own time. */
static void dead_stack_completion_answer(struct work_struct *work)
{
	complete(waiting);
}
static DECLARE_DELAYED_WORK(answer, dead_stack_completion_answer);

static ssize_t ask(size_t count)
{
	DECLARE_COMPLETION_ONSTACK(done);

	waiting = &done;
	schedule_delayed_work(&answer, HZ);
	if (!wait_for_completion_timeout(&done, HZ / 10))
		return -ETIMEDOUT;
	return count;
}

static ssize_t dead_stack_completion_write(struct file *filp,
					   const char __user *buf,
					   size_t count, loff_t *pos)
{
	ssize_t ret;

	mutex_lock(&lock);
	ret = ask(count);
	mutex_unlock(&lock);
	return ret;
}

static const struct file_operations dead_stack_completion_fops = {
	.owner = THIS_MODULE,
	.write = dead_stack_completion_write,
};

static struct miscdevice dead_stack_completion_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &dead_stack_completion_fops,
};

static int __init dead_stack_completion_init(void)
{
	return misc_register(&dead_stack_completion_device);
}

static void __exit dead_stack_completion_exit(void)
{
	misc_deregister(&dead_stack_completion_device);
	cancel_delayed_work_sync(&answer);
}

module_init(dead_stack_completion_init);
module_exit(dead_stack_completion_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Completes what lay on a dead stack frame");
MODULE_LICENSE("GPL");
