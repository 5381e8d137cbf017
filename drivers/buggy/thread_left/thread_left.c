// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the module is unloaded, and its thread runs on.
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static struct task_struct *thread;
static unsigned long samples;

static int thread_left_sample(void *data)
{
	while (!kthread_should_stop()) {
		samples++;
		schedule_timeout_interruptible(HZ);
	}
	return 0;
}

static int __init thread_left_init(void)
{
	thread = kthread_run(thread_left_sample, NULL, KBUILD_MODNAME);
	return PTR_ERR_OR_ZERO(thread);
}

static void __exit thread_left_exit(void)
{
}

module_init(thread_left_init);
module_exit(thread_left_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves a thread behind");
MODULE_LICENSE("GPL");
