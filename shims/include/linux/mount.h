/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mounts. There is one, and it never goes away.
 *
 * Stands for: include/linux/mount.h
 * Fidelity:   MODEL - one mount of one tree; mnt_want_write() always succeeds
 * Absent:     kern_mount(), clone_private_mount(), mount namespaces
 */
#ifndef _KSIM_LINUX_MOUNT_H
#define _KSIM_LINUX_MOUNT_H

#include <linux/types.h>
#include <linux/version.h>

struct super_block;
struct dentry;
struct path;

#define MNT_NOSUID 0x01
#define MNT_NODEV 0x02
#define MNT_NOEXEC 0x04
#define MNT_READONLY 0x40

struct vfsmount {
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
	int mnt_flags;
};

struct vfsmount *mntget(struct vfsmount *mnt);
void mntput(struct vfsmount *mnt);
int mnt_want_write(struct vfsmount *mnt);
void mnt_drop_write(struct vfsmount *mnt);

#endif
