// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>
#include <linux/llist.h>

bool llist_add_batch(struct llist_node *new_first, struct llist_node *new_last,
		     struct llist_head *head)
{
	struct llist_node *first = READ_ONCE(head->first);

	do {
		new_last->next = first;
	} while (!try_cmpxchg(&head->first, &first, new_first));
	return !first;
}
EXPORT_SYMBOL_GPL(llist_add_batch);

struct llist_node *llist_del_first(struct llist_head *head)
{
	struct llist_node *first = smp_load_acquire(&head->first);

	while (first)
		if (try_cmpxchg(&head->first, &first, READ_ONCE(first->next)))
			break;
	return first;
}
EXPORT_SYMBOL_GPL(llist_del_first);

struct llist_node *llist_reverse_order(struct llist_node *head)
{
	struct llist_node *reversed = NULL;

	while (head) {
		struct llist_node *next = head->next;

		head->next = reversed;
		reversed = head;
		head = next;
	}
	return reversed;
}
EXPORT_SYMBOL_GPL(llist_reverse_order);
