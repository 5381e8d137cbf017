/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The descriptors of a process.
 *
 * Stands for: include/linux/fdtable.h
 * Fidelity:   MODEL - lowest free descriptor, growth and limits as in Linux;
 *	       no RCU, as nothing runs between two scheduling points
 * Absent:     iterate_fd(), unshare_files()
 */
#ifndef _LINUX_FDTABLE_H
#define _LINUX_FDTABLE_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/fs.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define NR_OPEN_DEFAULT BITS_PER_LONG

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
	unsigned long *close_on_exec;
	unsigned long *open_fds;
};

struct files_struct {
	atomic_t count;
	struct fdtable *fdt;
	struct fdtable fdtab;
	spinlock_t file_lock;
	unsigned int next_fd; /* no free descriptor lies below */
	bool ksim_server; /* children share it */
	bool ksim_compat; /* in a system call of a 32-bit program */
	unsigned long close_on_exec_init[1];
	unsigned long open_fds_init[1];
	struct file *fd_array[NR_OPEN_DEFAULT];
};

struct task_struct;

/* The table of the first process. */
extern struct files_struct init_files;

#define files_fdtable(files) ((files)->fdt)

static inline struct file *files_lookup_fd_raw(struct files_struct *files,
					       unsigned int fd)
{
	struct fdtable *fdt = files->fdt;

	return fd < fdt->max_fds ? fdt->fd[fd] : NULL;
}

#define files_lookup_fd_locked(files, fd) files_lookup_fd_raw(files, fd)
#define files_lookup_fd_rcu(files, fd) files_lookup_fd_raw(files, fd)

static inline bool close_on_exec(unsigned int fd, const struct fdtable *fdt)
{
	return fdt->close_on_exec[fd / BITS_PER_LONG] >> (fd % BITS_PER_LONG) &
	       1;
}

static inline bool fd_is_open(unsigned int fd, const struct fdtable *fdt)
{
	return fdt->open_fds[fd / BITS_PER_LONG] >> (fd % BITS_PER_LONG) & 1;
}

/**
 * copy_files() - give a new task a copy of its parent's descriptors
 * @tsk: the new task
 * @parent: where it comes from, or NULL for the first process
 *
 * The copies share the open files, file positions included.
 *
 * Return: 0 or -ENOMEM.
 */
int copy_files(struct task_struct *tsk, struct task_struct *parent);

/**
 * exit_files() - close every descriptor of a task that ends
 * @tsk: the task, which must be current
 *
 * Context: the task's own, as ->flush and ->release run.
 */
void exit_files(struct task_struct *tsk);

#endif
