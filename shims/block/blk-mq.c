// SPDX-License-Identifier: GPL-2.0-or-later
/* Requests: from a bio to the driver, and back. */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/errname.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/ioprio.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/srcu.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/interrupt.h>
#include "shims/kernel/time/armed.h"
#include "blk.h"
#include "blk-mq.h"

/* what findings say */

static const char *disk_name_of(const struct request_queue *q)
{
	return q->disk ? q->disk->disk_name : "a queue without a disk";
}

void blk_describe_request(const struct request *rq, char *buf, size_t size)
{
	int at = scnprintf(buf, size, "request %d of %s, %s", rq->tag,
			   disk_name_of(rq->q), blk_op_str(req_op(rq)));

	if (blk_rq_bytes(rq))
		scnprintf(buf + at, size - at, " of %u sectors at %llu",
			  blk_rq_sectors(rq), blk_rq_pos(rq));
}

/* Where the driver last had something to do with a request. */
static struct ksim_site site_of(const struct request *rq, const char **what)
{
	if (rq->ksim_started_at) {
		*what = "started here";
		return (struct ksim_site){ rq->ksim_started_at, *what };
	}
	if (rq->ksim_queued) {
		*what = "given to this function, and never started";
		return (struct ksim_site){
			ksim_function_site(rq->q->mq_ops->queue_rq), *what
		};
	}
	*what = "not given to the driver yet";
	return (struct ksim_site){ 0, *what };
}

bool blk_rq_misused(struct request *rq, const char *function, bool ends,
		    unsigned long caller)
{
	struct ksim_site sites[2] = { { caller, "this call" } };
	char what[80], detail[200];

	if (likely(rq->ksim_live))
		return false;
	blk_describe_request(rq, what, sizeof(what));
	snprintf(detail, sizeof(detail),
		 "%s() of %s, which was ended before: its tag and what it carried may belong to somebody else by now",
		 function, what);
	sites[1] = (struct ksim_site){ rq->ksim_ended_at, "ended here" };
	ksim_report(KSIM_FINDING_MISUSE,
		    ends ? "WARNING: at block/blk-mq.c req_ref_put_and_test" :
			   "WARNING: at block/blk-mq.c blk_mq_start_request",
		    ends ? "request ended twice" :
			   "request used after its end",
		    detail, sites, rq->ksim_ended_at ? 2 : 1);
	return true;
}

/* Said of a status that is none, such as a negative errno. */
static blk_status_t checked_status(struct request *rq, blk_status_t status,
				   unsigned long site, const char *note)
{
	struct ksim_site sites[1] = { { site, note } };
	int errno = 256 - status;
	char detail[160];

	if (likely(blk_status_known(status)))
		return status;
	if (errname(errno))
		snprintf(detail, sizeof(detail),
			 "%u is no blk_status_t, but what is left of the errno -%s: see errno_to_blk_status()",
			 status, errname(errno));
	else
		snprintf(detail, sizeof(detail), "%u is no blk_status_t",
			 status);
	ksim_report(KSIM_FINDING_MISUSE,
		    "WARNING: at block/blk-core.c blk_status_to_errno",
		    "request ended with a status that is none", detail, sites,
		    1);
	return BLK_STS_IOERR;
}

void blk_describe_queue(const void *queue, struct ksim_wait_description *to)
{
	const struct request_queue *q = queue;
	const struct request *oldest = NULL;
	struct blk_mq_hw_ctx *hctx;
	const char *what;
	unsigned long i;
	unsigned int tag;
	char name[80];

	to->uninterruptible = 1;
	queue_for_each_hw_ctx((struct request_queue *)q, hctx, i) {
		for (tag = 0; tag < hctx->tags->nr_tags; tag++) {
			const struct request *rq = hctx->tags->rqs[tag];

			if (!rq || rq->q != q || !rq->ksim_live)
				continue;
			if (!oldest || rq->start_time_ns < oldest->start_time_ns)
				oldest = rq;
		}
	}
	if (!oldest) {
		snprintf(to->what, sizeof(to->what), "%s, which has no request",
			 disk_name_of(q));
		return;
	}
	to->site = site_of(oldest, &what).address;
	blk_describe_request(oldest, name, sizeof(name));
	if (to->site) {
		snprintf(to->what, sizeof(to->what), "%s", disk_name_of(q));
		snprintf(to->site_note, sizeof(to->site_note), "%s: %s", name,
			 what);
	} else {
		snprintf(to->what, sizeof(to->what), "%s, %s%s", name, what,
			 blk_queue_quiesced(q) ? " as the queue is quiesced" :
						 "");
	}
}

void blk_mq_report_pending(struct blk_mq_tags *tags, unsigned long site,
			   const char *note)
{
	unsigned int tag;

	for (tag = 0; tag < tags->nr_tags; tag++) {
		struct request *rq = tags->rqs[tag];
		struct ksim_site sites[2];
		char name[80], detail[160];
		const char *what;
		u32 count = 0;

		if (!test_bit(tag, tags->ksim_used) || !rq || !rq->ksim_live)
			continue;
		blk_describe_request(rq, name, sizeof(name));
		sites[count] = site_of(rq, &what);
		count += sites[0].address != 0;
		if (site)
			sites[count++] = (struct ksim_site){ site, note };
		snprintf(detail, sizeof(detail), "%s, was %s%s", name, what,
			 rq->ksim_queued ? ", and not ended" : "");
		ksim_report(KSIM_FINDING_LEFTOVER, NULL,
			    "request is never completed", detail, sites, count);
		rq->ksim_live = false;
	}
}

/* counts */

static void update_io_ticks(struct block_device *bdev)
{
	struct disk_stats *stats = bdev->bd_stats;
	unsigned long now = ticks_now();

	if (stats->in_flight[0] + stats->in_flight[1] > 0)
		stats->io_ticks += now - bdev->bd_stamp;
	bdev->bd_stamp = now;
}

void blk_account_start(struct block_device *bdev, int direction)
{
	update_io_ticks(bdev);
	bdev->bd_stats->in_flight[direction]++;
}

void blk_account_end(struct block_device *bdev, int group, int direction,
		     u64 duration_ns)
{
	update_io_ticks(bdev);
	bdev->bd_stats->nsecs[group] += duration_ns;
	bdev->bd_stats->in_flight[direction]--;
}

static void account_request_start(struct request *rq)
{
	if (!blk_queue_io_stat(rq->q) || blk_rq_is_passthrough(rq) || !rq->part)
		return;
	rq->rq_flags |= RQF_IO_STAT;
	blk_account_start(rq->part, rq_data_dir(rq));
}

static void account_request_end(struct request *rq)
{
	int group = op_stat_group(req_op(rq));

	if (!(rq->rq_flags & RQF_IO_STAT) || !rq->part)
		return;
	rq->rq_flags &= ~RQF_IO_STAT;
	rq->part->bd_stats->ios[group]++;
	blk_account_end(rq->part, group, rq_data_dir(rq),
			ksim_time_now_ns() - rq->start_time_ns);
}

unsigned int blk_mq_in_flight(struct request_queue *q, int direction)
{
	return q->disk->part0->bd_stats->in_flight[direction];
}

/* making requests */

void blk_rq_init_for(struct request *rq, struct request_queue *q,
		     struct blk_mq_hw_ctx *hctx, int tag, blk_opf_t opf)
{
	unsigned long ended_at = rq->ksim_ended_at;
	unsigned int use = rq->ksim_use;

	memset(rq, 0, sizeof(*rq));
	rq->q = q;
	rq->mq_hctx = hctx;
	rq->mq_ctx = &q->queue_ctx[smp_processor_id()];
	rq->cmd_flags = opf;
	rq->tag = tag;
	rq->internal_tag = -1;
	rq->start_time_ns = ksim_time_now_ns();
	INIT_LIST_HEAD(&rq->queuelist);
	rq->ksim_live = true;
	rq->ksim_use = use + 1;
	rq->ksim_ended_at = ended_at;
}

/* Return: NULL only if there is no tag, and @nowait. */
static struct request *get_request(struct request_queue *q, blk_opf_t opf,
				   bool reserved, bool nowait)
{
	struct blk_mq_hw_ctx *hctx;
	struct blk_mq_tags *tags;
	struct request *rq;
	int tag;

	for (;;) {
		hctx = q->queue_ctx[smp_processor_id()].hctx;
		tags = hctx->tags;
		ksim_sched_point(KSIM_POINT_ATOMIC, tags, _RET_IP_);
		tag = blk_mq_try_tag(tags, reserved);
		if (tag >= 0)
			break;
		if (nowait)
			return NULL;
		blk_flush_plug(current->plug, false);
		blk_mq_run_hw_queue(hctx, false);
		blk_wait_event(tags->ksim_wait,
			       (tag = blk_mq_try_tag(tags, reserved)) >= 0,
			       blk_describe_queue, q);
		break;
	}
	rq = tags->static_rqs[tag];
	tags->rqs[tag] = rq;
	blk_rq_init_for(rq, q, hctx, tag, opf);
	if (reserved)
		rq->rq_flags |= RQF_RESV;
	return rq;
}

struct request *blk_mq_alloc_request(struct request_queue *q, blk_opf_t opf,
				     blk_mq_req_flags_t flags)
{
	struct request *rq;
	int ret = blk_queue_enter(q, flags);

	if (ret)
		return ERR_PTR(ret);
	if (flags & BLK_MQ_REQ_RESERVED &&
	    WARN_ON_ONCE(!q->tag_set->reserved_tags)) {
		blk_queue_exit(q);
		return ERR_PTR(-EWOULDBLOCK);
	}
	rq = get_request(q, opf, flags & BLK_MQ_REQ_RESERVED,
			 flags & BLK_MQ_REQ_NOWAIT);
	if (!rq) {
		blk_queue_exit(q);
		return ERR_PTR(-EWOULDBLOCK);
	}
	rq->__sector = (sector_t)-1;
	return rq;
}
EXPORT_SYMBOL(blk_mq_alloc_request);

/* Somebody waits for room in the hardware queue. */
static void restart(struct blk_mq_hw_ctx *hctx)
{
	if (test_and_clear_bit(BLK_MQ_S_SCHED_RESTART, &hctx->state))
		blk_mq_run_hw_queue(hctx, true);
}

void blk_mq_free_request(struct request *rq)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	struct request_queue *q = rq->q;
	int tag = rq->tag;

	if (tag < 0) {
		blk_rq_misused(rq, "blk_mq_free_request", true, _RET_IP_);
		return;
	}
	WRITE_ONCE(rq->state, MQ_RQ_IDLE);
	rq->ksim_live = false;
	rq->tag = -1;
	if (!rq->ksim_ended_at)
		rq->ksim_ended_at = _RET_IP_;
	blk_mq_put_tag(hctx->tags, tag);
	restart(hctx);
	blk_queue_exit(q);
}
EXPORT_SYMBOL_GPL(blk_mq_free_request);

unsigned int blk_mq_rq_cpu(struct request *rq)
{
	return rq->mq_ctx->cpu;
}
EXPORT_SYMBOL(blk_mq_rq_cpu);

/* hardware queues: running */

static bool has_pending(struct blk_mq_hw_ctx *hctx)
{
	return !list_empty_careful(&hctx->dispatch);
}

static bool is_stopped(struct blk_mq_hw_ctx *hctx)
{
	return test_bit(BLK_MQ_S_STOPPED, &hctx->state);
}

static void unstart(struct request *rq)
{
	rq->ksim_queued = false;
	rq->ksim_started_at = 0;
	if (rq->state == MQ_RQ_IDLE)
		return;
	WRITE_ONCE(rq->state, MQ_RQ_IDLE);
	rq->rq_flags &= ~RQF_TIMED_OUT;
}

/* The driver has ended it, and says that it could not take it. */
static void report_ended_and_refused(struct request *rq, blk_status_t status)
{
	unsigned long function = ksim_function_site(rq->q->mq_ops->queue_rq);
	struct ksim_site sites[2] = {
		{ function, "returned an error" },
		{ rq->ksim_ended_at, "ended here" },
	};
	char detail[160];

	snprintf(detail, sizeof(detail),
		 "->queue_rq of %s returned %u, upon which the block layer ends a request or queues it again, but the driver had ended it",
		 disk_name_of(rq->q), status);
	ksim_report(KSIM_FINDING_MISUSE,
		    "WARNING: at block/blk-mq.c req_ref_put_and_test",
		    "request ended twice", detail, sites, 2);
}

/*
 * Gives a request to the driver. Return: BLK_STS_RESOURCE or
 * BLK_STS_DEV_RESOURCE if it is to come again; else it has been dealt with.
 */
static blk_status_t give(struct request *rq, bool last)
{
	struct blk_mq_queue_data bd = { .rq = rq, .last = last };
	struct ksim_context context = ksim_context_save();
	const struct blk_mq_ops *ops = rq->q->mq_ops;
	unsigned int use = rq->ksim_use;
	blk_status_t status;

	rq->ksim_queued = true;
	status = ops->queue_rq(rq->mq_hctx, &bd);
	ksim_context_check(context, "queue_rq", ops->queue_rq);
	if (likely(status == BLK_STS_OK))
		return status;
	if (!rq->ksim_live || rq->ksim_use != use) {
		report_ended_and_refused(rq, status);
		return BLK_STS_OK;
	}
	status = checked_status(rq, status, ksim_function_site(ops->queue_rq),
				"returned by this function");
	if (status == BLK_STS_RESOURCE || status == BLK_STS_DEV_RESOURCE)
		unstart(rq);
	else
		blk_mq_end_request_from(rq, status,
					ksim_function_site(ops->queue_rq));
	return status;
}

static void commit(struct blk_mq_hw_ctx *hctx)
{
	if (hctx->queue->mq_ops->commit_rqs)
		hctx->queue->mq_ops->commit_rqs(hctx);
}

/* Return: whether there may be more to do at once. */
static bool dispatch_once(struct blk_mq_hw_ctx *hctx)
{
	blk_status_t status = BLK_STS_OK;
	bool marked_last = true;
	unsigned int queued = 0;
	unsigned long flags;
	struct request *rq;
	LIST_HEAD(list);

	spin_lock_irqsave(&hctx->lock, flags);
	list_splice_init(&hctx->dispatch, &list);
	spin_unlock_irqrestore(&hctx->lock, flags);
	if (list_empty(&list))
		return false;
	/* Before the driver is asked, or the end of a request could be missed. */
	set_bit(BLK_MQ_S_SCHED_RESTART, &hctx->state);
	while (!list_empty(&list)) {
		rq = list_first_entry(&list, struct request, queuelist);
		list_del_init(&rq->queuelist);
		marked_last = list_empty(&list);
		status = give(rq, marked_last);
		if (status == BLK_STS_RESOURCE ||
		    status == BLK_STS_DEV_RESOURCE) {
			list_add(&rq->queuelist, &list);
			break;
		}
		if (status == BLK_STS_OK)
			queued++;
		else
			marked_last = false;
	}
	if (queued && (status != BLK_STS_OK || !marked_last))
		commit(hctx);
	if (list_empty(&list))
		return true;
	spin_lock_irqsave(&hctx->lock, flags);
	list_splice(&list, &hctx->dispatch);
	spin_unlock_irqrestore(&hctx->lock, flags);
	if (!test_bit(BLK_MQ_S_SCHED_RESTART, &hctx->state))
		blk_mq_run_hw_queue(hctx, true);
	else if (status == BLK_STS_RESOURCE)
		blk_mq_delay_run_hw_queue(hctx, BLK_MQ_RESOURCE_DELAY);
	return false;
}

/* What a quiesced queue waits for. A blocking ->queue_rq may sleep inside. */
static int dispatch_begin(struct request_queue *q)
{
	if (q->tag_set->flags & BLK_MQ_F_BLOCKING) {
		might_sleep();
		return srcu_read_lock(&q->ksim_srcu);
	}
	rcu_read_lock();
	return 0;
}

static void dispatch_end(struct request_queue *q, int index)
{
	if (q->tag_set->flags & BLK_MQ_F_BLOCKING)
		srcu_read_unlock(&q->ksim_srcu, index);
	else
		rcu_read_unlock();
}

static void dispatch(struct blk_mq_hw_ctx *hctx)
{
	struct request_queue *q = hctx->queue;
	int index;

	WARN_ON_ONCE(in_interrupt());
	index = dispatch_begin(q);
	while (!is_stopped(hctx) && !blk_queue_quiesced(q) &&
	       dispatch_once(hctx))
		;
	dispatch_end(q, index);
}

static void run_work_fn(struct work_struct *work)
{
	struct blk_mq_hw_ctx *hctx =
		container_of(work, struct blk_mq_hw_ctx, run_work.work);

	dispatch(hctx);
}

void blk_mq_delay_run_hw_queue(struct blk_mq_hw_ctx *hctx, unsigned long msecs)
{
	if (is_stopped(hctx))
		return;
	kblockd_mod_delayed_work_on(cpumask_first(hctx->cpumask),
				    &hctx->run_work, msecs_to_jiffies(msecs));
}
EXPORT_SYMBOL(blk_mq_delay_run_hw_queue);

static bool may_run_here(struct blk_mq_hw_ctx *hctx)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
	if (hctx->flags & BLK_MQ_F_BLOCKING)
		return false;
#endif
	return cpumask_test_cpu(smp_processor_id(), hctx->cpumask);
}

void blk_mq_run_hw_queue(struct blk_mq_hw_ctx *hctx, bool async)
{
	if (blk_queue_quiesced(hctx->queue) || is_stopped(hctx) ||
	    !has_pending(hctx))
		return;
	if (!async && may_run_here(hctx))
		dispatch(hctx);
	else
		blk_mq_delay_run_hw_queue(hctx, 0);
}
EXPORT_SYMBOL(blk_mq_run_hw_queue);

void blk_mq_run_hw_queues(struct request_queue *q, bool async)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned long i;

	queue_for_each_hw_ctx(q, hctx, i)
		blk_mq_run_hw_queue(hctx, async);
}
EXPORT_SYMBOL(blk_mq_run_hw_queues);

void blk_mq_delay_run_hw_queues(struct request_queue *q, unsigned long msecs)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned long i;

	queue_for_each_hw_ctx(q, hctx, i)
		blk_mq_delay_run_hw_queue(hctx, msecs);
}
EXPORT_SYMBOL(blk_mq_delay_run_hw_queues);

void blk_mq_insert(struct request *rq, bool at_head)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	unsigned long flags;

	spin_lock_irqsave(&hctx->lock, flags);
	if (at_head)
		list_add(&rq->queuelist, &hctx->dispatch);
	else
		list_add_tail(&rq->queuelist, &hctx->dispatch);
	spin_unlock_irqrestore(&hctx->lock, flags);
}

void blk_mq_insert_and_run(struct request *rq, bool at_head, bool async)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;

	blk_mq_insert(rq, at_head);
	blk_mq_run_hw_queue(hctx, async);
}

/* A fresh request goes straight to the driver, if nothing is before it. */
static void issue_directly(struct request *rq, bool last)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	struct request_queue *q = rq->q;
	blk_status_t status;
	int index;

	index = dispatch_begin(q);
	if (is_stopped(hctx) || blk_queue_quiesced(q) || has_pending(hctx)) {
		dispatch_end(q, index);
		blk_mq_insert_and_run(rq, false, false);
		return;
	}
	status = give(rq, last);
	dispatch_end(q, index);
	if (status == BLK_STS_RESOURCE || status == BLK_STS_DEV_RESOURCE)
		blk_mq_insert_and_run(rq, true, false);
}

void blk_mq_flush_plug_list(struct blk_plug *plug, bool from_schedule)
{
	struct blk_mq_hw_ctx *hctx = NULL;
	struct request *rq, *next;
	LIST_HEAD(list);

	list_splice_init(&plug->ksim_list, &list);
	plug->rq_count = 0;
	list_for_each_entry_safe(rq, next, &list, queuelist) {
		list_del_init(&rq->queuelist);
		if (hctx && hctx != rq->mq_hctx)
			blk_mq_run_hw_queue(hctx, from_schedule);
		hctx = rq->mq_hctx;
		blk_mq_insert(rq, false);
	}
	if (hctx)
		blk_mq_run_hw_queue(hctx, from_schedule);
}

/* from a bio */

static bool merge_into_plug(struct bio *bio, unsigned int nr_segs)
{
	struct blk_plug *plug = current->plug;

	if (!plug || list_empty(&plug->ksim_list))
		return false;
	return blk_try_merge(list_last_entry(&plug->ksim_list, struct request,
					     queuelist),
			     bio, nr_segs);
}

static void fill_from_bio(struct request *rq, struct bio *bio,
			  unsigned int nr_segs)
{
	if (bio->bi_opf & REQ_RAHEAD)
		rq->cmd_flags |= REQ_FAILFAST_MASK;
	rq->__sector = bio->bi_iter.bi_sector;
	rq->__data_len = bio->bi_iter.bi_size;
	rq->bio = rq->biotail = bio;
	bio->bi_next = NULL;
	rq->nr_phys_segments = nr_segs;
	rq->stats_sectors = blk_rq_sectors(rq);
	rq->ioprio = bio->bi_ioprio;
	rq->part = bio->bi_bdev;
	account_request_start(rq);
}

static void add_to_plug(struct blk_plug *plug, struct request *rq)
{
	if (plug->rq_count >= BLK_MAX_REQUEST_COUNT)
		blk_mq_flush_plug_list(plug, false);
	list_add_tail(&rq->queuelist, &plug->ksim_list);
	plug->rq_count++;
}

void blk_mq_submit_bio(struct bio *bio)
{
	struct request_queue *q = bdev_get_queue(bio->bi_bdev);
	struct blk_plug *plug = current->plug;
	unsigned int nr_segs = 0;
	struct request *rq;

	if (bio_has_data(bio) || bio_no_advance_iter(bio)) {
		bio = __bio_split_to_limits(bio, &nr_segs);
		if (!bio)
			return;
	}
	if (merge_into_plug(bio, nr_segs))
		return;
	if (bio_queue_enter(bio))
		return;
	rq = get_request(q, bio->bi_opf, false, bio->bi_opf & REQ_NOWAIT);
	if (!rq) {
		blk_queue_exit(q);
		bio_wouldblock_error(bio);
		return;
	}
	fill_from_bio(rq, bio, nr_segs);
	if (op_is_flush(bio->bi_opf) && blk_insert_flush(rq))
		return;
	if (plug)
		add_to_plug(plug, rq);
	else
		issue_directly(rq, true);
}

/* the driver's side */

void blk_mq_start_request(struct request *rq)
{
	if (blk_rq_misused(rq, "blk_mq_start_request", false, _RET_IP_))
		return;
	WARN_ON_ONCE(blk_mq_rq_state(rq) != MQ_RQ_IDLE);
	rq->ksim_started_at = _RET_IP_;
	blk_add_timer(rq);
	WRITE_ONCE(rq->state, MQ_RQ_IN_FLIGHT);
}
EXPORT_SYMBOL(blk_mq_start_request);

static void print_error(struct request *rq, blk_status_t status)
{
	pr_err_ratelimited("%s error, dev %s, sector %llu op 0x%x:(%s) flags 0x%x phys_seg %u prio class %u\n",
			   blk_status_name(status),
			   rq->q->disk ? rq->q->disk->disk_name : "?",
			   blk_rq_pos(rq), (__force u32)req_op(rq),
			   blk_op_str(req_op(rq)),
			   (__force u32)(rq->cmd_flags & ~REQ_OP_MASK),
			   rq->nr_phys_segments, IOPRIO_PRIO_CLASS(rq->ioprio));
}

static void end_part_of_bio(struct request *rq, struct bio *bio,
			    unsigned int bytes, blk_status_t error)
{
	if (unlikely(error))
		bio->bi_status = error;
	bio_advance(bio, bytes);
	if (!bio->bi_iter.bi_size && !(rq->rq_flags & RQF_FLUSH_SEQ))
		bio_endio(bio);
}

bool blk_update_request(struct request *req, blk_status_t error,
			unsigned int nr_bytes)
{
	unsigned int total = 0, bytes;
	struct bio *bio;

	if (!req->bio)
		return false;
	if (unlikely(error && !blk_rq_is_passthrough(req) &&
		     !(req->rq_flags & RQF_QUIET)) &&
	    !blk_disk_dead(req->q))
		print_error(req, error);
	if (req->part && req->rq_flags & RQF_IO_STAT)
		req->part->bd_stats->sectors[op_stat_group(req_op(req))] +=
			nr_bytes >> SECTOR_SHIFT;
	while ((bio = req->bio)) {
		bytes = min(bio->bi_iter.bi_size, nr_bytes);
		if (bytes == bio->bi_iter.bi_size)
			req->bio = bio->bi_next;
		end_part_of_bio(req, bio, bytes, error);
		total += bytes;
		nr_bytes -= bytes;
		if (!nr_bytes)
			break;
	}
	if (!req->bio) {
		req->__data_len = 0;
		return false;
	}
	req->__data_len -= total;
	if (!blk_rq_is_passthrough(req))
		req->__sector += total >> SECTOR_SHIFT;
	if (!(req->rq_flags & RQF_SPECIAL_PAYLOAD)) {
		if (blk_rq_bytes(req) < blk_rq_cur_bytes(req)) {
			blk_dump_rq_flags(req, "request botched");
			req->__data_len = blk_rq_cur_bytes(req);
		}
		req->nr_phys_segments = blk_recalc_rq_segments(req);
	}
	return true;
}
EXPORT_SYMBOL_GPL(blk_update_request);

void blk_dump_rq_flags(struct request *rq, char *msg)
{
	pr_info("%s: dev %s: flags=%llx\n", msg,
		rq->q->disk ? rq->q->disk->disk_name : "?",
		(unsigned long long)(__force u32)rq->cmd_flags);
	pr_info("  sector %llu, nr/cnr %u/%u\n", blk_rq_pos(rq),
		blk_rq_sectors(rq), blk_rq_cur_sectors(rq));
	pr_info("  bio %p, biotail %p, len %u\n", rq->bio, rq->biotail,
		blk_rq_bytes(rq));
}
EXPORT_SYMBOL(blk_dump_rq_flags);

static void finish_request(struct request *rq, blk_status_t error,
			   unsigned long caller)
{
	account_request_end(rq);
	rq->ksim_ended_at = caller;
	if (!rq->end_io) {
		blk_mq_free_request(rq);
		return;
	}
	/* It lives on for who allocated it, but not for the driver. */
	rq->ksim_live = false;
	if (rq->end_io(rq, error) == RQ_END_IO_FREE)
		blk_mq_free_request(rq);
}

/* Linux has no words for it; what looks for requests in flight misses it. */
static void report_never_started(struct request *rq, unsigned long caller)
{
	struct ksim_site sites[2] = {
		{ caller, "ended here" },
		{ ksim_function_site(rq->q->mq_ops->queue_rq),
		  "had been given to this function" },
	};
	char name[80], detail[200];

	blk_describe_request(rq, name, sizeof(name));
	snprintf(detail, sizeof(detail),
		 "%s, was ended without blk_mq_start_request(): it had no time-out, and nobody who looks for requests in flight could see it",
		 name);
	ksim_report(KSIM_FINDING_MISUSE, NULL,
		    "request ended that was never started", detail, sites, 2);
}

static bool may_end(struct request *rq, const char *function,
		    unsigned long caller)
{
	if (blk_rq_misused(rq, function, true, caller))
		return false;
	if (unlikely(rq->state == MQ_RQ_IDLE && rq->ksim_queued &&
		     is_module_address(caller)))
		report_never_started(rq, caller);
	return true;
}

void blk_mq_end_request_from(struct request *rq, blk_status_t error,
			     unsigned long caller)
{
	if (blk_update_request(rq, error, blk_rq_bytes(rq)))
		BUG();
	finish_request(rq, error, caller);
}

void blk_mq_end_request(struct request *rq, blk_status_t error)
{
	if (!may_end(rq, "blk_mq_end_request", _RET_IP_))
		return;
	error = checked_status(rq, error, _RET_IP_, "ended here");
	blk_mq_end_request_from(rq, error, _RET_IP_);
}
EXPORT_SYMBOL(blk_mq_end_request);

void blk_mq_end_request_batch(struct io_comp_batch *iob)
{
	struct request *rq;

	while ((rq = rq_list_pop(&iob->req_list)))
		blk_mq_end_request_from(rq, BLK_STS_OK, _RET_IP_);
}
EXPORT_SYMBOL_GPL(blk_mq_end_request_batch);

void __blk_mq_end_request(struct request *rq, blk_status_t error)
{
	if (may_end(rq, "__blk_mq_end_request", _RET_IP_))
		finish_request(rq, error, _RET_IP_);
}
EXPORT_SYMBOL(__blk_mq_end_request);

/* Requests that wait for the softirq to call ->complete. */
static LIST_HEAD(blk_done);

static void blk_done_softirq(struct softirq_action *h)
{
	struct request *rq, *next;
	unsigned long flags;
	LIST_HEAD(list);

	local_irq_save(flags);
	list_splice_init(&blk_done, &list);
	local_irq_restore(flags);
	list_for_each_entry_safe(rq, next, &list, queuelist) {
		list_del_init(&rq->queuelist);
		rq->q->mq_ops->complete(rq);
	}
}

static void raise_block_softirq(struct request *rq)
{
	static bool opened;
	unsigned long flags;

	if (!opened)
		open_softirq(BLOCK_SOFTIRQ, blk_done_softirq);
	opened = true;
	local_irq_save(flags);
	list_add_tail(&rq->queuelist, &blk_done);
	raise_softirq_irqoff(BLOCK_SOFTIRQ);
	local_irq_restore(flags);
}

bool blk_mq_complete_request_remote(struct request *rq)
{
	WRITE_ONCE(rq->state, MQ_RQ_COMPLETE);
	if (rq->mq_hctx->nr_ctx == 1 && rq->mq_ctx->cpu == smp_processor_id())
		return false;
	if (rq->q->nr_hw_queues != 1)
		return false;
	raise_block_softirq(rq);
	return true;
}
EXPORT_SYMBOL_GPL(blk_mq_complete_request_remote);

void blk_mq_complete_request(struct request *rq)
{
	char name[80], detail[160];

	if (!may_end(rq, "blk_mq_complete_request", _RET_IP_))
		return;
	if (unlikely(rq->state == MQ_RQ_COMPLETE)) {
		blk_describe_request(rq, name, sizeof(name));
		snprintf(detail, sizeof(detail),
			 "%s, was given to blk_mq_complete_request() before, and ->complete has not ended it yet",
			 name);
		ksim_report(KSIM_FINDING_MISUSE, NULL,
			    "request completed twice", detail,
			    &(struct ksim_site){ _RET_IP_, "this call" }, 1);
		return;
	}
	if (!blk_mq_complete_request_remote(rq))
		rq->q->mq_ops->complete(rq);
}
EXPORT_SYMBOL(blk_mq_complete_request);

/* again */

static void requeue_work_fn(struct work_struct *work)
{
	struct request_queue *q = container_of(work, struct request_queue,
					       requeue_work.work);
	struct request *rq, *next;
	LIST_HEAD(list);

	spin_lock_irq(&q->requeue_lock);
	list_splice_init(&q->requeue_list, &list);
	spin_unlock_irq(&q->requeue_lock);
	list_for_each_entry_safe_reverse(rq, next, &list, queuelist) {
		list_del_init(&rq->queuelist);
		blk_mq_insert(rq, true);
	}
	blk_mq_run_hw_queues(q, false);
}

void blk_mq_requeue_request(struct request *rq, bool kick_requeue_list)
{
	struct request_queue *q = rq->q;
	unsigned long flags;

	if (blk_rq_misused(rq, "blk_mq_requeue_request", false, _RET_IP_))
		return;
	unstart(rq);
	spin_lock_irqsave(&q->requeue_lock, flags);
	list_add_tail(&rq->queuelist, &q->requeue_list);
	spin_unlock_irqrestore(&q->requeue_lock, flags);
	if (kick_requeue_list)
		blk_mq_kick_requeue_list(q);
}
EXPORT_SYMBOL(blk_mq_requeue_request);

void blk_mq_kick_requeue_list(struct request_queue *q)
{
	kblockd_mod_delayed_work_on(WORK_CPU_UNBOUND, &q->requeue_work, 0);
}
EXPORT_SYMBOL(blk_mq_kick_requeue_list);

void blk_mq_delay_kick_requeue_list(struct request_queue *q,
				    unsigned long msecs)
{
	kblockd_mod_delayed_work_on(WORK_CPU_UNBOUND, &q->requeue_work,
				    msecs_to_jiffies(msecs));
}
EXPORT_SYMBOL(blk_mq_delay_kick_requeue_list);

/* made by hand */

struct rq_waiter {
	struct completion done;
	blk_status_t status;
};

static enum rq_end_io_ret wake_waiter(struct request *rq, blk_status_t status)
{
	struct rq_waiter *waiter = rq->end_io_data;

	waiter->status = status;
	complete(&waiter->done);
	return RQ_END_IO_NONE;
}

static void execute(struct request *rq, bool at_head)
{
	struct blk_plug *plug = current->plug;

	WARN_ON(!blk_rq_is_passthrough(rq));
	rq->ksim_live = true;
	rq->ksim_use++;
	rq->state = MQ_RQ_IDLE;
	rq->ksim_queued = false;
	rq->ksim_started_at = 0;
	if (plug && !at_head)
		add_to_plug(plug, rq);
	else
		blk_mq_insert_and_run(rq, at_head, false);
}

void blk_execute_rq_nowait(struct request *rq, bool at_head)
{
	execute(rq, at_head);
}
EXPORT_SYMBOL_GPL(blk_execute_rq_nowait);

blk_status_t blk_execute_rq(struct request *rq, bool at_head)
{
	struct rq_waiter waiter;

	init_completion(&waiter.done);
	rq->end_io_data = &waiter;
	rq->end_io = wake_waiter;
	current->ksim_io =
		(struct ksim_io_wait){ blk_describe_queue, rq->q };
	execute(rq, at_head);
	wait_for_completion(&waiter.done);
	current->ksim_io = (struct ksim_io_wait){};
	return waiter.status;
}
EXPORT_SYMBOL(blk_execute_rq);

/* stopping */

void blk_mq_stop_hw_queue(struct blk_mq_hw_ctx *hctx)
{
	cancel_delayed_work(&hctx->run_work);
	set_bit(BLK_MQ_S_STOPPED, &hctx->state);
}
EXPORT_SYMBOL(blk_mq_stop_hw_queue);

void blk_mq_stop_hw_queues(struct request_queue *q)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned long i;

	queue_for_each_hw_ctx(q, hctx, i)
		blk_mq_stop_hw_queue(hctx);
}
EXPORT_SYMBOL(blk_mq_stop_hw_queues);

void blk_mq_start_hw_queue(struct blk_mq_hw_ctx *hctx)
{
	clear_bit(BLK_MQ_S_STOPPED, &hctx->state);
	blk_mq_run_hw_queue(hctx, hctx->flags & BLK_MQ_F_BLOCKING);
}
EXPORT_SYMBOL(blk_mq_start_hw_queue);

void blk_mq_start_hw_queues(struct request_queue *q)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned long i;

	queue_for_each_hw_ctx(q, hctx, i)
		blk_mq_start_hw_queue(hctx);
}
EXPORT_SYMBOL(blk_mq_start_hw_queues);

void blk_mq_start_stopped_hw_queue(struct blk_mq_hw_ctx *hctx, bool async)
{
	if (!is_stopped(hctx))
		return;
	clear_bit(BLK_MQ_S_STOPPED, &hctx->state);
	blk_mq_run_hw_queue(hctx, async);
}
EXPORT_SYMBOL_GPL(blk_mq_start_stopped_hw_queue);

void blk_mq_start_stopped_hw_queues(struct request_queue *q, bool async)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned long i;

	queue_for_each_hw_ctx(q, hctx, i)
		blk_mq_start_stopped_hw_queue(
			hctx, async || hctx->flags & BLK_MQ_F_BLOCKING);
}
EXPORT_SYMBOL(blk_mq_start_stopped_hw_queues);

void blk_mq_quiesce_queue_nowait(struct request_queue *q)
{
	if (!q->quiesce_depth++)
		blk_queue_flag_set(QUEUE_FLAG_QUIESCED, q);
}
EXPORT_SYMBOL_GPL(blk_mq_quiesce_queue_nowait);

static void wait_quiesced(struct request_queue *q)
{
	if (q->tag_set && q->tag_set->flags & BLK_MQ_F_BLOCKING)
		synchronize_srcu(&q->ksim_srcu);
	else
		synchronize_rcu();
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
void blk_mq_wait_quiesce_done(struct blk_mq_tag_set *set)
{
	struct request_queue *q;

	list_for_each_entry(q, &set->tag_list, tag_set_list)
		wait_quiesced(q);
}
EXPORT_SYMBOL_GPL(blk_mq_wait_quiesce_done);

void blk_mq_quiesce_tagset(struct blk_mq_tag_set *set)
{
	struct request_queue *q;

	mutex_lock(&set->tag_list_lock);
	list_for_each_entry(q, &set->tag_list, tag_set_list)
		blk_mq_quiesce_queue_nowait(q);
	blk_mq_wait_quiesce_done(set);
	mutex_unlock(&set->tag_list_lock);
}
EXPORT_SYMBOL_GPL(blk_mq_quiesce_tagset);

void blk_mq_unquiesce_tagset(struct blk_mq_tag_set *set)
{
	struct request_queue *q;

	mutex_lock(&set->tag_list_lock);
	list_for_each_entry(q, &set->tag_list, tag_set_list)
		blk_mq_unquiesce_queue(q);
	mutex_unlock(&set->tag_list_lock);
}
EXPORT_SYMBOL_GPL(blk_mq_unquiesce_tagset);
#else
void blk_mq_wait_quiesce_done(struct request_queue *q)
{
	wait_quiesced(q);
}
EXPORT_SYMBOL_GPL(blk_mq_wait_quiesce_done);
#endif

void blk_mq_quiesce_queue(struct request_queue *q)
{
	blk_mq_quiesce_queue_nowait(q);
	if (queue_is_mq(q))
		wait_quiesced(q);
}
EXPORT_SYMBOL_GPL(blk_mq_quiesce_queue);

void blk_mq_unquiesce_queue(struct request_queue *q)
{
	if (WARN_ON_ONCE(q->quiesce_depth <= 0))
		return;
	if (--q->quiesce_depth)
		return;
	blk_queue_flag_clear(QUEUE_FLAG_QUIESCED, q);
	blk_mq_run_hw_queues(q, true);
}
EXPORT_SYMBOL_GPL(blk_mq_unquiesce_queue);

/* freezing */

void blk_freeze_queue_start(struct request_queue *q)
{
	bool first;

	mutex_lock(&q->mq_freeze_lock);
	first = ++q->mq_freeze_depth == 1;
	mutex_unlock(&q->mq_freeze_lock);
	if (first && queue_is_mq(q))
		blk_mq_run_hw_queues(q, false);
}
EXPORT_SYMBOL_GPL(blk_freeze_queue_start);

void blk_mq_freeze_queue_wait(struct request_queue *q)
{
	blk_wait_event(q->mq_freeze_wq, !q->ksim_users, blk_describe_queue, q);
}
EXPORT_SYMBOL_GPL(blk_mq_freeze_queue_wait);

int blk_mq_freeze_queue_wait_timeout(struct request_queue *q,
				     unsigned long timeout)
{
	return wait_event_timeout(q->mq_freeze_wq, !q->ksim_users, timeout);
}
EXPORT_SYMBOL_GPL(blk_mq_freeze_queue_wait_timeout);

void blk_mq_freeze_queue(struct request_queue *q)
{
	blk_freeze_queue_start(q);
	blk_mq_freeze_queue_wait(q);
}
EXPORT_SYMBOL_GPL(blk_mq_freeze_queue);

void blk_mq_unfreeze_queue(struct request_queue *q)
{
	bool last;

	mutex_lock(&q->mq_freeze_lock);
	last = --q->mq_freeze_depth == 0;
	WARN_ON_ONCE(q->mq_freeze_depth < 0);
	mutex_unlock(&q->mq_freeze_lock);
	if (last)
		wake_up_all(&q->mq_freeze_wq);
}
EXPORT_SYMBOL_GPL(blk_mq_unfreeze_queue);

static bool seen_one(struct request *rq, void *data)
{
	bool *seen = data;

	*seen = true;
	return false;
}

bool blk_mq_queue_inflight(struct request_queue *q)
{
	bool seen = false;

	blk_mq_for_each_started(q, seen_one, &seen);
	return seen;
}
EXPORT_SYMBOL_GPL(blk_mq_queue_inflight);

/* queues: life */

static void free_hctx(struct request_queue *q, struct blk_mq_hw_ctx *hctx,
		      bool initialised)
{
	struct blk_mq_tag_set *set = q->tag_set;

	cancel_delayed_work_sync(&hctx->run_work);
	if (initialised && set->ops->exit_hctx)
		set->ops->exit_hctx(hctx, hctx->queue_num);
	xa_erase(&q->hctx_table, hctx->queue_num);
	kfree(hctx);
}

static int alloc_hctx(struct request_queue *q, unsigned int index)
{
	struct blk_mq_tag_set *set = q->tag_set;
	struct blk_mq_hw_ctx *hctx = blk_zalloc(sizeof(*hctx));
	unsigned int cpu;
	int ret;

	if (!hctx)
		return -ENOMEM;
	spin_lock_init(&hctx->lock);
	INIT_LIST_HEAD(&hctx->dispatch);
	INIT_DELAYED_WORK(&hctx->run_work, run_work_fn);
	hctx->queue = q;
	hctx->queue_num = index;
	hctx->flags = set->flags & ~BLK_MQ_F_TAG_QUEUE_SHARED;
	hctx->tags = set->tags[index];
	hctx->numa_node = set->numa_node;
	for_each_possible_cpu(cpu) {
		if (set->map[HCTX_TYPE_DEFAULT].mq_map[cpu] != index)
			continue;
		cpumask_set_cpu(cpu, hctx->cpumask);
		q->queue_ctx[cpu].hctx = hctx;
		hctx->nr_ctx++;
	}
	ret = xa_err(xa_store(&q->hctx_table, index, hctx, GFP_KERNEL));
	if (ret) {
		kfree(hctx);
		return ret;
	}
	if (set->ops->init_hctx &&
	    set->ops->init_hctx(hctx, set->driver_data, index)) {
		free_hctx(q, hctx, false);
		return -ENOMEM;
	}
	return 0;
}

static void free_hctxs(struct request_queue *q)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned long i;

	queue_for_each_hw_ctx(q, hctx, i)
		free_hctx(q, hctx, true);
}

static int alloc_hctxs(struct request_queue *q)
{
	unsigned int cpu, i;
	int ret;

	q->queue_ctx = blk_zalloc(nr_cpu_ids * sizeof(*q->queue_ctx));
	if (!q->queue_ctx)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		q->queue_ctx[cpu].cpu = cpu;
		q->queue_ctx[cpu].queue = q;
	}
	for (i = 0; i < q->nr_hw_queues; i++) {
		ret = alloc_hctx(q, i);
		if (ret)
			goto err;
	}
	q->ksim_flush = blk_alloc_flush_queue(q->tag_set, 0, &ret);
	if (q->ksim_flush)
		return 0;
err:
	free_hctxs(q);
	return ret;
}

static struct request_queue *alloc_mq_queue(struct blk_mq_tag_set *set,
					    struct queue_limits *lim,
					    void *queuedata,
					    unsigned long caller)
{
	struct request_queue *q = blk_alloc_queue(caller);
	int ret = -ENOMEM;

	if (!q)
		return ERR_PTR(-ENOMEM);
	q->queuedata = queuedata;
	q->mq_ops = set->ops;
	q->tag_set = set;
	q->nr_hw_queues = set->nr_hw_queues;
	q->nr_requests = set->queue_depth;
	q->queue_flags = QUEUE_FLAG_MQ_DEFAULT;
	q->rq_timeout = set->timeout ? set->timeout : 30 * HZ;
	INIT_DELAYED_WORK(&q->requeue_work, requeue_work_fn);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	ret = blk_set_limits(q, lim);
	if (ret)
		goto err;
	q->limits.features |= BLK_FEAT_IO_STAT | BLK_FEAT_NOWAIT;
#endif
	ret = alloc_hctxs(q);
	if (ret)
		goto err;
	mutex_lock(&set->tag_list_lock);
	list_add_tail(&q->tag_set_list, &set->tag_list);
	mutex_unlock(&set->tag_list_lock);
	return q;

err:
	blk_put_queue(q);
	return ERR_PTR(ret);
}

void blk_mq_cancel_work_sync(struct request_queue *q)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned long i;

	if (!queue_is_mq(q))
		return;
	cancel_delayed_work_sync(&q->requeue_work);
	queue_for_each_hw_ctx(q, hctx, i)
		cancel_delayed_work_sync(&hctx->run_work);
}

void blk_mq_exit_queue(struct request_queue *q)
{
	struct blk_mq_tag_set *set = q->tag_set;

	if (!q->ksim_flush)
		return;
	blk_free_flush_queue(q->ksim_flush, set, 0);
	q->ksim_flush = NULL;
	free_hctxs(q);
	mutex_lock(&set->tag_list_lock);
	list_del_init(&q->tag_set_list);
	mutex_unlock(&set->tag_list_lock);
}

void blk_mq_destroy_queue(struct request_queue *q)
{
	WARN_ON_ONCE(!queue_is_mq(q));
	WARN_ON_ONCE(blk_queue_registered(q));
	might_sleep();
	blk_queue_flag_set(QUEUE_FLAG_DYING, q);
	blk_queue_start_drain(q);
	blk_mq_freeze_queue_wait(q);
	blk_sync_queue(q);
	blk_mq_cancel_work_sync(q);
	blk_mq_exit_queue(q);
}
EXPORT_SYMBOL(blk_mq_destroy_queue);

static struct gendisk *alloc_mq_disk(struct blk_mq_tag_set *set,
				     struct queue_limits *lim, void *queuedata,
				     unsigned long caller)
{
	struct request_queue *q = alloc_mq_queue(set, lim, queuedata, caller);
	struct gendisk *disk;

	if (IS_ERR(q))
		return ERR_CAST(q);
	disk = blk_alloc_disk_node(q, caller);
	if (!disk) {
		blk_mq_destroy_queue(q);
		blk_put_queue(q);
		return ERR_PTR(-ENOMEM);
	}
	set_bit(GD_OWNS_QUEUE, &disk->state);
	return disk;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
struct gendisk *__blk_mq_alloc_disk(struct blk_mq_tag_set *set,
				    struct queue_limits *lim, void *queuedata,
				    struct lock_class_key *lkclass)
{
	return alloc_mq_disk(set, lim, queuedata, _RET_IP_);
}
EXPORT_SYMBOL(__blk_mq_alloc_disk);

struct request_queue *blk_mq_alloc_queue(struct blk_mq_tag_set *set,
					 struct queue_limits *lim,
					 void *queuedata)
{
	return alloc_mq_queue(set, lim, queuedata, _RET_IP_);
}
EXPORT_SYMBOL(blk_mq_alloc_queue);
#else
struct gendisk *__blk_mq_alloc_disk(struct blk_mq_tag_set *set, void *queuedata,
				    struct lock_class_key *lkclass)
{
	return alloc_mq_disk(set, NULL, queuedata, _RET_IP_);
}
EXPORT_SYMBOL(__blk_mq_alloc_disk);

struct request_queue *blk_mq_init_queue(struct blk_mq_tag_set *set)
{
	return alloc_mq_queue(set, NULL, NULL, _RET_IP_);
}
EXPORT_SYMBOL(blk_mq_init_queue);
#endif

struct gendisk *blk_mq_alloc_disk_for_queue(struct request_queue *q,
					    struct lock_class_key *lkclass)
{
	struct gendisk *disk;

	if (!blk_get_queue(q))
		return NULL;
	disk = blk_alloc_disk_node(q, _RET_IP_);
	if (!disk)
		blk_put_queue(q);
	return disk;
}
EXPORT_SYMBOL(blk_mq_alloc_disk_for_queue);
