/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits of the page allocator.
 *
 * Stands for: include/linux/mmzone.h
 * Fidelity:   MODEL - one node with one zone that nobody can look into
 * Absent:     struct zone, struct pglist_data, watermarks, statistics
 */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/version.h>
#include <linux/page-flags.h>
#include <asm/page.h>

/* 6.4 made MAX_ORDER inclusive, 6.8 renamed it. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define MAX_ORDER 11
#define MAX_ORDER_NR_PAGES (1 << (MAX_ORDER - 1))
#elif LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
#define MAX_ORDER 10
#define MAX_ORDER_NR_PAGES (1 << MAX_ORDER)
#else
#define MAX_PAGE_ORDER 10
#define NR_PAGE_ORDERS (MAX_PAGE_ORDER + 1)
#define MAX_ORDER_NR_PAGES (1 << MAX_PAGE_ORDER)
#endif

#define PAGE_ALLOC_COSTLY_ORDER 3

#define nr_node_ids 1U

#endif
