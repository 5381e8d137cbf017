// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc itself, and the kernel's own files in it.
 *
 * Stands for: fs/proc/root.c, cmdline.c, devices.c, uptime.c, version.c
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/utsname.h>
#include <ksim/procfs.h>
#include "internal.h"

struct proc_dir_entry proc_root = {
	.count = 1,
	.mode = S_IFDIR | 0555,
	.ino = 1,
	.name = "",
};

static int cmdline_show(struct seq_file *m, void *v)
{
	seq_puts(m, "console=ksim\n");
	return 0;
}

static int devices_show(struct seq_file *m, void *v)
{
	seq_puts(m, "Character devices:\n");
	chrdev_show(m);
	seq_puts(m, "\nBlock devices:\n");
	blkdev_show(m);
	return 0;
}

static int uptime_show(struct seq_file *m, void *v)
{
	u64 now = ktime_get_boottime_ns();
	u64 hundredths = now / (NSEC_PER_SEC / 100);

	/* Nobody has counted how long the CPUs were idle. */
	seq_printf(m, "%llu.%02llu 0.00\n", hundredths / 100,
		   hundredths % 100);
	return 0;
}

static int version_show(struct seq_file *m, void *v)
{
	seq_puts(m, linux_banner);
	return 0;
}

static const struct {
	const char *name;
	int (*show)(struct seq_file *m, void *v);
} own_files[] = {
	{ "cmdline", cmdline_show },
	{ "devices", devices_show },
	{ "interrupts", interrupts_show },
	{ "iomem", iomem_show },
	{ "ioports", ioports_show },
	{ "misc", misc_show },
	{ "modules", modules_show },
	{ "partitions", partitions_show },
	{ "uptime", uptime_show },
	{ "version", version_show },
};

void proc_root_init(void)
{
	struct proc_dir_entry *de;
	int i;

	if (proc_root.sibling.next)
		return;
	INIT_LIST_HEAD(&proc_root.sibling);
	INIT_LIST_HEAD(&proc_root.openers);
	INIT_LIST_HEAD(&proc_root.children);
	for (i = 0; i < ARRAY_SIZE(own_files); i++)
		proc_create_single(own_files[i].name, 0, NULL,
				   own_files[i].show);
	proc_mkdir("driver", NULL);
	proc_mkdir("fs", NULL);
	proc_mkdir("bus", NULL);
	/* They are the kernel's, whoever brought it about. */
	list_for_each_entry(de, &proc_root.children, sibling)
		de->caller = 0;
}

struct inode *proc_root_inode(void)
{
	proc_root_init();
	return proc_get_inode(&proc_root);
}
