// SPDX-License-Identifier: GPL-2.0-or-later
/* Bios: life, pieces, chains, splits. */
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "blk.h"

struct bio_set fs_bio_set;
EXPORT_SYMBOL(fs_bio_set);

void bio_init(struct bio *bio, struct block_device *bdev, struct bio_vec *table,
	      unsigned short max_vecs, blk_opf_t opf)
{
	memset(bio, 0, sizeof(*bio));
	bio->bi_bdev = bdev;
	bio->bi_opf = opf;
	atomic_set(&bio->__bi_remaining, 1);
	atomic_set(&bio->__bi_cnt, 1);
	bio->bi_cookie = BLK_QC_T_NONE;
	bio->bi_max_vecs = max_vecs;
	bio->bi_io_vec = table;
}
EXPORT_SYMBOL(bio_init);

void bio_uninit(struct bio *bio)
{
	/* There are neither cgroups nor integrity data to let go of. */
}
EXPORT_SYMBOL(bio_uninit);

void bio_reset(struct bio *bio, struct block_device *bdev, blk_opf_t opf)
{
	memset(bio, 0, BIO_RESET_BYTES);
	atomic_set(&bio->__bi_remaining, 1);
	bio->bi_bdev = bdev;
	bio->bi_opf = opf;
}
EXPORT_SYMBOL(bio_reset);

int bioset_init(struct bio_set *bs, unsigned int pool_size,
		unsigned int front_pad, int flags)
{
	bs->front_pad = front_pad;
	bs->ksim_pool_size = pool_size;
	/* Only whether there is one is ever looked at. */
	bs->bio_slab = (struct kmem_cache *)bs;
	return 0;
}
EXPORT_SYMBOL(bioset_init);

void bioset_exit(struct bio_set *bs)
{
	bs->bio_slab = NULL;
}
EXPORT_SYMBOL(bioset_exit);

struct bio *bio_alloc_bioset(struct block_device *bdev, unsigned short nr_vecs,
			     blk_opf_t opf, gfp_t gfp_mask, struct bio_set *bs)
{
	size_t pad = bs->front_pad;
	struct bio *bio;
	void *p;

	if (WARN_ON_ONCE(nr_vecs > BIO_MAX_VECS))
		return NULL;
	if (gfpflags_allow_blocking(gfp_mask))
		gfp_mask |= __GFP_NOFAIL;
	p = kmalloc(pad + struct_size(bio, bi_inline_vecs, nr_vecs), gfp_mask);
	if (!p)
		return NULL;
	bio = p + pad;
	bio_init(bio, bdev, nr_vecs ? bio->bi_inline_vecs : NULL, nr_vecs, opf);
	bio->bi_pool = bs;
	return bio;
}
EXPORT_SYMBOL(bio_alloc_bioset);

struct bio *bio_kmalloc(unsigned short nr_vecs, gfp_t gfp_mask)
{
	struct bio *bio;

	if (nr_vecs > UIO_MAXIOV)
		return NULL;
	return kmalloc(struct_size(bio, bi_inline_vecs, nr_vecs), gfp_mask);
}
EXPORT_SYMBOL(bio_kmalloc);

void bio_put(struct bio *bio)
{
	if (unlikely(bio_flagged(bio, BIO_REFFED))) {
		BUG_ON(!atomic_read(&bio->__bi_cnt));
		if (!atomic_dec_and_test(&bio->__bi_cnt))
			return;
	}
	/* Who has it without a pool frees it himself. */
	if (bio->bi_pool)
		kfree((void *)bio - bio->bi_pool->front_pad);
}
EXPORT_SYMBOL(bio_put);

void __bio_advance(struct bio *bio, unsigned int bytes)
{
	bio_advance_iter(bio, &bio->bi_iter, bytes);
}
EXPORT_SYMBOL(__bio_advance);

/* pieces */

static bool follows(const struct bio_vec *bv, const struct page *page,
		    unsigned int off)
{
	return page_to_phys(bv->bv_page) + bv->bv_offset + bv->bv_len ==
	       page_to_phys(page) + off;
}

void __bio_add_page(struct bio *bio, struct page *page, unsigned int len,
		    unsigned int off)
{
	WARN_ON_ONCE(bio_flagged(bio, BIO_CLONED));
	WARN_ON_ONCE(bio->bi_vcnt >= bio->bi_max_vecs);
	bvec_set_page(&bio->bi_io_vec[bio->bi_vcnt], page, len, off);
	bio->bi_iter.bi_size += len;
	bio->bi_vcnt++;
}
EXPORT_SYMBOL_GPL(__bio_add_page);

int bio_add_page(struct bio *bio, struct page *page, unsigned int len,
		 unsigned int off)
{
	struct bio_vec *last;

	if (WARN_ON_ONCE(bio_flagged(bio, BIO_CLONED)))
		return 0;
	if (bio->bi_iter.bi_size > UINT_MAX - len)
		return 0;
	if (bio->bi_vcnt) {
		last = &bio->bi_io_vec[bio->bi_vcnt - 1];
		if (follows(last, page, off)) {
			last->bv_len += len;
			bio->bi_iter.bi_size += len;
			return len;
		}
	}
	if (bio->bi_vcnt >= bio->bi_max_vecs)
		return 0;
	__bio_add_page(bio, page, len, off);
	return len;
}
EXPORT_SYMBOL(bio_add_page);

bool bio_add_folio(struct bio *bio, struct folio *folio, size_t len, size_t off)
{
	return len <= UINT_MAX && off <= UINT_MAX &&
	       bio_add_page(bio, &folio->page, len, off) > 0;
}
EXPORT_SYMBOL(bio_add_folio);

static void zero_pages(struct bio *bio, struct bvec_iter start)
{
	struct bvec_iter iter;
	struct bio_vec bv;

	__bio_for_each_segment(bv, bio, iter, start)
		memzero_bvec(&bv);
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
void zero_fill_bio_iter(struct bio *bio, struct bvec_iter start)
{
	zero_pages(bio, start);
}
EXPORT_SYMBOL(zero_fill_bio_iter);
#else
void zero_fill_bio(struct bio *bio)
{
	zero_pages(bio, bio->bi_iter);
}
EXPORT_SYMBOL(zero_fill_bio);
#endif

void bio_copy_data(struct bio *dst, struct bio *src)
{
	struct bvec_iter to = dst->bi_iter, from = src->bi_iter;
	struct bio_vec a, b;
	unsigned int bytes;

	while (to.bi_size && from.bi_size) {
		a = bio_iter_iovec(dst, to);
		b = bio_iter_iovec(src, from);
		bytes = min(a.bv_len, b.bv_len);
		memcpy(bvec_virt(&a), bvec_virt(&b), bytes);
		bio_advance_iter_single(dst, &to, bytes);
		bio_advance_iter_single(src, &from, bytes);
	}
}
EXPORT_SYMBOL(bio_copy_data);

void bio_free_pages(struct bio *bio)
{
	struct bvec_iter_all iter;
	struct bio_vec *bvec;

	bio_for_each_segment_all(bvec, bio, iter)
		__free_page(bvec->bv_page);
}
EXPORT_SYMBOL(bio_free_pages);

/* clones and parts */

static void clone_into(struct bio *bio, struct bio *src)
{
	bio_set_flag(bio, BIO_CLONED);
	bio->bi_ioprio = src->bi_ioprio;
	bio->bi_iter = src->bi_iter;
	bio->bi_io_vec = src->bi_io_vec;
	if (bio->bi_bdev == src->bi_bdev && bio_flagged(src, BIO_REMAPPED))
		bio_set_flag(bio, BIO_REMAPPED);
}

struct bio *bio_alloc_clone(struct block_device *bdev, struct bio *bio_src,
			    gfp_t gfp, struct bio_set *bs)
{
	struct bio *bio = bio_alloc_bioset(bdev, 0, bio_src->bi_opf, gfp, bs);

	if (bio)
		clone_into(bio, bio_src);
	return bio;
}
EXPORT_SYMBOL(bio_alloc_clone);

int bio_init_clone(struct block_device *bdev, struct bio *bio,
		   struct bio *bio_src, gfp_t gfp)
{
	bio_init(bio, bdev, bio_src->bi_io_vec, 0, bio_src->bi_opf);
	clone_into(bio, bio_src);
	return 0;
}
EXPORT_SYMBOL(bio_init_clone);

struct bio *bio_split(struct bio *bio, int sectors, gfp_t gfp,
		      struct bio_set *bs)
{
	struct bio *split;

	BUG_ON(sectors <= 0);
	BUG_ON(sectors >= bio_sectors(bio));
	split = bio_alloc_clone(bio->bi_bdev, bio, gfp, bs);
	if (!split)
		return NULL;
	split->bi_iter.bi_size = sectors << 9;
	bio_advance(bio, split->bi_iter.bi_size);
	return split;
}
EXPORT_SYMBOL(bio_split);

void bio_trim(struct bio *bio, sector_t offset, sector_t size)
{
	if (WARN_ON_ONCE(offset > BIO_MAX_SECTORS || size > BIO_MAX_SECTORS ||
			 offset + size > bio_sectors(bio)))
		return;
	size <<= 9;
	if (!offset && size == bio->bi_iter.bi_size)
		return;
	bio_advance(bio, offset << 9);
	bio->bi_iter.bi_size = size;
}
EXPORT_SYMBOL_GPL(bio_trim);

static void chain_endio(struct bio *bio)
{
	struct bio *parent = bio->bi_private;

	if (bio->bi_status && !parent->bi_status)
		parent->bi_status = bio->bi_status;
	bio_put(bio);
	bio_endio(parent);
}

void bio_chain(struct bio *bio, struct bio *parent)
{
	BUG_ON(bio->bi_private || bio->bi_end_io);
	bio->bi_private = parent;
	bio->bi_end_io = chain_endio;
	bio_inc_remaining(parent);
}
EXPORT_SYMBOL(bio_chain);

/* Does the last of those that a chained bio waits for end now? */
static bool remaining_done(struct bio *bio)
{
	if (!bio_flagged(bio, BIO_CHAIN))
		return true;
	BUG_ON(atomic_read(&bio->__bi_remaining) <= 0);
	if (!atomic_dec_and_test(&bio->__bi_remaining))
		return false;
	bio_clear_flag(bio, BIO_CHAIN);
	return true;
}

void bio_endio(struct bio *bio)
{
	if (remaining_done(bio) && bio->bi_end_io)
		bio->bi_end_io(bio);
}
EXPORT_SYMBOL(bio_endio);

/* waiting */

static void submit_bio_wait_endio(struct bio *bio)
{
	complete(bio->bi_private);
}

int submit_bio_wait(struct bio *bio)
{
	DECLARE_COMPLETION_ONSTACK(done);

	bio->bi_private = &done;
	bio->bi_end_io = submit_bio_wait_endio;
	bio->bi_opf |= REQ_SYNC;
	submit_bio(bio);
	current->ksim_io = (struct ksim_io_wait){
		blk_describe_queue, bdev_get_queue(bio->bi_bdev)
	};
	wait_for_completion(&done);
	current->ksim_io = (struct ksim_io_wait){};
	return blk_status_to_errno(bio->bi_status);
}
EXPORT_SYMBOL(submit_bio_wait);
