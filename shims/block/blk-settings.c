// SPDX-License-Identifier: GPL-2.0-or-later
/* Limits of queues: in 6.1 set one by one, in 6.12 all at once. */
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include "blk.h"

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define DEFAULT_MAX_SECTORS BLK_DEF_MAX_SECTORS_CAP
#else
#define DEFAULT_MAX_SECTORS BLK_DEF_MAX_SECTORS
#endif

void blk_set_default_limits(struct queue_limits *lim)
{
	*lim = (struct queue_limits){
		.max_segments = BLK_MAX_SEGMENTS,
		.max_discard_segments = 1,
		.seg_boundary_mask = BLK_SEG_BOUNDARY_MASK,
		.max_segment_size = BLK_MAX_SEGMENT_SIZE,
		.max_sectors = BLK_SAFE_MAX_SECTORS,
		.max_hw_sectors = BLK_SAFE_MAX_SECTORS,
		.logical_block_size = 512,
		.physical_block_size = 512,
		.io_min = 512,
		.dma_alignment = 511,
	};
}

void blk_set_stacking_limits(struct queue_limits *lim)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	*lim = (struct queue_limits){
		.logical_block_size = SECTOR_SIZE,
		.physical_block_size = SECTOR_SIZE,
		.io_min = SECTOR_SIZE,
		.discard_granularity = SECTOR_SIZE,
		.dma_alignment = SECTOR_SIZE - 1,
		.seg_boundary_mask = BLK_SEG_BOUNDARY_MASK,
		.max_hw_discard_sectors = UINT_MAX,
		.max_user_discard_sectors = UINT_MAX,
	};
#else
	blk_set_default_limits(lim);
	lim->max_zone_append_sectors = UINT_MAX;
#endif
	lim->max_segments = USHRT_MAX;
	lim->max_discard_segments = USHRT_MAX;
	lim->max_hw_sectors = UINT_MAX;
	lim->max_segment_size = UINT_MAX;
	lim->max_sectors = UINT_MAX;
	lim->max_dev_sectors = UINT_MAX;
	lim->max_write_zeroes_sectors = UINT_MAX;
}
EXPORT_SYMBOL(blk_set_stacking_limits);

void blk_queue_rq_timeout(struct request_queue *q, unsigned int timeout)
{
	q->rq_timeout = timeout;
}
EXPORT_SYMBOL_GPL(blk_queue_rq_timeout);

void blk_set_queue_depth(struct request_queue *q, unsigned int depth)
{
	q->queue_depth = depth;
}
EXPORT_SYMBOL(blk_set_queue_depth);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)

/* What can be read off @lim for max_sectors. Return: 0 or -EINVAL. */
static int derive_max_sectors(struct queue_limits *lim)
{
	unsigned int lbs = lim->logical_block_size >> SECTOR_SHIFT;

	if (!lim->max_hw_sectors)
		lim->max_hw_sectors = BLK_SAFE_MAX_SECTORS;
	if (WARN_ON_ONCE(lim->max_hw_sectors < PAGE_SECTORS))
		return -EINVAL;
	if (WARN_ON_ONCE(lbs > lim->max_hw_sectors))
		return -EINVAL;
	lim->max_hw_sectors = round_down(lim->max_hw_sectors, lbs);
	lim->max_sectors = min_not_zero(lim->max_hw_sectors,
					lim->max_dev_sectors);
	if (lim->max_user_sectors) {
		if (lim->max_user_sectors < PAGE_SIZE / SECTOR_SIZE)
			return -EINVAL;
		lim->max_sectors = min(lim->max_sectors, lim->max_user_sectors);
	} else if (lim->io_opt > DEFAULT_MAX_SECTORS << SECTOR_SHIFT) {
		lim->max_sectors = min(lim->max_sectors, lim->io_opt >> 9);
	} else if (lim->io_min > DEFAULT_MAX_SECTORS << SECTOR_SHIFT) {
		lim->max_sectors = min(lim->max_sectors, lim->io_min >> 9);
	} else {
		lim->max_sectors = min(lim->max_sectors, DEFAULT_MAX_SECTORS);
	}
	lim->max_sectors = round_down(lim->max_sectors, lbs);
	return 0;
}

static int derive_segments(struct queue_limits *lim)
{
	if (!lim->max_segments)
		lim->max_segments = BLK_MAX_SEGMENTS;
	if (!lim->max_discard_segments)
		lim->max_discard_segments = 1;
	if (!lim->seg_boundary_mask)
		lim->seg_boundary_mask = BLK_SEG_BOUNDARY_MASK;
	if (WARN_ON_ONCE(lim->seg_boundary_mask < PAGE_SIZE - 1))
		return -EINVAL;
	if (lim->virt_boundary_mask) {
		if (!lim->max_segment_size)
			lim->max_segment_size = UINT_MAX;
	} else {
		if (!lim->max_segment_size)
			lim->max_segment_size = BLK_MAX_SEGMENT_SIZE;
		if (WARN_ON_ONCE(lim->max_segment_size < PAGE_SIZE))
			return -EINVAL;
	}
	return 0;
}

static int validate_limits(struct queue_limits *lim)
{
	int err;

	if (!lim->logical_block_size) {
		lim->logical_block_size = SECTOR_SIZE;
	} else if (blk_validate_block_size(lim->logical_block_size)) {
		pr_warn("Invalid logical block size (%d)\n",
			lim->logical_block_size);
		return -EINVAL;
	}
	lim->physical_block_size =
		max(lim->physical_block_size, lim->logical_block_size);
	lim->io_min = max(lim->io_min, lim->physical_block_size);
	err = derive_max_sectors(lim);
	if (err)
		return err;
	lim->max_discard_sectors = min(lim->max_hw_discard_sectors,
				       lim->max_user_discard_sectors);
	if (lim->discard_granularity < lim->physical_block_size)
		lim->discard_granularity = lim->physical_block_size;
	err = derive_segments(lim);
	if (err)
		return err;
	if (!lim->dma_alignment)
		lim->dma_alignment = SECTOR_SIZE - 1;
	if (WARN_ON_ONCE(lim->dma_alignment > PAGE_SIZE))
		return -EINVAL;
	if (lim->alignment_offset) {
		lim->alignment_offset &= lim->physical_block_size - 1;
		lim->flags &= ~BLK_FLAG_MISALIGNED;
	}
	if (!(lim->features & BLK_FEAT_WRITE_CACHE))
		lim->features &= ~BLK_FEAT_FUA;
	return 0;
}

int blk_set_limits(struct request_queue *q, struct queue_limits *lim)
{
	struct queue_limits none = {};
	int err;

	if (!lim)
		lim = &none;
	/* Most are as the driver says; these the user may set later. */
	lim->max_user_discard_sectors = UINT_MAX;
	err = validate_limits(lim);
	if (!err)
		q->limits = *lim;
	return err;
}

int queue_limits_commit_update(struct request_queue *q,
			       struct queue_limits *lim)
{
	int error = validate_limits(lim);

	if (!error)
		q->limits = *lim;
	mutex_unlock(&q->limits_lock);
	return error;
}
EXPORT_SYMBOL_GPL(queue_limits_commit_update);

int queue_limits_commit_update_frozen(struct request_queue *q,
				      struct queue_limits *lim)
{
	int ret;

	blk_mq_freeze_queue(q);
	ret = queue_limits_commit_update(q, lim);
	blk_mq_unfreeze_queue(q);
	return ret;
}
EXPORT_SYMBOL_GPL(queue_limits_commit_update_frozen);

int queue_limits_set(struct request_queue *q, struct queue_limits *lim)
{
	mutex_lock(&q->limits_lock);
	return queue_limits_commit_update(q, lim);
}
EXPORT_SYMBOL_GPL(queue_limits_set);

#else

void blk_queue_bounce_limit(struct request_queue *q, enum blk_bounce bounce)
{
	q->limits.bounce = bounce;
}
EXPORT_SYMBOL(blk_queue_bounce_limit);

void blk_queue_max_hw_sectors(struct request_queue *q,
			      unsigned int max_hw_sectors)
{
	struct queue_limits *lim = &q->limits;
	unsigned int lbs = lim->logical_block_size >> SECTOR_SHIFT;
	unsigned int max_sectors;

	if (max_hw_sectors << SECTOR_SHIFT < PAGE_SIZE) {
		max_hw_sectors = PAGE_SECTORS;
		pr_info("%s: set to minimum %d\n", __func__, max_hw_sectors);
	}
	lim->max_hw_sectors = round_down(max_hw_sectors, lbs);
	max_sectors = min_not_zero(lim->max_hw_sectors, lim->max_dev_sectors);
	max_sectors = min(max_sectors, DEFAULT_MAX_SECTORS);
	lim->max_sectors = round_down(max_sectors, lbs);
}
EXPORT_SYMBOL(blk_queue_max_hw_sectors);

void blk_queue_chunk_sectors(struct request_queue *q,
			     unsigned int chunk_sectors)
{
	q->limits.chunk_sectors = chunk_sectors;
}
EXPORT_SYMBOL(blk_queue_chunk_sectors);

void blk_queue_max_segments(struct request_queue *q,
			    unsigned short max_segments)
{
	if (!max_segments) {
		max_segments = 1;
		pr_info("%s: set to minimum %d\n", __func__, max_segments);
	}
	q->limits.max_segments = max_segments;
}
EXPORT_SYMBOL(blk_queue_max_segments);

void blk_queue_max_discard_segments(struct request_queue *q,
				    unsigned short max_segments)
{
	q->limits.max_discard_segments = max_segments;
}
EXPORT_SYMBOL_GPL(blk_queue_max_discard_segments);

void blk_queue_max_secure_erase_sectors(struct request_queue *q,
					unsigned int max_sectors)
{
	q->limits.max_secure_erase_sectors = max_sectors;
}
EXPORT_SYMBOL(blk_queue_max_secure_erase_sectors);

void blk_queue_max_segment_size(struct request_queue *q, unsigned int max_size)
{
	if (max_size < PAGE_SIZE) {
		max_size = PAGE_SIZE;
		pr_info("%s: set to minimum %d\n", __func__, max_size);
	}
	WARN_ON_ONCE(q->limits.virt_boundary_mask);
	q->limits.max_segment_size = max_size;
}
EXPORT_SYMBOL(blk_queue_max_segment_size);

void blk_queue_max_discard_sectors(struct request_queue *q,
				   unsigned int max_discard_sectors)
{
	q->limits.max_hw_discard_sectors = max_discard_sectors;
	q->limits.max_discard_sectors = max_discard_sectors;
}
EXPORT_SYMBOL(blk_queue_max_discard_sectors);

void blk_queue_max_write_zeroes_sectors(struct request_queue *q,
					unsigned int max_sectors)
{
	q->limits.max_write_zeroes_sectors = max_sectors;
}
EXPORT_SYMBOL(blk_queue_max_write_zeroes_sectors);

/* What is larger than the smaller ones stays so. */
static void raise_sizes(struct queue_limits *lim)
{
	lim->physical_block_size =
		max(lim->physical_block_size, lim->logical_block_size);
	lim->io_min = max(lim->io_min, lim->physical_block_size);
}

void blk_queue_logical_block_size(struct request_queue *q, unsigned int size)
{
	struct queue_limits *lim = &q->limits;

	lim->logical_block_size = size;
	raise_sizes(lim);
	lim->max_hw_sectors =
		round_down(lim->max_hw_sectors, size >> SECTOR_SHIFT);
	lim->max_sectors = round_down(lim->max_sectors, size >> SECTOR_SHIFT);
}
EXPORT_SYMBOL(blk_queue_logical_block_size);

void blk_queue_physical_block_size(struct request_queue *q, unsigned int size)
{
	q->limits.physical_block_size = size;
	raise_sizes(&q->limits);
}
EXPORT_SYMBOL(blk_queue_physical_block_size);

void blk_queue_alignment_offset(struct request_queue *q, unsigned int offset)
{
	q->limits.alignment_offset =
		offset & (q->limits.physical_block_size - 1);
	q->limits.misaligned = 0;
}
EXPORT_SYMBOL(blk_queue_alignment_offset);

void blk_limits_io_min(struct queue_limits *limits, unsigned int min)
{
	limits->io_min = max3(min, limits->logical_block_size,
			      limits->physical_block_size);
}
EXPORT_SYMBOL(blk_limits_io_min);

void blk_queue_io_min(struct request_queue *q, unsigned int min)
{
	blk_limits_io_min(&q->limits, min);
}
EXPORT_SYMBOL(blk_queue_io_min);

void blk_limits_io_opt(struct queue_limits *limits, unsigned int opt)
{
	limits->io_opt = opt;
}
EXPORT_SYMBOL(blk_limits_io_opt);

void blk_queue_io_opt(struct request_queue *q, unsigned int opt)
{
	blk_limits_io_opt(&q->limits, opt);
}
EXPORT_SYMBOL(blk_queue_io_opt);

void blk_queue_segment_boundary(struct request_queue *q, unsigned long mask)
{
	if (mask < PAGE_SIZE - 1) {
		mask = PAGE_SIZE - 1;
		pr_info("%s: set to minimum %lx\n", __func__, mask);
	}
	q->limits.seg_boundary_mask = mask;
}
EXPORT_SYMBOL(blk_queue_segment_boundary);

void blk_queue_virt_boundary(struct request_queue *q, unsigned long mask)
{
	q->limits.virt_boundary_mask = mask;
	if (mask)
		q->limits.max_segment_size = UINT_MAX;
}
EXPORT_SYMBOL(blk_queue_virt_boundary);

void blk_queue_dma_alignment(struct request_queue *q, int mask)
{
	q->limits.dma_alignment = mask;
}
EXPORT_SYMBOL(blk_queue_dma_alignment);

void blk_queue_update_dma_alignment(struct request_queue *q, int mask)
{
	BUG_ON(mask > PAGE_SIZE);
	if (mask > q->limits.dma_alignment)
		q->limits.dma_alignment = mask;
}
EXPORT_SYMBOL(blk_queue_update_dma_alignment);

void blk_queue_update_dma_pad(struct request_queue *q, unsigned int mask)
{
	if (mask > q->dma_pad_mask)
		q->dma_pad_mask = mask;
}
EXPORT_SYMBOL(blk_queue_update_dma_pad);

static void set_flag(struct request_queue *q, unsigned int flag, bool on)
{
	if (on)
		blk_queue_flag_set(flag, q);
	else
		blk_queue_flag_clear(flag, q);
}

void blk_queue_write_cache(struct request_queue *q, bool enabled, bool fua)
{
	set_flag(q, QUEUE_FLAG_HW_WC, enabled);
	set_flag(q, QUEUE_FLAG_WC, enabled);
	set_flag(q, QUEUE_FLAG_FUA, fua);
}
EXPORT_SYMBOL_GPL(blk_queue_write_cache);

#endif
