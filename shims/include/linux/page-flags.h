/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flags of struct page.
 *
 * Stands for: include/linux/page-flags.h
 * Fidelity:   MODEL - the flags can be set, tested and cleared; nothing acts
 *             on them but PG_slab, PG_head and PG_reserved
 * Absent:     page types other than slab and compound, folio variants beyond
 *             those of <linux/mm.h>
 */
#ifndef _LINUX_PAGE_FLAGS_H
#define _LINUX_PAGE_FLAGS_H

#include <linux/types.h>
#include <linux/bitops.h>

enum pageflags {
	PG_locked,
	PG_referenced,
	PG_uptodate,
	PG_dirty,
	PG_lru,
	PG_active,
	PG_workingset,
	PG_waiters,
	PG_error,
	PG_slab,
	PG_owner_priv_1,
	PG_arch_1,
	PG_reserved,
	PG_private,
	PG_private_2,
	PG_writeback,
	PG_head,
	PG_mappedtodisk,
	PG_reclaim,
	PG_swapbacked,
	PG_unevictable,
	PG_mlocked,
	__NR_PAGEFLAGS,

	PG_checked = PG_owner_priv_1,
	PG_pinned = PG_owner_priv_1,
	PG_swapcache = PG_owner_priv_1,
	PG_fscache = PG_private_2,
};

#include <linux/mm_types.h>

static inline struct page *ksim_compound_head(const struct page *page)
{
	unsigned long head = page->compound_head;

	return (struct page *)(head & 1 ? head - 1 : (unsigned long)page);
}

#define compound_head(page) ((typeof(page))ksim_compound_head(page))
#define page_folio(p) ((struct folio *)ksim_compound_head(p))
#define folio_page(folio, n) (&(folio)->page + (n))

static inline int PageTail(const struct page *page)
{
	return page->compound_head & 1;
}

static inline int PageHead(const struct page *page)
{
	return test_bit(PG_head, &page->flags);
}

static inline int PageCompound(const struct page *page)
{
	return PageHead(page) || PageTail(page);
}

#define KSIM_PAGE_FLAG(uname, lname) \
	static inline int Page##uname(const struct page *page) \
	{ \
		return test_bit(PG_##lname, &ksim_compound_head(page)->flags); \
	} \
	static inline void SetPage##uname(struct page *page) \
	{ \
		set_bit(PG_##lname, &ksim_compound_head(page)->flags); \
	} \
	static inline void ClearPage##uname(struct page *page) \
	{ \
		clear_bit(PG_##lname, &ksim_compound_head(page)->flags); \
	} \
	static inline int TestSetPage##uname(struct page *page) \
	{ \
		return test_and_set_bit(PG_##lname, \
					&ksim_compound_head(page)->flags); \
	} \
	static inline int TestClearPage##uname(struct page *page) \
	{ \
		return test_and_clear_bit(PG_##lname, \
					  &ksim_compound_head(page)->flags); \
	} \
	static inline bool folio_test_##lname(const struct folio *folio) \
	{ \
		return test_bit(PG_##lname, &folio->page.flags); \
	} \
	static inline void folio_set_##lname(struct folio *folio) \
	{ \
		set_bit(PG_##lname, &folio->page.flags); \
	} \
	static inline void folio_clear_##lname(struct folio *folio) \
	{ \
		clear_bit(PG_##lname, &folio->page.flags); \
	}

KSIM_PAGE_FLAG(Locked, locked)
KSIM_PAGE_FLAG(Referenced, referenced)
KSIM_PAGE_FLAG(Uptodate, uptodate)
KSIM_PAGE_FLAG(Dirty, dirty)
KSIM_PAGE_FLAG(LRU, lru)
KSIM_PAGE_FLAG(Active, active)
KSIM_PAGE_FLAG(Error, error)
KSIM_PAGE_FLAG(Slab, slab)
KSIM_PAGE_FLAG(Checked, checked)
KSIM_PAGE_FLAG(Pinned, pinned)
KSIM_PAGE_FLAG(OwnerPriv1, owner_priv_1)
KSIM_PAGE_FLAG(Reserved, reserved)
KSIM_PAGE_FLAG(Private, private)
KSIM_PAGE_FLAG(Private2, private_2)
KSIM_PAGE_FLAG(Writeback, writeback)
KSIM_PAGE_FLAG(MappedToDisk, mappedtodisk)
KSIM_PAGE_FLAG(Reclaim, reclaim)
KSIM_PAGE_FLAG(SwapBacked, swapbacked)
KSIM_PAGE_FLAG(SwapCache, swapcache)
KSIM_PAGE_FLAG(Unevictable, unevictable)
KSIM_PAGE_FLAG(Mlocked, mlocked)

#undef KSIM_PAGE_FLAG

#define PageHighMem(page) ((void)(page), 0)
#define PageAnon(page) ((void)(page), 0)

#endif
