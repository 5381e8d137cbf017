// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What mm/ tells about memory errors.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <ksim/audit.h>
#include <ksim/dma.h>
#include <ksim/freed.h>
#include <ksim/abi/user.h>

#include "internal.h"
#include "slab.h"

unsigned long driver_site_slow(unsigned long ip)
{
	/* At boot there is no driver, and no kernel stack to walk. */
	return ksim_task_current() ? ksim_report_driver_caller(ip) : ip;
}

void might_alloc_slow(void)
{
	if (ksim_task_current())
		__might_sleep("include/linux/sched/mm.h", 274);
}

void might_alloc(gfp_t gfp)
{
	check_alloc_context(gfp, _RET_IP_);
}
EXPORT_SYMBOL(might_alloc);

mm_unchecked const u8 *first_other_byte(const void *start, u8 byte,
					unsigned long size)
{
	const u8 *p = start;

	for (; size; size--, p++)
		if (*p != byte)
			return p;
	return NULL;
}

static bool describe_page(const void *address, struct mm_description *to)
{
	unsigned long pfn = virt_to_pfn(address);
	struct page *page = pfn_to_page(pfn);

	if (pfn >= max_used_pfn)
		return false;
	while (pfn && page_kind(page) == PAGE_INTERIOR)
		page = pfn_to_page(--pfn);
	switch (page_kind(page)) {
	case PAGE_ALLOCATED:
		snprintf(to->text, sizeof(to->text),
			 "0x%lx is %lu bytes into pages of order %u from alloc_pages()",
			 (unsigned long)address,
			 (unsigned long)(address - (void *)page_to_virt(page)),
			 page_order(page));
		return true;
	case PAGE_QUARANTINE:
	case PAGE_BUDDY:
		snprintf(to->text, sizeof(to->text),
			 "0x%lx lies in pages that are free",
			 (unsigned long)address);
		return true;
	default:
		return false;
	}
}

void describe_address(const void *address, struct mm_description *to)
{
	unsigned long a = (unsigned long)address;
	long from_frame = a - (unsigned long)__builtin_frame_address(0);
	struct vm_struct *area;
	char symbol[96];

	if (!a) {
		strscpy(to->text, "NULL", sizeof(to->text));
		return;
	}
	if (a < PAGE_SIZE) {
		snprintf(to->text, sizeof(to->text),
			 "0x%lx is a small number, not a pointer", a);
		return;
	}
	if (IS_ERR(address)) {
		snprintf(to->text, sizeof(to->text),
			 "0x%lx is the error pointer %ld", a, PTR_ERR(address));
		return;
	}
	if (a == WORD_OF(0x6bUL) || a == WORD_OF(0x5aUL)) {
		snprintf(to->text, sizeof(to->text),
			 "0x%lx was read from memory that was %s", a,
			 a == WORD_OF(0x6bUL) ? "freed" : "never written");
		return;
	}
	if (from_frame > -65536 && from_frame < 65536) {
		snprintf(to->text, sizeof(to->text),
			 "0x%lx lies on the kernel stack", a);
		return;
	}
	area = vmalloc_area_at(address);
	if (area) {
		snprintf(to->text, sizeof(to->text),
			 "0x%lx is %lu bytes into an area of %lu bytes from vmalloc()",
			 a, a - (unsigned long)area->addr,
			 area->ksim_requested);
		return;
	}
	if (a - PAGE_OFFSET < KSIM_RAM_SIZE) {
		if (slab_describe(address, to) || describe_page(address, to))
			return;
		snprintf(to->text, sizeof(to->text),
			 "0x%lx lies in RAM that nobody has allocated", a);
		return;
	}
	if (a >> 47) {
		snprintf(to->text, sizeof(to->text), "0x%lx is %s", a,
			 ksim_user_ok(a, 1) ? "a user pointer" :
					      "not a kernel address");
		return;
	}
	ksim_symbol_name(a, symbol, sizeof(symbol),
			 KSIM_SYMBOL_OFFSET | KSIM_SYMBOL_MODULE);
	if (symbol[0] == '0')
		snprintf(to->text, sizeof(to->text),
			 "0x%lx is not memory of the kernel", a);
	else
		snprintf(to->text, sizeof(to->text),
			 "0x%lx is the static object %s", a, symbol);
}

static bool page_freed(const void *address, unsigned long *freed_at)
{
	unsigned long pfn = virt_to_pfn(address);
	struct page *page = pfn_to_page(pfn);

	if (pfn >= max_used_pfn)
		return false;
	while (pfn && page_kind(page) == PAGE_INTERIOR)
		page = pfn_to_page(--pfn);
	switch (page_kind(page)) {
	case PAGE_QUARANTINE:
		*freed_at = page->private;
		return true;
	case PAGE_BUDDY:
		*freed_at = 0;
		return true;
	default:
		return false;
	}
}

static bool area_freed(const void *address, unsigned long *freed_at)
{
	struct vm_struct *area = vmalloc_area_at(address);

	if (!area)
		return false;
	*freed_at = area->ksim_freed_by;
	return area->ksim_freed_by;
}

enum ksim_memory_state ksim_memory_freed(const void *address,
					 unsigned long *freed_at)
{
	unsigned long a = (unsigned long)address;
	bool freed;

	*freed_at = 0;
	if (a - PAGE_OFFSET >= KSIM_RAM_SIZE)
		return unlikely(!ksim_image_maybe(a) &&
				ksim_memory_is_dead_stack(address)) ?
			       KSIM_MEMORY_FRAME_GONE :
			       KSIM_MEMORY_LIVE;
	if (a < VMALLOC_START)
		freed = slab_freed(address, freed_at) ||
			page_freed(address, freed_at);
	else
		freed = area_freed(address, freed_at);
	return freed ? KSIM_MEMORY_FREED : KSIM_MEMORY_LIVE;
}

/*
 * What a device may reach.
 */

static bool page_in_use(const void *address)
{
	unsigned long pfn = virt_to_pfn(address);
	struct page *page = pfn_to_page(pfn);

	if (pfn >= max_used_pfn)
		return false;
	while (pfn && page_kind(page) == PAGE_INTERIOR)
		page = pfn_to_page(--pfn);
	return page_kind(page) == PAGE_ALLOCATED;
}

int ksim_dma_check(const void *address, ksim_u64 size, unsigned long *site)
{
	const void *last = address + size - 1;
	int room = slab_room(address, site);

	if (room != -ENOENT) {
		if (room < 0)
			return KSIM_DMA_FREED;
		return size <= room ? KSIM_DMA_GOOD : KSIM_DMA_BEYOND;
	}
	if (page_freed(address, site) || page_freed(last, site))
		return KSIM_DMA_FREED;
	return page_in_use(address) && page_in_use(last) ? KSIM_DMA_GOOD :
							   KSIM_DMA_NOTHING;
}

/*
 * Leaks.
 */

bool leak_is_of(const struct leak_audit *audit, unsigned long site)
{
	return within_module(site, audit->mod);
}

static void report_leak(const struct leak_audit *audit, const struct leak *leak)
{
	char detail[192];

	snprintf(detail, sizeof(detail),
		 "%lu %s from %s, %lu bytes in all, %s not freed when module `%s` went; the first is at 0x%lx",
		 leak->count, leak->count == 1 ? "allocation" : "allocations",
		 leak->what, leak->bytes, leak->count == 1 ? "was" : "were",
		 module_name(audit->mod), (unsigned long)leak->first);
	ksim_report(KSIM_FINDING_LEAK,
		    "kmemleak: 1 new suspected memory leaks (see /sys/kernel/debug/kmemleak)",
		    "memory leak", detail,
		    &(struct ksim_site){ leak->site, "allocated here" }, 1);
}

void leak_found(struct leak_audit *audit, unsigned long site,
		unsigned long bytes, const void *object, const char *what)
{
	struct leak *leak = audit->leaks;
	struct leak *end = leak + audit->sites;

	while (leak < end && (leak->site != site || leak->what != what))
		leak++;
	if (leak == audit->leaks + ARRAY_SIZE(audit->leaks)) {
		struct leak one = { site, 1, bytes, object, what };

		report_leak(audit, &one);
		return;
	}
	if (leak == end) {
		audit->sites++;
		*leak = (struct leak){ .site = site, .first = object,
				       .what = what };
	}
	leak->count++;
	leak->bytes += bytes;
}

void slab_audit_module(struct module *mod)
{
	struct leak_audit audit = { .mod = mod };
	unsigned int i;

	slab_audit_leaks(&audit);
	page_audit_leaks(&audit);
	vmalloc_audit_leaks(&audit);
	percpu_audit_leaks(&audit);
	for (i = 0; i < audit.sites; i++)
		report_leak(&audit, &audit.leaks[i]);
}

void slab_audit(void)
{
	slab_check_objects();
	page_check_quarantine();
	vmalloc_check_areas();
}

void kmemleak_not_leak(const void *ptr)
{
	if ((unsigned long)ptr - PAGE_OFFSET >= KSIM_RAM_SIZE)
		return;
	if (!slab_mark_kept(ptr) && !page_mark_kept(ptr))
		vmalloc_mark_kept(ptr);
}
EXPORT_SYMBOL(kmemleak_not_leak);
