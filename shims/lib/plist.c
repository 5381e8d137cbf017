// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lists sorted by priority. All nodes are on node_list; the first one of each
 * priority is on prio_list as well.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/plist.h>

void plist_add(struct plist_node *node, struct plist_head *head)
{
	struct plist_node *iter;
	struct plist_node *same = NULL; /* last priority not behind ours */

	WARN_ON(!plist_node_empty(node));
	WARN_ON(!list_empty(&node->prio_list));

	if (plist_head_empty(head)) {
		list_add(&node->node_list, &head->node_list);
		return;
	}
	iter = plist_first(head);
	do {
		if (node->prio < iter->prio)
			break;
		same = iter;
		iter = list_entry(iter->prio_list.next, struct plist_node,
				  prio_list);
	} while (iter != plist_first(head));

	if (!same || same->prio != node->prio)
		list_add_tail(&node->prio_list, &iter->prio_list);
	/* in front of the next priority; of the end, if there is none */
	if (same && iter == plist_first(head))
		list_add_tail(&node->node_list, &head->node_list);
	else
		list_add_tail(&node->node_list, &iter->node_list);
}

void plist_del(struct plist_node *node, struct plist_head *head)
{
	if (!list_empty(&node->prio_list)) {
		/* the next of the same priority takes over */
		if (node->node_list.next != &head->node_list) {
			struct plist_node *next = plist_next(node);

			if (list_empty(&next->prio_list))
				list_add(&next->prio_list, &node->prio_list);
		}
		list_del_init(&node->prio_list);
	}
	list_del_init(&node->node_list);
}

void plist_requeue(struct plist_node *node, struct plist_head *head)
{
	plist_del(node, head);
	plist_add(node, head);
}
