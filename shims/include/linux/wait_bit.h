/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for a bit to clear, or for a variable to change.
 *
 * Stands for: include/linux/wait_bit.h, kernel/sched/wait_bit.c
 * Fidelity:   EXACT - states, return values, who is woken
 * Absent:     nothing
 */
#ifndef _KSIM_LINUX_WAIT_BIT_H
#define _KSIM_LINUX_WAIT_BIT_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/wait.h>

struct wait_bit_key {
	void *flags;
	int bit_nr;
	unsigned long timeout; /* jiffies at which to give up */
};

struct wait_bit_queue_entry {
	struct wait_bit_key key;
	struct wait_queue_entry wq_entry;
};

#define __WAIT_BIT_KEY_INITIALIZER(word, bit) { .flags = word, .bit_nr = bit, }

/* How to wait: sleeps; not 0 ends the wait with that answer. */
typedef int wait_bit_action_f(struct wait_bit_key *key, int mode);

struct wait_queue_head *bit_waitqueue(void *word, int bit);
int wake_bit_function(struct wait_queue_entry *wq_entry, unsigned int mode,
		      int sync, void *key);

#define DEFINE_WAIT_BIT(name, word, bit)				\
	struct wait_bit_queue_entry name = {				\
		.key = __WAIT_BIT_KEY_INITIALIZER(word, bit),		\
		.wq_entry = {						\
			.private = current,				\
			.func = wake_bit_function,			\
			.entry = LIST_HEAD_INIT((name).wq_entry.entry),	\
		},							\
	}

void __wake_up_bit(struct wait_queue_head *wq_head, void *word, int bit);
int __wait_on_bit(struct wait_queue_head *wq_head,
		  struct wait_bit_queue_entry *wbq_entry,
		  wait_bit_action_f *action, unsigned int mode);
int __wait_on_bit_lock(struct wait_queue_head *wq_head,
		       struct wait_bit_queue_entry *wbq_entry,
		       wait_bit_action_f *action, unsigned int mode);
int out_of_line_wait_on_bit(void *word, int bit, wait_bit_action_f *action,
			    unsigned int mode);
int out_of_line_wait_on_bit_timeout(void *word, int bit,
				    wait_bit_action_f *action,
				    unsigned int mode, unsigned long timeout);
int out_of_line_wait_on_bit_lock(void *word, int bit,
				 wait_bit_action_f *action, unsigned int mode);

int bit_wait(struct wait_bit_key *key, int mode);
int bit_wait_io(struct wait_bit_key *key, int mode);
int bit_wait_timeout(struct wait_bit_key *key, int mode);
int bit_wait_io_timeout(struct wait_bit_key *key, int mode);

/**
 * wake_up_bit() - wake those who wait for a bit
 * @word: where it is
 * @bit: which; it has been cleared
 *
 * Context: Any.
 */
void wake_up_bit(void *word, int bit);

static __always_inline int wait_on_bit_action(unsigned long *word, int bit,
				     wait_bit_action_f *action,
				     unsigned int mode)
{
	might_sleep();
	if (!test_bit(bit, word))
		return 0;
	return out_of_line_wait_on_bit(word, bit, action, mode);
}

/**
 * wait_on_bit() - wait until a bit is clear
 * @word: where it is
 * @bit: which
 * @mode: TASK_*
 *
 * Context: Process context. May sleep.
 * Return: 0, or -EINTR after a signal that @mode hears.
 */
static __always_inline int wait_on_bit(unsigned long *word, int bit, unsigned int mode)
{
	return wait_on_bit_action(word, bit, bit_wait, mode);
}

static __always_inline int wait_on_bit_io(unsigned long *word, int bit,
				 unsigned int mode)
{
	return wait_on_bit_action(word, bit, bit_wait_io, mode);
}

/* As wait_on_bit(), or -EAGAIN after @timeout jiffies. */
static __always_inline int wait_on_bit_timeout(unsigned long *word, int bit,
				      unsigned int mode, unsigned long timeout)
{
	might_sleep();
	if (!test_bit(bit, word))
		return 0;
	return out_of_line_wait_on_bit_timeout(word, bit, bit_wait_timeout,
					       mode, timeout);
}

static __always_inline int wait_on_bit_lock_action(unsigned long *word, int bit,
					  wait_bit_action_f *action,
					  unsigned int mode)
{
	might_sleep();
	if (!test_and_set_bit(bit, word))
		return 0;
	return out_of_line_wait_on_bit_lock(word, bit, action, mode);
}

/* Waits until the bit is clear, then sets it. */
static __always_inline int wait_on_bit_lock(unsigned long *word, int bit,
				   unsigned int mode)
{
	return wait_on_bit_lock_action(word, bit, bit_wait, mode);
}

static __always_inline int wait_on_bit_lock_io(unsigned long *word, int bit,
				      unsigned int mode)
{
	return wait_on_bit_lock_action(word, bit, bit_wait_io, mode);
}

void init_wait_var_entry(struct wait_bit_queue_entry *wbq_entry, void *var,
			 int flags);
void wake_up_var(void *var);
struct wait_queue_head *__var_waitqueue(void *p);

#define ___wait_var_event(var, condition, state, exclusive, ret, cmd)	\
({									\
	__label__ __out;						\
	struct wait_queue_head *__wq_head = __var_waitqueue(var);	\
	struct wait_bit_queue_entry __wbq_entry;			\
	long __ret = ret;						\
									\
	init_wait_var_entry(&__wbq_entry, var,				\
			    exclusive ? WQ_FLAG_EXCLUSIVE : 0);		\
	for (;;) {							\
		long __int = prepare_to_wait_event(__wq_head,		\
						   &__wbq_entry.wq_entry, \
						   state);		\
									\
		if (condition)						\
			break;						\
		if (___wait_is_interruptible(state) && __int) {		\
			__ret = __int;					\
			goto __out;					\
		}							\
		cmd;							\
	}								\
	finish_wait(__wq_head, &__wbq_entry.wq_entry);			\
__out:									\
	__ret;								\
})

#define wait_var_event(var, condition)					\
	do {								\
		might_sleep();						\
		if (condition)						\
			break;						\
		(void)___wait_var_event(var, condition,			\
					TASK_UNINTERRUPTIBLE, 0, 0,	\
					schedule());			\
	} while (0)

#define __wait_var_event_state(var, condition, state)			\
({									\
	int __ret = 0;							\
									\
	might_sleep();							\
	if (!(condition))						\
		__ret = ___wait_var_event(var, condition, state, 0, 0,	\
					  schedule());			\
	__ret;								\
})
#define wait_var_event_killable(var, condition) \
	__wait_var_event_state(var, condition, TASK_KILLABLE)
#define wait_var_event_interruptible(var, condition) \
	__wait_var_event_state(var, condition, TASK_INTERRUPTIBLE)

#define wait_var_event_timeout(var, condition, timeout)			\
({									\
	long __ret = timeout;						\
									\
	might_sleep();							\
	if (!___wait_cond_timeout(condition))				\
		__ret = ___wait_var_event(var,				\
				___wait_cond_timeout(condition),	\
				TASK_UNINTERRUPTIBLE, 0, timeout,	\
				__ret = schedule_timeout(__ret));	\
	__ret;								\
})

static __always_inline void clear_and_wake_up_bit(int bit, void *word)
{
	clear_bit_unlock(bit, word);
	wake_up_bit(word, bit);
}

static __always_inline bool test_and_clear_wake_up_bit(int bit, unsigned long *word)
{
	if (!test_and_clear_bit(bit, word))
		return false;
	wake_up_bit(word, bit);
	return true;
}

static __always_inline bool atomic_dec_and_wake_up(atomic_t *var)
{
	if (!atomic_dec_and_test(var))
		return false;
	wake_up_var(var);
	return true;
}

#define store_release_wake_up(var, val)		\
	do {					\
		smp_store_release(var, val);	\
		smp_mb();			\
		wake_up_var(var);		\
	} while (0)

#endif
