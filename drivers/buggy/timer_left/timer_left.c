// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the module is unloaded, and its timer goes on.
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list timer;
static unsigned long beats;

static void timer_left_beat(struct timer_list *unused)
{
	beats++;
	mod_timer(&timer, jiffies + HZ);
}

static int __init timer_left_init(void)
{
	timer_setup(&timer, timer_left_beat, 0);
	mod_timer(&timer, jiffies + HZ);
	return 0;
}

static void __exit timer_left_exit(void)
{
}

module_init(timer_left_init);
module_exit(timer_left_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves a timer armed");
MODULE_LICENSE("GPL");
