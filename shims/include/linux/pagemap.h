/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What drivers without a page cache take from the page cache header.
 *
 * Stands for: include/linux/pagemap.h
 * Fidelity:   MODEL - page locks are flags that nobody waits for; offsets
 *             and private data as in Linux
 * Absent:     the page cache: lookup, readahead, write-back
 */
#ifndef _LINUX_PAGEMAP_H
#define _LINUX_PAGEMAP_H

#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/bitops.h>
#include <linux/gfp.h>

static inline pgoff_t page_index(struct page *page)
{
	return page->index;
}

static inline loff_t page_offset(struct page *page)
{
	return (loff_t)page->index << PAGE_SHIFT;
}

static inline int trylock_page(struct page *page)
{
	return !TestSetPageLocked(page);
}

static inline void unlock_page(struct page *page)
{
	VM_BUG_ON_PAGE(!PageLocked(page), page);
	ClearPageLocked(page);
}

static inline void attach_page_private(struct page *page, void *data)
{
	get_page(page);
	set_page_private(page, (unsigned long)data);
	SetPagePrivate(page);
}

static inline void *detach_page_private(struct page *page)
{
	void *data = (void *)page_private(page);

	if (!PagePrivate(page))
		return NULL;
	ClearPagePrivate(page);
	set_page_private(page, 0);
	put_page(page);
	return data;
}

static inline pgoff_t linear_page_index(struct vm_area_struct *vma,
					unsigned long address)
{
	return ((address - vma->vm_start) >> PAGE_SHIFT) + vma->vm_pgoff;
}

/**
 * fault_in_readable() - make user memory present, so that it can be read
 * @uaddr: user pointer
 * @size: bytes
 *
 * Context: Process context. May sleep.
 * Return: bytes at the end of the range that cannot be read.
 */
size_t fault_in_readable(const char __user *uaddr, size_t size);

/**
 * fault_in_writeable() - make user memory present, so that it can be written
 * @uaddr: user pointer; the first byte in each page becomes zero
 * @size: bytes
 *
 * Context: Process context. May sleep.
 * Return: bytes at the end of the range that cannot be written.
 */
size_t fault_in_writeable(char __user *uaddr, size_t size);

#endif
