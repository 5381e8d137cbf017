// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes that must get past the cache of a device.
 *
 * A request with REQ_PREFLUSH or REQ_FUA takes up to three steps: flush the
 * cache, write the data, flush again if the device cannot write through. One
 * flush serves all requests that were waiting for one when it began; there is
 * one at a time.
 */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/slab.h>
#include "blk.h"
#include "blk-mq.h"

enum {
	STEP_PREFLUSH = 1 << 0,
	STEP_DATA = 1 << 1,
	STEP_POSTFLUSH = 1 << 2,
	STEP_ALL = STEP_PREFLUSH | STEP_DATA | STEP_POSTFLUSH,
};

/**
 * struct blk_flush_queue - the flushes of a queue
 * @lock: protects all of it
 * @rq: the flush itself, for all uses
 * @busy: it is in flight
 * @waiting: requests that the next flush is for
 * @served: requests that the one in flight is for
 */
struct blk_flush_queue {
	spinlock_t lock;
	struct request *rq;
	bool busy;
	struct list_head waiting;
	struct list_head served;
};

struct blk_flush_queue *blk_alloc_flush_queue(struct blk_mq_tag_set *set,
					      unsigned int hctx_idx, int *error)
{
	struct blk_flush_queue *fq = blk_zalloc(sizeof(*fq));

	*error = -ENOMEM;
	if (!fq)
		return NULL;
	fq->rq = blk_mq_make_request(set, hctx_idx);
	if (IS_ERR(fq->rq)) {
		kfree(fq);
		return NULL;
	}
	spin_lock_init(&fq->lock);
	INIT_LIST_HEAD(&fq->waiting);
	INIT_LIST_HEAD(&fq->served);
	return fq;
}

void blk_free_flush_queue(struct blk_flush_queue *fq,
			  struct blk_mq_tag_set *set, unsigned int hctx_idx)
{
	blk_mq_unmake_request(set, fq->rq, hctx_idx);
	kfree(fq);
}

static enum rq_end_io_ret flush_end_io(struct request *flush_rq,
				       blk_status_t error);

/* Sends a flush if one is wanted. Context: fq->lock held; it is let go. */
static void kick(struct blk_flush_queue *fq, unsigned long flags)
{
	struct request *first, *rq = fq->rq;

	if (fq->busy || list_empty(&fq->waiting)) {
		spin_unlock_irqrestore(&fq->lock, flags);
		return;
	}
	fq->busy = true;
	list_splice_init(&fq->waiting, &fq->served);
	spin_unlock_irqrestore(&fq->lock, flags);
	/* The first one does not need its tag meanwhile. */
	first = list_first_entry(&fq->served, struct request, queuelist);
	blk_rq_init_for(rq, first->q, first->mq_hctx, first->tag,
			REQ_OP_FLUSH | REQ_PREFLUSH |
				(first->cmd_flags & (REQ_DRV | REQ_FAILFAST_MASK)));
	rq->rq_flags |= RQF_FLUSH_SEQ;
	rq->part = first->part;
	rq->end_io = flush_end_io;
	rq->mq_hctx->tags->rqs[rq->tag] = rq;
	blk_mq_insert_and_run(rq, false, true);
}

static void end_sequence(struct request *rq, blk_status_t error)
{
	rq->bio = rq->biotail;
	if (rq->bio)
		rq->__sector = rq->bio->bi_iter.bi_sector;
	rq->rq_flags &= ~RQF_FLUSH_SEQ;
	rq->end_io = rq->flush.saved_end_io;
	rq->ksim_live = true;
	blk_mq_end_request_from(rq, error, rq->ksim_ended_at);
}

/* @step is over; on to the next one. */
static void advance(struct request *rq, unsigned int step, blk_status_t error)
{
	struct blk_flush_queue *fq = rq->q->ksim_flush;
	unsigned long flags;

	rq->flush.seq |= step;
	if (error || rq->flush.seq == STEP_ALL) {
		end_sequence(rq, error);
		return;
	}
	if (rq->flush.seq & STEP_PREFLUSH && !(rq->flush.seq & STEP_DATA)) {
		blk_mq_insert_and_run(rq, false, true);
		return;
	}
	spin_lock_irqsave(&fq->lock, flags);
	list_add_tail(&rq->queuelist, &fq->waiting);
	kick(fq, flags);
}

static enum rq_end_io_ret flush_end_io(struct request *flush_rq,
				       blk_status_t error)
{
	struct request_queue *q = flush_rq->q;
	struct blk_flush_queue *fq = q->ksim_flush;
	struct request *rq, *next;
	unsigned long flags;
	LIST_HEAD(served);

	if (flush_rq->part)
		flush_rq->part->bd_stats->ios[STAT_FLUSH]++;
	WRITE_ONCE(flush_rq->state, MQ_RQ_IDLE);
	/* The queue must not go with the last of those who waited for it. */
	q->ksim_users++;
	spin_lock_irqsave(&fq->lock, flags);
	list_splice_init(&fq->served, &served);
	spin_unlock_irqrestore(&fq->lock, flags);
	rq = list_first_entry(&served, struct request, queuelist);
	rq->mq_hctx->tags->rqs[rq->tag] = rq;
	flush_rq->tag = -1;
	list_for_each_entry_safe(rq, next, &served, queuelist) {
		list_del_init(&rq->queuelist);
		advance(rq, rq->flush.seq & STEP_PREFLUSH ? STEP_POSTFLUSH :
							    STEP_PREFLUSH,
			error);
	}
	spin_lock_irqsave(&fq->lock, flags);
	fq->busy = false;
	kick(fq, flags);
	blk_queue_exit(q);
	return RQ_END_IO_NONE;
}

static enum rq_end_io_ret data_end_io(struct request *rq, blk_status_t error)
{
	WRITE_ONCE(rq->state, MQ_RQ_IDLE);
	rq->ksim_queued = false;
	advance(rq, STEP_DATA, error);
	return RQ_END_IO_NONE;
}

bool blk_insert_flush(struct request *rq)
{
	bool cache = blk_queue_has_cache(rq->q), fua = blk_queue_has_fua(rq->q);
	unsigned int steps = 0;

	if (blk_rq_sectors(rq))
		steps |= STEP_DATA;
	if (cache && rq->cmd_flags & REQ_PREFLUSH)
		steps |= STEP_PREFLUSH;
	if (cache && rq->cmd_flags & REQ_FUA && !fua)
		steps |= STEP_POSTFLUSH;
	rq->cmd_flags &= ~REQ_PREFLUSH;
	if (!fua)
		rq->cmd_flags &= ~REQ_FUA;
	rq->cmd_flags |= REQ_SYNC;
	if (!steps) {
		blk_mq_end_request_from(rq, BLK_STS_OK, 0);
		return true;
	}
	if (steps == STEP_DATA)
		return false;
	rq->flush.seq = 0;
	rq->flush.saved_end_io = rq->end_io;
	rq->rq_flags |= RQF_FLUSH_SEQ;
	rq->end_io = data_end_io;
	/* What it does not need is done. */
	advance(rq, STEP_ALL & ~steps, BLK_STS_OK);
	return true;
}
