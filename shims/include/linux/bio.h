/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios: what is to be read or written, in pieces of memory.
 *
 * Stands for: include/linux/bio.h, block/bio.c
 * Fidelity:   MODEL - life, pieces, chains, splits and clones as in Linux; one
 *	       allocation each, and pools hold nothing back: an allocation
 *	       that may sleep does not fail, as if there were a reserve
 * Absent:     integrity, polling, cgroups, bio_iov_iter_get_pages(): user
 *	       memory has no pages here
 */
#ifndef _KSIM_LINUX_BIO_H
#define _KSIM_LINUX_BIO_H

#include <linux/blk_types.h>
#include <linux/mempool.h>
#include <linux/uio.h>

#define BIO_MAX_VECS 256U
#define BIO_MAX_INLINE_VECS UIO_MAXIOV

struct request_queue;

static inline unsigned int bio_max_segs(unsigned int nr_segs)
{
	return min(nr_segs, BIO_MAX_VECS);
}

#define bio_prio(bio) ((bio)->bi_ioprio)
#define bio_set_prio(bio, prio) ((bio)->bi_ioprio = prio)

#define bio_iter_iovec(bio, iter) bvec_iter_bvec((bio)->bi_io_vec, (iter))
#define bio_iter_page(bio, iter) bvec_iter_page((bio)->bi_io_vec, (iter))
#define bio_iter_len(bio, iter) bvec_iter_len((bio)->bi_io_vec, (iter))
#define bio_iter_offset(bio, iter) bvec_iter_offset((bio)->bi_io_vec, (iter))

#define bio_page(bio) bio_iter_page((bio), (bio)->bi_iter)
#define bio_offset(bio) bio_iter_offset((bio), (bio)->bi_iter)
#define bio_iovec(bio) bio_iter_iovec((bio), (bio)->bi_iter)

#define bvec_iter_sectors(iter) ((iter).bi_size >> 9)
#define bvec_iter_end_sector(iter) ((iter).bi_sector + bvec_iter_sectors(iter))

#define bio_sectors(bio) bvec_iter_sectors((bio)->bi_iter)
#define bio_end_sector(bio) bvec_iter_end_sector((bio)->bi_iter)
#define bio_data_dir(bio) (op_is_write(bio_op(bio)) ? WRITE : READ)

/* These have a size, but no memory. */
static inline bool bio_no_advance_iter(const struct bio *bio)
{
	return bio_op(bio) == REQ_OP_DISCARD ||
	       bio_op(bio) == REQ_OP_SECURE_ERASE ||
	       bio_op(bio) == REQ_OP_WRITE_ZEROES;
}

static inline bool bio_has_data(struct bio *bio)
{
	return bio && bio->bi_iter.bi_size && !bio_no_advance_iter(bio);
}

static inline void *bio_data(struct bio *bio)
{
	if (!bio_has_data(bio))
		return NULL;
	return page_address(bio_page(bio)) + bio_offset(bio);
}

static inline bool bio_next_segment(const struct bio *bio,
				    struct bvec_iter_all *iter)
{
	if (iter->idx >= bio->bi_vcnt)
		return false;
	bvec_advance(&bio->bi_io_vec[iter->idx], iter);
	return true;
}

/* Whatever there is, even if it has been done: for the owner alone. */
#define bio_for_each_segment_all(bvl, bio, iter) \
	for (bvl = bvec_init_iter_all(&iter); bio_next_segment((bio), &iter);)

static inline void bio_advance_iter(const struct bio *bio,
				    struct bvec_iter *iter, unsigned int bytes)
{
	iter->bi_sector += bytes >> 9;
	if (bio_no_advance_iter(bio))
		iter->bi_size -= bytes;
	else
		bvec_iter_advance(bio->bi_io_vec, iter, bytes);
}

static inline void bio_advance_iter_single(const struct bio *bio,
					   struct bvec_iter *iter,
					   unsigned int bytes)
{
	iter->bi_sector += bytes >> 9;
	if (bio_no_advance_iter(bio))
		iter->bi_size -= bytes;
	else
		bvec_iter_advance_single(bio->bi_io_vec, iter, bytes);
}

void __bio_advance(struct bio *bio, unsigned int bytes);

static inline void bio_advance(struct bio *bio, unsigned int nbytes)
{
	if (nbytes == bio->bi_iter.bi_size)
		bio->bi_iter.bi_size = 0;
	else
		__bio_advance(bio, nbytes);
}

/* Page by page. */
#define __bio_for_each_segment(bvl, bio, iter, start)			\
	for (iter = (start);						\
	     (iter).bi_size && ((bvl = bio_iter_iovec((bio), (iter))), 1); \
	     bio_advance_iter_single((bio), &(iter), (bvl).bv_len))
#define bio_for_each_segment(bvl, bio, iter) \
	__bio_for_each_segment(bvl, bio, iter, (bio)->bi_iter)

/* Piece by piece, of as many pages as it has. */
#define __bio_for_each_bvec(bvl, bio, iter, start)			\
	for (iter = (start);						\
	     (iter).bi_size &&						\
	     ((bvl = mp_bvec_iter_bvec((bio)->bi_io_vec, (iter))), 1);	\
	     bio_advance_iter_single((bio), &(iter), (bvl).bv_len))
#define bio_for_each_bvec(bvl, bio, iter) \
	__bio_for_each_bvec(bvl, bio, iter, (bio)->bi_iter)

#define bio_for_each_bvec_all(bvl, bio, i)		\
	for (i = 0, bvl = bio_first_bvec_all(bio);	\
	     i < (bio)->bi_vcnt; i++, bvl++)

#define bio_iter_last(bvec, iter) ((iter).bi_size == (bvec).bv_len)

static inline unsigned int bio_segments(struct bio *bio)
{
	struct bvec_iter iter;
	unsigned int segs = 0;
	struct bio_vec bv;

	if (bio_no_advance_iter(bio))
		return 0;
	bio_for_each_segment(bv, bio, iter)
		segs++;
	return segs;
}

static inline void bio_get(struct bio *bio)
{
	bio->bi_flags |= 1 << BIO_REFFED;
	smp_mb__before_atomic();
	atomic_inc(&bio->__bi_cnt);
}

static inline void bio_cnt_set(struct bio *bio, unsigned int count)
{
	if (count != 1) {
		bio->bi_flags |= 1 << BIO_REFFED;
		smp_mb();
	}
	atomic_set(&bio->__bi_cnt, count);
}

static inline bool bio_flagged(struct bio *bio, unsigned int bit)
{
	return bio->bi_flags & (1U << bit);
}

static inline void bio_set_flag(struct bio *bio, unsigned int bit)
{
	bio->bi_flags |= 1U << bit;
}

static inline void bio_clear_flag(struct bio *bio, unsigned int bit)
{
	bio->bi_flags &= ~(1U << bit);
}

static inline struct bio_vec *bio_first_bvec_all(struct bio *bio)
{
	WARN_ON_ONCE(bio_flagged(bio, BIO_CLONED));
	return bio->bi_io_vec;
}

static inline struct page *bio_first_page_all(struct bio *bio)
{
	return bio_first_bvec_all(bio)->bv_page;
}

static inline struct bio_vec *bio_last_bvec_all(struct bio *bio)
{
	WARN_ON_ONCE(bio_flagged(bio, BIO_CLONED));
	return &bio->bi_io_vec[bio->bi_vcnt - 1];
}

/**
 * struct bio_set - where a driver's own bios come from
 * @front_pad: bytes that its owner wants in front of each
 */
struct bio_set {
	struct kmem_cache *bio_slab;
	unsigned int front_pad;
	unsigned int ksim_pool_size;
};

enum {
	BIOSET_NEED_BVECS = BIT(0),
	BIOSET_NEED_RESCUER = BIT(1),
	BIOSET_PERCPU_CACHE = BIT(2),
};

extern struct bio_set fs_bio_set;

int bioset_init(struct bio_set *bs, unsigned int pool_size,
		unsigned int front_pad, int flags);
void bioset_exit(struct bio_set *bs);

static inline bool bioset_initialized(struct bio_set *bs)
{
	return bs->bio_slab != NULL;
}

/**
 * bio_alloc_bioset() - make a bio
 * @bdev: where it goes to; may be set later
 * @nr_vecs: room for that many pieces
 * @opf: enum req_op and REQ_*
 * @gfp_mask: if it may sleep, it does not fail
 * @bs: from where
 *
 * Return: the bio, which bio_put() frees, or NULL.
 */
struct bio *bio_alloc_bioset(struct block_device *bdev, unsigned short nr_vecs,
			     blk_opf_t opf, gfp_t gfp_mask,
			     struct bio_set *bs);
/* Its owner calls bio_init(), bio_uninit() and kfree(). */
struct bio *bio_kmalloc(unsigned short nr_vecs, gfp_t gfp_mask);
void bio_put(struct bio *bio);

static inline struct bio *bio_alloc(struct block_device *bdev,
				    unsigned short nr_vecs, blk_opf_t opf,
				    gfp_t gfp_mask)
{
	return bio_alloc_bioset(bdev, nr_vecs, opf, gfp_mask, &fs_bio_set);
}

void bio_init(struct bio *bio, struct block_device *bdev, struct bio_vec *table,
	      unsigned short max_vecs, blk_opf_t opf);
void bio_uninit(struct bio *bio);
void bio_reset(struct bio *bio, struct block_device *bdev, blk_opf_t opf);

/**
 * bio_chain() - have one bio end with another
 * @bio: has no end_io of its own
 * @parent: does not end before @bio has, and fails if it does
 */
void bio_chain(struct bio *bio, struct bio *parent);

/**
 * bio_split() - cut off the first part of a bio
 * @bio: becomes the rest
 * @sectors: of the first part; less than there are
 *
 * Return: the first part, which shares the memory; NULL if that fails.
 */
struct bio *bio_split(struct bio *bio, int sectors, gfp_t gfp,
		      struct bio_set *bs);

static inline struct bio *bio_next_split(struct bio *bio, int sectors,
					 gfp_t gfp, struct bio_set *bs)
{
	if (sectors >= bio_sectors(bio))
		return bio;
	return bio_split(bio, sectors, gfp, bs);
}

void bio_trim(struct bio *bio, sector_t offset, sector_t size);
struct bio *bio_alloc_clone(struct block_device *bdev, struct bio *bio_src,
			    gfp_t gfp, struct bio_set *bs);
int bio_init_clone(struct block_device *bdev, struct bio *bio,
		   struct bio *bio_src, gfp_t gfp);

/**
 * bio_add_page() - add memory to a bio
 * @bio: not submitted yet
 * @page: where it starts
 * @len: bytes
 * @off: from the start of @page
 *
 * What follows directly on the last piece becomes a part of it.
 *
 * Return: @len, or 0 if there is no room.
 */
int bio_add_page(struct bio *bio, struct page *page, unsigned int len,
		 unsigned int off);
void __bio_add_page(struct bio *bio, struct page *page, unsigned int len,
		    unsigned int off);
bool bio_add_folio(struct bio *bio, struct folio *folio, size_t len,
		   size_t off);

void submit_bio(struct bio *bio);
/* Return: 0 or -errno, once it is over. Context: may sleep. */
int submit_bio_wait(struct bio *bio);

/**
 * bio_endio() - a bio is over, as its bi_status says
 *
 * Context: Any.
 */
void bio_endio(struct bio *bio);

static inline void bio_io_error(struct bio *bio)
{
	bio->bi_status = BLK_STS_IOERR;
	bio_endio(bio);
}

static inline void bio_wouldblock_error(struct bio *bio)
{
	bio_set_flag(bio, BIO_QUIET);
	bio->bi_status = BLK_STS_AGAIN;
	bio_endio(bio);
}

void bio_copy_data(struct bio *dst, struct bio *src);
void bio_free_pages(struct bio *bio);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
void zero_fill_bio_iter(struct bio *bio, struct bvec_iter iter);

static inline void zero_fill_bio(struct bio *bio)
{
	zero_fill_bio_iter(bio, bio->bi_iter);
}
#else
void zero_fill_bio(struct bio *bio);
#endif

#define bio_dev(bio) disk_devt((bio)->bi_bdev->bd_disk)

static inline void bio_set_dev(struct bio *bio, struct block_device *bdev)
{
	bio_clear_flag(bio, BIO_REMAPPED);
	if (bio->bi_bdev != bdev)
		bio_clear_flag(bio, BIO_BPS_THROTTLED);
	bio->bi_bdev = bdev;
}

static inline void bio_inc_remaining(struct bio *bio)
{
	bio_set_flag(bio, BIO_CHAIN);
	smp_mb__before_atomic();
	atomic_inc(&bio->__bi_remaining);
}

/* Bios in a row, linked by bi_next. */
struct bio_list {
	struct bio *head;
	struct bio *tail;
};

#define BIO_EMPTY_LIST { NULL, NULL }

#define bio_list_for_each(bio, bl) \
	for (bio = (bl)->head; bio; bio = bio->bi_next)

static inline int bio_list_empty(const struct bio_list *bl)
{
	return bl->head == NULL;
}

static inline void bio_list_init(struct bio_list *bl)
{
	bl->head = bl->tail = NULL;
}

static inline unsigned int bio_list_size(const struct bio_list *bl)
{
	unsigned int size = 0;
	struct bio *bio;

	bio_list_for_each(bio, bl)
		size++;
	return size;
}

static inline void bio_list_merge(struct bio_list *bl, struct bio_list *bl2)
{
	if (!bl2->head)
		return;
	if (bl->tail)
		bl->tail->bi_next = bl2->head;
	else
		bl->head = bl2->head;
	bl->tail = bl2->tail;
}

static inline void bio_list_add(struct bio_list *bl, struct bio *bio)
{
	struct bio_list one = { bio, bio };

	bio->bi_next = NULL;
	bio_list_merge(bl, &one);
}

static inline void bio_list_add_head(struct bio_list *bl, struct bio *bio)
{
	bio->bi_next = bl->head;
	bl->head = bio;
	if (!bl->tail)
		bl->tail = bio;
}

static inline void bio_list_merge_head(struct bio_list *bl,
				       struct bio_list *bl2)
{
	if (!bl2->head)
		return;
	bl2->tail->bi_next = bl->head;
	if (!bl->head)
		bl->tail = bl2->tail;
	bl->head = bl2->head;
}

static inline struct bio *bio_list_peek(struct bio_list *bl)
{
	return bl->head;
}

static inline struct bio *bio_list_pop(struct bio_list *bl)
{
	struct bio *bio = bl->head;

	if (bio) {
		bl->head = bio->bi_next;
		if (!bl->head)
			bl->tail = NULL;
		bio->bi_next = NULL;
	}
	return bio;
}

static inline struct bio *bio_list_get(struct bio_list *bl)
{
	struct bio *bio = bl->head;

	bio_list_init(bl);
	return bio;
}

#endif
