// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IDR and IDA.
 */
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/version.h>
#include "kapi.h"

static int things[4];

KAPI_TEST(idr_alloc_gives_the_smallest_free_id)
{
	DEFINE_IDR(idr);
	int i;

	KAPI_EXPECT_TRUE(idr_is_empty(&idr));
	for (i = 0; i < 100; i++)
		KAPI_ASSERT_EQ(idr_alloc(&idr, &things[0], 0, 0, GFP_KERNEL),
			       i);
	KAPI_EXPECT_PTR_EQ(idr_remove(&idr, 50), &things[0]);
	KAPI_EXPECT_NULL(idr_find(&idr, 50));
	KAPI_EXPECT_EQ(idr_alloc(&idr, &things[1], 0, 0, GFP_KERNEL), 50);
	KAPI_EXPECT_PTR_EQ(idr_find(&idr, 50), &things[1]);
	KAPI_EXPECT_EQ(idr_alloc(&idr, &things[1], 1000, 0, GFP_KERNEL), 1000);
	idr_destroy(&idr);
	KAPI_EXPECT_TRUE(idr_is_empty(&idr));
}

KAPI_TEST(idr_alloc_keeps_within_its_range)
{
	DEFINE_IDR(idr);

	KAPI_EXPECT_EQ(idr_alloc(&idr, &things[0], 5, 7, GFP_KERNEL), 5);
	KAPI_EXPECT_EQ(idr_alloc(&idr, &things[0], 5, 7, GFP_KERNEL), 6);
	KAPI_EXPECT_EQ(idr_alloc(&idr, &things[0], 5, 7, GFP_KERNEL), -ENOSPC);
	KAPI_EXPECT_NULL(idr_find(&idr, 7));
	idr_destroy(&idr);
}

KAPI_TEST(idr_remove_of_a_free_id_is_null)
{
	DEFINE_IDR(idr);

	KAPI_EXPECT_NULL(idr_remove(&idr, 3));
	KAPI_EXPECT_EQ(idr_alloc(&idr, &things[0], 0, 0, GFP_KERNEL), 0);
	KAPI_EXPECT_NULL(idr_remove(&idr, 3));
	KAPI_EXPECT_PTR_EQ(idr_remove(&idr, 0), &things[0]);
	KAPI_EXPECT_NULL(idr_remove(&idr, 0));
}

KAPI_TEST(idr_alloc_cyclic_prefers_what_was_not_used_last)
{
	DEFINE_IDR(idr);
	int i;

	for (i = 3; i < 6; i++)
		KAPI_ASSERT_EQ(idr_alloc_cyclic(&idr, &things[0], 3, 6,
						GFP_KERNEL), i);
	KAPI_EXPECT_EQ(idr_get_cursor(&idr), 6);
	idr_remove(&idr, 3);
	idr_remove(&idr, 5);
	KAPI_EXPECT_EQ(idr_alloc_cyclic(&idr, &things[0], 3, 6, GFP_KERNEL), 3);
	KAPI_EXPECT_EQ(idr_alloc_cyclic(&idr, &things[0], 3, 6, GFP_KERNEL), 5);
	KAPI_EXPECT_EQ(idr_alloc_cyclic(&idr, &things[0], 3, 6, GFP_KERNEL),
		       -ENOSPC);
	idr_set_cursor(&idr, 10);
	KAPI_EXPECT_EQ(idr_alloc_cyclic(&idr, &things[0], 3, 0, GFP_KERNEL),
		       10);
	idr_destroy(&idr);
}

KAPI_TEST(idr_alloc_u32_reaches_the_top)
{
	DEFINE_IDR(idr);
	u32 id = U32_MAX;

	KAPI_EXPECT_EQ(idr_alloc_u32(&idr, &things[0], &id, U32_MAX,
				     GFP_KERNEL), 0);
	KAPI_EXPECT_EQ(id, U32_MAX);
	KAPI_EXPECT_EQ(idr_alloc_u32(&idr, &things[0], &id, U32_MAX,
				     GFP_KERNEL), -ENOSPC);
	KAPI_EXPECT_EQ(id, U32_MAX);
	KAPI_EXPECT_PTR_EQ(idr_find(&idr, U32_MAX), &things[0]);
	idr_destroy(&idr);
}

KAPI_TEST(a_base_shifts_the_ids)
{
	struct idr idr;

	idr_init_base(&idr, 10);
	KAPI_EXPECT_EQ(idr_alloc(&idr, &things[0], 0, 0, GFP_KERNEL), 10);
	KAPI_EXPECT_EQ(idr_alloc(&idr, &things[1], 12, 0, GFP_KERNEL), 12);
	KAPI_EXPECT_EQ(idr_alloc(&idr, &things[2], 0, 5, GFP_KERNEL), -ENOSPC);
	KAPI_EXPECT_PTR_EQ(idr_find(&idr, 12), &things[1]);
	idr_destroy(&idr);
}

KAPI_TEST(idr_replace_needs_an_id_in_use)
{
	DEFINE_IDR(idr);

	KAPI_EXPECT_EQ(idr_alloc(&idr, &things[0], 1, 0, GFP_KERNEL), 1);
	KAPI_EXPECT_PTR_EQ(idr_replace(&idr, &things[1], 1), &things[0]);
	KAPI_EXPECT_PTR_EQ(idr_find(&idr, 1), &things[1]);
	KAPI_EXPECT_PTR_EQ(idr_replace(&idr, &things[1], 2),
			   ERR_PTR(-ENOENT));
	idr_destroy(&idr);
}

KAPI_TEST(a_null_pointer_takes_an_id)
{
	DEFINE_IDR(idr);
	int id = 0;

	KAPI_EXPECT_EQ(idr_alloc(&idr, NULL, 0, 0, GFP_KERNEL), 0);
	KAPI_EXPECT_EQ(idr_alloc(&idr, &things[0], 0, 0, GFP_KERNEL), 1);
	KAPI_EXPECT_NULL(idr_find(&idr, 0));
	KAPI_EXPECT_PTR_EQ(idr_get_next(&idr, &id), &things[0]);
	KAPI_EXPECT_EQ(id, 1);
	KAPI_EXPECT_NULL(idr_replace(&idr, &things[1], 0));
	KAPI_EXPECT_PTR_EQ(idr_find(&idr, 0), &things[1]);
	idr_destroy(&idr);
}

static int stop_at_seven(int id, void *p, void *data)
{
	int *sum = data;

	*sum += id;
	return id == 7 ? -EINTR : 0;
}

KAPI_TEST(iteration_visits_ids_in_order)
{
	DEFINE_IDR(idr);
	int *entry, id, sum = 0, last = -1, count = 0;

	for (id = 1; id < 300; id += 2)
		idr_alloc(&idr, &things[0], id, id + 1, GFP_KERNEL);
	idr_for_each_entry(&idr, entry, id) {
		KAPI_ASSERT_GT(id, last);
		last = id;
		count++;
	}
	KAPI_EXPECT_EQ(count, 150);
	KAPI_EXPECT_EQ(last, 299);
	KAPI_EXPECT_EQ(idr_for_each(&idr, stop_at_seven, &sum), -EINTR);
	KAPI_EXPECT_EQ(sum, 1 + 3 + 5 + 7);
	id = 298;
	count = 0;
	idr_for_each_entry_continue(&idr, entry, id)
		count++;
	KAPI_EXPECT_EQ(count, 1);
	idr_destroy(&idr);
}

KAPI_TEST(preloading_surrounds_an_allocation_under_a_lock)
{
	DEFINE_IDR(idr);
	int id;

	idr_preload(GFP_KERNEL);
	idr_lock(&idr);
	id = idr_alloc(&idr, &things[0], 4, 0, GFP_NOWAIT);
	idr_unlock(&idr);
	idr_preload_end();
	KAPI_EXPECT_EQ(id, 4);
	idr_destroy(&idr);
}

KAPI_TEST(ida_alloc_counts_up)
{
	DEFINE_IDA(ida);
	int i;

	KAPI_EXPECT_TRUE(ida_is_empty(&ida));
	for (i = 0; i < 3000; i++)
		KAPI_ASSERT_EQ(ida_alloc(&ida, GFP_KERNEL), i);
	KAPI_EXPECT_FALSE(ida_is_empty(&ida));
	ida_free(&ida, 1234);
	ida_free(&ida, 2345);
	KAPI_EXPECT_EQ(ida_alloc_min(&ida, 2000, GFP_KERNEL), 2345);
	KAPI_EXPECT_EQ(ida_alloc(&ida, GFP_KERNEL), 1234);
	KAPI_EXPECT_EQ(ida_alloc(&ida, GFP_KERNEL), 3000);
	for (i = 0; i <= 3000; i++)
		ida_free(&ida, i);
	KAPI_EXPECT_TRUE(ida_is_empty(&ida));
}

KAPI_TEST(ida_keeps_within_its_range)
{
	DEFINE_IDA(ida);

	KAPI_EXPECT_EQ(ida_alloc_range(&ida, 60, 62, GFP_KERNEL), 60);
	KAPI_EXPECT_EQ(ida_alloc_range(&ida, 60, 62, GFP_KERNEL), 61);
	KAPI_EXPECT_EQ(ida_alloc_range(&ida, 60, 62, GFP_KERNEL), 62);
	KAPI_EXPECT_EQ(ida_alloc_range(&ida, 60, 62, GFP_KERNEL), -ENOSPC);
	KAPI_EXPECT_EQ(ida_alloc_max(&ida, 0, GFP_KERNEL), 0);
	KAPI_EXPECT_EQ(ida_alloc_max(&ida, 0, GFP_KERNEL), -ENOSPC);
	KAPI_EXPECT_EQ(ida_alloc_min(&ida, 63, GFP_KERNEL), 63);
	KAPI_EXPECT_EQ(ida_alloc_range(&ida, INT_MAX, INT_MAX, GFP_KERNEL),
		       INT_MAX);
	KAPI_EXPECT_EQ(ida_alloc_range(&ida, INT_MAX, UINT_MAX, GFP_KERNEL),
		       -ENOSPC);
	KAPI_EXPECT_EQ(ida_alloc_min(&ida, 0x80000000U, GFP_KERNEL), -ENOSPC);
	ida_destroy(&ida);
	KAPI_EXPECT_TRUE(ida_is_empty(&ida));
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
KAPI_TEST(ida_simple_get_takes_an_exclusive_end)
{
	DEFINE_IDA(ida);

	KAPI_EXPECT_EQ(ida_simple_get(&ida, 3, 4, GFP_KERNEL), 3);
	KAPI_EXPECT_EQ(ida_simple_get(&ida, 3, 4, GFP_KERNEL), -ENOSPC);
	KAPI_EXPECT_EQ(ida_simple_get(&ida, 3, 0, GFP_KERNEL), 4);
	ida_simple_remove(&ida, 3);
	KAPI_EXPECT_EQ(ida_simple_get(&ida, 0, 0, GFP_KERNEL), 0);
	ida_destroy(&ida);
}
#endif

KAPI_TEST_WARNS(ida_free_of_a_free_id_warns)
{
	DEFINE_IDA(ida);

	ida_free(&ida, 5);
	KAPI_EXPECT_TRUE(ida_is_empty(&ida));
}

KAPI_MODULE();
