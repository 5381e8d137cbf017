// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bottom-up merge sort of lists.
 */
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/list_sort.h>

/* Two sorted chains, linked by next and ending in NULL, become one. */
static struct list_head *merge(void *priv, list_cmp_func_t cmp,
			       struct list_head *a, struct list_head *b)
{
	struct list_head *head = NULL, **tail = &head;

	while (a && b) {
		/* of equals the one from @a, which came first */
		struct list_head **from = cmp(priv, a, b) <= 0 ? &a : &b;

		*tail = *from;
		tail = &(*from)->next;
		*from = (*from)->next;
	}
	*tail = a ?: b;
	return head;
}

void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp)
{
	/* sorted chains: the i-th, if there, holds 2^i entries */
	struct list_head *runs[BITS_PER_LONG] = {};
	struct list_head *chain, *pos, *prev;
	int i;

	if (head->next == head->prev)
		return;
	head->prev->next = NULL;
	for (pos = head->next; pos; ) {
		chain = pos;
		pos = pos->next;
		chain->next = NULL;
		for (i = 0; runs[i]; i++) {
			chain = merge(priv, cmp, runs[i], chain);
			runs[i] = NULL;
		}
		runs[i] = chain;
	}
	chain = NULL;
	for (i = 0; i < BITS_PER_LONG; i++)
		if (runs[i])
			chain = chain ? merge(priv, cmp, runs[i], chain) :
					runs[i];

	prev = head;
	for (pos = chain; pos; pos = pos->next) {
		prev->next = pos;
		pos->prev = prev;
		prev = pos;
	}
	prev->next = head;
	head->prev = prev;
}
EXPORT_SYMBOL(list_sort);
