/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NUMA: there is one node.
 *
 * Stands for: include/linux/numa.h
 * Fidelity:   EXACT - as without CONFIG_NUMA
 * Absent:     distances, node masks
 */
#ifndef _LINUX_NUMA_H
#define _LINUX_NUMA_H

#define NODES_SHIFT 0
#define MAX_NUMNODES (1 << NODES_SHIFT)
#define NUMA_NO_NODE (-1)

static inline int numa_node_id(void)
{
	return 0;
}

static inline int numa_mem_id(void)
{
	return 0;
}

#endif
