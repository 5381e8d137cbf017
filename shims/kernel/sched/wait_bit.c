// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Waiting for a bit to clear, or for a variable to change.
 *
 * Stands for: kernel/sched/wait_bit.c
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/wait_bit.h>

/* Few, as they are all restored at boot; a queue is made at first use. */
#define WAIT_TABLE_BITS 3

static struct wait_queue_head bit_wait_table[1 << WAIT_TABLE_BITS];

static struct wait_queue_head *queue_at(unsigned long index)
{
	struct wait_queue_head *wq_head = &bit_wait_table[index];

	if (!wq_head->head.next)
		init_waitqueue_head(wq_head);
	return wq_head;
}

struct wait_queue_head *bit_waitqueue(void *word, int bit)
{
	return queue_at(hash_long((unsigned long)word << 6 | bit,
				  WAIT_TABLE_BITS));
}
EXPORT_SYMBOL(bit_waitqueue);

struct wait_queue_head *__var_waitqueue(void *p)
{
	return queue_at(hash_long((unsigned long)p, WAIT_TABLE_BITS));
}
EXPORT_SYMBOL(__var_waitqueue);

static bool is_meant(struct wait_bit_queue_entry *wbq_entry,
		     const struct wait_bit_key *key)
{
	return wbq_entry->key.flags == key->flags &&
	       wbq_entry->key.bit_nr == key->bit_nr;
}

int wake_bit_function(struct wait_queue_entry *wq_entry, unsigned int mode,
		      int sync, void *arg)
{
	struct wait_bit_key *key = arg;
	struct wait_bit_queue_entry *wait_bit =
		container_of(wq_entry, struct wait_bit_queue_entry, wq_entry);

	if (!is_meant(wait_bit, key) || test_bit(key->bit_nr, key->flags))
		return 0;
	return autoremove_wake_function(wq_entry, mode, sync, key);
}
EXPORT_SYMBOL(wake_bit_function);

static int var_wake_function(struct wait_queue_entry *wq_entry,
			     unsigned int mode, int sync, void *arg)
{
	struct wait_bit_queue_entry *wait_bit =
		container_of(wq_entry, struct wait_bit_queue_entry, wq_entry);

	if (!is_meant(wait_bit, arg))
		return 0;
	return autoremove_wake_function(wq_entry, mode, sync, arg);
}

int __wait_on_bit(struct wait_queue_head *wq_head,
		  struct wait_bit_queue_entry *wbq_entry,
		  wait_bit_action_f *action, unsigned int mode)
{
	struct wait_bit_key *key = &wbq_entry->key;
	int ret = 0;

	do {
		prepare_to_wait(wq_head, &wbq_entry->wq_entry, mode);
		if (test_bit(key->bit_nr, key->flags))
			ret = action(key, mode);
	} while (test_bit(key->bit_nr, key->flags) && !ret);
	finish_wait(wq_head, &wbq_entry->wq_entry);
	return ret;
}
EXPORT_SYMBOL(__wait_on_bit);

int out_of_line_wait_on_bit(void *word, int bit, wait_bit_action_f *action,
			    unsigned int mode)
{
	DEFINE_WAIT_BIT(wq_entry, word, bit);

	return __wait_on_bit(bit_waitqueue(word, bit), &wq_entry, action, mode);
}
EXPORT_SYMBOL(out_of_line_wait_on_bit);

int out_of_line_wait_on_bit_timeout(void *word, int bit,
				    wait_bit_action_f *action,
				    unsigned int mode, unsigned long timeout)
{
	DEFINE_WAIT_BIT(wq_entry, word, bit);

	wq_entry.key.timeout = jiffies + timeout;
	return __wait_on_bit(bit_waitqueue(word, bit), &wq_entry, action, mode);
}
EXPORT_SYMBOL_GPL(out_of_line_wait_on_bit_timeout);

int __wait_on_bit_lock(struct wait_queue_head *wq_head,
		       struct wait_bit_queue_entry *wbq_entry,
		       wait_bit_action_f *action, unsigned int mode)
{
	struct wait_bit_key *key = &wbq_entry->key;
	int ret = 0;

	for (;;) {
		prepare_to_wait_exclusive(wq_head, &wbq_entry->wq_entry, mode);
		if (test_bit(key->bit_nr, key->flags))
			ret = action(key, mode);
		/* Off the queue before the last look: a wake-up goes on. */
		if (ret)
			finish_wait(wq_head, &wbq_entry->wq_entry);
		if (!test_and_set_bit(key->bit_nr, key->flags)) {
			if (!ret)
				finish_wait(wq_head, &wbq_entry->wq_entry);
			return 0;
		}
		if (ret)
			return ret;
	}
}
EXPORT_SYMBOL(__wait_on_bit_lock);

int out_of_line_wait_on_bit_lock(void *word, int bit,
				 wait_bit_action_f *action, unsigned int mode)
{
	DEFINE_WAIT_BIT(wq_entry, word, bit);

	return __wait_on_bit_lock(bit_waitqueue(word, bit), &wq_entry, action,
				  mode);
}
EXPORT_SYMBOL(out_of_line_wait_on_bit_lock);

void __wake_up_bit(struct wait_queue_head *wq_head, void *word, int bit)
{
	struct wait_bit_key key = __WAIT_BIT_KEY_INITIALIZER(word, bit);

	if (waitqueue_active(wq_head))
		__wake_up(wq_head, TASK_NORMAL, 1, &key);
}
EXPORT_SYMBOL(__wake_up_bit);

void wake_up_bit(void *word, int bit)
{
	__wake_up_bit(bit_waitqueue(word, bit), word, bit);
}
EXPORT_SYMBOL(wake_up_bit);

void init_wait_var_entry(struct wait_bit_queue_entry *wbq_entry, void *var,
			 int flags)
{
	*wbq_entry = (struct wait_bit_queue_entry){
		.key = { .flags = var, .bit_nr = -1 },
		.wq_entry = { .flags = flags,
			      .private = current,
			      .func = var_wake_function },
	};
	INIT_LIST_HEAD(&wbq_entry->wq_entry.entry);
}
EXPORT_SYMBOL(init_wait_var_entry);

void wake_up_var(void *var)
{
	__wake_up_bit(__var_waitqueue(var), var, -1);
}
EXPORT_SYMBOL(wake_up_var);

static int signal_answer(int mode)
{
	return signal_pending_state(mode, current) ? -EINTR : 0;
}

int bit_wait(struct wait_bit_key *key, int mode)
{
	schedule();
	return signal_answer(mode);
}
EXPORT_SYMBOL(bit_wait);

int bit_wait_io(struct wait_bit_key *key, int mode)
{
	io_schedule();
	return signal_answer(mode);
}
EXPORT_SYMBOL(bit_wait_io);

int bit_wait_timeout(struct wait_bit_key *key, int mode)
{
	unsigned long now = jiffies;

	if (time_after_eq(now, key->timeout))
		return -EAGAIN;
	schedule_timeout(key->timeout - now);
	return signal_answer(mode);
}
EXPORT_SYMBOL_GPL(bit_wait_timeout);

int bit_wait_io_timeout(struct wait_bit_key *key, int mode)
{
	unsigned long now = jiffies;

	if (time_after_eq(now, key->timeout))
		return -EAGAIN;
	io_schedule_timeout(key->timeout - now);
	return signal_answer(mode);
}
EXPORT_SYMBOL_GPL(bit_wait_io_timeout);
