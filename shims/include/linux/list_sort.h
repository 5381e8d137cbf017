/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sorting of lists.
 *
 * Stands for: include/linux/list_sort.h, lib/list_sort.c
 * Fidelity:   EXACT - stable
 * Absent:     nothing
 */
#ifndef _LINUX_LIST_SORT_H
#define _LINUX_LIST_SORT_H

#include <linux/types.h>

struct list_head;

typedef int __attribute__((nonnull(2, 3))) (*list_cmp_func_t)(
	void *priv, const struct list_head *a, const struct list_head *b);

/**
 * list_sort() - sort a list
 * @priv: passed to @cmp
 * @head: the list
 * @cmp: more than 0 if @a belongs behind @b, else 0 or less
 */
__attribute__((nonnull(2, 3))) void list_sort(void *priv,
					      struct list_head *head,
					      list_cmp_func_t cmp);

#endif
