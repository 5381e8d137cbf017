// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Says what is wrong around a list entry and is a BUG().
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/printk.h>

void __noreturn __list_add_corrupt(struct list_head *new,
				   struct list_head *prev,
				   struct list_head *next)
{
	if (!prev)
		pr_err("list_add corruption. prev is NULL.\n");
	else if (!next)
		pr_err("list_add corruption. next is NULL.\n");
	else if (next->prev != prev)
		pr_err("list_add corruption. next->prev should be prev (%px), but was %px. (next=%px).\n",
		       prev, next->prev, next);
	else if (prev->next != next)
		pr_err("list_add corruption. prev->next should be next (%px), but was %px. (prev=%px).\n",
		       next, prev->next, prev);
	else
		pr_err("list_add double add: new=%px, prev=%px, next=%px.\n",
		       new, prev, next);
	BUG();
}
EXPORT_SYMBOL(__list_add_corrupt);

void __noreturn __list_del_corrupt(struct list_head *entry)
{
	struct list_head *prev = entry->prev, *next = entry->next;

	if (!next)
		pr_err("list_del corruption, %px->next is NULL\n", entry);
	else if (!prev)
		pr_err("list_del corruption, %px->prev is NULL\n", entry);
	else if (next == LIST_POISON1)
		pr_err("list_del corruption, %px->next is LIST_POISON1 (%px)\n",
		       entry, LIST_POISON1);
	else if (prev == LIST_POISON2)
		pr_err("list_del corruption, %px->prev is LIST_POISON2 (%px)\n",
		       entry, LIST_POISON2);
	else if (prev->next != entry)
		pr_err("list_del corruption. prev->next should be %px, but was %px. (prev=%px)\n",
		       entry, prev->next, prev);
	else
		pr_err("list_del corruption. next->prev should be %px, but was %px. (next=%px)\n",
		       entry, next->prev, next);
	BUG();
}
EXPORT_SYMBOL(__list_del_corrupt);
