// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * virtio-blk-mini: a disk of a virtio block device.
 *
 *	/dev/vblk<n>		the disk
 *	serial			in sysfs, below the disk: what the device calls
 *				itself
 *
 * There is one queue. A request is one buffer: a header, the data, and a byte
 * for the device to say what came of it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/version.h>
#include <linux/virtio.h>
#include <linux/virtio_blk.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>
#include <linux/workqueue.h>

/* A request of this many pieces, a header and a status fill a page of pieces. */
#define BLK_MINI_SEGMENTS_MAX 126u

static unsigned int queue_depth;
module_param(queue_depth, uint, 0444);
MODULE_PARM_DESC(queue_depth, "Requests under way at most (0: as the queue has room)");

static DEFINE_IDA(blk_mini_ida);

/**
 * struct blk_mini - one device
 * @vdev: it
 * @disk: what others see of it
 * @tags: of its requests
 * @index: the number in the name
 * @lock: protects the queue
 * @vq: it
 * @resize: follows the capacity in the configuration
 * @segments_max: pieces of data in a request
 */
struct blk_mini {
	struct virtio_device *vdev;
	struct gendisk *disk;
	struct blk_mq_tag_set tags;
	int index;
	spinlock_t lock;
	struct virtqueue *vq;
	struct work_struct resize;
	unsigned int segments_max;
};

/**
 * struct blk_mini_request - what the device sees of a request
 * @header: what is to be done, and where
 * @range: the data of a request that has none but this
 * @status: for the device to write
 * @pieces: of the data
 */
struct blk_mini_request {
	struct virtio_blk_outhdr header;
	struct virtio_blk_discard_write_zeroes range;
	u8 status;
	struct scatterlist pieces[];
};

/* Requests */

static void blk_mini_fill_range(struct request *rq,
				struct blk_mini_request *mini_rq)
{
	bool may_unmap = req_op(rq) == REQ_OP_WRITE_ZEROES &&
			 !(rq->cmd_flags & REQ_NOUNMAP);

	mini_rq->range.sector = cpu_to_le64(blk_rq_pos(rq));
	mini_rq->range.num_sectors = cpu_to_le32(blk_rq_sectors(rq));
	mini_rq->range.flags = cpu_to_le32(
		may_unmap ? VIRTIO_BLK_WRITE_ZEROES_FLAG_UNMAP : 0);
}

static blk_status_t blk_mini_fill(struct blk_mini *mini, struct request *rq)
{
	struct blk_mini_request *mini_rq = blk_mq_rq_to_pdu(rq);
	u64 sector = 0;
	u32 type;

	switch (req_op(rq)) {
	case REQ_OP_READ:
		type = VIRTIO_BLK_T_IN;
		sector = blk_rq_pos(rq);
		break;
	case REQ_OP_WRITE:
		type = VIRTIO_BLK_T_OUT;
		sector = blk_rq_pos(rq);
		break;
	case REQ_OP_FLUSH:
		type = VIRTIO_BLK_T_FLUSH;
		break;
	case REQ_OP_DISCARD:
		type = VIRTIO_BLK_T_DISCARD;
		blk_mini_fill_range(rq, mini_rq);
		break;
	case REQ_OP_WRITE_ZEROES:
		type = VIRTIO_BLK_T_WRITE_ZEROES;
		blk_mini_fill_range(rq, mini_rq);
		break;
	case REQ_OP_DRV_IN:
		type = VIRTIO_BLK_T_GET_ID;
		break;
	default:
		return BLK_STS_NOTSUPP;
	}
	mini_rq->header.type = cpu_to_virtio32(mini->vdev, type);
	mini_rq->header.ioprio = 0;
	mini_rq->header.sector = cpu_to_virtio64(mini->vdev, sector);
	/* Nothing that a device says: it may forget to say anything. */
	mini_rq->status = 0xff;
	return BLK_STS_OK;
}

/* Context: the lock is held. */
static int blk_mini_add(struct blk_mini *mini, struct request *rq)
{
	struct blk_mini_request *mini_rq = blk_mq_rq_to_pdu(rq);
	struct scatterlist header, range, status, *sgs[3];
	unsigned int out = 0, in = 0, count;

	sg_init_one(&header, &mini_rq->header, sizeof(mini_rq->header));
	sgs[out++] = &header;
	switch (req_op(rq)) {
	case REQ_OP_DISCARD:
	case REQ_OP_WRITE_ZEROES:
		sg_init_one(&range, &mini_rq->range, sizeof(mini_rq->range));
		sgs[out++] = &range;
		break;
	case REQ_OP_FLUSH:
		break;
	default:
		sg_init_table(mini_rq->pieces, mini->segments_max);
		count = blk_rq_map_sg(rq->q, rq, mini_rq->pieces);
		if (!count)
			break;
		sg_mark_end(&mini_rq->pieces[count - 1]);
		if (rq_data_dir(rq) == WRITE)
			sgs[out++] = mini_rq->pieces;
		else
			sgs[out + in++] = mini_rq->pieces;
	}
	sg_init_one(&status, &mini_rq->status, sizeof(mini_rq->status));
	sgs[out + in++] = &status;
	return virtqueue_add_sgs(mini->vq, sgs, out, in, rq, GFP_ATOMIC);
}

static blk_status_t blk_mini_queue_rq(struct blk_mq_hw_ctx *hctx,
				      const struct blk_mq_queue_data *bd)
{
	struct blk_mini *mini = hctx->queue->queuedata;
	blk_status_t status = blk_mini_fill(mini, bd->rq);
	bool notify = false;
	unsigned long flags;
	int err;

	if (status)
		return status;
	blk_mq_start_request(bd->rq);
	spin_lock_irqsave(&mini->lock, flags);
	err = blk_mini_add(mini, bd->rq);
	/* What is there already makes room, if the device knows of it. */
	if (err || bd->last)
		notify = virtqueue_kick_prepare(mini->vq);
	if (err == -ENOSPC)
		blk_mq_stop_hw_queue(hctx);
	spin_unlock_irqrestore(&mini->lock, flags);
	if (notify)
		virtqueue_notify(mini->vq);
	switch (err) {
	case 0:
		return BLK_STS_OK;
	case -ENOSPC:
		return BLK_STS_DEV_RESOURCE;
	case -ENOMEM:
		return BLK_STS_RESOURCE;
	default:
		return BLK_STS_IOERR;
	}
}

/* The last ones of a batch were not added: nobody has told the device. */
static void blk_mini_commit_rqs(struct blk_mq_hw_ctx *hctx)
{
	struct blk_mini *mini = hctx->queue->queuedata;
	unsigned long flags;
	bool notify;

	spin_lock_irqsave(&mini->lock, flags);
	notify = virtqueue_kick_prepare(mini->vq);
	spin_unlock_irqrestore(&mini->lock, flags);
	if (notify)
		virtqueue_notify(mini->vq);
}

static void blk_mini_done(struct virtqueue *vq)
{
	struct blk_mini *mini = vq->vdev->priv;
	struct request *rq;
	unsigned long flags;
	bool any = false;
	unsigned int len;

	spin_lock_irqsave(&mini->lock, flags);
	do {
		virtqueue_disable_cb(vq);
		while ((rq = virtqueue_get_buf(vq, &len))) {
			blk_mq_complete_request(rq);
			any = true;
		}
	} while (!virtqueue_enable_cb(vq));
	if (any)
		blk_mq_start_stopped_hw_queues(mini->disk->queue, true);
	spin_unlock_irqrestore(&mini->lock, flags);
}

static void blk_mini_complete(struct request *rq)
{
	struct blk_mini_request *mini_rq = blk_mq_rq_to_pdu(rq);

	switch (mini_rq->status) {
	case VIRTIO_BLK_S_OK:
		blk_mq_end_request(rq, BLK_STS_OK);
		break;
	case VIRTIO_BLK_S_UNSUPP:
		blk_mq_end_request(rq, BLK_STS_NOTSUPP);
		break;
	default:
		blk_mq_end_request(rq, BLK_STS_IOERR);
	}
}

static const struct blk_mq_ops blk_mini_mq_ops = {
	.queue_rq = blk_mini_queue_rq,
	.commit_rqs = blk_mini_commit_rqs,
	.complete = blk_mini_complete,
};

/* sysfs */

static ssize_t serial_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct gendisk *disk = dev_to_disk(dev);
	struct request *rq;
	char *serial;
	int err;

	/* The device writes this, so it must be memory of its own. */
	serial = kzalloc(VIRTIO_BLK_ID_BYTES + 1, GFP_KERNEL);
	if (!serial)
		return -ENOMEM;
	rq = blk_mq_alloc_request(disk->queue, REQ_OP_DRV_IN, 0);
	if (IS_ERR(rq)) {
		err = PTR_ERR(rq);
		goto out;
	}
	err = blk_rq_map_kern(disk->queue, rq, serial, VIRTIO_BLK_ID_BYTES,
			      GFP_KERNEL);
	if (!err)
		err = blk_status_to_errno(blk_execute_rq(rq, false));
	blk_mq_free_request(rq);
	if (!err)
		err = sysfs_emit(buf, "%s\n", serial);
out:
	kfree(serial);
	return err;
}
static DEVICE_ATTR_RO(serial);

static struct attribute *blk_mini_attrs[] = {
	&dev_attr_serial.attr,
	NULL,
};
ATTRIBUTE_GROUPS(blk_mini);

/* The disk */

static const struct block_device_operations blk_mini_fops = {
	.owner = THIS_MODULE,
};

static u64 blk_mini_capacity(struct virtio_device *vdev)
{
	u64 sectors;

	virtio_cread(vdev, struct virtio_blk_config, capacity, &sectors);
	return sectors;
}

static void blk_mini_resize(struct work_struct *work)
{
	struct blk_mini *mini = container_of(work, struct blk_mini, resize);

	set_capacity_and_notify(mini->disk, blk_mini_capacity(mini->vdev));
}

static void blk_mini_config_changed(struct virtio_device *vdev)
{
	struct blk_mini *mini = vdev->priv;

	schedule_work(&mini->resize);
}

/**
 * struct blk_mini_limits - what the device can do
 * @block_size: bytes
 * @segment_bytes: in a piece of data at most
 * @discard_sectors: in a request; 0 if it cannot
 * @discard_alignment: sectors
 * @zero_sectors: in a request; 0 if it cannot
 * @has_cache: that a flush empties
 */
struct blk_mini_limits {
	u32 block_size;
	u32 segment_bytes;
	u32 discard_sectors;
	u32 discard_alignment;
	u32 zero_sectors;
	bool has_cache;
};

/* Return: -EINVAL if nobody could work with that. */
static int blk_mini_read_limits(struct blk_mini *mini,
				struct blk_mini_limits *limits)
{
	struct virtio_device *vdev = mini->vdev;
	u32 segments = 1;

	*limits = (struct blk_mini_limits){
		.block_size = SECTOR_SIZE,
		.segment_bytes = UINT_MAX,
	};
	virtio_cread_feature(vdev, VIRTIO_BLK_F_SEG_MAX,
			     struct virtio_blk_config, seg_max, &segments);
	mini->segments_max = clamp(segments, 1u, BLK_MINI_SEGMENTS_MAX);
	virtio_cread_feature(vdev, VIRTIO_BLK_F_SIZE_MAX,
			     struct virtio_blk_config, size_max,
			     &limits->segment_bytes);
	virtio_cread_feature(vdev, VIRTIO_BLK_F_BLK_SIZE,
			     struct virtio_blk_config, blk_size,
			     &limits->block_size);
	if (limits->block_size < SECTOR_SIZE ||
	    limits->block_size > PAGE_SIZE ||
	    !is_power_of_2(limits->block_size)) {
		dev_err(&vdev->dev, "blocks of %u bytes\n", limits->block_size);
		return -EINVAL;
	}
	if (limits->segment_bytes < PAGE_SIZE) {
		dev_err(&vdev->dev, "pieces of %u bytes at most\n",
			limits->segment_bytes);
		return -EINVAL;
	}
	virtio_cread_feature(vdev, VIRTIO_BLK_F_DISCARD,
			     struct virtio_blk_config, max_discard_sectors,
			     &limits->discard_sectors);
	virtio_cread_feature(vdev, VIRTIO_BLK_F_DISCARD,
			     struct virtio_blk_config, discard_sector_alignment,
			     &limits->discard_alignment);
	virtio_cread_feature(vdev, VIRTIO_BLK_F_WRITE_ZEROES,
			     struct virtio_blk_config, max_write_zeroes_sectors,
			     &limits->zero_sectors);
	limits->has_cache = virtio_has_feature(vdev, VIRTIO_BLK_F_FLUSH);
	return 0;
}

/* Bytes; a device that says nothing leaves it to the size of blocks. */
static u32 blk_mini_discard_granularity(const struct blk_mini_limits *limits)
{
	return limits->discard_alignment ?
		       limits->discard_alignment << SECTOR_SHIFT :
		       limits->block_size;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static struct gendisk *blk_mini_alloc_disk(struct blk_mini *mini,
					   const struct blk_mini_limits *limits)
{
	struct queue_limits lim = {
		.logical_block_size = limits->block_size,
		.max_hw_sectors = UINT_MAX,
		.max_segments = mini->segments_max,
		.max_segment_size = limits->segment_bytes,
		.max_hw_discard_sectors = limits->discard_sectors,
		.max_write_zeroes_sectors = limits->zero_sectors,
	};

	if (limits->discard_sectors)
		lim.discard_granularity = blk_mini_discard_granularity(limits);
	if (limits->has_cache)
		lim.features |= BLK_FEAT_WRITE_CACHE;
	return blk_mq_alloc_disk(&mini->tags, &lim, mini);
}
#else
static struct gendisk *blk_mini_alloc_disk(struct blk_mini *mini,
					   const struct blk_mini_limits *limits)
{
	struct gendisk *disk = blk_mq_alloc_disk(&mini->tags, mini);
	struct request_queue *q;

	if (IS_ERR(disk))
		return disk;
	q = disk->queue;
	blk_queue_logical_block_size(q, limits->block_size);
	blk_queue_max_hw_sectors(q, UINT_MAX);
	blk_queue_max_segments(q, mini->segments_max);
	blk_queue_max_segment_size(q, limits->segment_bytes);
	blk_queue_write_cache(q, limits->has_cache, false);
	if (limits->discard_sectors) {
		blk_queue_max_discard_sectors(q, limits->discard_sectors);
		q->limits.discard_granularity =
			blk_mini_discard_granularity(limits);
	}
	blk_queue_max_write_zeroes_sectors(q, limits->zero_sectors);
	return disk;
}
#endif

/* The driver */

static int blk_mini_start_queue(struct blk_mini *mini)
{
	struct virtqueue *vq = virtio_find_single_vq(mini->vdev, blk_mini_done,
						     "requests");

	if (IS_ERR(vq))
		return PTR_ERR(vq);
	mini->vq = vq;
	return 0;
}

static void blk_mini_stop_queue(struct blk_mini *mini)
{
	virtio_reset_device(mini->vdev);
	cancel_work_sync(&mini->resize);
	mini->vdev->config->del_vqs(mini->vdev);
}

static int blk_mini_alloc_tags(struct blk_mini *mini)
{
	unsigned int depth = virtqueue_get_vring_size(mini->vq);

	/* A request takes one descriptor if these may have tables, else more. */
	if (!virtio_has_feature(mini->vdev, VIRTIO_RING_F_INDIRECT_DESC))
		depth = max(depth / (mini->segments_max + 2), 1u);
	if (queue_depth)
		depth = min(depth, queue_depth);
	mini->tags.ops = &blk_mini_mq_ops;
	mini->tags.nr_hw_queues = 1;
	mini->tags.queue_depth = depth;
	mini->tags.numa_node = NUMA_NO_NODE;
	mini->tags.flags = BLK_MQ_F_SHOULD_MERGE;
	mini->tags.cmd_size = struct_size_t(struct blk_mini_request, pieces,
					    mini->segments_max);
	return blk_mq_alloc_tag_set(&mini->tags);
}

static int blk_mini_add_disk(struct blk_mini *mini)
{
	struct gendisk *disk = mini->disk;

	snprintf(disk->disk_name, sizeof(disk->disk_name), "vblk%d",
		 mini->index);
	disk->fops = &blk_mini_fops;
	disk->private_data = mini;
	set_capacity(disk, blk_mini_capacity(mini->vdev));
	if (virtio_has_feature(mini->vdev, VIRTIO_BLK_F_RO))
		set_disk_ro(disk, true);
	virtio_device_ready(mini->vdev);
	return device_add_disk(&mini->vdev->dev, disk, blk_mini_groups);
}

static int blk_mini_probe(struct virtio_device *vdev)
{
	struct blk_mini *mini = kzalloc(sizeof(*mini), GFP_KERNEL);
	struct blk_mini_limits limits;
	int err;

	if (!mini)
		return -ENOMEM;
	mini->vdev = vdev;
	vdev->priv = mini;
	spin_lock_init(&mini->lock);
	INIT_WORK(&mini->resize, blk_mini_resize);
	err = blk_mini_read_limits(mini, &limits);
	if (err)
		goto err_free;
	err = ida_alloc(&blk_mini_ida, GFP_KERNEL);
	if (err < 0)
		goto err_free;
	mini->index = err;
	err = blk_mini_start_queue(mini);
	if (err)
		goto err_index;
	err = blk_mini_alloc_tags(mini);
	if (err)
		goto err_queue;
	mini->disk = blk_mini_alloc_disk(mini, &limits);
	if (IS_ERR(mini->disk)) {
		err = PTR_ERR(mini->disk);
		goto err_tags;
	}
	err = blk_mini_add_disk(mini);
	if (err)
		goto err_disk;
	dev_info(&vdev->dev, "/dev/%s, %llu sectors\n", mini->disk->disk_name,
		 (unsigned long long)get_capacity(mini->disk));
	return 0;
err_disk:
	/* Before the disk, which it may be about to resize. */
	blk_mini_stop_queue(mini);
	put_disk(mini->disk);
	blk_mq_free_tag_set(&mini->tags);
	goto err_index;
err_tags:
	blk_mq_free_tag_set(&mini->tags);
err_queue:
	blk_mini_stop_queue(mini);
err_index:
	ida_free(&blk_mini_ida, mini->index);
err_free:
	kfree(mini);
	return err;
}

static void blk_mini_remove(struct virtio_device *vdev)
{
	struct blk_mini *mini = vdev->priv;

	/* Waits for what is under way. */
	del_gendisk(mini->disk);
	blk_mini_stop_queue(mini);
	put_disk(mini->disk);
	blk_mq_free_tag_set(&mini->tags);
	ida_free(&blk_mini_ida, mini->index);
	kfree(mini);
}

static int __maybe_unused blk_mini_freeze(struct virtio_device *vdev)
{
	struct blk_mini *mini = vdev->priv;

	blk_mq_freeze_queue(mini->disk->queue);
	blk_mini_stop_queue(mini);
	return 0;
}

static int __maybe_unused blk_mini_restore(struct virtio_device *vdev)
{
	struct blk_mini *mini = vdev->priv;
	int err = blk_mini_start_queue(mini);

	if (err)
		return err;
	virtio_device_ready(vdev);
	blk_mq_unfreeze_queue(mini->disk->queue);
	/* It may have changed while nobody listened. */
	schedule_work(&mini->resize);
	return 0;
}

static const struct virtio_device_id blk_mini_ids[] = {
	{ VIRTIO_ID_BLOCK, VIRTIO_DEV_ANY_ID },
	{ 0 },
};
MODULE_DEVICE_TABLE(virtio, blk_mini_ids);

static const unsigned int blk_mini_features[] = {
	VIRTIO_BLK_F_SIZE_MAX, VIRTIO_BLK_F_SEG_MAX,
	VIRTIO_BLK_F_RO,       VIRTIO_BLK_F_BLK_SIZE,
	VIRTIO_BLK_F_FLUSH,    VIRTIO_BLK_F_DISCARD,
	VIRTIO_BLK_F_WRITE_ZEROES,
};

static struct virtio_driver blk_mini_driver = {
	.driver.name = KBUILD_MODNAME,
	.driver.owner = THIS_MODULE,
	.id_table = blk_mini_ids,
	.feature_table = blk_mini_features,
	.feature_table_size = ARRAY_SIZE(blk_mini_features),
	.probe = blk_mini_probe,
	.remove = blk_mini_remove,
	.config_changed = blk_mini_config_changed,
#ifdef CONFIG_PM_SLEEP
	.freeze = blk_mini_freeze,
	.restore = blk_mini_restore,
#endif
};
module_virtio_driver(blk_mini_driver);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("A disk of a virtio block device");
MODULE_LICENSE("GPL");
