// SPDX-License-Identifier: GPL-2.0-or-later
/* Requests that take too long. */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/timer.h>
#include "shims/kernel/time/armed.h"
#include "blk.h"

/* Up to a second late, so that one look is enough for many. */
#define TIMEOUT_SLACK roundup_pow_of_two(HZ)

static void arm(struct request_queue *q, unsigned long deadline)
{
	unsigned long expiry = deadline + TIMEOUT_SLACK;

	if (!timer_pending(&q->timeout) ||
	    time_before(expiry, q->timeout.expires))
		mod_timer(&q->timeout, expiry);
}

void blk_add_timer(struct request *rq)
{
	struct request_queue *q = rq->q;

	if (!rq->timeout)
		rq->timeout = q->rq_timeout;
	rq->rq_flags &= ~RQF_TIMED_OUT;
	WRITE_ONCE(rq->deadline, ticks_now() + rq->timeout);
	/* Linux looks again and again, though it cannot ask the driver. */
	if (q->mq_ops->timeout)
		arm(q, rq->deadline);
}

void blk_rq_timed_out_timer(struct timer_list *t)
{
	struct request_queue *q = from_timer(q, t, timeout);

	kblockd_schedule_work(&q->timeout_work);
}

struct look {
	bool more;
	unsigned long next;
};

static bool look_at(struct request *rq, void *data)
{
	struct look *look = data;

	if (rq->state != MQ_RQ_IN_FLIGHT || rq->rq_flags & RQF_TIMED_OUT)
		return true;
	if (time_after_eq((unsigned long)ticks_now(), READ_ONCE(rq->deadline))) {
		rq->rq_flags |= RQF_TIMED_OUT;
		if (rq->q->mq_ops->timeout(rq) == BLK_EH_DONE)
			return true;
		blk_add_timer(rq);
	}
	if (!look->more || time_before(rq->deadline, look->next))
		look->next = rq->deadline;
	look->more = true;
	return true;
}

void blk_mq_timeout_work(struct work_struct *work)
{
	struct request_queue *q =
		container_of(work, struct request_queue, timeout_work);
	struct look look = {};

	blk_mq_for_each_started(q, look_at, &look);
	if (look.more)
		arm(q, look.next);
}

/* As if its time were up. */
void blk_abort_request(struct request *req)
{
	WRITE_ONCE(req->deadline, ticks_now());
	kblockd_schedule_work(&req->q->timeout_work);
}
EXPORT_SYMBOL_GPL(blk_abort_request);
