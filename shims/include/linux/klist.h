/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists whose members are counted.
 *
 * Stands for: include/linux/klist.h
 * Fidelity:   MODEL - types, as struct device_private and iterators embed them
 * Absent:     klist_add_tail() and the other functions
 */
#ifndef _LINUX_KLIST_H
#define _LINUX_KLIST_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct klist_node;

struct klist {
	spinlock_t k_lock;
	struct list_head k_list;
	void (*get)(struct klist_node *);
	void (*put)(struct klist_node *);
} __attribute__((aligned(sizeof(void *))));

struct klist_node {
	void *n_klist;
	struct list_head n_node;
	struct kref n_ref;
};

struct klist_iter {
	struct klist *i_klist;
	struct klist_node *i_cur;
};

#endif
