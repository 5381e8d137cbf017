// SPDX-License-Identifier: GPL-2.0-or-later
/* From device numbers to kobjects; used for character devices. */
#include <linux/export.h>
#include <linux/kdev_t.h>
#include <linux/kobject.h>
#include <linux/kobj_map.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "map.h"
#include "shims/fs/internal.h"

int kobj_map(struct kobj_map *domain, dev_t dev, unsigned long range,
	     struct module *owner, kobj_probe_t *probe,
	     int (*lock)(dev_t, void *), void *data)
{
	return kobj_map_from(domain, dev, range, owner, probe, lock, data,
			     _RET_IP_);
}

/*
 * One record a range, kept by growing size, so that the first that covers a
 * number is the most specific.
 */
int kobj_map_from(struct kobj_map *domain, dev_t dev, unsigned long range,
		  struct module *owner, kobj_probe_t *probe,
		  int (*lock)(dev_t, void *), void *data, unsigned long caller)
{
	struct kobj_probe *p = ksim_zalloc(sizeof(*p)), **at;

	if (!p)
		return -ENOMEM;
	*p = (struct kobj_probe){
		.dev = dev, .range = range, .owner = owner, .get = probe,
		.lock = lock, .data = data, .caller = caller,
	};
	for (at = &domain->first; *at && (*at)->range < range;)
		at = &(*at)->next;
	p->next = *at;
	*at = p;
	return 0;
}

void kobj_unmap(struct kobj_map *domain, dev_t dev, unsigned long range)
{
	struct kobj_probe **at, *p;

	for (at = &domain->first; *at; at = &(*at)->next) {
		p = *at;
		if (p->dev == dev && p->range == range) {
			*at = p->next;
			kfree(p);
			return;
		}
	}
}

struct kobject *kobj_lookup(struct kobj_map *domain, dev_t dev, int *index)
{
	unsigned long best = ~0UL;
	struct kobj_probe *p, copy;
	struct kobject *kobj;

retry:
	for (p = domain->first; p; p = p->next) {
		if (p->dev > dev || p->dev + p->range - 1 < dev)
			continue;
		if (p->range - 1 >= best)
			break;
		if (!try_module_get(p->owner))
			continue;
		/* The record can go while the probe runs. */
		copy = *p;
		best = p->range - 1;
		*index = dev - p->dev;
		if (copy.lock && copy.lock(dev, copy.data) < 0) {
			module_put(copy.owner);
			goto retry;
		}
		kobj = copy.get(dev, index, copy.data);
		module_put(copy.owner);
		if (kobj)
			return kobj;
		goto retry;
	}
	return NULL;
}
