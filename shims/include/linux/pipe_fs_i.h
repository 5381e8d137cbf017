/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pipes, as ->splice_read and ->splice_write name them.
 *
 * Stands for: include/linux/pipe_fs_i.h
 * Fidelity:   ABSENT - types only; there are no pipes
 * Absent:     everything else
 */
#ifndef _LINUX_PIPE_FS_I_H
#define _LINUX_PIPE_FS_I_H

#include <linux/types.h>

#define PIPE_DEF_BUFFERS 16

struct pipe_inode_info;
struct pipe_buffer;

#endif
