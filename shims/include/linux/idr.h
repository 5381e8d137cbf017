/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small numbers handed out: with a pointer each (IDR), or alone (IDA).
 *
 * Stands for: include/linux/idr.h, lib/idr.c
 * Fidelity:   MODEL - all results are those of Linux; idr_preload() sets no
 *             memory aside
 * Absent:     nothing
 */
#ifndef _LINUX_IDR_H
#define _LINUX_IDR_H

#include <linux/gfp.h>
#include <linux/preempt.h>
#include <linux/radix-tree.h>
#include <linux/types.h>
#include <linux/version.h>
#include <linux/xarray.h>

/**
 * struct idr - pointers by number; locking is the caller's
 * @idr_rt: the pointers, at their number less @idr_base
 * @idr_base: the smallest number
 * @idr_next: where idr_alloc_cyclic() goes on
 */
struct idr {
	struct radix_tree_root idr_rt;
	unsigned int idr_base;
	unsigned int idr_next;
};

#define IDR_INIT_BASE(name, base)				\
	{							\
		.idr_rt = XARRAY_INIT(name.idr_rt, XA_FLAGS_ALLOC), \
		.idr_base = (base),				\
		.idr_next = 0,					\
	}
#define IDR_INIT(name) IDR_INIT_BASE(name, 0)
#define DEFINE_IDR(name) struct idr name = IDR_INIT(name)

static inline unsigned int idr_get_cursor(const struct idr *idr)
{
	return READ_ONCE(idr->idr_next);
}

static inline void idr_set_cursor(struct idr *idr, unsigned int val)
{
	WRITE_ONCE(idr->idr_next, val);
}

#define idr_lock(idr) xa_lock(&(idr)->idr_rt)
#define idr_unlock(idr) xa_unlock(&(idr)->idr_rt)
#define idr_lock_bh(idr) xa_lock_bh(&(idr)->idr_rt)
#define idr_unlock_bh(idr) xa_unlock_bh(&(idr)->idr_rt)
#define idr_lock_irq(idr) xa_lock_irq(&(idr)->idr_rt)
#define idr_unlock_irq(idr) xa_unlock_irq(&(idr)->idr_rt)
#define idr_lock_irqsave(idr, flags) xa_lock_irqsave(&(idr)->idr_rt, flags)
#define idr_unlock_irqrestore(idr, flags) \
	xa_unlock_irqrestore(&(idr)->idr_rt, flags)

/* From here to idr_preload_end() the task is not preempted. */
void idr_preload(gfp_t gfp_mask);

static inline void idr_preload_end(void)
{
	preempt_enable();
}

/**
 * idr_alloc() - give a pointer a number
 * @idr: the IDR
 * @ptr: the pointer
 * @start: the smallest number that will do
 * @end: the first that will not; 0 for no limit
 * @gfp: how to allocate
 *
 * Return: the number, -ENOSPC, -ENOMEM, or -EINVAL if @start is negative.
 */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
/* The number, from *@id to @max, goes to *@id. */
int __must_check idr_alloc_u32(struct idr *idr, void *ptr, u32 *id,
			       unsigned long max, gfp_t gfp);
/* Begins behind the last number given, then again at @start. */
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end,
		     gfp_t gfp);
/* The pointer, or NULL if the number was free. */
void *idr_remove(struct idr *idr, unsigned long id);
void *idr_find(const struct idr *idr, unsigned long id);
/* Ends when @fn does not return 0; returns that. */
int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data),
		 void *data);
void *idr_get_next(struct idr *idr, int *nextid);
void *idr_get_next_ul(struct idr *idr, unsigned long *nextid);
/* The old pointer, or ERR_PTR(-ENOENT) if the number is free. */
void *idr_replace(struct idr *idr, void *ptr, unsigned long id);
void idr_destroy(struct idr *idr);

static inline void idr_init_base(struct idr *idr, int base)
{
	xa_init_flags(&idr->idr_rt, XA_FLAGS_ALLOC);
	idr->idr_base = base;
	idr->idr_next = 0;
}

static inline void idr_init(struct idr *idr)
{
	idr_init_base(idr, 0);
}

static inline bool idr_is_empty(const struct idr *idr)
{
	return xa_empty(&idr->idr_rt);
}

#define idr_for_each_entry(idr, entry, id)				\
	for (id = 0; ((entry) = idr_get_next(idr, &(id))) != NULL; id += 1U)
/* @tmp notices when @id wraps around. */
#define idr_for_each_entry_ul(idr, entry, tmp, id)			\
	for (tmp = 0, id = 0;						\
	     ((entry) = tmp <= id ? idr_get_next_ul(idr, &(id)) : NULL); \
	     tmp = id, ++id)
#define idr_for_each_entry_continue(idr, entry, id)			\
	for ((entry) = idr_get_next((idr), &(id)); entry;		\
	     ++id, (entry) = idr_get_next((idr), &(id)))
#define idr_for_each_entry_continue_ul(idr, entry, tmp, id)		\
	for (tmp = id;							\
	     ((entry) = tmp <= id ? idr_get_next_ul(idr, &(id)) : NULL); \
	     tmp = id, ++id)

/**
 * struct ida - numbers alone
 * @xa: bitmaps of BITS_PER_XA_VALUE numbers each, as values
 */
struct ida {
	struct xarray xa;
};

#define IDA_INIT_FLAGS (XA_FLAGS_LOCK_IRQ | XA_FLAGS_ALLOC)
#define IDA_INIT(name) { .xa = XARRAY_INIT(name.xa, IDA_INIT_FLAGS) }
#define DEFINE_IDA(name) struct ida name = IDA_INIT(name)

/* The smallest free number from @min to @max; -ENOSPC, -ENOMEM. */
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max,
		    gfp_t gfp);
void ida_free(struct ida *ida, unsigned int id);
void ida_destroy(struct ida *ida);

static inline int ida_alloc(struct ida *ida, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, ~0, gfp);
}

static inline int ida_alloc_min(struct ida *ida, unsigned int min, gfp_t gfp)
{
	return ida_alloc_range(ida, min, ~0, gfp);
}

static inline int ida_alloc_max(struct ida *ida, unsigned int max, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, max, gfp);
}

static inline void ida_init(struct ida *ida)
{
	xa_init_flags(&ida->xa, IDA_INIT_FLAGS);
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
/* @end is the first that will not do; 0 for no limit. */
#define ida_simple_get(ida, start, end, gfp) \
	ida_alloc_range(ida, start, (end) - 1, gfp)
#define ida_simple_remove(ida, id) ida_free(ida, id)
#endif

static inline bool ida_is_empty(const struct ida *ida)
{
	return xa_empty(&ida->xa);
}

#endif
