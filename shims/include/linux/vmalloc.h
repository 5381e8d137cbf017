/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtually contiguous memory.
 *
 * Stands for: include/linux/vmalloc.h, mm/vmalloc.c
 * Fidelity:   MODEL - vmalloc() takes contiguous pages from the upper half of
 *             RAM, with an unused page behind each area; vmap() of scattered
 *             pages makes a real alias
 * Absent:     vread(), lazy unmapping, huge mappings, ioremap flags
 */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/gfp_types.h>
#include <asm/page.h>
#include <asm/pgtable_types.h>

struct page;
struct vm_area_struct;

#define VM_IOREMAP 0x00000001
#define VM_ALLOC 0x00000002
#define VM_MAP 0x00000004
#define VM_USERMAP 0x00000008
#define VM_DMA_COHERENT 0x00000010
#define VM_UNINITIALIZED 0x00000020
#define VM_NO_GUARD 0x00000040
#define VM_MAP_PUT_PAGES 0x00000200
#define VM_ALLOW_HUGE_VMAP 0x00000400

/**
 * struct vm_struct - one area
 * @addr: its address
 * @size: bytes including the guard page
 * @flags: VM_ALLOC, VM_MAP …
 * @pages: the pages of a vmap() area, or NULL
 * @nr_pages: pages in use, without the guard page
 * @caller: who made it
 * @ksim_link: entry in the list of areas, sorted by address
 * @ksim_node: node in the tree of areas, by address
 * @ksim_requested: bytes asked for
 * @ksim_freed_by: who freed it, while it is in quarantine
 */
struct vm_struct {
	void *addr;
	unsigned long size;
	unsigned long flags;
	struct page **pages;
	unsigned int nr_pages;
	phys_addr_t phys_addr;
	const void *caller;
	struct list_head ksim_link;
	struct rb_node ksim_node;
	unsigned long ksim_requested;
	unsigned long ksim_freed_by;
};

static inline size_t get_vm_area_size(const struct vm_struct *area)
{
	return area->flags & VM_NO_GUARD ? area->size : area->size - PAGE_SIZE;
}

/**
 * vmalloc() - allocate virtually contiguous memory
 * @size: bytes; rounded up to pages
 *
 * Context: May sleep.
 * Return: page-aligned memory, or NULL (also for no bytes).
 */
void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void *vmalloc_user(unsigned long size);
void *vmalloc_node(unsigned long size, int node);
void *vzalloc_node(unsigned long size, int node);
void *vmalloc_32(unsigned long size);
void *vmalloc_32_user(unsigned long size);
void *vmalloc_huge(unsigned long size, gfp_t gfp_mask);
void *__vmalloc(unsigned long size, gfp_t gfp_mask);
void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp_mask,
		     int node, const void *caller);
void *__vmalloc_array(size_t n, size_t size, gfp_t flags);
void *vmalloc_array(size_t n, size_t size);
void *__vcalloc(size_t n, size_t size, gfp_t flags);
void *vcalloc(size_t n, size_t size);

/**
 * vfree() - give back what vmalloc() returned
 * @addr: the memory, or NULL
 *
 * Context: Not in interrupt context.
 */
void vfree(const void *addr);
void vfree_atomic(const void *addr);

/**
 * vmap() - map pages into a contiguous range
 * @pages: the pages
 * @count: how many
 * @flags: VM_MAP …
 * @prot: PAGE_KERNEL …
 *
 * Return: the address, or NULL. Undo with vunmap().
 */
void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot);
void vunmap(const void *addr);
void *vm_map_ram(struct page **pages, unsigned int count, int node);
void vm_unmap_ram(const void *mem, unsigned int count);

bool is_vmalloc_addr(const void *x);
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);
struct vm_struct *find_vm_area(const void *addr);
unsigned long vmalloc_nr_pages(void);

int remap_vmalloc_range(struct vm_area_struct *vma, void *addr,
			unsigned long pgoff);
int remap_vmalloc_range_partial(struct vm_area_struct *vma,
				unsigned long uaddr, void *kaddr,
				unsigned long pgoff, unsigned long size);

#endif
