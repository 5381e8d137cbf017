// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory for requests that are made by hand. */
#include <linux/blk-mq.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "blk.h"

static void put_bio(struct bio *bio)
{
	bio_put(bio);
}

int blk_rq_map_kern(struct request_queue *q, struct request *rq, void *kbuf,
		    unsigned int len, gfp_t gfp_mask)
{
	unsigned int pages, left = len, bytes;
	struct bio *bio;
	void *at = kbuf;

	if (len > queue_max_hw_sectors(q) << SECTOR_SHIFT)
		return -EINVAL;
	if (!len || !kbuf)
		return -EINVAL;
	pages = DIV_ROUND_UP(offset_in_page(kbuf) + len, PAGE_SIZE);
	bio = bio_alloc(NULL, pages, rq->cmd_flags, gfp_mask);
	if (!bio)
		return -ENOMEM;
	for (; left; left -= bytes, at += bytes) {
		bytes = min_t(unsigned int, left,
			      PAGE_SIZE - offset_in_page(at));
		bio_add_page(bio, is_vmalloc_addr(at) ? vmalloc_to_page(at) :
							virt_to_page(at),
			     bytes, offset_in_page(at));
	}
	bio->bi_end_io = put_bio;
	rq->bio = rq->biotail = bio;
	rq->__data_len = len;
	rq->nr_phys_segments = blk_recalc_rq_segments(rq);
	return 0;
}
EXPORT_SYMBOL(blk_rq_map_kern);
