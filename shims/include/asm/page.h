/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages and the direct map: RAM starts at PAGE_OFFSET, physical address 0.
 *
 * Stands for: arch/x86/include/asm/page.h, page_types.h, page_64.h,
 *             include/asm-generic/memory_model.h, getorder.h
 * Fidelity:   MODEL - the direct map, page frame numbers and struct pages by
 *             arithmetic as in Linux, at addresses of ksim's own; what
 *             vmalloc() returns lies in the upper half of the same RAM
 * Absent:     huge page masks
 */
#ifndef _ASM_PAGE_H
#define _ASM_PAGE_H

#include <linux/const.h>
#include <ksim/abi/memory.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE (_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))

#define PAGE_OFFSET KSIM_RAM_BASE

#define PMD_SHIFT 21
#define PMD_SIZE (_AC(1, UL) << PMD_SHIFT)
#define PMD_MASK (~(PMD_SIZE - 1))

/* The lower half of RAM is the direct map proper, the upper is vmalloc's. */
#define VMALLOC_START (KSIM_RAM_BASE + KSIM_RAM_SIZE / 2)
#define VMALLOC_END (KSIM_RAM_BASE + KSIM_RAM_SIZE)

#ifndef __ASSEMBLY__

#include <linux/types.h>

struct page;

#define __pa(x) ((unsigned long)(x) - PAGE_OFFSET)
#define __va(x) ((void *)((unsigned long)(x) + PAGE_OFFSET))
#define __pa_symbol(x) __pa(x)

#define vmemmap ((struct page *)KSIM_VMEMMAP_BASE)

#define page_to_pfn(page) ((unsigned long)((page) - vmemmap))
#define pfn_to_page(pfn) (vmemmap + (pfn))
#define __pfn_to_phys(pfn) ((phys_addr_t)(pfn) << PAGE_SHIFT)
#define phys_to_page(phys) pfn_to_page((phys) >> PAGE_SHIFT)

#define virt_to_pfn(kaddr) (__pa(kaddr) >> PAGE_SHIFT)
#define pfn_to_virt(pfn) __va((pfn) << PAGE_SHIFT)
#define pfn_to_kaddr(pfn) pfn_to_virt(pfn)
#define virt_to_page(kaddr) pfn_to_page(virt_to_pfn(kaddr))
#define page_to_virt(page) pfn_to_virt(page_to_pfn(page))

/* Is there a struct page that the allocator has ever used for @pfn? */
int pfn_valid(unsigned long pfn);
bool __virt_addr_valid(unsigned long kaddr);
#define virt_addr_valid(kaddr) __virt_addr_valid((unsigned long)(kaddr))

void clear_page(void *page);
void copy_page(void *to, void *from);

#define clear_user_page(page, vaddr, pg) clear_page(page)
#define copy_user_page(to, from, vaddr, pg) copy_page(to, from)

/**
 * get_order() - the smallest order whose block holds @size bytes
 * @size: bytes; 0 gives a senseless answer, as in Linux
 */
static inline __attribute__((__const__)) int get_order(unsigned long size)
{
	if (!size)
		return 64 - PAGE_SHIFT;
	size = (size - 1) >> PAGE_SHIFT;
	return size ? 64 - __builtin_clzl(size) : 0;
}

#endif

#endif
