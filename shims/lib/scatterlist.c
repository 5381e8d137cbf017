// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

/**
 * sg_next() - the entry that follows
 * @sg: an entry
 *
 * Return: the next entry, if need be in the array chained on; NULL after the
 * one that is marked as the last.
 */
struct scatterlist *sg_next(struct scatterlist *sg)
{
	if (sg_is_last(sg))
		return NULL;
	return sg_is_chain(sg + 1) ? sg_chain_ptr(sg + 1) : sg + 1;
}
EXPORT_SYMBOL(sg_next);

/**
 * sg_last() - the last of so many entries
 * @sgl: the first
 * @nents: how many there are; a BUG if the last of them is not marked so
 */
struct scatterlist *sg_last(struct scatterlist *sgl, unsigned int nents)
{
	while (--nents)
		sgl = sg_next(sgl);
	BUG_ON(!sg_is_last(sgl));
	return sgl;
}
EXPORT_SYMBOL(sg_last);

int sg_nents(struct scatterlist *sg)
{
	int count = 0;

	while (sg) {
		count++;
		sg = sg_next(sg);
	}
	return count;
}
EXPORT_SYMBOL(sg_nents);

/**
 * sg_nents_for_len() - how many entries hold so many bytes
 * @sg: the first
 * @len: bytes
 *
 * Return: 0 for no bytes; -EINVAL if all entries together hold less.
 */
int sg_nents_for_len(struct scatterlist *sg, u64 len)
{
	u64 held = 0;
	int count = 0;

	while (held < len) {
		if (!sg)
			return -EINVAL;
		held += sg->length;
		count++;
		sg = sg_next(sg);
	}
	return count;
}
EXPORT_SYMBOL(sg_nents_for_len);

void sg_init_table(struct scatterlist *sgl, unsigned int nents)
{
	memset(sgl, 0, nents * sizeof(*sgl));
	sg_init_marker(sgl, nents);
}
EXPORT_SYMBOL(sg_init_table);

void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int buflen)
{
	sg_init_table(sg, 1);
	sg_set_buf(sg, buf, buflen);
}
EXPORT_SYMBOL(sg_init_one);

/* An array that is full ends with a link; the last one need not be. */
static void free_chain(struct scatterlist *array, unsigned int nents)
{
	while (array) {
		struct scatterlist *next = NULL;

		if (nents > SG_MAX_SINGLE_ALLOC) {
			next = sg_chain_ptr(array + SG_MAX_SINGLE_ALLOC - 1);
			nents -= SG_MAX_SINGLE_ALLOC - 1;
		}
		kfree(array);
		array = next;
	}
}

static int alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp,
		       unsigned long caller)
{
	struct scatterlist *array, *before = NULL;
	unsigned int left = nents;

	memset(table, 0, sizeof(*table));
	if (!nents)
		return -EINVAL;

	for (;;) {
		unsigned int size = min_t(unsigned int, left,
					  SG_MAX_SINGLE_ALLOC);

		array = __kmalloc_node_track_caller(size * sizeof(*array), gfp,
						    NUMA_NO_NODE, caller);
		if (!array)
			goto err_free;
		sg_init_table(array, size);
		if (before)
			sg_chain(before, SG_MAX_SINGLE_ALLOC, array);
		else
			table->sgl = array;
		if (size == left)
			break;
		before = array;
		left -= size - 1;
	}
	table->nents = nents;
	table->orig_nents = nents;
	return 0;

err_free:
	/* The last array there is has no link: it counts as not full. */
	free_chain(table->sgl, nents - left + (before ? 1 : 0));
	table->sgl = NULL;
	return -ENOMEM;
}

/**
 * sg_alloc_table() - allocate a list
 * @table: describes it afterwards
 * @nents: entries; more than SG_MAX_SINGLE_ALLOC become arrays in a chain
 * @gfp_mask: how to allocate
 *
 * Return: 0; -EINVAL for no entries; -ENOMEM, with nothing left to free.
 */
int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp_mask)
{
	return alloc_table(table, nents, gfp_mask, _RET_IP_);
}
EXPORT_SYMBOL(sg_alloc_table);

void sg_free_table(struct sg_table *table)
{
	free_chain(table->sgl, table->orig_nents);
	table->sgl = NULL;
}
EXPORT_SYMBOL(sg_free_table);

/* How many of @pages, from the first on, lie in a row and fit a segment. */
static unsigned int pages_in_a_row(struct page **pages, unsigned int n_pages,
				   unsigned int pages_max)
{
	unsigned int n = 1;

	while (n < n_pages && n < pages_max &&
	       page_to_pfn(pages[n]) == page_to_pfn(pages[n - 1]) + 1)
		n++;
	return n;
}

/**
 * sg_alloc_table_from_pages_segment() - allocate a list that stands for pages
 * @sgt: describes it afterwards
 * @pages: the pages; those that lie in a row share an entry
 * @n_pages: how many
 * @offset: of the first byte in the first page
 * @size: bytes, from @offset on
 * @max_segment: an entry has at most so many bytes, rounded down to pages
 * @gfp_mask: how to allocate
 *
 * Return: 0; -EINVAL if @max_segment is less than a page; -ENOMEM.
 */
int sg_alloc_table_from_pages_segment(struct sg_table *sgt, struct page **pages,
				      unsigned int n_pages, unsigned int offset,
				      unsigned long size,
				      unsigned int max_segment, gfp_t gfp_mask)
{
	unsigned int pages_max = max_segment / PAGE_SIZE;
	unsigned int segments = 0, i, n;
	struct scatterlist *sg;
	int err;

	if (WARN_ON(!pages_max))
		return -EINVAL;

	for (i = 0; i < n_pages; i += n) {
		n = pages_in_a_row(pages + i, n_pages - i, pages_max);
		segments++;
	}

	err = alloc_table(sgt, segments, gfp_mask, _RET_IP_);
	if (err)
		return err;

	sg = sgt->sgl;
	for (i = 0; i < n_pages; i += n) {
		unsigned long bytes;

		n = pages_in_a_row(pages + i, n_pages - i, pages_max);
		bytes = min(size, n * PAGE_SIZE - offset);
		sg_set_page(sg, pages[i], bytes, offset);
		size -= bytes;
		offset = 0;
		sg = sg_next(sg);
	}
	return 0;
}
EXPORT_SYMBOL(sg_alloc_table_from_pages_segment);

enum transfer { TO_LIST, FROM_LIST, ZERO_LIST };

static size_t transfer(struct scatterlist *sg, unsigned int nents, void *buf,
		       size_t buflen, off_t skip, enum transfer what)
{
	size_t done = 0;

	for (; nents && sg && done < buflen; nents--, sg = sg_next(sg)) {
		size_t n = sg->length;
		char *piece;

		if (skip >= n) {
			skip -= n;
			continue;
		}
		n = min_t(size_t, n - skip, buflen - done);
		piece = (char *)sg_virt(sg) + skip;
		skip = 0;

		if (what == TO_LIST)
			memcpy(piece, (char *)buf + done, n);
		else if (what == FROM_LIST)
			memcpy((char *)buf + done, piece, n);
		else
			memset(piece, 0, n);
		done += n;
	}
	return done;
}

/**
 * sg_copy_buffer() - copy between a list and a buffer in one piece
 * @sgl: the list
 * @nents: its entries
 * @buf: the buffer
 * @buflen: bytes
 * @skip: bytes of the list to leave out at its beginning
 * @to_buffer: from the list to the buffer, or the other way
 *
 * Return: bytes copied, which is less than @buflen if the list has less.
 */
size_t sg_copy_buffer(struct scatterlist *sgl, unsigned int nents, void *buf,
		      size_t buflen, off_t skip, bool to_buffer)
{
	return transfer(sgl, nents, buf, buflen, skip,
			to_buffer ? FROM_LIST : TO_LIST);
}
EXPORT_SYMBOL(sg_copy_buffer);

size_t sg_copy_from_buffer(struct scatterlist *sgl, unsigned int nents,
			   const void *buf, size_t buflen)
{
	return transfer(sgl, nents, (void *)buf, buflen, 0, TO_LIST);
}
EXPORT_SYMBOL(sg_copy_from_buffer);

size_t sg_copy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf,
			 size_t buflen)
{
	return transfer(sgl, nents, buf, buflen, 0, FROM_LIST);
}
EXPORT_SYMBOL(sg_copy_to_buffer);

size_t sg_pcopy_from_buffer(struct scatterlist *sgl, unsigned int nents,
			    const void *buf, size_t buflen, off_t skip)
{
	return transfer(sgl, nents, (void *)buf, buflen, skip, TO_LIST);
}
EXPORT_SYMBOL(sg_pcopy_from_buffer);

size_t sg_pcopy_to_buffer(struct scatterlist *sgl, unsigned int nents,
			  void *buf, size_t buflen, off_t skip)
{
	return transfer(sgl, nents, buf, buflen, skip, FROM_LIST);
}
EXPORT_SYMBOL(sg_pcopy_to_buffer);

size_t sg_zero_buffer(struct scatterlist *sgl, unsigned int nents,
		      size_t buflen, off_t skip)
{
	return transfer(sgl, nents, NULL, buflen, skip, ZERO_LIST);
}
EXPORT_SYMBOL(sg_zero_buffer);
