/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Binary search in a sorted array.
 *
 * Stands for: include/linux/bsearch.h, lib/bsearch.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_BSEARCH_H
#define _LINUX_BSEARCH_H

#include <linux/types.h>

static __always_inline void *__inline_bsearch(const void *key,
					      const void *base, size_t num,
					      size_t size, cmp_func_t cmp)
{
	const char *low = base;

	while (num) {
		const char *middle = low + num / 2 * size;
		int order = cmp(key, middle);

		if (!order)
			return (void *)middle;
		if (order > 0) {
			low = middle + size;
			num--;
		}
		num /= 2;
	}
	return NULL;
}

/**
 * bsearch() - find an element
 * @key: what @cmp gets as its first argument
 * @base: sorted array
 * @num: elements
 * @size: bytes of one
 * @cmp: order of @key and an element
 *
 * Return: the element, or NULL.
 */
void *bsearch(const void *key, const void *base, size_t num, size_t size,
	      cmp_func_t cmp);

#endif
