// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the bare devices are made of: /proc/scullmem as one record, and
 * /proc/scullseq as a record a device.
 *
 * They are for looking, so the driver works without them, too.
 */
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

#include "scull.h"

/* A loop of its own suffices as long as all fits into memory. */
static int scull_mem_show(struct seq_file *m, void *v)
{
	int i;

	for (i = 0; scull_bare_dev(i); i++)
		scull_dev_show(m, i);
	return 0;
}

/* A record is the number of a device, and one more, for 0 is the end. */
static void *scull_seq_start(struct seq_file *m, loff_t *pos)
{
	return scull_bare_dev(*pos) ? (void *)(unsigned long)(*pos + 1) : NULL;
}

static void *scull_seq_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return scull_seq_start(m, pos);
}

static void scull_seq_stop(struct seq_file *m, void *v)
{
}

static int scull_seq_show(struct seq_file *m, void *v)
{
	scull_dev_show(m, (unsigned long)v - 1);
	return 0;
}

static const struct seq_operations scull_seq_ops = {
	.start = scull_seq_start,
	.next = scull_seq_next,
	.stop = scull_seq_stop,
	.show = scull_seq_show,
};

void scull_proc_add(void)
{
	proc_create_single("scullmem", 0, NULL, scull_mem_show);
	proc_create_seq("scullseq", 0, NULL, &scull_seq_ops);
}

void scull_proc_remove(void)
{
	remove_proc_subtree("scullseq", NULL);
	remove_proc_subtree("scullmem", NULL);
}
