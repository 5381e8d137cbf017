// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Per-CPU memory.
 *
 * Stands for: mm/percpu.c
 *
 * Places are given out one behind the other, and again only when all have been
 * given out: so a pointer that was freed is known as such for long.
 */
#include <linux/align.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <ksim/abi/chance.h>

#include "internal.h"

/* Between two places, so that what runs over the end of one hits nothing. */
#define GAP_BYTES 16

/* What freed memory is filled with. */
#define PERCPU_POISON 0x6b

/* How many pointers that were freed are still known as such. */
#define FREED_MAX 256

struct percpu_area {
	struct list_head list;
	unsigned long offset;
	unsigned long size;
	unsigned long site; /* who allocated it */
	unsigned long freed_at; /* who freed it */
};

static LIST_HEAD(areas); /* live, by offset */
static LIST_HEAD(freed_areas); /* oldest first */
static unsigned int freed_count;
static LIST_HEAD(spare_records);
static unsigned long next_offset;

static struct percpu_area *take_record(void)
{
	struct percpu_area *area;
	struct page *page;
	unsigned int i;

	if (list_empty(&spare_records)) {
		page = alloc_block(0, PAGE_META, 0);
		if (!page)
			return NULL;
		area = page_address(page);
		for (i = 0; i < PAGE_SIZE / sizeof(*area); i++)
			list_add_tail(&area[i].list, &spare_records);
	}
	area = list_first_entry(&spare_records, struct percpu_area, list);
	list_del(&area->list);
	return area;
}

/* Puts @area into the first hole that is large enough. */
static bool place_in_hole(struct percpu_area *area, unsigned long align)
{
	unsigned long offset = 0;
	struct percpu_area *next;

	list_for_each_entry(next, &areas, list) {
		offset = ALIGN(offset, align);
		if (offset + area->size + GAP_BYTES <= next->offset)
			break;
		offset = next->offset + next->size + GAP_BYTES;
	}
	offset = ALIGN(offset, align);
	if (offset + area->size + GAP_BYTES > KSIM_PERCPU_UNIT)
		return false;
	area->offset = offset;
	list_add_tail(&area->list, &next->list);
	return true;
}

static bool place(struct percpu_area *area, unsigned long align)
{
	unsigned long offset = ALIGN(next_offset, align);

	if (offset + area->size + GAP_BYTES > KSIM_PERCPU_UNIT)
		return place_in_hole(area, align);
	area->offset = offset;
	next_offset = offset + area->size + GAP_BYTES;
	list_add_tail(&area->list, &areas);
	return true;
}

static void fill(const struct percpu_area *area, int byte)
{
	char __percpu *ptr = (char __percpu *)(KSIM_PERCPU_BASE + area->offset);
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		char *copy = per_cpu_ptr(ptr, cpu);

		mm_unguard(copy, ALIGN(area->size, 8));
		memset(copy, byte, area->size);
		if (byte)
			mm_guard(copy, ALIGN(area->size, 8));
		else
			mm_guard(copy + ALIGN(area->size, 8), GAP_BYTES - 8);
	}
}

static void __percpu *alloc(size_t size, size_t align, gfp_t gfp,
			    unsigned long ip)
{
	unsigned long site = driver_site(ip);
	struct percpu_area *area;

	if (unlikely(!size || size > PCPU_MIN_UNIT_SIZE || align > PAGE_SIZE ||
		     !is_power_of_2(align))) {
		WARN(!(gfp & __GFP_NOWARN),
		     "illegal size (%zu) or align (%zu) for percpu allocation\n",
		     size, align);
		return NULL;
	}
	check_alloc_context(gfp, ip);
	if (ksim_chance_fail(KSIM_FAILURE_PAGE, site))
		return NULL;
	area = take_record();
	if (!area)
		return NULL;
	area->size = size;
	area->site = site;
	if (!place(area, max_t(unsigned long, align, 8))) {
		list_add(&area->list, &spare_records);
		return NULL;
	}
	fill(area, 0);
	return (void __percpu *)(KSIM_PERCPU_BASE + area->offset);
}

void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp)
{
	return alloc(size, align, gfp, _RET_IP_);
}
EXPORT_SYMBOL_GPL(__alloc_percpu_gfp);

void __percpu *__alloc_percpu(size_t size, size_t align)
{
	return alloc(size, align, GFP_KERNEL, _RET_IP_);
}
EXPORT_SYMBOL_GPL(__alloc_percpu);

static struct percpu_area *find_area(struct list_head *among,
				     const void __percpu *ptr)
{
	unsigned long offset = (unsigned long)ptr - KSIM_PERCPU_BASE;
	struct percpu_area *area;

	list_for_each_entry_reverse(area, among, list)
		if (area->offset == offset)
			return area;
	return NULL;
}

static void bad_free(const void __percpu *ptr, const struct percpu_area *area,
		     unsigned long site)
{
	struct ksim_site sites[] = {
		{ site, "freed here" },
		{ area ? area->freed_at : 0, "freed before here" },
		{ area ? area->site : 0, "allocated here" },
	};
	char detail[96];

	snprintf(detail, sizeof(detail), "free_percpu(0x%lx)",
		 (unsigned long)ptr);
	ksim_report(area ? KSIM_FINDING_DOUBLE_FREE : KSIM_FINDING_BAD_FREE,
		    NULL,
		    area ? "per-CPU memory freed twice" :
			   "free_percpu() of what alloc_percpu() did not give",
		    detail, sites, area ? 3 : 1);
}

void free_percpu(void __percpu *ptr)
{
	unsigned long site = driver_site(_RET_IP_);
	struct percpu_area *area;

	if (!ptr)
		return;
	area = find_area(&areas, ptr);
	if (unlikely(!area)) {
		bad_free(ptr, find_area(&freed_areas, ptr), site);
		return;
	}
	fill(area, PERCPU_POISON);
	area->freed_at = site;
	list_move_tail(&area->list, &freed_areas);
	if (freed_count < FREED_MAX)
		freed_count++;
	else
		list_move(freed_areas.next, &spare_records);
}
EXPORT_SYMBOL_GPL(free_percpu);

void percpu_audit_leaks(struct leak_audit *audit)
{
	struct percpu_area *area, *next;

	list_for_each_entry_safe(area, next, &areas, list) {
		if (!leak_is_of(audit, area->site))
			continue;
		leak_found(audit, area->site, area->size,
			   (void *)(KSIM_PERCPU_BASE + area->offset),
			   "alloc_percpu");
		list_move(&area->list, &spare_records);
	}
}

/* Bound to one CPU for its life. */
static bool stays_here(const struct task_struct *task)
{
	return task->flags & PF_NO_SETAFFINITY;
}

void ksim_percpu_preemptible(const char *what)
{
	char linux_says[96], detail[160];
	struct ksim_site site = { ksim_report_driver_caller(_RET_IP_),
				  "used here" };

	if (stays_here(current))
		return;
	snprintf(linux_says, sizeof(linux_says),
		 "BUG: using %s() in preemptible [00000000] code: %s/%d", what,
		 current->comm, current->pid);
	snprintf(detail, sizeof(detail),
		 "%s() means the copy of the CPU that the task is on, and the task may be moved to another at any moment",
		 what);
	pr_err("%s\n", linux_says);
	ksim_report(KSIM_FINDING_CONTEXT, linux_says,
		    "per-CPU data used while preemption is on", detail, &site,
		    1);
}
EXPORT_SYMBOL(ksim_percpu_preemptible);
