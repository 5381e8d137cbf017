// SPDX-License-Identifier: GPL-2.0-or-later
/* ioctl() of block devices: the kernel's commands, then the driver's. */
#include <linux/blkdev.h>
#include <linux/blkpg.h>
#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "blk.h"

#define PUT(type, value, argp) put_user((type)(value), (type __user *)(argp))

static ksim_blk_mode_t mode_of(struct file *file)
{
	ksim_blk_mode_t mode = blk_file_mode(file);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	/* It may have been set or cleared since the file was opened. */
	mode &= ~FMODE_NDELAY;
	if (file->f_flags & O_NDELAY)
		mode |= FMODE_NDELAY;
#endif
	return mode;
}

static int flush_buffers(struct block_device *bdev)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EACCES;
	sync_blockdev(bdev);
	invalidate_bdev(bdev);
	return 0;
}

static int set_read_only(struct block_device *bdev, int __user *argp)
{
	int ret, n;

	if (!capable(CAP_SYS_ADMIN))
		return -EACCES;
	if (get_user(n, argp))
		return -EFAULT;
	if (bdev->bd_disk->fops->set_read_only) {
		ret = bdev->bd_disk->fops->set_read_only(bdev, n);
		if (ret)
			return ret;
	}
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	if (n)
		bdev_set_flag(bdev, BD_READ_ONLY);
	else
		bdev_clear_flag(bdev, BD_READ_ONLY);
#else
	bdev->bd_read_only = n;
#endif
	return 0;
}

/* A range of bytes, which must be whole sectors of the device. */
static int get_range(struct block_device *bdev, u64 __user *argp, u64 *start,
		     u64 *length)
{
	u64 range[2], end;

	if (copy_from_user(range, argp, sizeof(range)))
		return -EFAULT;
	if ((range[0] | range[1]) & 511)
		return -EINVAL;
	if (check_add_overflow(range[0], range[1], &end) || !range[1] ||
	    end > bdev_nr_bytes(bdev))
		return -EINVAL;
	*start = range[0];
	*length = range[1];
	return 0;
}

static int discard(struct block_device *bdev, bool writable, bool secure,
		   u64 __user *argp)
{
	struct inode *inode = bdev_inode(bdev);
	u64 start, length;
	int err;

	if (!writable)
		return -EBADF;
	if (!(secure ? bdev_max_secure_erase_sectors(bdev) :
		       bdev_max_discard_sectors(bdev)))
		return -EOPNOTSUPP;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	if (!secure && bdev_read_only(bdev))
		return -EPERM;
#endif
	err = get_range(bdev, argp, &start, &length);
	if (err)
		return err;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	if ((start | length) & (bdev_logical_block_size(bdev) - 1))
		return -EINVAL;
#endif
	inode_lock(inode);
	bdev_cache_drop(bdev, start, start + length - 1, true);
	err = secure ? blkdev_issue_secure_erase(bdev, start >> 9, length >> 9,
						 GFP_KERNEL) :
		       blkdev_issue_discard(bdev, start >> 9, length >> 9,
					    GFP_KERNEL);
	inode_unlock(inode);
	return err;
}

static int zero_out(struct block_device *bdev, bool writable, u64 __user *argp)
{
	struct inode *inode = bdev_inode(bdev);
	u64 start, length;
	int err;

	if (!writable)
		return -EBADF;
	err = get_range(bdev, argp, &start, &length);
	if (err)
		return err;
	inode_lock(inode);
	bdev_cache_drop(bdev, start, start + length - 1, true);
	err = blkdev_issue_zeroout(bdev, start >> 9, length >> 9, GFP_KERNEL,
				   BLKDEV_ZERO_NOUNMAP);
	inode_unlock(inode);
	return err;
}

static int get_geometry(struct block_device *bdev,
			struct hd_geometry __user *argp)
{
	struct gendisk *disk = bdev->bd_disk;
	struct hd_geometry geo;
	int ret;

	if (!argp)
		return -EINVAL;
	if (!disk->fops->getgeo)
		return -ENOTTY;
	memset(&geo, 0, sizeof(geo));
	geo.start = get_start_sect(bdev);
	ret = disk->fops->getgeo(bdev, &geo);
	if (ret)
		return ret;
	return copy_to_user(argp, &geo, sizeof(geo)) ? -EFAULT : 0;
}

static int set_block_size(struct block_device *bdev, int __user *argp)
{
	int n;

	if (!capable(CAP_SYS_ADMIN))
		return -EACCES;
	if (!argp)
		return -EINVAL;
	if (get_user(n, argp))
		return -EFAULT;
	if (blk_validate_block_size(n) || n < bdev_logical_block_size(bdev))
		return -EINVAL;
	if (block_size(bdev) != n) {
		sync_blockdev(bdev);
		bdev_cache_drop(bdev, 0, LLONG_MAX, true);
		bdev_inode(bdev)->i_blkbits = blksize_bits(n);
	}
	return 0;
}

/* There are no partitions, so that none can be added, deleted or resized. */
static int partition_ioctl(void __user *argp)
{
	struct blkpg_ioctl_arg arg;
	struct blkpg_partition p;

	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (!capable(CAP_SYS_ADMIN))
		return -EACCES;
	if (copy_from_user(&p, (void __user *)arg.data, sizeof(p)))
		return -EFAULT;
	if (p.pno <= 0)
		return -EINVAL;
	return arg.op == BLKPG_DEL_PARTITION ||
	       arg.op == BLKPG_RESIZE_PARTITION ? -ENXIO : -EINVAL;
}

static int common_ioctl(struct block_device *bdev, bool writable,
			unsigned int cmd, void __user *argp)
{
	struct gendisk *disk = bdev->bd_disk;

	switch (cmd) {
	case BLKFLSBUF:
		return flush_buffers(bdev);
	case BLKROSET:
		return set_read_only(bdev, argp);
	case BLKDISCARD:
		return discard(bdev, writable, false, argp);
	case BLKSECDISCARD:
		return discard(bdev, writable, true, argp);
	case BLKZEROOUT:
		return zero_out(bdev, writable, argp);
	case BLKGETDISKSEQ:
		return PUT(u64, disk->diskseq, argp);
	case BLKROGET:
		return PUT(int, bdev_read_only(bdev) != 0, argp);
	case BLKSSZGET:
		return PUT(int, bdev_logical_block_size(bdev), argp);
	case BLKPBSZGET:
		return PUT(u32, bdev_physical_block_size(bdev), argp);
	case BLKIOMIN:
		return PUT(u32, bdev_io_min(bdev), argp);
	case BLKIOOPT:
		return PUT(u32, bdev_io_opt(bdev), argp);
	case BLKALIGNOFF:
		return PUT(int, bdev_get_queue(bdev)->limits.alignment_offset,
			   argp);
	case BLKDISCARDZEROES:
		return PUT(u32, 0, argp);
	case BLKSECTGET:
		return PUT(u16, min_t(u32, USHRT_MAX,
				      queue_max_sectors(bdev_get_queue(bdev))),
			   argp);
	case BLKROTATIONAL:
		return PUT(u16, !bdev_nonrot(bdev), argp);
	case BLKRASET:
	case BLKFRASET:
		if (!capable(CAP_SYS_ADMIN))
			return -EACCES;
		disk->ksim_ra_pages =
			(unsigned long)argp * SECTOR_SIZE / PAGE_SIZE;
		return 0;
	case BLKRRPART:
		if (!capable(CAP_SYS_ADMIN))
			return -EACCES;
		if (disk->flags & (GENHD_FL_NO_PART | GENHD_FL_HIDDEN))
			return -EINVAL;
		sync_blockdev(bdev);
		invalidate_bdev(bdev);
		return 0;
	default:
		return -ENOIOCTLCMD;
	}
}

long blkdev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct block_device *bdev = I_BDEV(file->f_mapping->host);
	const struct block_device_operations *fops = bdev->bd_disk->fops;
	void __user *argp = (void __user *)arg;
	int ret;

	switch (cmd) {
	case HDIO_GETGEO:
		return get_geometry(bdev, argp);
	case BLKPG:
		return partition_ioctl(argp);
	case BLKRAGET:
	case BLKFRAGET:
		if (!argp)
			return -EINVAL;
		return PUT(long, bdev->bd_disk->ksim_ra_pages * PAGE_SIZE /
				 SECTOR_SIZE, argp);
	case BLKGETSIZE:
		return PUT(unsigned long, bdev_nr_sectors(bdev), argp);
	case BLKBSZGET:
		return PUT(int, block_size(bdev), argp);
	case BLKBSZSET:
		return set_block_size(bdev, argp);
	case BLKGETSIZE64:
		return PUT(u64, bdev_nr_bytes(bdev), argp);
	default:
		break;
	}
	ret = common_ioctl(bdev, file->f_mode & FMODE_WRITE, cmd, argp);
	if (ret != -ENOIOCTLCMD)
		return ret;
	if (!fops->ioctl)
		return -ENOTTY;
	return fops->ioctl(bdev, mode_of(file), cmd, arg);
}

/* Sizes of a long and of what has one in it. */
#define BLKBSZGET_32 _IOR(0x12, 112, int)
#define BLKBSZSET_32 _IOW(0x12, 113, int)
#define BLKGETSIZE64_32 _IOR(0x12, 114, int)

long compat_blkdev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct block_device *bdev = I_BDEV(file->f_mapping->host);
	const struct block_device_operations *fops = bdev->bd_disk->fops;
	void __user *argp = compat_ptr(arg);
	int ret;

	switch (cmd) {
	case BLKRAGET:
	case BLKFRAGET:
		if (!argp)
			return -EINVAL;
		return PUT(s32, bdev->bd_disk->ksim_ra_pages * PAGE_SIZE /
				SECTOR_SIZE, argp);
	case BLKGETSIZE:
		if (bdev_nr_sectors(bdev) > (compat_ulong_t)~0)
			return -EFBIG;
		return PUT(compat_ulong_t, bdev_nr_sectors(bdev), argp);
	case BLKBSZGET_32:
		return PUT(int, block_size(bdev), argp);
	case BLKBSZSET_32:
		return set_block_size(bdev, argp);
	case BLKGETSIZE64_32:
		return PUT(u64, bdev_nr_bytes(bdev), argp);
	default:
		break;
	}
	ret = common_ioctl(bdev, file->f_mode & FMODE_WRITE, cmd, argp);
	if (ret == -ENOIOCTLCMD && fops->compat_ioctl)
		ret = fops->compat_ioctl(bdev, mode_of(file), cmd, arg);
	return ret;
}

int blkdev_compat_ptr_ioctl(struct block_device *bdev, ksim_blk_mode_t mode,
			    unsigned int cmd, unsigned long arg)
{
	const struct block_device_operations *fops = bdev->bd_disk->fops;

	if (!fops->ioctl)
		return -ENOIOCTLCMD;
	return fops->ioctl(bdev, mode, cmd, (unsigned long)compat_ptr(arg));
}
EXPORT_SYMBOL(blkdev_compat_ptr_ioctl);
