// SPDX-License-Identifier: GPL-2.0-or-later
/* Queues as such, how bios get into them, statuses, plugs. */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/ioprio.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/workqueue.h>
#include <ksim/abi/task.h>
#include "shims/kernel/time/armed.h"
#include "blk.h"

/* statuses */

static const struct {
	int errno;
	const char *name;
} blk_errors[] = {
	[BLK_STS_OK] = { 0, "" },
	[BLK_STS_NOTSUPP] = { -EOPNOTSUPP, "operation not supported" },
	[BLK_STS_TIMEOUT] = { -ETIMEDOUT, "timeout" },
	[BLK_STS_NOSPC] = { -ENOSPC, "critical space allocation" },
	[BLK_STS_TRANSPORT] = { -ENOLINK, "recoverable transport" },
	[BLK_STS_TARGET] = { -EREMOTEIO, "critical target" },
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	[BLK_STS_RESV_CONFLICT] = { -EBADE, "reservation conflict" },
#else
	[BLK_STS_NEXUS] = { -EBADE, "critical nexus" },
#endif
	[BLK_STS_MEDIUM] = { -ENODATA, "critical medium" },
	[BLK_STS_PROTECTION] = { -EILSEQ, "protection" },
	[BLK_STS_RESOURCE] = { -ENOMEM, "kernel resource" },
	[BLK_STS_DEV_RESOURCE] = { -EBUSY, "device resource" },
	[BLK_STS_AGAIN] = { -EAGAIN, "nonblocking retry" },
	[BLK_STS_OFFLINE] = { -ENODEV, "device offline" },
	[BLK_STS_DM_REQUEUE] = { -EREMCHG, "dm internal retry" },
	[BLK_STS_ZONE_OPEN_RESOURCE] = { -ETOOMANYREFS, "open zones exceeded" },
	[BLK_STS_ZONE_ACTIVE_RESOURCE] = { -EOVERFLOW,
					   "active zones exceeded" },
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	[BLK_STS_DURATION_LIMIT] = { -ETIME, "duration limit exceeded" },
	[BLK_STS_INVAL] = { -EINVAL, "invalid" },
#endif
	[BLK_STS_IOERR] = { -EIO, "I/O" },
};

bool blk_status_known(blk_status_t status)
{
	return status < ARRAY_SIZE(blk_errors);
}

const char *blk_status_name(blk_status_t status)
{
	return blk_status_known(status) ? blk_errors[status].name : "<null>";
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
const char *blk_status_to_str(blk_status_t status)
{
	if (WARN_ON_ONCE(!blk_status_known(status)))
		return "<null>";
	return blk_errors[status].name;
}
EXPORT_SYMBOL_GPL(blk_status_to_str);
#endif

blk_status_t errno_to_blk_status(int errno)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(blk_errors); i++)
		if (blk_errors[i].errno == errno)
			return (__force blk_status_t)i;
	return BLK_STS_IOERR;
}
EXPORT_SYMBOL_GPL(errno_to_blk_status);

int blk_status_to_errno(blk_status_t status)
{
	if (WARN_ON_ONCE(!blk_status_known(status)))
		return -EIO;
	return blk_errors[status].errno;
}
EXPORT_SYMBOL_GPL(blk_status_to_errno);

const char *blk_op_str(enum req_op op)
{
	switch (op) {
	case REQ_OP_READ:
		return "READ";
	case REQ_OP_WRITE:
		return "WRITE";
	case REQ_OP_FLUSH:
		return "FLUSH";
	case REQ_OP_DISCARD:
		return "DISCARD";
	case REQ_OP_SECURE_ERASE:
		return "SECURE_ERASE";
	case REQ_OP_WRITE_ZEROES:
		return "WRITE_ZEROES";
	case REQ_OP_DRV_IN:
		return "DRV_IN";
	case REQ_OP_DRV_OUT:
		return "DRV_OUT";
	default:
		return "UNKNOWN";
	}
}
EXPORT_SYMBOL_GPL(blk_op_str);

/* work that runs hardware queues */

int kblockd_schedule_work(struct work_struct *work)
{
	return queue_work(kblockd_workqueue, work);
}
EXPORT_SYMBOL(kblockd_schedule_work);

int kblockd_mod_delayed_work_on(int cpu, struct delayed_work *dwork,
				unsigned long delay)
{
	return mod_delayed_work_on(cpu, kblockd_workqueue, dwork, delay);
}
EXPORT_SYMBOL(kblockd_mod_delayed_work_on);

/* queues */

void blk_queue_flag_set(unsigned int flag, struct request_queue *q)
{
	set_bit(flag, &q->queue_flags);
}
EXPORT_SYMBOL(blk_queue_flag_set);

void blk_queue_flag_clear(unsigned int flag, struct request_queue *q)
{
	clear_bit(flag, &q->queue_flags);
}
EXPORT_SYMBOL(blk_queue_flag_clear);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
bool blk_queue_flag_test_and_set(unsigned int flag, struct request_queue *q)
{
	return test_and_set_bit(flag, &q->queue_flags);
}
EXPORT_SYMBOL_GPL(blk_queue_flag_test_and_set);
#endif

struct request_queue *blk_alloc_queue(unsigned long caller)
{
	static int last_id;
	struct request_queue *q = blk_zalloc(sizeof(*q));

	if (!q)
		return NULL;
	if (init_srcu_struct(&q->ksim_srcu)) {
		kfree(q);
		return NULL;
	}
	q->id = ++last_id;
	q->node = NUMA_NO_NODE;
	q->ksim_refs = 1;
	q->ksim_caller = caller;
	spin_lock_init(&q->queue_lock);
	spin_lock_init(&q->requeue_lock);
	INIT_LIST_HEAD(&q->requeue_list);
	INIT_LIST_HEAD(&q->tag_set_list);
	xa_init(&q->hctx_table);
	mutex_init(&q->mq_freeze_lock);
	init_waitqueue_head(&q->mq_freeze_wq);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	mutex_init(&q->limits_lock);
#endif
	timer_setup(&q->timeout, blk_rq_timed_out_timer, 0);
	INIT_WORK(&q->timeout_work, blk_mq_timeout_work);
	blk_set_default_limits(&q->limits);
	q->nr_requests = BLKDEV_DEFAULT_RQ;
	return q;
}

bool blk_get_queue(struct request_queue *q)
{
	if (blk_queue_dying(q))
		return false;
	q->ksim_refs++;
	return true;
}
EXPORT_SYMBOL(blk_get_queue);

static void free_queue(struct rcu_head *rcu)
{
	kfree(container_of(rcu, struct request_queue, rcu_head));
}

void blk_put_queue(struct request_queue *q)
{
	if (--q->ksim_refs)
		return;
	cleanup_srcu_struct(&q->ksim_srcu);
	xa_destroy(&q->hctx_table);
	kfree(q->queue_ctx);
	call_rcu(&q->rcu_head, free_queue);
}
EXPORT_SYMBOL(blk_put_queue);

void blk_queue_start_drain(struct request_queue *q)
{
	blk_freeze_queue_start(q);
	/* Who waits for the queue to thaw is told that it never will. */
	wake_up_all(&q->mq_freeze_wq);
}

void blk_sync_queue(struct request_queue *q)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	timer_delete_sync(&q->timeout);
#else
	del_timer_sync(&q->timeout);
#endif
	cancel_work_sync(&q->timeout_work);
}
EXPORT_SYMBOL(blk_sync_queue);

static bool queue_is_open(struct request_queue *q)
{
	return !q->mq_freeze_depth || blk_queue_dying(q) || blk_disk_dead(q);
}

static int queue_enter(struct request_queue *q, bool nowait)
{
	ksim_sched_point(KSIM_POINT_ATOMIC, &q->ksim_users, _RET_IP_);
	while (q->mq_freeze_depth) {
		if (nowait)
			return -EAGAIN;
		blk_wait_event(q->mq_freeze_wq, queue_is_open(q),
			       blk_describe_queue, q);
		if (blk_queue_dying(q) || blk_disk_dead(q))
			return -ENODEV;
	}
	q->ksim_users++;
	return 0;
}

int blk_queue_enter(struct request_queue *q, blk_mq_req_flags_t flags)
{
	if (blk_queue_dying(q))
		return -ENODEV;
	return queue_enter(q, flags & BLK_MQ_REQ_NOWAIT);
}

void blk_queue_exit(struct request_queue *q)
{
	if (likely(!q->mq_freeze_depth)) {
		q->ksim_users--;
		return;
	}
	/* Who waits for the last one may put the queue before it is woken. */
	rcu_read_lock();
	if (!--q->ksim_users)
		wake_up_all(&q->mq_freeze_wq);
	rcu_read_unlock();
}

int bio_queue_enter(struct bio *bio)
{
	struct request_queue *q = bdev_get_queue(bio->bi_bdev);
	int ret;

	if (blk_disk_dead(q))
		ret = -ENODEV;
	else
		ret = queue_enter(q, bio->bi_opf & REQ_NOWAIT);
	if (ret == -EAGAIN)
		bio_wouldblock_error(bio);
	else if (ret)
		bio_io_error(bio);
	return ret;
}

/* submitting */

static void submit_one(struct bio *bio)
{
	struct gendisk *disk = bio->bi_bdev->bd_disk;

	if (!disk->fops->submit_bio) {
		blk_mq_submit_bio(bio);
		return;
	}
	if (bio_queue_enter(bio))
		return;
	disk->fops->submit_bio(bio);
	blk_queue_exit(disk->queue);
}

/*
 * A driver may submit bios while it is given one; those wait until it is done,
 * or the stack would grow with each layer.
 */
void submit_bio_noacct_nocheck(struct bio *bio)
{
	struct bio_list pending;

	if (current->bio_list) {
		bio_list_add(current->bio_list, bio);
		return;
	}
	bio_list_init(&pending);
	current->bio_list = &pending;
	do {
		submit_one(bio);
	} while ((bio = bio_list_pop(&pending)));
	current->bio_list = NULL;
}

static bool past_the_end(struct bio *bio)
{
	sector_t max = bdev_nr_sectors(bio->bi_bdev);
	unsigned int sectors = bio_sectors(bio);

	if (!sectors ||
	    (sectors <= max && bio->bi_iter.bi_sector <= max - sectors))
		return false;
	pr_info_ratelimited("%s: attempt to access beyond end of device\n%s: rw=%d, sector=%llu, nr_sectors = %u limit=%llu\n",
			    current->comm, bio->bi_bdev->bd_disk->disk_name,
			    bio->bi_opf, bio->bi_iter.bi_sector, sectors, max);
	return true;
}

static void warn_read_only(struct bio *bio)
{
	if (!op_is_write(bio_op(bio)) || !bdev_read_only(bio->bi_bdev))
		return;
	if (op_is_flush(bio->bi_opf) && !bio_sectors(bio))
		return;
	pr_warn_ratelimited("Trying to write to read-only block-device %s\n",
			    bio->bi_bdev->bd_disk->disk_name);
}

static bool op_is_supported(struct bio *bio)
{
	struct queue_limits *lim = &bdev_get_queue(bio->bi_bdev)->limits;

	switch (bio_op(bio)) {
	case REQ_OP_READ:
	case REQ_OP_WRITE:
		return true;
	case REQ_OP_DISCARD:
		return lim->max_discard_sectors;
	case REQ_OP_SECURE_ERASE:
		return lim->max_secure_erase_sectors;
	case REQ_OP_WRITE_ZEROES:
		return lim->max_write_zeroes_sectors;
	default:
		/* Flushes are made here; the rest needs a request. */
		return false;
	}
}

void submit_bio_noacct(struct bio *bio)
{
	struct request_queue *q = bdev_get_queue(bio->bi_bdev);
	blk_status_t status = BLK_STS_NOTSUPP;

	might_sleep();
	if (bio->bi_opf & REQ_NOWAIT && !blk_queue_nowait(q))
		goto end_io;
	warn_read_only(bio);
	status = BLK_STS_IOERR;
	if (!bio_flagged(bio, BIO_REMAPPED) && past_the_end(bio))
		goto end_io;
	if (op_is_flush(bio->bi_opf) && !blk_queue_has_cache(q)) {
		bio->bi_opf &= ~(REQ_PREFLUSH | REQ_FUA);
		status = BLK_STS_OK;
		if (!bio_sectors(bio))
			goto end_io;
	}
	bio->bi_opf &= ~REQ_POLLED;
	status = BLK_STS_NOTSUPP;
	if (!op_is_supported(bio))
		goto end_io;
	submit_bio_noacct_nocheck(bio);
	return;

end_io:
	bio->bi_status = status;
	bio_endio(bio);
}
EXPORT_SYMBOL(submit_bio_noacct);

void submit_bio(struct bio *bio)
{
	/* As for a task that nobody has given another priority. */
	if (!IOPRIO_PRIO_CLASS(bio->bi_ioprio))
		bio->bi_ioprio = IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4);
	submit_bio_noacct(bio);
}
EXPORT_SYMBOL(submit_bio);

/* plugs */

void blk_start_plug_nr_ios(struct blk_plug *plug, unsigned short nr_ios)
{
	/* Only the outermost one counts. */
	if (current->plug)
		return;
	INIT_LIST_HEAD(&plug->ksim_list);
	plug->nr_ios = min_t(unsigned short, nr_ios, BLK_MAX_REQUEST_COUNT);
	plug->rq_count = 0;
	current->plug = plug;
}
EXPORT_SYMBOL(blk_start_plug_nr_ios);

void blk_start_plug(struct blk_plug *plug)
{
	blk_start_plug_nr_ios(plug, 1);
}
EXPORT_SYMBOL(blk_start_plug);

void __blk_flush_plug(struct blk_plug *plug, bool from_schedule)
{
	if (plug->rq_count)
		blk_mq_flush_plug_list(plug, from_schedule);
}

void blk_finish_plug(struct blk_plug *plug)
{
	if (plug != current->plug)
		return;
	__blk_flush_plug(plug, false);
	current->plug = NULL;
}
EXPORT_SYMBOL(blk_finish_plug);

/* counts for drivers that take bios */

unsigned long bio_start_io_acct(struct bio *bio)
{
	blk_account_start(bio->bi_bdev, bio_data_dir(bio));
	bio->bi_bdev->bd_stats->ios[op_stat_group(bio_op(bio))]++;
	bio->bi_bdev->bd_stats->sectors[op_stat_group(bio_op(bio))] +=
		bio_sectors(bio);
	return ticks_now();
}
EXPORT_SYMBOL_GPL(bio_start_io_acct);

void bio_end_io_acct_remapped(struct bio *bio, unsigned long start_time,
			      struct block_device *orig_bdev)
{
	u64 duration_ns = jiffies_to_nsecs(ticks_now() - start_time);

	blk_account_end(orig_bdev, op_stat_group(bio_op(bio)),
			bio_data_dir(bio), duration_ns);
}
EXPORT_SYMBOL_GPL(bio_end_io_acct_remapped);
