// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lock-free lists.
 */
#include <linux/llist.h>
#include "kapi.h"

struct item {
	int value;
	struct llist_node link;
};

static struct item items[5];

static int digits(struct llist_node *first)
{
	struct item *item;
	int sum = 0;

	llist_for_each_entry(item, first, link)
		sum = sum * 10 + item->value;
	return sum;
}

static void fill(struct llist_head *head)
{
	int i;

	init_llist_head(head);
	for (i = 1; i < 5; i++) {
		items[i].value = i;
		llist_add(&items[i].link, head);
	}
}

KAPI_TEST(llist_add_tells_whether_the_list_was_empty)
{
	LLIST_HEAD(head);

	KAPI_EXPECT_TRUE(llist_empty(&head));
	KAPI_EXPECT_TRUE(llist_add(&items[1].link, &head));
	KAPI_EXPECT_FALSE(llist_add(&items[2].link, &head));
	KAPI_EXPECT_FALSE(llist_empty(&head));
}

KAPI_TEST(llist_del_all_takes_the_newest_first)
{
	LLIST_HEAD(head);

	fill(&head);
	KAPI_EXPECT_EQ(digits(llist_del_all(&head)), 4321);
	KAPI_EXPECT_TRUE(llist_empty(&head));
	KAPI_EXPECT_NULL(llist_del_all(&head));
}

KAPI_TEST(llist_del_first_takes_one)
{
	LLIST_HEAD(head);

	fill(&head);
	KAPI_EXPECT_PTR_EQ(llist_del_first(&head), &items[4].link);
	KAPI_EXPECT_EQ(digits(head.first), 321);
	llist_del_all(&head);
	KAPI_EXPECT_NULL(llist_del_first(&head));
}

KAPI_TEST(llist_reverse_order_gives_the_order_of_arrival)
{
	LLIST_HEAD(head);

	fill(&head);
	KAPI_EXPECT_EQ(digits(llist_reverse_order(llist_del_all(&head))), 1234);
	KAPI_EXPECT_NULL(llist_reverse_order(NULL));
}

KAPI_TEST(llist_add_batch_adds_a_chain)
{
	LLIST_HEAD(head);
	LLIST_HEAD(other);

	fill(&head);
	llist_del_first(&head);
	KAPI_EXPECT_TRUE(llist_add(&items[4].link, &other));
	KAPI_EXPECT_FALSE(llist_add_batch(&items[3].link, &items[1].link,
					  &other));
	KAPI_EXPECT_EQ(digits(other.first), 3214);
}

KAPI_TEST(safe_iteration_may_reuse_the_nodes)
{
	struct item *item, *next;
	LLIST_HEAD(head);
	int count = 0;

	fill(&head);
	llist_for_each_entry_safe(item, next, llist_del_all(&head), link) {
		item->link.next = NULL;
		count++;
	}
	KAPI_EXPECT_EQ(count, 4);
}

KAPI_MODULE();
