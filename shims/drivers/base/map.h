/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records behind kobj_map(). */
#ifndef _BASE_MAP_H
#define _BASE_MAP_H

#include <linux/kobj_map.h>

struct kobj_probe {
	struct kobj_probe *next;
	dev_t dev;
	unsigned long range;
	struct module *owner;
	kobj_probe_t *get;
	int (*lock)(dev_t dev, void *data);
	void *data;
	unsigned long caller; /* inside a module if a driver asked itself */
};

struct kobj_map {
	struct kobj_probe *first;
};

int kobj_map_from(struct kobj_map *domain, dev_t dev, unsigned long range,
		  struct module *owner, kobj_probe_t *probe,
		  int (*lock)(dev_t, void *), void *data, unsigned long caller);

#endif
