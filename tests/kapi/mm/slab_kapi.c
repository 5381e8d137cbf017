// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "kapi.h"

KAPI_TEST(kmalloc_of_nothing_gives_the_zero_size_pointer)
{
	KAPI_EXPECT_PTR_EQ(kmalloc(0, GFP_KERNEL), ZERO_SIZE_PTR);
	KAPI_EXPECT_PTR_EQ(kzalloc(0, GFP_KERNEL), ZERO_SIZE_PTR);
	KAPI_EXPECT_PTR_EQ(kcalloc(0, 8, GFP_KERNEL), ZERO_SIZE_PTR);
	KAPI_EXPECT_TRUE(ZERO_OR_NULL_PTR(ZERO_SIZE_PTR));
}

KAPI_TEST(kfree_ignores_null_and_the_zero_size_pointer)
{
	kfree(NULL);
	kfree(ZERO_SIZE_PTR);
	kfree_sensitive(NULL);
	kvfree(NULL);
}

KAPI_TEST(objects_are_aligned_to_eight_bytes)
{
	size_t size;

	for (size = 1; size < 300; size += 7) {
		void *p = kmalloc(size, GFP_KERNEL);

		KAPI_ASSERT_NOT_NULL(p);
		KAPI_EXPECT_EQ((unsigned long)p % 8, 0UL);
		kfree(p);
	}
}

KAPI_TEST(a_power_of_two_is_aligned_to_itself)
{
	size_t size;

	for (size = 8; size <= 1024 * 1024; size *= 2) {
		void *first = kmalloc(size, GFP_KERNEL);
		void *second = kmalloc(size, GFP_KERNEL);

		KAPI_EXPECT_NOT_NULL(first);
		KAPI_EXPECT_NOT_NULL(second);
		KAPI_EXPECT_EQ((unsigned long)first % size, 0UL);
		KAPI_EXPECT_EQ((unsigned long)second % size, 0UL);
		kfree(second);
		kfree(first);
	}
}

KAPI_TEST(kzalloc_clears_memory_that_was_used_before)
{
	size_t sizes[] = { 1, 7, 8, 33, 96, 130, 1000, 5000, 20000 };
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		u8 *p = kmalloc(sizes[i], GFP_KERNEL);

		KAPI_ASSERT_NOT_NULL(p);
		memset(p, 0xff, sizes[i]);
		kfree(p);
		p = kzalloc(sizes[i], GFP_KERNEL);
		KAPI_ASSERT_NOT_NULL(p);
		KAPI_EXPECT_NULL(memchr_inv(p, 0, sizes[i]));
		kfree(p);
	}
}

KAPI_TEST(every_byte_asked_for_can_be_used)
{
	size_t size;

	for (size = 1; size <= 40000; size = size * 3 + 1) {
		u8 *p = kmalloc(size, GFP_KERNEL);

		KAPI_ASSERT_NOT_NULL(p);
		memset(p, 0xa5, size);
		KAPI_EXPECT_NULL(memchr_inv(p, 0xa5, size));
		kfree(p);
	}
}

KAPI_TEST(live_objects_do_not_overlap)
{
	u8 *p[32];
	int i;

	for (i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = kmalloc(61, GFP_KERNEL);
		KAPI_ASSERT_NOT_NULL(p[i]);
		memset(p[i], i, 61);
	}
	for (i = 0; i < ARRAY_SIZE(p); i++) {
		KAPI_EXPECT_NULL(memchr_inv(p[i], i, 61));
		kfree(p[i]);
	}
}

KAPI_TEST(more_than_the_largest_size_is_refused)
{
	gfp_t gfp = GFP_KERNEL | __GFP_NOWARN;

	KAPI_EXPECT_NULL(kmalloc(KMALLOC_MAX_SIZE + 1, gfp));
	KAPI_EXPECT_NULL(kmalloc(SIZE_MAX, gfp));
	KAPI_EXPECT_NULL(kmalloc(SIZE_MAX - PAGE_SIZE, gfp));
}

KAPI_TEST_WARNS(more_than_the_largest_size_warns)
{
	KAPI_EXPECT_NULL(kmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL));
}

KAPI_TEST(an_array_that_overflows_is_refused)
{
	void *p = kmalloc(8, GFP_KERNEL);

	KAPI_EXPECT_NULL(kmalloc_array(SIZE_MAX / 2, 3, GFP_KERNEL));
	KAPI_EXPECT_NULL(kcalloc(SIZE_MAX, SIZE_MAX, GFP_KERNEL));
	KAPI_EXPECT_NULL(kvmalloc_array(SIZE_MAX / 2, 3, GFP_KERNEL));
	KAPI_EXPECT_NULL(krealloc_array(p, SIZE_MAX / 2, 3, GFP_KERNEL));
	kfree(p);
}

KAPI_TEST(kcalloc_clears_all_elements)
{
	u32 *p = kcalloc(33, sizeof(*p), GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(p);
	KAPI_EXPECT_NULL(memchr_inv(p, 0, 33 * sizeof(*p)));
	kfree(p);
}

KAPI_TEST(krealloc_keeps_what_was_there)
{
	u8 *p = krealloc(NULL, 10, GFP_KERNEL);
	size_t size;

	KAPI_ASSERT_NOT_NULL(p);
	memset(p, 0x77, 10);
	for (size = 20; size < 20000; size *= 2) {
		u8 *grown = krealloc(p, size, GFP_KERNEL);

		KAPI_ASSERT_NOT_NULL(grown);
		p = grown;
		KAPI_EXPECT_NULL(memchr_inv(p, 0x77, 10));
	}
	p = krealloc(p, 4, GFP_KERNEL);
	KAPI_ASSERT_NOT_NULL(p);
	KAPI_EXPECT_NULL(memchr_inv(p, 0x77, 4));
	kfree(p);
}

KAPI_TEST(krealloc_to_nothing_frees)
{
	void *p = kmalloc(10, GFP_KERNEL);

	KAPI_EXPECT_PTR_EQ(krealloc(p, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	KAPI_EXPECT_PTR_EQ(krealloc(NULL, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	p = krealloc(ZERO_SIZE_PTR, 8, GFP_KERNEL);
	KAPI_EXPECT_FALSE(ZERO_OR_NULL_PTR(p));
	kfree(p);
}

KAPI_TEST(krealloc_that_fails_leaves_the_object_alone)
{
	u8 *p = kmalloc(10, GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(p);
	memset(p, 0x33, 10);
	KAPI_EXPECT_NULL(krealloc(p, KMALLOC_MAX_SIZE + 1,
				  GFP_KERNEL | __GFP_NOWARN));
	KAPI_EXPECT_NULL(memchr_inv(p, 0x33, 10));
	kfree(p);
}

KAPI_TEST(ksize_is_at_least_what_was_asked_for)
{
	void *p = kmalloc(100, GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(p);
	KAPI_EXPECT_GE(ksize(p), (size_t)100);
	KAPI_EXPECT_EQ(ksize(NULL), (size_t)0);
	KAPI_EXPECT_EQ(ksize(ZERO_SIZE_PTR), (size_t)0);
	kfree(p);
}

KAPI_TEST(memory_for_atomic_context_is_there_under_a_lock)
{
	DEFINE_SPINLOCK(lock);
	void *p;

	spin_lock(&lock);
	p = kmalloc(64, GFP_ATOMIC);
	spin_unlock(&lock);
	KAPI_EXPECT_NOT_NULL(p);
	kfree(p);
}

KAPI_TEST(strings_are_copied)
{
	char *copy = kstrdup("scull", GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(copy);
	KAPI_EXPECT_STREQ(copy, "scull");
	kfree(copy);
	KAPI_EXPECT_NULL(kstrdup(NULL, GFP_KERNEL));

	copy = kstrndup("scull", 3, GFP_KERNEL);
	KAPI_ASSERT_NOT_NULL(copy);
	KAPI_EXPECT_STREQ(copy, "scu");
	kfree(copy);
	copy = kstrndup("ab", 10, GFP_KERNEL);
	KAPI_ASSERT_NOT_NULL(copy);
	KAPI_EXPECT_STREQ(copy, "ab");
	kfree(copy);
	KAPI_EXPECT_NULL(kstrndup(NULL, 3, GFP_KERNEL));

	copy = kmemdup_nul("abcdef", 2, GFP_KERNEL);
	KAPI_ASSERT_NOT_NULL(copy);
	KAPI_EXPECT_STREQ(copy, "ab");
	kfree(copy);
	KAPI_EXPECT_NULL(kmemdup_nul(NULL, 2, GFP_KERNEL));
}

KAPI_TEST(a_constant_string_can_be_copied_and_freed)
{
	const char *copy = kstrdup_const("constant", GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(copy);
	KAPI_EXPECT_STREQ(copy, "constant");
	kfree_const(copy);
	kfree_const(NULL);
}

KAPI_TEST(kmemdup_copies)
{
	u32 words[] = { 1, 2, 3 };
	u32 *copy = kmemdup(words, sizeof(words), GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(copy);
	KAPI_EXPECT_EQ(memcmp(copy, words, sizeof(words)), 0);
	kfree(copy);
}

KAPI_TEST(a_bad_user_pointer_cannot_be_duplicated)
{
	KAPI_EXPECT_EQ(PTR_ERR(memdup_user((void __user *)-4096L, 16)),
		       (long)-EFAULT);
	KAPI_EXPECT_EQ(PTR_ERR(memdup_user_nul((void __user *)-4096L, 16)),
		       (long)-EFAULT);
	KAPI_EXPECT_EQ(PTR_ERR(vmemdup_user((void __user *)-4096L, 16)),
		       (long)-EFAULT);
	KAPI_EXPECT_EQ(PTR_ERR(strndup_user((char __user *)-4096L, 16)),
		       (long)-EFAULT);
}

KAPI_TEST(kvmalloc_serves_small_and_large)
{
	u8 *small = kvmalloc(100, GFP_KERNEL);
	u8 *large = kvzalloc(9 * 1024 * 1024, GFP_KERNEL);

	KAPI_EXPECT_NOT_NULL(small);
	KAPI_EXPECT_FALSE(is_vmalloc_addr(small));
	KAPI_EXPECT_NOT_NULL(large);
	KAPI_EXPECT_TRUE(is_vmalloc_addr(large));
	if (large) {
		KAPI_EXPECT_EQ(large[0], 0);
		KAPI_EXPECT_EQ(large[9 * 1024 * 1024 - 1], 0);
	}
	kvfree(large);
	kvfree(small);
}

static int constructed;

static void constructor(void *object)
{
	*(int *)object = 4711;
	constructed++;
}

KAPI_TEST(a_cache_gives_objects_of_its_size)
{
	struct kmem_cache *cache;
	u8 *a, *b;

	cache = kmem_cache_create("kapi_cache", 100, 0, 0, NULL);
	KAPI_ASSERT_NOT_NULL(cache);
	KAPI_EXPECT_EQ(kmem_cache_size(cache), 100U);
	a = kmem_cache_alloc(cache, GFP_KERNEL);
	b = kmem_cache_zalloc(cache, GFP_KERNEL);
	KAPI_EXPECT_NOT_NULL(a);
	KAPI_EXPECT_NOT_NULL(b);
	KAPI_EXPECT_NE(a, b);
	memset(a, 0xff, 100);
	KAPI_EXPECT_NULL(memchr_inv(b, 0, 100));
	kmem_cache_free(cache, b);
	kmem_cache_free(cache, a);
	kmem_cache_shrink(cache);
	kmem_cache_destroy(cache);
	kmem_cache_destroy(NULL);
}

KAPI_TEST(a_cache_aligns_as_told)
{
	struct kmem_cache *cache;
	void *p[5];
	int i;

	cache = kmem_cache_create("kapi_aligned", 40, 256, 0, NULL);
	KAPI_ASSERT_NOT_NULL(cache);
	for (i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		KAPI_EXPECT_EQ((unsigned long)p[i] % 256, 0UL);
	}
	for (i = 0; i < ARRAY_SIZE(p); i++)
		kmem_cache_free(cache, p[i]);
	kmem_cache_destroy(cache);

	cache = kmem_cache_create("kapi_lines", 100, 0, SLAB_HWCACHE_ALIGN,
				  NULL);
	KAPI_ASSERT_NOT_NULL(cache);
	p[0] = kmem_cache_alloc(cache, GFP_KERNEL);
	KAPI_EXPECT_EQ((unsigned long)p[0] % 64, 0UL);
	kmem_cache_free(cache, p[0]);
	kmem_cache_destroy(cache);
}

KAPI_TEST(a_constructor_runs_before_the_first_use)
{
	struct kmem_cache *cache;
	int *p;

	constructed = 0;
	cache = kmem_cache_create("kapi_ctor", sizeof(int), 0, 0, constructor);
	KAPI_ASSERT_NOT_NULL(cache);
	p = kmem_cache_alloc(cache, GFP_KERNEL);
	KAPI_ASSERT_NOT_NULL(p);
	KAPI_EXPECT_GE(constructed, 1);
	KAPI_EXPECT_EQ(*p, 4711);
	kmem_cache_free(cache, p);
	p = kmem_cache_alloc(cache, GFP_KERNEL);
	KAPI_ASSERT_NOT_NULL(p);
	KAPI_EXPECT_EQ(*p, 4711);
	kmem_cache_free(cache, p);
	kmem_cache_destroy(cache);
}

KAPI_TEST(bulk_allocation_fills_the_array)
{
	struct kmem_cache *cache;
	void *p[20];

	cache = kmem_cache_create("kapi_bulk", 32, 0, 0, NULL);
	KAPI_ASSERT_NOT_NULL(cache);
	KAPI_EXPECT_EQ(kmem_cache_alloc_bulk(cache, GFP_KERNEL, 20, p), 20);
	KAPI_EXPECT_NOT_NULL(p[0]);
	KAPI_EXPECT_NOT_NULL(p[19]);
	kmem_cache_free_bulk(cache, 20, p);
	kmem_cache_destroy(cache);
}

struct kapi_thing {
	char name[24];
	u64 number;
};

KAPI_TEST(kmem_cache_macro_takes_the_size_of_the_struct)
{
	struct kmem_cache *cache = KMEM_CACHE(kapi_thing, 0);

	KAPI_ASSERT_NOT_NULL(cache);
	KAPI_EXPECT_EQ((size_t)kmem_cache_size(cache),
		       sizeof(struct kapi_thing));
	kmem_cache_destroy(cache);
}

KAPI_TEST(size_roundup_gives_the_bucket)
{
	KAPI_EXPECT_EQ(kmalloc_size_roundup(0), (size_t)0);
	KAPI_EXPECT_EQ(kmalloc_size_roundup(1), (size_t)8);
	KAPI_EXPECT_EQ(kmalloc_size_roundup(65), (size_t)96);
	KAPI_EXPECT_EQ(kmalloc_size_roundup(100), (size_t)128);
	KAPI_EXPECT_EQ(kmalloc_size_roundup(129), (size_t)192);
	KAPI_EXPECT_EQ(kmalloc_size_roundup(4000), (size_t)4096);
	KAPI_EXPECT_EQ(kmalloc_size_roundup(8193), (size_t)16384);
}

KAPI_MODULE();
