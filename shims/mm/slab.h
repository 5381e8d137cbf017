/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Object caches, for mm/ only.
 */
#ifndef _MM_SLAB_H
#define _MM_SLAB_H

#include <linux/list.h>
#include <linux/types.h>

struct mm_description;

enum object_state {
	OBJECT_UNUSED, /* never handed out: above slab.carved */
	OBJECT_LIVE,
	OBJECT_QUARANTINED,
	OBJECT_FREE, /* on the cache's free list */
};

/*
 * What is known about one slot. It lies in a table apart from the slab, so
 * that a driver cannot overwrite it and a redzone can follow the object.
 */
struct slab_object {
	unsigned long alloc_site;
	unsigned long free_site;
	struct slab_object *next; /* in free list or quarantine */
	u32 size; /* bytes asked for */
	u32 pid : 22; /* who allocated, then who freed */
	u32 state : 2;
	u32 kept : 1; /* may outlive its module: not a leak */
	u32 index : 7; /* in struct slab */
};

/* A block of pages cut into slots; the table fills one page with it. */
struct slab {
	struct kmem_cache *cache;
	void *base;
	struct page *page;
	struct hlist_node link; /* in kmem_cache.slabs */
	u32 inuse; /* live objects */
	u32 carved; /* slots that have been handed out since boot */
	struct slab_object object[];
};

#define SLAB_OBJECTS_MAX \
	((PAGE_SIZE - sizeof(struct slab)) / sizeof(struct slab_object))

struct kmem_cache {
	struct slab_object *free; /* last freed first */
	struct slab *current_slab; /* where to carve */
	struct hlist_head slabs;
	u32 object_size; /* bucket: what ksize() says */
	u32 stride; /* from one object to the next */
	u32 inverse; /* 2^32 / stride, rounded up */
	u16 objects; /* in a slab */
	u8 order; /* of a slab's pages */
	bool poisons; /* freed objects are overwritten */
	u32 live;
	slab_flags_t flags;
	void (*ctor)(void *object);
	const char *name;
	struct hlist_node link; /* caches made by kmem_cache_create() */
	char name_copy[40];
};

bool slab_describe(const void *address, struct mm_description *to);
bool slab_mark_kept(const void *address);
bool slab_freed(const void *address, unsigned long *freed_at);
/*
 * Bytes from @address to the end of its object, -EFAULT if that is free,
 * -ENOENT if it lies in no cache; @site is who allocated or freed it.
 */
int slab_room(const void *address, unsigned long *site);

#endif
