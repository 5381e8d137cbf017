// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Doubly linked lists and hash chains.
 */
#include <linux/list.h>
#include "kapi.h"

struct item {
	int value;
	struct list_head link;
	struct hlist_node node;
};

static struct item items[6];

/* Makes @head the list of items[0], items[1], … with those values. */
static void fill(struct list_head *head, int first, int count)
{
	int i;

	INIT_LIST_HEAD(head);
	for (i = first; i < first + count; i++) {
		items[i].value = i;
		list_add_tail(&items[i].link, head);
	}
}

/* The values as decimal digits, forwards; -1 if backwards differs. */
static int digits(struct list_head *head)
{
	struct item *item;
	int forwards = 0, backwards = 0, power = 1;

	list_for_each_entry(item, head, link)
		forwards = forwards * 10 + item->value;
	list_for_each_entry_reverse(item, head, link) {
		backwards += item->value * power;
		power *= 10;
	}
	return forwards == backwards ? forwards : -1;
}

KAPI_TEST(a_new_list_is_empty)
{
	LIST_HEAD(head);

	KAPI_EXPECT_TRUE(list_empty(&head));
	KAPI_EXPECT_TRUE(list_empty_careful(&head));
	KAPI_EXPECT_FALSE(list_is_singular(&head));
	KAPI_EXPECT_PTR_EQ(head.next, &head);
	KAPI_EXPECT_PTR_EQ(head.prev, &head);
	KAPI_EXPECT_NULL(list_first_entry_or_null(&head, struct item, link));
	KAPI_EXPECT_EQ(list_count_nodes(&head), 0);
}

KAPI_TEST(list_add_puts_in_front_and_list_add_tail_behind)
{
	LIST_HEAD(head);

	items[1].value = 1;
	items[2].value = 2;
	items[3].value = 3;
	list_add(&items[1].link, &head);
	KAPI_EXPECT_TRUE(list_is_singular(&head));
	list_add(&items[2].link, &head);
	list_add_tail(&items[3].link, &head);
	KAPI_EXPECT_EQ(digits(&head), 213);
	KAPI_EXPECT_TRUE(list_is_first(&items[2].link, &head));
	KAPI_EXPECT_TRUE(list_is_last(&items[3].link, &head));
	KAPI_EXPECT_TRUE(list_is_head(&head, &head));
	KAPI_EXPECT_EQ(list_count_nodes(&head), 3);
}

KAPI_TEST(list_del_poisons_the_entry)
{
	LIST_HEAD(head);

	fill(&head, 1, 3);
	list_del(&items[2].link);
	KAPI_EXPECT_EQ(digits(&head), 13);
	KAPI_EXPECT_PTR_EQ(items[2].link.next, LIST_POISON1);
	KAPI_EXPECT_PTR_EQ(items[2].link.prev, LIST_POISON2);
}

KAPI_TEST(list_del_init_leaves_an_empty_list)
{
	LIST_HEAD(head);

	fill(&head, 1, 3);
	list_del_init(&items[1].link);
	KAPI_EXPECT_TRUE(list_empty(&items[1].link));
	list_del_init_careful(&items[3].link);
	KAPI_EXPECT_TRUE(list_empty_careful(&items[3].link));
	KAPI_EXPECT_EQ(digits(&head), 2);
}

KAPI_TEST(list_replace_takes_the_place_of_the_old_entry)
{
	LIST_HEAD(head);

	fill(&head, 1, 3);
	items[5].value = 5;
	list_replace(&items[2].link, &items[5].link);
	KAPI_EXPECT_EQ(digits(&head), 153);
	items[4].value = 4;
	list_replace_init(&items[1].link, &items[4].link);
	KAPI_EXPECT_EQ(digits(&head), 453);
	KAPI_EXPECT_TRUE(list_empty(&items[1].link));
}

KAPI_TEST(list_swap_exchanges_neighbours_and_others)
{
	LIST_HEAD(head);

	fill(&head, 1, 4);
	list_swap(&items[1].link, &items[4].link);
	KAPI_EXPECT_EQ(digits(&head), 4231);
	list_swap(&items[2].link, &items[3].link);
	KAPI_EXPECT_EQ(digits(&head), 4321);
	list_swap(&items[2].link, &items[3].link);
	KAPI_EXPECT_EQ(digits(&head), 4231);
}

KAPI_TEST(list_move_changes_lists)
{
	LIST_HEAD(from);
	LIST_HEAD(to);

	fill(&from, 1, 3);
	fill(&to, 4, 2);
	list_move(&items[2].link, &to);
	KAPI_EXPECT_EQ(digits(&from), 13);
	KAPI_EXPECT_EQ(digits(&to), 245);
	list_move_tail(&items[1].link, &to);
	KAPI_EXPECT_EQ(digits(&from), 3);
	KAPI_EXPECT_EQ(digits(&to), 2451);
}

KAPI_TEST(list_bulk_move_tail_keeps_the_order_of_the_run)
{
	LIST_HEAD(from);
	LIST_HEAD(to);

	fill(&from, 1, 4);
	fill(&to, 5, 1);
	list_bulk_move_tail(&to, &items[2].link, &items[3].link);
	KAPI_EXPECT_EQ(digits(&from), 14);
	KAPI_EXPECT_EQ(digits(&to), 523);
}

KAPI_TEST(list_rotate_left_moves_the_first_behind)
{
	LIST_HEAD(head);

	list_rotate_left(&head);
	KAPI_EXPECT_TRUE(list_empty(&head));
	fill(&head, 1, 3);
	list_rotate_left(&head);
	KAPI_EXPECT_EQ(digits(&head), 231);
	list_rotate_to_front(&items[1].link, &head);
	KAPI_EXPECT_EQ(digits(&head), 123);
}

KAPI_TEST(list_cut_position_takes_up_to_and_with_the_entry)
{
	LIST_HEAD(head);
	LIST_HEAD(cut);

	fill(&head, 1, 4);
	list_cut_position(&cut, &head, &items[2].link);
	KAPI_EXPECT_EQ(digits(&cut), 12);
	KAPI_EXPECT_EQ(digits(&head), 34);
	list_cut_position(&cut, &head, &head);
	KAPI_EXPECT_TRUE(list_empty(&cut));
	list_cut_position(&cut, &head, &items[4].link);
	KAPI_EXPECT_EQ(digits(&cut), 34);
	KAPI_EXPECT_TRUE(list_empty(&head));
}

KAPI_TEST(list_cut_before_leaves_the_entry)
{
	LIST_HEAD(head);
	LIST_HEAD(cut);

	fill(&head, 1, 4);
	list_cut_before(&cut, &head, &items[3].link);
	KAPI_EXPECT_EQ(digits(&cut), 12);
	KAPI_EXPECT_EQ(digits(&head), 34);
	list_cut_before(&cut, &head, &items[3].link);
	KAPI_EXPECT_TRUE(list_empty(&cut));
	KAPI_EXPECT_EQ(digits(&head), 34);
}

KAPI_TEST(list_splice_puts_a_list_in_front_or_behind)
{
	LIST_HEAD(head);
	LIST_HEAD(more);

	fill(&head, 1, 2);
	fill(&more, 3, 2);
	list_splice_init(&more, &head);
	KAPI_EXPECT_EQ(digits(&head), 3412);
	KAPI_EXPECT_TRUE(list_empty(&more));
	fill(&more, 5, 1);
	list_splice_tail_init(&more, &head);
	KAPI_EXPECT_EQ(digits(&head), 34125);
	list_splice(&more, &head);
	list_splice_tail(&more, &head);
	KAPI_EXPECT_EQ(digits(&head), 34125);
}

KAPI_TEST(entries_are_found_from_their_neighbours)
{
	LIST_HEAD(head);

	fill(&head, 1, 3);
	KAPI_EXPECT_EQ(list_first_entry(&head, struct item, link)->value, 1);
	KAPI_EXPECT_EQ(list_last_entry(&head, struct item, link)->value, 3);
	KAPI_EXPECT_EQ(list_next_entry(&items[1], link)->value, 2);
	KAPI_EXPECT_EQ(list_prev_entry(&items[3], link)->value, 2);
	KAPI_EXPECT_EQ(list_next_entry_circular(&items[3], &head, link)->value,
		       1);
	KAPI_EXPECT_EQ(list_prev_entry_circular(&items[1], &head, link)->value,
		       3);
	KAPI_EXPECT_PTR_EQ(list_first_entry_or_null(&head, struct item, link),
			   &items[1]);
}

KAPI_TEST(safe_iteration_survives_deletion)
{
	struct item *item, *next;
	struct list_head *pos, *n;
	LIST_HEAD(head);

	fill(&head, 1, 5);
	list_for_each_entry_safe(item, next, &head, link)
		if (item->value % 2)
			list_del(&item->link);
	KAPI_EXPECT_EQ(digits(&head), 24);
	list_for_each_safe(pos, n, &head)
		list_del(pos);
	KAPI_EXPECT_TRUE(list_empty(&head));

	fill(&head, 1, 3);
	list_for_each_entry_safe_reverse(item, next, &head, link)
		if (item->value == 2)
			list_del(&item->link);
	KAPI_EXPECT_EQ(digits(&head), 13);
}

KAPI_TEST(iteration_continues_from_a_position)
{
	struct item *item = &items[2];
	struct list_head *pos;
	LIST_HEAD(head);
	int sum = 0;

	fill(&head, 1, 4);
	list_for_each_entry_continue(item, &head, link)
		sum = sum * 10 + item->value;
	KAPI_EXPECT_EQ(sum, 34);
	KAPI_EXPECT_TRUE(list_entry_is_head(item, &head, link));

	sum = 0;
	item = &items[2];
	list_for_each_entry_from(item, &head, link)
		sum = sum * 10 + item->value;
	KAPI_EXPECT_EQ(sum, 234);

	sum = 0;
	item = &items[3];
	list_for_each_entry_continue_reverse(item, &head, link)
		sum = sum * 10 + item->value;
	KAPI_EXPECT_EQ(sum, 21);

	sum = 0;
	item = list_prepare_entry((struct item *)NULL, &head, link);
	list_for_each_entry_continue(item, &head, link)
		sum = sum * 10 + item->value;
	KAPI_EXPECT_EQ(sum, 1234);

	sum = 0;
	list_for_each_prev(pos, &head)
		sum = sum * 10 + list_entry(pos, struct item, link)->value;
	KAPI_EXPECT_EQ(sum, 4321);
}

KAPI_TEST(a_chain_knows_who_is_hashed)
{
	HLIST_HEAD(head);

	KAPI_EXPECT_TRUE(hlist_empty(&head));
	INIT_HLIST_NODE(&items[1].node);
	KAPI_EXPECT_TRUE(hlist_unhashed(&items[1].node));
	hlist_add_head(&items[1].node, &head);
	KAPI_EXPECT_FALSE(hlist_empty(&head));
	KAPI_EXPECT_FALSE(hlist_unhashed(&items[1].node));
	KAPI_EXPECT_TRUE(hlist_is_singular_node(&items[1].node, &head));
	hlist_del_init(&items[1].node);
	KAPI_EXPECT_TRUE(hlist_unhashed(&items[1].node));
	hlist_del_init(&items[1].node);
	KAPI_EXPECT_TRUE(hlist_empty(&head));
}

static int chain_digits(struct hlist_head *head)
{
	struct item *item;
	int sum = 0;

	hlist_for_each_entry(item, head, node)
		sum = sum * 10 + item->value;
	return sum;
}

KAPI_TEST(chain_nodes_go_in_front_before_and_behind)
{
	struct item *item;
	struct hlist_node *next;
	HLIST_HEAD(head);
	HLIST_HEAD(other);
	int i;

	for (i = 1; i < 5; i++)
		items[i].value = i;
	hlist_add_head(&items[1].node, &head);
	hlist_add_before(&items[2].node, &items[1].node);
	hlist_add_behind(&items[3].node, &items[2].node);
	hlist_add_behind(&items[4].node, &items[1].node);
	KAPI_EXPECT_EQ(chain_digits(&head), 2314);

	hlist_move_list(&head, &other);
	KAPI_EXPECT_TRUE(hlist_empty(&head));
	KAPI_EXPECT_EQ(chain_digits(&other), 2314);

	hlist_for_each_entry_safe(item, next, &other, node)
		if (item->value < 3)
			hlist_del(&item->node);
	KAPI_EXPECT_EQ(chain_digits(&other), 34);
	KAPI_EXPECT_PTR_EQ(items[1].node.next, LIST_POISON1);
	KAPI_EXPECT_PTR_EQ(items[1].node.pprev, LIST_POISON2);
}

KAPI_TEST(a_fake_node_looks_hashed)
{
	struct hlist_node node;

	INIT_HLIST_NODE(&node);
	hlist_add_fake(&node);
	KAPI_EXPECT_TRUE(hlist_fake(&node));
	KAPI_EXPECT_FALSE(hlist_unhashed(&node));
	hlist_del_init(&node);
	KAPI_EXPECT_TRUE(hlist_unhashed(&node));
}

KAPI_MODULE();
