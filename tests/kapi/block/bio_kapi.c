// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/version.h>

#include "kapi.h"

static int ended;
static blk_status_t ended_as;

static void note_end(struct bio *bio)
{
	ended++;
	ended_as = bio->bi_status;
}

/* A bio with two pages that lie together. */
static struct bio *two_pages(blk_opf_t opf)
{
	struct page *pages = alloc_pages(GFP_KERNEL | __GFP_ZERO, 1);
	struct bio *bio = bio_alloc(NULL, 4, opf, GFP_KERNEL);

	bio->bi_iter.bi_sector = 100;
	bio->bi_end_io = note_end;
	if (bio_add_page(bio, pages, PAGE_SIZE, 0) != PAGE_SIZE ||
	    bio_add_page(bio, pages + 1, PAGE_SIZE, 0) != PAGE_SIZE)
		pr_err("no room in a bio\n");
	ended = 0;
	return bio;
}

static void put_two_pages(struct bio *bio)
{
	__free_pages(bio->bi_io_vec[0].bv_page, 1);
	bio_put(bio);
}

KAPI_TEST(bio_alloc_gives_as_much_room_as_it_is_told)
{
	struct bio *bio = bio_alloc(NULL, 3, REQ_OP_WRITE, GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(bio);
	KAPI_EXPECT_GE(bio->bi_max_vecs, 3);
	KAPI_EXPECT_EQ(bio->bi_vcnt, 0);
	KAPI_EXPECT_EQ(bio->bi_iter.bi_size, 0);
	KAPI_EXPECT_EQ(bio_op(bio), REQ_OP_WRITE);
	KAPI_EXPECT_EQ(bio->bi_status, BLK_STS_OK);
	bio_put(bio);
}

KAPI_TEST(bio_add_page_joins_neighbours)
{
	struct bio *bio = two_pages(REQ_OP_READ);

	KAPI_EXPECT_EQ(bio->bi_vcnt, 1);
	KAPI_EXPECT_EQ(bio->bi_iter.bi_size, 2 * PAGE_SIZE);
	KAPI_EXPECT_EQ(bio->bi_io_vec[0].bv_len, 2 * PAGE_SIZE);
	put_two_pages(bio);
}

KAPI_TEST(bio_add_page_refuses_what_has_no_room)
{
	struct page *pages = alloc_pages(GFP_KERNEL, 1);
	struct bio_vec vec;
	struct bio bio;

	bio_init(&bio, NULL, &vec, 1, REQ_OP_READ);
	KAPI_EXPECT_EQ(bio_add_page(&bio, pages, 512, 0), 512);
	KAPI_EXPECT_EQ(bio_add_page(&bio, pages + 1, 512, 0), 0);
	KAPI_EXPECT_EQ(bio.bi_iter.bi_size, 512);
	/* It follows directly. */
	KAPI_EXPECT_EQ(bio_add_page(&bio, pages, 512, 512), 512);
	bio_uninit(&bio);
	__free_pages(pages, 1);
}

KAPI_TEST(segments_are_pages_and_bvecs_are_pieces)
{
	struct bio *bio = two_pages(REQ_OP_READ);
	unsigned int segments = 0, bvecs = 0, bytes = 0;
	struct bvec_iter iter;
	struct bio_vec bv;

	bio_for_each_segment(bv, bio, iter) {
		KAPI_EXPECT_EQ(bv.bv_len, PAGE_SIZE);
		KAPI_EXPECT_EQ(iter.bi_sector, 100 + 8 * segments);
		segments++;
	}
	bio_for_each_bvec(bv, bio, iter) {
		bytes += bv.bv_len;
		bvecs++;
	}
	KAPI_EXPECT_EQ(segments, 2);
	KAPI_EXPECT_EQ(bvecs, 1);
	KAPI_EXPECT_EQ(bytes, 2 * PAGE_SIZE);
	KAPI_EXPECT_EQ(bio_segments(bio), 2);
	put_two_pages(bio);
}

KAPI_TEST(all_segments_are_there_even_when_they_are_done)
{
	struct bio *bio = two_pages(REQ_OP_READ);
	struct bvec_iter_all iter;
	struct bio_vec *bv;
	unsigned int bytes = 0;

	bio_advance(bio, bio->bi_iter.bi_size);
	bio_for_each_segment_all(bv, bio, iter)
		bytes += bv->bv_len;
	KAPI_EXPECT_EQ(bytes, 2 * PAGE_SIZE);
	put_two_pages(bio);
}

KAPI_TEST(bio_advance_leaves_the_rest)
{
	struct bio *bio = two_pages(REQ_OP_READ);

	KAPI_EXPECT_EQ(bio_sectors(bio), 16);
	KAPI_EXPECT_EQ(bio_end_sector(bio), 116);
	bio_advance(bio, 512);
	KAPI_EXPECT_EQ(bio->bi_iter.bi_sector, 101);
	KAPI_EXPECT_EQ(bio_sectors(bio), 15);
	KAPI_EXPECT_EQ(bio_end_sector(bio), 116);
	KAPI_EXPECT_EQ(bio_offset(bio), 512);
	put_two_pages(bio);
}

KAPI_TEST(bio_split_cuts_off_the_first_part)
{
	struct bio *bio = two_pages(REQ_OP_READ);
	struct bio *first = bio_split(bio, 6, GFP_KERNEL, &fs_bio_set);

	KAPI_ASSERT_FALSE(IS_ERR_OR_NULL(first));
	KAPI_EXPECT_EQ(first->bi_iter.bi_sector, 100);
	KAPI_EXPECT_EQ(bio_sectors(first), 6);
	KAPI_EXPECT_EQ(bio->bi_iter.bi_sector, 106);
	KAPI_EXPECT_EQ(bio_sectors(bio), 10);
	KAPI_EXPECT_PTR_EQ(bio_page(first), bio->bi_io_vec[0].bv_page);
	bio_put(first);
	put_two_pages(bio);
}

KAPI_TEST(bio_trim_keeps_the_middle)
{
	struct bio *bio = two_pages(REQ_OP_READ);

	bio_trim(bio, 2, 3);
	KAPI_EXPECT_EQ(bio->bi_iter.bi_sector, 102);
	KAPI_EXPECT_EQ(bio_sectors(bio), 3);
	put_two_pages(bio);
}

KAPI_TEST(a_clone_shares_the_memory)
{
	struct bio *bio = two_pages(REQ_OP_WRITE);
	struct bio *clone = bio_alloc_clone(NULL, bio, GFP_KERNEL, &fs_bio_set);

	KAPI_ASSERT_NOT_NULL(clone);
	KAPI_EXPECT_PTR_EQ(clone->bi_io_vec, bio->bi_io_vec);
	KAPI_EXPECT_EQ(bio_sectors(clone), 16);
	KAPI_EXPECT_TRUE(bio_flagged(clone, BIO_CLONED));
	KAPI_EXPECT_NULL(clone->bi_end_io);
	bio_put(clone);
	put_two_pages(bio);
}

KAPI_TEST(bio_endio_tells_once)
{
	struct bio *bio = two_pages(REQ_OP_READ);

	bio_endio(bio);
	KAPI_EXPECT_EQ(ended, 1);
	KAPI_EXPECT_EQ(ended_as, BLK_STS_OK);
	put_two_pages(bio);
}

KAPI_TEST(bio_io_error_says_so)
{
	struct bio *bio = two_pages(REQ_OP_READ);

	bio_io_error(bio);
	KAPI_EXPECT_EQ(ended, 1);
	KAPI_EXPECT_EQ(ended_as, BLK_STS_IOERR);
	put_two_pages(bio);
}

KAPI_TEST(a_parent_ends_after_what_is_chained_to_it)
{
	struct bio *parent = two_pages(REQ_OP_READ);
	struct bio *bio = bio_alloc(NULL, 0, REQ_OP_READ, GFP_KERNEL);

	bio_chain(bio, parent);
	bio_endio(parent);
	KAPI_EXPECT_EQ(ended, 0);
	bio->bi_status = BLK_STS_NOSPC;
	bio_endio(bio);
	KAPI_EXPECT_EQ(ended, 1);
	KAPI_EXPECT_EQ(ended_as, BLK_STS_NOSPC);
	put_two_pages(parent);
}

KAPI_TEST(a_parent_keeps_its_own_error)
{
	struct bio *parent = two_pages(REQ_OP_READ);
	struct bio *bio = bio_alloc(NULL, 0, REQ_OP_READ, GFP_KERNEL);

	bio_chain(bio, parent);
	parent->bi_status = BLK_STS_TIMEOUT;
	bio_io_error(bio);
	bio_endio(parent);
	KAPI_EXPECT_EQ(ended, 1);
	KAPI_EXPECT_EQ(ended_as, BLK_STS_TIMEOUT);
	put_two_pages(parent);
}

KAPI_TEST(bio_reset_forgets_all_but_the_room)
{
	struct bio *bio = two_pages(REQ_OP_READ);
	struct page *page = bio->bi_io_vec[0].bv_page;
	unsigned short room = bio->bi_max_vecs;

	bio->bi_status = BLK_STS_IOERR;
	bio_reset(bio, NULL, REQ_OP_WRITE);
	KAPI_EXPECT_EQ(bio->bi_status, BLK_STS_OK);
	KAPI_EXPECT_EQ(bio->bi_vcnt, 0);
	KAPI_EXPECT_EQ(bio->bi_iter.bi_size, 0);
	KAPI_EXPECT_EQ(bio->bi_max_vecs, room);
	KAPI_EXPECT_EQ(bio_op(bio), REQ_OP_WRITE);
	KAPI_EXPECT_NULL(bio->bi_end_io);
	__free_pages(page, 1);
	bio_put(bio);
}

KAPI_TEST(zero_fill_bio_zeroes_what_is_left)
{
	struct bio *bio = two_pages(REQ_OP_READ);
	u8 *bytes = page_address(bio->bi_io_vec[0].bv_page);

	memset(bytes, 0xff, 2 * PAGE_SIZE);
	bio_advance(bio, 512);
	zero_fill_bio(bio);
	KAPI_EXPECT_EQ(bytes[511], 0xff);
	KAPI_EXPECT_EQ(bytes[512], 0);
	KAPI_EXPECT_EQ(bytes[2 * PAGE_SIZE - 1], 0);
	put_two_pages(bio);
}

KAPI_TEST(bio_copy_data_copies_across_pages)
{
	struct bio *from = two_pages(REQ_OP_WRITE);
	struct bio *to = two_pages(REQ_OP_READ);
	u8 *a = page_address(from->bi_io_vec[0].bv_page);
	u8 *b = page_address(to->bi_io_vec[0].bv_page);

	a[PAGE_SIZE - 1] = 1;
	a[PAGE_SIZE] = 2;
	bio_copy_data(to, from);
	KAPI_EXPECT_EQ(b[PAGE_SIZE - 1], 1);
	KAPI_EXPECT_EQ(b[PAGE_SIZE], 2);
	put_two_pages(from);
	put_two_pages(to);
}

KAPI_TEST(bio_lists_keep_the_order)
{
	struct bio_list list = BIO_EMPTY_LIST, other = BIO_EMPTY_LIST;
	struct bio a, b, c;

	bio_list_add(&list, &a);
	bio_list_add(&list, &b);
	bio_list_add_head(&list, &c);
	KAPI_EXPECT_EQ(bio_list_size(&list), 3);
	KAPI_EXPECT_PTR_EQ(bio_list_peek(&list), &c);
	KAPI_EXPECT_PTR_EQ(bio_list_pop(&list), &c);
	bio_list_add(&other, &c);
	bio_list_merge(&list, &other);
	KAPI_EXPECT_PTR_EQ(bio_list_pop(&list), &a);
	KAPI_EXPECT_PTR_EQ(bio_list_pop(&list), &b);
	KAPI_EXPECT_PTR_EQ(bio_list_pop(&list), &c);
	KAPI_EXPECT_TRUE(bio_list_empty(&list));
	KAPI_EXPECT_NULL(bio_list_pop(&list));
}

KAPI_TEST(what_has_no_memory_has_no_data)
{
	struct bio *bio = bio_alloc(NULL, 0, REQ_OP_DISCARD, GFP_KERNEL);

	bio->bi_iter.bi_size = 4096;
	KAPI_EXPECT_FALSE(bio_has_data(bio));
	KAPI_EXPECT_EQ(bio_segments(bio), 0);
	KAPI_EXPECT_EQ(bio_sectors(bio), 8);
	bio_advance(bio, 512);
	KAPI_EXPECT_EQ(bio_sectors(bio), 7);
	bio_put(bio);
}

KAPI_TEST(operations_are_of_several_kinds)
{
	KAPI_EXPECT_TRUE(op_is_write(REQ_OP_WRITE));
	KAPI_EXPECT_TRUE(op_is_write(REQ_OP_DISCARD));
	KAPI_EXPECT_FALSE(op_is_write(REQ_OP_READ));
	KAPI_EXPECT_FALSE(op_is_write(REQ_OP_FLUSH));
	KAPI_EXPECT_TRUE(op_is_flush(REQ_OP_WRITE | REQ_FUA));
	KAPI_EXPECT_TRUE(op_is_flush(REQ_OP_WRITE | REQ_PREFLUSH));
	KAPI_EXPECT_FALSE(op_is_flush(REQ_OP_FLUSH));
	KAPI_EXPECT_TRUE(op_is_sync(REQ_OP_READ));
	KAPI_EXPECT_FALSE(op_is_sync(REQ_OP_WRITE));
	KAPI_EXPECT_TRUE(op_is_sync(REQ_OP_WRITE | REQ_SYNC));
	KAPI_EXPECT_TRUE(op_is_discard(REQ_OP_DISCARD));
	KAPI_EXPECT_TRUE(blk_op_is_passthrough(REQ_OP_DRV_OUT));
}

KAPI_TEST(statuses_become_errnos)
{
	KAPI_EXPECT_EQ(blk_status_to_errno(BLK_STS_OK), 0);
	KAPI_EXPECT_EQ(blk_status_to_errno(BLK_STS_IOERR), -EIO);
	KAPI_EXPECT_EQ(blk_status_to_errno(BLK_STS_NOTSUPP), -EOPNOTSUPP);
	KAPI_EXPECT_EQ(blk_status_to_errno(BLK_STS_TIMEOUT), -ETIMEDOUT);
	KAPI_EXPECT_EQ(blk_status_to_errno(BLK_STS_NOSPC), -ENOSPC);
	KAPI_EXPECT_EQ(blk_status_to_errno(BLK_STS_MEDIUM), -ENODATA);
	KAPI_EXPECT_EQ(blk_status_to_errno(BLK_STS_PROTECTION), -EILSEQ);
	KAPI_EXPECT_EQ(blk_status_to_errno(BLK_STS_RESOURCE), -ENOMEM);
	KAPI_EXPECT_EQ(blk_status_to_errno(BLK_STS_AGAIN), -EAGAIN);
	KAPI_EXPECT_EQ(blk_status_to_errno(BLK_STS_OFFLINE), -ENODEV);
}

KAPI_TEST(errnos_become_statuses)
{
	KAPI_EXPECT_EQ(errno_to_blk_status(0), BLK_STS_OK);
	KAPI_EXPECT_EQ(errno_to_blk_status(-ENOSPC), BLK_STS_NOSPC);
	KAPI_EXPECT_EQ(errno_to_blk_status(-ENOMEM), BLK_STS_RESOURCE);
	KAPI_EXPECT_EQ(errno_to_blk_status(-EPERM), BLK_STS_IOERR);
}

KAPI_TEST(some_errors_are_of_the_path)
{
	KAPI_EXPECT_TRUE(blk_path_error(BLK_STS_TRANSPORT));
	KAPI_EXPECT_TRUE(blk_path_error(BLK_STS_IOERR));
	KAPI_EXPECT_FALSE(blk_path_error(BLK_STS_NOSPC));
	KAPI_EXPECT_FALSE(blk_path_error(BLK_STS_MEDIUM));
}

KAPI_TEST(bvecs_are_copied_as_memory)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	struct bio_vec bv;
	char bytes[4];

	bvec_set_page(&bv, page, 4, 100);
	memcpy_to_bvec(&bv, "abcd");
	memcpy_from_bvec(bytes, &bv);
	KAPI_EXPECT_EQ(memcmp(bytes, "abcd", 4), 0);
	KAPI_EXPECT_EQ(((char *)bvec_virt(&bv))[1], 'b');
	memzero_bvec(&bv);
	KAPI_EXPECT_EQ(((char *)page_address(page))[103], 0);
	__free_page(page);
}

KAPI_MODULE();
