// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/version.h>
#include <linux/workqueue.h>

#include "kapi.h"

#define SEEN_MAX 64
#define SECTORS 2048

/* What a request looked like when it came. */
struct seen {
	unsigned int op;
	sector_t pos;
	unsigned int sectors, segments, bios, fua;
};

/* A disk, and how it is to behave. */
static struct {
	struct blk_mq_tag_set set;
	struct gendisk *disk;
	int major;
	unsigned int nr_init, nr_exit;
	unsigned int nr_seen;
	struct seen seen[SEEN_MAX];
	unsigned int refusals; /* so often the answer is @refusal */
	blk_status_t refusal;
	blk_status_t status; /* of all others */
	bool keeps; /* does not end them */
	bool completes; /* by blk_mq_complete_request() */
	bool in_halves;
	unsigned int requeues;
	unsigned int nr_completed, nr_timeouts, nr_commits;
	struct request *kept;
} rig;

static void look_at(struct request *rq)
{
	struct seen *seen = &rig.seen[rig.nr_seen % SEEN_MAX];

	seen->op = req_op(rq);
	seen->pos = blk_rq_pos(rq);
	seen->sectors = blk_rq_sectors(rq);
	seen->segments = blk_rq_nr_phys_segments(rq);
	seen->bios = blk_rq_count_bios(rq);
	seen->fua = !!(rq->cmd_flags & REQ_FUA);
	rig.nr_seen++;
}

static blk_status_t rig_queue_rq(struct blk_mq_hw_ctx *hctx,
				 const struct blk_mq_queue_data *bd)
{
	struct request *rq = bd->rq;
	struct req_iterator iter;
	struct bio_vec bv;

	if (rig.refusals) {
		rig.refusals--;
		return rig.refusal;
	}
	look_at(rq);
	blk_mq_start_request(rq);
	if (rig.requeues) {
		rig.requeues--;
		blk_mq_requeue_request(rq, true);
		return BLK_STS_OK;
	}
	if (rig.keeps) {
		rig.kept = rq;
		return BLK_STS_OK;
	}
	if (req_op(rq) == REQ_OP_READ || req_op(rq) == REQ_OP_DRV_IN) {
		rq_for_each_segment(bv, rq, iter)
			memset(page_address(bv.bv_page) + bv.bv_offset, 'r',
			       bv.bv_len);
	}
	if (rig.in_halves &&
	    blk_update_request(rq, BLK_STS_OK, blk_rq_bytes(rq) / 2))
		look_at(rq);
	if (rig.completes)
		blk_mq_complete_request(rq);
	else
		blk_mq_end_request(rq, rig.status);
	return BLK_STS_OK;
}

static void rig_complete(struct request *rq)
{
	rig.nr_completed++;
	blk_mq_end_request(rq, rig.status);
}

static void rig_commit(struct blk_mq_hw_ctx *hctx)
{
	rig.nr_commits++;
}

static enum blk_eh_timer_return rig_timeout(struct request *rq)
{
	rig.nr_timeouts++;
	if (rig.nr_timeouts == 1 && rig.completes)
		return BLK_EH_RESET_TIMER;
	blk_mq_end_request(rq, BLK_STS_TIMEOUT);
	return BLK_EH_DONE;
}

static int rig_init_request(struct blk_mq_tag_set *set, struct request *rq,
			    unsigned int hctx_idx, unsigned int numa_node)
{
	rig.nr_init++;
	*(u32 *)blk_mq_rq_to_pdu(rq) = 0x1234;
	return 0;
}

static void rig_exit_request(struct blk_mq_tag_set *set, struct request *rq,
			     unsigned int hctx_idx)
{
	rig.nr_exit++;
}

static const struct blk_mq_ops rig_ops = {
	.queue_rq = rig_queue_rq,
	.complete = rig_complete,
	.commit_rqs = rig_commit,
	.timeout = rig_timeout,
	.init_request = rig_init_request,
	.exit_request = rig_exit_request,
};

static const struct block_device_operations rig_fops = {
	.owner = THIS_MODULE,
};

/* A limit, whichever way the kernel wants to hear of it; 0: the default. */
struct wish {
	unsigned int max_sectors, max_segments, block_size, chunk_sectors;
	unsigned int discard_sectors, zero_sectors;
	bool cache, fua;
	unsigned int depth, reserved, timeout;
};

static struct gendisk *rig_alloc_disk(const struct wish *wish)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	struct queue_limits lim = {
		.max_hw_sectors = wish->max_sectors,
		.max_segments = wish->max_segments,
		.logical_block_size = wish->block_size,
		.chunk_sectors = wish->chunk_sectors,
		.max_hw_discard_sectors = wish->discard_sectors,
		.max_write_zeroes_sectors = wish->zero_sectors,
		.features = (wish->cache ? BLK_FEAT_WRITE_CACHE : 0) |
			    (wish->fua ? BLK_FEAT_FUA : 0),
	};

	return blk_mq_alloc_disk(&rig.set, &lim, NULL);
#else
	struct gendisk *disk = blk_mq_alloc_disk(&rig.set, NULL);

	if (IS_ERR(disk))
		return disk;
	if (wish->block_size)
		blk_queue_logical_block_size(disk->queue, wish->block_size);
	if (wish->max_sectors)
		blk_queue_max_hw_sectors(disk->queue, wish->max_sectors);
	if (wish->max_segments)
		blk_queue_max_segments(disk->queue, wish->max_segments);
	if (wish->chunk_sectors)
		blk_queue_chunk_sectors(disk->queue, wish->chunk_sectors);
	blk_queue_max_discard_sectors(disk->queue, wish->discard_sectors);
	disk->queue->limits.discard_granularity =
		wish->discard_sectors ? 512 : 0;
	blk_queue_max_write_zeroes_sectors(disk->queue, wish->zero_sectors);
	blk_queue_write_cache(disk->queue, wish->cache, wish->fua);
	return disk;
#endif
}

static int rig_add(const struct wish *wish)
{
	int err;

	memset(&rig, 0, sizeof(rig));
	rig.major = register_blkdev(0, "kapi");
	if (rig.major < 0)
		return rig.major;
	rig.set.ops = &rig_ops;
	rig.set.nr_hw_queues = 1;
	rig.set.queue_depth = wish->depth ?: 8;
	rig.set.reserved_tags = wish->reserved;
	rig.set.numa_node = NUMA_NO_NODE;
	rig.set.cmd_size = sizeof(u32);
	rig.set.timeout = wish->timeout;
	rig.set.flags = BLK_MQ_F_SHOULD_MERGE | BLK_MQ_F_NO_SCHED;
	err = blk_mq_alloc_tag_set(&rig.set);
	if (err)
		goto err_major;
	rig.disk = rig_alloc_disk(wish);
	err = PTR_ERR_OR_ZERO(rig.disk);
	if (err)
		goto err_set;
	rig.disk->major = rig.major;
	rig.disk->minors = 1;
	rig.disk->flags |= GENHD_FL_NO_PART;
	rig.disk->fops = &rig_fops;
	strscpy(rig.disk->disk_name, "kapidisk", DISK_NAME_LEN);
	set_capacity(rig.disk, SECTORS);
	err = add_disk(rig.disk);
	if (!err)
		return 0;
	put_disk(rig.disk);
err_set:
	blk_mq_free_tag_set(&rig.set);
err_major:
	unregister_blkdev(rig.major, "kapi");
	return err;
}

static void rig_del(void)
{
	del_gendisk(rig.disk);
	put_disk(rig.disk);
	blk_mq_free_tag_set(&rig.set);
	unregister_blkdev(rig.major, "kapi");
}

/* Pages that do not lie together, one entry each. */
static struct bio *make_bio(unsigned int pages, blk_opf_t opf, sector_t sector)
{
	struct bio *bio = bio_alloc(rig.disk->part0, pages, opf, GFP_KERNEL);
	unsigned int i;

	bio->bi_iter.bi_sector = sector;
	for (i = 0; i < pages; i++)
		__bio_add_page(bio, alloc_page(GFP_KERNEL | __GFP_ZERO),
			       PAGE_SIZE, 0);
	return bio;
}

static void free_bio(struct bio *bio)
{
	unsigned int i;

	for (i = 0; i < bio->bi_vcnt; i++)
		__free_page(bio->bi_io_vec[i].bv_page);
	bio_put(bio);
}

static int transfer(unsigned int pages, blk_opf_t opf, sector_t sector)
{
	struct bio *bio = make_bio(pages, opf, sector);
	int err = submit_bio_wait(bio);

	free_bio(bio);
	return err;
}

static DECLARE_COMPLETION(bio_over);
static blk_status_t bio_over_as;

static void tell_over(struct bio *bio)
{
	bio_over_as = bio->bi_status;
	complete(&bio_over);
}

static struct bio *submit_later(blk_opf_t opf)
{
	struct bio *bio = make_bio(1, opf, 0);

	reinit_completion(&bio_over);
	bio->bi_end_io = tell_over;
	submit_bio(bio);
	return bio;
}

/* numbers and sets */

KAPI_TEST(register_blkdev_finds_a_major)
{
	int major = register_blkdev(0, "kapi_major");

	KAPI_ASSERT_GT(major, 0);
	KAPI_EXPECT_EQ(register_blkdev(major, "other"), -EBUSY);
	unregister_blkdev(major, "kapi_major");
	KAPI_EXPECT_EQ(register_blkdev(major, "other"), 0);
	unregister_blkdev(major, "other");
}

KAPI_TEST(register_blkdev_refuses_a_large_major)
{
	KAPI_EXPECT_EQ(register_blkdev(512, "kapi_major"), -EINVAL);
}

KAPI_TEST(a_tag_set_needs_what_makes_sense)
{
	static const struct blk_mq_ops nothing;
	struct blk_mq_tag_set set = { .ops = &rig_ops };

	KAPI_EXPECT_EQ(blk_mq_alloc_tag_set(&set), -EINVAL);
	set.nr_hw_queues = 1;
	KAPI_EXPECT_EQ(blk_mq_alloc_tag_set(&set), -EINVAL);
	set.queue_depth = 4;
	set.reserved_tags = 4;
	KAPI_EXPECT_EQ(blk_mq_alloc_tag_set(&set), -EINVAL);
	set.reserved_tags = 0;
	set.ops = &nothing;
	KAPI_EXPECT_EQ(blk_mq_alloc_tag_set(&set), -EINVAL);
}

KAPI_TEST(a_tag_set_has_no_more_queues_than_cpus)
{
	struct blk_mq_tag_set set = {
		.ops = &rig_ops, .nr_hw_queues = 1000, .queue_depth = 2,
		.cmd_size = 4, .numa_node = NUMA_NO_NODE,
	};

	KAPI_ASSERT_EQ(blk_mq_alloc_tag_set(&set), 0);
	KAPI_EXPECT_EQ(set.nr_hw_queues, nr_cpu_ids);
	KAPI_EXPECT_NOT_NULL(set.tags[0]);
	blk_mq_free_tag_set(&set);
	KAPI_EXPECT_NULL(set.tags);
}

KAPI_TEST(each_request_is_initialised_and_let_go_once)
{
	struct blk_mq_tag_set set = {
		.ops = &rig_ops, .nr_hw_queues = 1, .queue_depth = 5,
		.cmd_size = 4, .numa_node = NUMA_NO_NODE,
	};

	rig.nr_init = rig.nr_exit = 0;
	KAPI_ASSERT_EQ(blk_mq_alloc_tag_set(&set), 0);
	KAPI_EXPECT_EQ(rig.nr_init, 5);
	blk_mq_free_tag_set(&set);
	KAPI_EXPECT_EQ(rig.nr_exit, 5);
}

/* disks */

KAPI_TEST(a_disk_lives_from_add_to_del)
{
	struct gendisk *disk;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	disk = rig.disk;
	KAPI_EXPECT_TRUE(disk_live(disk));
	KAPI_EXPECT_EQ(get_capacity(disk), SECTORS);
	KAPI_EXPECT_EQ(bdev_nr_bytes(disk->part0), SECTORS * 512);
	KAPI_EXPECT_EQ(disk_devt(disk), MKDEV(rig.major, 0));
	KAPI_EXPECT_EQ(disk_openers(disk), 0);
	del_gendisk(disk);
	KAPI_EXPECT_FALSE(disk_live(disk));
	KAPI_EXPECT_EQ(get_capacity(disk), 0);
	put_disk(disk);
	blk_mq_free_tag_set(&rig.set);
	unregister_blkdev(rig.major, "kapi");
	KAPI_EXPECT_EQ(rig.nr_init, rig.nr_exit);
}

KAPI_TEST(a_disk_that_is_gone_fails_what_comes)
{
	struct bio *bio;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	del_gendisk(rig.disk);
	bio = make_bio(1, REQ_OP_READ, 0);
	KAPI_EXPECT_EQ(submit_bio_wait(bio), -EIO);
	KAPI_EXPECT_EQ(rig.nr_seen, 0);
	free_bio(bio);
	put_disk(rig.disk);
	blk_mq_free_tag_set(&rig.set);
	unregister_blkdev(rig.major, "kapi");
}

KAPI_TEST(a_disk_knows_its_queue_and_its_device)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	KAPI_EXPECT_PTR_EQ(dev_to_disk(disk_to_dev(rig.disk)), rig.disk);
	KAPI_EXPECT_PTR_EQ(rig.disk->queue->tag_set, &rig.set);
	KAPI_EXPECT_PTR_EQ(bdev_get_queue(rig.disk->part0), rig.disk->queue);
	rig_del();
}

KAPI_TEST(set_capacity_and_notify_tells_of_changes_only)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	KAPI_EXPECT_FALSE(set_capacity_and_notify(rig.disk, SECTORS));
	KAPI_EXPECT_TRUE(set_capacity_and_notify(rig.disk, 64));
	KAPI_EXPECT_EQ(get_capacity(rig.disk), 64);
	KAPI_EXPECT_FALSE(set_capacity_and_notify(rig.disk, 0));
	KAPI_EXPECT_FALSE(set_capacity_and_notify(rig.disk, 64));
	rig_del();
}

KAPI_TEST(a_disk_can_be_read_only)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	KAPI_EXPECT_FALSE(get_disk_ro(rig.disk));
	set_disk_ro(rig.disk, true);
	KAPI_EXPECT_TRUE(get_disk_ro(rig.disk));
	KAPI_EXPECT_TRUE(bdev_read_only(rig.disk->part0));
	set_disk_ro(rig.disk, false);
	KAPI_EXPECT_FALSE(bdev_read_only(rig.disk->part0));
	rig_del();
}

KAPI_TEST(a_large_block_makes_others_large)
{
	struct request_queue *q;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .block_size = 4096 }), 0);
	q = rig.disk->queue;
	KAPI_EXPECT_EQ(queue_logical_block_size(q), 4096);
	KAPI_EXPECT_EQ(queue_physical_block_size(q), 4096);
	KAPI_EXPECT_EQ(queue_io_min(q), 4096);
	KAPI_EXPECT_EQ(bdev_logical_block_size(rig.disk->part0), 4096);
	KAPI_EXPECT_EQ(queue_max_sectors(q) % 8, 0);
	rig_del();
}

KAPI_TEST(limits_have_defaults)
{
	struct request_queue *q;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	q = rig.disk->queue;
	KAPI_EXPECT_EQ(queue_max_segments(q), 128);
	KAPI_EXPECT_EQ(queue_max_segment_size(q), 65536);
	KAPI_EXPECT_EQ(queue_max_hw_sectors(q), 255);
	KAPI_EXPECT_EQ(queue_logical_block_size(q), 512);
	KAPI_EXPECT_EQ(queue_dma_alignment(q), 511);
	KAPI_EXPECT_EQ(queue_segment_boundary(q), 0xffffffff);
	KAPI_EXPECT_FALSE(bdev_write_cache(rig.disk->part0));
	KAPI_EXPECT_EQ(bdev_max_discard_sectors(rig.disk->part0), 0);
	rig_del();
}

/* requests */

KAPI_TEST(a_bio_becomes_a_request)
{
	struct bio *bio;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	bio = make_bio(2, REQ_OP_READ, 16);
	KAPI_EXPECT_EQ(submit_bio_wait(bio), 0);
	KAPI_ASSERT_EQ(rig.nr_seen, 1);
	KAPI_EXPECT_EQ(rig.seen[0].op, REQ_OP_READ);
	KAPI_EXPECT_EQ(rig.seen[0].pos, 16);
	KAPI_EXPECT_EQ(rig.seen[0].sectors, 16);
	KAPI_EXPECT_EQ(rig.seen[0].bios, 1);
	KAPI_EXPECT_EQ(*(u8 *)page_address(bio->bi_io_vec[1].bv_page), 'r');
	free_bio(bio);
	rig_del();
}

KAPI_TEST(a_status_becomes_the_errno_of_who_waits)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	rig.status = BLK_STS_MEDIUM;
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_WRITE, 0), -ENODATA);
	rig.status = BLK_STS_OK;
	rig.refusals = 1;
	rig.refusal = BLK_STS_NOSPC;
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_WRITE, 0), -ENOSPC);
	rig_del();
}

KAPI_TEST(what_lies_past_the_end_fails_before_the_driver)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_READ, SECTORS - 4), -EIO);
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_READ, SECTORS - 8), 0);
	KAPI_EXPECT_EQ(rig.nr_seen, 1);
	rig_del();
}

KAPI_TEST(a_bio_is_split_by_sectors)
{
	unsigned int i;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .max_sectors = 16 }), 0);
	KAPI_EXPECT_EQ(transfer(5, REQ_OP_WRITE, 8), 0);
	KAPI_ASSERT_EQ(rig.nr_seen, 3);
	for (i = 0; i < 3; i++) {
		KAPI_EXPECT_LE(rig.seen[i].sectors, 16);
		KAPI_EXPECT_EQ(rig.seen[i].pos, 8 + 16 * i);
	}
	rig_del();
}

KAPI_TEST(a_bio_is_split_by_segments)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .max_segments = 2 }), 0);
	KAPI_EXPECT_EQ(transfer(4, REQ_OP_WRITE, 0), 0);
	KAPI_EXPECT_EQ(rig.nr_seen, 2);
	KAPI_EXPECT_LE(rig.seen[0].segments, 2);
	KAPI_EXPECT_EQ(rig.seen[0].sectors + rig.seen[1].sectors, 32);
	rig_del();
}

KAPI_TEST(a_bio_is_split_at_the_end_of_a_chunk)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .chunk_sectors = 16 }), 0);
	KAPI_EXPECT_EQ(transfer(2, REQ_OP_WRITE, 8), 0);
	KAPI_ASSERT_EQ(rig.nr_seen, 2);
	KAPI_EXPECT_EQ(rig.seen[0].sectors, 8);
	KAPI_EXPECT_EQ(rig.seen[1].pos, 16);
	rig_del();
}

KAPI_TEST(a_part_that_fails_fails_the_whole)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .max_sectors = 8 }), 0);
	rig.refusals = 1;
	rig.refusal = BLK_STS_IOERR;
	KAPI_EXPECT_EQ(transfer(3, REQ_OP_WRITE, 0), -EIO);
	KAPI_EXPECT_EQ(rig.nr_seen, 2);
	rig_del();
}

KAPI_TEST(neighbours_in_a_plug_become_one_request)
{
	struct blk_plug plug;
	struct bio *a, *b;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	a = make_bio(1, REQ_OP_WRITE, 0);
	b = make_bio(1, REQ_OP_WRITE | REQ_SYNC, 8);
	a->bi_opf |= REQ_SYNC;
	a->bi_end_io = tell_over;
	reinit_completion(&bio_over);
	blk_start_plug(&plug);
	submit_bio(a);
	KAPI_EXPECT_EQ(rig.nr_seen, 0);
	KAPI_EXPECT_EQ(submit_bio_wait(b), 0);
	blk_finish_plug(&plug);
	wait_for_completion(&bio_over);
	KAPI_EXPECT_EQ(rig.nr_seen, 1);
	KAPI_EXPECT_EQ(rig.seen[0].bios, 2);
	KAPI_EXPECT_EQ(rig.seen[0].sectors, 16);
	free_bio(a);
	free_bio(b);
	rig_del();
}

KAPI_TEST(a_refused_request_comes_again)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	rig.refusals = 3;
	rig.refusal = BLK_STS_RESOURCE;
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_WRITE, 0), 0);
	KAPI_EXPECT_EQ(rig.refusals, 0);
	KAPI_EXPECT_EQ(rig.nr_seen, 1);
	rig_del();
}

KAPI_TEST(a_device_without_resources_runs_its_queue_itself)
{
	struct bio *bio;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	rig.refusals = 1000;
	rig.refusal = BLK_STS_DEV_RESOURCE;
	bio = submit_later(REQ_OP_WRITE);
	msleep(50);
	KAPI_EXPECT_GT(rig.refusals, 900);
	rig.refusals = 0;
	blk_mq_run_hw_queues(rig.disk->queue, true);
	wait_for_completion(&bio_over);
	KAPI_EXPECT_EQ(rig.nr_seen, 1);
	free_bio(bio);
	rig_del();
}

KAPI_TEST(a_requeued_request_comes_again)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	rig.requeues = 2;
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_WRITE, 0), 0);
	KAPI_EXPECT_EQ(rig.nr_seen, 3);
	rig_del();
}

KAPI_TEST(complete_is_called_for_what_was_completed)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	rig.completes = true;
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_READ, 0), 0);
	KAPI_EXPECT_EQ(rig.nr_completed, 1);
	rig_del();
}

KAPI_TEST(a_request_can_end_in_parts)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	rig.in_halves = true;
	KAPI_EXPECT_EQ(transfer(2, REQ_OP_READ, 0), 0);
	KAPI_ASSERT_EQ(rig.nr_seen, 2);
	KAPI_EXPECT_EQ(rig.seen[1].pos, 8);
	KAPI_EXPECT_EQ(rig.seen[1].sectors, 8);
	rig_del();
}

KAPI_TEST(a_request_that_takes_too_long_times_out)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .timeout = HZ / 10 }), 0);
	rig.keeps = true;
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_READ, 0), -ETIMEDOUT);
	KAPI_EXPECT_EQ(rig.nr_timeouts, 1);
	rig_del();
}

KAPI_TEST(a_timeout_can_be_put_off)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .timeout = HZ / 10 }), 0);
	rig.keeps = true;
	rig.completes = true;
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_READ, 0), -ETIMEDOUT);
	KAPI_EXPECT_EQ(rig.nr_timeouts, 2);
	rig_del();
}

/* stopping */

KAPI_TEST(a_stopped_queue_gets_nothing)
{
	struct bio *bio;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	blk_mq_stop_hw_queues(rig.disk->queue);
	bio = submit_later(REQ_OP_READ);
	msleep(20);
	KAPI_EXPECT_EQ(rig.nr_seen, 0);
	blk_mq_start_stopped_hw_queues(rig.disk->queue, true);
	wait_for_completion(&bio_over);
	KAPI_EXPECT_EQ(rig.nr_seen, 1);
	free_bio(bio);
	rig_del();
}

KAPI_TEST(a_quiesced_queue_gets_nothing)
{
	struct bio *bio;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	blk_mq_quiesce_queue(rig.disk->queue);
	blk_mq_quiesce_queue(rig.disk->queue);
	KAPI_EXPECT_TRUE(blk_queue_quiesced(rig.disk->queue));
	bio = submit_later(REQ_OP_READ);
	blk_mq_unquiesce_queue(rig.disk->queue);
	msleep(20);
	KAPI_EXPECT_EQ(rig.nr_seen, 0);
	blk_mq_unquiesce_queue(rig.disk->queue);
	wait_for_completion(&bio_over);
	KAPI_EXPECT_EQ(rig.nr_seen, 1);
	free_bio(bio);
	rig_del();
}

KAPI_TEST(freezing_waits_for_what_is_in_flight)
{
	struct request_queue *q;
	struct bio *bio;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	q = rig.disk->queue;
	rig.keeps = true;
	bio = submit_later(REQ_OP_READ);
	KAPI_EXPECT_TRUE(blk_mq_queue_inflight(q));
	blk_freeze_queue_start(q);
	KAPI_EXPECT_EQ(blk_mq_freeze_queue_wait_timeout(q, HZ / 50), 0);
	blk_mq_end_request(rig.kept, BLK_STS_OK);
	blk_mq_freeze_queue_wait(q);
	KAPI_EXPECT_FALSE(blk_mq_queue_inflight(q));
	blk_mq_unfreeze_queue(q);
	wait_for_completion(&bio_over);
	rig.keeps = false;
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_READ, 0), 0);
	free_bio(bio);
	rig_del();
}

/* requests made by hand */

KAPI_TEST(a_request_can_be_made_by_hand)
{
	u8 *buffer = kzalloc(512, GFP_KERNEL);
	struct request *rq;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	rq = blk_mq_alloc_request(rig.disk->queue, REQ_OP_DRV_IN, 0);
	KAPI_ASSERT_FALSE(IS_ERR(rq));
	KAPI_EXPECT_EQ(*(u32 *)blk_mq_rq_to_pdu(rq), 0x1234);
	KAPI_EXPECT_PTR_EQ(blk_mq_rq_from_pdu(blk_mq_rq_to_pdu(rq)), rq);
	KAPI_EXPECT_FALSE(blk_mq_request_started(rq));
	KAPI_EXPECT_EQ(blk_rq_map_kern(rig.disk->queue, rq, buffer, 20,
				       GFP_KERNEL), 0);
	KAPI_EXPECT_EQ(blk_rq_bytes(rq), 20);
	KAPI_EXPECT_EQ(blk_execute_rq(rq, false), BLK_STS_OK);
	blk_mq_free_request(rq);
	KAPI_EXPECT_EQ(rig.seen[0].op, REQ_OP_DRV_IN);
	KAPI_EXPECT_EQ(buffer[0], 'r');
	KAPI_EXPECT_EQ(buffer[19], 'r');
	KAPI_EXPECT_EQ(buffer[20], 0);
	rig_del();
	kfree(buffer);
}

KAPI_TEST(a_request_made_by_hand_has_a_status)
{
	struct request *rq;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	rig.status = BLK_STS_TARGET;
	rq = blk_mq_alloc_request(rig.disk->queue, REQ_OP_DRV_OUT, 0);
	KAPI_EXPECT_EQ(blk_execute_rq(rq, false), BLK_STS_TARGET);
	blk_mq_free_request(rq);
	rig_del();
}

KAPI_TEST(there_are_only_so_many_tags)
{
	struct request *a, *b, *reserved;
	struct request_queue *q;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .depth = 3, .reserved = 1 }), 0);
	q = rig.disk->queue;
	a = blk_mq_alloc_request(q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
	b = blk_mq_alloc_request(q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
	KAPI_EXPECT_FALSE(IS_ERR(a));
	KAPI_EXPECT_FALSE(IS_ERR(b));
	KAPI_EXPECT_NE(a->tag, b->tag);
	KAPI_EXPECT_EQ(PTR_ERR(blk_mq_alloc_request(q, REQ_OP_DRV_IN,
						    BLK_MQ_REQ_NOWAIT)),
		       -EWOULDBLOCK);
	reserved = blk_mq_alloc_request(q, REQ_OP_DRV_IN,
					BLK_MQ_REQ_NOWAIT |
						BLK_MQ_REQ_RESERVED);
	KAPI_EXPECT_FALSE(IS_ERR(reserved));
	KAPI_EXPECT_TRUE(blk_mq_is_reserved_rq(reserved));
	blk_mq_free_request(reserved);
	blk_mq_free_request(a);
	a = blk_mq_alloc_request(q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
	KAPI_EXPECT_FALSE(IS_ERR(a));
	blk_mq_free_request(a);
	blk_mq_free_request(b);
	rig_del();
}

static bool count_one(struct request *rq, void *data)
{
	++*(unsigned int *)data;
	return true;
}

KAPI_TEST(started_requests_can_be_looked_at)
{
	unsigned int count = 0;
	struct request *idle;
	struct bio *bio;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	rig.keeps = true;
	idle = blk_mq_alloc_request(rig.disk->queue, REQ_OP_DRV_IN, 0);
	bio = submit_later(REQ_OP_READ);
	blk_mq_tagset_busy_iter(&rig.set, count_one, &count);
	KAPI_EXPECT_EQ(count, 1);
	KAPI_EXPECT_TRUE(blk_mq_request_started(rig.kept));
	KAPI_EXPECT_PTR_EQ(blk_mq_tag_to_rq(rig.set.tags[0], rig.kept->tag),
			   rig.kept);
	KAPI_EXPECT_EQ(blk_mq_unique_tag_to_tag(blk_mq_unique_tag(rig.kept)),
		       rig.kept->tag);
	KAPI_EXPECT_EQ(blk_mq_unique_tag_to_hwq(blk_mq_unique_tag(rig.kept)),
		       0);
	blk_mq_end_request(rig.kept, BLK_STS_OK);
	wait_for_completion(&bio_over);
	blk_mq_free_request(idle);
	free_bio(bio);
	rig_del();
}

KAPI_TEST(a_request_becomes_a_scatterlist)
{
	struct scatterlist sg[4];
	struct bio *bio;
	int entries;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	rig.keeps = true;
	bio = submit_later(REQ_OP_WRITE);
	sg_init_table(sg, ARRAY_SIZE(sg));
	entries = blk_rq_map_sg(rig.disk->queue, rig.kept, sg);
	KAPI_EXPECT_EQ(entries, 1);
	KAPI_EXPECT_EQ(sg[0].length, PAGE_SIZE);
	KAPI_EXPECT_PTR_EQ(sg_page(&sg[0]), bio->bi_io_vec[0].bv_page);
	KAPI_EXPECT_TRUE(sg_is_last(&sg[0]));
	KAPI_EXPECT_EQ(rq_dma_dir(rig.kept), DMA_TO_DEVICE);
	blk_mq_end_request(rig.kept, BLK_STS_OK);
	wait_for_completion(&bio_over);
	free_bio(bio);
	rig_del();
}

/* caches */

KAPI_TEST(without_a_cache_nothing_is_flushed)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	KAPI_EXPECT_EQ(blkdev_issue_flush(rig.disk->part0), 0);
	KAPI_EXPECT_EQ(rig.nr_seen, 0);
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA, 0), 0);
	KAPI_EXPECT_EQ(rig.nr_seen, 1);
	KAPI_EXPECT_EQ(rig.seen[0].fua, 0);
	rig_del();
}

KAPI_TEST(a_cache_is_flushed)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .cache = true }), 0);
	KAPI_EXPECT_EQ(blkdev_issue_flush(rig.disk->part0), 0);
	KAPI_ASSERT_EQ(rig.nr_seen, 1);
	KAPI_EXPECT_EQ(rig.seen[0].op, REQ_OP_FLUSH);
	KAPI_EXPECT_EQ(rig.seen[0].sectors, 0);
	rig_del();
}

KAPI_TEST(a_write_is_preceded_and_followed_by_flushes)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .cache = true }), 0);
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA, 0), 0);
	KAPI_ASSERT_EQ(rig.nr_seen, 3);
	KAPI_EXPECT_EQ(rig.seen[0].op, REQ_OP_FLUSH);
	KAPI_EXPECT_EQ(rig.seen[1].op, REQ_OP_WRITE);
	KAPI_EXPECT_EQ(rig.seen[1].fua, 0);
	KAPI_EXPECT_EQ(rig.seen[2].op, REQ_OP_FLUSH);
	rig_del();
}

KAPI_TEST(a_device_that_writes_through_is_told_to)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .cache = true, .fua = true }),
		       0);
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_WRITE | REQ_FUA, 0), 0);
	KAPI_ASSERT_EQ(rig.nr_seen, 1);
	KAPI_EXPECT_EQ(rig.seen[0].fua, 1);
	rig_del();
}

KAPI_TEST(a_flush_that_fails_fails_the_write)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .cache = true }), 0);
	rig.refusals = 1;
	rig.refusal = BLK_STS_IOERR;
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_WRITE | REQ_PREFLUSH, 0), -EIO);
	KAPI_EXPECT_EQ(rig.nr_seen, 0);
	rig_del();
}

/* without data */

KAPI_TEST(discards_are_for_who_can)
{
	int err;

	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	err = blkdev_issue_discard(rig.disk->part0, 0, 8, GFP_KERNEL);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	KAPI_EXPECT_EQ(err, 0);
#else
	KAPI_EXPECT_EQ(err, -EOPNOTSUPP);
#endif
	KAPI_EXPECT_EQ(rig.nr_seen, 0);
	rig_del();
}

KAPI_TEST(a_discard_has_a_size_and_no_memory)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .discard_sectors = 64 }), 0);
	KAPI_EXPECT_EQ(blkdev_issue_discard(rig.disk->part0, 64, 128,
					    GFP_KERNEL), 0);
	KAPI_ASSERT_EQ(rig.nr_seen, 2);
	KAPI_EXPECT_EQ(rig.seen[0].op, REQ_OP_DISCARD);
	KAPI_EXPECT_EQ(rig.seen[0].sectors, 64);
	KAPI_EXPECT_EQ(rig.seen[1].pos, 128);
	rig_del();
}

KAPI_TEST(zeroes_are_written_by_who_cannot_do_better)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){}), 0);
	KAPI_EXPECT_EQ(blkdev_issue_zeroout(rig.disk->part0, 0, 16, GFP_KERNEL,
					    BLKDEV_ZERO_NOFALLBACK),
		       -EOPNOTSUPP);
	KAPI_EXPECT_EQ(blkdev_issue_zeroout(rig.disk->part0, 0, 16, GFP_KERNEL,
					    0), 0);
	KAPI_EXPECT_EQ(rig.seen[0].op, REQ_OP_WRITE);
	rig_del();
}

KAPI_TEST(zeroes_are_a_command_to_who_knows_it)
{
	KAPI_ASSERT_EQ(rig_add(&(struct wish){ .zero_sectors = 1024 }), 0);
	KAPI_EXPECT_EQ(blkdev_issue_zeroout(rig.disk->part0, 8, 16, GFP_KERNEL,
					    0), 0);
	KAPI_ASSERT_EQ(rig.nr_seen, 1);
	KAPI_EXPECT_EQ(rig.seen[0].op, REQ_OP_WRITE_ZEROES);
	KAPI_EXPECT_EQ(rig.seen[0].pos, 8);
	KAPI_EXPECT_EQ(rig.seen[0].sectors, 16);
	rig_del();
}

/* drivers that take bios */

static unsigned int nr_bios;

static void take_bio(struct bio *bio)
{
	struct bvec_iter iter;
	struct bio_vec bv;

	nr_bios++;
	bio_for_each_segment(bv, bio, iter)
		memset(page_address(bv.bv_page) + bv.bv_offset, 'b', bv.bv_len);
	if (bio->bi_iter.bi_sector == 64)
		bio->bi_status = BLK_STS_NOSPC;
	bio_endio(bio);
}

static const struct block_device_operations bio_fops = {
	.owner = THIS_MODULE,
	.submit_bio = take_bio,
};

KAPI_TEST(a_driver_may_take_bios_as_they_are)
{
	struct bio *bio;

	memset(&rig, 0, sizeof(rig));
	nr_bios = 0;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	rig.disk = blk_alloc_disk(NULL, NUMA_NO_NODE);
	KAPI_ASSERT_FALSE(IS_ERR(rig.disk));
#else
	rig.disk = blk_alloc_disk(NUMA_NO_NODE);
	KAPI_ASSERT_NOT_NULL(rig.disk);
#endif
	rig.disk->flags |= GENHD_FL_NO_PART;
	rig.disk->fops = &bio_fops;
	strscpy(rig.disk->disk_name, "kapibio", DISK_NAME_LEN);
	set_capacity(rig.disk, SECTORS);
	KAPI_ASSERT_EQ(add_disk(rig.disk), 0);
	/* Without a major of its own it has one of the kernel's. */
	KAPI_EXPECT_EQ(rig.disk->major, 259);
	bio = make_bio(2, REQ_OP_READ, 8);
	KAPI_EXPECT_EQ(submit_bio_wait(bio), 0);
	KAPI_EXPECT_EQ(nr_bios, 1);
	KAPI_EXPECT_EQ(*(u8 *)page_address(bio->bi_io_vec[1].bv_page), 'b');
	free_bio(bio);
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_WRITE, 64), -ENOSPC);
	KAPI_EXPECT_EQ(transfer(1, REQ_OP_READ, SECTORS), -EIO);
	KAPI_EXPECT_EQ(nr_bios, 2);
	del_gendisk(rig.disk);
	put_disk(rig.disk);
}

KAPI_MODULE();
