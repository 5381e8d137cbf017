/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _DEBUGFS_INTERNAL_H
#define _DEBUGFS_INTERNAL_H

#include <linux/fs.h>
#include <linux/list.h>
#include "shims/fs/internal.h"

/**
 * struct debugfs_entry - a file, directory or link
 * @list: of all that there are, oldest first
 * @active: who is inside its operations
 * @fops: the driver's; NULL for a directory or link
 * @dentry: its name; its inode knows the entry
 * @caller: where it was made
 *
 * Goes with its inode.
 */
struct debugfs_entry {
	struct list_head list;
	struct active_ref active;
	const struct file_operations *fops;
	struct dentry *dentry;
	unsigned long caller;
};

static inline struct debugfs_entry *debugfs_entry(const struct inode *inode)
{
	return inode->ksim_fs_private;
}

extern const struct file_operations debugfs_proxy_file_operations;

struct dentry *debugfs_make_file(const char *name, umode_t mode,
				 struct dentry *parent, void *data,
				 const struct file_operations *fops,
				 unsigned long caller);

#endif
