// SPDX-License-Identifier: GPL-2.0-or-later
/* Scatterlists whose first array is part of something else, such as a request. */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

/*
 * Arrays of SG_CHUNK_SIZE entries for @nents. Return: the first one; NULL, with
 * nothing left to free, if there is no memory.
 */
static struct scatterlist *alloc_chunks(unsigned int nents)
{
	struct scatterlist *first = NULL, *before = NULL, *chunk;
	unsigned int size;

	for (;;) {
		size = min_t(unsigned int, nents, SG_CHUNK_SIZE);
		chunk = kmalloc_array(size, sizeof(*chunk), GFP_ATOMIC);
		if (!chunk)
			break;
		sg_init_table(chunk, size);
		if (before)
			sg_chain(before, SG_CHUNK_SIZE, chunk);
		else
			first = chunk;
		if (size == nents)
			return first;
		before = chunk;
		nents -= size - 1;
	}
	while (first && first != before) {
		chunk = sg_chain_ptr(&first[SG_CHUNK_SIZE - 1]);
		kfree(first);
		first = chunk;
	}
	kfree(before);
	return NULL;
}

static void free_chunks(struct scatterlist *chunk, unsigned int nents)
{
	struct scatterlist *next;

	for (; nents > SG_CHUNK_SIZE; nents -= SG_CHUNK_SIZE - 1) {
		next = sg_chain_ptr(&chunk[SG_CHUNK_SIZE - 1]);
		kfree(chunk);
		chunk = next;
	}
	kfree(chunk);
}

/**
 * sg_alloc_table_chained() - make a table that goes on from an array there is
 * @table: describes it; its sgl is @first_chunk already, if there is one
 * @nents: entries, more than 0
 * @first_chunk: an array that the table begins with, or NULL
 * @nents_first_chunk: entries of that
 *
 * Context: Any; the memory is asked for with GFP_ATOMIC.
 * Return: 0; -ENOMEM, with nothing left to free.
 */
int sg_alloc_table_chained(struct sg_table *table, int nents,
			   struct scatterlist *first_chunk,
			   unsigned int nents_first_chunk)
{
	struct scatterlist *rest;

	BUG_ON(!nents);
	/* One entry would be nothing but a link. */
	if (nents_first_chunk < 2 && nents > nents_first_chunk)
		first_chunk = NULL;
	if (first_chunk && nents <= nents_first_chunk) {
		sg_init_table(first_chunk, nents);
		table->sgl = first_chunk;
	} else if (first_chunk) {
		rest = alloc_chunks(nents - (nents_first_chunk - 1));
		if (!rest)
			return -ENOMEM;
		sg_init_table(first_chunk, nents_first_chunk);
		sg_chain(first_chunk, nents_first_chunk, rest);
		table->sgl = first_chunk;
	} else {
		table->sgl = alloc_chunks(nents);
		if (!table->sgl)
			return -ENOMEM;
	}
	table->nents = nents;
	table->orig_nents = nents;
	return 0;
}
EXPORT_SYMBOL_GPL(sg_alloc_table_chained);

/**
 * sg_free_table_chained() - give back all but the first array
 * @table: the table
 * @nents_first_chunk: as it was for sg_alloc_table_chained(); 0 if there was none
 *
 * Context: Any.
 */
void sg_free_table_chained(struct sg_table *table,
			   unsigned int nents_first_chunk)
{
	if (nents_first_chunk < 2 && table->orig_nents > nents_first_chunk)
		nents_first_chunk = 0;
	if (table->orig_nents <= nents_first_chunk)
		return;
	if (nents_first_chunk)
		free_chunks(sg_chain_ptr(&table->sgl[nents_first_chunk - 1]),
			    table->orig_nents - (nents_first_chunk - 1));
	else
		free_chunks(table->sgl, table->orig_nents);
	table->sgl = NULL;
}
EXPORT_SYMBOL_GPL(sg_free_table_chained);
