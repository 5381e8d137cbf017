// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "kapi.h"

KAPI_TEST(a_page_has_an_address_and_the_address_a_page)
{
	struct page *page = alloc_page(GFP_KERNEL);
	void *address;

	KAPI_ASSERT_NOT_NULL(page);
	address = page_address(page);
	KAPI_EXPECT_EQ((unsigned long)address % PAGE_SIZE, 0UL);
	KAPI_EXPECT_PTR_EQ(virt_to_page(address), page);
	KAPI_EXPECT_PTR_EQ(virt_to_page((char *)address + 4095), page);
	KAPI_EXPECT_PTR_EQ(pfn_to_page(page_to_pfn(page)), page);
	KAPI_EXPECT_PTR_EQ(__va(__pa(address)), address);
	KAPI_EXPECT_EQ((unsigned long)page_to_phys(page),
		       (unsigned long)__pa(address));
	KAPI_EXPECT_TRUE(virt_addr_valid(address));
	KAPI_EXPECT_EQ(page_count(page), 1);
	memset(address, 0x42, PAGE_SIZE);
	__free_page(page);
}

KAPI_TEST(blocks_are_aligned_to_their_size)
{
	unsigned int order;

	for (order = 0; order <= 8; order++) {
		unsigned long p = __get_free_pages(GFP_KERNEL, order);

		KAPI_EXPECT_NE(p, 0UL);
		KAPI_EXPECT_EQ(p % (PAGE_SIZE << order), 0UL);
		free_pages(p, order);
	}
	free_pages(0, 3);
}

KAPI_TEST(get_zeroed_page_is_zero)
{
	unsigned long p = __get_free_page(GFP_KERNEL);

	KAPI_ASSERT_NE(p, 0UL);
	memset((void *)p, 0xff, PAGE_SIZE);
	free_page(p);
	p = get_zeroed_page(GFP_KERNEL);
	KAPI_ASSERT_NE(p, 0UL);
	KAPI_EXPECT_NULL(memchr_inv((void *)p, 0, PAGE_SIZE));
	free_page(p);
}

KAPI_TEST(an_order_too_high_is_refused)
{
	KAPI_EXPECT_NULL(alloc_pages(GFP_KERNEL | __GFP_NOWARN, 11));
	KAPI_EXPECT_EQ(__get_free_pages(GFP_KERNEL | __GFP_NOWARN, 40), 0UL);
}

KAPI_TEST(a_reference_keeps_the_page)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(page);
	get_page(page);
	KAPI_EXPECT_EQ(page_count(page), 2);
	__free_page(page);
	KAPI_EXPECT_EQ(page_count(page), 1);
	*(char *)page_address(page) = 1;
	put_page(page);
}

KAPI_TEST(a_compound_page_is_one_thing)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);

	KAPI_ASSERT_NOT_NULL(page);
	KAPI_EXPECT_TRUE(PageHead(page));
	KAPI_EXPECT_TRUE(PageTail(page + 3));
	KAPI_EXPECT_TRUE(PageCompound(page + 1));
	KAPI_EXPECT_EQ(compound_order(page), 2U);
	KAPI_EXPECT_PTR_EQ(compound_head(page + 2), page);
	KAPI_EXPECT_EQ(page_size(page), 4 * PAGE_SIZE);
	get_page(page + 3);
	KAPI_EXPECT_EQ(page_count(page), 2);
	put_page(page + 1);
	KAPI_EXPECT_EQ(page_count(page + 2), 1);
	put_page(page);
}

KAPI_TEST(split_pages_are_freed_one_by_one)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);
	int i;

	KAPI_ASSERT_NOT_NULL(page);
	split_page(page, 2);
	for (i = 0; i < 4; i++) {
		KAPI_EXPECT_EQ(page_count(page + i), 1);
		__free_page(page + i);
	}
}

KAPI_TEST(exact_allocations_are_not_rounded_to_a_power_of_two)
{
	u8 *p = alloc_pages_exact(3 * PAGE_SIZE - 5, GFP_KERNEL | __GFP_ZERO);

	KAPI_ASSERT_NOT_NULL(p);
	KAPI_EXPECT_EQ((unsigned long)p % PAGE_SIZE, 0UL);
	KAPI_EXPECT_NULL(memchr_inv(p, 0, 3 * PAGE_SIZE - 5));
	free_pages_exact(p, 3 * PAGE_SIZE - 5);
}

KAPI_TEST(flags_of_a_page_can_be_set)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(page);
	KAPI_EXPECT_FALSE(PageReserved(page));
	SetPageReserved(page);
	KAPI_EXPECT_TRUE(PageReserved(page));
	ClearPageReserved(page);
	KAPI_EXPECT_FALSE(PageReserved(page));
	set_page_private(page, 4711);
	KAPI_EXPECT_EQ(page_private(page), 4711UL);
	set_page_private(page, 0);
	__free_page(page);
}

KAPI_TEST(get_order_rounds_up)
{
	KAPI_EXPECT_EQ(get_order(1), 0);
	KAPI_EXPECT_EQ(get_order(PAGE_SIZE), 0);
	KAPI_EXPECT_EQ(get_order(PAGE_SIZE + 1), 1);
	KAPI_EXPECT_EQ(get_order(4 * PAGE_SIZE), 2);
	KAPI_EXPECT_EQ(get_order(5 * PAGE_SIZE), 3);
}

KAPI_TEST(page_arithmetic)
{
	KAPI_EXPECT_EQ(PAGE_ALIGN(1UL), PAGE_SIZE);
	KAPI_EXPECT_EQ(PAGE_ALIGN(PAGE_SIZE), PAGE_SIZE);
	KAPI_EXPECT_EQ(PFN_UP(PAGE_SIZE + 1), 2UL);
	KAPI_EXPECT_EQ(PFN_DOWN(2 * PAGE_SIZE - 1), 1UL);
	KAPI_EXPECT_EQ(offset_in_page((void *)0x12345UL), 0x345UL);
	KAPI_EXPECT_TRUE(PAGE_ALIGNED(0x3000UL));
	KAPI_EXPECT_FALSE(PAGE_ALIGNED(0x3001UL));
}

KAPI_TEST(pages_can_be_mapped_and_copied)
{
	struct page *a = alloc_page(GFP_KERNEL);
	struct page *b = alloc_page(GFP_KERNEL | __GFP_ZERO);
	char text[6] = "";
	char *p;

	KAPI_EXPECT_NOT_NULL(a);
	KAPI_EXPECT_NOT_NULL(b);
	p = kmap(a);
	strcpy(p, "hello");
	kunmap(a);
	copy_highpage(b, a);
	p = kmap_local_page(b);
	KAPI_EXPECT_STREQ(p, "hello");
	kunmap_local(p);
	memcpy_from_page(text, b, 0, 6);
	KAPI_EXPECT_STREQ(text, "hello");
	zero_user(b, 1, 1);
	p = kmap_atomic(b);
	KAPI_EXPECT_STREQ(p, "h");
	kunmap_atomic(p);
	__free_page(b);
	__free_page(a);
}

/* CPUs may keep an eighth of the memory of a machine for themselves. */
#define KEPT_PAGES ((80UL << 20) >> PAGE_SHIFT)

static unsigned long free_memory(void)
{
	struct sysinfo info;

	si_meminfo(&info);
	return info.freeram;
}

KAPI_TEST(freed_memory_is_used_again)
{
	unsigned long before = free_memory();
	int i;

	for (i = 0; i < 128; i++) {
		unsigned long p = __get_free_pages(GFP_KERNEL, 8);

		KAPI_ASSERT_NE(p, 0UL);
		free_pages(p, 8);
	}
	KAPI_EXPECT_GT(free_memory() + KEPT_PAGES, before);
}

/* 128 MiB of them: if one page of each came back only, it would be missed. */
static void free_while_held(gfp_t gfp)
{
	unsigned long before = free_memory();
	int i;

	for (i = 0; i < 4096; i++) {
		unsigned long address = __get_free_pages(gfp, 3);
		struct page *page;

		KAPI_ASSERT_NE(address, 0UL);
		page = virt_to_page((void *)address);
		get_page(page);
		free_pages(address, 3);
		KAPI_ASSERT_EQ(page_count(page), 1);
		put_page(page);
	}
	KAPI_EXPECT_GT(free_memory() + KEPT_PAGES, before);
}

KAPI_TEST(pages_freed_while_the_first_is_held_are_given_back)
{
	free_while_held(GFP_KERNEL);
}

KAPI_TEST(compound_pages_freed_while_held_are_given_back)
{
	free_while_held(GFP_KERNEL | __GFP_COMP);
}

KAPI_MODULE();
