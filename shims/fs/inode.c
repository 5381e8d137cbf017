// SPDX-License-Identifier: GPL-2.0-or-later
/* Inodes: allocation, counts, times, permission bits of new ones. */
#include <linux/fs.h>
#include <linux/cdev.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/bug.h>
#include <ksim/abi/time.h>
#include "internal.h"

static unsigned int last_ino = 1;

unsigned int get_next_ino(void)
{
	return ++last_ino;
}
EXPORT_SYMBOL(get_next_ino);

void inode_init_once(struct inode *inode)
{
	memset(inode, 0, sizeof(*inode));
	INIT_LIST_HEAD(&inode->i_devices);
	init_rwsem(&inode->i_rwsem);
	spin_lock_init(&inode->i_lock);
}
EXPORT_SYMBOL(inode_init_once);

struct timespec64 current_time(struct inode *inode)
{
	return ns_to_timespec64(ksim_time_real_base_ns() + ksim_time_now_ns());
}
EXPORT_SYMBOL(current_time);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
struct timespec64 inode_set_ctime_current(struct inode *inode)
{
	return inode_set_ctime_to_ts(inode, current_time(inode));
}
EXPORT_SYMBOL(inode_set_ctime_current);

struct timespec64 simple_inode_init_ts(struct inode *inode)
{
	struct timespec64 ts = inode_set_ctime_current(inode);

	inode_set_atime_to_ts(inode, ts);
	return inode_set_mtime_to_ts(inode, ts);
}
EXPORT_SYMBOL(simple_inode_init_ts);
#endif

/* Contents or entries changed: new mtime and ctime. */
void inode_touch(struct inode *inode)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	inode_set_mtime_to_ts(inode, inode_set_ctime_current(inode));
#else
	inode->i_mtime = inode->i_ctime = current_time(inode);
#endif
}

struct inode *new_inode(struct super_block *sb)
{
	struct inode *inode;

	vfs_caches();
	inode = kmem_cache_alloc(inode_cachep, GFP_KERNEL);
	if (!inode)
		return NULL;
	inode_init_once(inode);
	inode->i_sb = sb;
	inode->i_count.counter = 1;
	inode->__i_nlink = 1;
	inode->i_ino = get_next_ino();
	inode->i_blkbits = PAGE_SHIFT;
	inode->i_data.host = inode;
	inode->i_data.gfp_mask = GFP_HIGHUSER;
	inode->i_mapping = &inode->i_data;
	return inode;
}
EXPORT_SYMBOL(new_inode);

void ihold(struct inode *inode)
{
	inode->i_count.counter++;
}
EXPORT_SYMBOL(ihold);

struct inode *igrab(struct inode *inode)
{
	ihold(inode);
	return inode;
}
EXPORT_SYMBOL(igrab);

void iput(struct inode *inode)
{
	if (!inode || --inode->i_count.counter > 0)
		return;
	if (S_ISCHR(inode->i_mode) && inode->i_cdev)
		cd_forget(inode);
	if (inode->i_sb && inode->i_sb->s_op && inode->i_sb->s_op->evict_inode)
		inode->i_sb->s_op->evict_inode(inode);
	kmem_cache_free(inode_cachep, inode);
}
EXPORT_SYMBOL(iput);

void set_nlink(struct inode *inode, unsigned int nlink)
{
	inode->__i_nlink = nlink;
}
EXPORT_SYMBOL(set_nlink);

void clear_nlink(struct inode *inode)
{
	inode->__i_nlink = 0;
}
EXPORT_SYMBOL(clear_nlink);

void inc_nlink(struct inode *inode)
{
	inode->__i_nlink++;
}
EXPORT_SYMBOL(inc_nlink);

void drop_nlink(struct inode *inode)
{
	WARN_ON(inode->i_nlink == 0);
	inode->__i_nlink--;
}
EXPORT_SYMBOL(drop_nlink);

static int no_open(struct inode *inode, struct file *filp)
{
	return -ENXIO;
}

static const struct file_operations no_open_fops = {
	.open = no_open,
	.llseek = noop_llseek,
};

void init_special_inode(struct inode *inode, umode_t mode, dev_t rdev)
{
	inode->i_mode = mode;
	switch (mode & S_IFMT) {
	case S_IFCHR:
		inode->i_fop = &def_chr_fops;
		inode->i_rdev = rdev;
		break;
	case S_IFBLK:
		inode->i_fop = &def_blk_fops;
		inode->i_rdev = rdev;
		break;
	default:
		/* No pipes or sockets answer here. */
		inode->i_fop = &no_open_fops;
	}
}
EXPORT_SYMBOL(init_special_inode);

void inode_init_owner(ksim_idmap *idmap, struct inode *inode,
		      const struct inode *dir, umode_t mode)
{
	inode->i_uid = current_fsuid();
	if (dir && dir->i_mode & S_ISGID) {
		inode->i_gid = dir->i_gid;
		if (S_ISDIR(mode))
			mode |= S_ISGID;
	} else {
		inode->i_gid = current_fsgid();
	}
	inode->i_mode = mode;
}
EXPORT_SYMBOL(inode_init_owner);
