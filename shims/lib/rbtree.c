// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Red-black trees, after Cormen, Leiserson, Rivest, Stein: Introduction to
 * Algorithms, chapter 13; without sentinel, so deletion carries the parent of
 * the hole along.
 */
#include <linux/rbtree_augmented.h>
#include <linux/export.h>

static bool is_black(const struct rb_node *node)
{
	return !node || rb_is_black(node);
}

static void set_color(struct rb_node *node, int color)
{
	rb_set_parent_color(node, rb_parent(node), color);
}

/* Whatever points at @old, a child of @parent or the root, points at @new. */
static void replace_child(struct rb_node *parent, struct rb_node *old,
			  struct rb_node *new, struct rb_root *root)
{
	if (!parent)
		root->rb_node = new;
	else if (parent->rb_left == old)
		parent->rb_left = new;
	else
		parent->rb_right = new;
}

static struct rb_node *child_of(struct rb_node *node, bool right)
{
	return right ? node->rb_right : node->rb_left;
}

static void set_child(struct rb_node *node, bool right, struct rb_node *child)
{
	if (right)
		node->rb_right = child;
	else
		node->rb_left = child;
	if (child)
		rb_set_parent(child, node);
}

/* Lifts the child of @node that lies opposite to @right over it. */
static void rotate(struct rb_node *node, bool right, struct rb_root *root,
		   void (*augment_rotate)(struct rb_node *old,
					  struct rb_node *new))
{
	struct rb_node *up = child_of(node, !right);
	struct rb_node *parent = rb_parent(node);

	set_child(node, !right, child_of(up, right));
	replace_child(parent, node, up, root);
	rb_set_parent(up, parent);
	set_child(up, right, node);
	if (augment_rotate)
		augment_rotate(node, up);
}

void __rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			   void (*augment_rotate)(struct rb_node *old,
						  struct rb_node *new))
{
	struct rb_node *parent;

	set_color(node, RB_RED);
	while ((parent = rb_parent(node)) && rb_is_red(parent)) {
		/* a red node is never the root */
		struct rb_node *grand = rb_parent(parent);
		bool right = grand->rb_right == parent;
		struct rb_node *uncle = child_of(grand, !right);

		if (!is_black(uncle)) {
			set_color(parent, RB_BLACK);
			set_color(uncle, RB_BLACK);
			set_color(grand, RB_RED);
			node = grand;
			continue;
		}
		if (child_of(parent, !right) == node) {
			rotate(parent, right, root, augment_rotate);
			parent = node;
		}
		set_color(parent, RB_BLACK);
		set_color(grand, RB_RED);
		rotate(grand, !right, root, augment_rotate);
		break;
	}
	set_color(root->rb_node, RB_BLACK);
}
EXPORT_SYMBOL(__rb_insert_augmented);

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	__rb_insert_augmented(node, root, NULL);
}
EXPORT_SYMBOL(rb_insert_color);

/* One black node too few on the side of @node, a child of @parent. */
static void restore_black(struct rb_node *node, struct rb_node *parent,
			  struct rb_root *root,
			  void (*augment_rotate)(struct rb_node *old,
						 struct rb_node *new))
{
	while (parent && is_black(node)) {
		bool right = parent->rb_right == node;
		struct rb_node *sibling = child_of(parent, !right);

		if (!is_black(sibling)) {
			set_color(sibling, RB_BLACK);
			set_color(parent, RB_RED);
			rotate(parent, right, root, augment_rotate);
			sibling = child_of(parent, !right);
		}
		if (is_black(sibling->rb_left) && is_black(sibling->rb_right)) {
			set_color(sibling, RB_RED);
			node = parent;
			parent = rb_parent(node);
			continue;
		}
		if (is_black(child_of(sibling, !right))) {
			set_color(child_of(sibling, right), RB_BLACK);
			set_color(sibling, RB_RED);
			rotate(sibling, !right, root, augment_rotate);
			sibling = child_of(parent, !right);
		}
		set_color(sibling, rb_color(parent));
		set_color(parent, RB_BLACK);
		set_color(child_of(sibling, !right), RB_BLACK);
		rotate(parent, right, root, augment_rotate);
		return;
	}
	if (node)
		set_color(node, RB_BLACK);
}

void __rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			  const struct rb_augment_callbacks *augment)
{
	struct rb_node *parent = rb_parent(node);
	struct rb_node *child, *hole_parent, *top = NULL;
	int lost_color = rb_color(node);

	if (!node->rb_left || !node->rb_right) {
		child = node->rb_left ?: node->rb_right;
		hole_parent = parent;
		replace_child(parent, node, child, root);
		if (child)
			rb_set_parent(child, parent);
	} else {
		/* the next node moves to the place of this one */
		struct rb_node *next = node->rb_right;

		while (next->rb_left)
			next = next->rb_left;
		lost_color = rb_color(next);
		child = next->rb_right;
		if (next == node->rb_right) {
			hole_parent = next;
		} else {
			hole_parent = rb_parent(next);
			set_child(hole_parent, false, child);
			set_child(next, true, node->rb_right);
		}
		set_child(next, false, node->rb_left);
		replace_child(parent, node, next, root);
		rb_set_parent_color(next, parent, rb_color(node));
		if (augment)
			augment->copy(node, next);
		top = next;
	}
	if (augment && hole_parent) {
		/* where a value does not change the way up may end early */
		if (top && hole_parent != top)
			augment->propagate(hole_parent, top);
		augment->propagate(top ?: hole_parent, NULL);
	}
	if (lost_color == RB_BLACK)
		restore_black(child, hole_parent, root,
			      augment ? augment->rotate : NULL);
}
EXPORT_SYMBOL(__rb_erase_augmented);

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	__rb_erase_augmented(node, root, NULL);
}
EXPORT_SYMBOL(rb_erase);

static struct rb_node *outermost(struct rb_node *node, bool right)
{
	while (node && child_of(node, right))
		node = child_of(node, right);
	return node;
}

static struct rb_node *neighbour(const struct rb_node *node, bool right)
{
	struct rb_node *parent, *at = (struct rb_node *)node;

	if (RB_EMPTY_NODE(node))
		return NULL;
	if (child_of(at, right))
		return outermost(child_of(at, right), !right);
	while ((parent = rb_parent(at)) && child_of(parent, right) == at)
		at = parent;
	return parent;
}

struct rb_node *rb_first(const struct rb_root *root)
{
	return outermost(root->rb_node, false);
}
EXPORT_SYMBOL(rb_first);

struct rb_node *rb_last(const struct rb_root *root)
{
	return outermost(root->rb_node, true);
}
EXPORT_SYMBOL(rb_last);

struct rb_node *rb_next(const struct rb_node *node)
{
	return neighbour(node, true);
}
EXPORT_SYMBOL(rb_next);

struct rb_node *rb_prev(const struct rb_node *node)
{
	return neighbour(node, false);
}
EXPORT_SYMBOL(rb_prev);

void rb_replace_node(struct rb_node *victim, struct rb_node *new,
		     struct rb_root *root)
{
	*new = *victim;
	if (victim->rb_left)
		rb_set_parent(victim->rb_left, new);
	if (victim->rb_right)
		rb_set_parent(victim->rb_right, new);
	replace_child(rb_parent(victim), victim, new, root);
}
EXPORT_SYMBOL(rb_replace_node);

void rb_replace_node_rcu(struct rb_node *victim, struct rb_node *new,
			 struct rb_root *root)
{
	rb_replace_node(victim, new, root);
}
EXPORT_SYMBOL(rb_replace_node_rcu);

/* The node without children that comes first: left wherever possible. */
static struct rb_node *deepest_left(struct rb_node *node)
{
	while (node->rb_left || node->rb_right)
		node = node->rb_left ?: node->rb_right;
	return node;
}

struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return root->rb_node ? deepest_left(root->rb_node) : NULL;
}
EXPORT_SYMBOL(rb_first_postorder);

struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent;

	if (!node)
		return NULL;
	parent = rb_parent(node);
	if (parent && node == parent->rb_left && parent->rb_right)
		return deepest_left(parent->rb_right);
	return parent;
}
EXPORT_SYMBOL(rb_next_postorder);
