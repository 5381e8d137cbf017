/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A place in the tree of names.
 *
 * Stands for: include/linux/path.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_PATH_H
#define _LINUX_PATH_H

#include <linux/types.h>

struct dentry;
struct vfsmount;

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

void path_get(const struct path *path);
void path_put(const struct path *path);

static inline int path_equal(const struct path *a, const struct path *b)
{
	return a->mnt == b->mnt && a->dentry == b->dentry;
}

#endif
