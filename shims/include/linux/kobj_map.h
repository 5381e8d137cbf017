/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a device number to who answers for it.
 *
 * Stands for: include/linux/kobj_map.h, drivers/base/map.c
 * Fidelity:   EXACT - the smallest range that covers a number wins
 * Absent:     kobj_map_init(): there is one map, for char devices
 */
#ifndef _KOBJ_MAP_H_
#define _KOBJ_MAP_H_

#include <linux/types.h>

struct kobject;
struct kobj_map;
struct module;

typedef struct kobject *kobj_probe_t(dev_t, int *, void *);

int kobj_map(struct kobj_map *domain, dev_t dev, unsigned long range,
	     struct module *owner, kobj_probe_t *probe,
	     int (*lock)(dev_t, void *), void *data);
void kobj_unmap(struct kobj_map *domain, dev_t dev, unsigned long range);
struct kobject *kobj_lookup(struct kobj_map *domain, dev_t dev, int *index);

#endif
