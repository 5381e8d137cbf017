// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Notifier chains: singly linked, sorted by falling priority.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>

static int chain_register(struct notifier_block **link,
			  struct notifier_block *nb, bool unique_priority)
{
	for (; *link; link = &(*link)->next) {
		if (*link == nb) {
			WARN(1, "notifier callback %ps already registered",
			     nb->notifier_call);
			return -EEXIST;
		}
		if (nb->priority > (*link)->priority)
			break;
		if (nb->priority == (*link)->priority && unique_priority)
			return -EBUSY;
	}
	nb->next = *link;
	WRITE_ONCE(*link, nb);
	return 0;
}

static int chain_unregister(struct notifier_block **link,
			    struct notifier_block *nb)
{
	for (; *link; link = &(*link)->next) {
		if (*link == nb) {
			WRITE_ONCE(*link, nb->next);
			return 0;
		}
	}
	return -ENOENT;
}

/* Calls at most @most functions, -1 for all; counts them in *@called. */
static int call_chain(struct notifier_block **head, unsigned long val, void *v,
		      int most, int *called)
{
	struct notifier_block *nb = READ_ONCE(*head);
	int ret = NOTIFY_DONE;

	while (nb && most--) {
		/* the function may unregister itself */
		struct notifier_block *next = READ_ONCE(nb->next);

		ret = nb->notifier_call(nb, val, v);
		if (called)
			(*called)++;
		if (ret & NOTIFY_STOP_MASK)
			break;
		nb = next;
	}
	return ret;
}

static int call_chain_robust(struct notifier_block **head,
			     unsigned long val_up, unsigned long val_down,
			     void *v)
{
	int called = 0;
	int ret = call_chain(head, val_up, v, -1, &called);

	if (ret & NOTIFY_STOP_MASK)
		call_chain(head, val_down, v, called - 1, NULL);
	return ret;
}

int atomic_notifier_chain_register(struct atomic_notifier_head *nh,
				   struct notifier_block *nb)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&nh->lock, flags);
	ret = chain_register(&nh->head, nb, false);
	spin_unlock_irqrestore(&nh->lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(atomic_notifier_chain_register);

int atomic_notifier_chain_register_unique_prio(struct atomic_notifier_head *nh,
					       struct notifier_block *nb)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&nh->lock, flags);
	ret = chain_register(&nh->head, nb, true);
	spin_unlock_irqrestore(&nh->lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(atomic_notifier_chain_register_unique_prio);

int atomic_notifier_chain_unregister(struct atomic_notifier_head *nh,
				     struct notifier_block *nb)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&nh->lock, flags);
	ret = chain_unregister(&nh->head, nb);
	spin_unlock_irqrestore(&nh->lock, flags);
	synchronize_rcu();
	return ret;
}
EXPORT_SYMBOL_GPL(atomic_notifier_chain_unregister);

int atomic_notifier_call_chain(struct atomic_notifier_head *nh,
			       unsigned long val, void *v)
{
	int ret;

	rcu_read_lock();
	ret = call_chain(&nh->head, val, v, -1, NULL);
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL_GPL(atomic_notifier_call_chain);

bool atomic_notifier_call_chain_is_empty(struct atomic_notifier_head *nh)
{
	return !READ_ONCE(nh->head);
}

int blocking_notifier_chain_register(struct blocking_notifier_head *nh,
				     struct notifier_block *nb)
{
	int ret;

	down_write(&nh->rwsem);
	ret = chain_register(&nh->head, nb, false);
	up_write(&nh->rwsem);
	return ret;
}
EXPORT_SYMBOL_GPL(blocking_notifier_chain_register);

int blocking_notifier_chain_register_unique_prio(
	struct blocking_notifier_head *nh, struct notifier_block *nb)
{
	int ret;

	down_write(&nh->rwsem);
	ret = chain_register(&nh->head, nb, true);
	up_write(&nh->rwsem);
	return ret;
}
EXPORT_SYMBOL_GPL(blocking_notifier_chain_register_unique_prio);

int blocking_notifier_chain_unregister(struct blocking_notifier_head *nh,
				       struct notifier_block *nb)
{
	int ret;

	down_write(&nh->rwsem);
	ret = chain_unregister(&nh->head, nb);
	up_write(&nh->rwsem);
	return ret;
}
EXPORT_SYMBOL_GPL(blocking_notifier_chain_unregister);

int blocking_notifier_call_chain(struct blocking_notifier_head *nh,
				 unsigned long val, void *v)
{
	int ret = NOTIFY_DONE;

	if (READ_ONCE(nh->head)) {
		down_read(&nh->rwsem);
		ret = call_chain(&nh->head, val, v, -1, NULL);
		up_read(&nh->rwsem);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(blocking_notifier_call_chain);

int blocking_notifier_call_chain_robust(struct blocking_notifier_head *nh,
					unsigned long val_up,
					unsigned long val_down, void *v)
{
	int ret = NOTIFY_DONE;

	if (READ_ONCE(nh->head)) {
		down_read(&nh->rwsem);
		ret = call_chain_robust(&nh->head, val_up, val_down, v);
		up_read(&nh->rwsem);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(blocking_notifier_call_chain_robust);

int raw_notifier_chain_register(struct raw_notifier_head *nh,
				struct notifier_block *nb)
{
	return chain_register(&nh->head, nb, false);
}
EXPORT_SYMBOL_GPL(raw_notifier_chain_register);

int raw_notifier_chain_unregister(struct raw_notifier_head *nh,
				  struct notifier_block *nb)
{
	return chain_unregister(&nh->head, nb);
}
EXPORT_SYMBOL_GPL(raw_notifier_chain_unregister);

int raw_notifier_call_chain(struct raw_notifier_head *nh, unsigned long val,
			    void *v)
{
	return call_chain(&nh->head, val, v, -1, NULL);
}
EXPORT_SYMBOL_GPL(raw_notifier_call_chain);

int raw_notifier_call_chain_robust(struct raw_notifier_head *nh,
				   unsigned long val_up,
				   unsigned long val_down, void *v)
{
	return call_chain_robust(&nh->head, val_up, val_down, v);
}
EXPORT_SYMBOL_GPL(raw_notifier_call_chain_robust);
