/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vectors of pieces of pages.
 *
 * Stands for: include/linux/bvec.h
 * Fidelity:   EXACT - iterators over pieces, and over single pages
 * Absent:     nothing
 */
#ifndef _KSIM_LINUX_BVEC_H
#define _KSIM_LINUX_BVEC_H

#include <linux/bug.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/types.h>

struct page;

/**
 * struct bio_vec - a piece of memory
 * @bv_page: the page that it starts in
 * @bv_len: bytes; may go on in the pages that follow
 * @bv_offset: where it starts, counted from @bv_page
 */
struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

static inline void bvec_set_page(struct bio_vec *bv, struct page *page,
				 unsigned int len, unsigned int offset)
{
	bv->bv_page = page;
	bv->bv_len = len;
	bv->bv_offset = offset;
}

static inline void bvec_set_folio(struct bio_vec *bv, struct folio *folio,
				  unsigned int len, unsigned int offset)
{
	bvec_set_page(bv, &folio->page, len, offset);
}

static inline void bvec_set_virt(struct bio_vec *bv, void *vaddr,
				 unsigned int len)
{
	bvec_set_page(bv, virt_to_page(vaddr), len, offset_in_page(vaddr));
}

/**
 * struct bvec_iter - how far something has come in a vector
 * @bi_sector: place on the device, in units of 512 bytes
 * @bi_size: bytes that are left
 * @bi_idx: the current piece
 * @bi_bvec_done: bytes of it that are done
 */
struct bvec_iter {
	sector_t bi_sector;
	unsigned int bi_size;
	unsigned int bi_idx;
	unsigned int bi_bvec_done;
} __packed __aligned(4);

struct bvec_iter_all {
	struct bio_vec bv;
	int idx;
	unsigned int done;
};

#define __bvec_iter_bvec(bvec, iter) (&(bvec)[(iter).bi_idx])

/* Whole pieces. */
#define mp_bvec_iter_page(bvec, iter) (__bvec_iter_bvec(bvec, iter)->bv_page)
#define mp_bvec_iter_len(bvec, iter)			\
	min((iter).bi_size, __bvec_iter_bvec(bvec, iter)->bv_len -	\
				    (iter).bi_bvec_done)
#define mp_bvec_iter_offset(bvec, iter) \
	(__bvec_iter_bvec(bvec, iter)->bv_offset + (iter).bi_bvec_done)
#define mp_bvec_iter_page_idx(bvec, iter) \
	(mp_bvec_iter_offset(bvec, iter) / PAGE_SIZE)
#define mp_bvec_iter_bvec(bvec, iter)				\
	((struct bio_vec){					\
		.bv_page = mp_bvec_iter_page(bvec, iter),	\
		.bv_len = mp_bvec_iter_len(bvec, iter),		\
		.bv_offset = mp_bvec_iter_offset(bvec, iter),	\
	})

/* Of a piece, what lies in one page. */
#define bvec_iter_offset(bvec, iter) \
	(mp_bvec_iter_offset(bvec, iter) % PAGE_SIZE)
#define bvec_iter_len(bvec, iter)				\
	min_t(unsigned int, mp_bvec_iter_len(bvec, iter),	\
	      PAGE_SIZE - bvec_iter_offset(bvec, iter))
#define bvec_iter_page(bvec, iter) \
	(mp_bvec_iter_page(bvec, iter) + mp_bvec_iter_page_idx(bvec, iter))
#define bvec_iter_bvec(bvec, iter)				\
	((struct bio_vec){					\
		.bv_page = bvec_iter_page(bvec, iter),		\
		.bv_len = bvec_iter_len(bvec, iter),		\
		.bv_offset = bvec_iter_offset(bvec, iter),	\
	})

/**
 * bvec_iter_advance() - go on by any number of bytes
 *
 * Return: false, after a warning, if there are not so many.
 */
static inline bool bvec_iter_advance(const struct bio_vec *bv,
				     struct bvec_iter *iter,
				     unsigned int bytes)
{
	if (WARN_ONCE(bytes > iter->bi_size,
		      "Attempted to advance past end of bvec iter\n")) {
		iter->bi_size = 0;
		return false;
	}
	iter->bi_size -= bytes;
	bytes += iter->bi_bvec_done;
	while (bytes && bytes >= bv[iter->bi_idx].bv_len)
		bytes -= bv[iter->bi_idx++].bv_len;
	iter->bi_bvec_done = bytes;
	return true;
}

/* As bvec_iter_advance(), but not past the end of the current piece. */
static inline void bvec_iter_advance_single(const struct bio_vec *bv,
					    struct bvec_iter *iter,
					    unsigned int bytes)
{
	iter->bi_bvec_done += bytes;
	iter->bi_size -= bytes;
	if (iter->bi_bvec_done == bv[iter->bi_idx].bv_len) {
		iter->bi_bvec_done = 0;
		iter->bi_idx++;
	}
}

#define for_each_bvec(bvl, bio_vec, iter, start)			\
	for (iter = (start);						\
	     (iter).bi_size &&						\
	     ((bvl = bvec_iter_bvec(bio_vec, iter)), 1);		\
	     bvec_iter_advance_single(bio_vec, &(iter), (bvl).bv_len))

#define for_each_mp_bvec(bvl, bio_vec, iter, start)			\
	for (iter = (start);						\
	     (iter).bi_size &&						\
	     ((bvl = mp_bvec_iter_bvec(bio_vec, iter)), 1);		\
	     bvec_iter_advance_single(bio_vec, &(iter), (bvl).bv_len))

#define BVEC_ITER_ALL_INIT \
	(struct bvec_iter) { .bi_size = UINT_MAX }

static inline struct bio_vec *bvec_init_iter_all(struct bvec_iter_all *iter_all)
{
	iter_all->done = 0;
	iter_all->idx = 0;
	return &iter_all->bv;
}

/* To the next page of @bvec, or of the piece after it. */
static inline void bvec_advance(const struct bio_vec *bvec,
				struct bvec_iter_all *iter_all)
{
	unsigned int at = bvec->bv_offset + iter_all->done;
	struct bio_vec *bv = &iter_all->bv;

	bv->bv_page = bvec->bv_page + (at >> PAGE_SHIFT);
	bv->bv_offset = offset_in_page(at);
	bv->bv_len = min_t(unsigned int, PAGE_SIZE - bv->bv_offset,
			   bvec->bv_len - iter_all->done);
	iter_all->done += bv->bv_len;
	if (iter_all->done == bvec->bv_len) {
		iter_all->idx++;
		iter_all->done = 0;
	}
}

/* Must not cross a page. Undone by kunmap_local(). */
static inline void *bvec_kmap_local(struct bio_vec *bvec)
{
	return kmap_local_page(bvec->bv_page) + bvec->bv_offset;
}

static inline void memcpy_from_bvec(char *to, struct bio_vec *bvec)
{
	memcpy_from_page(to, bvec->bv_page, bvec->bv_offset, bvec->bv_len);
}

static inline void memcpy_to_bvec(struct bio_vec *bvec, const char *from)
{
	memcpy_to_page(bvec->bv_page, bvec->bv_offset, from, bvec->bv_len);
}

static inline void memzero_bvec(struct bio_vec *bvec)
{
	memzero_page(bvec->bv_page, bvec->bv_offset, bvec->bv_len);
}

static inline void *bvec_virt(struct bio_vec *bvec)
{
	return page_address(bvec->bv_page) + bvec->bv_offset;
}

static inline phys_addr_t bvec_phys(const struct bio_vec *bvec)
{
	return page_to_phys(bvec->bv_page) + bvec->bv_offset;
}

#endif
