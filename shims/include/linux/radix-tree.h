/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The older interface to the XArray.
 *
 * Stands for: include/linux/radix-tree.h, lib/radix-tree.c
 * Fidelity:   MODEL - results as in Linux; see linux/xarray.h
 * Absent:     slots (radix_tree_lookup_slot(), radix_tree_for_each_slot() and
 *             the like), radix_tree_preload()
 */
#ifndef _LINUX_RADIX_TREE_H
#define _LINUX_RADIX_TREE_H

#include <linux/gfp.h>
#include <linux/types.h>
#include <linux/xarray.h>

#define radix_tree_root xarray
#define radix_tree_node xa_node

#define RADIX_TREE_MAX_TAGS XA_MAX_MARKS
#define RADIX_TREE_MAP_SHIFT XA_CHUNK_SHIFT
#define RADIX_TREE_MAP_SIZE (1UL << RADIX_TREE_MAP_SHIFT)

/* @mask says how to allocate. */
#define RADIX_TREE_INIT(name, mask) XARRAY_INIT(name, mask)
#define RADIX_TREE(name, mask) \
	struct radix_tree_root name = RADIX_TREE_INIT(name, mask)
#define INIT_RADIX_TREE(root, mask) xa_init_flags(root, mask)

static inline bool radix_tree_empty(const struct radix_tree_root *root)
{
	return root->xa_head == NULL;
}

/* 0, -EEXIST, or -ENOMEM. */
int radix_tree_insert(struct radix_tree_root *root, unsigned long index,
		      void *item);
void *radix_tree_lookup(const struct radix_tree_root *root,
			unsigned long index);
void *radix_tree_delete(struct radix_tree_root *root, unsigned long index);
/* Only if @item is there, or @item is NULL. */
void *radix_tree_delete_item(struct radix_tree_root *root,
			     unsigned long index, void *item);
/* The item, which must be there. */
void *radix_tree_tag_set(struct radix_tree_root *root, unsigned long index,
			 unsigned int tag);
void *radix_tree_tag_clear(struct radix_tree_root *root, unsigned long index,
			   unsigned int tag);
int radix_tree_tag_get(const struct radix_tree_root *root,
		       unsigned long index, unsigned int tag);
int radix_tree_tagged(const struct radix_tree_root *root, unsigned int tag);
unsigned int radix_tree_gang_lookup(const struct radix_tree_root *root,
				    void **results, unsigned long first_index,
				    unsigned int max_items);
unsigned int radix_tree_gang_lookup_tag(const struct radix_tree_root *root,
					void **results,
					unsigned long first_index,
					unsigned int max_items,
					unsigned int tag);

#endif
