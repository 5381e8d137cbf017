// SPDX-License-Identifier: GPL-2.0-or-later
/* Discarding, zeroing and flushing, as calls that wait. */
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/mm.h>
#include "blk.h"

/* Submits @bio with the ones before it, and makes room for another. */
static struct bio *next_bio(struct bio *bio, struct block_device *bdev,
			    unsigned int nr_pages, blk_opf_t opf, gfp_t gfp)
{
	struct bio *new = bio_alloc(bdev, nr_pages, opf, gfp);

	if (bio) {
		bio_chain(bio, new);
		submit_bio(bio);
	}
	return new;
}

static int finish(struct bio *bio)
{
	int ret;

	if (!bio)
		return 0;
	ret = submit_bio_wait(bio);
	bio_put(bio);
	return ret;
}

static bool is_aligned(struct block_device *bdev, sector_t sector,
		       sector_t nr_sects)
{
	sector_t mask = (bdev_logical_block_size(bdev) >> SECTOR_SHIFT) - 1;

	return !((sector | nr_sects) & mask);
}

/* Without memory, and as large as a bio can be. */
static int issue(struct block_device *bdev, sector_t sector, sector_t nr_sects,
		 gfp_t gfp, blk_opf_t opf, sector_t max_sects)
{
	struct blk_plug plug;
	struct bio *bio = NULL;
	sector_t sects;
	int ret;

	blk_start_plug(&plug);
	while (nr_sects) {
		sects = min(nr_sects, max_sects);
		bio = next_bio(bio, bdev, 0, opf, gfp);
		bio->bi_iter.bi_sector = sector;
		bio->bi_iter.bi_size = sects << SECTOR_SHIFT;
		sector += sects;
		nr_sects -= sects;
		cond_resched();
	}
	ret = finish(bio);
	blk_finish_plug(&plug);
	return ret;
}

static sector_t bio_sectors_max(struct block_device *bdev)
{
	return round_down(UINT_MAX, bdev_logical_block_size(bdev)) >>
	       SECTOR_SHIFT;
}

int blkdev_issue_discard(struct block_device *bdev, sector_t sector,
			 sector_t nr_sects, gfp_t gfp_mask)
{
	int ret;

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	if (bdev_read_only(bdev))
		return -EPERM;
	if (!bdev_max_discard_sectors(bdev))
		return -EOPNOTSUPP;
	if (!is_aligned(bdev, sector, nr_sects))
		return -EINVAL;
#endif
	ret = issue(bdev, sector, nr_sects, gfp_mask, REQ_OP_DISCARD,
		    bio_sectors_max(bdev));
	return ret == -EOPNOTSUPP ? 0 : ret;
}
EXPORT_SYMBOL(blkdev_issue_discard);

int blkdev_issue_secure_erase(struct block_device *bdev, sector_t sector,
			      sector_t nr_sects, gfp_t gfp)
{
	unsigned int max = bdev_max_secure_erase_sectors(bdev);

	if (!max)
		return -EOPNOTSUPP;
	if (!is_aligned(bdev, sector, nr_sects))
		return -EINVAL;
	if (bdev_read_only(bdev))
		return -EPERM;
	return issue(bdev, sector, nr_sects, gfp, REQ_OP_SECURE_ERASE, max);
}
EXPORT_SYMBOL(blkdev_issue_secure_erase);

/* By writing zeroes from memory. */
static int write_zero_pages(struct block_device *bdev, sector_t sector,
			    sector_t nr_sects, gfp_t gfp)
{
	static struct page *zeroes;
	struct blk_plug plug;
	struct bio *bio = NULL;
	unsigned int bytes;
	int ret;

	if (!zeroes) {
		zeroes = alloc_page(GFP_KERNEL | __GFP_ZERO | __GFP_NOFAIL);
		kmemleak_not_leak(page_address(zeroes));
	}
	blk_start_plug(&plug);
	while (nr_sects) {
		bytes = min_t(sector_t, PAGE_SIZE, nr_sects << SECTOR_SHIFT);
		if (!bio || bio->bi_vcnt == bio->bi_max_vecs) {
			bio = next_bio(bio, bdev, BIO_MAX_VECS, REQ_OP_WRITE,
				       gfp);
			bio->bi_iter.bi_sector = sector;
		}
		__bio_add_page(bio, zeroes, bytes, 0);
		sector += bytes >> SECTOR_SHIFT;
		nr_sects -= bytes >> SECTOR_SHIFT;
		cond_resched();
	}
	ret = finish(bio);
	blk_finish_plug(&plug);
	return ret;
}

int blkdev_issue_zeroout(struct block_device *bdev, sector_t sector,
			 sector_t nr_sects, gfp_t gfp_mask, unsigned int flags)
{
	blk_opf_t opf = REQ_OP_WRITE_ZEROES;
	int ret = -EOPNOTSUPP;

	if (!is_aligned(bdev, sector, nr_sects))
		return -EINVAL;
	if (bdev_read_only(bdev))
		return -EPERM;
	if (flags & BLKDEV_ZERO_NOUNMAP)
		opf |= REQ_NOUNMAP;
	if (bdev_write_zeroes_sectors(bdev))
		ret = issue(bdev, sector, nr_sects, gfp_mask, opf,
			    min_t(sector_t, bdev_write_zeroes_sectors(bdev),
				  bio_sectors_max(bdev)));
	if (!ret || flags & BLKDEV_ZERO_NOFALLBACK)
		return ret;
	return write_zero_pages(bdev, sector, nr_sects, gfp_mask);
}
EXPORT_SYMBOL(blkdev_issue_zeroout);

int blkdev_issue_flush(struct block_device *bdev)
{
	struct bio bio;

	bio_init(&bio, bdev, NULL, 0, REQ_OP_WRITE | REQ_PREFLUSH);
	return submit_bio_wait(&bio);
}
EXPORT_SYMBOL(blkdev_issue_flush);
