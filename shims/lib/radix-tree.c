// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/radix-tree.h>

int radix_tree_insert(struct radix_tree_root *root, unsigned long index,
		      void *item)
{
	XA_STATE(xas, root, index);
	gfp_t gfp = root->xa_flags & __GFP_BITS_MASK;

	do {
		if (xas_load(&xas))
			xas_set_err(&xas, -EEXIST);
		else
			xas_store(&xas, item);
	} while (xas_nomem(&xas, gfp));
	return xas_error(&xas);
}
EXPORT_SYMBOL(radix_tree_insert);

void *radix_tree_lookup(const struct radix_tree_root *root, unsigned long index)
{
	return xa_load((struct xarray *)root, index);
}
EXPORT_SYMBOL(radix_tree_lookup);

void *radix_tree_delete_item(struct radix_tree_root *root, unsigned long index,
			     void *item)
{
	if (item && xa_load(root, index) != item)
		return NULL;
	return __xa_erase(root, index);
}
EXPORT_SYMBOL(radix_tree_delete_item);

void *radix_tree_delete(struct radix_tree_root *root, unsigned long index)
{
	return radix_tree_delete_item(root, index, NULL);
}
EXPORT_SYMBOL(radix_tree_delete);

void *radix_tree_tag_set(struct radix_tree_root *root, unsigned long index,
			 unsigned int tag)
{
	__xa_set_mark(root, index, tag);
	return xa_load(root, index);
}
EXPORT_SYMBOL(radix_tree_tag_set);

void *radix_tree_tag_clear(struct radix_tree_root *root, unsigned long index,
			   unsigned int tag)
{
	__xa_clear_mark(root, index, tag);
	return xa_load(root, index);
}
EXPORT_SYMBOL(radix_tree_tag_clear);

int radix_tree_tag_get(const struct radix_tree_root *root, unsigned long index,
		       unsigned int tag)
{
	return xa_get_mark((struct xarray *)root, index, tag);
}
EXPORT_SYMBOL(radix_tree_tag_get);

int radix_tree_tagged(const struct radix_tree_root *root, unsigned int tag)
{
	return xa_marked(root, tag);
}
EXPORT_SYMBOL(radix_tree_tagged);

unsigned int radix_tree_gang_lookup(const struct radix_tree_root *root,
				    void **results, unsigned long first_index,
				    unsigned int max_items)
{
	return xa_extract((struct xarray *)root, results, first_index,
			  ULONG_MAX, max_items, XA_PRESENT);
}
EXPORT_SYMBOL(radix_tree_gang_lookup);

unsigned int radix_tree_gang_lookup_tag(const struct radix_tree_root *root,
					void **results,
					unsigned long first_index,
					unsigned int max_items,
					unsigned int tag)
{
	return xa_extract((struct xarray *)root, results, first_index,
			  ULONG_MAX, max_items, tag);
}
EXPORT_SYMBOL(radix_tree_gang_lookup_tag);
