/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests, in queues of several CPUs.
 *
 * Stands for: include/linux/blk-mq.h, block/{blk-mq,blk-mq-tag,blk-mq-cpumap,
 *	       blk-merge,blk-flush,blk-timeout,blk-map}.c
 * Fidelity:   MODEL - life of requests and tags, dispatch, requeueing, stopping,
 *	       quiescing, freezing, time-outs and flushes as in Linux; no I/O
 *	       scheduler; a bio is merged only behind the last request of a
 *	       plug; completion runs where it is asked for, or in the block
 *	       softirq if there is one hardware queue; tags of a set that
 *	       several queues share go to whoever comes first
 * Absent:     polling, budgets, queue_rqs(), which is never called, cloned
 *	       requests, requests from user memory, blk_mq_update_nr_hw_queues()
 */
#ifndef _KSIM_LINUX_BLK_MQ_H
#define _KSIM_LINUX_BLK_MQ_H

#include <linux/blkdev.h>
#include <linux/cpumask.h>
#include <linux/dma-direction.h>
#include <linux/lockdep.h>
#include <linux/prefetch.h>
#include <linux/scatterlist.h>

struct blk_flush_queue;
struct blk_mq_tags;

#define BLKDEV_MIN_RQ 4
#define BLKDEV_DEFAULT_RQ 128

enum rq_end_io_ret {
	RQ_END_IO_NONE,
	RQ_END_IO_FREE,
};

typedef enum rq_end_io_ret(rq_end_io_fn)(struct request *, blk_status_t);

typedef __u32 __bitwise req_flags_t;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define RQF_STARTED ((__force req_flags_t)(1 << 0))
#define RQF_FLUSH_SEQ ((__force req_flags_t)(1 << 1))
#define RQF_MIXED_MERGE ((__force req_flags_t)(1 << 2))
#define RQF_DONTPREP ((__force req_flags_t)(1 << 3))
#define RQF_FAILED ((__force req_flags_t)(1 << 6))
#define RQF_QUIET ((__force req_flags_t)(1 << 7))
#define RQF_IO_STAT ((__force req_flags_t)(1 << 8))
#define RQF_PM ((__force req_flags_t)(1 << 9))
#define RQF_STATS ((__force req_flags_t)(1 << 11))
#define RQF_SPECIAL_PAYLOAD ((__force req_flags_t)(1 << 12))
#define RQF_TIMED_OUT ((__force req_flags_t)(1 << 14))
#define RQF_RESV ((__force req_flags_t)(1 << 15))
#else
#define RQF_STARTED ((__force req_flags_t)(1 << 1))
#define RQF_SOFTBARRIER ((__force req_flags_t)(1 << 3))
#define RQF_FLUSH_SEQ ((__force req_flags_t)(1 << 4))
#define RQF_MIXED_MERGE ((__force req_flags_t)(1 << 5))
#define RQF_DONTPREP ((__force req_flags_t)(1 << 7))
#define RQF_FAILED ((__force req_flags_t)(1 << 10))
#define RQF_QUIET ((__force req_flags_t)(1 << 11))
#define RQF_IO_STAT ((__force req_flags_t)(1 << 13))
#define RQF_PM ((__force req_flags_t)(1 << 15))
#define RQF_STATS ((__force req_flags_t)(1 << 17))
#define RQF_SPECIAL_PAYLOAD ((__force req_flags_t)(1 << 18))
#define RQF_TIMED_OUT ((__force req_flags_t)(1 << 21))
#define RQF_RESV ((__force req_flags_t)(1 << 23))
#endif

enum mq_rq_state {
	MQ_RQ_IDLE = 0, /* not the driver's yet, or not any more */
	MQ_RQ_IN_FLIGHT = 1, /* started */
	MQ_RQ_COMPLETE = 2, /* the device is done with it */
};

/**
 * struct request - what the driver is asked to do
 * @q: whose it is
 * @mq_ctx: of the CPU that it was made on
 * @mq_hctx: the hardware queue that it goes to
 * @cmd_flags: enum req_op and REQ_*
 * @rq_flags: RQF_*
 * @tag: its number in the hardware queue, or -1
 * @timeout: jiffies, from blk_mq_start_request() on
 * @bio: what is left of it, by bi_next
 * @queuelist: in whatever list it waits in
 * @nr_phys_segments: entries that blk_rq_map_sg() makes at most
 * @deadline: jiffies
 * @end_io: called in place of ending the bios, for who allocated it
 */
struct request {
	struct request_queue *q;
	struct blk_mq_ctx *mq_ctx;
	struct blk_mq_hw_ctx *mq_hctx;
	blk_opf_t cmd_flags;
	req_flags_t rq_flags;
	int tag;
	int internal_tag;
	unsigned int timeout;
	unsigned int __data_len;
	sector_t __sector;
	struct bio *bio;
	struct bio *biotail;
	union {
		struct list_head queuelist;
		struct request *rq_next;
	};
	struct block_device *part;
	u64 start_time_ns;
	u64 io_start_time_ns;
	unsigned short stats_sectors;
	unsigned short nr_phys_segments;
	unsigned short ioprio;
	enum mq_rq_state state;
	unsigned long deadline;
	union {
		struct bio_vec special_vec;
		void *completion_data;
	};
	struct {
		unsigned int seq;
		rq_end_io_fn *saved_end_io;
	} flush;
	rq_end_io_fn *end_io;
	void *end_io_data;
	/* ksim's own: what findings talk about. */
	bool ksim_live; /* from allocation to its end */
	bool ksim_queued; /* ->queue_rq has been called with it */
	unsigned int ksim_use; /* counts its uses */
	unsigned long ksim_started_at; /* where the driver started it, or 0 */
	unsigned long ksim_ended_at; /* where the one before it was ended */
};

static inline enum req_op req_op(const struct request *req)
{
	return req->cmd_flags & REQ_OP_MASK;
}

static inline bool blk_rq_is_passthrough(struct request *rq)
{
	return blk_op_is_passthrough(rq->cmd_flags);
}

static inline unsigned short req_get_ioprio(struct request *req)
{
	return req->ioprio;
}

#define rq_data_dir(rq) (op_is_write(req_op(rq)) ? WRITE : READ)
#define rq_dma_dir(rq) \
	(op_is_write(req_op(rq)) ? DMA_TO_DEVICE : DMA_FROM_DEVICE)

enum blk_eh_timer_return {
	BLK_EH_DONE, /* the driver has ended it, or will */
	BLK_EH_RESET_TIMER, /* give it as long again */
};

/* Requests of one CPU. */
struct blk_mq_ctx {
	unsigned int cpu;
	struct request_queue *queue;
	struct blk_mq_hw_ctx *hctx;
};

/**
 * struct blk_mq_hw_ctx - one hardware queue
 * @lock: protects @dispatch
 * @dispatch: requests that wait for the driver, the first one first
 * @state: BLK_MQ_S_*
 * @run_work: runs it later, or on another task
 * @cpumask: the CPUs that it serves
 * @queue: whose it is
 * @driver_data: the driver's
 * @tags: of its requests
 * @queue_num: its number
 */
struct blk_mq_hw_ctx {
	spinlock_t lock;
	struct list_head dispatch;
	unsigned long state;
	struct delayed_work run_work;
	cpumask_var_t cpumask;
	unsigned long flags;
	struct request_queue *queue;
	void *driver_data;
	unsigned short type;
	unsigned short nr_ctx;
	struct blk_mq_tags *tags;
	unsigned int numa_node;
	unsigned int queue_num;
	atomic_t nr_active;
};

struct blk_mq_queue_map {
	unsigned int *mq_map;
	unsigned int nr_queues;
	unsigned int queue_offset;
};

enum hctx_type {
	HCTX_TYPE_DEFAULT,
	HCTX_TYPE_READ,
	HCTX_TYPE_POLL,
	HCTX_MAX_TYPES,
};

/**
 * struct blk_mq_tag_set - what queues of one device share
 * @map: which CPU uses which hardware queue
 * @nr_maps: 1; queues of their own for reads are not told apart
 * @ops: the driver's functions
 * @nr_hw_queues: at most as many as there are CPUs are used
 * @queue_depth: requests of a hardware queue
 * @reserved_tags: of these, for BLK_MQ_REQ_RESERVED alone
 * @cmd_size: bytes behind each request that are the driver's
 * @timeout: jiffies; 0: 30 seconds
 * @flags: BLK_MQ_F_*
 * @driver_data: the driver's
 * @tags: of each hardware queue
 * @tag_list: queues that use it
 */
struct blk_mq_tag_set {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	const struct blk_mq_ops *ops;
	struct blk_mq_queue_map map[HCTX_MAX_TYPES];
	unsigned int nr_maps;
#else
	struct blk_mq_queue_map map[HCTX_MAX_TYPES];
	unsigned int nr_maps;
	const struct blk_mq_ops *ops;
#endif
	unsigned int nr_hw_queues;
	unsigned int queue_depth;
	unsigned int reserved_tags;
	unsigned int cmd_size;
	int numa_node;
	unsigned int timeout;
	unsigned int flags;
	void *driver_data;
	struct blk_mq_tags **tags;
	struct mutex tag_list_lock;
	struct list_head tag_list;
};

struct blk_mq_queue_data {
	struct request *rq;
	bool last; /* nothing follows at once; see ->commit_rqs */
};

typedef bool(busy_tag_iter_fn)(struct request *, void *);

/**
 * struct blk_mq_ops - what a driver does with requests
 * @queue_rq: take a request: start it and hand it to the device. It must not
 *	      sleep, unless the set has BLK_MQ_F_BLOCKING. BLK_STS_RESOURCE and
 *	      BLK_STS_DEV_RESOURCE: not now; any other error ends it
 * @commit_rqs: what was queued is all there is, though the last one was not
 *		marked so
 * @timeout: a request has taken too long
 * @complete: a request that blk_mq_complete_request() was called for
 * @init_hctx: a hardware queue comes; -errno: not
 * @exit_hctx: and goes
 * @init_request: a request is made, once for all of its uses
 * @exit_request: and goes
 * @cleanup_rq: a request will not come again after it was started
 * @map_queues: fills set->map
 */
struct blk_mq_ops {
	blk_status_t (*queue_rq)(struct blk_mq_hw_ctx *hctx,
				 const struct blk_mq_queue_data *bd);
	void (*commit_rqs)(struct blk_mq_hw_ctx *hctx);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	void (*queue_rqs)(struct rq_list *rqlist);
#else
	void (*queue_rqs)(struct request **rqlist);
#endif
	int (*get_budget)(struct request_queue *q);
	void (*put_budget)(struct request_queue *q, int token);
	void (*set_rq_budget_token)(struct request *rq, int token);
	int (*get_rq_budget_token)(struct request *rq);
	enum blk_eh_timer_return (*timeout)(struct request *rq);
	int (*poll)(struct blk_mq_hw_ctx *hctx, struct io_comp_batch *iob);
	void (*complete)(struct request *rq);
	int (*init_hctx)(struct blk_mq_hw_ctx *hctx, void *data,
			 unsigned int index);
	void (*exit_hctx)(struct blk_mq_hw_ctx *hctx, unsigned int index);
	int (*init_request)(struct blk_mq_tag_set *set, struct request *rq,
			    unsigned int hctx_idx, unsigned int numa_node);
	void (*exit_request)(struct blk_mq_tag_set *set, struct request *rq,
			     unsigned int hctx_idx);
	void (*cleanup_rq)(struct request *rq);
	bool (*busy)(struct request_queue *q);
	void (*map_queues)(struct blk_mq_tag_set *set);
};

enum {
	BLK_MQ_F_SHOULD_MERGE = 1 << 0,
	BLK_MQ_F_TAG_QUEUE_SHARED = 1 << 1,
	BLK_MQ_F_STACKING = 1 << 2,
	BLK_MQ_F_TAG_HCTX_SHARED = 1 << 3,
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	BLK_MQ_F_BLOCKING = 1 << 4,
	BLK_MQ_F_NO_SCHED = 1 << 5,
	BLK_MQ_F_NO_SCHED_BY_DEFAULT = 1 << 6,
	BLK_MQ_F_ALLOC_POLICY_START_BIT = 7,
#else
	BLK_MQ_F_BLOCKING = 1 << 5,
	BLK_MQ_F_NO_SCHED = 1 << 6,
	BLK_MQ_F_NO_SCHED_BY_DEFAULT = 1 << 7,
	BLK_MQ_F_ALLOC_POLICY_START_BIT = 8,
#endif
	BLK_MQ_F_ALLOC_POLICY_BITS = 1,
};

enum {
	BLK_MQ_S_STOPPED = 0,
	BLK_MQ_S_TAG_ACTIVE = 1,
	BLK_MQ_S_SCHED_RESTART = 2, /* run again when a request ends */
	BLK_MQ_S_INACTIVE = 3,
};

#define BLK_MQ_MAX_DEPTH 10240
#define BLK_MQ_NO_HCTX_IDX (-1U)

enum {
	BLK_MQ_REQ_NOWAIT = (__force blk_mq_req_flags_t)(1 << 0),
	BLK_MQ_REQ_RESERVED = (__force blk_mq_req_flags_t)(1 << 1),
	BLK_MQ_REQ_PM = (__force blk_mq_req_flags_t)(1 << 2),
};

/**
 * struct blk_mq_tags - the requests of one hardware queue
 * @rqs: by tag; of the queue that used the tag last
 * @nr_tags: reserved ones and others
 */
struct blk_mq_tags {
	unsigned int nr_tags;
	unsigned int nr_reserved_tags;
	struct request **rqs;
	struct request **static_rqs;
	unsigned long *ksim_used; /* bitmap */
	wait_queue_head_t ksim_wait; /* for a tag */
};

/* tag sets */

/**
 * blk_mq_alloc_tag_set() - make the requests of a device
 * @set: ops, nr_hw_queues, queue_depth and the like are filled in
 *
 * Context: may sleep.
 * Return: 0; -EINVAL for what makes no sense; -ENOMEM, also if ->init_request
 *	   fails.
 */
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
int blk_mq_alloc_sq_tag_set(struct blk_mq_tag_set *set,
			    const struct blk_mq_ops *ops,
			    unsigned int queue_depth, unsigned int set_flags);
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);
void blk_mq_map_queues(struct blk_mq_queue_map *qmap);

/**
 * blk_mq_tagset_busy_iter() - look at all requests that were started
 * @tagset: of these queues
 * @fn: returns whether to go on
 * @priv: for @fn
 */
void blk_mq_tagset_busy_iter(struct blk_mq_tag_set *tagset,
			     busy_tag_iter_fn *fn, void *priv);
void blk_mq_tagset_wait_completed_request(struct blk_mq_tag_set *tagset);

/* disks and queues */

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
struct gendisk *__blk_mq_alloc_disk(struct blk_mq_tag_set *set,
				    struct queue_limits *lim, void *queuedata,
				    struct lock_class_key *lkclass);
#define blk_mq_alloc_disk(set, lim, queuedata)				\
({									\
	static struct lock_class_key __key;				\
									\
	__blk_mq_alloc_disk(set, lim, queuedata, &__key);		\
})
struct request_queue *blk_mq_alloc_queue(struct blk_mq_tag_set *set,
					 struct queue_limits *lim,
					 void *queuedata);
#else
struct gendisk *__blk_mq_alloc_disk(struct blk_mq_tag_set *set,
				    void *queuedata,
				    struct lock_class_key *lkclass);
#define blk_mq_alloc_disk(set, queuedata)				\
({									\
	static struct lock_class_key __key;				\
									\
	__blk_mq_alloc_disk(set, queuedata, &__key);			\
})
struct request_queue *blk_mq_init_queue(struct blk_mq_tag_set *set);
#endif
struct gendisk *blk_mq_alloc_disk_for_queue(struct request_queue *q,
					    struct lock_class_key *lkclass);
void blk_mq_destroy_queue(struct request_queue *q);

#define queue_for_each_hw_ctx(q, hctx, i) \
	xa_for_each(&(q)->hctx_table, (i), (hctx))

void blk_mq_run_hw_queue(struct blk_mq_hw_ctx *hctx, bool async);
void blk_mq_run_hw_queues(struct request_queue *q, bool async);
void blk_mq_delay_run_hw_queue(struct blk_mq_hw_ctx *hctx, unsigned long msecs);
void blk_mq_delay_run_hw_queues(struct request_queue *q, unsigned long msecs);

/* Stopped: nothing is given to ->queue_rq until it is started again. */
void blk_mq_stop_hw_queue(struct blk_mq_hw_ctx *hctx);
void blk_mq_stop_hw_queues(struct request_queue *q);
void blk_mq_start_hw_queue(struct blk_mq_hw_ctx *hctx);
void blk_mq_start_hw_queues(struct request_queue *q);
void blk_mq_start_stopped_hw_queue(struct blk_mq_hw_ctx *hctx, bool async);
void blk_mq_start_stopped_hw_queues(struct request_queue *q, bool async);

/* Quiesced: likewise, and ->queue_rq is not running any more either. */
void blk_mq_quiesce_queue(struct request_queue *q);
void blk_mq_quiesce_queue_nowait(struct request_queue *q);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
void blk_mq_wait_quiesce_done(struct blk_mq_tag_set *set);
void blk_mq_quiesce_tagset(struct blk_mq_tag_set *set);
void blk_mq_unquiesce_tagset(struct blk_mq_tag_set *set);
#else
void blk_mq_wait_quiesce_done(struct request_queue *q);
#endif
void blk_mq_unquiesce_queue(struct request_queue *q);

/* Frozen: there are no requests, and who wants to make one waits. */
void blk_mq_freeze_queue(struct request_queue *q);
void blk_mq_unfreeze_queue(struct request_queue *q);
void blk_freeze_queue_start(struct request_queue *q);
void blk_mq_freeze_queue_wait(struct request_queue *q);
int blk_mq_freeze_queue_wait_timeout(struct request_queue *q,
				     unsigned long timeout);
bool blk_mq_queue_inflight(struct request_queue *q);

/* requests */

/**
 * blk_mq_alloc_request() - make a request by hand
 * @q: of this queue
 * @opf: enum req_op and REQ_*
 * @flags: BLK_MQ_REQ_*
 *
 * Context: may sleep, without BLK_MQ_REQ_NOWAIT.
 * Return: the request, for blk_mq_free_request(), or ERR_PTR(): -EWOULDBLOCK,
 *	   -ENODEV of a queue that goes.
 */
struct request *blk_mq_alloc_request(struct request_queue *q, blk_opf_t opf,
				     blk_mq_req_flags_t flags);
void blk_mq_free_request(struct request *rq);

/* Return: 0 or -errno. Context: may sleep if @gfp_mask says so. */
int blk_rq_map_kern(struct request_queue *q, struct request *rq, void *kbuf,
		    unsigned int len, gfp_t gfp_mask);
blk_status_t blk_execute_rq(struct request *rq, bool at_head);
void blk_execute_rq_nowait(struct request *rq, bool at_head);

void blk_mq_start_request(struct request *rq);
void blk_mq_end_request(struct request *rq, blk_status_t error);
void __blk_mq_end_request(struct request *rq, blk_status_t error);

/**
 * blk_update_request() - a part of a request is over
 * @req: the request
 * @error: how that part ended
 * @nr_bytes: how long it is
 *
 * Return: whether something is left.
 */
bool blk_update_request(struct request *req, blk_status_t error,
			unsigned int nr_bytes);

/**
 * blk_mq_complete_request() - the device is done with a request
 *
 * ->complete is called, now or soon.
 *
 * Context: Any.
 */
void blk_mq_complete_request(struct request *rq);
bool blk_mq_complete_request_remote(struct request *rq);

/**
 * blk_mq_requeue_request() - a request that was started is to come again
 * @rq: the request
 * @kick_requeue_list: at once
 */
void blk_mq_requeue_request(struct request *rq, bool kick_requeue_list);
void blk_mq_kick_requeue_list(struct request_queue *q);
void blk_mq_delay_kick_requeue_list(struct request_queue *q,
				    unsigned long msecs);
void blk_abort_request(struct request *req);
u32 blk_mq_unique_tag(struct request *rq);
unsigned int blk_mq_rq_cpu(struct request *rq);
void blk_dump_rq_flags(struct request *rq, char *msg);

enum {
	BLK_MQ_UNIQUE_TAG_BITS = 16,
	BLK_MQ_UNIQUE_TAG_MASK = (1 << BLK_MQ_UNIQUE_TAG_BITS) - 1,
};

static inline u16 blk_mq_unique_tag_to_hwq(u32 unique_tag)
{
	return unique_tag >> BLK_MQ_UNIQUE_TAG_BITS;
}

static inline u16 blk_mq_unique_tag_to_tag(u32 unique_tag)
{
	return unique_tag & BLK_MQ_UNIQUE_TAG_MASK;
}

static inline struct request *blk_mq_tag_to_rq(struct blk_mq_tags *tags,
					       unsigned int tag)
{
	return tag < tags->nr_tags ? tags->rqs[tag] : NULL;
}

static inline enum mq_rq_state blk_mq_rq_state(struct request *rq)
{
	return READ_ONCE(rq->state);
}

static inline int blk_mq_request_started(struct request *rq)
{
	return blk_mq_rq_state(rq) != MQ_RQ_IDLE;
}

static inline int blk_mq_request_completed(struct request *rq)
{
	return blk_mq_rq_state(rq) == MQ_RQ_COMPLETE;
}

static inline void blk_mq_set_request_complete(struct request *rq)
{
	WRITE_ONCE(rq->state, MQ_RQ_COMPLETE);
}

static inline void
blk_mq_complete_request_direct(struct request *rq,
			       void (*complete)(struct request *rq))
{
	WRITE_ONCE(rq->state, MQ_RQ_COMPLETE);
	complete(rq);
}

static inline bool blk_mq_is_reserved_rq(struct request *rq)
{
	return rq->rq_flags & RQF_RESV;
}

static inline bool blk_should_fake_timeout(struct request_queue *q)
{
	return false;
}

static inline struct request *blk_mq_rq_from_pdu(void *pdu)
{
	return (struct request *)pdu - 1;
}

static inline void *blk_mq_rq_to_pdu(struct request *rq)
{
	return rq + 1;
}

static inline bool rq_is_sync(struct request *rq)
{
	return op_is_sync(rq->cmd_flags);
}

struct req_iterator {
	struct bvec_iter iter;
	struct bio *bio;
};

#define __rq_for_each_bio(_bio, rq)	\
	if ((rq->bio))			\
		for (_bio = (rq)->bio; _bio; _bio = _bio->bi_next)

/* Page by page, of all its bios. */
#define rq_for_each_segment(bvl, _rq, _iter)	\
	__rq_for_each_bio(_iter.bio, _rq)	\
		bio_for_each_segment(bvl, _iter.bio, _iter.iter)

/* Piece by piece. */
#define rq_for_each_bvec(bvl, _rq, _iter)	\
	__rq_for_each_bio(_iter.bio, _rq)	\
		bio_for_each_bvec(bvl, _iter.bio, _iter.iter)

#define rq_iter_last(bvec, _iter) \
	(_iter.bio->bi_next == NULL && bio_iter_last(bvec, _iter.iter))

/* Where it is on the device, and how long; what is left of it. */
static inline sector_t blk_rq_pos(const struct request *rq)
{
	return rq->__sector;
}

static inline unsigned int blk_rq_bytes(const struct request *rq)
{
	return rq->__data_len;
}

static inline int blk_rq_cur_bytes(const struct request *rq)
{
	if (!rq->bio)
		return 0;
	if (!bio_has_data(rq->bio))
		return rq->bio->bi_iter.bi_size;
	return bio_iovec(rq->bio).bv_len;
}

static inline unsigned int blk_rq_sectors(const struct request *rq)
{
	return blk_rq_bytes(rq) >> SECTOR_SHIFT;
}

static inline unsigned int blk_rq_cur_sectors(const struct request *rq)
{
	return blk_rq_cur_bytes(rq) >> SECTOR_SHIFT;
}

static inline unsigned int blk_rq_stats_sectors(const struct request *rq)
{
	return rq->stats_sectors;
}

static inline unsigned int blk_rq_payload_bytes(struct request *rq)
{
	if (rq->rq_flags & RQF_SPECIAL_PAYLOAD)
		return rq->special_vec.bv_len;
	return blk_rq_bytes(rq);
}

static inline struct bio_vec req_bvec(struct request *rq)
{
	if (rq->rq_flags & RQF_SPECIAL_PAYLOAD)
		return rq->special_vec;
	return mp_bvec_iter_bvec(rq->bio->bi_io_vec, rq->bio->bi_iter);
}

static inline unsigned int blk_rq_count_bios(struct request *rq)
{
	unsigned int nr_bios = 0;
	struct bio *bio;

	__rq_for_each_bio(bio, rq)
		nr_bios++;
	return nr_bios;
}

static inline unsigned short blk_rq_nr_phys_segments(struct request *rq)
{
	if (rq->rq_flags & RQF_SPECIAL_PAYLOAD)
		return 1;
	return rq->nr_phys_segments;
}

static inline unsigned short blk_rq_nr_discard_segments(struct request *rq)
{
	return max_t(unsigned short, rq->nr_phys_segments, 1);
}

int __blk_rq_map_sg(struct request_queue *q, struct request *rq,
		    struct scatterlist *sglist, struct scatterlist **last_sg);

/**
 * blk_rq_map_sg() - the memory of a request, as a scatterlist
 * @q: its queue, whose limits count
 * @rq: the request
 * @sglist: room for blk_rq_nr_phys_segments() entries, after sg_init_table()
 *
 * Return: entries; the last one is marked so.
 */
static inline int blk_rq_map_sg(struct request_queue *q, struct request *rq,
				struct scatterlist *sglist)
{
	struct scatterlist *last_sg = NULL;

	return __blk_rq_map_sg(q, rq, sglist, &last_sg);
}

/*
 * Lists of requests by rq_next: of one direction, and in 6.12 with an end to add
 * to.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
static inline int rq_list_empty(const struct rq_list *rl)
{
	return !rl->head;
}

static inline void rq_list_init(struct rq_list *rl)
{
	rl->head = rl->tail = NULL;
}

static inline void rq_list_add_tail(struct rq_list *rl, struct request *rq)
{
	rq->rq_next = NULL;
	if (rl->tail)
		rl->tail->rq_next = rq;
	else
		rl->head = rq;
	rl->tail = rq;
}

static inline void rq_list_add_head(struct rq_list *rl, struct request *rq)
{
	rq->rq_next = rl->head;
	rl->head = rq;
	if (!rl->tail)
		rl->tail = rq;
}

static inline struct request *rq_list_peek(struct rq_list *rl)
{
	return rl->head;
}

static inline struct request *rq_list_pop(struct rq_list *rl)
{
	struct request *rq = rl->head;

	if (rq) {
		rl->head = rq->rq_next;
		if (!rl->head)
			rl->tail = NULL;
		rq->rq_next = NULL;
	}
	return rq;
}

#define rq_list_for_each(rl, pos) \
	for (pos = rq_list_peek(rl); pos; pos = pos->rq_next)
#define rq_list_for_each_safe(rl, pos, nxt)                           \
	for (pos = rq_list_peek(rl), nxt = pos ? pos->rq_next : NULL; \
	     pos; pos = nxt, nxt = pos ? pos->rq_next : NULL)
#else
#define rq_list_empty(list) (!(list))
#define rq_list_peek(listptr) (*(listptr))
#define rq_list_next(rq) ((rq)->rq_next)

#define rq_list_add(listptr, rq)                  \
	do {                                      \
		(rq)->rq_next = *(listptr);       \
		*(listptr) = (rq);                \
	} while (0)

#define rq_list_add_tail(lastpptr, rq)            \
	do {                                      \
		(rq)->rq_next = NULL;             \
		**(lastpptr) = (rq);              \
		*(lastpptr) = &(rq)->rq_next;     \
	} while (0)

#define rq_list_pop(listptr)                              \
	({                                                \
		struct request *__popped = *(listptr);    \
							  \
		if (__popped) {                           \
			*(listptr) = __popped->rq_next;   \
			__popped->rq_next = NULL;         \
		}                                         \
		__popped;                                 \
	})

#define rq_list_for_each(listptr, pos) \
	for (pos = rq_list_peek(listptr); pos; pos = rq_list_next(pos))
#define rq_list_for_each_safe(listptr, pos, nxt)                        \
	for (pos = rq_list_peek(listptr), nxt = pos ? pos->rq_next : NULL; \
	     pos; pos = nxt, nxt = pos ? pos->rq_next : NULL)
#endif

/**
 * blk_mq_add_to_batch - let a request end together with others
 * @req: a request that has come back
 * @iob: the batch; NULL if nobody collects, as without polling
 * @failed: whether it failed
 * @complete: ends a batch, by blk_mq_end_request_batch()
 *
 * Context: Any.
 * Return: false if the caller has to end it.
 */
static inline bool blk_mq_add_to_batch(struct request *req,
				       struct io_comp_batch *iob, int failed,
				       void (*complete)(struct io_comp_batch *))
{
	if (!iob || (!blk_rq_is_passthrough(req) && (req->end_io || failed)))
		return false;
	if (iob->complete && iob->complete != complete)
		return false;
	iob->complete = complete;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	rq_list_add_head(&iob->req_list, req);
#else
	rq_list_add(&iob->req_list, req);
#endif
	return true;
}

void blk_mq_end_request_batch(struct io_comp_batch *iob);

/* Absent */
struct iov_iter;
struct rq_map_data;
struct request *blk_mq_alloc_request_hctx(struct request_queue *q,
					  blk_opf_t opf,
					  blk_mq_req_flags_t flags,
					  unsigned int hctx_idx);
void blk_mq_update_nr_hw_queues(struct blk_mq_tag_set *set, int nr_hw_queues);
int blk_rq_map_user(struct request_queue *q, struct request *rq,
		    struct rq_map_data *map_data, void __user *ubuf,
		    unsigned long len, gfp_t gfp_mask);
int blk_rq_map_user_iov(struct request_queue *q, struct request *rq,
			struct rq_map_data *map_data,
			const struct iov_iter *iter, gfp_t gfp_mask);
int blk_rq_unmap_user(struct bio *bio);

#endif
