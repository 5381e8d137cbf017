/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Swapping and how much memory there is.
 *
 * Stands for: include/linux/swap.h
 * Fidelity:   MODEL - there is no swap; totals come from the page allocator
 * Absent:     swap files, page lists, reclaim
 */
#ifndef _LINUX_SWAP_H
#define _LINUX_SWAP_H

#include <linux/types.h>
#include <linux/mm.h>

#define SWAP_CLUSTER_MAX 32UL

static inline void mark_page_accessed(struct page *page)
{
	SetPageReferenced(page);
}

#define get_nr_swap_pages() 0L
#define total_swap_pages 0L

#endif
