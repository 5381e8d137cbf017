// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/mempool.h>
#include <linux/slab.h>

#include "kapi.h"

static bool dry; /* the allocator fails */

static void *failing_alloc(gfp_t gfp, void *data)
{
	return dry ? NULL : kmalloc(32, gfp);
}

static void plain_free(void *element, void *data)
{
	kfree(element);
}

KAPI_TEST(the_reserve_is_used_when_the_allocator_fails)
{
	mempool_t *pool;
	void *a, *b;

	dry = false;
	pool = mempool_create(2, failing_alloc, plain_free, NULL);
	KAPI_ASSERT_NOT_NULL(pool);
	dry = true;
	a = mempool_alloc(pool, GFP_ATOMIC);
	b = mempool_alloc(pool, GFP_ATOMIC);
	KAPI_EXPECT_NOT_NULL(a);
	KAPI_EXPECT_NOT_NULL(b);
	KAPI_EXPECT_NULL(mempool_alloc(pool, GFP_ATOMIC));
	mempool_free(a, pool);
	a = mempool_alloc(pool, GFP_ATOMIC);
	KAPI_EXPECT_NOT_NULL(a);
	mempool_free(a, pool);
	mempool_free(b, pool);
	mempool_free(NULL, pool);
	dry = false;
	mempool_destroy(pool);
	mempool_destroy(NULL);
}

KAPI_TEST(a_pool_that_cannot_be_filled_is_not_made)
{
	dry = true;
	KAPI_EXPECT_NULL(mempool_create(2, failing_alloc, plain_free, NULL));
	dry = false;
}

KAPI_TEST(pools_come_ready_made_for_kmalloc_slab_and_pages)
{
	struct kmem_cache *cache;
	mempool_t *pool;
	void *p;

	pool = mempool_create_kmalloc_pool(2, 100);
	KAPI_ASSERT_NOT_NULL(pool);
	p = mempool_alloc(pool, GFP_KERNEL);
	KAPI_EXPECT_NOT_NULL(p);
	mempool_free(p, pool);
	mempool_destroy(pool);

	cache = kmem_cache_create("kapi_mempool", 64, 0, 0, NULL);
	KAPI_ASSERT_NOT_NULL(cache);
	pool = mempool_create_slab_pool(2, cache);
	KAPI_ASSERT_NOT_NULL(pool);
	p = mempool_alloc(pool, GFP_KERNEL);
	KAPI_EXPECT_NOT_NULL(p);
	mempool_free(p, pool);
	mempool_destroy(pool);
	kmem_cache_destroy(cache);

	pool = mempool_create_page_pool(1, 1);
	KAPI_ASSERT_NOT_NULL(pool);
	p = mempool_alloc(pool, GFP_KERNEL);
	KAPI_EXPECT_NOT_NULL(p);
	mempool_free(p, pool);
	mempool_destroy(pool);
}

KAPI_TEST(a_pool_can_grow_and_shrink)
{
	mempool_t *pool = mempool_create_kmalloc_pool(2, 16);

	KAPI_ASSERT_NOT_NULL(pool);
	KAPI_EXPECT_EQ(mempool_resize(pool, 5), 0);
	KAPI_EXPECT_EQ(pool->min_nr, 5);
	KAPI_EXPECT_EQ(pool->curr_nr, 5);
	KAPI_EXPECT_EQ(mempool_resize(pool, 1), 0);
	KAPI_EXPECT_EQ(pool->min_nr, 1);
	KAPI_EXPECT_EQ(pool->curr_nr, 1);
	mempool_destroy(pool);
}

KAPI_TEST(a_pool_can_live_inside_something_else)
{
	mempool_t pool = {};

	KAPI_EXPECT_FALSE(mempool_initialized(&pool));
	KAPI_ASSERT_EQ(mempool_init_kmalloc_pool(&pool, 2, 16), 0);
	KAPI_EXPECT_TRUE(mempool_initialized(&pool));
	mempool_exit(&pool);
	KAPI_EXPECT_FALSE(mempool_initialized(&pool));
}

KAPI_MODULE();
