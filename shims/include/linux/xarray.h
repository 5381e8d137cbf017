/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arrays of pointers with any index, sparse, with three marks for each entry.
 *
 * Stands for: include/linux/xarray.h, lib/xarray.c
 * Fidelity:   MODEL - all results are those of Linux. A struct xa_state keeps
 *             its index and looks the entry up anew at each step, so changes
 *             in between are always seen; nodes are freed at once, not by RCU.
 * Absent:     xas_split(), xas_create_range(), xas_find_conflict()
 */
#ifndef _LINUX_XARRAY_H
#define _LINUX_XARRAY_H

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/kconfig.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/*
 * What an entry is can be told from its lower bits: 00 a pointer, 10 something
 * internal, x1 an integer ("value") or a tagged pointer.
 */
#define BITS_PER_XA_VALUE (BITS_PER_LONG - 1)

static inline void *xa_mk_value(unsigned long v)
{
	WARN_ON((long)v < 0);
	return (void *)((v << 1) | 1);
}

static inline unsigned long xa_to_value(const void *entry)
{
	return (unsigned long)entry >> 1;
}

static inline bool xa_is_value(const void *entry)
{
	return (unsigned long)entry & 1;
}

static inline void *xa_tag_pointer(void *p, unsigned long tag)
{
	return (void *)((unsigned long)p | tag);
}

static inline void *xa_untag_pointer(void *entry)
{
	return (void *)((unsigned long)entry & ~3UL);
}

static inline unsigned int xa_pointer_tag(void *entry)
{
	return (unsigned long)entry & 3UL;
}

static inline void *xa_mk_internal(unsigned long v)
{
	return (void *)((v << 2) | 2);
}

static inline unsigned long xa_to_internal(const void *entry)
{
	return (unsigned long)entry >> 2;
}

static inline bool xa_is_internal(const void *entry)
{
	return ((unsigned long)entry & 3) == 2;
}

/* Internal entries: 0 to 62 siblings, 256 and 257 these, errors, nodes. */
#define XA_RETRY_ENTRY xa_mk_internal(256)
#define XA_ZERO_ENTRY xa_mk_internal(257)

/* Reserved: taken, but reads as NULL. */
static inline bool xa_is_zero(const void *entry)
{
	return unlikely(entry == XA_ZERO_ENTRY);
}

static inline bool xa_is_retry(const void *entry)
{
	return unlikely(entry == XA_RETRY_ENTRY);
}

static inline bool xa_is_err(const void *entry)
{
	return unlikely(xa_is_internal(entry) &&
			entry >= xa_mk_internal(-MAX_ERRNO));
}

static inline int xa_err(void *entry)
{
	return xa_is_err(entry) ? (long)entry >> 2 : 0;
}

static inline bool xa_is_advanced(const void *entry)
{
	return xa_is_internal(entry) && entry <= XA_RETRY_ENTRY;
}

struct xa_limit {
	u32 max;
	u32 min;
};

#define XA_LIMIT(_min, _max) (struct xa_limit) { .min = _min, .max = _max }
#define xa_limit_32b XA_LIMIT(0, UINT_MAX)
#define xa_limit_31b XA_LIMIT(0, INT_MAX)
#define xa_limit_16b XA_LIMIT(0, USHRT_MAX)

typedef unsigned int __bitwise xa_mark_t;
#define XA_MARK_0 ((__force xa_mark_t)0U)
#define XA_MARK_1 ((__force xa_mark_t)1U)
#define XA_MARK_2 ((__force xa_mark_t)2U)
#define XA_PRESENT ((__force xa_mark_t)8U)
#define XA_MARK_MAX XA_MARK_2
#define XA_FREE_MARK XA_MARK_0
#define XA_MAX_MARKS 3

enum xa_lock_type {
	XA_LOCK_IRQ = 1,
	XA_LOCK_BH = 2,
};

#define XA_FLAGS_LOCK_IRQ ((__force gfp_t)XA_LOCK_IRQ)
#define XA_FLAGS_LOCK_BH ((__force gfp_t)XA_LOCK_BH)
#define XA_FLAGS_TRACK_FREE ((__force gfp_t)4U)
#define XA_FLAGS_ZERO_BUSY ((__force gfp_t)8U)
#define XA_FLAGS_ALLOC_WRAPPED ((__force gfp_t)16U)
#define XA_FLAGS_ACCOUNT ((__force gfp_t)32U)
#define XA_FLAGS_MARK(mark) \
	((__force gfp_t)((1U << __GFP_BITS_SHIFT) << (__force unsigned int)(mark)))

/* For xa_alloc(): ids from 0, or from 1. */
#define XA_FLAGS_ALLOC (XA_FLAGS_TRACK_FREE | XA_FLAGS_MARK(XA_FREE_MARK))
#define XA_FLAGS_ALLOC1 (XA_FLAGS_TRACK_FREE | XA_FLAGS_ZERO_BUSY)

/**
 * struct xarray - an array
 * @xa_lock: taken by those functions that do not begin with two underscores
 * @xa_flags: XA_FLAGS_*, and the marks that any entry has
 * @xa_head: NULL, the entry at index 0 if there is no other, or the top node
 */
struct xarray {
	spinlock_t xa_lock;
	gfp_t xa_flags;
	void __rcu *xa_head;
};

#define XARRAY_INIT(name, flags)				\
	{							\
		.xa_lock = __SPIN_LOCK_UNLOCKED(name.xa_lock),	\
		.xa_flags = flags,				\
		.xa_head = NULL,				\
	}
#define DEFINE_XARRAY_FLAGS(name, flags) \
	struct xarray name = XARRAY_INIT(name, flags)
#define DEFINE_XARRAY(name) DEFINE_XARRAY_FLAGS(name, 0)
#define DEFINE_XARRAY_ALLOC(name) DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC)
#define DEFINE_XARRAY_ALLOC1(name) DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC1)

static inline void xa_init_flags(struct xarray *xa, gfp_t flags)
{
	spin_lock_init(&xa->xa_lock);
	xa->xa_flags = flags;
	xa->xa_head = NULL;
}

static inline void xa_init(struct xarray *xa)
{
	xa_init_flags(xa, 0);
}

static inline bool xa_empty(const struct xarray *xa)
{
	return xa->xa_head == NULL;
}

static inline bool xa_marked(const struct xarray *xa, xa_mark_t mark)
{
	return xa->xa_flags & XA_FLAGS_MARK(mark);
}

void *xa_load(struct xarray *xa, unsigned long index);
/* The old entry, or an error entry (see xa_err()). */
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *xa_erase(struct xarray *xa, unsigned long index);
/* One entry for all indexes from @first to @last. */
void *xa_store_range(struct xarray *xa, unsigned long first,
		     unsigned long last, void *entry, gfp_t gfp);
bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
/* The first entry at, or behind, *@index up to @max that has @filter. */
void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max,
	      xa_mark_t filter);
void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max,
		    xa_mark_t filter);
unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start,
			unsigned long max, unsigned int n, xa_mark_t filter);
/* Forgets all entries; what they point at is the caller's. */
void xa_destroy(struct xarray *xa);
int xa_get_order(struct xarray *xa, unsigned long index);

#define xa_for_each_range(xa, index, entry, start, last)		\
	for (index = start,						\
	     entry = xa_find(xa, &index, last, XA_PRESENT);		\
	     entry;							\
	     entry = xa_find_after(xa, &index, last, XA_PRESENT))
#define xa_for_each_start(xa, index, entry, start) \
	xa_for_each_range(xa, index, entry, start, ULONG_MAX)
#define xa_for_each(xa, index, entry) xa_for_each_start(xa, index, entry, 0)
#define xa_for_each_marked(xa, index, entry, filter)			\
	for (index = 0, entry = xa_find(xa, &index, ULONG_MAX, filter);	\
	     entry;							\
	     entry = xa_find_after(xa, &index, ULONG_MAX, filter))

#define xa_trylock(xa) spin_trylock(&(xa)->xa_lock)
#define xa_lock(xa) spin_lock(&(xa)->xa_lock)
#define xa_unlock(xa) spin_unlock(&(xa)->xa_lock)
#define xa_lock_bh(xa) spin_lock_bh(&(xa)->xa_lock)
#define xa_unlock_bh(xa) spin_unlock_bh(&(xa)->xa_lock)
#define xa_lock_irq(xa) spin_lock_irq(&(xa)->xa_lock)
#define xa_unlock_irq(xa) spin_unlock_irq(&(xa)->xa_lock)
#define xa_lock_irqsave(xa, flags) spin_lock_irqsave(&(xa)->xa_lock, flags)
#define xa_unlock_irqrestore(xa, flags) \
	spin_unlock_irqrestore(&(xa)->xa_lock, flags)
#define xa_lock_nested(xa, subclass) \
	spin_lock_nested(&(xa)->xa_lock, subclass)

/* With the lock held; it is dropped while memory is allocated. */
void *__xa_erase(struct xarray *xa, unsigned long index);
void *__xa_store(struct xarray *xa, unsigned long index, void *entry,
		 gfp_t gfp);
void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old,
		   void *entry, gfp_t gfp);
int __must_check __xa_insert(struct xarray *xa, unsigned long index,
			     void *entry, gfp_t gfp);
int __must_check __xa_alloc(struct xarray *xa, u32 *id, void *entry,
			    struct xa_limit limit, gfp_t gfp);
int __must_check __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry,
				   struct xa_limit limit, u32 *next,
				   gfp_t gfp);
void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);

/*
 * The same with the lock taken, in three ways each:
 * xa_cmpxchg() stores @entry if @old is there; gives what was there.
 * xa_insert() stores if nothing is there, else -EBUSY.
 * xa_alloc() stores at a free index, *@id, within @limit, else -EBUSY.
 * xa_alloc_cyclic() begins at *@next; 1 if it had to begin again.
 * xa_reserve() makes sure that a later store needs no memory.
 */
#define __ksim_xa_locked(suffix)					\
static inline void *xa_cmpxchg##suffix(struct xarray *xa,		\
				       unsigned long index, void *old,	\
				       void *entry, gfp_t gfp)		\
{									\
	void *curr;							\
									\
	xa_lock##suffix(xa);						\
	curr = __xa_cmpxchg(xa, index, old, entry, gfp);		\
	xa_unlock##suffix(xa);						\
	return curr;							\
}									\
static inline int __must_check						\
xa_insert##suffix(struct xarray *xa, unsigned long index, void *entry,	\
		  gfp_t gfp)						\
{									\
	int err;							\
									\
	xa_lock##suffix(xa);						\
	err = __xa_insert(xa, index, entry, gfp);			\
	xa_unlock##suffix(xa);						\
	return err;							\
}									\
static inline int __must_check						\
xa_alloc##suffix(struct xarray *xa, u32 *id, void *entry,		\
		 struct xa_limit limit, gfp_t gfp)			\
{									\
	int err;							\
									\
	xa_lock##suffix(xa);						\
	err = __xa_alloc(xa, id, entry, limit, gfp);			\
	xa_unlock##suffix(xa);						\
	return err;							\
}									\
static inline int							\
xa_alloc_cyclic##suffix(struct xarray *xa, u32 *id, void *entry,	\
			struct xa_limit limit, u32 *next, gfp_t gfp)	\
{									\
	int err;							\
									\
	xa_lock##suffix(xa);						\
	err = __xa_alloc_cyclic(xa, id, entry, limit, next, gfp);	\
	xa_unlock##suffix(xa);						\
	return err;							\
}									\
static inline __must_check int						\
xa_reserve##suffix(struct xarray *xa, unsigned long index, gfp_t gfp)	\
{									\
	return xa_err(xa_cmpxchg##suffix(xa, index, NULL,		\
					 XA_ZERO_ENTRY, gfp));		\
}

__ksim_xa_locked()
__ksim_xa_locked(_bh)
__ksim_xa_locked(_irq)
#undef __ksim_xa_locked

#define __ksim_xa_store_locked(suffix)					\
static inline void *xa_store##suffix(struct xarray *xa,			\
				     unsigned long index, void *entry,	\
				     gfp_t gfp)				\
{									\
	void *curr;							\
									\
	xa_lock##suffix(xa);						\
	curr = __xa_store(xa, index, entry, gfp);			\
	xa_unlock##suffix(xa);						\
	return curr;							\
}									\
static inline void *xa_erase##suffix(struct xarray *xa,			\
				     unsigned long index)		\
{									\
	void *entry;							\
									\
	xa_lock##suffix(xa);						\
	entry = __xa_erase(xa, index);					\
	xa_unlock##suffix(xa);						\
	return entry;							\
}

__ksim_xa_store_locked(_bh)
__ksim_xa_store_locked(_irq)
#undef __ksim_xa_store_locked

/* Gives a reservation back, unless something was stored there. */
static inline void xa_release(struct xarray *xa, unsigned long index)
{
	xa_cmpxchg(xa, index, XA_ZERO_ENTRY, NULL, 0);
}

#define XA_CHUNK_SHIFT 6
#define XA_CHUNK_SIZE (1UL << XA_CHUNK_SHIFT)
#define XA_CHUNK_MASK (XA_CHUNK_SIZE - 1)
#define XA_MARK_LONGS BITS_TO_LONGS(XA_CHUNK_SIZE)

/**
 * struct xa_node - 64 slots
 * @shift: bits of an index below those that choose the slot
 * @offset: our slot in @parent
 * @count: slots that are not NULL
 * @parent: the node above, NULL at the top
 * @array: whose we are
 * @slots: entries; nodes if @shift is not 0, or entries of a whole range, whose
 *	   further slots are siblings that name the first
 * @marks: for each mark a bit for each slot; of a node, if anything below has it
 */
struct xa_node {
	unsigned char shift;
	unsigned char offset;
	unsigned char count;
	struct xa_node __rcu *parent;
	struct xarray *array;
	void __rcu *slots[XA_CHUNK_SIZE];
	unsigned long marks[XA_MAX_MARKS][XA_MARK_LONGS];
};

typedef void (*xa_update_node_t)(struct xa_node *node);

/**
 * struct xa_state - an operation of several steps; see XA_STATE()
 * @xa: the array
 * @xa_index: where it is
 * @xa_shift: of the entry to store: 0 but for ranges
 * @xa_sibs: of the entry to store: its slots but the first
 * @xa_node: XAS_RESTART before the first step, XAS_BOUNDS beyond the end, an
 *	     error (see xas_error()), or anything else
 * @xa_alloc: a node kept for the next try
 */
struct xa_state {
	struct xarray *xa;
	unsigned long xa_index;
	unsigned char xa_shift;
	unsigned char xa_sibs;
	struct xa_node *xa_node;
	struct xa_node *xa_alloc;
};

#define XA_ERROR(errno) \
	((struct xa_node *)(((unsigned long)errno << 2) | 2UL))
#define XAS_BOUNDS ((struct xa_node *)1UL)
#define XAS_RESTART ((struct xa_node *)3UL)

#define __XA_STATE(array, index, shift, sibs)	\
	{					\
		.xa = array,			\
		.xa_index = index,		\
		.xa_shift = shift,		\
		.xa_sibs = sibs,		\
		.xa_node = XAS_RESTART,		\
		.xa_alloc = NULL,		\
	}
#define XA_STATE(name, array, index) \
	struct xa_state name = __XA_STATE(array, index, 0, 0)
#define XA_STATE_ORDER(name, array, index, order)			\
	struct xa_state name = __XA_STATE(array,			\
			(index >> order) << order,			\
			order - (order % XA_CHUNK_SHIFT),		\
			(1U << (order % XA_CHUNK_SHIFT)) - 1)

#define xas_marked(xas, mark) xa_marked((xas)->xa, (mark))
#define xas_trylock(xas) xa_trylock((xas)->xa)
#define xas_lock(xas) xa_lock((xas)->xa)
#define xas_unlock(xas) xa_unlock((xas)->xa)
#define xas_lock_bh(xas) xa_lock_bh((xas)->xa)
#define xas_unlock_bh(xas) xa_unlock_bh((xas)->xa)
#define xas_lock_irq(xas) xa_lock_irq((xas)->xa)
#define xas_unlock_irq(xas) xa_unlock_irq((xas)->xa)
#define xas_lock_irqsave(xas, flags) xa_lock_irqsave((xas)->xa, flags)
#define xas_unlock_irqrestore(xas, flags) \
	xa_unlock_irqrestore((xas)->xa, flags)

static inline int xas_error(const struct xa_state *xas)
{
	return xa_err(xas->xa_node);
}

static inline void xas_set_err(struct xa_state *xas, long err)
{
	xas->xa_node = XA_ERROR(err);
}

static inline bool xas_invalid(const struct xa_state *xas)
{
	return (unsigned long)xas->xa_node & 3;
}

static inline bool xas_valid(const struct xa_state *xas)
{
	return !xas_invalid(xas);
}

static inline void xas_reset(struct xa_state *xas)
{
	xas->xa_node = XAS_RESTART;
}

/* Is @entry one that a caller of xas_*() should pass over? */
static inline bool xas_retry(struct xa_state *xas, const void *entry)
{
	if (xa_is_zero(entry))
		return true;
	if (!xa_is_retry(entry))
		return false;
	xas_reset(xas);
	return true;
}

static inline void xas_set(struct xa_state *xas, unsigned long index)
{
	xas->xa_index = index;
	xas->xa_node = XAS_RESTART;
}

static inline void xas_set_order(struct xa_state *xas, unsigned long index,
				 unsigned int order)
{
	xas->xa_index = order < BITS_PER_LONG ? (index >> order) << order : 0;
	xas->xa_shift = order - (order % XA_CHUNK_SHIFT);
	xas->xa_sibs = (1 << (order % XA_CHUNK_SHIFT)) - 1;
	xas->xa_node = XAS_RESTART;
}

void *xas_load(struct xa_state *xas);
void *xas_store(struct xa_state *xas, void *entry);
/* The first entry: at the index itself only for the first step. */
void *xas_find(struct xa_state *xas, unsigned long max);
void *xas_find_marked(struct xa_state *xas, unsigned long max, xa_mark_t mark);
void *xas_next(struct xa_state *xas);
void *xas_prev(struct xa_state *xas);
bool xas_get_mark(const struct xa_state *xas, xa_mark_t mark);
void xas_set_mark(const struct xa_state *xas, xa_mark_t mark);
void xas_clear_mark(const struct xa_state *xas, xa_mark_t mark);
void xas_init_marks(const struct xa_state *xas);
/* After -ENOMEM: allocates with @gfp; true if the step should be repeated. */
bool xas_nomem(struct xa_state *xas, gfp_t gfp);
void xas_destroy(struct xa_state *xas);
/* The loop's next step begins behind this entry, whatever happens to it. */
void xas_pause(struct xa_state *xas);
int xas_get_order(struct xa_state *xas);

static inline void *xas_reload(struct xa_state *xas)
{
	return xas_load(xas);
}

static inline void *xas_next_entry(struct xa_state *xas, unsigned long max)
{
	return xas_find(xas, max);
}

static inline void *xas_next_marked(struct xa_state *xas, unsigned long max,
				    xa_mark_t mark)
{
	return xas_find_marked(xas, max, mark);
}

/* How often long loops should pause. */
enum {
	XA_CHECK_SCHED = 4096,
};

#define xas_for_each(xas, entry, max)				\
	for (entry = xas_find(xas, max); entry;			\
	     entry = xas_next_entry(xas, max))
#define xas_for_each_marked(xas, entry, max, mark)		\
	for (entry = xas_find_marked(xas, max, mark); entry;	\
	     entry = xas_next_marked(xas, max, mark))

#endif
