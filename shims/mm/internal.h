/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of mm/ share: the books of the page allocator and the checks
 * that find memory errors.
 */
#ifndef _MM_INTERNAL_H
#define _MM_INTERNAL_H

#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/instruction_pointer.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/types.h>

#include <ksim/abi/memory.h>
#include <ksim/abi/module.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>

struct module;

/*
 * page->flags above the flags that drivers see. RAM below the bump pointer is
 * tiled by blocks of 2^order pages; the first page of a block says what it is,
 * the others say PAGE_INTERIOR.
 */
#define PAGE_ORDER_SHIFT 56
#define PAGE_KIND_SHIFT 60
#define PAGE_KEPT (1UL << 55) /* may outlive the module: not a leak */

enum page_kind {
	PAGE_INTERIOR,
	PAGE_BUDDY, /* free */
	PAGE_ALLOCATED, /* ksim_owner: call site */
	PAGE_QUARANTINE, /* freed; ksim_owner, private: call sites */
	PAGE_SLAB, /* ksim_owner: struct slab */
	PAGE_VMALLOC, /* ksim_owner: struct vm_struct */
	PAGE_META, /* books of the slab allocator */
};

static inline enum page_kind page_kind(const struct page *page)
{
	return page->flags >> PAGE_KIND_SHIFT;
}

static inline unsigned int page_order(const struct page *page)
{
	return (page->flags >> PAGE_ORDER_SHIFT) & 0xf;
}

static inline unsigned long page_tag(enum page_kind kind, unsigned int order)
{
	return (unsigned long)kind << PAGE_KIND_SHIFT |
	       (unsigned long)order << PAGE_ORDER_SHIFT;
}

/* Blocks of the page allocator go up to 8 MiB: 4 MiB and a redzone. */
#define NR_BLOCK_ORDERS 12

/* First page frame that this kernel has never used. */
extern unsigned long max_used_pfn;
extern unsigned long ram_high_water;

/**
 * alloc_block() - take 2^@order pages without checks or failure injection
 * @order: at most NR_BLOCK_ORDERS - 1
 * @kind: what they are for
 * @owner: see enum page_kind
 *
 * The pages form one compound page if @kind is PAGE_SLAB.
 *
 * Return: the first page, or NULL when RAM is full.
 */
struct page *alloc_block(unsigned int order, enum page_kind kind,
			 unsigned long owner);
void free_block(struct page *page);

/* Sets up @count struct pages for one vmalloc area. */
void init_vmalloc_pages(struct page *page, unsigned long count,
			unsigned long owner);

/**
 * in_module_text() - does an address lie where modules are?
 *
 * cmake/KsimModule.cmake links each module at 0x3xxx00000000.
 */
static inline bool in_module_text(unsigned long address)
{
	return address >> 44 == 3;
}

unsigned long driver_site_slow(unsigned long ip);

/* The place in a driver that a call came from, for the books. */
static __always_inline unsigned long driver_site(unsigned long ip)
{
	return likely(in_module_text(ip)) ? ip : driver_site_slow(ip);
}

void might_alloc_slow(void);

static __always_inline void check_alloc_context(gfp_t gfp, unsigned long ip)
{
	if (gfp & __GFP_DIRECT_RECLAIM) {
		if (unlikely(preempt_count() || irqs_disabled() ||
			     current->rcu_read_lock_nesting ||
			     current->__state != TASK_RUNNING))
			might_alloc_slow();
		ksim_sched_point(KSIM_POINT_ALLOC, NULL, ip);
	}
}

/*
 * Patterns. Everything below starts at a multiple of 8 and may touch memory
 * that AddressSanitizer was told to guard.
 */
#define WORD_OF(byte) ((byte) * 0x0101010101010101UL)

#ifdef __SANITIZE_ADDRESS__
#define mm_unchecked noinline __attribute__((__no_sanitize_address__))
#define mm_guard(address, size) ksim_memory_poison(address, size)
#define mm_unguard(address, size) ksim_memory_unpoison(address, size)
#else
#define mm_unchecked inline
#define mm_guard(address, size) ((void)0)
#define mm_unguard(address, size) ((void)0)
#endif

typedef unsigned long mm_vector __attribute__((__vector_size__(16),
					       __aligned__(8), __may_alias__));
typedef unsigned long __attribute__((__may_alias__)) mm_word;

/* The lowest @bytes bytes of a word; 0 to 7. */
static inline unsigned long low_bytes(unsigned long bytes)
{
	return (1UL << (bytes * 8)) - 1;
}

static __maybe_unused mm_unchecked void fill_words(void *start,
						   unsigned long pattern,
						   unsigned long words)
{
	mm_word *p = start;
	mm_vector v = { pattern, pattern };

	for (; words >= 4; words -= 4, p += 4) {
		((mm_vector *)p)[0] = v;
		((mm_vector *)p)[1] = v;
	}
	for (; words; words--)
		*p++ = pattern;
}

/* Are all words the pattern? */
static __maybe_unused mm_unchecked bool words_are(const void *start,
						  unsigned long pattern,
						  unsigned long words)
{
	const mm_word *p = start;
	mm_vector want = { pattern, pattern };
	mm_vector sum = { 0, 0 };
	unsigned long rest = 0;

	for (; words >= 4; words -= 4, p += 4) {
		sum |= ((const mm_vector *)p)[0] ^ want;
		sum |= ((const mm_vector *)p)[1] ^ want;
	}
	for (; words; words--)
		rest |= *p++ ^ pattern;
	return !(sum[0] | sum[1] | rest);
}

/* The first byte of [start, start + size) that is not @byte, or NULL. */
const u8 *first_other_byte(const void *start, u8 byte, unsigned long size);

/*
 * Leaks: collected by call site, then reported.
 */
struct leak {
	unsigned long site;
	unsigned long count;
	unsigned long bytes;
	const void *first;
	const char *what; /* "kmalloc-64", "pages", "vmalloc" */
};

struct leak_audit {
	struct module *mod;
	unsigned int sites;
	struct leak leaks[24];
};

bool leak_is_of(const struct leak_audit *audit, unsigned long site);
void leak_found(struct leak_audit *audit, unsigned long site,
		unsigned long bytes, const void *object, const char *what);

void slab_audit_leaks(struct leak_audit *audit);
void page_audit_leaks(struct leak_audit *audit);
void vmalloc_audit_leaks(struct leak_audit *audit);
void percpu_audit_leaks(struct leak_audit *audit);

void slab_check_objects(void);
void page_check_quarantine(void);
void vmalloc_check_areas(void);

bool page_mark_kept(const void *address);
bool vmalloc_mark_kept(const void *address);

/* "100 bytes into …" of whatever is at @address, for reports. */
struct mm_description {
	char text[160];
};
void describe_address(const void *address, struct mm_description *to);
struct vm_struct *vmalloc_area_at(const void *address);

#endif
