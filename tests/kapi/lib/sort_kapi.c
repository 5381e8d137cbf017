// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sorting arrays and lists, searching arrays.
 */
#include <linux/bsearch.h>
#include <linux/list_sort.h>
#include <linux/sort.h>
#include "kapi.h"

static int by_value(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

KAPI_TEST(arrays_of_any_length_get_sorted)
{
	int values[67], n, i;

	for (n = 0; n < 67; n++) {
		int sum = 0;

		for (i = 0; i < n; i++)
			sum += values[i] = i * 37 % 29 - 10;
		sort(values, n, sizeof(int), by_value, NULL);
		for (i = 0; i < n; i++) {
			sum -= values[i];
			if (i)
				KAPI_ASSERT_LE(values[i - 1], values[i]);
		}
		KAPI_ASSERT_EQ(sum, 0);
	}
}

KAPI_TEST(sorted_and_reversed_arrays_get_sorted)
{
	int values[50], i;

	for (i = 0; i < 50; i++)
		values[i] = i;
	sort(values, 50, sizeof(int), by_value, NULL);
	for (i = 0; i < 50; i++)
		KAPI_ASSERT_EQ(values[i], i);
	for (i = 0; i < 50; i++)
		values[i] = 50 - i;
	sort(values, 50, sizeof(int), by_value, NULL);
	for (i = 0; i < 50; i++)
		KAPI_ASSERT_EQ(values[i], i + 1);
}

static int by_first_letter(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

KAPI_TEST(elements_of_odd_size_move_whole)
{
	char words[5][7] = { "delta", "alpha", "echo", "bravo", "charly" };

	sort(words, 5, 7, by_first_letter, NULL);
	KAPI_EXPECT_STREQ(words[0], "alpha");
	KAPI_EXPECT_STREQ(words[2], "charly");
	KAPI_EXPECT_STREQ(words[4], "echo");
}

static int swaps;

static void count_swap(void *a, void *b, int size)
{
	int tmp = *(int *)a;

	swaps++;
	*(int *)a = *(int *)b;
	*(int *)b = tmp;
}

KAPI_TEST(sort_uses_the_given_swap)
{
	int values[] = { 3, 1, 2 };

	swaps = 0;
	sort(values, 3, sizeof(int), by_value, count_swap);
	KAPI_EXPECT_GT(swaps, 0);
	KAPI_EXPECT_EQ(values[0], 1);
	KAPI_EXPECT_EQ(values[2], 3);
}

static int by_table(const void *a, const void *b, const void *priv)
{
	const int *table = priv;

	return table[*(const int *)a] - table[*(const int *)b];
}

KAPI_TEST(sort_r_passes_its_argument)
{
	int table[] = { 30, 10, 20 }, values[] = { 0, 1, 2 };

	sort_r(values, 3, sizeof(int), by_table, NULL, table);
	KAPI_EXPECT_EQ(values[0], 1);
	KAPI_EXPECT_EQ(values[1], 2);
	KAPI_EXPECT_EQ(values[2], 0);
}

KAPI_TEST(bsearch_finds_what_is_there)
{
	int values[] = { 2, 3, 5, 7, 11, 13 }, key, n, i;

	for (n = 0; n <= 6; n++) {
		for (key = 0; key < 15; key++) {
			int *expected = NULL;

			for (i = 0; i < n; i++)
				if (values[i] == key)
					expected = &values[i];
			KAPI_ASSERT_PTR_EQ(bsearch(&key, values, n, sizeof(int),
						   by_value), expected);
		}
	}
}

struct item {
	int key;
	int arrival;
	struct list_head link;
};

static int by_key(void *priv, const struct list_head *a,
		  const struct list_head *b)
{
	if (priv)
		++*(int *)priv;
	return list_entry(a, struct item, link)->key >
	       list_entry(b, struct item, link)->key;
}

KAPI_TEST(list_sort_is_stable)
{
	static struct item items[100];
	LIST_HEAD(head);
	struct item *item, *last = NULL;
	int i, calls = 0, count = 0;

	for (i = 0; i < 100; i++) {
		items[i].key = i * 7 % 13;
		items[i].arrival = i;
		list_add_tail(&items[i].link, &head);
	}
	list_sort(&calls, &head, by_key);
	KAPI_EXPECT_GT(calls, 99);
	list_for_each_entry(item, &head, link) {
		if (last) {
			KAPI_ASSERT_LE(last->key, item->key);
			if (last->key == item->key)
				KAPI_ASSERT_LT(last->arrival, item->arrival);
			KAPI_ASSERT_PTR_EQ(item->link.prev, &last->link);
		}
		last = item;
		count++;
	}
	KAPI_EXPECT_EQ(count, 100);
	KAPI_EXPECT_PTR_EQ(head.prev, &last->link);
}

KAPI_TEST(short_lists_get_sorted)
{
	struct item items[2] = { { .key = 2 }, { .key = 1 } };
	LIST_HEAD(head);

	list_sort(NULL, &head, by_key);
	KAPI_EXPECT_TRUE(list_empty(&head));
	list_add_tail(&items[0].link, &head);
	list_sort(NULL, &head, by_key);
	KAPI_EXPECT_TRUE(list_is_singular(&head));
	list_add_tail(&items[1].link, &head);
	list_sort(NULL, &head, by_key);
	KAPI_EXPECT_PTR_EQ(head.next, &items[1].link);
}

KAPI_MODULE();
