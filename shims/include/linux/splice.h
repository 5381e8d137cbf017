/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Moving data between a file and a pipe.
 *
 * Stands for: include/linux/splice.h
 * Fidelity:   MODEL - splice(2) checks its arguments and answers EINVAL, for
 *	       there are no pipes to splice with
 * Absent:     generic_file_splice_read() and the like are declared and stop
 *	       when called, so that a driver may name them
 */
#ifndef _LINUX_SPLICE_H
#define _LINUX_SPLICE_H

#include <linux/pipe_fs_i.h>
#include <linux/types.h>
#include <linux/version.h>

struct file;

#define SPLICE_F_MOVE 0x01
#define SPLICE_F_NONBLOCK 0x02
#define SPLICE_F_MORE 0x04
#define SPLICE_F_GIFT 0x08
#define SPLICE_F_ALL \
	(SPLICE_F_MOVE | SPLICE_F_NONBLOCK | SPLICE_F_MORE | SPLICE_F_GIFT)

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
ssize_t copy_splice_read(struct file *in, loff_t *ppos,
			 struct pipe_inode_info *pipe, size_t len,
			 unsigned int flags);
#else
ssize_t generic_file_splice_read(struct file *in, loff_t *ppos,
				 struct pipe_inode_info *pipe, size_t len,
				 unsigned int flags);
#endif
ssize_t iter_file_splice_write(struct pipe_inode_info *pipe, struct file *out,
			       loff_t *ppos, size_t len, unsigned int flags);

#endif
