/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory hot-plug notifications.
 *
 * Stands for: include/linux/memory.h
 * Fidelity:   EXACT - as without CONFIG_MEMORY_HOTPLUG
 * Absent:     memory blocks
 */
#ifndef _LINUX_MEMORY_H
#define _LINUX_MEMORY_H

#include <linux/types.h>

struct notifier_block;

#define MEM_ONLINE (1 << 0)
#define MEM_GOING_OFFLINE (1 << 1)
#define MEM_OFFLINE (1 << 2)
#define MEM_GOING_ONLINE (1 << 3)
#define MEM_CANCEL_ONLINE (1 << 4)
#define MEM_CANCEL_OFFLINE (1 << 5)

static inline int register_memory_notifier(struct notifier_block *nb)
{
	return 0;
}

static inline void unregister_memory_notifier(struct notifier_block *nb)
{
}

#endif
