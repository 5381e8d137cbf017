/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * References to open files.
 *
 * Stands for: include/linux/file.h
 * Fidelity:   MODEL - the last fput() runs ->release at once; Linux runs it
 *	       when the task returns to user space
 * Absent:     receive_fd()
 */
#ifndef _LINUX_FILE_H
#define _LINUX_FILE_H

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/fs.h>

struct file;
struct path;
struct vfsmount;
struct inode;

void fput(struct file *file);

struct fd {
	struct file *file;
	unsigned int flags;
};
#define FDPUT_FPUT 1
#define FDPUT_POS_UNLOCK 2

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define fd_file(f) ((f).file)
#define fd_empty(f) unlikely(!(f).file)
#define EMPTY_FD ((struct fd){ NULL, 0 })
#endif

struct fd fdget(unsigned int fd);
struct fd fdget_raw(unsigned int fd);

static inline void fdput(struct fd fd)
{
	if (fd.flags & FDPUT_FPUT)
		fput(fd.file);
}

struct file *fget(unsigned int fd);
struct file *fget_raw(unsigned int fd);

int f_dupfd(unsigned int from, struct file *file, unsigned int flags);
int replace_fd(unsigned int fd, struct file *file, unsigned int flags);
void set_close_on_exec(unsigned int fd, int flag);
bool get_close_on_exec(unsigned int fd);
int get_unused_fd_flags(unsigned int flags);
void put_unused_fd(unsigned int fd);
void fd_install(unsigned int fd, struct file *file);
int close_fd(unsigned int fd);

void flush_delayed_fput(void);
void __fput_sync(struct file *file);

struct file *alloc_file_pseudo(struct inode *inode, struct vfsmount *mnt,
			       const char *name, int flags,
			       const struct file_operations *fops);

#endif
