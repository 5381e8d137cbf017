// SPDX-License-Identifier: GPL-2.0-or-later
/* /dev/<disk>: open, read, write, seek, sync. */
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/errseq.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include "blk.h"
#include "shims/fs/internal.h"

static struct block_device *bdev_of(struct file *file)
{
	return file->private_data;
}

static int blkdev_open(struct inode *inode, struct file *filp)
{
	struct block_device *bdev;

	filp->f_mode |= FMODE_NOWAIT | FMODE_CAN_ODIRECT;
	if (filp->f_flags & O_NDELAY)
		filp->f_mode |= FMODE_NDELAY;
	if (filp->f_flags & O_EXCL)
		filp->f_mode |= FMODE_EXCL;
	bdev = bdev_open(inode->i_rdev, blk_file_mode(filp), filp);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	filp->private_data = bdev;
	filp->f_mapping = bdev_inode(bdev)->i_mapping;
	filp->f_wb_err = errseq_sample(&filp->f_mapping->wb_err);
	return 0;
}

static int blkdev_close(struct inode *inode, struct file *filp)
{
	bdev_release(bdev_of(filp), blk_file_mode(filp), filp);
	return 0;
}

static loff_t blkdev_llseek(struct file *file, loff_t offset, int whence)
{
	struct inode *inode = file->f_mapping->host;
	loff_t ret;

	inode_lock(inode);
	ret = fixed_size_llseek(file, offset, whence, i_size_read(inode));
	inode_unlock(inode);
	return ret;
}

/* Writes back, and tells of an error once for each open file. */
static int blkdev_fsync(struct file *filp, loff_t start, loff_t end,
			int datasync)
{
	struct address_space *mapping = filp->f_mapping;
	int error, flushed;

	bdev_cache_sync(bdev_of(filp), start, end);
	error = errseq_check_and_advance(&mapping->wb_err, &filp->f_wb_err);
	if (error)
		return error;
	flushed = blkdev_issue_flush(bdev_of(filp));
	return flushed == -EOPNOTSUPP ? 0 : flushed;
}

/* past the page cache */

/* What several bios have in common. */
struct dio {
	atomic_t pending; /* and one of who submits them */
	blk_status_t status;
	struct completion done;
};

static void dio_put(struct dio *dio)
{
	if (atomic_dec_and_test(&dio->pending))
		complete(&dio->done);
}

static void dio_end(struct bio *bio)
{
	struct dio *dio = bio->bi_private;

	if (bio->bi_status && !dio->status)
		dio->status = bio->bi_status;
	dio_put(dio);
}

static void *segment_start(const struct iov_iter *i)
{
	if (iter_is_ubuf(i))
		return (void __force *)i->ubuf + i->iov_offset;
	return (void __force *)iter_iov(i)->iov_base + i->iov_offset;
}

static bool is_aligned(struct block_device *bdev, loff_t pos,
		       const struct iov_iter *iter)
{
	unsigned int blocks = bdev_logical_block_size(bdev) - 1;
	unsigned int memory = bdev_dma_alignment(bdev);
	struct iov_iter i = *iter;
	size_t length;

	if (pos & blocks)
		return false;
	while (iov_iter_count(&i)) {
		length = iov_iter_single_seg_count(&i);
		if ((unsigned long)segment_start(&i) & memory ||
		    length & blocks)
			return false;
		iov_iter_advance(&i, length);
	}
	return true;
}

static void free_dio_bio(struct bio *bio)
{
	bio_free_pages(bio);
	bio_put(bio);
}

/*
 * User memory has no pages here: what is written is copied first, and what is
 * read last. Return: a bio with as much as goes into one, or ERR_PTR().
 */
static struct bio *make_dio_bio(struct block_device *bdev, loff_t pos,
				struct iov_iter *iter, blk_opf_t opf)
{
	unsigned int pages = DIV_ROUND_UP(iov_iter_count(iter), PAGE_SIZE);
	struct bio *bio = bio_alloc(bdev, bio_max_segs(pages), opf, GFP_KERNEL);
	size_t left, bytes, copied;
	struct page *page;

	bio->bi_iter.bi_sector = pos >> SECTOR_SHIFT;
	left = min_t(size_t, iov_iter_count(iter), BIO_MAX_VECS * PAGE_SIZE);
	for (; left; left -= bytes) {
		bytes = min_t(size_t, left, PAGE_SIZE);
		page = alloc_page(GFP_KERNEL);
		if (!page) {
			free_dio_bio(bio);
			return ERR_PTR(-ENOMEM);
		}
		bio_add_page(bio, page, bytes, 0);
		if (!op_is_write(opf)) {
			iov_iter_advance(iter, bytes);
			continue;
		}
		copied = copy_page_from_iter(page, 0, bytes, iter);
		if (copied < bytes) {
			free_dio_bio(bio);
			return ERR_PTR(-EFAULT);
		}
	}
	return bio;
}

/* Return: whether the program took all of what was read. */
static bool copy_out(struct bio *bio, struct iov_iter *to)
{
	struct bvec_iter_all iter;
	struct bio_vec *bv;

	bio_for_each_segment_all(bv, bio, iter)
		if (copy_page_to_iter(bv->bv_page, bv->bv_offset, bv->bv_len,
				      to) < bv->bv_len)
			return false;
	return true;
}

static ssize_t direct_io(struct block_device *bdev, loff_t pos,
			 struct iov_iter *iter, blk_opf_t opf)
{
	size_t count = iov_iter_count(iter), n = 0, i;
	struct iov_iter to = *iter;
	struct blk_plug plug;
	struct dio dio = {};
	struct bio **bios;
	ssize_t ret = 0;

	if (!is_aligned(bdev, pos, iter))
		return -EINVAL;
	bios = kcalloc(DIV_ROUND_UP(count, BIO_MAX_VECS * PAGE_SIZE),
		       sizeof(*bios), GFP_KERNEL);
	if (!bios)
		return -ENOMEM;
	atomic_set(&dio.pending, 1);
	init_completion(&dio.done);
	blk_start_plug(&plug);
	while (iov_iter_count(iter)) {
		bios[n] = make_dio_bio(bdev, pos + count - iov_iter_count(iter),
				       iter, opf);
		if (IS_ERR(bios[n])) {
			ret = PTR_ERR(bios[n]);
			break;
		}
		bios[n]->bi_private = &dio;
		bios[n]->bi_end_io = dio_end;
		atomic_inc(&dio.pending);
		submit_bio(bios[n++]);
	}
	blk_finish_plug(&plug);
	dio_put(&dio);
	current->ksim_io = (struct ksim_io_wait){ blk_describe_queue,
						  bdev_get_queue(bdev) };
	wait_for_completion(&dio.done);
	current->ksim_io = (struct ksim_io_wait){};
	if (dio.status)
		ret = blk_status_to_errno(dio.status);
	for (i = 0; i < n; i++) {
		if (!ret && !op_is_write(opf) && !copy_out(bios[i], &to))
			ret = -EFAULT;
		free_dio_bio(bios[i]);
	}
	kfree(bios);
	return ret ?: count;
}

static ssize_t direct_read(struct kiocb *iocb, struct iov_iter *to)
{
	struct block_device *bdev = bdev_of(iocb->ki_filp);
	loff_t end = iocb->ki_pos + iov_iter_count(to) - 1;
	int ret = bdev_cache_sync(bdev, iocb->ki_pos, end);

	if (ret < 0)
		return ret;
	return direct_io(bdev, iocb->ki_pos, to, REQ_OP_READ);
}

static ssize_t direct_write(struct kiocb *iocb, struct iov_iter *from)
{
	struct block_device *bdev = bdev_of(iocb->ki_filp);
	blk_opf_t opf = REQ_OP_WRITE | REQ_SYNC | REQ_IDLE;
	loff_t start = iocb->ki_pos, end = start + iov_iter_count(from) - 1;
	ssize_t ret = bdev_cache_sync(bdev, start, end);

	if (ret < 0)
		return ret;
	if (iocb->ki_flags & (IOCB_DSYNC | IOCB_SYNC))
		opf |= REQ_FUA;
	bdev_cache_drop(bdev, start, end, false);
	ret = direct_io(bdev, start, from, opf);
	if (ret > 0)
		bdev_cache_drop(bdev, start, end, false);
	return ret;
}

/* reading and writing */

static ssize_t blkdev_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct block_device *bdev = bdev_of(iocb->ki_filp);
	struct inode *inode = bdev_inode(bdev);
	loff_t size = bdev_nr_bytes(bdev), pos = iocb->ki_pos;
	ssize_t ret;

	if (pos >= size)
		return 0;
	iov_iter_truncate(to, size - pos);
	if (!iov_iter_count(to))
		return 0;
	if (iocb->ki_flags & IOCB_DIRECT) {
		ret = direct_read(iocb, to);
	} else {
		inode_lock_shared(inode);
		ret = bdev_cache_read(bdev, pos, to);
		inode_unlock_shared(inode);
	}
	if (ret > 0)
		iocb->ki_pos += ret;
	return ret;
}

static ssize_t write_sync(struct kiocb *iocb, ssize_t count)
{
	int ret;

	if (!(iocb->ki_flags & (IOCB_DSYNC | IOCB_SYNC)))
		return count;
	ret = vfs_fsync_range(iocb->ki_filp, iocb->ki_pos - count,
			      iocb->ki_pos - 1, !(iocb->ki_flags & IOCB_SYNC));
	return ret ?: count;
}

static ssize_t blkdev_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	struct block_device *bdev = bdev_of(iocb->ki_filp);
	struct inode *inode = bdev_inode(bdev);
	loff_t size = bdev_nr_bytes(bdev);
	struct blk_plug plug;
	ssize_t ret;

	if (bdev_read_only(bdev))
		return -EPERM;
	if (!iov_iter_count(from))
		return 0;
	if (iocb->ki_pos >= size)
		return -ENOSPC;
	iov_iter_truncate(from, size - iocb->ki_pos);
	blk_start_plug(&plug);
	if (iocb->ki_flags & IOCB_DIRECT) {
		ret = direct_write(iocb, from);
	} else {
		inode_lock_shared(inode);
		ret = bdev_cache_write(bdev, iocb->ki_pos, from);
		inode_unlock_shared(inode);
	}
	if (ret > 0) {
		iocb->ki_pos += ret;
		ret = write_sync(iocb, ret);
	}
	blk_finish_plug(&plug);
	return ret;
}

const struct file_operations def_blk_fops = {
	.open = blkdev_open,
	.release = blkdev_close,
	.llseek = blkdev_llseek,
	.read_iter = blkdev_read_iter,
	.write_iter = blkdev_write_iter,
	.fsync = blkdev_fsync,
	.unlocked_ioctl = blkdev_ioctl,
	.compat_ioctl = compat_blkdev_ioctl,
};
