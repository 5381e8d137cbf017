/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's own files in /proc, each printed by who knows.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_PROCFS_H
#define _KSIM_PROCFS_H

struct seq_file;

void blkdev_show(struct seq_file *m); /* a part of /proc/devices */
void chrdev_show(struct seq_file *m); /* a part of /proc/devices */
int interrupts_show(struct seq_file *m, void *v);
int iomem_show(struct seq_file *m, void *v);
int ioports_show(struct seq_file *m, void *v);
int misc_show(struct seq_file *m, void *v);
int modules_show(struct seq_file *m, void *v);
int partitions_show(struct seq_file *m, void *v);

#endif
