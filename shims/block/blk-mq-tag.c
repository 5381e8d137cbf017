// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tags: the requests of a device, of which only so many can be in flight.
 *
 * Stands for: block/blk-mq-tag.c, blk-mq-cpumap.c and the tag sets of blk-mq.c
 */
#include <linux/bitmap.h>
#include <linux/blk-mq.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <ksim/abi/task.h>
#include "blk.h"
#include "blk-mq.h"

LIST_HEAD(ksim_all_tag_sets);

/* Requests are single objects, so that writing past one is found out. */
static struct request *alloc_request(struct blk_mq_tag_set *set,
				     unsigned int hctx_idx)
{
	struct request *rq = blk_zalloc(sizeof(*rq) + set->cmd_size);

	if (!rq)
		return ERR_PTR(-ENOMEM);
	rq->tag = rq->internal_tag = -1;
	return rq;
}

struct request *blk_mq_make_request(struct blk_mq_tag_set *set,
				    unsigned int hctx_idx)
{
	struct request *rq = alloc_request(set, hctx_idx);
	int ret;

	if (IS_ERR(rq) || !set->ops->init_request)
		return rq;
	ret = set->ops->init_request(set, rq, hctx_idx, set->numa_node);
	if (!ret)
		return rq;
	kfree(rq);
	return ERR_PTR(ret);
}

void blk_mq_unmake_request(struct blk_mq_tag_set *set, struct request *rq,
			   unsigned int hctx_idx)
{
	if (set && set->ops->exit_request)
		set->ops->exit_request(set, rq, hctx_idx);
	kfree(rq);
}

/* @set: NULL if nobody is to be told. */
static void free_tags(struct blk_mq_tag_set *set, struct blk_mq_tags *tags,
		      unsigned int hctx_idx)
{
	unsigned int i;

	for (i = 0; i < tags->nr_tags; i++)
		if (tags->static_rqs[i])
			blk_mq_unmake_request(set, tags->static_rqs[i],
					      hctx_idx);
	kfree(tags->ksim_used);
	kfree(tags->static_rqs);
	kfree(tags->rqs);
	kfree(tags);
}

static struct blk_mq_tags *alloc_tags(struct blk_mq_tag_set *set,
				      unsigned int hctx_idx)
{
	unsigned int depth = set->queue_depth, i;
	struct blk_mq_tags *tags = blk_zalloc(sizeof(*tags));
	struct request *rq;

	if (!tags)
		return NULL;
	init_waitqueue_head(&tags->ksim_wait);
	tags->nr_reserved_tags = set->reserved_tags;
	tags->rqs = blk_zalloc(depth * sizeof(*tags->rqs));
	tags->static_rqs = blk_zalloc(depth * sizeof(*tags->static_rqs));
	tags->ksim_used = blk_zalloc(BITS_TO_LONGS(depth) * sizeof(long));
	if (!tags->rqs || !tags->static_rqs || !tags->ksim_used)
		goto err;
	tags->nr_tags = depth;
	for (i = 0; i < depth; i++) {
		rq = blk_mq_make_request(set, hctx_idx);
		if (IS_ERR(rq))
			goto err;
		tags->static_rqs[i] = rq;
	}
	return tags;

err:
	free_tags(set, tags, hctx_idx);
	return NULL;
}

void blk_mq_map_queues(struct blk_mq_queue_map *qmap)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		qmap->mq_map[cpu] = qmap->queue_offset + cpu % qmap->nr_queues;
}
EXPORT_SYMBOL_GPL(blk_mq_map_queues);

static void free_maps(struct blk_mq_tag_set *set)
{
	unsigned int i;

	for (i = 0; i < set->nr_maps; i++) {
		kfree(set->map[i].mq_map);
		set->map[i].mq_map = NULL;
	}
}

static int check_set(struct blk_mq_tag_set *set)
{
	if (!set->nr_hw_queues || !set->queue_depth ||
	    set->queue_depth < set->reserved_tags + 1)
		return -EINVAL;
	if (!set->ops->queue_rq)
		return -EINVAL;
	if (!set->ops->get_budget != !set->ops->put_budget)
		return -EINVAL;
	if (set->queue_depth > BLK_MQ_MAX_DEPTH) {
		pr_info("blk-mq: reduced tag depth to %u\n", BLK_MQ_MAX_DEPTH);
		set->queue_depth = BLK_MQ_MAX_DEPTH;
	}
	if (!set->nr_maps)
		set->nr_maps = 1;
	return set->nr_maps > HCTX_MAX_TYPES ? -EINVAL : 0;
}

/* The driver's function, or one queue after the other. */
static int make_maps(struct blk_mq_tag_set *set)
{
	unsigned int i;

	for (i = 0; i < set->nr_maps; i++) {
		set->map[i].mq_map = blk_zalloc(nr_cpu_ids * sizeof(int));
		if (!set->map[i].mq_map)
			return -ENOMEM;
		set->map[i].nr_queues = set->nr_hw_queues;
	}
	if (set->ops->map_queues)
		set->ops->map_queues(set);
	else
		blk_mq_map_queues(&set->map[HCTX_TYPE_DEFAULT]);
	return 0;
}

/* If there is no memory for as many as the driver wants, fewer will do. */
static int make_all_tags(struct blk_mq_tag_set *set)
{
	unsigned int depth = set->queue_depth, i;

	for (;;) {
		for (i = 0; i < set->nr_hw_queues; i++) {
			set->tags[i] = alloc_tags(set, i);
			if (!set->tags[i])
				break;
			cond_resched();
		}
		if (i == set->nr_hw_queues)
			break;
		while (i--) {
			free_tags(set, set->tags[i], i);
			set->tags[i] = NULL;
		}
		set->queue_depth >>= 1;
		if (set->queue_depth < set->reserved_tags + 1)
			return -ENOMEM;
	}
	if (depth != set->queue_depth)
		pr_info("blk-mq: reduced tag depth (%u -> %u)\n", depth,
			set->queue_depth);
	return 0;
}

static int alloc_set_from(struct blk_mq_tag_set *set, unsigned long caller)
{
	struct tag_set_record *record;
	int ret = check_set(set);

	if (ret)
		return ret;
	if (set->nr_maps == 1 && set->nr_hw_queues > nr_cpu_ids)
		set->nr_hw_queues = nr_cpu_ids;
	record = blk_zalloc(sizeof(*record));
	if (!record)
		return -ENOMEM;
	set->tags = blk_zalloc(set->nr_hw_queues * sizeof(*set->tags));
	ret = -ENOMEM;
	if (!set->tags)
		goto err_record;
	ret = make_maps(set);
	if (!ret)
		ret = make_all_tags(set);
	if (ret)
		goto err_maps;
	mutex_init(&set->tag_list_lock);
	INIT_LIST_HEAD(&set->tag_list);
	*record = (struct tag_set_record){
		.set = set, .tags = set->tags,
		.nr_hw_queues = set->nr_hw_queues, .caller = caller,
	};
	list_add_tail(&record->link, &ksim_all_tag_sets);
	return 0;

err_maps:
	free_maps(set);
	kfree(set->tags);
	set->tags = NULL;
err_record:
	kfree(record);
	return ret;
}

int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set)
{
	return alloc_set_from(set, _RET_IP_);
}
EXPORT_SYMBOL(blk_mq_alloc_tag_set);

int blk_mq_alloc_sq_tag_set(struct blk_mq_tag_set *set,
			    const struct blk_mq_ops *ops,
			    unsigned int queue_depth, unsigned int set_flags)
{
	memset(set, 0, sizeof(*set));
	set->ops = ops;
	set->nr_hw_queues = 1;
	set->nr_maps = 1;
	set->queue_depth = queue_depth;
	set->numa_node = NUMA_NO_NODE;
	set->flags = set_flags;
	return alloc_set_from(set, _RET_IP_);
}
EXPORT_SYMBOL_GPL(blk_mq_alloc_sq_tag_set);

static struct tag_set_record *record_of(struct blk_mq_tag_set *set)
{
	struct tag_set_record *record;

	list_for_each_entry(record, &ksim_all_tag_sets, link)
		if (record->set == set)
			return record;
	return NULL;
}

void blk_mq_free_tag_set(struct blk_mq_tag_set *set)
{
	struct tag_set_record *record = record_of(set);
	unsigned int i;

	if (!set->tags)
		return;
	for (i = 0; i < set->nr_hw_queues; i++) {
		blk_mq_report_pending(set->tags[i], _RET_IP_,
				      "the tag set is freed here");
		free_tags(set, set->tags[i], i);
	}
	free_maps(set);
	kfree(set->tags);
	set->tags = NULL;
	if (record) {
		list_del(&record->link);
		kfree(record);
	}
}
EXPORT_SYMBOL(blk_mq_free_tag_set);

/* What a module left behind: nobody is called any more. */
void blk_mq_forget_tag_set(struct tag_set_record *record)
{
	unsigned int i;

	for (i = 0; i < record->nr_hw_queues; i++)
		free_tags(NULL, record->tags[i], i);
	kfree(record->tags);
	list_del(&record->link);
	kfree(record);
}

/* getting one */

int blk_mq_try_tag(struct blk_mq_tags *tags, bool reserved)
{
	unsigned int first = reserved ? 0 : tags->nr_reserved_tags;
	unsigned int end = reserved ? tags->nr_reserved_tags : tags->nr_tags;
	unsigned int tag;

	tag = find_next_zero_bit(tags->ksim_used, end, first);
	if (tag >= end)
		return -1;
	__set_bit(tag, tags->ksim_used);
	return tag;
}

void blk_mq_put_tag(struct blk_mq_tags *tags, unsigned int tag)
{
	__clear_bit(tag, tags->ksim_used);
	wake_up_all(&tags->ksim_wait);
}

/* looking at all of them */

static bool busy_iter(struct blk_mq_tags *tags, struct request_queue *q,
		      busy_tag_iter_fn *fn, void *priv)
{
	unsigned int tag;

	for (tag = 0; tag < tags->nr_tags; tag++) {
		struct request *rq = tags->rqs[tag];

		if (!test_bit(tag, tags->ksim_used) || !rq ||
		    rq->state == MQ_RQ_IDLE || (q && rq->q != q))
			continue;
		if (!fn(rq, priv))
			return false;
	}
	return true;
}

void blk_mq_tagset_busy_iter(struct blk_mq_tag_set *tagset,
			     busy_tag_iter_fn *fn, void *priv)
{
	unsigned int i;

	for (i = 0; i < tagset->nr_hw_queues; i++)
		if (!busy_iter(tagset->tags[i], NULL, fn, priv))
			return;
}
EXPORT_SYMBOL(blk_mq_tagset_busy_iter);

void blk_mq_for_each_started(struct request_queue *q, busy_tag_iter_fn *fn,
			     void *priv)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned long i;

	queue_for_each_hw_ctx(q, hctx, i)
		if (!busy_iter(hctx->tags, q, fn, priv))
			return;
}

static bool count_completed(struct request *rq, void *data)
{
	unsigned int *count = data;

	if (blk_mq_request_completed(rq))
		(*count)++;
	return true;
}

void blk_mq_tagset_wait_completed_request(struct blk_mq_tag_set *tagset)
{
	unsigned int count;

	for (;;) {
		count = 0;
		blk_mq_tagset_busy_iter(tagset, count_completed, &count);
		if (!count)
			return;
		msleep(5);
	}
}
EXPORT_SYMBOL(blk_mq_tagset_wait_completed_request);

u32 blk_mq_unique_tag(struct request *rq)
{
	return rq->mq_hctx->queue_num << BLK_MQ_UNIQUE_TAG_BITS |
	       (rq->tag & BLK_MQ_UNIQUE_TAG_MASK);
}
EXPORT_SYMBOL(blk_mq_unique_tag);
