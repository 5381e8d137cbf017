/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Intervals [start, last], found by what they overlap.
 *
 * Stands for: include/linux/interval_tree.h, lib/interval_tree.c
 * Fidelity:   EXACT
 * Absent:     the span iterator
 */
#ifndef _LINUX_INTERVAL_TREE_H
#define _LINUX_INTERVAL_TREE_H

#include <linux/rbtree.h>

struct interval_tree_node {
	struct rb_node rb;
	unsigned long start;
	unsigned long last;
	unsigned long __subtree_last;
};

void interval_tree_insert(struct interval_tree_node *node,
			  struct rb_root_cached *root);
void interval_tree_remove(struct interval_tree_node *node,
			  struct rb_root_cached *root);

/* The intervals that overlap [@start, @last], by rising start. */
struct interval_tree_node *
interval_tree_iter_first(struct rb_root_cached *root, unsigned long start,
			 unsigned long last);
struct interval_tree_node *
interval_tree_iter_next(struct interval_tree_node *node, unsigned long start,
			unsigned long last);

#endif
