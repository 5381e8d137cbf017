// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Objects: kmalloc() and caches.
 *
 * A slab is a block of pages cut into slots of equal stride. What is known of
 * a slot (size asked for, who allocated, who freed) lies in a table of its own
 * page, struct slab, which the slab's struct pages point at. From the end of
 * the object to the end of its slot there is a redzone.
 *
 * A freed object is filled with POISON_FREE and waits in a quarantine, first
 * in first out, until QUARANTINE_BYTES of later ones have been freed. Both
 * patterns are checked when it leaves, when it is handed out again, and by
 * the audit.
 *
 * Slabs of kmalloc() are kept until reboot, those of other caches until the
 * cache is destroyed. Objects above KMALLOC_MAX_CACHE_SIZE have a slab each.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/poison.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <ksim/abi/chance.h>

#include "internal.h"
#include "slab.h"

#define REDZONE_MIN 8
#define REDZONE_MAX 64 /* bytes that are written and checked at most */

#define QUARANTINE_BYTES (64 * 1024)
#define LARGE_QUARANTINE_BYTES (1024 * 1024)
#define SLAB_ORDER_MAX 3

#define INVERSE(stride) ((u32)(((1UL << 32) + (stride) - 1) / (stride)))

#define KMALLOC_CACHE(bytes, step, pages_order) \
	{ \
		.name = "kmalloc-" #bytes, \
		.object_size = bytes, \
		.stride = step, \
		.inverse = INVERSE(step), \
		.order = pages_order, \
		.objects = (PAGE_SIZE << pages_order) / (step) > \
					   SLAB_OBJECTS_MAX ? \
				   SLAB_OBJECTS_MAX : \
				   (PAGE_SIZE << pages_order) / (step), \
		.poisons = true, \
	}

/* A power of two is aligned to itself, so its slot is the next one. */
static struct kmem_cache kmalloc_caches[] = {
	KMALLOC_CACHE(8, 16, 0),       KMALLOC_CACHE(16, 32, 0),
	KMALLOC_CACHE(32, 64, 0),      KMALLOC_CACHE(64, 128, 0),
	KMALLOC_CACHE(96, 112, 0),     KMALLOC_CACHE(128, 256, 0),
	KMALLOC_CACHE(192, 208, 0),    KMALLOC_CACHE(256, 512, 0),
	KMALLOC_CACHE(512, 1024, 1),   KMALLOC_CACHE(1024, 2048, 2),
	KMALLOC_CACHE(2048, 4096, 3),  KMALLOC_CACHE(4096, 8192, 3),
	KMALLOC_CACHE(8192, 16384, 3),
};

/* Index of the cache for (size - 1) / 8, up to 192 bytes. */
static const u8 small_index[24] = { 0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4,
				    5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6 };

/* Of every object above KMALLOC_MAX_CACHE_SIZE. */
static struct kmem_cache large_cache = {
	.name = "kmalloc-large",
	.objects = 1,
	.poisons = true,
};

/* Of every struct kmem_cache. */
static struct kmem_cache cache_cache = {
	.name = "kmem_cache",
	.object_size = sizeof(struct kmem_cache),
	.stride = 192,
	.inverse = INVERSE(192),
	.objects = PAGE_SIZE / 192,
	.poisons = true,
};
_Static_assert(sizeof(struct kmem_cache) <= 192 - REDZONE_MIN, "fits its slot");

static HLIST_HEAD(created_caches);

struct object_fifo {
	struct slab_object *first;
	struct slab_object *last;
	unsigned long bytes;
};
static struct object_fifo quarantine;
static struct object_fifo large_quarantine;

/* Tables with one entry, for large objects, are cut from pages of their own. */
#define SMALL_TABLE_SIZE 128
_Static_assert(sizeof(struct slab) + sizeof(struct slab_object) <=
	       SMALL_TABLE_SIZE, "one object fits");
static void *small_tables; /* free list */

static inline struct slab *slab_of_object(struct slab_object *object)
{
	return container_of(object - object->index, struct slab, object[0]);
}

static inline void *object_address(const struct slab *slab,
				   const struct slab_object *object)
{
	return slab->base + (unsigned long)object->index * slab->cache->stride;
}

static inline const char *cache_name(const struct kmem_cache *s)
{
	return s->name;
}

/*
 * Redzones and poison
 */

/* First byte behind the redzone, counted from the start of the object. */
static inline unsigned long redzone_end(unsigned long stride,
					unsigned long size)
{
	unsigned long end = ALIGN(size, 8) + REDZONE_MAX;

	return end < stride ? end : stride;
}

static mm_unchecked void redzone_set(void *p, unsigned long size,
				     unsigned long stride)
{
	unsigned long whole = size & ~7UL;
	unsigned long end = redzone_end(stride, size);
	mm_word *word = p + whole;

	if (size != whole) {
		unsigned long keep = low_bytes(size - whole);

		*word = (*word & keep) | (WORD_OF(SLUB_RED_ACTIVE) & ~keep);
		whole += 8;
	}
	fill_words(p + whole, WORD_OF(SLUB_RED_ACTIVE), (end - whole) / 8);
}

static mm_unchecked bool redzone_intact(const void *p, unsigned long size,
					unsigned long stride)
{
	unsigned long whole = size & ~7UL;
	unsigned long end = redzone_end(stride, size);
	const mm_word *word = p + whole;

	if (size != whole) {
		unsigned long keep = low_bytes(size - whole);

		if ((*word ^ WORD_OF(SLUB_RED_ACTIVE)) & ~keep)
			return false;
		whole += 8;
	}
	return words_are(p + whole, WORD_OF(SLUB_RED_ACTIVE),
			 (end - whole) / 8);
}

/* Fills [from, size) of an object, whose redzone stays as it is. */
static mm_unchecked void fill_object(void *p, unsigned long from,
				     unsigned long size, u8 byte)
{
	unsigned long whole = size & ~7UL;

	for (; from & 7 && from < size; from++)
		((u8 *)p)[from] = byte;
	if (from < whole)
		fill_words(p + from, WORD_OF((unsigned long)byte),
			   (whole - from) / 8);
	if (from < size && size != whole) {
		unsigned long mine = low_bytes(size - whole);
		mm_word *word = p + whole;

		*word = (*word & ~mine) |
			(WORD_OF((unsigned long)byte) & mine);
	}
}

static mm_unchecked void poison_object(void *p, unsigned long size)
{
	fill_object(p, 0, size, POISON_FREE);
	((u8 *)p)[size - 1] = POISON_END;
}

static mm_unchecked bool poison_intact(const void *p, unsigned long size)
{
	unsigned long last = (size - 1) & ~7UL;
	unsigned long mine = low_bytes(size - 1 - last);
	const mm_word *word = p + last;

	return words_are(p, WORD_OF(POISON_FREE), last / 8) &&
	       !((*word ^ WORD_OF(POISON_FREE)) & mine) &&
	       ((const u8 *)p)[size - 1] == POISON_END;
}

static mm_unchecked u8 byte_at(const void *p)
{
	return *(const u8 *)p;
}

static unsigned long stride_of(const struct slab *slab)
{
	return slab->cache == &large_cache ?
		       PAGE_SIZE << page_order(slab->page) :
		       slab->cache->stride;
}

static inline u32 current_pid(void)
{
	return current ? current->pid : 0;
}

/* Words for "kmalloc(100)" or "object of cache `foo`". */
static void name_object(const struct slab *slab,
			const struct slab_object *object, char *to, size_t room)
{
	if (slab->cache == &large_cache ||
	    (slab->cache >= kmalloc_caches &&
	     slab->cache < kmalloc_caches + ARRAY_SIZE(kmalloc_caches)))
		snprintf(to, room, "kmalloc(%u) object at 0x%lx", object->size,
			 (unsigned long)object_address(slab, object));
	else
		snprintf(to, room, "object of cache `%s` (%u bytes) at 0x%lx",
			 cache_name(slab->cache), object->size,
			 (unsigned long)object_address(slab, object));
}

static noinline void report_overflow(struct slab *slab,
				     struct slab_object *object,
				     unsigned long found_at, const char *when)
{
	char name[96], detail[256], linux_says[96];
	void *p = object_address(slab, object);
	unsigned long end = redzone_end(stride_of(slab), object->size);
	const u8 *first = first_other_byte(p + object->size, SLUB_RED_ACTIVE,
					   end - object->size);
	const u8 *last = first;
	const u8 *q;
	unsigned long from, to;
	struct ksim_site sites[3];
	unsigned int count = 0;

	for (q = first; q && q < (u8 *)p + end; q++)
		if (byte_at(q) != SLUB_RED_ACTIVE)
			last = q;
	name_object(slab, object, name, sizeof(name));
	from = (void *)first - p;
	to = (void *)last - p;
	if (from == to)
		snprintf(detail, sizeof(detail),
			 "%s: byte %lu, %lu past its last, was changed to 0x%02x",
			 name, from, from - object->size + 1, byte_at(first));
	else
		snprintf(detail, sizeof(detail),
			 "%s: bytes %lu to %lu, up to %lu past its last, were changed, the first to 0x%02x",
			 name, from, to, to - object->size + 1,
			 byte_at(first));
	snprintf(linux_says, sizeof(linux_says),
		 "BUG %s (Not tainted): Right Redzone overwritten",
		 cache_name(slab->cache));
	sites[count++] = (struct ksim_site){ object->alloc_site,
					     "allocated here" };
	if (object->state != OBJECT_LIVE)
		sites[count++] = (struct ksim_site){ object->free_site,
						     "freed here" };
	if (found_at)
		sites[count++] = (struct ksim_site){ found_at, when };
	ksim_report(object->state == OBJECT_LIVE ? KSIM_FINDING_OVERFLOW :
						   KSIM_FINDING_USE_AFTER_FREE,
		    linux_says,
		    object->state == OBJECT_LIVE ?
			    "write past the end of an object" :
			    "write past the end of a freed object",
		    detail, sites, count);
	redzone_set(p, object->size, stride_of(slab));
}

/* " by pid 7" if that was somebody else than the current task. */
static void name_pid(const struct slab_object *object, char *to, size_t room)
{
	*to = '\0';
	if (object->pid != current_pid())
		snprintf(to, room, " by pid %u", object->pid);
}

static noinline void report_use_after_free(struct slab *slab,
					   struct slab_object *object)
{
	char name[96], detail[256], linux_says[96], who[24];
	void *p = object_address(slab, object);
	const u8 *bad = first_other_byte(p, POISON_FREE, object->size - 1);

	if (!bad)
		bad = p + object->size - 1;
	name_object(slab, object, name, sizeof(name));
	name_pid(object, who, sizeof(who));
	snprintf(detail, sizeof(detail),
		 "%s: byte %lu was changed to 0x%02x after the object was freed%s",
		 name, (unsigned long)((void *)bad - p), byte_at(bad), who);
	snprintf(linux_says, sizeof(linux_says),
		 "BUG %s (Not tainted): Poison overwritten",
		 cache_name(slab->cache));
	ksim_report(KSIM_FINDING_USE_AFTER_FREE, linux_says,
		    "write to a freed object", detail,
		    (struct ksim_site[]){
			    { object->free_site, "freed here" },
			    { object->alloc_site, "allocated here" } },
		    2);
	poison_object(p, object->size);
}

static __always_inline void check_free_object(struct slab *slab,
					      struct slab_object *object,
					      unsigned long stride)
{
	void *p = slab->base + object->index * stride;

	if (slab->cache->poisons && unlikely(!poison_intact(p, object->size)))
		report_use_after_free(slab, object);
	if (unlikely(!redzone_intact(p, object->size, stride)))
		report_overflow(slab, object, 0, NULL);
}

/*
 * Slabs
 */

static noinline struct slab *new_slab(struct kmem_cache *s)
{
	struct page *table = alloc_block(0, PAGE_META, 0);
	struct page *page;
	struct slab *slab;

	if (!table)
		return NULL;
	slab = page_to_virt(table);
	page = alloc_block(s->order, PAGE_SLAB, (unsigned long)slab);
	if (!page) {
		free_block(table);
		return NULL;
	}
	slab->cache = s;
	slab->page = page;
	slab->base = page_to_virt(page);
	slab->inuse = 0;
	slab->carved = 0;
	hlist_add_head(&slab->link, &s->slabs);
	s->current_slab = slab;
	mm_guard(slab->base, PAGE_SIZE << s->order);
	return slab;
}

static void destroy_slab(struct slab *slab)
{
	free_block(slab->page);
	free_block(virt_to_page(slab));
}

/*
 * Quarantine
 */

static void release_large(struct slab *slab)
{
	hlist_del(&slab->link);
	free_block(slab->page);
	*(void **)slab = small_tables;
	small_tables = slab;
}

static void release_first(struct object_fifo *fifo)
{
	struct slab_object *object = fifo->first;
	struct slab *slab = slab_of_object(object);
	struct kmem_cache *s = slab->cache;

	fifo->first = object->next;
	if (!fifo->first)
		fifo->last = NULL;
	if (s == &large_cache) {
		fifo->bytes -= stride_of(slab);
		check_free_object(slab, object, stride_of(slab));
		release_large(slab);
		return;
	}
	fifo->bytes -= s->stride;
	object->state = OBJECT_FREE;
	object->next = s->free;
	s->free = object;
}

static __always_inline void retire_object(struct object_fifo *fifo,
					  struct slab_object *object,
					  unsigned long bytes,
					  unsigned long bytes_max)
{
	object->state = OBJECT_QUARANTINED;
	object->next = NULL;
	if (fifo->last)
		fifo->last->next = object;
	else
		fifo->first = object;
	fifo->last = object;
	fifo->bytes += bytes;
	while (fifo->bytes > bytes_max)
		release_first(fifo);
}

/*
 * Allocation
 */

static noinline void *out_of_memory(struct kmem_cache *s, gfp_t gfp,
				    unsigned long site)
{
	if (gfp & __GFP_NOFAIL)
		ksim_report_oops(KSIM_FINDING_DEADLOCK,
				 "Kernel panic - not syncing: System is deadlocked on memory",
				 "no memory left for a __GFP_NOFAIL allocation",
				 NULL,
				 &(struct ksim_site){ site, "allocates here" },
				 1);
	if (!(gfp & __GFP_NOWARN))
		pr_warn("SLUB: Unable to allocate memory on node -1, gfp=%#x, cache: %s\n",
			(__force unsigned int)gfp, cache_name(s));
	return NULL;
}

static __always_inline void hand_out(struct slab *slab,
				     struct slab_object *object, void *p,
				     unsigned long size, unsigned long stride,
				     gfp_t gfp, unsigned long site)
{
	object->alloc_site = site;
	object->size = size;
	object->pid = current_pid();
	object->state = OBJECT_LIVE;
	object->kept = 0;
	slab->inuse++;
	slab->cache->live++;
	mm_unguard(p, size);
	redzone_set(p, size, stride);
	if (gfp & __GFP_ZERO)
		fill_object(p, 0, size, 0);
	else if (slab->cache->poisons)
		fill_object(p, 0, size, POISON_INUSE);
}

static __always_inline void *slab_alloc(struct kmem_cache *s, size_t size,
					gfp_t gfp, unsigned long ip)
{
	unsigned long stride = s->stride;
	struct slab_object *object;
	unsigned long site;
	struct slab *slab;
	void *p;

	check_alloc_context(gfp, ip);
	site = likely(in_module_text(ip))	 ? ip :
	       s->flags & SLAB_NOLEAKTRACE ? ip :
					       driver_site_slow(ip);
	if (!(gfp & __GFP_NOFAIL) && ksim_chance_fail(KSIM_FAILURE_SLAB, site))
		return NULL;

	object = s->free;
	if (object) {
		slab = slab_of_object(object);
		check_free_object(slab, object, stride);
		s->free = object->next;
		p = slab->base + object->index * stride;
		hand_out(slab, object, p, size, stride, gfp, site);
		return p;
	}
	slab = s->current_slab;
	if (unlikely(!slab || slab->carved == s->objects)) {
		slab = new_slab(s);
		if (!slab)
			return out_of_memory(s, gfp, site);
	}
	object = &slab->object[slab->carved];
	object->index = slab->carved++;
	object->free_site = 0;
	p = slab->base + object->index * stride;
	hand_out(slab, object, p, size, stride, gfp, site);
	if (unlikely(s->ctor))
		s->ctor(p);
	return p;
}

static noinline void *alloc_large(size_t size, gfp_t gfp, unsigned long ip)
{
	struct page *page = NULL;
	struct slab_object *object;
	unsigned long site;
	struct slab *slab;
	unsigned int order;

	if (size > KMALLOC_MAX_SIZE) {
		WARN_ON_ONCE(!(gfp & __GFP_NOWARN));
		return NULL;
	}
	check_alloc_context(gfp, ip);
	site = driver_site(ip);
	if (!(gfp & __GFP_NOFAIL) &&
	    (ksim_chance_fail(KSIM_FAILURE_SLAB, site) ||
	     ksim_chance_fail(KSIM_FAILURE_PAGE, site)))
		return NULL;

	if (!small_tables) {
		struct page *tables = alloc_block(0, PAGE_META, 0);
		unsigned long i;

		if (!tables)
			return out_of_memory(&large_cache, gfp, site);
		for (i = 0; i < PAGE_SIZE; i += SMALL_TABLE_SIZE) {
			void **table = page_to_virt(tables) + i;

			*table = small_tables;
			small_tables = table;
		}
	}
	slab = small_tables;
	order = get_order(size + REDZONE_MIN);
	page = alloc_block(order, PAGE_SLAB, (unsigned long)slab);
	while (!page && large_quarantine.first) {
		release_first(&large_quarantine);
		page = alloc_block(order, PAGE_SLAB, (unsigned long)slab);
	}
	if (!page)
		return out_of_memory(&large_cache, gfp, site);
	/* Linux has no slab flag on pages of large objects. */
	page->flags &= ~(1UL << PG_slab);
	small_tables = *(void **)slab;
	slab->cache = &large_cache;
	slab->page = page;
	slab->base = page_to_virt(page);
	slab->inuse = 0;
	slab->carved = 1;
	hlist_add_head(&slab->link, &large_cache.slabs);
	mm_guard(slab->base, PAGE_SIZE << order);
	object = &slab->object[0];
	object->index = 0;
	object->free_site = 0;
	hand_out(slab, object, slab->base, size, PAGE_SIZE << order, gfp, site);
	return slab->base;
}

static inline struct kmem_cache *kmalloc_cache(size_t size)
{
	if (size <= 192)
		return &kmalloc_caches[small_index[(size - 1) / 8]];
	/* 256 is entry 7. */
	return &kmalloc_caches[7 + 56 - __builtin_clzl(size - 1)];
}

static __always_inline void *do_kmalloc(size_t size, gfp_t gfp,
					unsigned long ip)
{
	if (unlikely(size - 1 >= KMALLOC_MAX_CACHE_SIZE)) {
		if (!size)
			return ZERO_SIZE_PTR;
		return alloc_large(size, gfp, ip);
	}
	return slab_alloc(kmalloc_cache(size), size, gfp, ip);
}

void *__kmalloc(size_t size, gfp_t flags)
{
	return do_kmalloc(size, flags, _RET_IP_);
}
EXPORT_SYMBOL(__kmalloc);

void *__kmalloc_node(size_t size, gfp_t flags, int node)
{
	return do_kmalloc(size, flags, _RET_IP_);
}
EXPORT_SYMBOL(__kmalloc_node);

void *__kmalloc_node_track_caller(size_t size, gfp_t flags, int node,
				  unsigned long caller)
{
	return do_kmalloc(size, flags, caller);
}
EXPORT_SYMBOL(__kmalloc_node_track_caller);

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags)
{
	return slab_alloc(s, s->object_size, flags, _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_alloc);

void *kmem_cache_alloc_lru(struct kmem_cache *s, struct list_lru *lru,
			   gfp_t flags)
{
	return slab_alloc(s, s->object_size, flags, _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_alloc_lru);

void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t flags, int node)
{
	return slab_alloc(s, s->object_size, flags, _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_alloc_node);

/*
 * Freeing
 */

/* The slab that an address lies in, or NULL. */
static __always_inline struct slab *slab_at(const void *p)
{
	unsigned long offset = (unsigned long)p - PAGE_OFFSET;
	struct page *page;

	if (unlikely(offset >> PAGE_SHIFT >= max_used_pfn))
		return NULL;
	page = ksim_compound_head(pfn_to_page(offset >> PAGE_SHIFT));
	if (unlikely(page_kind(page) != PAGE_SLAB))
		return NULL;
	return (struct slab *)page->ksim_owner;
}

/* The slot of @slab that @p lies in, or NULL; @offset is where in it. */
static __always_inline struct slab_object *
slot_at(struct slab *slab, const void *p, unsigned long *offset)
{
	unsigned long from_base = p - slab->base;
	unsigned long index = (from_base * slab->cache->inverse) >> 32;

	if (unlikely(index >= slab->carved))
		return NULL;
	*offset = from_base - index * slab->cache->stride;
	return &slab->object[index];
}

static noinline void report_bad_free(const void *p, const char *function,
				     unsigned long ip)
{
	struct mm_description what;
	char detail[224], linux_says[96];
	struct slab *slab = slab_at(p);
	struct ksim_site sites[3] = { { driver_site(ip), "freed here" } };
	struct slab_object *object = NULL;
	unsigned int count = 1;
	unsigned long offset;

	if (slab)
		object = slot_at(slab, p, &offset);
	if (object && !offset && object->state != OBJECT_LIVE) {
		char name[96], who[24];

		name_object(slab, object, name, sizeof(name));
		name_pid(object, who, sizeof(who));
		if (*who)
			snprintf(detail, sizeof(detail), "%s, first freed%s",
				 name, who);
		else
			strscpy(detail, name, sizeof(detail));
		snprintf(linux_says, sizeof(linux_says),
			 "BUG %s (Not tainted): Object already free",
			 cache_name(slab->cache));
		sites[0].note = "freed again here";
		sites[1] = (struct ksim_site){ object->free_site,
					       "first freed here" };
		sites[2] = (struct ksim_site){ object->alloc_site,
					       "allocated here" };
		ksim_report(KSIM_FINDING_DOUBLE_FREE, linux_says,
			    "object is freed twice", detail, sites, 3);
		return;
	}
	describe_address(p, &what);
	snprintf(detail, sizeof(detail), "%s(): %s", function, what.text);
	snprintf(linux_says, sizeof(linux_says),
		 "BUG: KASAN: invalid-free in %s", function);
	if (object) {
		sites[count++] = (struct ksim_site){ object->alloc_site,
						     "allocated here" };
		if (object->state != OBJECT_LIVE)
			sites[count++] = (struct ksim_site){ object->free_site,
							     "and freed here" };
	}
	ksim_report(KSIM_FINDING_BAD_FREE, linux_says,
		    "free of something that is not an allocated object", detail,
		    sites, count);
}

static __always_inline void do_free(struct slab *slab,
				    struct slab_object *object, void *p,
				    unsigned long ip)
{
	struct kmem_cache *s = slab->cache;
	unsigned long stride = s->stride;

	if (unlikely(!redzone_intact(p, object->size, stride)))
		report_overflow(slab, object, driver_site(ip),
				"found when it was freed here");
	object->free_site =
		likely(in_module_text(ip)) || s->flags & SLAB_NOLEAKTRACE ?
			ip :
			driver_site_slow(ip);
	object->pid = current_pid();
	slab->inuse--;
	s->live--;
	if (likely(s->poisons))
		poison_object(p, object->size);
	if (likely(!(s->flags & SLAB_TYPESAFE_BY_RCU)))
		mm_guard(p, ALIGN(object->size, 8));
	retire_object(&quarantine, object, stride, QUARANTINE_BYTES);
}

static noinline void free_large(struct slab *slab, struct slab_object *object,
				void *p, unsigned long ip)
{
	unsigned long stride = stride_of(slab);

	if (!redzone_intact(p, object->size, stride))
		report_overflow(slab, object, driver_site(ip),
				"found when it was freed here");
	object->free_site = driver_site(ip);
	object->pid = current_pid();
	slab->inuse--;
	large_cache.live--;
	if (stride > LARGE_QUARANTINE_BYTES) {
		release_large(slab);
		return;
	}
	poison_object(p, object->size);
	mm_guard(p, ALIGN(object->size, 8));
	retire_object(&large_quarantine, object, stride,
		      LARGE_QUARANTINE_BYTES);
}

static __always_inline void free_from(const void *objp, const char *function,
				      unsigned long ip)
{
	struct slab_object *object;
	unsigned long offset;
	struct slab *slab;

	slab = slab_at(objp);
	if (unlikely(!slab)) {
		report_bad_free(objp, function, ip);
		return;
	}
	object = slot_at(slab, objp, &offset);
	if (unlikely(!object || offset || object->state != OBJECT_LIVE)) {
		report_bad_free(objp, function, ip);
		return;
	}
	if (unlikely(current->lockdep_depth))
		debug_check_no_locks_freed(objp, object->size);
	if (unlikely(slab->cache == &large_cache))
		free_large(slab, object, (void *)objp, ip);
	else
		do_free(slab, object, (void *)objp, ip);
}

void kfree(const void *objp)
{
	if (unlikely(ZERO_OR_NULL_PTR(objp)))
		return;
	free_from(objp, "kfree", _RET_IP_);
}
EXPORT_SYMBOL(kfree);

static void cache_free_from(struct kmem_cache *s, void *objp, unsigned long ip)
{
	struct slab *slab = slab_at(objp);
	char detail[192];

	if (s && slab && slab->cache != s) {
		snprintf(detail, sizeof(detail),
			 "the object at 0x%lx is from cache `%s`, not `%s`",
			 (unsigned long)objp, cache_name(slab->cache),
			 cache_name(s));
		ksim_report(KSIM_FINDING_BAD_FREE,
			    "cache_from_obj: Wrong slab cache",
			    "object is freed to the wrong cache", detail,
			    &(struct ksim_site){ driver_site(ip),
						 "freed here" },
			    1);
	}
	free_from(objp, "kmem_cache_free", ip);
}

void kmem_cache_free(struct kmem_cache *s, void *objp)
{
	cache_free_from(s, objp, _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_free);

void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p)
{
	while (size--)
		cache_free_from(s, p[size], _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_free_bulk);

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size,
			  void **p)
{
	size_t i;

	for (i = 0; i < size; i++) {
		p[i] = slab_alloc(s, s->object_size, flags, _RET_IP_);
		if (!p[i]) {
			while (i--)
				free_from(p[i], "kmem_cache_free", _RET_IP_);
			return 0;
		}
	}
	return size;
}
EXPORT_SYMBOL(kmem_cache_alloc_bulk);

/*
 * Sizes
 */

size_t kmalloc_size_roundup(size_t size)
{
	if (!size)
		return 0;
	if (size == SIZE_MAX)
		return SIZE_MAX;
	if (size > KMALLOC_MAX_CACHE_SIZE)
		return PAGE_SIZE << get_order(size);
	return kmalloc_cache(size)->object_size;
}
EXPORT_SYMBOL(kmalloc_size_roundup);

/* The live object at @objp, or NULL and a finding. */
static struct slab_object *live_object(const void *objp, const char *function,
				       struct slab **slab, unsigned long ip)
{
	struct slab_object *object;
	struct mm_description what;
	unsigned long offset;

	*slab = slab_at(objp);
	object = *slab ? slot_at(*slab, objp, &offset) : NULL;
	if (object && !offset && object->state == OBJECT_LIVE)
		return object;
	describe_address(objp, &what);
	ksim_report(object && object->state != OBJECT_LIVE ?
			    KSIM_FINDING_USE_AFTER_FREE :
			    KSIM_FINDING_MISUSE,
		    NULL, "not an allocated object", what.text,
		    (struct ksim_site[]){
			    { driver_site(ip), function },
			    { object ? object->alloc_site : 0,
			      "allocated here" } },
		    object ? 2 : 1);
	return NULL;
}

static unsigned long bucket_size(const struct slab *slab,
				 const struct slab_object *object)
{
	unsigned long bucket;

	if (slab->cache != &large_cache)
		return slab->cache->object_size;
	/* What get_order() gives Linux; there may be no room for a redzone. */
	bucket = PAGE_SIZE << get_order(object->size);
	return bucket;
}

static void resize_object(struct slab *slab, struct slab_object *object,
			  void *p, unsigned long size)
{
	unsigned long old = object->size;

	mm_guard(p, ALIGN(old, 8));
	object->size = size;
	mm_unguard(p, size);
	if (size > old)
		fill_object(p, old, size, POISON_INUSE);
	redzone_set(p, size, stride_of(slab));
}

static size_t ksize_from(const void *objp, unsigned long ip)
{
	struct slab_object *object;
	struct slab *slab;

	if (ZERO_OR_NULL_PTR(objp))
		return 0;
	object = live_object(objp, "ksize() called here", &slab, ip);
	if (!object)
		return 0;
	if (!redzone_intact(objp, object->size, stride_of(slab)))
		report_overflow(slab, object, driver_site(ip),
				"found when ksize() was called here");
	resize_object(slab, object, (void *)objp, bucket_size(slab, object));
	return object->size;
}

size_t ksize(const void *objp)
{
	return ksize_from(objp, _RET_IP_);
}
EXPORT_SYMBOL(ksize);

size_t __ksize(const void *objp)
{
	return ksize_from(objp, _RET_IP_);
}

void kfree_sensitive(const void *objp)
{
	struct slab_object *object;
	struct slab *slab;

	if (ZERO_OR_NULL_PTR(objp))
		return;
	slab = slab_at(objp);
	if (slab) {
		unsigned long offset;

		object = slot_at(slab, objp, &offset);
		if (object && !offset && object->state == OBJECT_LIVE)
			memzero_explicit((void *)objp, object->size);
	}
	free_from(objp, "kfree_sensitive", _RET_IP_);
}
EXPORT_SYMBOL(kfree_sensitive);

void *krealloc(const void *objp, size_t new_size, gfp_t flags)
{
	struct slab_object *object;
	struct slab *slab;
	void *p;

	if (!new_size) {
		if (!ZERO_OR_NULL_PTR(objp))
			free_from(objp, "krealloc", _RET_IP_);
		return ZERO_SIZE_PTR;
	}
	if (ZERO_OR_NULL_PTR(objp))
		return do_kmalloc(new_size, flags, _RET_IP_);
	object = live_object(objp, "krealloc() called here", &slab, _RET_IP_);
	if (!object)
		return NULL;
	if (!redzone_intact(objp, object->size, stride_of(slab)))
		report_overflow(slab, object, driver_site(_RET_IP_),
				"found when krealloc() was called here");
	if (new_size <= bucket_size(slab, object)) {
		resize_object(slab, object, (void *)objp, new_size);
		return (void *)objp;
	}
	p = do_kmalloc(new_size, flags, _RET_IP_);
	if (!p)
		return NULL;
	memcpy(p, objp, object->size);
	free_from(objp, "krealloc", _RET_IP_);
	return p;
}
EXPORT_SYMBOL(krealloc);

/*
 * Caches
 */

/* The shape of a cache's slabs: stride, order, objects. */
static void shape_cache(struct kmem_cache *s, unsigned int size,
			unsigned int align)
{
	unsigned int order = 0;
	unsigned long objects;

	s->object_size = size;
	s->stride = ALIGN(size + REDZONE_MIN, align);
	while (order < 10 && (PAGE_SIZE << order) < s->stride)
		order++;
	while (order < SLAB_ORDER_MAX && (PAGE_SIZE << order) / s->stride < 8)
		order++;
	objects = (PAGE_SIZE << order) / s->stride;
	s->objects = objects < SLAB_OBJECTS_MAX ? objects : SLAB_OBJECTS_MAX;
	s->order = order;
	s->inverse = INVERSE((unsigned long)s->stride);
}

static unsigned int cache_alignment(slab_flags_t flags, unsigned int align,
				    unsigned int size)
{
	if (flags & SLAB_HWCACHE_ALIGN) {
		unsigned int line = cache_line_size();

		/* As in Linux: several small objects may share a line. */
		while (size <= line / 2)
			line /= 2;
		if (align < line)
			align = line;
	}
	if (align < ARCH_SLAB_MINALIGN)
		align = ARCH_SLAB_MINALIGN;
	return ALIGN(align, sizeof(void *));
}

static struct kmem_cache *create_cache(const char *name, unsigned int size,
				       unsigned int align, slab_flags_t flags,
				       void (*ctor)(void *object),
				       unsigned long ip)
{
	struct kmem_cache *s;

	if (!name || !size || in_interrupt() || size > KMALLOC_MAX_SIZE) {
		pr_err("kmem_cache_create(%s) integrity check failed\n",
		       name ? name : "(null)");
		goto fail;
	}
	WARN_ON(strchr(name, ' '));
	/* Linux makes its own caches at boot; here that may be in mid-test. */
	s = slab_alloc(&cache_cache, sizeof(*s),
		       GFP_KERNEL | __GFP_ZERO |
			       (flags & SLAB_PANIC ? __GFP_NOFAIL : 0),
		       ip);
	if (!s)
		goto fail;
	strscpy(s->name_copy, name, sizeof(s->name_copy));
	s->name = s->name_copy;
	s->flags = flags;
	s->ctor = ctor;
	s->poisons = !ctor && !(flags & SLAB_TYPESAFE_BY_RCU);
	shape_cache(s, size, cache_alignment(flags, align, size));
	hlist_add_head(&s->link, &created_caches);
	return s;

fail:
	if (flags & SLAB_PANIC)
		panic("kmem_cache_create: Failed to create slab '%s'\n", name);
	pr_warn("kmem_cache_create(%s) failed\n", name ? name : "(null)");
	return NULL;
}

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
				     unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *object))
{
	return create_cache(name, size, align, flags, ctor, _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_create);

struct kmem_cache *kmem_cache_create_usercopy(const char *name,
					      unsigned int size,
					      unsigned int align,
					      slab_flags_t flags,
					      unsigned int useroffset,
					      unsigned int usersize,
					      void (*ctor)(void *object))
{
	WARN_ON(!usersize && useroffset);
	WARN_ON(size < usersize || size - usersize < useroffset);
	return create_cache(name, size, align, flags, ctor, _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_create_usercopy);

/* Takes every object of @s out of the quarantine, checking it. */
static void flush_quarantine(struct kmem_cache *s)
{
	struct slab_object **link = &quarantine.first;
	struct slab_object *last = NULL;

	while (*link) {
		struct slab_object *object = *link;
		struct slab *slab = slab_of_object(object);

		if (slab->cache != s) {
			last = object;
			link = &object->next;
			continue;
		}
		check_free_object(slab, object, s->stride);
		*link = object->next;
		quarantine.bytes -= s->stride;
		object->state = OBJECT_FREE;
		object->next = s->free;
		s->free = object;
	}
	quarantine.last = last;
}

static void report_live_objects(struct kmem_cache *s, unsigned long ip)
{
	char detail[192], linux_says[160];
	struct slab_object *first = NULL;
	struct slab *slab;
	unsigned int i;

	hlist_for_each_entry(slab, &s->slabs, link) {
		for (i = 0; i < slab->carved; i++) {
			if (slab->object[i].state != OBJECT_LIVE)
				continue;
			first = &slab->object[i];
			/* Reported here, not again when the module goes. */
			first->kept = 1;
		}
	}
	snprintf(detail, sizeof(detail),
		 "cache `%s` is destroyed, but %u of its objects %s not been freed; the cache stays",
		 cache_name(s), s->live, s->live == 1 ? "has" : "have");
	snprintf(linux_says, sizeof(linux_says),
		 "kmem_cache_destroy %s: Slab cache still has objects when called",
		 cache_name(s));
	ksim_report(KSIM_FINDING_LEAK, linux_says,
		    "cache is destroyed with objects in use", detail,
		    (struct ksim_site[]){
			    { driver_site(ip), "destroyed here" },
			    { first->alloc_site, "an object allocated here" } },
		    2);
}

void kmem_cache_destroy(struct kmem_cache *s)
{
	struct slab_object *object;
	struct slab *slab, *home;
	struct hlist_node *next;

	if (!s)
		return;
	object = live_object(s, "kmem_cache_destroy() called here", &home,
			     _RET_IP_);
	if (!object)
		return;
	if (s->live) {
		report_live_objects(s, _RET_IP_);
		object->kept = 1;
		return;
	}
	flush_quarantine(s);
	for (object = s->free; object; object = object->next)
		check_free_object(slab_of_object(object), object, s->stride);
	hlist_for_each_entry_safe(slab, next, &s->slabs, link)
		destroy_slab(slab);
	hlist_del(&s->link);
	free_from(s, "kmem_cache_destroy", _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_destroy);

int kmem_cache_shrink(struct kmem_cache *s)
{
	/* 0: nothing more to free. Empty slabs stay until the cache goes. */
	return 0;
}
EXPORT_SYMBOL(kmem_cache_shrink);

unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return s->object_size;
}
EXPORT_SYMBOL(kmem_cache_size);

bool kmem_dump_obj(void *object)
{
	struct mm_description what;

	if (!slab_describe(object, &what))
		return false;
	pr_cont(" %s\n", what.text);
	return true;
}
EXPORT_SYMBOL_GPL(kmem_dump_obj);

/*
 * Audits and descriptions
 */

bool slab_describe(const void *address, struct mm_description *to)
{
	struct slab *slab = slab_at(address);
	struct slab_object *object;
	unsigned long offset;
	char name[96];

	if (!slab)
		return false;
	object = slot_at(slab, address, &offset);
	if (!object) {
		snprintf(to->text, sizeof(to->text),
			 "0x%lx lies in unused memory of cache `%s`",
			 (unsigned long)address, cache_name(slab->cache));
		return true;
	}
	name_object(slab, object, name, sizeof(name));
	snprintf(to->text, sizeof(to->text), "0x%lx is %lu bytes into the %s%s",
		 (unsigned long)address, offset,
		 object->state == OBJECT_LIVE ? "" : "freed ", name);
	return true;
}

bool slab_freed(const void *address, unsigned long *freed_at)
{
	struct slab *slab = slab_at(address);
	struct slab_object *object;
	unsigned long offset;

	object = slab ? slot_at(slab, address, &offset) : NULL;
	if (!object || object->state == OBJECT_LIVE)
		return false;
	*freed_at = object->free_site;
	return true;
}

int slab_room(const void *address, unsigned long *site)
{
	struct slab *slab = slab_at(address);
	struct slab_object *object;
	unsigned long offset;

	if (!slab)
		return -ENOENT;
	object = slot_at(slab, address, &offset);
	if (!object || object->state != OBJECT_LIVE) {
		*site = object ? object->free_site : 0;
		return -EFAULT;
	}
	*site = object->alloc_site;
	return offset < object->size ? object->size - offset : 0;
}

bool slab_mark_kept(const void *address)
{
	struct slab *slab = slab_at(address);
	struct slab_object *object;
	unsigned long offset;

	if (!slab)
		return false;
	object = slot_at(slab, address, &offset);
	if (object && object->state == OBJECT_LIVE)
		object->kept = 1;
	return true;
}

static void audit_cache(struct kmem_cache *s)
{
	struct slab_object *free;
	struct slab *slab;
	unsigned int i;

	for (free = s->free; free; free = free->next)
		check_free_object(slab_of_object(free), free, s->stride);
	if (!s->live)
		return;
	hlist_for_each_entry(slab, &s->slabs, link) {
		unsigned long stride = stride_of(slab);

		if (!slab->inuse)
			continue;
		for (i = 0; i < slab->carved; i++) {
			struct slab_object *object = &slab->object[i];

			if (object->state == OBJECT_LIVE &&
			    !redzone_intact(slab->base + i * stride,
					    object->size, stride))
				report_overflow(slab, object, 0, NULL);
		}
	}
}

static void audit_quarantine(const struct object_fifo *fifo)
{
	struct slab_object *object;

	for (object = fifo->first; object; object = object->next) {
		struct slab *slab = slab_of_object(object);

		check_free_object(slab, object, stride_of(slab));
	}
}

void slab_check_objects(void)
{
	struct kmem_cache *s;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kmalloc_caches); i++)
		audit_cache(&kmalloc_caches[i]);
	audit_cache(&large_cache);
	hlist_for_each_entry(s, &created_caches, link)
		audit_cache(s);
	audit_quarantine(&quarantine);
	audit_quarantine(&large_quarantine);
}

static void audit_cache_leaks(struct leak_audit *audit, struct kmem_cache *s)
{
	struct slab *slab;
	unsigned int i;

	if (!s->live)
		return;
	hlist_for_each_entry(slab, &s->slabs, link) {
		for (i = 0; slab->inuse && i < slab->carved; i++) {
			struct slab_object *object = &slab->object[i];

			if (object->state != OBJECT_LIVE || object->kept ||
			    !leak_is_of(audit, object->alloc_site))
				continue;
			leak_found(audit, object->alloc_site, object->size,
				   object_address(slab, object), s->name);
			object->kept = 1;
		}
	}
}

void slab_audit_leaks(struct leak_audit *audit)
{
	struct kmem_cache *s;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kmalloc_caches); i++)
		audit_cache_leaks(audit, &kmalloc_caches[i]);
	audit_cache_leaks(audit, &large_cache);
	hlist_for_each_entry(s, &created_caches, link)
		audit_cache_leaks(audit, s);
	audit_cache_leaks(audit, &cache_cache);
}
