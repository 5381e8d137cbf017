/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What statfs() tells.
 *
 * Stands for: include/linux/statfs.h
 * Fidelity:   EXACT - the type; statfs(2) itself is not there
 * Absent:     vfs_statfs()
 */
#ifndef _LINUX_STATFS_H
#define _LINUX_STATFS_H

#include <linux/types.h>
#include <asm/statfs.h>

struct kstatfs {
	long f_type;
	long f_bsize;
	u64 f_blocks;
	u64 f_bfree;
	u64 f_bavail;
	u64 f_files;
	u64 f_ffree;
	__kernel_fsid_t f_fsid;
	long f_namelen;
	long f_frsize;
	long f_flags;
	long f_spare[4];
};

#endif
