/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Red-black trees whose nodes carry something computed from their subtree.
 *
 * Stands for: include/linux/rbtree_augmented.h, lib/rbtree.c
 * Fidelity:   EXACT - the callbacks are called as often as needed, in an order
 *             that may differ
 * Absent:     the helpers behind rb_erase_augmented()
 */
#ifndef _LINUX_RBTREE_AUGMENTED_H
#define _LINUX_RBTREE_AUGMENTED_H

#include <linux/compiler.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>

/**
 * struct rb_augment_callbacks - how to keep computed values right
 * @propagate: recompute from @node up to, not including, @stop
 * @copy: @new takes the place of @old
 * @rotate: @new took the place of @old, which became its child
 */
struct rb_augment_callbacks {
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	void (*copy)(struct rb_node *old, struct rb_node *new);
	void (*rotate)(struct rb_node *old, struct rb_node *new);
};

void __rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			   void (*rotate)(struct rb_node *old,
					  struct rb_node *new));
void __rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			  const struct rb_augment_callbacks *augment);

/* The values on the path to @node are up to date already. */
static inline void
rb_insert_augmented(struct rb_node *node, struct rb_root *root,
		    const struct rb_augment_callbacks *augment)
{
	__rb_insert_augmented(node, root, augment->rotate);
}

static inline void
rb_insert_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
			   bool newleft,
			   const struct rb_augment_callbacks *augment)
{
	if (newleft)
		root->rb_leftmost = node;
	rb_insert_augmented(node, &root->rb_root, augment);
}

static inline void
rb_erase_augmented(struct rb_node *node, struct rb_root *root,
		   const struct rb_augment_callbacks *augment)
{
	__rb_erase_augmented(node, root, augment);
}

static inline void
rb_erase_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
			  const struct rb_augment_callbacks *augment)
{
	if (root->rb_leftmost == node)
		root->rb_leftmost = rb_next(node);
	rb_erase_augmented(node, &root->rb_root, augment);
}

/*
 * Defines the callbacks RBNAME. RBCOMPUTE(node, exit) recomputes the value of
 * a node from its children; with exit set it may return true to say that
 * nothing changed, so that the nodes above need no look.
 */
#define RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD,	\
			     RBAUGMENTED, RBCOMPUTE)			\
static inline void RBNAME##_propagate(struct rb_node *rb,		\
				      struct rb_node *stop)		\
{									\
	for (; rb != stop; rb = rb_parent(rb))				\
		if (RBCOMPUTE(rb_entry(rb, RBSTRUCT, RBFIELD), true))	\
			break;						\
}									\
static inline void RBNAME##_copy(struct rb_node *rb_old,		\
				 struct rb_node *rb_new)		\
{									\
	rb_entry(rb_new, RBSTRUCT, RBFIELD)->RBAUGMENTED =		\
		rb_entry(rb_old, RBSTRUCT, RBFIELD)->RBAUGMENTED;	\
}									\
static void RBNAME##_rotate(struct rb_node *rb_old,			\
			    struct rb_node *rb_new)			\
{									\
	RBNAME##_copy(rb_old, rb_new);					\
	RBCOMPUTE(rb_entry(rb_old, RBSTRUCT, RBFIELD), false);		\
}									\
RBSTATIC const struct rb_augment_callbacks RBNAME = {			\
	.propagate = RBNAME##_propagate,				\
	.copy = RBNAME##_copy,						\
	.rotate = RBNAME##_rotate					\
};

/* The same for the largest RBCOMPUTE(node) of the subtree. */
#define RB_DECLARE_CALLBACKS_MAX(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD,	\
				 RBTYPE, RBAUGMENTED, RBCOMPUTE)	\
static inline bool RBNAME##_compute_max(RBSTRUCT *node, bool exit)	\
{									\
	RBTYPE max = RBCOMPUTE(node);					\
	struct rb_node *child;						\
									\
	child = node->RBFIELD.rb_left;					\
	if (child && rb_entry(child, RBSTRUCT, RBFIELD)->RBAUGMENTED > max) \
		max = rb_entry(child, RBSTRUCT, RBFIELD)->RBAUGMENTED;	\
	child = node->RBFIELD.rb_right;					\
	if (child && rb_entry(child, RBSTRUCT, RBFIELD)->RBAUGMENTED > max) \
		max = rb_entry(child, RBSTRUCT, RBFIELD)->RBAUGMENTED;	\
	if (exit && node->RBAUGMENTED == max)				\
		return true;						\
	node->RBAUGMENTED = max;					\
	return false;							\
}									\
RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED,	\
		     RBNAME##_compute_max)

#define RB_RED 0
#define RB_BLACK 1
#define __rb_parent(pc) ((struct rb_node *)((pc) & ~3))
#define __rb_color(pc) ((pc) & 1)
#define __rb_is_black(pc) __rb_color(pc)
#define __rb_is_red(pc) (!__rb_color(pc))
#define rb_color(rb) __rb_color((rb)->__rb_parent_color)
#define rb_is_red(rb) __rb_is_red((rb)->__rb_parent_color)
#define rb_is_black(rb) __rb_is_black((rb)->__rb_parent_color)

static inline void rb_set_parent(struct rb_node *rb, struct rb_node *p)
{
	rb->__rb_parent_color = rb_color(rb) | (unsigned long)p;
}

static inline void rb_set_parent_color(struct rb_node *rb, struct rb_node *p,
				       int color)
{
	rb->__rb_parent_color = (unsigned long)p | color;
}

#endif
