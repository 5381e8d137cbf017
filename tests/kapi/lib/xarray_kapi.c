// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The XArray.
 */
#include <linux/xarray.h>
#include "kapi.h"

static int things[8];

static void *thing(int i)
{
	return &things[i];
}

static unsigned int count_entries(struct xarray *xa)
{
	unsigned long index;
	unsigned int count = 0;
	void *entry;

	xa_for_each(xa, index, entry)
		count++;
	return count;
}

KAPI_TEST(values_are_told_from_pointers)
{
	KAPI_EXPECT_TRUE(xa_is_value(xa_mk_value(0)));
	KAPI_EXPECT_EQ(xa_to_value(xa_mk_value(12345)), 12345);
	KAPI_EXPECT_EQ(xa_to_value(xa_mk_value(LONG_MAX)), LONG_MAX);
	KAPI_EXPECT_FALSE(xa_is_value(thing(0)));
	KAPI_EXPECT_PTR_EQ(xa_untag_pointer(xa_tag_pointer(thing(1), 3)),
			   thing(1));
	KAPI_EXPECT_EQ(xa_pointer_tag(xa_tag_pointer(thing(1), 1)), 1);
	KAPI_EXPECT_EQ(xa_err(thing(1)), 0);
	KAPI_EXPECT_EQ(xa_err(NULL), 0);
}

KAPI_TEST(what_is_stored_is_loaded)
{
	static const unsigned long indexes[] = {
		0, 1, 63, 64, 4095, 4096, 1UL << 30, 1UL << 40, 1UL << 62,
		ULONG_MAX - 1, ULONG_MAX,
	};
	DEFINE_XARRAY(xa);
	int i;

	KAPI_EXPECT_TRUE(xa_empty(&xa));
	for (i = 0; i < ARRAY_SIZE(indexes); i++)
		KAPI_ASSERT_NULL(xa_store(&xa, indexes[i], xa_mk_value(i),
					  GFP_KERNEL));
	KAPI_EXPECT_FALSE(xa_empty(&xa));
	for (i = 0; i < ARRAY_SIZE(indexes); i++)
		KAPI_ASSERT_PTR_EQ(xa_load(&xa, indexes[i]), xa_mk_value(i));
	KAPI_EXPECT_NULL(xa_load(&xa, 2));
	KAPI_EXPECT_NULL(xa_load(&xa, ULONG_MAX - 2));
	KAPI_EXPECT_EQ(count_entries(&xa), ARRAY_SIZE(indexes));
	for (i = 0; i < ARRAY_SIZE(indexes); i++)
		KAPI_ASSERT_PTR_EQ(xa_erase(&xa, indexes[i]), xa_mk_value(i));
	KAPI_EXPECT_TRUE(xa_empty(&xa));
}

KAPI_TEST(xa_store_gives_the_old_entry)
{
	DEFINE_XARRAY(xa);

	KAPI_EXPECT_NULL(xa_store(&xa, 7, thing(1), GFP_KERNEL));
	KAPI_EXPECT_PTR_EQ(xa_store(&xa, 7, thing(2), GFP_KERNEL), thing(1));
	KAPI_EXPECT_PTR_EQ(xa_store(&xa, 7, NULL, GFP_KERNEL), thing(2));
	KAPI_EXPECT_TRUE(xa_empty(&xa));
	KAPI_EXPECT_NULL(xa_erase(&xa, 7));
}

KAPI_TEST(iteration_is_in_order_of_the_index)
{
	static const unsigned long indexes[] = { 5, 70, 4100, 1UL << 33 };
	DEFINE_XARRAY(xa);
	unsigned long index;
	void *entry;
	int i, next = 0;

	for (i = ARRAY_SIZE(indexes) - 1; i >= 0; i--)
		xa_store(&xa, indexes[i], thing(i), GFP_KERNEL);
	xa_for_each(&xa, index, entry) {
		KAPI_ASSERT_EQ(index, indexes[next]);
		KAPI_ASSERT_PTR_EQ(entry, thing(next));
		next++;
	}
	KAPI_EXPECT_EQ(next, 4);
	next = 0;
	xa_for_each_range(&xa, index, entry, 6, 4100)
		next++;
	KAPI_EXPECT_EQ(next, 2);
	next = 0;
	xa_for_each_start(&xa, index, entry, 4101)
		next++;
	KAPI_EXPECT_EQ(next, 1);
	xa_destroy(&xa);
	KAPI_EXPECT_TRUE(xa_empty(&xa));
}

KAPI_TEST(entries_may_be_erased_while_iterating)
{
	DEFINE_XARRAY(xa);
	unsigned long index;
	void *entry;

	for (index = 0; index < 200; index++)
		xa_store(&xa, index, xa_mk_value(index), GFP_KERNEL);
	xa_for_each(&xa, index, entry)
		if (index % 3)
			xa_erase(&xa, index);
	KAPI_EXPECT_EQ(count_entries(&xa), 67);
	xa_for_each(&xa, index, entry)
		xa_erase(&xa, index);
	KAPI_EXPECT_TRUE(xa_empty(&xa));
}

KAPI_TEST(xa_find_leaves_the_index_if_there_is_nothing)
{
	DEFINE_XARRAY(xa);
	unsigned long index = 3;

	xa_store(&xa, 100, thing(1), GFP_KERNEL);
	KAPI_EXPECT_NULL(xa_find(&xa, &index, 99, XA_PRESENT));
	KAPI_EXPECT_EQ(index, 3);
	KAPI_EXPECT_PTR_EQ(xa_find(&xa, &index, 100, XA_PRESENT), thing(1));
	KAPI_EXPECT_EQ(index, 100);
	KAPI_EXPECT_PTR_EQ(xa_find(&xa, &index, ULONG_MAX, XA_PRESENT),
			   thing(1));
	KAPI_EXPECT_NULL(xa_find_after(&xa, &index, ULONG_MAX, XA_PRESENT));
	index = ULONG_MAX;
	KAPI_EXPECT_NULL(xa_find_after(&xa, &index, ULONG_MAX, XA_PRESENT));
	xa_destroy(&xa);
}

KAPI_TEST(marks_belong_to_entries)
{
	DEFINE_XARRAY(xa);
	unsigned long index;
	void *entry;
	int sum = 0;

	xa_set_mark(&xa, 5, XA_MARK_1);
	KAPI_EXPECT_FALSE(xa_get_mark(&xa, 5, XA_MARK_1));
	KAPI_EXPECT_FALSE(xa_marked(&xa, XA_MARK_1));
	for (index = 0; index < 500; index += 5)
		xa_store(&xa, index, xa_mk_value(index), GFP_KERNEL);
	xa_set_mark(&xa, 5, XA_MARK_1);
	xa_set_mark(&xa, 400, XA_MARK_1);
	xa_set_mark(&xa, 405, XA_MARK_2);
	xa_set_mark(&xa, 406, XA_MARK_1);
	KAPI_EXPECT_TRUE(xa_marked(&xa, XA_MARK_1));
	KAPI_EXPECT_TRUE(xa_get_mark(&xa, 400, XA_MARK_1));
	KAPI_EXPECT_FALSE(xa_get_mark(&xa, 400, XA_MARK_2));
	KAPI_EXPECT_FALSE(xa_get_mark(&xa, 406, XA_MARK_1));
	xa_for_each_marked(&xa, index, entry, XA_MARK_1)
		sum += index;
	KAPI_EXPECT_EQ(sum, 405);

	/* storing another entry keeps the mark, erasing drops it */
	xa_store(&xa, 5, thing(1), GFP_KERNEL);
	KAPI_EXPECT_TRUE(xa_get_mark(&xa, 5, XA_MARK_1));
	xa_erase(&xa, 5);
	xa_store(&xa, 5, thing(1), GFP_KERNEL);
	KAPI_EXPECT_FALSE(xa_get_mark(&xa, 5, XA_MARK_1));
	xa_clear_mark(&xa, 400, XA_MARK_1);
	KAPI_EXPECT_FALSE(xa_marked(&xa, XA_MARK_1));
	KAPI_EXPECT_TRUE(xa_marked(&xa, XA_MARK_2));
	xa_destroy(&xa);
	KAPI_EXPECT_FALSE(xa_marked(&xa, XA_MARK_2));
}

KAPI_TEST(the_mark_of_a_single_entry_survives_growing_and_shrinking)
{
	DEFINE_XARRAY(xa);

	xa_store(&xa, 0, thing(0), GFP_KERNEL);
	xa_set_mark(&xa, 0, XA_MARK_0);
	xa_store(&xa, 100000, thing(1), GFP_KERNEL);
	KAPI_EXPECT_TRUE(xa_get_mark(&xa, 0, XA_MARK_0));
	KAPI_EXPECT_FALSE(xa_get_mark(&xa, 100000, XA_MARK_0));
	xa_erase(&xa, 100000);
	KAPI_EXPECT_TRUE(xa_get_mark(&xa, 0, XA_MARK_0));
	KAPI_EXPECT_PTR_EQ(xa_load(&xa, 0), thing(0));
	xa_erase(&xa, 0);
	KAPI_EXPECT_TRUE(xa_empty(&xa));
}

KAPI_TEST(xa_cmpxchg_stores_only_over_what_was_expected)
{
	DEFINE_XARRAY(xa);

	KAPI_EXPECT_NULL(xa_cmpxchg(&xa, 9, NULL, thing(1), GFP_KERNEL));
	KAPI_EXPECT_PTR_EQ(xa_cmpxchg(&xa, 9, thing(2), thing(3), GFP_KERNEL),
			   thing(1));
	KAPI_EXPECT_PTR_EQ(xa_load(&xa, 9), thing(1));
	KAPI_EXPECT_PTR_EQ(xa_cmpxchg(&xa, 9, thing(1), NULL, GFP_KERNEL),
			   thing(1));
	KAPI_EXPECT_TRUE(xa_empty(&xa));
}

KAPI_TEST(xa_insert_refuses_a_taken_index)
{
	DEFINE_XARRAY(xa);

	KAPI_EXPECT_EQ(xa_insert(&xa, 3, thing(1), GFP_KERNEL), 0);
	KAPI_EXPECT_EQ(xa_insert(&xa, 3, thing(2), GFP_KERNEL), -EBUSY);
	KAPI_EXPECT_PTR_EQ(xa_load(&xa, 3), thing(1));
	xa_destroy(&xa);
}

KAPI_TEST(a_reserved_index_reads_as_null_but_is_taken)
{
	DEFINE_XARRAY(xa);
	unsigned long index = 0;

	KAPI_EXPECT_EQ(xa_reserve(&xa, 80, GFP_KERNEL), 0);
	KAPI_EXPECT_NULL(xa_load(&xa, 80));
	KAPI_EXPECT_FALSE(xa_empty(&xa));
	KAPI_EXPECT_NULL(xa_find(&xa, &index, ULONG_MAX, XA_PRESENT));
	KAPI_EXPECT_EQ(xa_insert(&xa, 80, thing(1), GFP_KERNEL), -EBUSY);
	xa_release(&xa, 80);
	KAPI_EXPECT_TRUE(xa_empty(&xa));

	KAPI_EXPECT_EQ(xa_reserve(&xa, 80, GFP_KERNEL), 0);
	KAPI_EXPECT_NULL(xa_store(&xa, 80, thing(1), GFP_NOWAIT));
	xa_release(&xa, 80);
	KAPI_EXPECT_PTR_EQ(xa_load(&xa, 80), thing(1));
	xa_erase(&xa, 80);
}

KAPI_TEST(xa_alloc_takes_the_smallest_free_id)
{
	DEFINE_XARRAY_ALLOC(xa);
	u32 id, i;

	for (i = 0; i < 200; i++) {
		KAPI_ASSERT_EQ(xa_alloc(&xa, &id, xa_mk_value(i), xa_limit_32b,
					GFP_KERNEL), 0);
		KAPI_ASSERT_EQ(id, i);
	}
	xa_erase(&xa, 77);
	xa_erase(&xa, 150);
	KAPI_EXPECT_EQ(xa_alloc(&xa, &id, thing(0), XA_LIMIT(100, 1000),
				GFP_KERNEL), 0);
	KAPI_EXPECT_EQ(id, 150);
	KAPI_EXPECT_EQ(xa_alloc(&xa, &id, thing(0), xa_limit_31b, GFP_KERNEL),
		       0);
	KAPI_EXPECT_EQ(id, 77);
	KAPI_EXPECT_EQ(xa_alloc(&xa, &id, thing(0), xa_limit_31b, GFP_KERNEL),
		       0);
	KAPI_EXPECT_EQ(id, 200);
	KAPI_EXPECT_EQ(xa_alloc(&xa, &id, thing(0), XA_LIMIT(10, 20),
				GFP_KERNEL), -EBUSY);
	xa_destroy(&xa);
	KAPI_EXPECT_EQ(xa_alloc(&xa, &id, thing(0), xa_limit_32b, GFP_KERNEL),
		       0);
	KAPI_EXPECT_EQ(id, 0);
	xa_erase(&xa, 0);
	KAPI_EXPECT_TRUE(xa_empty(&xa));
}

KAPI_TEST(ids_start_at_one_where_asked)
{
	DEFINE_XARRAY_ALLOC1(xa);
	u32 id;

	KAPI_EXPECT_EQ(xa_alloc(&xa, &id, thing(1), xa_limit_32b, GFP_KERNEL),
		       0);
	KAPI_EXPECT_EQ(id, 1);
	KAPI_EXPECT_EQ(xa_alloc(&xa, &id, thing(2), xa_limit_32b, GFP_KERNEL),
		       0);
	KAPI_EXPECT_EQ(id, 2);
	xa_erase(&xa, 1);
	KAPI_EXPECT_EQ(xa_alloc(&xa, &id, thing(1), xa_limit_32b, GFP_KERNEL),
		       0);
	KAPI_EXPECT_EQ(id, 1);
	xa_destroy(&xa);
}

KAPI_TEST(storing_null_keeps_an_id_taken)
{
	DEFINE_XARRAY_ALLOC(xa);
	u32 id;

	KAPI_EXPECT_EQ(xa_alloc(&xa, &id, NULL, xa_limit_32b, GFP_KERNEL), 0);
	KAPI_EXPECT_EQ(id, 0);
	KAPI_EXPECT_NULL(xa_load(&xa, 0));
	KAPI_EXPECT_NULL(xa_store(&xa, 0, thing(1), GFP_KERNEL));
	KAPI_EXPECT_PTR_EQ(xa_store(&xa, 0, NULL, GFP_KERNEL), thing(1));
	KAPI_EXPECT_EQ(xa_alloc(&xa, &id, thing(2), xa_limit_32b, GFP_KERNEL),
		       0);
	KAPI_EXPECT_EQ(id, 1);
	xa_destroy(&xa);
}

KAPI_TEST(cyclic_ids_go_round)
{
	DEFINE_XARRAY_ALLOC(xa);
	struct xa_limit limit = XA_LIMIT(2, 5);
	u32 id, next = 0;
	int i;

	for (i = 2; i <= 5; i++) {
		KAPI_ASSERT_EQ(xa_alloc_cyclic(&xa, &id, thing(0), limit, &next,
					       GFP_KERNEL), 0);
		KAPI_ASSERT_EQ(id, i);
	}
	KAPI_EXPECT_EQ(next, 6);
	KAPI_EXPECT_EQ(xa_alloc_cyclic(&xa, &id, thing(0), limit, &next,
				       GFP_KERNEL), -EBUSY);
	xa_erase(&xa, 3);
	KAPI_EXPECT_EQ(xa_alloc_cyclic(&xa, &id, thing(0), limit, &next,
				       GFP_KERNEL), 1);
	KAPI_EXPECT_EQ(id, 3);
	KAPI_EXPECT_EQ(next, 4);
	xa_destroy(&xa);
}

KAPI_TEST(a_range_is_one_entry_for_many_indexes)
{
	DEFINE_XARRAY(xa);
	unsigned long index;
	void *entry;

	KAPI_EXPECT_NULL(xa_store_range(&xa, 64, 127, thing(1), GFP_KERNEL));
	KAPI_EXPECT_NULL(xa_load(&xa, 63));
	for (index = 64; index < 128; index++)
		KAPI_ASSERT_PTR_EQ(xa_load(&xa, index), thing(1));
	KAPI_EXPECT_NULL(xa_load(&xa, 128));
	KAPI_EXPECT_EQ(count_entries(&xa), 1);
	xa_set_mark(&xa, 100, XA_MARK_0);
	KAPI_EXPECT_TRUE(xa_get_mark(&xa, 64, XA_MARK_0));
	index = 70;
	entry = xa_find_after(&xa, &index, ULONG_MAX, XA_PRESENT);
	KAPI_EXPECT_NULL(entry);
	KAPI_EXPECT_PTR_EQ(xa_erase(&xa, 100), thing(1));
	KAPI_EXPECT_TRUE(xa_empty(&xa));
}

KAPI_TEST(ranges_of_any_size_are_covered)
{
	static const unsigned long bounds[][2] = {
		{ 0, 0 }, { 0, 1 }, { 3, 9 }, { 0, 63 }, { 1, 64 },
		{ 60, 200 }, { 63, 4096 }, { 4096, 8191 }, { 100, 70000 },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(bounds); i++) {
		unsigned long first = bounds[i][0], last = bounds[i][1], index;
		DEFINE_XARRAY(xa);

		KAPI_ASSERT_NULL(xa_store_range(&xa, first, last, thing(1),
						GFP_KERNEL));
		for (index = first; index <= last; index++)
			KAPI_ASSERT_PTR_EQ(xa_load(&xa, index), thing(1));
		if (first)
			KAPI_ASSERT_NULL(xa_load(&xa, first - 1));
		KAPI_ASSERT_NULL(xa_load(&xa, last + 1));
		xa_store_range(&xa, first, last, NULL, GFP_KERNEL);
		KAPI_ASSERT_TRUE(xa_empty(&xa));
	}
}

KAPI_TEST(xa_store_range_checks_its_bounds)
{
	DEFINE_XARRAY(xa);

	KAPI_EXPECT_EQ(xa_err(xa_store_range(&xa, 5, 4, thing(1), GFP_KERNEL)),
		       -EINVAL);
}

KAPI_TEST(xa_extract_copies_up_to_n)
{
	DEFINE_XARRAY(xa);
	void *found[4];
	unsigned long index;

	for (index = 10; index < 20; index++)
		xa_store(&xa, index, xa_mk_value(index), GFP_KERNEL);
	xa_set_mark(&xa, 15, XA_MARK_0);
	KAPI_EXPECT_EQ(xa_extract(&xa, found, 0, ULONG_MAX, 4, XA_PRESENT), 4);
	KAPI_EXPECT_PTR_EQ(found[3], xa_mk_value(13));
	KAPI_EXPECT_EQ(xa_extract(&xa, found, 18, ULONG_MAX, 4, XA_PRESENT),
		       2);
	KAPI_EXPECT_EQ(xa_extract(&xa, found, 0, ULONG_MAX, 4, XA_MARK_0), 1);
	KAPI_EXPECT_PTR_EQ(found[0], xa_mk_value(15));
	xa_destroy(&xa);
}

KAPI_TEST(an_xa_state_walks_entry_by_entry)
{
	DEFINE_XARRAY(xa);
	XA_STATE(xas, &xa, 0);
	unsigned long index, sum = 0;
	void *entry;

	for (index = 0; index < 300; index += 7)
		xa_store(&xa, index, xa_mk_value(index), GFP_KERNEL);
	rcu_read_lock();
	xas_for_each(&xas, entry, 100) {
		KAPI_ASSERT_EQ(xa_to_value(entry), xas.xa_index);
		sum += xas.xa_index;
	}
	rcu_read_unlock();
	KAPI_EXPECT_EQ(sum, 7 * 14 * 15 / 2);

	xas_set(&xas, 7);
	rcu_read_lock();
	KAPI_EXPECT_PTR_EQ(xas_load(&xas), xa_mk_value(7));
	KAPI_EXPECT_NULL(xas_next(&xas));
	KAPI_EXPECT_EQ(xas.xa_index, 8);
	KAPI_EXPECT_PTR_EQ(xas_prev(&xas), xa_mk_value(7));
	rcu_read_unlock();
	xa_destroy(&xa);
}

KAPI_TEST(an_xa_state_stores_with_memory_of_the_caller)
{
	DEFINE_XARRAY(xa);
	XA_STATE(xas, &xa, 12345);
	void *entry;

	do {
		xas_lock(&xas);
		entry = xas_store(&xas, thing(1));
		if (!xas_error(&xas))
			xas_set_mark(&xas, XA_MARK_1);
		xas_unlock(&xas);
	} while (xas_nomem(&xas, GFP_KERNEL));
	KAPI_EXPECT_EQ(xas_error(&xas), 0);
	KAPI_EXPECT_NULL(entry);
	KAPI_EXPECT_PTR_EQ(xa_load(&xa, 12345), thing(1));
	KAPI_EXPECT_TRUE(xa_get_mark(&xa, 12345, XA_MARK_1));

	xas_set(&xas, 0);
	rcu_read_lock();
	KAPI_EXPECT_PTR_EQ(xas_find_marked(&xas, ULONG_MAX, XA_MARK_1),
			   thing(1));
	KAPI_EXPECT_EQ(xas.xa_index, 12345);
	KAPI_EXPECT_NULL(xas_find_marked(&xas, ULONG_MAX, XA_MARK_1));
	rcu_read_unlock();
	xa_destroy(&xa);
}

KAPI_MODULE();
