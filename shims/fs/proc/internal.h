/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree behind /proc. */
#ifndef _PROC_INTERNAL_H
#define _PROC_INTERNAL_H

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include "shims/fs/internal.h"

/**
 * struct proc_dir_entry - a name in /proc
 * @count: references: the tree has one, each inode has one
 * @active: who is inside its operations
 * @openers: files that must be released before it goes
 * @parent: the directory; NULL for /proc itself
 * @sibling: in @parent's list
 * @children: of a directory, oldest first
 * @ops: of a file
 * @seq_ops: of proc_create_seq()
 * @show: of proc_create_single()
 * @state_size: of proc_create_seq_private()
 * @target: of a link
 * @data: the driver's own
 * @caller: where it was made
 */
struct proc_dir_entry {
	unsigned int count;
	struct active_ref active;
	struct list_head openers;
	struct proc_dir_entry *parent;
	struct list_head sibling;
	struct list_head children;
	const struct proc_ops *ops;
	const struct seq_operations *seq_ops;
	int (*show)(struct seq_file *m, void *v);
	unsigned int state_size;
	char *target;
	void *data;
	umode_t mode;
	kuid_t uid;
	kgid_t gid;
	loff_t size;
	unsigned int ino;
	unsigned long caller;
	char name[];
};

/* An open file of an entry that has proc_release(). */
struct pde_opener {
	struct list_head entry;
	struct file *file;
	bool closing;
};

extern struct proc_dir_entry proc_root;

struct proc_dir_entry *pde_find(struct proc_dir_entry *dir, const char *name,
				size_t length);
void pde_put(struct proc_dir_entry *de);
struct inode *proc_get_inode(struct proc_dir_entry *de);
struct proc_dir_entry *PDE(const struct inode *inode);
/* Waits for its users, and releases what is open. */
void proc_entry_rundown(struct proc_dir_entry *de);
extern const struct inode_operations proc_dir_inode_operations;
extern const struct file_operations proc_dir_operations;
/* Makes the kernel's own files. */
void proc_root_init(void);

#endif
