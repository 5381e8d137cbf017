/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interval trees for structures of one's own.
 *
 * Stands for: include/linux/interval_tree_generic.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_INTERVAL_TREE_GENERIC_H
#define _LINUX_INTERVAL_TREE_GENERIC_H

#include <linux/rbtree_augmented.h>

/*
 * Defines ITPREFIX_{insert,remove,iter_first,iter_next}() for ITSTRUCT, whose
 * ITSUBTREE member of type ITTYPE holds the largest end of its subtree.
 */
#define INTERVAL_TREE_DEFINE(ITSTRUCT, ITRB, ITTYPE, ITSUBTREE, ITSTART, \
			     ITLAST, ITSTATIC, ITPREFIX)		\
RB_DECLARE_CALLBACKS_MAX(static, ITPREFIX##_augment, ITSTRUCT, ITRB,	\
			 ITTYPE, ITSUBTREE, ITLAST)			\
									\
ITSTATIC void ITPREFIX##_insert(ITSTRUCT *node,				\
				struct rb_root_cached *root)		\
{									\
	struct rb_node **link = &root->rb_root.rb_node, *above = NULL;	\
	ITTYPE start = ITSTART(node), last = ITLAST(node);		\
	bool leftmost = true;						\
									\
	while (*link) {							\
		ITSTRUCT *parent = rb_entry(*link, ITSTRUCT, ITRB);	\
									\
		above = *link;						\
		if (parent->ITSUBTREE < last)				\
			parent->ITSUBTREE = last;			\
		if (start < ITSTART(parent)) {				\
			link = &above->rb_left;				\
		} else {						\
			link = &above->rb_right;			\
			leftmost = false;				\
		}							\
	}								\
	node->ITSUBTREE = last;						\
	rb_link_node(&node->ITRB, above, link);				\
	rb_insert_augmented_cached(&node->ITRB, root, leftmost,		\
				   &ITPREFIX##_augment);		\
}									\
									\
ITSTATIC void ITPREFIX##_remove(ITSTRUCT *node,				\
				struct rb_root_cached *root)		\
{									\
	rb_erase_augmented_cached(&node->ITRB, root,			\
				  &ITPREFIX##_augment);			\
}									\
									\
/* The first of the subtree that ends at or behind @start. */		\
static ITSTRUCT *ITPREFIX##_subtree_search(struct rb_node *rb,		\
					   ITTYPE start, ITTYPE last)	\
{									\
	while (rb) {							\
		ITSTRUCT *node = rb_entry(rb, ITSTRUCT, ITRB);		\
		ITSTRUCT *left = rb_entry_safe(rb->rb_left, ITSTRUCT,	\
					       ITRB);			\
									\
		if (left && left->ITSUBTREE >= start) {			\
			/* if none of these starts early enough, */	\
			/* none further right does */			\
			rb = rb->rb_left;				\
			continue;					\
		}							\
		if (ITSTART(node) > last)				\
			return NULL;					\
		if (ITLAST(node) >= start)				\
			return node;					\
		rb = rb->rb_right;					\
		if (rb && rb_entry(rb, ITSTRUCT, ITRB)->ITSUBTREE < start) \
			return NULL;					\
	}								\
	return NULL;							\
}									\
									\
ITSTATIC ITSTRUCT *ITPREFIX##_iter_first(struct rb_root_cached *root,	\
					 ITTYPE start, ITTYPE last)	\
{									\
	return ITPREFIX##_subtree_search(root->rb_root.rb_node, start,	\
					 last);				\
}									\
									\
ITSTATIC ITSTRUCT *ITPREFIX##_iter_next(ITSTRUCT *node, ITTYPE start,	\
					ITTYPE last)			\
{									\
	struct rb_node *rb = &node->ITRB, *child;			\
									\
	for (;;) {							\
		struct rb_node *right = rb->rb_right;			\
									\
		if (right && rb_entry(right, ITSTRUCT, ITRB)->ITSUBTREE >= \
				     start)				\
			return ITPREFIX##_subtree_search(right, start,	\
							 last);		\
		do {							\
			child = rb;					\
			rb = rb_parent(rb);				\
			if (!rb)					\
				return NULL;				\
		} while (rb->rb_right == child);			\
		node = rb_entry(rb, ITSTRUCT, ITRB);			\
		if (ITSTART(node) > last)				\
			return NULL;					\
		if (ITLAST(node) >= start)				\
			return node;					\
	}								\
}

#endif
