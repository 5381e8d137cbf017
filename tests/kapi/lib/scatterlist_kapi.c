// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lists of pieces of memory.
 */
#include <linux/gfp.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include "kapi.h"

/* Three pieces of 4, 0 and 6 bytes of one page, in two arrays. */
struct pieces {
	struct scatterlist first[2];
	struct scatterlist second[2];
	char *page;
};

static bool make_pieces(struct pieces *p)
{
	p->page = (char *)get_zeroed_page(GFP_KERNEL);
	if (!p->page)
		return false;
	sg_init_table(p->first, 2);
	sg_init_table(p->second, 2);
	sg_chain(p->first, 2, p->second);
	sg_set_buf(&p->first[0], p->page + 100, 4);
	sg_set_buf(&p->second[0], p->page + 200, 0);
	sg_set_buf(&p->second[1], p->page + 300, 6);
	return true;
}

static void free_pieces(struct pieces *p)
{
	free_page((unsigned long)p->page);
}

KAPI_TEST(sg_init_one_describes_a_buffer)
{
	struct scatterlist sg;
	char *buf = kmalloc(100, GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(buf);
	sg_init_one(&sg, buf, 100);
	KAPI_EXPECT_PTR_EQ(sg_virt(&sg), buf);
	KAPI_EXPECT_PTR_EQ(sg_page(&sg), virt_to_page(buf));
	KAPI_EXPECT_EQ(sg_phys(&sg), virt_to_phys(buf));
	KAPI_EXPECT_EQ(sg.length, 100);
	KAPI_EXPECT_EQ(sg.offset, offset_in_page(buf));
	KAPI_EXPECT_TRUE(sg_is_last(&sg));
	KAPI_EXPECT_NULL(sg_next(&sg));
	kfree(buf);
}

KAPI_TEST(sg_init_table_marks_the_last_entry_only)
{
	struct scatterlist sg[3];

	memset(sg, 0xff, sizeof(sg));
	sg_init_table(sg, 3);
	KAPI_EXPECT_EQ(sg_nents(sg), 3);
	KAPI_EXPECT_FALSE(sg_is_last(&sg[0]));
	KAPI_EXPECT_FALSE(sg_is_last(&sg[1]));
	KAPI_EXPECT_TRUE(sg_is_last(&sg[2]));
	KAPI_EXPECT_EQ(sg[1].length, 0);
	KAPI_EXPECT_PTR_EQ(sg_last(sg, 3), &sg[2]);
}

KAPI_TEST(sg_mark_end_shortens_a_list_and_unmark_restores_it)
{
	struct scatterlist sg[3];

	sg_init_table(sg, 3);
	sg_mark_end(&sg[1]);
	KAPI_EXPECT_EQ(sg_nents(sg), 2);
	sg_unmark_end(&sg[1]);
	KAPI_EXPECT_EQ(sg_nents(sg), 3);
}

KAPI_TEST(sg_set_page_keeps_the_mark)
{
	struct scatterlist sg[2];
	struct page *page = alloc_page(GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(page);
	sg_init_table(sg, 2);
	sg_set_page(&sg[1], page, 10, 20);
	KAPI_EXPECT_TRUE(sg_is_last(&sg[1]));
	KAPI_EXPECT_PTR_EQ(sg_page(&sg[1]), page);
	KAPI_EXPECT_EQ(sg[1].length, 10);
	KAPI_EXPECT_EQ(sg[1].offset, 20);
	__free_page(page);
}

KAPI_TEST(sg_chain_gives_up_an_entry_for_the_link)
{
	struct pieces p;

	KAPI_ASSERT_TRUE(make_pieces(&p));
	KAPI_EXPECT_TRUE(sg_is_chain(&p.first[1]));
	KAPI_EXPECT_PTR_EQ(sg_chain_ptr(&p.first[1]), p.second);
	KAPI_EXPECT_PTR_EQ(sg_next(&p.first[0]), &p.second[0]);
	KAPI_EXPECT_EQ(sg_nents(p.first), 3);
	KAPI_EXPECT_PTR_EQ(sg_last(p.first, 3), &p.second[1]);
	free_pieces(&p);
}

KAPI_TEST(sg_nents_for_len_counts_what_is_needed)
{
	struct pieces p;

	KAPI_ASSERT_TRUE(make_pieces(&p));
	KAPI_EXPECT_EQ(sg_nents_for_len(p.first, 0), 0);
	KAPI_EXPECT_EQ(sg_nents_for_len(p.first, 1), 1);
	KAPI_EXPECT_EQ(sg_nents_for_len(p.first, 4), 1);
	KAPI_EXPECT_EQ(sg_nents_for_len(p.first, 5), 3);
	KAPI_EXPECT_EQ(sg_nents_for_len(p.first, 10), 3);
	KAPI_EXPECT_EQ(sg_nents_for_len(p.first, 11), -EINVAL);
	free_pieces(&p);
}

KAPI_TEST(sg_copies_go_across_pieces)
{
	char back[11] = "";
	struct pieces p;

	KAPI_ASSERT_TRUE(make_pieces(&p));
	KAPI_EXPECT_EQ(sg_copy_from_buffer(p.first, 3, "abcdefghijkl", 12), 10);
	KAPI_EXPECT_EQ(memcmp(p.page + 100, "abcd\0", 5), 0);
	KAPI_EXPECT_EQ(memcmp(p.page + 300, "efghij\0", 7), 0);
	KAPI_EXPECT_EQ(sg_copy_to_buffer(p.first, 3, back, 10), 10);
	KAPI_EXPECT_STREQ(back, "abcdefghij");
	/* Only as many entries as the caller says. */
	KAPI_EXPECT_EQ(sg_copy_to_buffer(p.first, 2, back, 10), 4);
	free_pieces(&p);
}

KAPI_TEST(sg_pcopy_skips_bytes_of_the_list)
{
	struct pieces p;
	char back[11] = "";

	KAPI_ASSERT_TRUE(make_pieces(&p));
	KAPI_EXPECT_EQ(sg_copy_from_buffer(p.first, 3, "abcdefghij", 10), 10);
	KAPI_EXPECT_EQ(sg_pcopy_from_buffer(p.first, 3, "XYZ", 3, 3), 3);
	KAPI_EXPECT_EQ(sg_pcopy_to_buffer(p.first, 3, back, 10, 2), 8);
	KAPI_EXPECT_STREQ(back, "cXYZghij");
	KAPI_EXPECT_EQ(sg_pcopy_to_buffer(p.first, 3, back, 10, 4), 6);
	KAPI_EXPECT_EQ(sg_pcopy_to_buffer(p.first, 3, back, 10, 10), 0);
	KAPI_EXPECT_EQ(sg_pcopy_to_buffer(p.first, 3, back, 10, 99), 0);
	free_pieces(&p);
}

KAPI_TEST(sg_zero_buffer_clears_a_stretch)
{
	struct pieces p;

	KAPI_ASSERT_TRUE(make_pieces(&p));
	memset(p.page, 'x', 400);
	KAPI_EXPECT_EQ(sg_zero_buffer(p.first, 3, 3, 2), 3);
	KAPI_EXPECT_EQ(memcmp(p.page + 100, "xx\0\0x", 5), 0);
	KAPI_EXPECT_EQ(memcmp(p.page + 299, "x\0x", 3), 0);
	free_pieces(&p);
}

/* Walks a new table of @nents; tells how many links it went through. */
static int links_of_table(unsigned int nents)
{
	struct scatterlist *sg, *before = NULL;
	struct sg_table table;
	unsigned int i;
	int links = 0;

	KAPI_EXPECT_EQ(sg_alloc_table(&table, nents, GFP_KERNEL), 0);
	if (!table.sgl)
		return -1;
	KAPI_EXPECT_EQ(table.nents, nents);
	KAPI_EXPECT_EQ(table.orig_nents, nents);
	KAPI_EXPECT_EQ(sg_nents(table.sgl), nents);
	for_each_sgtable_sg(&table, sg, i) {
		if (before && sg != before + 1)
			links++;
		before = sg;
	}
	KAPI_EXPECT_NULL(sg);
	sg_free_table(&table);
	KAPI_EXPECT_NULL(table.sgl);
	return links;
}

KAPI_TEST(sg_alloc_table_chains_arrays_of_a_page)
{
	unsigned int full = SG_MAX_SINGLE_ALLOC;

	KAPI_EXPECT_EQ(links_of_table(1), 0);
	KAPI_EXPECT_EQ(links_of_table(full), 0);
	KAPI_EXPECT_EQ(links_of_table(full + 1), 1);
	KAPI_EXPECT_EQ(links_of_table(2 * full - 1), 1);
	KAPI_EXPECT_EQ(links_of_table(2 * full), 2);
	KAPI_EXPECT_EQ(links_of_table(10 * full), 10);
}

KAPI_TEST(sg_alloc_table_of_nothing_is_einval)
{
	struct sg_table table;

	KAPI_EXPECT_EQ(sg_alloc_table(&table, 0, GFP_KERNEL), -EINVAL);
	KAPI_EXPECT_NULL(table.sgl);
	sg_free_table(&table);
}

KAPI_TEST(sg_table_from_pages_joins_pages_in_a_row)
{
	struct page *block = alloc_pages(GFP_KERNEL, 2);
	struct page *pages[4];
	struct sg_table table;

	KAPI_ASSERT_NOT_NULL(block);
	/* 0 1 are in a row, then 3, then 2. */
	pages[0] = block;
	pages[1] = block + 1;
	pages[2] = block + 3;
	pages[3] = block + 2;
	KAPI_EXPECT_EQ(sg_alloc_table_from_pages(&table, pages, 4, 100,
						 3 * PAGE_SIZE, GFP_KERNEL),
		       0);
	KAPI_EXPECT_EQ(table.orig_nents, 3);
	KAPI_EXPECT_PTR_EQ(sg_page(&table.sgl[0]), block);
	KAPI_EXPECT_EQ(table.sgl[0].offset, 100);
	KAPI_EXPECT_EQ(table.sgl[0].length, 2 * PAGE_SIZE - 100);
	KAPI_EXPECT_PTR_EQ(sg_page(&table.sgl[1]), block + 3);
	KAPI_EXPECT_EQ(table.sgl[1].length, PAGE_SIZE);
	KAPI_EXPECT_EQ(table.sgl[2].length, 100);
	KAPI_EXPECT_TRUE(sg_is_last(&table.sgl[2]));
	sg_free_table(&table);
	__free_pages(block, 2);
}

KAPI_TEST(sg_table_from_pages_keeps_to_the_largest_segment)
{
	struct page *block = alloc_pages(GFP_KERNEL, 2);
	struct page *pages[4];
	struct sg_table table;
	int i;

	KAPI_ASSERT_NOT_NULL(block);
	for (i = 0; i < 4; i++)
		pages[i] = block + i;
	/* Three pages and a bit: the bit does not count. */
	KAPI_EXPECT_EQ(sg_alloc_table_from_pages_segment(
			       &table, pages, 4, 0, 4 * PAGE_SIZE,
			       3 * PAGE_SIZE + 5, GFP_KERNEL),
		       0);
	KAPI_EXPECT_EQ(table.orig_nents, 2);
	KAPI_EXPECT_EQ(table.sgl[0].length, 3 * PAGE_SIZE);
	KAPI_EXPECT_EQ(table.sgl[1].length, PAGE_SIZE);
	sg_free_table(&table);
	__free_pages(block, 2);
}

/* Tables that go on from an array there is */

static void expect_entries(struct sg_table *table, unsigned int nents)
{
	struct scatterlist *sg, *last = NULL;
	unsigned int i, count = 0;

	for_each_sg(table->sgl, sg, nents, i) {
		last = sg;
		count += sg != NULL;
	}
	KAPI_EXPECT_EQ(count, nents);
	KAPI_EXPECT_TRUE(sg_is_last(last));
	KAPI_EXPECT_EQ(table->nents, nents);
	KAPI_EXPECT_EQ(table->orig_nents, nents);
}

KAPI_TEST(sg_chained_table_takes_nothing_else_if_its_first_array_is_enough)
{
	struct scatterlist first[4];
	struct sg_table table = { .sgl = first };

	KAPI_EXPECT_EQ(sg_alloc_table_chained(&table, 3, first, 4), 0);
	KAPI_EXPECT_PTR_EQ(table.sgl, first);
	expect_entries(&table, 3);
	sg_free_table_chained(&table, 4);
}

KAPI_TEST(sg_chained_table_goes_on_behind_its_first_array)
{
	static const unsigned int sizes[] = { 5, 6, 127, 130, 131, 132, 300 };
	struct scatterlist first[4];
	struct sg_table table;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		table.sgl = first;
		KAPI_EXPECT_EQ(sg_alloc_table_chained(&table, sizes[i], first,
						      4),
			       0);
		KAPI_EXPECT_PTR_EQ(table.sgl, first);
		KAPI_EXPECT_TRUE(sg_is_chain(&first[3]));
		expect_entries(&table, sizes[i]);
		sg_free_table_chained(&table, 4);
	}
}

KAPI_TEST(sg_chained_table_needs_no_first_array)
{
	static const unsigned int sizes[] = { 1, 2, 128, 129, 255, 256, 600 };
	struct sg_table table;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		KAPI_EXPECT_EQ(sg_alloc_table_chained(&table, sizes[i], NULL,
						      0),
			       0);
		expect_entries(&table, sizes[i]);
		sg_free_table_chained(&table, 0);
	}
}

KAPI_TEST(sg_chained_table_has_no_use_for_a_first_array_of_one)
{
	struct scatterlist first[1];
	struct sg_table table = { .sgl = first };

	KAPI_EXPECT_EQ(sg_alloc_table_chained(&table, 3, first, 1), 0);
	KAPI_EXPECT_TRUE(table.sgl != first);
	expect_entries(&table, 3);
	sg_free_table_chained(&table, 1);
}

KAPI_MODULE();
