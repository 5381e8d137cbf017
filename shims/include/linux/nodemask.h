/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of memory nodes, of which there is one.
 *
 * Stands for: include/linux/nodemask.h
 * Fidelity:   EXACT - for a machine with one node
 * Absent:     operations on sets
 */
#ifndef _LINUX_NODEMASK_H
#define _LINUX_NODEMASK_H

#include <linux/bitmap.h>
#include <linux/numa.h>

typedef struct {
	DECLARE_BITMAP(bits, 1);
} nodemask_t;

#define NODE_MASK_NONE ((nodemask_t){ { 0 } })
#define NODE_MASK_ALL ((nodemask_t){ { 1 } })

#define node_online(node) ((node) == 0)
#define node_possible(node) ((node) == 0)
#define num_online_nodes() 1
#define num_possible_nodes() 1
#define first_online_node 0
#define for_each_online_node(node) for ((node) = 0; (node) < 1; (node)++)
#define for_each_node(node) for_each_online_node(node)

#endif
