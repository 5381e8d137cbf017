// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ramdisk: disks in memory, by blk-mq.
 *
 * A request is dealt with at once, or, as by a real device, some time later: a
 * timer goes off in place of the interrupt.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/hdreg.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/version.h>
#include <linux/vmalloc.h>

#define RAMDISK_DISKS_MAX 16
#define RAMDISK_HEADS 4
#define RAMDISK_TRACK_SECTORS 16

static unsigned int disks = 1;
module_param(disks, uint, 0444);
MODULE_PARM_DESC(disks, "how many (1 to 16)");

static unsigned int size_kb = 1024;
module_param(size_kb, uint, 0444);
MODULE_PARM_DESC(size_kb, "size of each in KiB");

static unsigned int logical_block_size = 512;
module_param_named(block_size, logical_block_size, uint, 0444);
MODULE_PARM_DESC(block_size, "bytes of a logical block: 512 to 4096");

static unsigned int queues = 1;
module_param(queues, uint, 0444);
MODULE_PARM_DESC(queues, "hardware queues of each");

static unsigned int depth = 32;
module_param(depth, uint, 0444);
MODULE_PARM_DESC(depth, "requests of a hardware queue");

static unsigned int delay_us;
module_param(delay_us, uint, 0644);
MODULE_PARM_DESC(delay_us, "how long a request takes; 0: none");

static bool cache;
module_param(cache, bool, 0444);
MODULE_PARM_DESC(cache, "claim to have a volatile write cache");

static long bad_sector = -1;
module_param(bad_sector, long, 0644);
MODULE_PARM_DESC(bad_sector, "reading or writing it fails; -1: none is bad");

/**
 * struct ramdisk - one disk
 * @set: its requests
 * @disk: what the block layer knows of it
 * @data: what is on it
 */
struct ramdisk {
	struct blk_mq_tag_set set;
	struct gendisk *disk;
	u8 *data;
};

/**
 * struct ramdisk_cmd - the driver's part of a request
 * @timer: goes off when it is over
 * @status: how it ended
 */
struct ramdisk_cmd {
	struct hrtimer timer;
	blk_status_t status;
};

static struct ramdisk *ramdisks[RAMDISK_DISKS_MAX];
static int ramdisk_major;

static bool ramdisk_touches_bad_sector(struct request *rq)
{
	long bad = READ_ONCE(bad_sector);

	return bad >= 0 && bad >= blk_rq_pos(rq) &&
	       bad < blk_rq_pos(rq) + blk_rq_sectors(rq);
}

static void ramdisk_copy(struct request *rq, u8 *at)
{
	struct req_iterator iter;
	struct bio_vec bv;
	void *buffer;

	rq_for_each_segment(bv, rq, iter) {
		buffer = bvec_kmap_local(&bv);
		if (rq_data_dir(rq) == WRITE)
			memcpy(at, buffer, bv.bv_len);
		else
			memcpy(buffer, at, bv.bv_len);
		kunmap_local(buffer);
		at += bv.bv_len;
	}
}

static blk_status_t ramdisk_do(struct ramdisk *rd, struct request *rq)
{
	u8 *at = rd->data + (blk_rq_pos(rq) << SECTOR_SHIFT);

	switch (req_op(rq)) {
	case REQ_OP_FLUSH:
		return BLK_STS_OK;
	case REQ_OP_READ:
	case REQ_OP_WRITE:
		if (ramdisk_touches_bad_sector(rq))
			return BLK_STS_IOERR;
		ramdisk_copy(rq, at);
		return BLK_STS_OK;
	case REQ_OP_DISCARD:
	case REQ_OP_WRITE_ZEROES:
		memset(at, 0, blk_rq_bytes(rq));
		return BLK_STS_OK;
	default:
		return BLK_STS_NOTSUPP;
	}
}

static blk_status_t ramdisk_queue_rq(struct blk_mq_hw_ctx *hctx,
				     const struct blk_mq_queue_data *bd)
{
	struct ramdisk *rd = hctx->queue->queuedata;
	struct ramdisk_cmd *cmd = blk_mq_rq_to_pdu(bd->rq);
	unsigned int delay = READ_ONCE(delay_us);

	blk_mq_start_request(bd->rq);
	cmd->status = ramdisk_do(rd, bd->rq);
	if (delay)
		hrtimer_start(&cmd->timer,
			      ns_to_ktime((u64)delay * NSEC_PER_USEC),
			      HRTIMER_MODE_REL);
	else
		blk_mq_end_request(bd->rq, cmd->status);
	return BLK_STS_OK;
}

static enum hrtimer_restart ramdisk_over(struct hrtimer *timer)
{
	struct ramdisk_cmd *cmd = container_of(timer, struct ramdisk_cmd,
					       timer);

	blk_mq_complete_request(blk_mq_rq_from_pdu(cmd));
	return HRTIMER_NORESTART;
}

static void ramdisk_complete(struct request *rq)
{
	struct ramdisk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	blk_mq_end_request(rq, cmd->status);
}

static int ramdisk_init_request(struct blk_mq_tag_set *set, struct request *rq,
				unsigned int hctx_idx, unsigned int numa_node)
{
	struct ramdisk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	hrtimer_init(&cmd->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	cmd->timer.function = ramdisk_over;
	return 0;
}

static const struct blk_mq_ops ramdisk_mq_ops = {
	.queue_rq = ramdisk_queue_rq,
	.complete = ramdisk_complete,
	.init_request = ramdisk_init_request,
};

static int ramdisk_getgeo(struct block_device *bdev, struct hd_geometry *geo)
{
	geo->heads = RAMDISK_HEADS;
	geo->sectors = RAMDISK_TRACK_SECTORS;
	geo->cylinders = get_capacity(bdev->bd_disk) /
			 (RAMDISK_HEADS * RAMDISK_TRACK_SECTORS);
	return 0;
}

static const struct block_device_operations ramdisk_fops = {
	.owner = THIS_MODULE,
	.getgeo = ramdisk_getgeo,
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static struct gendisk *ramdisk_alloc_disk(struct ramdisk *rd)
{
	struct queue_limits lim = {
		.logical_block_size = logical_block_size,
		.discard_granularity = logical_block_size,
		.max_hw_discard_sectors = UINT_MAX,
		.max_write_zeroes_sectors = UINT_MAX,
		.features = cache ? BLK_FEAT_WRITE_CACHE : 0,
	};

	return blk_mq_alloc_disk(&rd->set, &lim, rd);
}
#else
static struct gendisk *ramdisk_alloc_disk(struct ramdisk *rd)
{
	struct gendisk *disk = blk_mq_alloc_disk(&rd->set, rd);
	struct request_queue *q;

	if (IS_ERR(disk))
		return disk;
	q = disk->queue;
	blk_queue_logical_block_size(q, logical_block_size);
	blk_queue_max_discard_sectors(q, UINT_MAX);
	q->limits.discard_granularity = logical_block_size;
	blk_queue_max_write_zeroes_sectors(q, UINT_MAX);
	blk_queue_flag_set(QUEUE_FLAG_NONROT, q);
	blk_queue_write_cache(q, cache, false);
	return disk;
}
#endif

static struct ramdisk *ramdisk_add(unsigned int index)
{
	struct ramdisk *rd;
	int err = -ENOMEM;

	rd = kzalloc(sizeof(*rd), GFP_KERNEL);
	if (!rd)
		return ERR_PTR(-ENOMEM);
	rd->data = vzalloc((size_t)size_kb << 10);
	if (!rd->data)
		goto err_free;
	rd->set.ops = &ramdisk_mq_ops;
	rd->set.nr_hw_queues = queues;
	rd->set.queue_depth = depth;
	rd->set.numa_node = NUMA_NO_NODE;
	rd->set.cmd_size = sizeof(struct ramdisk_cmd);
	rd->set.flags = BLK_MQ_F_SHOULD_MERGE;
	err = blk_mq_alloc_tag_set(&rd->set);
	if (err)
		goto err_data;
	rd->disk = ramdisk_alloc_disk(rd);
	if (IS_ERR(rd->disk)) {
		err = PTR_ERR(rd->disk);
		goto err_set;
	}
	rd->disk->major = ramdisk_major;
	rd->disk->first_minor = index;
	rd->disk->minors = 1;
	rd->disk->flags |= GENHD_FL_NO_PART;
	rd->disk->fops = &ramdisk_fops;
	rd->disk->private_data = rd;
	snprintf(rd->disk->disk_name, DISK_NAME_LEN, "ramdisk%u", index);
	set_capacity(rd->disk, (sector_t)size_kb << (10 - SECTOR_SHIFT));
	err = add_disk(rd->disk);
	if (err)
		goto err_disk;
	return rd;

err_disk:
	put_disk(rd->disk);
err_set:
	blk_mq_free_tag_set(&rd->set);
err_data:
	vfree(rd->data);
err_free:
	kfree(rd);
	return ERR_PTR(err);
}

static void ramdisk_remove(struct ramdisk *rd)
{
	del_gendisk(rd->disk);
	put_disk(rd->disk);
	blk_mq_free_tag_set(&rd->set);
	vfree(rd->data);
	kfree(rd);
}

static void ramdisk_remove_all(void)
{
	unsigned int i;

	for (i = 0; i < RAMDISK_DISKS_MAX && ramdisks[i]; i++)
		ramdisk_remove(ramdisks[i]);
	unregister_blkdev(ramdisk_major, KBUILD_MODNAME);
}

static int __init ramdisk_init(void)
{
	struct ramdisk *rd;
	unsigned int i;

	if (!disks || disks > RAMDISK_DISKS_MAX || !size_kb ||
	    size_kb % 4 || blk_validate_block_size(logical_block_size))
		return -EINVAL;
	ramdisk_major = register_blkdev(0, KBUILD_MODNAME);
	if (ramdisk_major < 0)
		return ramdisk_major;
	for (i = 0; i < disks; i++) {
		rd = ramdisk_add(i);
		if (IS_ERR(rd)) {
			ramdisk_remove_all();
			return PTR_ERR(rd);
		}
		ramdisks[i] = rd;
	}
	pr_info("%u disks of %u KiB, major %d\n", disks, size_kb,
		ramdisk_major);
	return 0;
}
module_init(ramdisk_init);

static void __exit ramdisk_exit(void)
{
	ramdisk_remove_all();
}
module_exit(ramdisk_exit);

MODULE_DESCRIPTION("Disks in memory");
MODULE_LICENSE("GPL");
