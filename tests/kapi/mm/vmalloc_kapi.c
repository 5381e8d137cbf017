// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "kapi.h"

KAPI_TEST(vmalloc_gives_whole_pages)
{
	u8 *p = vmalloc(10000);

	KAPI_ASSERT_NOT_NULL(p);
	KAPI_EXPECT_EQ((unsigned long)p % PAGE_SIZE, 0UL);
	KAPI_EXPECT_TRUE(is_vmalloc_addr(p));
	KAPI_EXPECT_TRUE(is_vmalloc_addr(p + 9999));
	memset(p, 0x55, 10000);
	KAPI_EXPECT_NULL(memchr_inv(p, 0x55, 10000));
	vfree(p);
}

KAPI_TEST(vzalloc_clears)
{
	u8 *p = vmalloc(3 * PAGE_SIZE);

	KAPI_ASSERT_NOT_NULL(p);
	memset(p, 0xff, 3 * PAGE_SIZE);
	vfree(p);
	p = vzalloc(3 * PAGE_SIZE);
	KAPI_ASSERT_NOT_NULL(p);
	KAPI_EXPECT_NULL(memchr_inv(p, 0, 3 * PAGE_SIZE));
	vfree(p);
	p = vmalloc_user(PAGE_SIZE);
	KAPI_ASSERT_NOT_NULL(p);
	KAPI_EXPECT_NULL(memchr_inv(p, 0, PAGE_SIZE));
	vfree(p);
}

KAPI_TEST(vfree_ignores_null)
{
	vfree(NULL);
	vunmap(NULL);
}

KAPI_TEST(each_page_of_an_area_has_a_struct_page)
{
	u8 *p = vmalloc(2 * PAGE_SIZE);
	struct page *first, *second;

	KAPI_ASSERT_NOT_NULL(p);
	first = vmalloc_to_page(p);
	second = vmalloc_to_page(p + PAGE_SIZE);
	KAPI_EXPECT_NOT_NULL(first);
	KAPI_EXPECT_NOT_NULL(second);
	KAPI_EXPECT_NE(first, second);
	KAPI_EXPECT_EQ(vmalloc_to_pfn(p), page_to_pfn(first));
	p[PAGE_SIZE] = 0x77;
	KAPI_EXPECT_EQ(*(u8 *)page_address(second), 0x77);
	vfree(p);
}

KAPI_TEST(areas_do_not_touch)
{
	u8 *a = vmalloc(PAGE_SIZE);
	u8 *b = vmalloc(PAGE_SIZE);
	long distance = b - a;

	KAPI_EXPECT_NOT_NULL(a);
	KAPI_EXPECT_NOT_NULL(b);
	KAPI_EXPECT_GE(distance < 0 ? -distance : distance,
		       2 * (long)PAGE_SIZE);
	vfree(b);
	vfree(a);
}

KAPI_TEST(kmalloc_memory_is_not_from_vmalloc)
{
	void *p = kmalloc(100, GFP_KERNEL);

	KAPI_EXPECT_FALSE(is_vmalloc_addr(p));
	KAPI_EXPECT_FALSE(is_vmalloc_addr(NULL));
	kfree(p);
}

KAPI_TEST(vmalloc_array_checks_for_overflow)
{
	void *p = vcalloc(100, 100);

	KAPI_EXPECT_NOT_NULL(p);
	vfree(p);
	KAPI_EXPECT_NULL(vmalloc_array(SIZE_MAX / 2, 3));
	KAPI_EXPECT_NULL(__vmalloc(SIZE_MAX / 2, GFP_KERNEL | __GFP_NOWARN));
}

/* Every other one is freed, so that what is left has gaps between. */
KAPI_TEST(each_of_many_areas_is_found)
{
	enum { AREAS = 500 };
	void **areas = vcalloc(AREAS, sizeof(*areas));
	int i;

	KAPI_ASSERT_NOT_NULL(areas);
	for (i = 0; i < AREAS; i++)
		areas[i] = vmalloc((i % 3 + 1) * PAGE_SIZE);
	for (i = 0; i < AREAS; i += 2)
		vfree(areas[i]);
	for (i = 1; i < AREAS; i += 2) {
		KAPI_EXPECT_NOT_NULL(areas[i]);
		if (!areas[i])
			continue;
		KAPI_EXPECT_TRUE(is_vmalloc_addr(areas[i]));
		KAPI_EXPECT_NOT_NULL(vmalloc_to_page(areas[i]));
		memset(areas[i], i, (i % 3 + 1) * PAGE_SIZE);
		vfree(areas[i]);
	}
	vfree(areas);
}

KAPI_TEST(vmap_shows_scattered_pages_in_a_row)
{
	struct page *pages[3];
	u8 *p;
	int i;

	for (i = 0; i < 3; i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		KAPI_ASSERT_NOT_NULL(pages[i]);
	}
	swap(pages[0], pages[2]);
	p = vmap(pages, 3, VM_MAP, PAGE_KERNEL);
	KAPI_EXPECT_NOT_NULL(p);
	if (p) {
		KAPI_EXPECT_TRUE(is_vmalloc_addr(p));
		for (i = 0; i < 3; i++)
			p[i * PAGE_SIZE + 5] = i + 1;
		for (i = 0; i < 3; i++)
			KAPI_EXPECT_EQ(((u8 *)page_address(pages[i]))[5],
				       i + 1);
		KAPI_EXPECT_PTR_EQ(vmalloc_to_page(p + PAGE_SIZE), pages[1]);
		vunmap(p);
	}
	for (i = 0; i < 3; i++)
		__free_page(pages[i]);
}

KAPI_MODULE();
