/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of fs/ know of each other.
 *
 * The VFS does not lock its own tree: a task is only switched at a scheduling
 * point, so code between two of them is atomic. Counters are therefore plain
 * additions here. Whoever allocates memory or calls a driver looks again
 * afterwards.
 */
#ifndef _FS_INTERNAL_H
#define _FS_INTERNAL_H

#include <linux/fs.h>
#include <linux/file.h>
#include <linux/namei.h>
#include <linux/wait.h>

#define DCACHE_MOUNTED 0x00010000 /* /dev, /proc, /sys: cannot be removed */
#define DCACHE_POPULATED 0x00020000 /* all built-in entries were made */

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define NO_IDMAP ((struct mnt_idmap *)NULL)
#else
#define NO_IDMAP (&init_user_ns)
#endif

extern struct vfsmount ksim_root_mnt;

/**
 * struct active_ref - who is inside a driver's function just now
 * @users: how many
 * @gone: nobody may enter any more
 * @idle: for the last one to leave
 *
 * An entry of /proc or /sys goes only when nobody is inside.
 */
struct active_ref {
	unsigned int users;
	bool gone;
	wait_queue_head_t idle;
};

static inline bool active_get(struct active_ref *active)
{
	if (unlikely(active->gone))
		return false;
	active->users++;
	return true;
}

static inline void active_put(struct active_ref *active)
{
	/* It is set up when somebody waits. */
	if (!--active->users && unlikely(active->gone) &&
	    active->idle.head.next)
		wake_up(&active->idle);
}

/* Keeps others out, and waits for those inside. Context: may sleep. */
static inline void active_drain(struct active_ref *active)
{
	active->gone = true;
	if (!active->users)
		return;
	init_waitqueue_head(&active->idle);
	wait_event(active->idle, !active->users);
}

/* What open() asked for, after its flags were checked. */
struct open_flags {
	int open_flag;
	umode_t mode;
	int acc_mode;
	unsigned int lookup_flags;
};

/* dcache.c, namei.c */
struct dentry *vfs_root(void);
void dentry_unlink(struct dentry *dentry);
int path_lookup(const char *name, unsigned int flags, struct path *path);
struct dentry *vfs_make_node(struct dentry *parent, const char *name,
			     umode_t mode, dev_t rdev);
int open_resolve(struct file *file, const char *name,
		 const struct open_flags *op);

/* open.c */
int do_dentry_open(struct file *f, struct inode *inode,
		   int (*open)(struct inode *, struct file *));
struct file *do_filp_open(const char *name, const struct open_flags *op);
int build_open_flags(int flags, umode_t mode, struct open_flags *op);

/* super.c */
extern struct kmem_cache *filp_cachep, *inode_cachep, *dentry_cachep;
void vfs_caches(void);
void *ksim_zalloc(size_t size);

/* file_table.c */
struct file *alloc_empty_file(int flags, const struct cred *cred);

static inline bool file_put_last(struct file *file)
{
	return --file->f_count.counter == 0;
}

/* file.c */
struct fd fdget_pos(unsigned int fd);

static inline void fdput_pos(struct fd f)
{
	if (unlikely(f.flags & FDPUT_POS_UNLOCK))
		mutex_unlock(&f.file->f_pos_lock);
	fdput(f);
}

/* fcntl.c */
int setfl(int fd, struct file *filp, unsigned long arg);
/* A finding for each fasync list that a file at its end is on. */
void fasync_audit_file(struct file *filp);

/* ramfs/inode.c: how inodes of the RAM tree behave */
struct inode *ramfs_get_inode(umode_t mode, dev_t rdev);
int do_truncate(struct inode *inode, loff_t length);
extern const struct inode_operations ramfs_dir_inode_operations;
extern const struct file_operations simple_dir_operations;

/* char_dev.c */
extern const struct file_operations def_chr_fops;

/* block/fops.c */
extern const struct file_operations def_blk_fops;

/* kernfs/dir.c, proc/root.c: what /sys and /proc are */
struct inode *proc_root_inode(void);
struct inode *kernfs_root_inode(void);

/* debugfs/inode.c: what is mounted on /sys/kernel/debug */
struct dentry *debugfs_root(void);

void inode_touch(struct inode *inode);

#endif
