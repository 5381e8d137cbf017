// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Numbers, on top of the XArray. A NULL pointer is kept as a reservation.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/idr.h>

void idr_preload(gfp_t gfp_mask)
{
	preempt_disable();
}
EXPORT_SYMBOL(idr_preload);

int idr_alloc_u32(struct idr *idr, void *ptr, u32 *id, unsigned long max,
		  gfp_t gfp)
{
	unsigned int base = idr->idr_base;
	unsigned long from = *id < base ? 0 : *id - base;
	XA_STATE(xas, &idr->idr_rt, from);

	if (max < base)
		return -ENOSPC;
	do {
		xas_set(&xas, from);
		xas_find_marked(&xas, max - base, XA_FREE_MARK);
		if (xas_invalid(&xas))
			xas_set_err(&xas, -ENOSPC);
		xas_store(&xas, ptr ?: XA_ZERO_ENTRY);
	} while (xas_nomem(&xas, gfp));
	if (xas_error(&xas))
		return xas_error(&xas);
	*id = xas.xa_index + base;
	return 0;
}
EXPORT_SYMBOL_GPL(idr_alloc_u32);

int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	u32 id = start;
	int ret;

	if (WARN_ON_ONCE(start < 0))
		return -EINVAL;
	ret = idr_alloc_u32(idr, ptr, &id, end > 0 ? end - 1 : INT_MAX, gfp);
	return ret ?: id;
}
EXPORT_SYMBOL_GPL(idr_alloc);

int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	u32 id = idr->idr_next;
	int err, max = end > 0 ? end - 1 : INT_MAX;

	if ((int)id < start)
		id = start;
	err = idr_alloc_u32(idr, ptr, &id, max, gfp);
	if (err == -ENOSPC && id > start) {
		id = start;
		err = idr_alloc_u32(idr, ptr, &id, max, gfp);
	}
	if (err)
		return err;
	idr->idr_next = id + 1;
	return id;
}
EXPORT_SYMBOL(idr_alloc_cyclic);

void *idr_remove(struct idr *idr, unsigned long id)
{
	return __xa_erase(&idr->idr_rt, id - idr->idr_base);
}
EXPORT_SYMBOL_GPL(idr_remove);

void *idr_find(const struct idr *idr, unsigned long id)
{
	return xa_load((struct xarray *)&idr->idr_rt, id - idr->idr_base);
}
EXPORT_SYMBOL_GPL(idr_find);

void *idr_get_next_ul(struct idr *idr, unsigned long *nextid)
{
	unsigned long base = idr->idr_base;
	unsigned long index = *nextid < base ? 0 : *nextid - base;
	void *entry = xa_find(&idr->idr_rt, &index, ULONG_MAX, XA_PRESENT);

	if (entry)
		*nextid = index + base;
	return entry;
}
EXPORT_SYMBOL(idr_get_next_ul);

void *idr_get_next(struct idr *idr, int *nextid)
{
	unsigned long id = *nextid;
	void *entry = idr_get_next_ul(idr, &id);

	if (WARN_ON_ONCE(id > INT_MAX))
		return NULL;
	*nextid = id;
	return entry;
}
EXPORT_SYMBOL(idr_get_next);

int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data),
		 void *data)
{
	unsigned long index;
	void *entry;

	xa_for_each((struct xarray *)&idr->idr_rt, index, entry) {
		unsigned long id = index + idr->idr_base;
		int ret;

		if (WARN_ON_ONCE(id > INT_MAX))
			break;
		ret = fn(id, entry, data);
		if (ret)
			return ret;
	}
	return 0;
}
EXPORT_SYMBOL(idr_for_each);

void *idr_replace(struct idr *idr, void *ptr, unsigned long id)
{
	XA_STATE(xas, &idr->idr_rt, id - idr->idr_base);
	void *old = xas_load(&xas);

	if (!old)
		return ERR_PTR(-ENOENT);
	xas_store(&xas, ptr ?: XA_ZERO_ENTRY);
	return xa_is_zero(old) ? NULL : old;
}
EXPORT_SYMBOL(idr_replace);

void idr_destroy(struct idr *idr)
{
	xa_destroy(&idr->idr_rt);
}
EXPORT_SYMBOL(idr_destroy);

/* Numbers in one entry of an IDA. */
#define IDA_BITS BITS_PER_XA_VALUE
#define IDA_FULL ((1UL << IDA_BITS) - 1)

/* Stores the bitmap @bits, which is not 0, where @xas is. */
static void ida_store(struct xa_state *xas, unsigned long bits)
{
	xas_store(xas, xa_mk_value(bits));
	if (!xas_error(xas) && bits != IDA_FULL)
		xas_set_mark(xas, XA_FREE_MARK);
}

int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max,
		    gfp_t gfp)
{
	XA_STATE(xas, &ida->xa, 0);
	unsigned long bit, bits, flags;

	if ((int)min < 0)
		return -ENOSPC;
	if ((int)max < 0)
		max = INT_MAX;
	do {
		xas_set(&xas, min / IDA_BITS);
		bit = min % IDA_BITS;
		xas_lock_irqsave(&xas, flags);
		for (;;) {
			bits = xa_to_value(xas_find_marked(
				&xas, max / IDA_BITS, XA_FREE_MARK));
			if (xas_invalid(&xas))
				break;
			if (xas.xa_index > min / IDA_BITS)
				bit = 0;
			bit = find_next_zero_bit(&bits, IDA_BITS, bit);
			if (bit < IDA_BITS)
				break;
		}
		if (xas_invalid(&xas) || xas.xa_index * IDA_BITS + bit > max)
			xas_set_err(&xas, -ENOSPC);
		else
			ida_store(&xas, bits | BIT(bit));
		xas_unlock_irqrestore(&xas, flags);
	} while (xas_nomem(&xas, gfp));
	return xas_error(&xas) ?: xas.xa_index * IDA_BITS + bit;
}
EXPORT_SYMBOL(ida_alloc_range);

void ida_free(struct ida *ida, unsigned int id)
{
	XA_STATE(xas, &ida->xa, id / IDA_BITS);
	unsigned long bits, flags, mask = BIT(id % IDA_BITS);

	if ((int)id < 0)
		return;
	xas_lock_irqsave(&xas, flags);
	bits = xa_to_value(xas_load(&xas));
	if (bits == mask)
		xas_store(&xas, NULL);
	else if (bits & mask)
		ida_store(&xas, bits & ~mask);
	xas_unlock_irqrestore(&xas, flags);
	WARN(!(bits & mask),
	     "ida_free called for id=%d which is not allocated.\n", id);
}
EXPORT_SYMBOL(ida_free);

void ida_destroy(struct ida *ida)
{
	xa_destroy(&ida->xa);
}
EXPORT_SYMBOL(ida_destroy);
