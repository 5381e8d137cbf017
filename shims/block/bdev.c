// SPDX-License-Identifier: GPL-2.0-or-later
/* Block devices: what a disk is to those who open it. */
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/slab.h>
#include "blk.h"
#include "shims/fs/internal.h"

struct bdev_inode {
	struct block_device bdev;
	struct disk_stats stats;
	struct inode *inode;
	struct bdev_cache *cache;
};

static struct bdev_inode *whole_of(struct block_device *bdev)
{
	return container_of(bdev, struct bdev_inode, bdev);
}

struct inode *bdev_inode(struct block_device *bdev)
{
	return whole_of(bdev)->inode;
}

struct bdev_cache *bdev_cache_of(struct block_device *bdev)
{
	return whole_of(bdev)->cache;
}

struct block_device *I_BDEV(struct inode *inode)
{
	return inode->ksim_fs_private;
}
EXPORT_SYMBOL(I_BDEV);

struct block_device *bdev_alloc(struct gendisk *disk)
{
	struct bdev_inode *bi = blk_zalloc(sizeof(*bi));
	struct block_device *bdev;

	if (!bi)
		return NULL;
	bdev = &bi->bdev;
	bi->inode = new_inode(NULL);
	if (!bi->inode)
		goto err_free;
	bi->cache = bdev_cache_alloc(bdev);
	if (!bi->cache)
		goto err_inode;
	bi->inode->i_mode = S_IFBLK;
	bi->inode->ksim_fs_private = bdev;
	spin_lock_init(&bdev->bd_size_lock);
	bdev->bd_disk = disk;
	bdev->bd_queue = disk->queue;
	bdev->bd_stats = &bi->stats;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	bdev->bd_mapping = bi->inode->i_mapping;
#else
	bdev->bd_inode = bi->inode;
#endif
	return bdev;

err_inode:
	iput(bi->inode);
err_free:
	kfree(bi);
	return NULL;
}

void bdev_free(struct block_device *bdev)
{
	struct bdev_inode *bi = whole_of(bdev);

	bdev_cache_free(bi->cache);
	iput(bi->inode);
	kfree(bi);
}

void bdev_set_nr_sectors(struct block_device *bdev, sector_t sectors)
{
	bdev->bd_nr_sectors = sectors;
	i_size_write(bdev_inode(bdev), (loff_t)sectors << SECTOR_SHIFT);
}

unsigned int block_size(struct block_device *bdev)
{
	return 1 << bdev_inode(bdev)->i_blkbits;
}
EXPORT_SYMBOL_GPL(block_size);

int sync_blockdev(struct block_device *bdev)
{
	return bdev ? bdev_cache_sync(bdev, 0, LLONG_MAX) : 0;
}
EXPORT_SYMBOL(sync_blockdev);

void invalidate_bdev(struct block_device *bdev)
{
	bdev_cache_drop(bdev, 0, LLONG_MAX, false);
}
EXPORT_SYMBOL(invalidate_bdev);

/* opening and closing */

static bool is_exclusive(ksim_blk_mode_t mode)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	return mode & BLK_OPEN_EXCL;
#else
	return mode & FMODE_EXCL;
#endif
}

static int call_open(struct gendisk *disk, ksim_blk_mode_t mode)
{
	if (!disk->fops->open)
		return 0;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	return disk->fops->open(disk, mode);
#else
	return disk->fops->open(disk->part0, mode);
#endif
}

static void call_release(struct gendisk *disk, ksim_blk_mode_t mode)
{
	if (!disk->fops->release)
		return;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	disk->fops->release(disk);
#else
	disk->fops->release(disk, mode);
#endif
}

/* The largest block that the size is a multiple of. */
static void set_init_blocksize(struct block_device *bdev)
{
	unsigned int bsize = bdev_logical_block_size(bdev);
	loff_t size = bdev_nr_bytes(bdev);

	while (bsize < PAGE_SIZE && !(size & bsize))
		bsize <<= 1;
	bdev_inode(bdev)->i_blkbits = blksize_bits(bsize);
}

struct block_device *bdev_open(dev_t dev, ksim_blk_mode_t mode, void *holder)
{
	struct gendisk *disk = disk_find(dev);
	struct block_device *bdev;
	int ret;

	if (!disk)
		return ERR_PTR(-ENXIO);
	bdev = disk->part0;
	get_device(&bdev->bd_device);
	mutex_lock(&disk->open_mutex);
	ret = -EBUSY;
	if (is_exclusive(mode) && bdev->bd_holder && bdev->bd_holder != holder)
		goto err_unlock;
	ret = -ENXIO;
	if (!disk_live(disk) || !try_module_get(disk->fops->owner))
		goto err_unlock;
	ret = call_open(disk, mode);
	if (ret) {
		module_put(disk->fops->owner);
		goto err_unlock;
	}
	if (!disk_openers(disk))
		set_init_blocksize(bdev);
	atomic_inc(&bdev->bd_openers);
	if (is_exclusive(mode)) {
		bdev->bd_holder = holder;
		bdev->bd_holders++;
	}
	mutex_unlock(&disk->open_mutex);
	return bdev;

err_unlock:
	mutex_unlock(&disk->open_mutex);
	put_device(&bdev->bd_device);
	return ERR_PTR(ret);
}

void bdev_release(struct block_device *bdev, ksim_blk_mode_t mode, void *holder)
{
	struct gendisk *disk = bdev->bd_disk;
	struct module *owner = disk->fops->owner;

	/* Not to hold up others for so long; the next one finds little left. */
	if (disk_openers(disk) == 1)
		sync_blockdev(bdev);
	mutex_lock(&disk->open_mutex);
	if (is_exclusive(mode) && !--bdev->bd_holders)
		bdev->bd_holder = NULL;
	if (atomic_dec_and_test(&bdev->bd_openers)) {
		sync_blockdev(bdev);
		bdev_cache_drop(bdev, 0, LLONG_MAX, true);
	}
	call_release(disk, mode);
	mutex_unlock(&disk->open_mutex);
	module_put(owner);
	put_device(&bdev->bd_device);
}

int lookup_bdev(const char *pathname, dev_t *dev)
{
	struct inode *inode;
	struct path path;
	int error;

	if (!pathname || !*pathname)
		return -EINVAL;
	error = path_lookup(pathname, LOOKUP_FOLLOW, &path);
	if (error)
		return error;
	inode = d_inode(path.dentry);
	if (S_ISBLK(inode->i_mode))
		*dev = inode->i_rdev;
	else
		error = -ENOTBLK;
	path_put(&path);
	return error;
}
EXPORT_SYMBOL(lookup_bdev);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
struct block_device *blkdev_get_by_dev(dev_t dev, fmode_t mode, void *holder)
{
	return bdev_open(dev, mode, holder);
}
EXPORT_SYMBOL(blkdev_get_by_dev);

void blkdev_put(struct block_device *bdev, fmode_t mode)
{
	bdev_release(bdev, mode, NULL);
}
EXPORT_SYMBOL(blkdev_put);

struct block_device *blkdev_get_by_path(const char *path, fmode_t mode,
					void *holder)
{
	struct block_device *bdev;
	dev_t dev;
	int error = lookup_bdev(path, &dev);

	if (error)
		return ERR_PTR(error);
	bdev = bdev_open(dev, mode, holder);
	if (!IS_ERR(bdev) && mode & FMODE_WRITE && bdev_read_only(bdev)) {
		bdev_release(bdev, mode, holder);
		return ERR_PTR(-EACCES);
	}
	return bdev;
}
EXPORT_SYMBOL(blkdev_get_by_path);
#else
struct block_device *file_bdev(struct file *bdev_file)
{
	return I_BDEV(bdev_file->f_mapping->host);
}
EXPORT_SYMBOL(file_bdev);
#endif
