/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What mmap.c and memory.c know of an area. */
#ifndef _MM_VMA_H
#define _MM_VMA_H

#include <linux/mm.h>

/*
 * A present page: its address in RAM, and in the low bits what it is. Stands
 * for a page table entry.
 */
#define AREA_PTE_HELD 1UL /* the mapping has a reference to the page */
#define AREA_PTE_WRITE 2UL /* user space may write */
#define AREA_PTE_COPY 4UL /* a private copy */
#define AREA_PTE_BITS 7UL

/**
 * struct ksim_area - an area and its page table
 * @ptes: one entry a page, made with the first page; NULL before
 */
struct ksim_area {
	struct vm_area_struct vma;
	struct list_head all;
	unsigned long *ptes;
};

#define to_area(v) container_of(v, struct ksim_area, vma)

/* The area of any process that has this untagged address. */
struct ksim_area *find_area(unsigned long addr);
/* The areas of a mapping, one by one; start with NULL. */
struct ksim_area *next_area_of(struct address_space *mapping,
			       struct ksim_area *after);
/* Takes all pages in a page-aligned range away from user space. */
void zap_area(struct ksim_area *area, unsigned long start, unsigned long end);

#endif
