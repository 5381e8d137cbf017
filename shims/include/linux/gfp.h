/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page allocator.
 *
 * Stands for: include/linux/gfp.h, mm/page_alloc.c
 * Fidelity:   MODEL - results, alignment and refusals as in Linux; memory is
 *             short only when a test says so or all of RAM is in use, and
 *             nothing is ever reclaimed
 * Absent:     zones, nodes other than 0, alloc_contig_range(), page_frag_*()
 */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/gfp_types.h>
#include <linux/mmzone.h>

struct page;
struct folio;
struct vm_area_struct;

static inline bool gfpflags_allow_blocking(const gfp_t gfp_flags)
{
	return !!(gfp_flags & __GFP_DIRECT_RECLAIM);
}

/**
 * might_alloc() - an allocation with @gfp is about to be made
 * @gfp: its flags
 *
 * Reports a caller that may not sleep while @gfp allows sleeping.
 * (Linux declares it in <linux/sched/mm.h>.)
 */
void might_alloc(gfp_t gfp);

/**
 * alloc_pages() - allocate 2^@order contiguous pages
 * @gfp: flags
 * @order: power of two, at most 10
 *
 * Context: Any; may sleep if @gfp allows it.
 * Return: the first page, or NULL.
 */
struct page *alloc_pages(gfp_t gfp, unsigned int order);
struct page *__alloc_pages(gfp_t gfp, unsigned int order, int preferred_nid,
			   void *nodemask);
struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);

#define alloc_page(gfp_mask) alloc_pages(gfp_mask, 0)
#define __alloc_pages_node(nid, gfp, order) alloc_pages_node(nid, gfp, order)

struct folio *folio_alloc(gfp_t gfp, unsigned int order);

unsigned long __alloc_pages_bulk(gfp_t gfp, int preferred_nid, void *nodemask,
				 int nr_pages, struct list_head *page_list,
				 struct page **page_array);
#define alloc_pages_bulk_list(gfp, nr_pages, list) \
	__alloc_pages_bulk(gfp, NUMA_NO_NODE, NULL, nr_pages, list, NULL)
#define alloc_pages_bulk_array(gfp, nr_pages, array) \
	__alloc_pages_bulk(gfp, NUMA_NO_NODE, NULL, nr_pages, NULL, array)

unsigned long __get_free_pages(gfp_t gfp_mask, unsigned int order);
unsigned long get_zeroed_page(gfp_t gfp_mask);

#define __get_free_page(gfp_mask) __get_free_pages((gfp_mask), 0)
#define __get_dma_pages(gfp_mask, order) \
	__get_free_pages((gfp_mask) | GFP_DMA, (order))

/**
 * __free_pages() - give back what alloc_pages() returned
 * @page: its first page
 * @order: the order it was allocated with
 *
 * Drops one reference; the pages are free when it was the last.
 */
void __free_pages(struct page *page, unsigned int order);
void free_pages(unsigned long addr, unsigned int order);

#define __free_page(page) __free_pages((page), 0)
#define free_page(addr) free_pages((addr), 0)

/**
 * alloc_pages_exact() - allocate contiguous pages without rounding up
 * @size: bytes; rounded up to pages, not to a power of two
 * @gfp_mask: flags, without __GFP_COMP
 *
 * Return: the address, or NULL. Free it with free_pages_exact().
 */
void *alloc_pages_exact(size_t size, gfp_t gfp_mask);
void free_pages_exact(void *virt, size_t size);

#endif
