// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/genalloc.h>

#include "kapi.h"

#define BASE 0x10000UL

static struct gen_pool *pool_of(size_t size)
{
	struct gen_pool *pool = gen_pool_create(4, -1);

	if (pool && gen_pool_add_virt(pool, BASE, 0x80000000, size, -1)) {
		gen_pool_destroy(pool);
		pool = NULL;
	}
	return pool;
}

KAPI_TEST(granules_are_handed_out_from_the_start)
{
	struct gen_pool *pool = pool_of(256);
	unsigned long a, b;

	KAPI_ASSERT_NOT_NULL(pool);
	KAPI_EXPECT_EQ(gen_pool_size(pool), (size_t)256);
	a = gen_pool_alloc(pool, 1);
	b = gen_pool_alloc(pool, 17);
	KAPI_EXPECT_EQ(a, BASE);
	KAPI_EXPECT_EQ(b, BASE + 16);
	KAPI_EXPECT_EQ(gen_pool_avail(pool), (size_t)(256 - 16 - 32));
	KAPI_EXPECT_EQ((u64)gen_pool_virt_to_phys(pool, b), (u64)0x80000010);
	gen_pool_free(pool, a, 1);
	gen_pool_free(pool, b, 17);
	KAPI_EXPECT_EQ(gen_pool_avail(pool), (size_t)256);
	gen_pool_destroy(pool);
}

KAPI_TEST(a_full_pool_gives_nothing)
{
	struct gen_pool *pool = pool_of(64);
	unsigned long all;

	KAPI_ASSERT_NOT_NULL(pool);
	KAPI_EXPECT_EQ(gen_pool_alloc(pool, 65), 0UL);
	KAPI_EXPECT_EQ(gen_pool_alloc(pool, 0), 0UL);
	all = gen_pool_alloc(pool, 64);
	KAPI_EXPECT_EQ(all, BASE);
	KAPI_EXPECT_EQ(gen_pool_alloc(pool, 1), 0UL);
	gen_pool_free(pool, all, 64);
	gen_pool_destroy(pool);
}

KAPI_TEST(best_fit_takes_the_smallest_hole)
{
	struct gen_pool *pool = pool_of(256);
	unsigned long a, b, c, d;

	KAPI_ASSERT_NOT_NULL(pool);
	gen_pool_set_algo(pool, gen_pool_best_fit, NULL);
	a = gen_pool_alloc(pool, 64);
	b = gen_pool_alloc(pool, 16);
	c = gen_pool_alloc(pool, 16);
	d = gen_pool_alloc(pool, 16);
	gen_pool_free(pool, a, 64);
	gen_pool_free(pool, c, 16);
	KAPI_EXPECT_EQ(gen_pool_alloc(pool, 16), c);
	gen_pool_free(pool, b, 16);
	gen_pool_free(pool, c, 16);
	gen_pool_free(pool, d, 16);
	gen_pool_destroy(pool);
}

KAPI_TEST(an_alignment_can_be_asked_for)
{
	struct genpool_data_align align = { .align = 64 };
	struct gen_pool *pool = pool_of(256);
	unsigned long a, b;

	KAPI_ASSERT_NOT_NULL(pool);
	a = gen_pool_alloc(pool, 16);
	b = gen_pool_alloc_algo(pool, 16, gen_pool_first_fit_align, &align);
	KAPI_EXPECT_EQ(b, BASE + 64);
	gen_pool_free(pool, a, 16);
	gen_pool_free(pool, b, 16);
	gen_pool_destroy(pool);
}

KAPI_TEST(a_pool_knows_its_addresses)
{
	struct gen_pool *pool = pool_of(64);

	KAPI_ASSERT_NOT_NULL(pool);
	KAPI_EXPECT_TRUE(gen_pool_has_addr(pool, BASE, 64));
	KAPI_EXPECT_FALSE(gen_pool_has_addr(pool, BASE, 65));
	KAPI_EXPECT_FALSE(gen_pool_has_addr(pool, BASE - 1, 1));
	gen_pool_destroy(pool);
}

KAPI_MODULE();
