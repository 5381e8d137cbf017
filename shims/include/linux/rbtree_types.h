/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Red-black tree nodes and roots.
 *
 * Stands for: include/linux/rbtree_types.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_RBTREE_TYPES_H
#define _LINUX_RBTREE_TYPES_H

struct rb_node {
	/* address of the parent; bit 0 is set in a black node */
	unsigned long __rb_parent_color;
	struct rb_node *rb_right;
	struct rb_node *rb_left;
} __attribute__((aligned(sizeof(long))));

struct rb_root {
	struct rb_node *rb_node;
};

/* A root that knows its smallest node. */
struct rb_root_cached {
	struct rb_root rb_root;
	struct rb_node *rb_leftmost;
};

#define RB_ROOT (struct rb_root){ NULL, }
#define RB_ROOT_CACHED (struct rb_root_cached){ { NULL, }, NULL }

#endif
