/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files without a name.
 *
 * Stands for: include/linux/anon_inodes.h, fs/anon_inodes.c
 * Fidelity:   EXACT
 * Absent:     anon_inode_getfd_secure(), anon_inode_create_getfile()
 */
#ifndef _LINUX_ANON_INODES_H
#define _LINUX_ANON_INODES_H

#include <linux/types.h>

struct file;
struct file_operations;

struct file *anon_inode_getfile(const char *name,
				const struct file_operations *fops, void *priv,
				int flags);
int anon_inode_getfd(const char *name, const struct file_operations *fops,
		     void *priv, int flags);

#endif
