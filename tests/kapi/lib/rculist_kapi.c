// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lists that may be read while they change (include/linux/rculist.h,
 * rculist_nulls.h).
 */
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "kapi.h"

struct entry {
	char name;
	struct list_head list;
	struct hlist_node hlist;
	struct hlist_nulls_node nulls;
};

static struct entry a = { 'a' }, b = { 'b' }, c = { 'c' }, d = { 'd' };
static char text[16];

static const char *read_list(struct list_head *head)
{
	struct entry *e;
	char *to = text;

	rcu_read_lock();
	list_for_each_entry_rcu(e, head, list)
		*to++ = e->name;
	rcu_read_unlock();
	*to = '\0';
	return text;
}

static const char *read_hlist(struct hlist_head *head)
{
	struct entry *e;
	char *to = text;

	rcu_read_lock();
	hlist_for_each_entry_rcu(e, head, hlist)
		*to++ = e->name;
	rcu_read_unlock();
	*to = '\0';
	return text;
}

static const char *read_nulls(struct hlist_nulls_head *head)
{
	struct hlist_nulls_node *pos;
	struct entry *e;
	char *to = text;

	rcu_read_lock();
	hlist_nulls_for_each_entry_rcu(e, pos, head, nulls)
		*to++ = e->name;
	rcu_read_unlock();
	*to = '\0';
	return text;
}

KAPI_TEST(entries_are_added_at_either_end)
{
	LIST_HEAD(head);

	list_add_rcu(&b.list, &head);
	list_add_rcu(&a.list, &head);
	list_add_tail_rcu(&c.list, &head);
	KAPI_EXPECT_STREQ(read_list(&head), "abc");
	KAPI_EXPECT_PTR_EQ(list_tail_rcu(&head), &c.list);
}

/* A reader that stands on it finds its way back. */
KAPI_TEST(a_removed_entry_still_leads_on)
{
	LIST_HEAD(head);

	list_add_tail_rcu(&a.list, &head);
	list_add_tail_rcu(&b.list, &head);
	list_add_tail_rcu(&c.list, &head);
	list_del_rcu(&b.list);
	KAPI_EXPECT_STREQ(read_list(&head), "ac");
	KAPI_EXPECT_PTR_EQ(b.list.next, &c.list);
}

KAPI_TEST(an_entry_is_replaced_in_place)
{
	LIST_HEAD(head);

	list_add_tail_rcu(&a.list, &head);
	list_add_tail_rcu(&b.list, &head);
	list_replace_rcu(&a.list, &c.list);
	KAPI_EXPECT_STREQ(read_list(&head), "cb");
	KAPI_EXPECT_PTR_EQ(a.list.next, &b.list);
}

KAPI_TEST(first_and_next_may_be_nobody)
{
	LIST_HEAD(head);

	rcu_read_lock();
	KAPI_EXPECT_NULL(list_first_or_null_rcu(&head, struct entry, list));
	list_add_rcu(&a.list, &head);
	KAPI_EXPECT_PTR_EQ(list_first_or_null_rcu(&head, struct entry, list),
			   &a);
	KAPI_EXPECT_NULL(list_next_or_null_rcu(&head, &a.list, struct entry,
					       list));
	list_add_tail_rcu(&b.list, &head);
	KAPI_EXPECT_PTR_EQ(list_next_or_null_rcu(&head, &a.list, struct entry,
						 list), &b);
	rcu_read_unlock();
}

KAPI_TEST(a_walk_can_be_taken_up_again)
{
	LIST_HEAD(head);
	struct entry *e = &a;
	int continued = 0, from = 0, lockless = 0;

	list_add_tail_rcu(&a.list, &head);
	list_add_tail_rcu(&b.list, &head);
	list_add_tail_rcu(&c.list, &head);
	rcu_read_lock();
	list_for_each_entry_continue_rcu(e, &head, list)
		continued++;
	e = &b;
	list_for_each_entry_from_rcu(e, &head, list)
		from++;
	list_for_each_entry_lockless(e, &head, list)
		lockless++;
	rcu_read_unlock();
	KAPI_EXPECT_EQ(continued, 2);
	KAPI_EXPECT_EQ(from, 2);
	KAPI_EXPECT_EQ(lockless, 3);
}

KAPI_TEST(splicing_empties_the_source)
{
	LIST_HEAD(head);
	LIST_HEAD(other);

	list_add_tail_rcu(&a.list, &head);
	list_add_tail_rcu(&b.list, &other);
	list_add_tail_rcu(&c.list, &other);
	list_splice_init_rcu(&other, &head, synchronize_rcu);
	KAPI_EXPECT_STREQ(read_list(&head), "bca");
	KAPI_EXPECT_TRUE(list_empty(&other));
	list_add_tail_rcu(&d.list, &other);
	list_splice_tail_init_rcu(&other, &head, synchronize_rcu);
	KAPI_EXPECT_STREQ(read_list(&head), "bcad");
	list_splice_tail_init_rcu(&other, &head, synchronize_rcu);
	KAPI_EXPECT_STREQ(read_list(&head), "bcad");
}

KAPI_TEST(hlist_entries_are_added_everywhere)
{
	HLIST_HEAD(head);

	hlist_add_tail_rcu(&b.hlist, &head);
	hlist_add_head_rcu(&a.hlist, &head);
	hlist_add_behind_rcu(&d.hlist, &b.hlist);
	hlist_add_before_rcu(&c.hlist, &d.hlist);
	KAPI_EXPECT_STREQ(read_hlist(&head), "abcd");
}

KAPI_TEST(hlist_entries_are_removed_and_replaced)
{
	HLIST_HEAD(head);

	hlist_add_head_rcu(&c.hlist, &head);
	hlist_add_head_rcu(&b.hlist, &head);
	hlist_add_head_rcu(&a.hlist, &head);
	hlist_del_rcu(&b.hlist);
	KAPI_EXPECT_PTR_EQ(b.hlist.next, &c.hlist);
	hlist_replace_rcu(&c.hlist, &d.hlist);
	KAPI_EXPECT_STREQ(read_hlist(&head), "ad");
	hlist_del_init_rcu(&a.hlist);
	KAPI_EXPECT_TRUE(hlist_unhashed(&a.hlist));
	hlist_del_init_rcu(&a.hlist);
	KAPI_EXPECT_STREQ(read_hlist(&head), "d");
}

KAPI_TEST(heads_of_hlists_are_swapped)
{
	HLIST_HEAD(left);
	HLIST_HEAD(right);

	hlist_add_head_rcu(&a.hlist, &left);
	hlist_add_head_rcu(&c.hlist, &right);
	hlist_add_head_rcu(&b.hlist, &right);
	hlists_swap_heads_rcu(&left, &right);
	KAPI_EXPECT_STREQ(read_hlist(&left), "bc");
	KAPI_EXPECT_STREQ(read_hlist(&right), "a");
	hlist_del_rcu(&b.hlist);
	KAPI_EXPECT_STREQ(read_hlist(&left), "c");
}

KAPI_TEST(a_walk_along_an_hlist_can_be_taken_up_again)
{
	HLIST_HEAD(head);
	struct entry *e = &a;
	int continued = 0, from = 0;

	hlist_add_tail_rcu(&a.hlist, &head);
	hlist_add_tail_rcu(&b.hlist, &head);
	hlist_add_tail_rcu(&c.hlist, &head);
	rcu_read_lock();
	hlist_for_each_entry_continue_rcu(e, hlist)
		continued++;
	e = &a;
	hlist_for_each_entry_from_rcu(e, hlist)
		from++;
	rcu_read_unlock();
	KAPI_EXPECT_EQ(continued, 2);
	KAPI_EXPECT_EQ(from, 3);
}

KAPI_TEST(the_end_of_a_nulls_chain_says_which_it_is)
{
	struct hlist_nulls_head head;
	struct hlist_nulls_node *pos;
	struct entry *e;
	int seen = 0;

	INIT_HLIST_NULLS_HEAD(&head, 42);
	KAPI_EXPECT_TRUE(hlist_nulls_empty(&head));
	hlist_nulls_add_head_rcu(&b.nulls, &head);
	hlist_nulls_add_head_rcu(&a.nulls, &head);
	hlist_nulls_add_tail_rcu(&c.nulls, &head);
	KAPI_EXPECT_STREQ(read_nulls(&head), "abc");
	hlist_nulls_del_rcu(&b.nulls);
	KAPI_EXPECT_STREQ(read_nulls(&head), "ac");
	rcu_read_lock();
	hlist_nulls_for_each_entry_rcu(e, pos, &head, nulls)
		seen++;
	rcu_read_unlock();
	KAPI_EXPECT_EQ(seen, 2);
	KAPI_EXPECT_EQ(get_nulls_value(pos), 42);
	hlist_nulls_del_init_rcu(&a.nulls);
	KAPI_EXPECT_TRUE(hlist_nulls_unhashed(&a.nulls));
	hlist_nulls_del_init_rcu(&c.nulls);
	KAPI_EXPECT_TRUE(hlist_nulls_empty(&head));
}

KAPI_TEST(pointers_are_published_and_read)
{
	static int first = 1, second = 2;
	static int __rcu *shared;
	int *old;

	RCU_INIT_POINTER(shared, &first);
	rcu_read_lock();
	KAPI_EXPECT_EQ(*rcu_dereference(shared), 1);
	rcu_read_unlock();
	old = rcu_replace_pointer(shared, &second, true);
	KAPI_EXPECT_PTR_EQ(old, &first);
	KAPI_EXPECT_EQ(*rcu_dereference_protected(shared, true), 2);
	KAPI_EXPECT_EQ(*rcu_dereference_check(shared, true), 2);
	KAPI_EXPECT_EQ(*rcu_dereference_raw(shared), 2);
	rcu_read_lock_bh();
	KAPI_EXPECT_EQ(*rcu_dereference_bh(shared), 2);
	rcu_read_unlock_bh();
	rcu_read_lock_sched();
	KAPI_EXPECT_EQ(*rcu_dereference_sched(shared), 2);
	rcu_read_unlock_sched();
	rcu_assign_pointer(shared, NULL);
	KAPI_EXPECT_NULL(rcu_access_pointer(shared));
}

KAPI_MODULE();
