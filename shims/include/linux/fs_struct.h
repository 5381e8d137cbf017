/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a process stands in the tree, and its umask.
 *
 * Stands for: include/linux/fs_struct.h
 * Fidelity:   MODEL - the root and the working directory are always "/"
 * Absent:     set_fs_root(), set_fs_pwd(), get_fs_pwd()
 */
#ifndef _LINUX_FS_STRUCT_H
#define _LINUX_FS_STRUCT_H

#include <linux/path.h>
#include <linux/types.h>

struct fs_struct {
	int users;
	int umask;
	struct path root, pwd;
};

struct task_struct;

/* 022, shared by every task until it calls umask(). */
extern struct fs_struct init_fs;

/**
 * copy_fs() - give a new task the umask of its parent
 * @tsk: the new task
 * @parent: where it comes from, or NULL for the first one
 *
 * Return: 0 or -ENOMEM.
 */
int copy_fs(struct task_struct *tsk, struct task_struct *parent);
void exit_fs(struct task_struct *tsk);
int current_umask(void);

#endif
