// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is remembered of block devices, and not written yet.
 *
 * Stands for: fs/buffer.c, mm/filemap.c, mm/readahead.c, mm/page-writeback.c
 *
 * A page is kept in units of the device's block size: each is up to date or
 * not, dirty or not. Bits are of 512 bytes, so that there are at most eight.
 */
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/errseq.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <ksim/abi/time.h>
#include "shims/block/blk.h"

#define ALL_BITS ((u8)GENMASK(PAGE_SECTORS - 1, 0))
#define TAG_DIRTY XA_MARK_0
#define BATCH_PAGES 64 /* of one read */

#define WRITEBACK_INTERVAL (5 * HZ)
#define DIRTY_EXPIRE_NS (30 * NSEC_PER_SEC)

struct bdev_page {
	struct bdev_cache *cache;
	struct page *page;
	pgoff_t index;
	unsigned int refs; /* the tree has one */
	u8 uptodate; /* bits */
	u8 dirty; /* bits */
	unsigned int writing; /* bios that write it back */
	bool locked; /* being read, filled or dropped */
	bool gone; /* from the tree */
	u64 dirtied_ns; /* the first of what is dirty */
};

struct bdev_cache {
	struct block_device *bdev;
	struct xarray pages;
	spinlock_t lock; /* from finding a page to having a reference */
	wait_queue_head_t wait; /* for a page to be unlocked, or written */
	struct delayed_work flush;
	unsigned int nr_dirty;
};

static struct address_space *mapping_of(struct bdev_cache *cache)
{
	return bdev_inode(cache->bdev)->i_mapping;
}

static const char *name_of(struct bdev_cache *cache)
{
	return cache->bdev->bd_disk->disk_name;
}

/* pages */

static void put_page_of(struct bdev_page *p)
{
	if (--p->refs)
		return;
	__free_page(p->page);
	kfree(p);
}

static struct bdev_page *make_page(struct bdev_cache *cache, pgoff_t index)
{
	struct bdev_page *p = blk_zalloc(sizeof(*p));

	if (!p)
		return NULL;
	p->page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!p->page) {
		kfree(p);
		return NULL;
	}
	kmemleak_not_leak(page_address(p->page));
	p->page->index = index;
	p->cache = cache;
	p->index = index;
	p->refs = 1;
	return p;
}

/*
 * Return: the first page from *@index to @last that has the mark @filter, with
 * a reference for the caller; or NULL.
 */
static struct bdev_page *find_page_from(struct bdev_cache *cache,
					unsigned long *index,
					unsigned long last, xa_mark_t filter)
{
	struct bdev_page *p;

	spin_lock(&cache->lock);
	p = xa_find(&cache->pages, index, last, filter);
	if (p)
		p->refs++;
	spin_unlock(&cache->lock);
	return p;
}

/* The body gives the reference back. */
#define for_each_page(cache, p, index, first, last, filter)		\
	for (index = (first);						\
	     (p = find_page_from(cache, &index, last, filter)); index++)

/* Return: the page, new or not, with a reference for the caller; or NULL. */
static struct bdev_page *get_page_at(struct bdev_cache *cache, pgoff_t index)
{
	unsigned long at = index;
	struct bdev_page *p;
	int err = 0;

	while (!(p = find_page_from(cache, &at, index, XA_PRESENT)) && !err) {
		p = make_page(cache, index);
		if (!p)
			return NULL;
		p->refs++;
		/* Memory may have been waited for, and somebody was faster. */
		err = xa_insert(&cache->pages, index, p, GFP_KERNEL);
		if (!err)
			return p;
		p->refs--;
		put_page_of(p);
		if (err == -EBUSY)
			err = 0;
		at = index;
	}
	return p;
}

static bool try_lock_page(struct bdev_page *p)
{
	if (p->locked)
		return false;
	return p->locked = true;
}

static void lock_page_of(struct bdev_page *p)
{
	blk_wait_event(p->cache->wait, try_lock_page(p), blk_describe_queue,
		       bdev_get_queue(p->cache->bdev));
}

static void unlock_page_of(struct bdev_page *p)
{
	p->locked = false;
	wake_up_all(&p->cache->wait);
}

static void wait_written(struct bdev_page *p)
{
	blk_wait_event(p->cache->wait, !p->writing, blk_describe_queue,
		       bdev_get_queue(p->cache->bdev));
}

/* Return: as get_page_at(), and locked. */
static struct bdev_page *get_locked_page(struct bdev_cache *cache,
					 pgoff_t index)
{
	struct bdev_page *p;

	for (;;) {
		p = get_page_at(cache, index);
		if (!p)
			return NULL;
		lock_page_of(p);
		if (!p->gone)
			return p;
		unlock_page_of(p);
		put_page_of(p);
	}
}

/* Bits of the bytes @from to @to of a page. */
static u8 bits_of(unsigned int from, unsigned int to)
{
	unsigned int first = from >> SECTOR_SHIFT;
	unsigned int last = (to - 1) >> SECTOR_SHIFT;

	return GENMASK(last, first);
}

/* Bits of a page that lie on the device. */
static u8 bits_on_device(struct bdev_cache *cache, pgoff_t index)
{
	loff_t start = (loff_t)index << PAGE_SHIFT;
	loff_t size = bdev_nr_bytes(cache->bdev);

	if (start >= size)
		return 0;
	return size - start >= PAGE_SIZE ? ALL_BITS : bits_of(0, size - start);
}

static sector_t sector_of(struct bdev_page *p, unsigned int bit)
{
	return ((sector_t)p->index << PAGE_SECTORS_SHIFT) + bit;
}

static void log_error(struct bdev_page *p, unsigned int bit, const char *what)
{
	unsigned int bits = bdev_inode(p->cache->bdev)->i_blkbits;

	pr_err_ratelimited("Buffer I/O error on dev %s, logical block %llu%s\n",
			   name_of(p->cache),
			   sector_of(p, bit) >> (bits - SECTOR_SHIFT), what);
}

/* reading */

/* Runs of @bits, the first one first. Return: whether there is one. */
static bool next_run(u8 bits, unsigned int *first, unsigned int *count)
{
	unsigned int end = *first + *count;

	if (!(bits >> end))
		return false;
	*first = end + __ffs(bits >> end);
	*count = ffz(bits >> *first);
	return true;
}

/* Reads blocks of a locked page. Return: 0 or -EIO. */
static int fill(struct bdev_page *p, u8 bits)
{
	unsigned int first = 0, count = 0;
	struct bio *bio;
	int err;

	/* What is past the end of the device is zero, and stays so. */
	p->uptodate |= bits & ~bits_on_device(p->cache, p->index);
	bits &= ~p->uptodate;
	while (next_run(bits, &first, &count)) {
		bio = bio_alloc(p->cache->bdev, 1, REQ_OP_READ, GFP_NOFS);
		bio->bi_iter.bi_sector = sector_of(p, first);
		__bio_add_page(bio, p->page, count << SECTOR_SHIFT,
			       first << SECTOR_SHIFT);
		err = submit_bio_wait(bio);
		bio_put(bio);
		if (err) {
			log_error(p, first, ", async page read");
			return -EIO;
		}
		p->uptodate |= GENMASK(first + count - 1, first);
	}
	return 0;
}

/* Whole pages that follow one another. */
struct read_batch {
	unsigned int count;
	struct bdev_page *pages[BATCH_PAGES];
};

static void read_batch_end(struct bio *bio)
{
	struct read_batch *batch = bio->bi_private;
	unsigned int i;

	for (i = 0; i < batch->count; i++) {
		struct bdev_page *p = batch->pages[i];

		/* If it fails, who needs the page tries it alone. */
		if (!bio->bi_status)
			p->uptodate = ALL_BITS;
		unlock_page_of(p);
		put_page_of(p);
	}
	kfree(batch);
	bio_put(bio);
}

static struct bio *batch_begin(struct bdev_cache *cache, pgoff_t index)
{
	struct read_batch *batch;
	struct bio *bio;

	batch = kzalloc(sizeof(*batch), GFP_NOFS | __GFP_NOFAIL);
	bio = bio_alloc(cache->bdev, BATCH_PAGES, REQ_OP_READ | REQ_RAHEAD,
			GFP_NOFS);
	bio->bi_iter.bi_sector = (sector_t)index << PAGE_SECTORS_SHIFT;
	bio->bi_private = batch;
	bio->bi_end_io = read_batch_end;
	return bio;
}

/* Starts to read what is not there of some pages. Return: 0, -EIO, -ENOMEM. */
static int read_pages(struct bdev_cache *cache, pgoff_t first, pgoff_t last)
{
	struct read_batch *batch = NULL;
	struct bio *bio = NULL;
	struct blk_plug plug;
	struct bdev_page *p;
	pgoff_t index;
	int err = 0;

	blk_start_plug(&plug);
	for (index = first; index <= last && !err; index++) {
		p = get_locked_page(cache, index);
		if (!p) {
			err = -ENOMEM;
			break;
		}
		if (bio && (p->uptodate || batch->count == BATCH_PAGES ||
			    bits_on_device(cache, index) != ALL_BITS)) {
			submit_bio(bio);
			bio = NULL;
		}
		if (p->uptodate || bits_on_device(cache, index) != ALL_BITS) {
			err = fill(p, ALL_BITS);
			unlock_page_of(p);
			put_page_of(p);
			continue;
		}
		if (!bio)
			bio = batch_begin(cache, index);
		batch = bio->bi_private;
		batch->pages[batch->count++] = p;
		bio_add_page(bio, p->page, PAGE_SIZE, 0);
	}
	if (bio)
		submit_bio(bio);
	blk_finish_plug(&plug);
	return err;
}

/*
 * Return: a page that is up to date where @bits say, or ERR_PTR(). Those up to
 * @last are read with it, as they will be wanted next.
 */
static struct bdev_page *read_page_at(struct bdev_cache *cache, pgoff_t index,
				      pgoff_t last, u8 bits)
{
	struct bdev_page *p = get_page_at(cache, index);
	int err;

	if (!p)
		return ERR_PTR(-ENOMEM);
	if ((p->uptodate & bits) == bits)
		return p;
	put_page_of(p);
	err = read_pages(cache, index, min(last, index + BATCH_PAGES - 1));
	if (err)
		return ERR_PTR(err);
	p = get_locked_page(cache, index);
	if (!p)
		return ERR_PTR(-ENOMEM);
	err = fill(p, bits);
	unlock_page_of(p);
	if (!err)
		return p;
	put_page_of(p);
	return ERR_PTR(err);
}

ssize_t bdev_cache_read(struct block_device *bdev, loff_t pos,
			struct iov_iter *to)
{
	struct bdev_cache *cache = bdev_cache_of(bdev);
	pgoff_t last = (pos + iov_iter_count(to) - 1) >> PAGE_SHIFT;
	unsigned int offset, bytes;
	struct bdev_page *p;
	ssize_t done = 0;
	size_t copied;

	while (iov_iter_count(to)) {
		offset = offset_in_page(pos);
		bytes = min_t(size_t, PAGE_SIZE - offset, iov_iter_count(to));
		p = read_page_at(cache, pos >> PAGE_SHIFT, last,
				 bits_of(offset, offset + bytes));
		if (IS_ERR(p))
			return done ?: PTR_ERR(p);
		copied = copy_page_to_iter(p->page, offset, bytes, to);
		put_page_of(p);
		pos += copied;
		done += copied;
		if (copied < bytes)
			return done ?: -EFAULT;
	}
	return done;
}

int bdev_cache_read_page(struct block_device *bdev, pgoff_t index)
{
	struct bdev_cache *cache = bdev_cache_of(bdev);
	struct bdev_page *p = read_page_at(cache, index, index, ALL_BITS);

	if (IS_ERR(p))
		return PTR_ERR(p);
	put_page_of(p);
	return 0;
}

/* writing */

static void clean(struct bdev_page *p)
{
	p->dirty = 0;
	p->cache->nr_dirty--;
	if (!p->gone)
		xa_clear_mark(&p->cache->pages, p->index, TAG_DIRTY);
}

static void make_dirty(struct bdev_page *p, u8 bits)
{
	struct bdev_cache *cache = p->cache;

	p->uptodate |= bits;
	if (!p->dirty) {
		p->dirtied_ns = ksim_time_now_ns();
		cache->nr_dirty++;
		xa_set_mark(&cache->pages, p->index, TAG_DIRTY);
		queue_delayed_work(bdi_wq, &cache->flush, WRITEBACK_INTERVAL);
	}
	p->dirty |= bits;
}

/* Blocks that are written in part must be there before. */
static int fill_edges(struct bdev_page *p, unsigned int from, unsigned int to)
{
	unsigned int size = 1 << bdev_inode(p->cache->bdev)->i_blkbits;
	unsigned int first = round_down(from, size);
	unsigned int last = round_up(to, size);
	u8 bits = 0;

	if (first < from)
		bits |= bits_of(first, first + size);
	if (last > to)
		bits |= bits_of(last - size, last);
	return bits ? fill(p, bits) : 0;
}

static int copy_into(struct bdev_cache *cache, pgoff_t index, unsigned int from,
		     const void *bytes, unsigned int count)
{
	unsigned int size = 1 << bdev_inode(cache->bdev)->i_blkbits;
	struct bdev_page *p = get_locked_page(cache, index);
	int err;

	if (!p)
		return -ENOMEM;
	err = fill_edges(p, from, from + count);
	if (!err && bdev_stable_writes(cache->bdev))
		wait_written(p);
	if (!err) {
		memcpy_to_page(p->page, from, bytes, count);
		make_dirty(p, bits_of(round_down(from, size),
				      round_up(from + count, size)));
	}
	unlock_page_of(p);
	put_page_of(p);
	return err;
}

ssize_t bdev_cache_write(struct block_device *bdev, loff_t pos,
			 struct iov_iter *from)
{
	struct bdev_cache *cache = bdev_cache_of(bdev);
	unsigned int offset, bytes, copied;
	struct page *bounce;
	ssize_t done = 0;
	int err = 0;

	bounce = alloc_page(GFP_KERNEL);
	if (!bounce)
		return -ENOMEM;
	while (iov_iter_count(from) && !err) {
		offset = offset_in_page(pos);
		bytes = min_t(size_t, PAGE_SIZE - offset, iov_iter_count(from));
		copied = copy_page_from_iter(bounce, 0, bytes, from);
		if (copied)
			err = copy_into(cache, pos >> PAGE_SHIFT, offset,
					page_address(bounce), copied);
		if (!err) {
			pos += copied;
			done += copied;
			if (copied < bytes)
				err = -EFAULT;
		}
	}
	__free_page(bounce);
	return done ?: err;
}

/* writing back */

static void set_error(struct bdev_cache *cache)
{
	struct address_space *mapping = mapping_of(cache);

	errseq_set(&mapping->wb_err, -EIO);
	set_bit(AS_EIO, &mapping->flags);
}

static void write_end(struct bio *bio)
{
	struct bdev_page *p = bio->bi_private;

	if (bio->bi_status) {
		log_error(p, (bio_first_bvec_all(bio)->bv_offset) >>
				     SECTOR_SHIFT,
			  ", lost async page write");
		set_error(p->cache);
	}
	if (!--p->writing)
		wake_up_all(&p->cache->wait);
	put_page_of(p);
	bio_put(bio);
}

/* Context: @p is locked; it is unlocked. */
static void write_page(struct bdev_page *p, blk_opf_t flags)
{
	u8 bits = p->dirty & bits_on_device(p->cache, p->index);
	unsigned int first = 0, count = 0;
	struct bio *bio;

	clean(p);
	/* Not to be seen as written before the last one has been submitted. */
	p->writing++;
	unlock_page_of(p);
	while (next_run(bits, &first, &count)) {
		bio = bio_alloc(p->cache->bdev, 1, REQ_OP_WRITE | flags,
				GFP_NOIO);
		bio->bi_iter.bi_sector = sector_of(p, first);
		__bio_add_page(bio, p->page, count << SECTOR_SHIFT,
			       first << SECTOR_SHIFT);
		bio->bi_private = p;
		bio->bi_end_io = write_end;
		p->writing++;
		p->refs++;
		submit_bio(bio);
	}
	if (!--p->writing)
		wake_up_all(&p->cache->wait);
}

/* Writes back what was made dirty before @before_ns. */
static void write_range(struct bdev_cache *cache, pgoff_t first, pgoff_t last,
			u64 before_ns, blk_opf_t flags)
{
	struct blk_plug plug;
	struct bdev_page *p;
	unsigned long index;

	blk_start_plug(&plug);
	for_each_page(cache, p, index, first, last, TAG_DIRTY) {
		if (p->dirtied_ns > before_ns) {
			put_page_of(p);
			continue;
		}
		lock_page_of(p);
		wait_written(p);
		if (p->dirty && !p->gone)
			write_page(p, flags);
		else
			unlock_page_of(p);
		put_page_of(p);
	}
	blk_finish_plug(&plug);
}

static void wait_range(struct bdev_cache *cache, pgoff_t first, pgoff_t last)
{
	struct bdev_page *p;
	unsigned long index;

	for_each_page(cache, p, index, first, last, XA_PRESENT) {
		wait_written(p);
		put_page_of(p);
	}
}

int bdev_cache_sync(struct block_device *bdev, loff_t start, loff_t end)
{
	struct bdev_cache *cache = bdev_cache_of(bdev);
	struct address_space *mapping = mapping_of(cache);
	pgoff_t first = start >> PAGE_SHIFT, last = end >> PAGE_SHIFT;

	if (cache->nr_dirty)
		write_range(cache, first, last, U64_MAX, REQ_SYNC);
	wait_range(cache, first, last);
	return test_and_clear_bit(AS_EIO, &mapping->flags) ? -EIO : 0;
}

static void flush_work_fn(struct work_struct *work)
{
	struct bdev_cache *cache =
		container_of(work, struct bdev_cache, flush.work);
	u64 now_ns = ksim_time_now_ns();

	if (now_ns >= DIRTY_EXPIRE_NS)
		write_range(cache, 0, ULONG_MAX, now_ns - DIRTY_EXPIRE_NS,
			    REQ_BACKGROUND);
	if (cache->nr_dirty)
		queue_delayed_work(bdi_wq, &cache->flush, WRITEBACK_INTERVAL);
}

/* forgetting */

/* Takes the reference of its caller. */
static void drop_page(struct bdev_page *p, bool dirty)
{
	struct bdev_cache *cache = p->cache;

	lock_page_of(p);
	wait_written(p);
	if (!p->gone && (dirty || !p->dirty)) {
		if (p->dirty)
			clean(p);
		spin_lock(&cache->lock);
		p->gone = true;
		xa_erase(&cache->pages, p->index);
		p->refs--;
		spin_unlock(&cache->lock);
	}
	unlock_page_of(p);
	put_page_of(p);
}

void bdev_cache_drop(struct block_device *bdev, loff_t start, loff_t end,
		     bool dirty)
{
	struct bdev_cache *cache = bdev_cache_of(bdev);
	unsigned long index;
	struct bdev_page *p;

	for_each_page(cache, p, index, start >> PAGE_SHIFT, end >> PAGE_SHIFT,
		      XA_PRESENT)
		drop_page(p, dirty);
}

/* life */

struct bdev_cache *bdev_cache_alloc(struct block_device *bdev)
{
	struct bdev_cache *cache = blk_zalloc(sizeof(*cache));

	if (!cache)
		return NULL;
	cache->bdev = bdev;
	xa_init(&cache->pages);
	spin_lock_init(&cache->lock);
	init_waitqueue_head(&cache->wait);
	INIT_DELAYED_WORK(&cache->flush, flush_work_fn);
	return cache;
}

void bdev_cache_abandon(struct bdev_cache *cache)
{
	cancel_delayed_work(&cache->flush);
}

void bdev_cache_free(struct bdev_cache *cache)
{
	struct bdev_page *p;
	unsigned long index;

	cancel_delayed_work_sync(&cache->flush);
	xa_for_each(&cache->pages, index, p) {
		xa_erase(&cache->pages, index);
		put_page_of(p);
	}
	xa_destroy(&cache->pages);
	kfree(cache);
}
