// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * debugfs-counter: files of every simple kind in /sys/kernel/debug/counter.
 *
 * Reading "next" counts on by "step", unless "enabled" is N; "history" shows
 * what was counted last.
 */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>

#define HISTORY 8

static struct dentry *counter_dir;
static DEFINE_MUTEX(counter_lock); /* protects the values and the history */
static u64 counter_value;
static u32 counter_step = 1;
static bool counter_enabled = true;
static u64 counter_history[HISTORY];
static unsigned int counter_reads;

static int counter_next_get(void *data, u64 *val)
{
	mutex_lock(&counter_lock);
	if (counter_enabled)
		counter_value += counter_step;
	*val = counter_value;
	counter_history[counter_reads++ % HISTORY] = counter_value;
	mutex_unlock(&counter_lock);
	return 0;
}

static int counter_next_set(void *data, u64 val)
{
	mutex_lock(&counter_lock);
	counter_value = val;
	mutex_unlock(&counter_lock);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(counter_next_fops, counter_next_get, counter_next_set,
			 "%llu\n");

static int counter_history_show(struct seq_file *m, void *v)
{
	unsigned int i;

	mutex_lock(&counter_lock);
	for (i = counter_reads > HISTORY ? counter_reads - HISTORY : 0;
	     i < counter_reads; i++)
		seq_printf(m, "%llu\n", counter_history[i % HISTORY]);
	mutex_unlock(&counter_lock);
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(counter_history);

/* Debugging aids are allowed to fail: nobody looks at what is returned. */
static int __init counter_init(void)
{
	counter_dir = debugfs_create_dir("counter", NULL);
	debugfs_create_file("next", 0600, counter_dir, NULL,
			    &counter_next_fops);
	debugfs_create_u64("value", 0400, counter_dir, &counter_value);
	debugfs_create_x64("value_hex", 0400, counter_dir, &counter_value);
	debugfs_create_u32("step", 0600, counter_dir, &counter_step);
	debugfs_create_bool("enabled", 0600, counter_dir, &counter_enabled);
	debugfs_create_file("history", 0400, counter_dir, NULL,
			    &counter_history_fops);
	return 0;
}

static void __exit counter_exit(void)
{
	debugfs_remove_recursive(counter_dir);
}

module_init(counter_init);
module_exit(counter_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("A counter in debugfs");
MODULE_LICENSE("GPL");
