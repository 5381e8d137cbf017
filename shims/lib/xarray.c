// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * XArray: a radix tree of 64-way nodes.
 *
 * Every operation walks down from the top; nothing is remembered between two
 * but an index. Nothing here is a scheduling point except the locks and the
 * allocation of a node, so readers see the tree before or after a change.
 *
 * An entry for a range of indexes takes one or more slots of the node whose
 * shift fits: the entry in the first, siblings that name the first in the
 * others.
 *
 * In an array that tracks free indexes XA_FREE_MARK is set in a slot that is
 * NULL, or below which such a slot is, or that xa_set_mark() says has room
 * (the IDA does).
 */
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/xarray.h>

/* A slot: of @node, or the head of the array if that is NULL. */
struct place {
	struct xa_node *node;
	unsigned int offset;
	void *entry;
	bool outside; /* the tree is not that tall */
};

static bool is_node(const void *entry)
{
	return xa_is_internal(entry) && (unsigned long)entry > 4096;
}

static struct xa_node *to_node(const void *entry)
{
	return (struct xa_node *)((unsigned long)entry - 2);
}

static void *from_node(const struct xa_node *node)
{
	return (void *)((unsigned long)node | 2);
}

static void *make_sibling(unsigned int offset)
{
	return xa_mk_internal(offset);
}

static bool is_sibling(const void *entry)
{
	return xa_is_internal(entry) &&
	       (unsigned long)entry < (unsigned long)xa_mk_internal(
					      XA_CHUNK_SIZE - 1);
}

static bool track_free(const struct xarray *xa)
{
	return xa->xa_flags & XA_FLAGS_TRACK_FREE;
}

/* The bits of an index that are chosen in or below @node. */
static unsigned long node_mask(const struct xa_node *node)
{
	unsigned int bits = node->shift + XA_CHUNK_SHIFT;

	return bits >= BITS_PER_LONG ? ULONG_MAX : (1UL << bits) - 1;
}

/* The largest index that the tree has a slot for. */
static unsigned long tree_max(const struct xarray *xa)
{
	return is_node(xa->xa_head) ? node_mask(to_node(xa->xa_head)) : 0;
}

static unsigned int offset_in(const struct xa_node *node, unsigned long index)
{
	return (index >> node->shift) & XA_CHUNK_MASK;
}

/* The slot of the entry that the slot @offset belongs to. */
static unsigned int first_slot(const struct xa_node *node, unsigned int offset)
{
	void *entry = node->slots[offset];

	return is_sibling(entry) ? xa_to_internal(entry) : offset;
}

/* How many slots the entry at @offset takes. */
static unsigned int slot_count(const struct xa_node *node, unsigned int offset)
{
	unsigned int end = offset + 1;

	while (end < XA_CHUNK_SIZE && node->slots[end] == make_sibling(offset))
		end++;
	return end - offset;
}

static struct place locate(const struct xarray *xa, unsigned long index)
{
	struct place at = { .entry = xa->xa_head };

	if (index > tree_max(xa))
		return (struct place){ .outside = true };
	while (is_node(at.entry)) {
		at.node = to_node(at.entry);
		at.offset = first_slot(at.node, offset_in(at.node, index));
		at.entry = at.node->slots[at.offset];
	}
	return at;
}

/* The last index of the entry that has @index. */
static unsigned long last_index(const struct place *at, unsigned long index)
{
	unsigned long first, size;

	if (!at->node)
		return index;
	first = (index & ~node_mask(at->node)) |
		(unsigned long)at->offset << at->node->shift;
	size = (unsigned long)slot_count(at->node, at->offset)
	       << at->node->shift;
	return max(index, first + size - 1);
}

static bool has_mark(const struct xarray *xa, const struct place *at,
		     xa_mark_t mark)
{
	if (!at->node)
		return xa_marked(xa, mark);
	return (at->node->marks[mark][0] >> at->offset) & 1;
}

static void put_mark(struct xarray *xa, const struct place *at, xa_mark_t mark)
{
	struct xa_node *node = at->node;
	unsigned int offset = at->offset;

	for (; node; offset = node->offset, node = node->parent) {
		if ((node->marks[mark][0] >> offset) & 1)
			return;
		node->marks[mark][0] |= BIT(offset);
	}
	xa->xa_flags |= XA_FLAGS_MARK(mark);
}

static void drop_mark(struct xarray *xa, const struct place *at, xa_mark_t mark)
{
	struct xa_node *node = at->node;
	unsigned int offset = at->offset;

	for (; node; offset = node->offset, node = node->parent) {
		if (!((node->marks[mark][0] >> offset) & 1))
			return;
		node->marks[mark][0] &= ~BIT(offset);
		if (node->marks[mark][0])
			return;
	}
	xa->xa_flags &= ~XA_FLAGS_MARK(mark);
}

/* The marks of a slot that is NULL. */
static void reset_marks(struct xarray *xa, const struct place *at)
{
	xa_mark_t mark;

	for (mark = 0; mark < XA_MAX_MARKS; mark++) {
		if (mark == XA_FREE_MARK && track_free(xa))
			put_mark(xa, at, mark);
		else
			drop_mark(xa, at, mark);
	}
}

static void free_subtree(struct xa_node *node)
{
	unsigned int offset;

	for (offset = 0; offset < XA_CHUNK_SIZE; offset++)
		if (is_node(node->slots[offset]))
			free_subtree(to_node(node->slots[offset]));
	kfree(node);
}

static struct xa_node *new_node(struct xa_state *xas, unsigned int shift)
{
	struct xarray *xa = xas->xa;
	struct xa_node *node = xas->xa_alloc;

	if (node)
		xas->xa_alloc = NULL;
	else
		node = kzalloc(sizeof(*node), GFP_NOWAIT | __GFP_NOWARN);
	if (!node) {
		xas_set_err(xas, -ENOMEM);
		return NULL;
	}
	node->shift = shift;
	node->array = xa;
	if (track_free(xa))
		node->marks[XA_FREE_MARK][0] = ~0UL;
	return node;
}

/* Makes @top the head; what was there, if anything, is its first slot. */
static void grow_onto(struct xarray *xa, struct xa_node *top)
{
	void *old = xa->xa_head;
	xa_mark_t mark;

	if (old) {
		top->slots[0] = old;
		top->count = 1;
		if (is_node(old))
			to_node(old)->parent = top;
		for (mark = 0; mark < XA_MAX_MARKS; mark++) {
			bool marked = is_node(old) ?
					      to_node(old)->marks[mark][0] :
					      xa_marked(xa, mark);

			if (marked)
				top->marks[mark][0] |= BIT(0);
			else
				top->marks[mark][0] &= ~BIT(0);
		}
	}
	xa->xa_head = from_node(top);
	for (mark = 0; mark < XA_MAX_MARKS; mark++)
		if (top->marks[mark][0])
			xa->xa_flags |= XA_FLAGS_MARK(mark);
}

/*
 * Where an entry at the index of @xas, of its shift, goes. Nodes are made as
 * needed; without memory @xas has the error.
 */
static struct place make_place(struct xa_state *xas)
{
	struct xarray *xa = xas->xa;
	unsigned long index = xas->xa_index;
	struct place at = { .node = NULL };
	struct xa_node *node;

	if (!index && !xas->xa_shift && !xas->xa_sibs &&
	    !is_node(xa->xa_head)) {
		at.entry = xa->xa_head;
		return at;
	}
	while (!is_node(xa->xa_head) || index > tree_max(xa) ||
	       to_node(xa->xa_head)->shift < xas->xa_shift) {
		unsigned int shift = is_node(xa->xa_head) ?
					     to_node(xa->xa_head)->shift +
						     XA_CHUNK_SHIFT :
					     0;

		if (!xa->xa_head)
			while (shift < xas->xa_shift ||
			       (index >> shift) > XA_CHUNK_MASK)
				shift += XA_CHUNK_SHIFT;
		node = new_node(xas, shift);
		if (!node)
			return at;
		grow_onto(xa, node);
	}

	at.entry = xa->xa_head;
	for (;;) {
		at.node = to_node(at.entry);
		at.offset = first_slot(at.node, offset_in(at.node, index));
		at.entry = at.node->slots[at.offset];
		if (at.node->shift == xas->xa_shift)
			return at;
		if (!at.entry) {
			node = new_node(xas, at.node->shift - XA_CHUNK_SHIFT);
			if (!node)
				return at;
			node->parent = at.node;
			node->offset = at.offset;
			at.node->slots[at.offset] = at.entry = from_node(node);
			at.node->count++;
		} else if (!is_node(at.entry)) {
			return at; /* an entry for a range, replaced whole */
		}
	}
}

/* Takes nodes away that hold nothing, or nothing but the entry at index 0. */
static void shrink(struct xarray *xa, struct xa_node *node)
{
	while (node && !node->count) {
		struct place at = { .node = node->parent,
				    .offset = node->offset };

		if (at.node) {
			at.node->slots[at.offset] = NULL;
			at.node->count--;
			reset_marks(xa, &at);
		} else {
			xa->xa_head = NULL;
			reset_marks(xa, &at);
		}
		kfree(node);
		node = at.node;
	}
	while (is_node(xa->xa_head)) {
		void *only;
		xa_mark_t mark;

		node = to_node(xa->xa_head);
		only = node->slots[0];
		if (node->count != 1 || !only ||
		    (node->shift && !is_node(only)))
			return;
		for (mark = 0; mark < XA_MAX_MARKS; mark++) {
			if (node->marks[mark][0] & BIT(0))
				xa->xa_flags |= XA_FLAGS_MARK(mark);
			else
				xa->xa_flags &= ~XA_FLAGS_MARK(mark);
		}
		if (is_node(only))
			to_node(only)->parent = NULL;
		xa->xa_head = only;
		kfree(node);
	}
}

/* Puts @entry, which is not NULL, into the slots that @xas asks for. */
static void fill(struct xa_state *xas, struct place *at, void *entry)
{
	struct xa_node *node = at->node;
	unsigned int end = at->offset + 1, offset;
	xa_mark_t mark;

	if (!node) {
		xas->xa->xa_head = entry;
		return;
	}
	if (node->shift == xas->xa_shift)
		end += xas->xa_sibs;
	for (offset = at->offset; offset < end; offset++) {
		void *old = node->slots[offset];
		struct place slot = { .node = node, .offset = offset };

		if (!old)
			node->count++;
		if (is_node(old))
			free_subtree(to_node(old));
		node->slots[offset] = offset == at->offset ?
					      entry :
					      make_sibling(at->offset);
		for (mark = 0; mark < XA_MAX_MARKS; mark++) {
			if (offset == at->offset ||
			    !has_mark(xas->xa, &slot, mark))
				continue;
			/* all marks of the range are on its first slot */
			if (mark != XA_FREE_MARK || !track_free(xas->xa))
				put_mark(xas->xa, at, mark);
			drop_mark(xas->xa, &slot, mark);
		}
	}
}

/* Makes the slots of the entry @at NULL. */
static void empty(struct xarray *xa, struct place *at)
{
	struct xa_node *node = at->node;
	unsigned int end;

	if (!node) {
		xa->xa_head = NULL;
		reset_marks(xa, at);
		return;
	}
	end = at->offset + slot_count(node, at->offset);
	for (; at->offset < end; at->offset++) {
		node->slots[at->offset] = NULL;
		node->count--;
		reset_marks(xa, at);
	}
	shrink(xa, node);
}

/* Return: the old entry; NULL, too, if @xas has an error now. */
static void *store(struct xa_state *xas, void *entry)
{
	struct xarray *xa = xas->xa;
	struct place at;

	if (!entry) {
		at = locate(xa, xas->xa_index);
		xas->xa_node = NULL;
		if (at.entry)
			empty(xa, &at);
		return at.entry;
	}
	at = make_place(xas);
	if (xas_error(xas))
		return NULL;
	xas->xa_node = NULL;
	fill(xas, &at, entry);
	if (track_free(xa))
		drop_mark(xa, &at, XA_FREE_MARK);
	return is_node(at.entry) ? NULL : at.entry;
}

/*
 * Moves *@index to the first slot, from there on up to @max, that is not NULL
 * (XA_PRESENT) or has the mark @filter.
 */
static bool seek(const struct xarray *xa, unsigned long *index,
		 unsigned long max, xa_mark_t filter, void **entry)
{
	if (!is_node(xa->xa_head)) {
		*entry = xa->xa_head;
		return !*index && xa->xa_head &&
		       (filter == XA_PRESENT || xa_marked(xa, filter));
	}
	while (*index <= max && *index <= tree_max(xa)) {
		struct xa_node *node = to_node(xa->xa_head);

		for (;;) {
			unsigned int start = offset_in(node, *index);
			unsigned int offset = first_slot(node, start);
			bool found;

			if (filter == XA_PRESENT) {
				found = node->slots[offset];
				for (offset = found ? offset : start + 1;
				     !found && offset < XA_CHUNK_SIZE; offset++)
					if (node->slots[offset])
						break;
			} else {
				found = node->marks[filter][0] & BIT(offset);
				if (!found)
					offset = find_next_bit(
						node->marks[filter],
						XA_CHUNK_SIZE, start + 1);
			}
			if (offset == XA_CHUNK_SIZE) {
				*index |= node_mask(node);
				if (++*index == 0)
					return false;
				break;
			}
			if (!found)
				*index = (*index & ~node_mask(node)) |
					 (unsigned long)offset << node->shift;
			*entry = node->slots[offset];
			if (!is_node(*entry))
				return *index <= max;
			node = to_node(*entry);
		}
	}
	return false;
}

/* Moves *@index to the first free one up to @max. */
static bool seek_free(const struct xarray *xa, unsigned long *index,
		      unsigned long max)
{
	void *entry;

	if (!*index && (xa->xa_flags & XA_FLAGS_ZERO_BUSY))
		*index = 1;
	if (*index <= tree_max(xa)) {
		if (is_node(xa->xa_head)) {
			if (seek(xa, index, max, XA_FREE_MARK, &entry))
				return true;
			if (*index == 0 || tree_max(xa) == ULONG_MAX)
				return false;
		} else if (!xa->xa_head || xa_marked(xa, XA_FREE_MARK)) {
			return true;
		}
		*index = tree_max(xa) + 1;
	}
	return *index <= max;
}

void *xas_load(struct xa_state *xas)
{
	struct place at;

	if (xas_error(xas))
		return NULL;
	at = locate(xas->xa, xas->xa_index);
	xas->xa_node = at.outside ? XAS_BOUNDS : NULL;
	return at.entry;
}
EXPORT_SYMBOL_GPL(xas_load);

void *xas_store(struct xa_state *xas, void *entry)
{
	return xas_error(xas) ? NULL : store(xas, entry);
}
EXPORT_SYMBOL_GPL(xas_store);

void xas_destroy(struct xa_state *xas)
{
	kfree(xas->xa_alloc);
	xas->xa_alloc = NULL;
}

/* A path that was made for an entry that cannot be stored after all. */
static void prune(struct xa_state *xas)
{
	struct place at = locate(xas->xa, xas->xa_index);

	if (!at.entry)
		shrink(xas->xa, at.node);
}

bool xas_nomem(struct xa_state *xas, gfp_t gfp)
{
	if (xas_error(xas) != -ENOMEM) {
		xas_destroy(xas);
		return false;
	}
	xas->xa_alloc = kzalloc(sizeof(*xas->xa_alloc), gfp);
	if (!xas->xa_alloc) {
		prune(xas);
		return false;
	}
	if (track_free(xas->xa))
		xas->xa_alloc->marks[XA_FREE_MARK][0] = ~0UL;
	xas->xa_node = XAS_RESTART;
	return true;
}
EXPORT_SYMBOL_GPL(xas_nomem);

/* The same with the lock held. */
static bool nomem_locked(struct xa_state *xas, gfp_t gfp)
{
	unsigned int lock_type = xas->xa->xa_flags &
				 (XA_FLAGS_LOCK_IRQ | XA_FLAGS_LOCK_BH);
	bool again;

	if (xas_error(xas) != -ENOMEM || !gfpflags_allow_blocking(gfp))
		return xas_nomem(xas, gfp);
	if (lock_type == XA_LOCK_IRQ)
		xas_unlock_irq(xas);
	else if (lock_type == XA_LOCK_BH)
		xas_unlock_bh(xas);
	else
		xas_unlock(xas);
	again = xas_nomem(xas, gfp);
	if (lock_type == XA_LOCK_IRQ)
		xas_lock_irq(xas);
	else if (lock_type == XA_LOCK_BH)
		xas_lock_bh(xas);
	else
		xas_lock(xas);
	return again;
}

/* Moves behind the current entry; false if there is nothing behind it. */
static bool step_behind(struct xa_state *xas)
{
	struct place at = locate(xas->xa, xas->xa_index);
	unsigned long last = last_index(&at, xas->xa_index);

	if (last == ULONG_MAX) {
		xas->xa_node = XAS_BOUNDS;
		return false;
	}
	xas->xa_index = last + 1;
	return true;
}

static void *find_next(struct xa_state *xas, unsigned long max,
		       xa_mark_t filter)
{
	void *entry;

	if (xas_error(xas) || xas->xa_node == XAS_BOUNDS)
		return NULL;
	if (xas->xa_node != XAS_RESTART && !step_behind(xas))
		return NULL;
	xas->xa_node = NULL;
	if (filter == XA_FREE_MARK && track_free(xas->xa)) {
		/* also finds what the tree is not yet tall enough for */
		if (seek_free(xas->xa, &xas->xa_index, max))
			return locate(xas->xa, xas->xa_index).entry;
	} else if (seek(xas->xa, &xas->xa_index, max, filter, &entry)) {
		return entry;
	}
	xas->xa_node = XAS_BOUNDS;
	return NULL;
}

void *xas_find(struct xa_state *xas, unsigned long max)
{
	return find_next(xas, max, XA_PRESENT);
}
EXPORT_SYMBOL_GPL(xas_find);

void *xas_find_marked(struct xa_state *xas, unsigned long max, xa_mark_t mark)
{
	return find_next(xas, max, mark);
}
EXPORT_SYMBOL_GPL(xas_find_marked);

void *xas_next(struct xa_state *xas)
{
	if (xas->xa_node != XAS_RESTART && !xas_error(xas))
		xas->xa_index++;
	return xas_load(xas);
}
EXPORT_SYMBOL_GPL(xas_next);

void *xas_prev(struct xa_state *xas)
{
	if (xas->xa_node != XAS_RESTART && !xas_error(xas))
		xas->xa_index--;
	return xas_load(xas);
}
EXPORT_SYMBOL_GPL(xas_prev);

void xas_pause(struct xa_state *xas)
{
	if (xas_invalid(xas))
		return;
	if (step_behind(xas))
		xas->xa_node = XAS_RESTART;
}
EXPORT_SYMBOL_GPL(xas_pause);

bool xas_get_mark(const struct xa_state *xas, xa_mark_t mark)
{
	struct place at = locate(xas->xa, xas->xa_index);

	return !xas_invalid(xas) && !at.outside && has_mark(xas->xa, &at, mark);
}
EXPORT_SYMBOL_GPL(xas_get_mark);

void xas_set_mark(const struct xa_state *xas, xa_mark_t mark)
{
	struct place at = locate(xas->xa, xas->xa_index);

	if (!xas_invalid(xas) && !at.outside)
		put_mark(xas->xa, &at, mark);
}
EXPORT_SYMBOL_GPL(xas_set_mark);

void xas_clear_mark(const struct xa_state *xas, xa_mark_t mark)
{
	struct place at = locate(xas->xa, xas->xa_index);

	if (!xas_invalid(xas) && !at.outside)
		drop_mark(xas->xa, &at, mark);
}
EXPORT_SYMBOL_GPL(xas_clear_mark);

void xas_init_marks(const struct xa_state *xas)
{
	struct place at = locate(xas->xa, xas->xa_index);

	if (!xas_invalid(xas) && !at.outside)
		reset_marks(xas->xa, &at);
}
EXPORT_SYMBOL_GPL(xas_init_marks);

int xas_get_order(struct xa_state *xas)
{
	struct place at = locate(xas->xa, xas->xa_index);

	if (!at.node || !at.entry)
		return 0;
	return at.node->shift + ilog2(slot_count(at.node, at.offset));
}
EXPORT_SYMBOL_GPL(xas_get_order);

int xa_get_order(struct xarray *xa, unsigned long index)
{
	XA_STATE(xas, xa, index);

	return xas_get_order(&xas);
}
EXPORT_SYMBOL(xa_get_order);

void *xa_load(struct xarray *xa, unsigned long index)
{
	void *entry = locate(xa, index).entry;

	return xa_is_zero(entry) ? NULL : entry;
}
EXPORT_SYMBOL(xa_load);

static void *result(const struct xa_state *xas, void *curr)
{
	if (xa_is_zero(curr))
		return NULL;
	return xas_error(xas) ? xas->xa_node : curr;
}

void *__xa_erase(struct xarray *xa, unsigned long index)
{
	XA_STATE(xas, xa, index);

	return result(&xas, store(&xas, NULL));
}
EXPORT_SYMBOL(__xa_erase);

void *xa_erase(struct xarray *xa, unsigned long index)
{
	void *entry;

	xa_lock(xa);
	entry = __xa_erase(xa, index);
	xa_unlock(xa);
	return entry;
}
EXPORT_SYMBOL(xa_erase);

void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	XA_STATE(xas, xa, index);
	void *curr;

	if (WARN_ON_ONCE(xa_is_advanced(entry)))
		return XA_ERROR(-EINVAL);
	/* an id stays taken until xa_erase() */
	if (track_free(xa) && !entry)
		entry = XA_ZERO_ENTRY;
	do {
		curr = store(&xas, entry);
	} while (nomem_locked(&xas, gfp));
	return result(&xas, curr);
}
EXPORT_SYMBOL(__xa_store);

void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	void *curr;

	xa_lock(xa);
	curr = __xa_store(xa, index, entry, gfp);
	xa_unlock(xa);
	return curr;
}
EXPORT_SYMBOL(xa_store);

void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old,
		   void *entry, gfp_t gfp)
{
	XA_STATE(xas, xa, index);
	void *curr;

	if (WARN_ON_ONCE(xa_is_advanced(entry)))
		return XA_ERROR(-EINVAL);
	do {
		curr = xas_load(&xas);
		if (curr == old)
			store(&xas, entry);
	} while (nomem_locked(&xas, gfp));
	return result(&xas, curr);
}
EXPORT_SYMBOL(__xa_cmpxchg);

int __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	XA_STATE(xas, xa, index);

	if (WARN_ON_ONCE(xa_is_advanced(entry)))
		return -EINVAL;
	if (!entry)
		entry = XA_ZERO_ENTRY;
	do {
		if (xas_load(&xas))
			xas_set_err(&xas, -EBUSY);
		else
			store(&xas, entry);
	} while (nomem_locked(&xas, gfp));
	return xas_error(&xas);
}
EXPORT_SYMBOL(__xa_insert);

int __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
	       gfp_t gfp)
{
	XA_STATE(xas, xa, 0);

	if (WARN_ON_ONCE(xa_is_advanced(entry)))
		return -EINVAL;
	if (WARN_ON_ONCE(!track_free(xa)))
		return -EINVAL;
	if (!entry)
		entry = XA_ZERO_ENTRY;
	do {
		xas.xa_index = limit.min;
		if (seek_free(xa, &xas.xa_index, limit.max)) {
			*id = xas.xa_index;
			store(&xas, entry);
		} else {
			xas_set_err(&xas, -EBUSY);
		}
	} while (nomem_locked(&xas, gfp));
	return xas_error(&xas);
}
EXPORT_SYMBOL(__xa_alloc);

int __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry,
		      struct xa_limit limit, u32 *next, gfp_t gfp)
{
	u32 min = limit.min;
	int ret;

	limit.min = max(min, *next);
	ret = __xa_alloc(xa, id, entry, limit, gfp);
	if ((xa->xa_flags & XA_FLAGS_ALLOC_WRAPPED) && ret == 0) {
		xa->xa_flags &= ~XA_FLAGS_ALLOC_WRAPPED;
		ret = 1;
	}
	if (ret < 0 && limit.min > min) {
		limit.min = min;
		ret = __xa_alloc(xa, id, entry, limit, gfp);
		if (ret == 0)
			ret = 1;
	}
	if (ret >= 0) {
		*next = *id + 1;
		if (*next == 0)
			xa->xa_flags |= XA_FLAGS_ALLOC_WRAPPED;
	}
	return ret;
}
EXPORT_SYMBOL(__xa_alloc_cyclic);

/* Sets shift and siblings to the longest run from @first that one node has. */
static void set_run(struct xa_state *xas, unsigned long first,
		    unsigned long last)
{
	unsigned long more = last - first;
	unsigned int shift = 0, sibs;

	while (shift + XA_CHUNK_SHIFT < BITS_PER_LONG) {
		unsigned long mask = (1UL << (shift + XA_CHUNK_SHIFT)) - 1;

		if ((first & mask) || more < mask)
			break;
		shift += XA_CHUNK_SHIFT;
	}
	/* slots behind the first that are covered completely */
	sibs = min(more >> shift, XA_CHUNK_MASK);
	if (sibs == more >> shift &&
	    (more & ((1UL << shift) - 1)) != (1UL << shift) - 1)
		sibs--;
	sibs = min(sibs, (unsigned int)(XA_CHUNK_MASK -
					((first >> shift) & XA_CHUNK_MASK)));
	xas_set(xas, first);
	xas->xa_shift = shift;
	xas->xa_sibs = sibs;
}

static void erase_range(struct xarray *xa, unsigned long first,
			unsigned long last)
{
	void *entry;

	while (seek(xa, &first, last, XA_PRESENT, &entry)) {
		struct place at = locate(xa, first);
		unsigned long end = last_index(&at, first);

		empty(xa, &at);
		if (end >= last)
			return;
		first = end + 1;
	}
}

void *xa_store_range(struct xarray *xa, unsigned long first, unsigned long last,
		     void *entry, gfp_t gfp)
{
	XA_STATE(xas, xa, first);

	if (WARN_ON_ONCE(xa_is_internal(entry)))
		return XA_ERROR(-EINVAL);
	if (last < first)
		return XA_ERROR(-EINVAL);
	if (!entry) {
		xas_lock(&xas);
		erase_range(xa, first, last);
		xas_unlock(&xas);
		return NULL;
	}
	do {
		xas_lock(&xas);
		for (;;) {
			unsigned long end;

			set_run(&xas, first, last);
			end = first + (((unsigned long)xas.xa_sibs + 1)
				       << xas.xa_shift) - 1;
			store(&xas, entry);
			if (xas_error(&xas) || end == last)
				break;
			first = end + 1;
		}
		xas_unlock(&xas);
	} while (xas_nomem(&xas, gfp));
	return result(&xas, NULL);
}
EXPORT_SYMBOL(xa_store_range);

void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	struct place at = locate(xa, index);

	if (at.entry)
		put_mark(xa, &at, mark);
}
EXPORT_SYMBOL(__xa_set_mark);

void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	struct place at = locate(xa, index);

	if (at.entry)
		drop_mark(xa, &at, mark);
}
EXPORT_SYMBOL(__xa_clear_mark);

bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	struct place at = locate(xa, index);

	return !at.outside && has_mark(xa, &at, mark);
}
EXPORT_SYMBOL(xa_get_mark);

void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_set_mark(xa, index, mark);
	xa_unlock(xa);
}
EXPORT_SYMBOL(xa_set_mark);

void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_clear_mark(xa, index, mark);
	xa_unlock(xa);
}
EXPORT_SYMBOL(xa_clear_mark);

/* Passes over reservations. */
static void *find(struct xa_state *xas, unsigned long max, xa_mark_t filter)
{
	void *entry;

	do {
		entry = find_next(xas, max, filter);
	} while (xa_is_zero(entry));
	return entry;
}

void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max,
	      xa_mark_t filter)
{
	XA_STATE(xas, xa, *index);
	void *entry = find(&xas, max, filter);

	if (entry)
		*index = xas.xa_index;
	return entry;
}
EXPORT_SYMBOL(xa_find);

void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max,
		    xa_mark_t filter)
{
	XA_STATE(xas, xa, *index);
	void *entry;

	if (!step_behind(&xas))
		return NULL;
	entry = find(&xas, max, filter);
	if (entry)
		*index = xas.xa_index;
	return entry;
}
EXPORT_SYMBOL(xa_find_after);

unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start,
			unsigned long max, unsigned int n, xa_mark_t filter)
{
	XA_STATE(xas, xa, start);
	unsigned int count = 0;
	void *entry;

	while (count < n && (entry = find(&xas, max, filter)))
		dst[count++] = entry;
	return count;
}
EXPORT_SYMBOL(xa_extract);

void xa_destroy(struct xarray *xa)
{
	struct place head = { .node = NULL };
	unsigned long flags;

	xa_lock_irqsave(xa, flags);
	if (is_node(xa->xa_head))
		free_subtree(to_node(xa->xa_head));
	xa->xa_head = NULL;
	reset_marks(xa, &head);
	if (xa->xa_flags & XA_FLAGS_ZERO_BUSY)
		drop_mark(xa, &head, XA_FREE_MARK);
	xa_unlock_irqrestore(xa, flags);
}
EXPORT_SYMBOL(xa_destroy);
