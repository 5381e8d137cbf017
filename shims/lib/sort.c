// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Heapsort, bottom-up variant (Wegener 1993): an element that comes from the
 * end mostly belongs near the bottom again, so go down all the way along the
 * larger children first, then up.
 */
#include <linux/export.h>
#include <linux/sort.h>
#include <linux/types.h>

static void swap_elements(char *a, char *b, size_t size,
			  swap_r_func_t swap_func, const void *priv)
{
	if (swap_func) {
		swap_func(a, b, (int)size, priv);
		return;
	}
	while (size--) {
		char byte = *a;

		*a++ = *b;
		*b++ = byte;
	}
}

void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func,
	    swap_r_func_t swap_func, const void *priv)
{
	char *array = base;
	size_t unordered = num / 2; /* below it no heap yet */
	size_t end = num;

	if (!size)
		return;
	for (;;) {
		size_t root, leaf, child;

		if (unordered) {
			unordered--;
		} else {
			if (end < 2)
				return;
			end--;
			swap_elements(array, array + end * size, size,
				      swap_func, priv);
		}
		root = leaf = unordered;
		while ((child = 2 * leaf + 1) < end) {
			if (child + 1 < end &&
			    cmp_func(array + child * size,
				     array + (child + 1) * size, priv) < 0)
				child++;
			leaf = child;
		}
		/* up to what is not smaller than the root */
		while (leaf != root &&
		       cmp_func(array + root * size, array + leaf * size,
				priv) >= 0)
			leaf = (leaf - 1) / 2;
		/* the root sinks to there, those on the way move up by one */
		for (child = leaf; child != root;) {
			child = (child - 1) / 2;
			swap_elements(array + child * size, array + leaf * size,
				      size, swap_func, priv);
		}
	}
}
EXPORT_SYMBOL(sort_r);

/* The functions of sort(), called through those of sort_r(). */
struct plain_functions {
	cmp_func_t cmp;
	swap_func_t swap;
};

static int plain_cmp(const void *a, const void *b, const void *priv)
{
	const struct plain_functions *plain = priv;

	return plain->cmp(a, b);
}

static void plain_swap(void *a, void *b, int size, const void *priv)
{
	const struct plain_functions *plain = priv;

	plain->swap(a, b, size);
}

void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func,
	  swap_func_t swap_func)
{
	struct plain_functions plain = { cmp_func, swap_func };

	sort_r(base, num, size, plain_cmp, swap_func ? plain_swap : NULL,
	       &plain);
}
EXPORT_SYMBOL(sort);
