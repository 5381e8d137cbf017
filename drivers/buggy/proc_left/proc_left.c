// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: the module is unloaded, and its file in /proc stays.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static int proc_left_show(struct seq_file *m, void *v)
{
	seq_puts(m, "hello\n");
	return 0;
}

static int __init proc_left_init(void)
{
	if (!proc_create_single("proc_left", 0, NULL, proc_left_show))
		return -ENOMEM;
	return 0;
}

static void __exit proc_left_exit(void)
{
}

module_init(proc_left_init);
module_exit(proc_left_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Leaves a file in /proc behind");
MODULE_LICENSE("GPL");
