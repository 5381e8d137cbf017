/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sorting of arrays in place.
 *
 * Stands for: include/linux/sort.h, lib/sort.c
 * Fidelity:   EXACT - not stable, as in Linux
 * Absent:     nothing
 */
#ifndef _LINUX_SORT_H
#define _LINUX_SORT_H

#include <linux/types.h>

/**
 * sort_r() - sort an array
 * @base: the array
 * @num: elements
 * @size: bytes of one
 * @cmp_func: negative, 0 or positive, as its first argument is less than,
 *	      equal to or greater than its second
 * @swap_func: exchanges two elements, or NULL
 * @priv: passed to both functions
 */
void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func,
	    swap_r_func_t swap_func, const void *priv);

void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func,
	  swap_func_t swap_func);

#endif
