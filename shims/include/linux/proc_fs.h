/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files in /proc.
 *
 * Stands for: include/linux/proc_fs.h, fs/proc/generic.c, fs/proc/inode.c
 * Fidelity:   MODEL - entries, their operations, permissions and removal as in
 *	       Linux; the directories of processes are missing
 * Absent:     proc_create_net() and its kin, proc_ns
 */
#ifndef _LINUX_PROC_FS_H
#define _LINUX_PROC_FS_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/fs.h>

struct proc_dir_entry;
struct seq_file;
struct seq_operations;

enum {
	PROC_ENTRY_PERMANENT = 1U << 0,
};

/**
 * struct proc_ops - operations of a file in /proc
 * @proc_flags: PROC_ENTRY_*
 *
 * The others are those of struct file_operations. What is NULL fails as it
 * does there, but proc_lseek must not be NULL.
 */
struct proc_ops {
	unsigned int proc_flags;
	int (*proc_open)(struct inode *inode, struct file *file);
	ssize_t (*proc_read)(struct file *file, char __user *buf, size_t size,
			     loff_t *ppos);
	ssize_t (*proc_read_iter)(struct kiocb *iocb, struct iov_iter *iter);
	ssize_t (*proc_write)(struct file *file, const char __user *buf,
			      size_t size, loff_t *ppos);
	loff_t (*proc_lseek)(struct file *file, loff_t offset, int whence);
	int (*proc_release)(struct inode *inode, struct file *file);
	__poll_t (*proc_poll)(struct file *file,
			      struct poll_table_struct *table);
	long (*proc_ioctl)(struct file *file, unsigned int cmd,
			   unsigned long arg);
#ifdef CONFIG_COMPAT
	long (*proc_compat_ioctl)(struct file *file, unsigned int cmd,
				  unsigned long arg);
#endif
	int (*proc_mmap)(struct file *file, struct vm_area_struct *vma);
	unsigned long (*proc_get_unmapped_area)(struct file *file,
						unsigned long addr,
						unsigned long len,
						unsigned long pgoff,
						unsigned long flags);
};

/**
 * proc_create_data() - make a file in /proc
 * @name: its name, or a path below @parent whose directories are there
 * @mode: permissions; 0 for 0444
 * @parent: the directory; NULL for /proc itself
 * @proc_ops: its operations
 * @data: for pde_data()
 *
 * Context: Process context. May sleep.
 * Return: the entry; NULL if the name is taken, too long or without a
 * directory.
 */
struct proc_dir_entry *proc_create_data(const char *name, umode_t mode,
					struct proc_dir_entry *parent,
					const struct proc_ops *proc_ops,
					void *data);
struct proc_dir_entry *proc_create(const char *name, umode_t mode,
				   struct proc_dir_entry *parent,
				   const struct proc_ops *proc_ops);

/* Read by seq_open(): @state_size bytes of private data, zero, if not 0. */
struct proc_dir_entry *
proc_create_seq_private(const char *name, umode_t mode,
			struct proc_dir_entry *parent,
			const struct seq_operations *ops,
			unsigned int state_size, void *data);
#define proc_create_seq_data(name, mode, parent, ops, data) \
	proc_create_seq_private(name, mode, parent, ops, 0, data)
#define proc_create_seq(name, mode, parent, ops) \
	proc_create_seq_private(name, mode, parent, ops, 0, NULL)

/* Read by single_open(). */
struct proc_dir_entry *
proc_create_single_data(const char *name, umode_t mode,
			struct proc_dir_entry *parent,
			int (*show)(struct seq_file *, void *), void *data);
#define proc_create_single(name, mode, parent, show) \
	proc_create_single_data(name, mode, parent, show, NULL)

struct proc_dir_entry *proc_symlink(const char *name,
				    struct proc_dir_entry *parent,
				    const char *dest);
struct proc_dir_entry *proc_mkdir(const char *name,
				  struct proc_dir_entry *parent);
struct proc_dir_entry *proc_mkdir_data(const char *name, umode_t mode,
				       struct proc_dir_entry *parent,
				       void *data);
struct proc_dir_entry *proc_mkdir_mode(const char *name, umode_t mode,
				       struct proc_dir_entry *parent);
struct proc_dir_entry *proc_create_mount_point(const char *name);

void proc_set_size(struct proc_dir_entry *de, loff_t size);
void proc_set_user(struct proc_dir_entry *de, kuid_t uid, kgid_t gid);

/**
 * proc_remove() - take an entry out, with all below it
 * @de: the entry; NULL and ERR_PTRs are ignored
 *
 * Waits for calls of its operations to end, and calls proc_release() for files
 * that are open. A later read of them fails with EIO.
 *
 * Context: Process context. May sleep.
 */
void proc_remove(struct proc_dir_entry *de);
void remove_proc_entry(const char *name, struct proc_dir_entry *parent);
int remove_proc_subtree(const char *name, struct proc_dir_entry *parent);

/**
 * pde_data() - the data of the entry behind an inode
 * @inode: of a file in /proc
 */
static inline void *pde_data(const struct inode *inode)
{
	return inode->i_private;
}

/* What proc_create_data() and its kin were given, from the entry. */
void *proc_get_parent_data(const struct inode *inode);

#endif
