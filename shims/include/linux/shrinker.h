/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shrinkers: caches that give memory back under pressure.
 *
 * Stands for: include/linux/shrinker.h
 * Fidelity:   STUB - registration is kept, but there is never any pressure,
 *             so none is called
 * Absent:     shrinker_alloc() of 6.7 and later
 */
#ifndef _LINUX_SHRINKER_H
#define _LINUX_SHRINKER_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/version.h>

struct mem_cgroup;

struct shrink_control {
	gfp_t gfp_mask;
	int nid;
	unsigned long nr_to_scan;
	unsigned long nr_scanned;
	struct mem_cgroup *memcg;
};

#define SHRINK_STOP (~0UL)
#define SHRINK_EMPTY (~0UL - 1)
#define DEFAULT_SEEKS 2

#define SHRINKER_REGISTERED (1 << 0)
#define SHRINKER_NUMA_AWARE (1 << 1)
#define SHRINKER_MEMCG_AWARE (1 << 2)
#define SHRINKER_NONSLAB (1 << 3)

struct shrinker {
	unsigned long (*count_objects)(struct shrinker *shrinker,
				       struct shrink_control *sc);
	unsigned long (*scan_objects)(struct shrinker *shrinker,
				      struct shrink_control *sc);
	long batch;
	int seeks;
	unsigned int flags;
	struct list_head list;
};

int register_shrinker(struct shrinker *shrinker, const char *fmt, ...);
void unregister_shrinker(struct shrinker *shrinker);
void synchronize_shrinkers(void);

#endif
