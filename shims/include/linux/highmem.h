/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access to pages by address.
 *
 * Stands for: include/linux/highmem.h, highmem-internal.h
 * Fidelity:   EXACT - as on a 64-bit kernel without high memory:
 *             kmap_atomic() disables page faults and preemption
 * Absent:     kmap_local stack checks
 */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/bug.h>
#include <linux/cacheflush.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/uaccess.h>

/**
 * kmap() - the address of a page
 * @page: any page
 *
 * Context: May sleep.
 */
static inline void *kmap(struct page *page)
{
	might_sleep();
	return page_address(page);
}

static inline void kunmap(struct page *page)
{
}

static inline struct page *kmap_to_page(void *addr)
{
	return virt_to_page(addr);
}

static inline void *kmap_local_page(struct page *page)
{
	return page_address(page);
}

static inline void *kmap_local_pfn(unsigned long pfn)
{
	return kmap_local_page(pfn_to_page(pfn));
}

static inline void *kmap_local_folio(struct folio *folio, size_t offset)
{
	return (char *)folio_address(folio) + offset;
}

static inline void *kmap_atomic(struct page *page)
{
	preempt_disable();
	pagefault_disable();
	return page_address(page);
}

static inline void *kmap_atomic_pfn(unsigned long pfn)
{
	return kmap_atomic(pfn_to_page(pfn));
}

static inline void __kunmap_atomic(const void *addr)
{
	pagefault_enable();
	preempt_enable();
}

#define kunmap_atomic(__addr) \
	do { \
		BUILD_BUG_ON(__same_type((__addr), struct page *)); \
		__kunmap_atomic(__addr); \
	} while (0)

#define kunmap_local(__addr) \
	do { \
		BUILD_BUG_ON(__same_type((__addr), struct page *)); \
		(void)(__addr); \
	} while (0)

#define kmap_flush_unused() \
	do { \
	} while (0)
#define nr_free_highpages() 0U
#define totalhigh_pages() 0UL

static inline void clear_highpage(struct page *page)
{
	clear_page(page_address(page));
}

static inline void copy_highpage(struct page *to, struct page *from)
{
	copy_page(page_address(to), page_address(from));
}

static inline void clear_user_highpage(struct page *page, unsigned long vaddr)
{
	clear_page(page_address(page));
}

static inline void zero_user_segments(struct page *page, unsigned int start1,
				      unsigned int end1, unsigned int start2,
				      unsigned int end2)
{
	char *address = page_address(page);

	BUG_ON(end1 > page_size(page) || end2 > page_size(page));
	if (end1 > start1)
		memset(address + start1, 0, end1 - start1);
	if (end2 > start2)
		memset(address + start2, 0, end2 - start2);
	flush_dcache_page(page);
}

static inline void zero_user_segment(struct page *page, unsigned int start,
				     unsigned int end)
{
	zero_user_segments(page, start, end, 0, 0);
}

static inline void zero_user(struct page *page, unsigned int start,
			     unsigned int size)
{
	zero_user_segments(page, start, start + size, 0, 0);
}

static inline void memcpy_page(struct page *dst_page, size_t dst_off,
			       struct page *src_page, size_t src_off,
			       size_t len)
{
	VM_BUG_ON(dst_off + len > PAGE_SIZE || src_off + len > PAGE_SIZE);
	memcpy((char *)page_address(dst_page) + dst_off,
	       (char *)page_address(src_page) + src_off, len);
}

static inline void memset_page(struct page *page, size_t offset, int val,
			       size_t len)
{
	VM_BUG_ON(offset + len > PAGE_SIZE);
	memset((char *)page_address(page) + offset, val, len);
}

static inline void memcpy_from_page(char *to, struct page *page, size_t offset,
				    size_t len)
{
	VM_BUG_ON(offset + len > PAGE_SIZE);
	memcpy(to, (char *)page_address(page) + offset, len);
}

static inline void memcpy_to_page(struct page *page, size_t offset,
				  const char *from, size_t len)
{
	VM_BUG_ON(offset + len > PAGE_SIZE);
	memcpy((char *)page_address(page) + offset, from, len);
	flush_dcache_page(page);
}

static inline void memzero_page(struct page *page, size_t offset, size_t len)
{
	memset_page(page, offset, 0, len);
}

#endif
