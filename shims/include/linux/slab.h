/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel heap: kmalloc() and object caches.
 *
 * Stands for: include/linux/slab.h, mm/slub.c, mm/slab_common.c
 * Fidelity:   MODEL - results, size limits, alignment and bucket sizes as in
 *             Linux; every object has a redzone behind its last byte, and
 *             freed ones are poisoned and not handed out again for a while
 * Absent:     NUMA, memory cgroups, sysfs statistics; caches are never merged
 */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/cache.h>
#include <linux/gfp.h>
#include <linux/numa.h>
#include <linux/overflow.h>
#include <linux/types.h>

struct kmem_cache;
struct list_lru;

#define SLAB_CONSISTENCY_CHECKS ((slab_flags_t __force)0x00000100U)
#define SLAB_RED_ZONE ((slab_flags_t __force)0x00000400U)
#define SLAB_POISON ((slab_flags_t __force)0x00000800U)
#define SLAB_KMALLOC ((slab_flags_t __force)0x00001000U)
#define SLAB_HWCACHE_ALIGN ((slab_flags_t __force)0x00002000U)
#define SLAB_CACHE_DMA ((slab_flags_t __force)0x00004000U)
#define SLAB_CACHE_DMA32 ((slab_flags_t __force)0x00008000U)
#define SLAB_STORE_USER ((slab_flags_t __force)0x00010000U)
#define SLAB_RECLAIM_ACCOUNT ((slab_flags_t __force)0x00020000U)
#define SLAB_TEMPORARY SLAB_RECLAIM_ACCOUNT
#define SLAB_PANIC ((slab_flags_t __force)0x00040000U)
#define SLAB_TYPESAFE_BY_RCU ((slab_flags_t __force)0x00080000U)
#define SLAB_MEM_SPREAD ((slab_flags_t __force)0x00100000U)
#define SLAB_TRACE ((slab_flags_t __force)0x00200000U)
#define SLAB_NOLEAKTRACE ((slab_flags_t __force)0x00800000U)
#define SLAB_ACCOUNT ((slab_flags_t __force)0x04000000U)
#define SLAB_NO_USER_FLAGS ((slab_flags_t __force)0x10000000U)
#define SLAB_DEBUG_OBJECTS 0
#define SLAB_FAILSLAB 0
#define SLAB_KASAN 0

/* What a request for no bytes gets. */
#define ZERO_SIZE_PTR ((void *)16)
#define ZERO_OR_NULL_PTR(x) \
	((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

#define ARCH_KMALLOC_MINALIGN __alignof__(unsigned long long)
#define ARCH_SLAB_MINALIGN __alignof__(unsigned long long)

#define KMALLOC_SHIFT_LOW 3
#define KMALLOC_SHIFT_HIGH (PAGE_SHIFT + 1)
#define KMALLOC_SHIFT_MAX (10 + PAGE_SHIFT)
#define KMALLOC_MIN_SIZE (1 << KMALLOC_SHIFT_LOW)
#define KMALLOC_MAX_SIZE (1UL << KMALLOC_SHIFT_MAX)
#define KMALLOC_MAX_CACHE_SIZE (1UL << KMALLOC_SHIFT_HIGH)
#define KMALLOC_MAX_ORDER (KMALLOC_SHIFT_MAX - PAGE_SHIFT)

/**
 * kmem_cache_create() - make a cache of equal objects
 * @name: shown in reports; no blanks
 * @size: bytes of an object
 * @align: alignment, 0 for that of a pointer
 * @flags: SLAB_*
 * @ctor: called once for each object before its first use, or NULL
 *
 * Context: May sleep.
 * Return: the cache, or NULL.
 */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
				     unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *object));
struct kmem_cache *kmem_cache_create_usercopy(const char *name,
					      unsigned int size,
					      unsigned int align,
					      slab_flags_t flags,
					      unsigned int useroffset,
					      unsigned int usersize,
					      void (*ctor)(void *object));

#define KMEM_CACHE(__struct, __flags) \
	kmem_cache_create(#__struct, sizeof(struct __struct), \
			  __alignof__(struct __struct), (__flags), NULL)
#define KMEM_CACHE_USERCOPY(__struct, __flags, __field) \
	kmem_cache_create_usercopy(#__struct, sizeof(struct __struct), \
				   __alignof__(struct __struct), (__flags), \
				   offsetof(struct __struct, __field), \
				   sizeof(((struct __struct *)0)->__field), \
				   NULL)

/**
 * kmem_cache_destroy() - drop a cache; all its objects must have been freed
 * @s: the cache, or NULL
 */
void kmem_cache_destroy(struct kmem_cache *s);
int kmem_cache_shrink(struct kmem_cache *s);
unsigned int kmem_cache_size(struct kmem_cache *s);

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags);
void *kmem_cache_alloc_lru(struct kmem_cache *s, struct list_lru *lru,
			   gfp_t flags);
void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t flags, int node);
void kmem_cache_free(struct kmem_cache *s, void *objp);
int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size,
			  void **p);
void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p);

static inline void *kmem_cache_zalloc(struct kmem_cache *s, gfp_t flags)
{
	return kmem_cache_alloc(s, flags | __GFP_ZERO);
}

static inline void kfree_bulk(size_t size, void **p)
{
	kmem_cache_free_bulk(NULL, size, p);
}

void *__kmalloc(size_t size, gfp_t flags);
void *__kmalloc_node(size_t size, gfp_t flags, int node);
void *__kmalloc_node_track_caller(size_t size, gfp_t flags, int node,
				  unsigned long caller);

#define kmalloc_node_track_caller(size, flags, node) \
	__kmalloc_node_track_caller(size, flags, node, \
				    (unsigned long)__builtin_return_address(0))
#define kmalloc_track_caller(size, flags) \
	kmalloc_node_track_caller(size, flags, NUMA_NO_NODE)

/**
 * kmalloc() - allocate memory
 * @size: bytes; a power of two is aligned to itself, anything else to 8
 * @flags: GFP_*
 *
 * Context: Any; may sleep if @flags allow it.
 * Return: the memory; ZERO_SIZE_PTR for no bytes; NULL on failure.
 */
static __always_inline void *kmalloc(size_t size, gfp_t flags)
{
	return __kmalloc(size, flags);
}

static __always_inline void *kmalloc_node(size_t size, gfp_t flags, int node)
{
	return __kmalloc_node(size, flags, node);
}

static __always_inline void *kzalloc(size_t size, gfp_t flags)
{
	return __kmalloc(size, flags | __GFP_ZERO);
}

static __always_inline void *kzalloc_node(size_t size, gfp_t flags, int node)
{
	return __kmalloc_node(size, flags | __GFP_ZERO, node);
}

static __always_inline void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return __kmalloc(bytes, flags);
}

static __always_inline void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	return kmalloc_array(n, size, flags | __GFP_ZERO);
}

static __always_inline void *kmalloc_array_node(size_t n, size_t size,
						gfp_t flags, int node)
{
	return kmalloc_array(n, size, flags);
}

static __always_inline void *kcalloc_node(size_t n, size_t size, gfp_t flags,
					  int node)
{
	return kcalloc(n, size, flags);
}

/**
 * krealloc() - change the size of an allocation
 * @objp: the memory, or NULL
 * @new_size: bytes; 0 frees @objp
 * @flags: GFP_*; __GFP_ZERO does not reliably clear what is new
 *
 * Return: the memory, perhaps elsewhere; ZERO_SIZE_PTR if @new_size is 0; NULL
 * on failure, and @objp then remains as it was.
 */
void *__must_check krealloc(const void *objp, size_t new_size, gfp_t flags);

static __always_inline void *__must_check krealloc_array(void *p, size_t new_n,
							 size_t new_size,
							 gfp_t flags)
{
	size_t bytes;

	if (__builtin_mul_overflow(new_n, new_size, &bytes))
		return NULL;
	return krealloc(p, bytes, flags);
}

/**
 * kfree() - give back what kmalloc() or kmem_cache_alloc() returned
 * @objp: the memory; NULL and ZERO_SIZE_PTR are ignored
 */
void kfree(const void *objp);
void kfree_sensitive(const void *objp);

/**
 * ksize() - bytes that may be used of an allocation
 * @objp: the memory
 *
 * Return: size of the bucket; from now on all of it belongs to the caller.
 */
size_t ksize(const void *objp);
size_t __ksize(const void *objp);
size_t kmalloc_size_roundup(size_t size);

void *kvmalloc_node(size_t size, gfp_t flags, int node);

static __always_inline void *kvmalloc(size_t size, gfp_t flags)
{
	return kvmalloc_node(size, flags, NUMA_NO_NODE);
}

static __always_inline void *kvzalloc_node(size_t size, gfp_t flags, int node)
{
	return kvmalloc_node(size, flags | __GFP_ZERO, node);
}

static __always_inline void *kvzalloc(size_t size, gfp_t flags)
{
	return kvmalloc(size, flags | __GFP_ZERO);
}

static __always_inline void *kvmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return kvmalloc(bytes, flags);
}

static __always_inline void *kvcalloc(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc_array(n, size, flags | __GFP_ZERO);
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
void *kvrealloc(const void *p, size_t oldsize, size_t newsize, gfp_t flags);
#else
void *kvrealloc_noprof(const void *p, size_t size, gfp_t flags);
#define kvrealloc(p, size, flags) kvrealloc_noprof(p, size, flags)
#endif
void kvfree(const void *addr);
void kvfree_sensitive(const void *addr, size_t len);

bool kmem_dump_obj(void *object);

#endif
