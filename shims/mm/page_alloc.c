// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pages: a bump pointer, and a free list for each order.
 *
 * Below the bump pointer RAM is tiled by naturally aligned blocks, so that the
 * buddy of a block is found by flipping one bit of its number. Struct pages
 * are written when the bump pointer passes them; above it they hold what the
 * last kernel left and nobody looks at them. Thus boot costs nothing.
 *
 * Pages that a driver frees are poisoned and wait in a quarantine, so that a
 * write after free is seen.
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <uapi/linux/sysinfo.h>

#include <ksim/abi/chance.h>

#include "internal.h"

#define FIRST_PFN 16 /* so that physical address 0 is never handed out */
#define END_PFN ((VMALLOC_START - PAGE_OFFSET) >> PAGE_SHIFT)

unsigned long max_used_pfn = FIRST_PFN;
unsigned long ram_high_water = PAGE_OFFSET + FIRST_PFN * PAGE_SIZE;

static unsigned long used_pages;

#define FREE_AREA(order) LIST_HEAD_INIT(free_area[order])
static struct list_head free_area[NR_BLOCK_ORDERS] = {
	FREE_AREA(0), FREE_AREA(1), FREE_AREA(2),  FREE_AREA(3),
	FREE_AREA(4), FREE_AREA(5), FREE_AREA(6),  FREE_AREA(7),
	FREE_AREA(8), FREE_AREA(9), FREE_AREA(10), FREE_AREA(11),
};

/* Freed by drivers, oldest first. */
static LIST_HEAD(quarantine);
static unsigned int quarantine_blocks;
#define QUARANTINE_BLOCKS_MAX 64
#define QUARANTINE_ORDER_MAX 3

static inline void init_page(struct page *page, unsigned long tag)
{
	page->flags = tag;
	page->lru.next = NULL;
	page->lru.prev = NULL;
	page->mapping = NULL;
	page->index = 0;
	page->private = 0;
	page->_mapcount.counter = -1;
	page->_refcount.counter = 0;
	page->ksim_owner = 0;
}

static void put_on_free_list(struct page *page, unsigned int order)
{
	page->flags = page_tag(PAGE_BUDDY, order);
	list_add(&page->lru, &free_area[order]);
}

static void take_off_free_list(struct page *page)
{
	list_del(&page->lru);
	page->lru.next = NULL;
	page->flags = page_tag(PAGE_INTERIOR, 0);
}

static void init_range(unsigned long pfn, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++)
		init_page(pfn_to_page(pfn + i), page_tag(PAGE_INTERIOR, 0));
}

static struct page *bump(unsigned int order)
{
	unsigned long size = 1UL << order;
	unsigned long start = (max_used_pfn + size - 1) & ~(size - 1);

	if (start + size > END_PFN)
		return NULL;
	while (max_used_pfn < start) {
		unsigned int gap = __builtin_ctzl(max_used_pfn);

		init_range(max_used_pfn, gap);
		put_on_free_list(pfn_to_page(max_used_pfn), gap);
		max_used_pfn += 1UL << gap;
	}
	init_range(start, order);
	max_used_pfn = start + size;
	if (ram_high_water < (unsigned long)pfn_to_virt(max_used_pfn))
		ram_high_water = (unsigned long)pfn_to_virt(max_used_pfn);
	return pfn_to_page(start);
}

static struct page *take_block(unsigned int order)
{
	unsigned int o;

	for (o = order; o < NR_BLOCK_ORDERS; o++) {
		struct page *page;

		if (list_empty(&free_area[o]))
			continue;
		page = list_first_entry(&free_area[o], struct page, lru);
		take_off_free_list(page);
		while (o-- > order)
			put_on_free_list(page + (1UL << o), o);
		return page;
	}
	return bump(order);
}

static void make_compound(struct page *page, unsigned int order)
{
	unsigned long i;

	if (!order)
		return;
	page->flags |= 1UL << PG_head;
	for (i = 1; i < 1UL << order; i++) {
		page[i].compound_head = (unsigned long)page + 1;
		page[i]._refcount.counter = 0;
	}
}

static bool release_oldest(void);

struct page *alloc_block(unsigned int order, enum page_kind kind,
			 unsigned long owner)
{
	struct page *page = take_block(order);

	while (!page && release_oldest())
		page = take_block(order);
	if (!page)
		return NULL;
	page->flags = page_tag(kind, order);
	page->mapping = NULL;
	page->index = 0;
	page->private = 0;
	page->_mapcount.counter = -1;
	page->_refcount.counter = 1;
	page->ksim_owner = owner;
	page->compound_head = 0;
	if (kind == PAGE_SLAB) {
		page->flags |= 1UL << PG_slab;
		make_compound(page, order);
	}
	used_pages += 1UL << order;
	mm_unguard(page_to_virt(page), PAGE_SIZE << order);
	return page;
}

void free_block(struct page *page)
{
	unsigned int order = page_order(page);
	unsigned long pfn = page_to_pfn(page);
	unsigned long i;

	used_pages -= 1UL << order;
	for (i = 0; i < 1UL << order; i++)
		init_page(page + i, page_tag(PAGE_INTERIOR, 0));
	for (; order < NR_BLOCK_ORDERS - 1; order++) {
		unsigned long buddy_pfn = pfn ^ (1UL << order);
		struct page *buddy = pfn_to_page(buddy_pfn);

		if (buddy_pfn < FIRST_PFN ||
		    buddy_pfn + (1UL << order) > max_used_pfn ||
		    page_kind(buddy) != PAGE_BUDDY ||
		    page_order(buddy) != order)
			break;
		take_off_free_list(buddy);
		pfn &= buddy_pfn;
	}
	put_on_free_list(pfn_to_page(pfn), order);
}

void init_vmalloc_pages(struct page *page, unsigned long count,
			unsigned long owner)
{
	unsigned long i;

	for (i = 0; i < count; i++) {
		init_page(page + i, page_tag(PAGE_VMALLOC, 0));
		page[i]._refcount.counter = 1;
		page[i].ksim_owner = owner;
	}
}

/*
 * Quarantine of freed pages.
 */

static void check_quarantined(struct page *page)
{
	const void *start = page_to_virt(page);
	unsigned long size = PAGE_SIZE << page_order(page);
	char detail[160];
	const u8 *bad;

	if (words_are(start, WORD_OF(PAGE_POISON), size / 8))
		return;
	bad = first_other_byte(start, PAGE_POISON, size);
	snprintf(detail, sizeof(detail),
		 "byte %lu of the pages at 0x%lx (order %u) was changed to 0x%02x after they were freed",
		 (unsigned long)(bad - (const u8 *)start),
		 (unsigned long)start, page_order(page), *bad);
	ksim_report(KSIM_FINDING_USE_AFTER_FREE,
		    "pagealloc: memory corruption", "write to freed pages",
		    detail,
		    (struct ksim_site[]){ { page->private, "freed here" },
					  { page->ksim_owner,
					    "allocated here" } },
		    2);
	fill_words((void *)start, WORD_OF(PAGE_POISON), size / 8);
}

static bool release_oldest(void)
{
	struct page *page;

	if (list_empty(&quarantine))
		return false;
	page = list_first_entry(&quarantine, struct page, lru);
	list_del(&page->lru);
	quarantine_blocks--;
	check_quarantined(page);
	free_block(page);
	return true;
}

static void retire_block(struct page *page, unsigned long site)
{
	unsigned int order = page_order(page);
	unsigned long owner = page->ksim_owner;

	if (order > QUARANTINE_ORDER_MAX || !in_module_text(owner)) {
		free_block(page);
		return;
	}
	fill_words(page_to_virt(page), WORD_OF(PAGE_POISON),
		   (PAGE_SIZE << order) / 8);
	mm_guard(page_to_virt(page), PAGE_SIZE << order);
	page->flags = page_tag(PAGE_QUARANTINE, order);
	page->private = site;
	page->_refcount.counter = 0;
	list_add_tail(&page->lru, &quarantine);
	if (++quarantine_blocks > QUARANTINE_BLOCKS_MAX)
		release_oldest();
}

/*
 * The kernel's interface.
 */

static struct page *get_pages(gfp_t gfp, unsigned int order, unsigned long ip)
{
	struct page *page;
	unsigned long site;

	if (unlikely(order > 10)) {
		WARN_ON_ONCE(!(gfp & __GFP_NOWARN));
		return NULL;
	}
	check_alloc_context(gfp, ip);
	site = driver_site(ip);
	if (!(gfp & __GFP_NOFAIL) && ksim_chance_fail(KSIM_FAILURE_PAGE, site))
		return NULL;
	page = alloc_block(order, PAGE_ALLOCATED, site);
	if (!page) {
		if (gfp & __GFP_NOFAIL)
			ksim_report_oops(
				KSIM_FINDING_DEADLOCK,
				"Kernel panic - not syncing: System is deadlocked on memory",
				"no memory left for a __GFP_NOFAIL allocation",
				NULL,
				&(struct ksim_site){ site, "allocates here" },
				1);
		if (!(gfp & __GFP_NOWARN))
			pr_warn("page allocation failure: order:%u, mode:%#x\n",
				order, (__force unsigned int)gfp);
		return NULL;
	}
	if (gfp & __GFP_COMP)
		make_compound(page, order);
	if (gfp & __GFP_ZERO)
		memset(page_to_virt(page), 0, PAGE_SIZE << order);
	else if (in_module_text(site) && order <= QUARANTINE_ORDER_MAX)
		fill_words(page_to_virt(page), WORD_OF(PAGE_POISON),
			   (PAGE_SIZE << order) / 8);
	return page;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return get_pages(gfp, order, _RET_IP_);
}
EXPORT_SYMBOL(alloc_pages);

struct page *__alloc_pages(gfp_t gfp, unsigned int order, int preferred_nid,
			   void *nodemask)
{
	return get_pages(gfp, order, _RET_IP_);
}
EXPORT_SYMBOL(__alloc_pages);

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	return get_pages(gfp, order, _RET_IP_);
}
EXPORT_SYMBOL(alloc_pages_node);

struct folio *folio_alloc(gfp_t gfp, unsigned int order)
{
	return (struct folio *)get_pages(gfp | __GFP_COMP, order, _RET_IP_);
}
EXPORT_SYMBOL(folio_alloc);

unsigned long __alloc_pages_bulk(gfp_t gfp, int preferred_nid, void *nodemask,
				 int nr_pages, struct list_head *page_list,
				 struct page **page_array)
{
	int i = 0;

	/* Slots of the array that are already filled are left alone. */
	for (; i < nr_pages; i++) {
		struct page *page;

		if (page_array && page_array[i])
			continue;
		page = get_pages(gfp, 0, _RET_IP_);
		if (!page)
			break;
		if (page_list)
			list_add(&page->lru, page_list);
		else
			page_array[i] = page;
	}
	return i;
}
EXPORT_SYMBOL_GPL(__alloc_pages_bulk);

unsigned long __get_free_pages(gfp_t gfp_mask, unsigned int order)
{
	struct page *page = get_pages(gfp_mask & ~__GFP_HIGHMEM, order,
				      _RET_IP_);

	return page ? (unsigned long)page_to_virt(page) : 0;
}
EXPORT_SYMBOL(__get_free_pages);

unsigned long get_zeroed_page(gfp_t gfp_mask)
{
	struct page *page = get_pages((gfp_mask & ~__GFP_HIGHMEM) | __GFP_ZERO,
				      0, _RET_IP_);

	return page ? (unsigned long)page_to_virt(page) : 0;
}
EXPORT_SYMBOL(get_zeroed_page);

static void report_bad_page_free(struct page *page, unsigned long ip,
				 const char *how)
{
	struct mm_description what;
	char detail[256];

	describe_address(page_to_virt(page), &what);
	snprintf(detail, sizeof(detail), "%s: %s", how, what.text);
	ksim_report(KSIM_FINDING_BAD_FREE, "BUG: Bad page state",
		    "free of pages that are not an allocation", detail,
		    &(struct ksim_site){ driver_site(ip), "freed here" }, 1);
}

/* Is @page the first page of a live allocation of pages? Reports if not. */
static bool may_free(struct page *page, unsigned long ip)
{
	unsigned long pfn = page_to_pfn(page);
	char detail[128];

	if (pfn < FIRST_PFN || pfn >= max_used_pfn) {
		report_bad_page_free(page, ip, "no such page was ever in use");
		return false;
	}
	switch (page_kind(page)) {
	case PAGE_ALLOCATED:
		return true;
	case PAGE_QUARANTINE:
		snprintf(detail, sizeof(detail), "pages at 0x%lx (order %u)",
			 (unsigned long)page_to_virt(page), page_order(page));
		ksim_report(KSIM_FINDING_DOUBLE_FREE, "BUG: Bad page state",
			    "pages are freed twice", detail,
			    (struct ksim_site[]){
				    { driver_site(ip), "freed again here" },
				    { page->private, "first freed here" },
				    { page->ksim_owner, "allocated here" } },
			    3);
		return false;
	case PAGE_BUDDY:
		ksim_report(KSIM_FINDING_DOUBLE_FREE, "BUG: Bad page state",
			    "pages are freed twice",
			    "they were freed so long ago that nobody remembers by whom",
			    &(struct ksim_site){ driver_site(ip),
						 "freed again here" },
			    1);
		return false;
	default:
		report_bad_page_free(page, ip,
				     "not the first page of an allocation");
		return false;
	}
}

static void free_pages_from(struct page *page, unsigned int order,
			    unsigned long ip)
{
	char detail[128];

	if (!may_free(page, ip))
		return;
	if (page_order(page) != order) {
		snprintf(detail, sizeof(detail),
			 "allocated with order %u, freed with order %u",
			 page_order(page), order);
		ksim_report(KSIM_FINDING_BAD_FREE, "BUG: Bad page state",
			    "pages are freed with another order", detail,
			    (struct ksim_site[]){
				    { driver_site(ip), "freed here" },
				    { page->ksim_owner, "allocated here" } },
			    2);
	}
	if (put_page_testzero(page)) {
		retire_block(page, driver_site(ip));
		return;
	}
	/* Somebody holds the first page still; without __GFP_COMP, it alone. */
	if (!PageHead(page) && page_order(page)) {
		unsigned int pages = 1 << page_order(page);
		unsigned int i;

		split_page(page, page_order(page));
		for (i = 1; i < pages; i++)
			if (put_page_testzero(page + i))
				retire_block(page + i, driver_site(ip));
	}
}

void __free_pages(struct page *page, unsigned int order)
{
	free_pages_from(page, order, _RET_IP_);
}
EXPORT_SYMBOL(__free_pages);

void free_pages(unsigned long addr, unsigned int order)
{
	if (!addr)
		return;
	if (addr - PAGE_OFFSET >= KSIM_RAM_SIZE) {
		struct mm_description what;

		describe_address((void *)addr, &what);
		ksim_report(KSIM_FINDING_BAD_FREE,
			    "kernel BUG at mm/page_alloc.c: VM_BUG_ON(!virt_addr_valid((void *)addr))",
			    "free of pages that are not an allocation",
			    what.text,
			    &(struct ksim_site){ driver_site(_RET_IP_),
						 "freed here" },
			    1);
		return;
	}
	free_pages_from(virt_to_page(addr), order, _RET_IP_);
}
EXPORT_SYMBOL(free_pages);

static void put_page_from(struct page *page, unsigned long ip)
{
	page = compound_head(page);
	/* Objects and vmalloc pages are not freed by their last reference. */
	if (page_kind(page) == PAGE_SLAB || page_kind(page) == PAGE_VMALLOC) {
		page_ref_dec(page);
		return;
	}
	if (!may_free(page, ip) || !put_page_testzero(page))
		return;
	/* Without __GFP_COMP a reference is to one page only. */
	if (!PageHead(page) && page_order(page))
		split_page(page, page_order(page));
	retire_block(page, driver_site(ip));
}

void put_page(struct page *page)
{
	put_page_from(page, _RET_IP_);
}
EXPORT_SYMBOL(put_page);

void release_pages(struct page **pages, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		put_page_from(pages[i], _RET_IP_);
}
EXPORT_SYMBOL(release_pages);

void split_page(struct page *page, unsigned int order)
{
	unsigned long tag = page->flags & PAGE_KEPT;
	unsigned long i;

	VM_BUG_ON_PAGE(PageCompound(page), page);
	for (i = 0; i < 1UL << order; i++) {
		page[i].flags = page_tag(PAGE_ALLOCATED, 0) | tag;
		page[i].ksim_owner = page->ksim_owner;
		if (i)
			page[i]._refcount.counter = 1;
	}
}
EXPORT_SYMBOL_GPL(split_page);

void *alloc_pages_exact(size_t size, gfp_t gfp_mask)
{
	unsigned int order = get_order(size);
	unsigned long used = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct page *page;
	unsigned long i;

	if (WARN_ON_ONCE(gfp_mask & (__GFP_COMP | __GFP_HIGHMEM)))
		gfp_mask &= ~(__GFP_COMP | __GFP_HIGHMEM);
	page = get_pages(gfp_mask, order, _RET_IP_);
	if (!page)
		return NULL;
	split_page(page, order);
	for (i = used; i < 1UL << order; i++)
		free_block(page + i);
	return page_to_virt(page);
}
EXPORT_SYMBOL(alloc_pages_exact);

void free_pages_exact(void *virt, size_t size)
{
	unsigned long addr = (unsigned long)virt;
	unsigned long end = addr + PAGE_ALIGN(size);

	for (; addr < end; addr += PAGE_SIZE)
		free_pages_from(virt_to_page(addr), 0, _RET_IP_);
}
EXPORT_SYMBOL(free_pages_exact);

void clear_page(void *page)
{
	memset(page, 0, PAGE_SIZE);
}
EXPORT_SYMBOL(clear_page);

void copy_page(void *to, void *from)
{
	memcpy(to, from, PAGE_SIZE);
}
EXPORT_SYMBOL(copy_page);

int pfn_valid(unsigned long pfn)
{
	return pfn < KSIM_RAM_SIZE >> PAGE_SHIFT;
}
EXPORT_SYMBOL(pfn_valid);

bool __virt_addr_valid(unsigned long kaddr)
{
	return kaddr - PAGE_OFFSET < VMALLOC_START - PAGE_OFFSET;
}
EXPORT_SYMBOL(__virt_addr_valid);

int set_page_dirty(struct page *page)
{
	return !TestSetPageDirty(page);
}
EXPORT_SYMBOL(set_page_dirty);

int set_page_dirty_lock(struct page *page)
{
	return set_page_dirty(page);
}
EXPORT_SYMBOL(set_page_dirty_lock);

unsigned long totalram_pages(void)
{
	return KSIM_RAM_SIZE >> PAGE_SHIFT;
}
EXPORT_SYMBOL(totalram_pages);

unsigned long nr_free_pages(void)
{
	return END_PFN - FIRST_PFN - used_pages;
}
EXPORT_SYMBOL(nr_free_pages);

long si_mem_available(void)
{
	return nr_free_pages();
}
EXPORT_SYMBOL_GPL(si_mem_available);

void si_meminfo(struct sysinfo *val)
{
	val->totalram = totalram_pages();
	val->sharedram = 0;
	val->freeram = nr_free_pages();
	val->bufferram = 0;
	val->totalhigh = 0;
	val->freehigh = 0;
	val->mem_unit = PAGE_SIZE;
}
EXPORT_SYMBOL(si_meminfo);

/*
 * Audits.
 */

bool page_mark_kept(const void *address)
{
	struct page *page = virt_to_page(address);

	if (page_to_pfn(page) >= max_used_pfn ||
	    page_kind(page) != PAGE_ALLOCATED)
		return false;
	page->flags |= PAGE_KEPT;
	return true;
}

void page_audit_leaks(struct leak_audit *audit)
{
	unsigned long pfn = FIRST_PFN;

	while (pfn < max_used_pfn) {
		struct page *page = pfn_to_page(pfn);

		if (page_kind(page) == PAGE_ALLOCATED &&
		    !(page->flags & PAGE_KEPT) &&
		    leak_is_of(audit, page->ksim_owner)) {
			leak_found(audit, page->ksim_owner,
				   PAGE_SIZE << page_order(page),
				   page_to_virt(page), "alloc_pages()");
			page->flags |= PAGE_KEPT;
		}
		pfn += 1UL << page_order(page);
	}
}

void page_check_quarantine(void)
{
	struct page *page;

	list_for_each_entry(page, &quarantine, lru)
		check_quarantined(page);
}
