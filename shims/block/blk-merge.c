// SPDX-License-Identifier: GPL-2.0-or-later
/* Bios are cut to what a queue can take, and put together again. */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include "blk.h"

/* How much of a segment fits from there on. */
static unsigned int max_segment_at(const struct queue_limits *lim,
				   phys_addr_t start)
{
	unsigned long room = lim->seg_boundary_mask -
			     (lim->seg_boundary_mask & start);

	/* The mask may be all ones. */
	return min_t(unsigned long, room, lim->max_segment_size - 1UL) + 1;
}

static unsigned int chunk_left(sector_t sector, unsigned int chunk)
{
	if (is_power_of_2(chunk))
		return chunk - (sector & (chunk - 1));
	return chunk - sector % chunk;
}

/* Sectors that a request may have which starts where @bio does. */
static unsigned int max_io_sectors(struct bio *bio,
				   const struct queue_limits *lim)
{
	unsigned int pbs = lim->physical_block_size >> SECTOR_SHIFT;
	unsigned int lbs = lim->logical_block_size >> SECTOR_SHIFT;
	unsigned int max = lim->max_sectors, start, end;

	if (lim->chunk_sectors)
		max = min(max, chunk_left(bio->bi_iter.bi_sector,
					  lim->chunk_sectors));
	/* To end with a physical block is worth more than a few sectors. */
	start = bio->bi_iter.bi_sector & (pbs - 1);
	end = (start + max) & ~(pbs - 1);
	return end > start ? end - start : max & ~(lbs - 1);
}

/* Is there a hole that a device with a virtual boundary cannot have? */
static bool has_gap(const struct queue_limits *lim, const struct bio_vec *prev,
		    unsigned int offset)
{
	return lim->virt_boundary_mask &&
	       (offset & lim->virt_boundary_mask ||
		(prev->bv_offset + prev->bv_len) & lim->virt_boundary_mask);
}

/*
 * Adds the segments of one piece, until there are too many or too much.
 * Return: whether all of it went in.
 */
static bool add_segments(const struct queue_limits *lim,
			 const struct bio_vec *bv, unsigned int *segs,
			 unsigned int *bytes, unsigned int max_bytes)
{
	unsigned int done = 0, size;

	while (done < bv->bv_len) {
		if (*segs == lim->max_segments || *bytes == max_bytes)
			return false;
		size = min3(max_segment_at(lim, bvec_phys(bv) + done),
			    bv->bv_len - done, max_bytes - *bytes);
		done += size;
		*bytes += size;
		(*segs)++;
		if (done < bv->bv_len && lim->virt_boundary_mask &&
		    (bv->bv_offset + done) & lim->virt_boundary_mask)
			return false;
	}
	return true;
}

/* Return: bytes that make one request; less than there are: a split. */
static unsigned int fit(struct bio *bio, const struct queue_limits *lim,
			unsigned int *segs)
{
	unsigned int max_bytes = max_io_sectors(bio, lim) << SECTOR_SHIFT;
	struct bio_vec bv, prev;
	struct bvec_iter iter;
	unsigned int bytes = 0;

	*segs = 0;
	bio_for_each_bvec(bv, bio, iter) {
		if (bytes && has_gap(lim, &prev, bv.bv_offset))
			break;
		if (!add_segments(lim, &bv, segs, &bytes, max_bytes))
			break;
		prev = bv;
	}
	if (bytes < bio->bi_iter.bi_size)
		bytes = round_down(bytes, lim->logical_block_size);
	return bytes;
}

static unsigned int fit_discard(struct bio *bio, const struct queue_limits *lim)
{
	unsigned int granularity = max(lim->discard_granularity >> 9, 1U);
	unsigned int max = min_t(unsigned int, lim->max_discard_sectors,
				 round_down(UINT_MAX, lim->logical_block_size)
					 >> SECTOR_SHIFT);
	unsigned int odd;

	max -= max % granularity;
	if (!max || bio_sectors(bio) <= max)
		return bio->bi_iter.bi_size;
	/* The next one is to start with a whole granule. */
	odd = (bio->bi_iter.bi_sector + max -
	       (lim->discard_alignment >> 9) % granularity) % granularity;
	if (max > odd)
		max -= odd;
	return max << SECTOR_SHIFT;
}

static unsigned int fit_sectors(struct bio *bio, unsigned int max_sectors)
{
	if (!max_sectors || bio_sectors(bio) <= max_sectors)
		return bio->bi_iter.bi_size;
	return max_sectors << SECTOR_SHIFT;
}

struct bio *__bio_split_to_limits(struct bio *bio, unsigned int *nr_segs)
{
	struct request_queue *q = bdev_get_queue(bio->bi_bdev);
	const struct queue_limits *lim = &q->limits;
	struct bio *first;
	unsigned int bytes;

	switch (bio_op(bio)) {
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
		*nr_segs = 1;
		bytes = fit_discard(bio, lim);
		break;
	case REQ_OP_WRITE_ZEROES:
		*nr_segs = 0;
		bytes = fit_sectors(bio, lim->max_write_zeroes_sectors);
		break;
	default:
		bytes = fit(bio, lim, nr_segs);
	}
	if (bytes == bio->bi_iter.bi_size)
		return bio;
	if (bio->bi_opf & REQ_NOWAIT || !bytes) {
		bio->bi_status = bytes ? BLK_STS_AGAIN : BLK_STS_IOERR;
		bio_endio(bio);
		return NULL;
	}
	first = bio_split(bio, bytes >> SECTOR_SHIFT, GFP_NOIO, &fs_bio_set);
	if (!bio_no_advance_iter(bio))
		fit(first, lim, nr_segs);
	/* There is nothing to be gained by putting them together again. */
	first->bi_opf |= REQ_NOMERGE;
	bio_chain(first, bio);
	submit_bio_noacct(bio);
	return first;
}

struct bio *bio_split_to_limits(struct bio *bio)
{
	unsigned int nr_segs;

	return __bio_split_to_limits(bio, &nr_segs);
}
EXPORT_SYMBOL(bio_split_to_limits);

unsigned int blk_recalc_rq_segments(struct request *rq)
{
	const struct queue_limits *lim = &rq->q->limits;
	unsigned int segs = 0, bytes = 0;
	struct req_iterator iter;
	struct bio_vec bv;

	if (!rq->bio)
		return 0;
	switch (bio_op(rq->bio)) {
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
		return blk_rq_count_bios(rq);
	case REQ_OP_WRITE_ZEROES:
		return 0;
	default:
		break;
	}
	rq_for_each_bvec(bv, rq, iter)
		add_segments(lim, &bv, &segs, &bytes, UINT_MAX);
	return segs;
}

/* Puts @bio behind what @rq has, if that is one piece of the disk. */
bool blk_try_merge(struct request *rq, struct bio *bio, unsigned int nr_segs)
{
	struct request_queue *q = rq->q;
	unsigned int sectors = blk_rq_sectors(rq) + bio_sectors(bio);

	if (blk_queue_nomerges(q) || !(q->tag_set->flags & BLK_MQ_F_SHOULD_MERGE))
		return false;
	if ((rq->cmd_flags | bio->bi_opf) & REQ_NOMERGE_FLAGS)
		return false;
	if (rq->cmd_flags != bio->bi_opf || rq->part != bio->bi_bdev ||
	    rq->ioprio != bio->bi_ioprio || !bio_has_data(bio))
		return false;
	if (blk_rq_pos(rq) + blk_rq_sectors(rq) != bio->bi_iter.bi_sector)
		return false;
	if (sectors > max_io_sectors(rq->bio, &q->limits) ||
	    rq->nr_phys_segments + nr_segs > q->limits.max_segments ||
	    q->limits.virt_boundary_mask)
		return false;
	rq->biotail->bi_next = bio;
	rq->biotail = bio;
	rq->__data_len += bio->bi_iter.bi_size;
	rq->stats_sectors = blk_rq_sectors(rq);
	rq->nr_phys_segments += nr_segs;
	if (rq->part)
		rq->part->bd_stats->merges[op_stat_group(req_op(rq))]++;
	return true;
}

/* as a scatterlist */

static struct scatterlist *next_entry(struct scatterlist **sg,
				      struct scatterlist *sglist)
{
	if (!*sg)
		return sglist;
	/* The driver may use the table again and again. */
	sg_unmark_end(*sg);
	return sg_next(*sg);
}

static bool joins(const struct queue_limits *lim, struct scatterlist *sg,
		  const struct bio_vec *bv)
{
	phys_addr_t start = sg_phys(sg), next = bvec_phys(bv);

	return start + sg->length == next &&
	       sg->length + bv->bv_len <= lim->max_segment_size &&
	       (start | lim->seg_boundary_mask) ==
		       ((next + bv->bv_len - 1) | lim->seg_boundary_mask);
}

static int map_bvec(const struct queue_limits *lim, const struct bio_vec *bv,
		    struct scatterlist *sglist, struct scatterlist **sg)
{
	unsigned int done = 0, size, offset;
	int entries = 0;

	if (*sg && joins(lim, *sg, bv)) {
		(*sg)->length += bv->bv_len;
		return 0;
	}
	while (done < bv->bv_len) {
		size = min(max_segment_at(lim, bvec_phys(bv) + done),
			   bv->bv_len - done);
		offset = bv->bv_offset + done;
		*sg = next_entry(sg, sglist);
		sg_set_page(*sg, bv->bv_page + (offset >> PAGE_SHIFT), size,
			    offset_in_page(offset));
		done += size;
		entries++;
	}
	return entries;
}

int __blk_rq_map_sg(struct request_queue *q, struct request *rq,
		    struct scatterlist *sglist, struct scatterlist **last_sg)
{
	struct req_iterator iter;
	struct bio_vec bv;
	int nsegs = 0;

	if (rq->rq_flags & RQF_SPECIAL_PAYLOAD)
		nsegs = map_bvec(&q->limits, &rq->special_vec, sglist, last_sg);
	else if (rq->bio && bio_has_data(rq->bio))
		rq_for_each_bvec(bv, rq, iter)
			nsegs += map_bvec(&q->limits, &bv, sglist, last_sg);
	if (*last_sg)
		sg_mark_end(*last_sg);
	WARN_ON(nsegs > blk_rq_nr_phys_segments(rq));
	return nsegs;
}
EXPORT_SYMBOL(__blk_rq_map_sg);
