// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Red-black trees: order, balance, augmentation.
 */
#include <linux/interval_tree.h>
#include <linux/rbtree.h>
#include <linux/rbtree_augmented.h>
#include "kapi.h"

#define COUNT 128

struct item {
	struct rb_node rb;
	int key;
	int largest; /* of the subtree */
};

static struct item items[COUNT];

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct item, rb)->key <
	       rb_entry(b, struct item, rb)->key;
}

static int cmp_key(const void *key, const struct rb_node *node)
{
	return *(const int *)key - rb_entry(node, struct item, rb)->key;
}

static int cmp_node(struct rb_node *a, const struct rb_node *b)
{
	return cmp_key(&rb_entry(a, struct item, rb)->key, b);
}

/* Every key once, in an order that is neither rising nor falling. */
static int scattered(int i)
{
	return i * 77 % COUNT;
}

static void build(struct rb_root *root)
{
	int i;

	*root = RB_ROOT;
	for (i = 0; i < COUNT; i++) {
		items[i].key = scattered(i);
		rb_add(&items[i].rb, root, less);
	}
}

/* Black nodes on each way down from @node, or -1 if it is no such tree. */
static int black_height(struct rb_node *node)
{
	int left, right;

	if (!node)
		return 0;
	if (rb_is_red(node) &&
	    ((node->rb_left && rb_is_red(node->rb_left)) ||
	     (node->rb_right && rb_is_red(node->rb_right))))
		return -1;
	left = black_height(node->rb_left);
	right = black_height(node->rb_right);
	if (left < 0 || left != right)
		return -1;
	return left + rb_is_black(node);
}

static int count_sorted(struct rb_root *root)
{
	struct rb_node *node;
	int count = 0, last = INT_MIN;

	for (node = rb_first(root); node; node = rb_next(node), count++) {
		int key = rb_entry(node, struct item, rb)->key;

		if (key < last)
			return -1;
		last = key;
	}
	return count;
}

KAPI_TEST(an_empty_tree_has_no_ends)
{
	struct rb_root root = RB_ROOT;

	KAPI_EXPECT_TRUE(RB_EMPTY_ROOT(&root));
	KAPI_EXPECT_NULL(rb_first(&root));
	KAPI_EXPECT_NULL(rb_last(&root));
	KAPI_EXPECT_NULL(rb_first_postorder(&root));
	KAPI_EXPECT_NULL(rb_next_postorder(NULL));
}

KAPI_TEST(a_cleared_node_is_in_no_tree)
{
	struct rb_node node;

	RB_CLEAR_NODE(&node);
	KAPI_EXPECT_TRUE(RB_EMPTY_NODE(&node));
	KAPI_EXPECT_NULL(rb_next(&node));
	KAPI_EXPECT_NULL(rb_prev(&node));
}

KAPI_TEST(nodes_come_out_sorted_from_a_balanced_tree)
{
	struct rb_root root;
	int i;

	root = RB_ROOT;
	for (i = 0; i < COUNT; i++) {
		items[i].key = scattered(i);
		rb_add(&items[i].rb, &root, less);
		KAPI_ASSERT_GE(black_height(root.rb_node), 1);
		KAPI_ASSERT_EQ(count_sorted(&root), i + 1);
	}
	KAPI_EXPECT_EQ(rb_entry(rb_first(&root), struct item, rb)->key, 0);
	KAPI_EXPECT_EQ(rb_entry(rb_last(&root), struct item, rb)->key,
		       COUNT - 1);
}

KAPI_TEST(rising_and_falling_keys_stay_balanced)
{
	struct rb_root root = RB_ROOT;
	int i;

	for (i = 0; i < COUNT; i++) {
		items[i].key = i < COUNT / 2 ? i : COUNT + COUNT / 2 - i;
		rb_add(&items[i].rb, &root, less);
		KAPI_ASSERT_GE(black_height(root.rb_node), 1);
	}
	KAPI_EXPECT_EQ(count_sorted(&root), COUNT);
}

KAPI_TEST(erasing_in_any_order_keeps_the_balance)
{
	struct rb_root root;
	int i, step;

	for (step = 1; step < 8; step += 2) {
		build(&root);
		for (i = 0; i < COUNT; i++) {
			rb_erase(&items[i * step % COUNT].rb, &root);
			KAPI_ASSERT_GE(black_height(root.rb_node),
				       i < COUNT - 1);
			KAPI_ASSERT_EQ(count_sorted(&root), COUNT - 1 - i);
		}
		KAPI_EXPECT_TRUE(RB_EMPTY_ROOT(&root));
	}
}

KAPI_TEST(rb_prev_walks_backwards)
{
	struct rb_root root;
	struct rb_node *node;
	int key = COUNT - 1;

	build(&root);
	for (node = rb_last(&root); node; node = rb_prev(node))
		KAPI_ASSERT_EQ(rb_entry(node, struct item, rb)->key, key--);
	KAPI_EXPECT_EQ(key, -1);
}

KAPI_TEST(rb_find_finds_what_is_there)
{
	struct rb_root root;
	struct rb_node *node;
	int key = 42;

	build(&root);
	node = rb_find(&key, &root, cmp_key);
	KAPI_ASSERT_NOT_NULL(node);
	KAPI_EXPECT_EQ(rb_entry(node, struct item, rb)->key, 42);
	key = COUNT;
	KAPI_EXPECT_NULL(rb_find(&key, &root, cmp_key));
}

KAPI_TEST(rb_find_add_refuses_a_second_one)
{
	struct rb_root root = RB_ROOT;

	items[0].key = items[1].key = 7;
	KAPI_EXPECT_NULL(rb_find_add(&items[0].rb, &root, cmp_node));
	KAPI_EXPECT_PTR_EQ(rb_find_add(&items[1].rb, &root, cmp_node),
			   &items[0].rb);
	KAPI_EXPECT_EQ(count_sorted(&root), 1);
}

KAPI_TEST(rb_for_each_visits_equal_keys_in_order_of_arrival)
{
	struct rb_root root = RB_ROOT;
	struct rb_node *node;
	int i, key = 5, next = 5;

	for (i = 0; i < 20; i++) {
		items[i].key = i / 5 * 5; /* five each of 0, 5, 10, 15 */
		rb_add(&items[i].rb, &root, less);
	}
	KAPI_EXPECT_PTR_EQ(rb_find_first(&key, &root, cmp_key), &items[5].rb);
	rb_for_each(node, &key, &root, cmp_key)
		KAPI_ASSERT_PTR_EQ(node, &items[next++].rb);
	KAPI_EXPECT_EQ(next, 10);
	key = 6;
	KAPI_EXPECT_NULL(rb_find_first(&key, &root, cmp_key));
}

KAPI_TEST(rb_replace_node_keeps_the_tree)
{
	struct rb_root root;
	struct item twin = { .key = 10 };
	struct rb_node *old;

	build(&root);
	old = rb_find(&twin.key, &root, cmp_key);
	rb_replace_node(old, &twin.rb, &root);
	KAPI_EXPECT_PTR_EQ(rb_find(&twin.key, &root, cmp_key), &twin.rb);
	KAPI_EXPECT_EQ(count_sorted(&root), COUNT);
	KAPI_EXPECT_GE(black_height(root.rb_node), 1);
}

KAPI_TEST(postorder_visits_children_first_and_all)
{
	struct rb_root root;
	struct item *item, *next;
	int count = 0;

	build(&root);
	rbtree_postorder_for_each_entry_safe(item, next, &root, rb) {
		/* a visited node is marked, so are its children */
		if (item->rb.rb_left)
			KAPI_ASSERT_EQ(rb_entry(item->rb.rb_left, struct item,
						rb)->key, -1);
		if (item->rb.rb_right)
			KAPI_ASSERT_EQ(rb_entry(item->rb.rb_right, struct item,
						rb)->key, -1);
		item->key = -1;
		count++;
	}
	KAPI_EXPECT_EQ(count, COUNT);
}

KAPI_TEST(a_cached_root_knows_its_first_node)
{
	struct rb_root_cached root = RB_ROOT_CACHED;
	int i;

	KAPI_EXPECT_NULL(rb_first_cached(&root));
	for (i = 0; i < COUNT; i++) {
		struct rb_node *leftmost;

		items[i].key = scattered(i);
		leftmost = rb_add_cached(&items[i].rb, &root, less);
		KAPI_ASSERT_PTR_EQ(rb_first_cached(&root),
				   rb_first(&root.rb_root));
		if (leftmost)
			KAPI_ASSERT_PTR_EQ(leftmost, &items[i].rb);
	}
	for (i = 0; i < COUNT; i++) {
		rb_erase_cached(&items[i].rb, &root);
		KAPI_ASSERT_PTR_EQ(rb_first_cached(&root),
				   rb_first(&root.rb_root));
	}
}

#define KEY(item) ((item)->key)
RB_DECLARE_CALLBACKS_MAX(static, largest_callbacks, struct item, rb, int,
			 largest, KEY)

static int check_largest(struct rb_node *node)
{
	struct item *item = rb_entry(node, struct item, rb);
	int largest = item->key, below;

	if (node->rb_left) {
		below = check_largest(node->rb_left);
		if (below < 0)
			return -1;
		largest = max(largest, below);
	}
	if (node->rb_right) {
		below = check_largest(node->rb_right);
		if (below < 0)
			return -1;
		largest = max(largest, below);
	}
	return item->largest == largest ? largest : -1;
}

KAPI_TEST(an_augmented_tree_keeps_its_values)
{
	struct rb_root root = RB_ROOT;
	int i, count;

	for (i = 0; i < COUNT; i++) {
		struct rb_node **link = &root.rb_node, *parent = NULL;
		/* by address, so that the largest key may be anywhere */
		struct item *item = &items[scattered(i)];

		item->key = item->largest = (i * 31 + 7) % 997;
		while (*link) {
			struct item *above = rb_entry(*link, struct item, rb);

			parent = *link;
			above->largest = max(above->largest, item->key);
			link = item < above ? &parent->rb_left :
					      &parent->rb_right;
		}
		rb_link_node(&item->rb, parent, link);
		rb_insert_augmented(&item->rb, &root, &largest_callbacks);
		KAPI_ASSERT_GE(check_largest(root.rb_node), 0);
	}
	for (count = COUNT, i = 0; count > 1; count--, i += 5) {
		rb_erase_augmented(&items[i % COUNT].rb, &root,
				   &largest_callbacks);
		KAPI_ASSERT_GE(check_largest(root.rb_node), 0);
		KAPI_ASSERT_GE(black_height(root.rb_node), 1);
	}
}

KAPI_TEST(an_interval_tree_finds_what_overlaps)
{
	struct interval_tree_node nodes[32], *node;
	struct rb_root_cached root = RB_ROOT_CACHED;
	unsigned long start;
	int i;

	for (i = 0; i < 32; i++) {
		nodes[i].start = i * 10;
		nodes[i].last = i * 10 + (i % 4) * 10 + 5;
		interval_tree_insert(&nodes[i], &root);
	}
	for (start = 0; start < 340; start += 3) {
		unsigned long last = start + 4;
		int expected = 0, found = 0;

		for (i = 0; i < 32; i++)
			expected += nodes[i].start <= last &&
				    nodes[i].last >= start;
		for (node = interval_tree_iter_first(&root, start, last); node;
		     node = interval_tree_iter_next(node, start, last)) {
			KAPI_ASSERT_LE(node->start, last);
			KAPI_ASSERT_GE(node->last, start);
			found++;
		}
		KAPI_ASSERT_EQ(found, expected);
	}
	for (i = 0; i < 32; i++)
		interval_tree_remove(&nodes[i], &root);
	KAPI_EXPECT_NULL(interval_tree_iter_first(&root, 0, ULONG_MAX));
}

KAPI_MODULE();
