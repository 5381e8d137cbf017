/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completions: a task waits until another says "done".
 *
 * Stands for: include/linux/completion.h, kernel/sched/completion.c
 * Fidelity:   EXACT - counting, return values, FIFO wake order
 * Absent:     complete_on_current_cpu()
 */
#ifndef _KSIM_LINUX_COMPLETION_H
#define _KSIM_LINUX_COMPLETION_H

#include <linux/swait.h>

/**
 * struct completion - something that will be done
 * @done: how many waiters may go on; UINT_MAX after complete_all()
 * @wait: those that cannot yet
 */
struct completion {
	unsigned int done;
	struct swait_queue_head wait;
};

#define COMPLETION_INITIALIZER(work) \
	{ 0, { .lock = __RAW_SPIN_LOCK_INITIALIZER(work),		\
	       .task_list = LIST_HEAD_INIT((work).wait.task_list) } }
#define COMPLETION_INITIALIZER_ONSTACK(work) \
	(*({ init_completion(&work); &work; }))
#define DECLARE_COMPLETION(work) \
	struct completion work = COMPLETION_INITIALIZER(work)
#define DECLARE_COMPLETION_ONSTACK(work) DECLARE_COMPLETION(work)
#define DECLARE_COMPLETION_ONSTACK_MAP(work, map) DECLARE_COMPLETION(work)

#define init_completion_map(x, m) init_completion(x)

void ksim_init_completion(struct completion *x, const char *name,
			  struct lock_class_key *key);

/* A function in Linux; the name is for reports. */
#define init_completion(x)					\
	do {							\
		static struct lock_class_key __key;		\
								\
		ksim_init_completion((x), #x, &__key);		\
	} while (0)

/* For one that was completed, and that nobody waits for. */
static inline void reinit_completion(struct completion *x)
{
	x->done = 0;
}

/**
 * wait_for_completion() - wait until done
 * @x: the completion
 *
 * Context: Process context. Sleeps, deaf to signals.
 */
void wait_for_completion(struct completion *x);
void wait_for_completion_io(struct completion *x);

/**
 * wait_for_completion_interruptible() - wait until done or signalled
 * @x: the completion
 *
 * Context: Process context. May sleep.
 * Return: 0, or -ERESTARTSYS after a signal.
 */
int wait_for_completion_interruptible(struct completion *x);
int wait_for_completion_killable(struct completion *x);
int wait_for_completion_state(struct completion *x, unsigned int state);

/**
 * wait_for_completion_timeout() - wait until done, but not for ever
 * @x: the completion
 * @timeout: longest wait, in jiffies
 *
 * Context: Process context. May sleep.
 * Return: jiffies left, at least 1, if @x is done; 0 on timeout.
 */
unsigned long wait_for_completion_timeout(struct completion *x,
					  unsigned long timeout);
unsigned long wait_for_completion_io_timeout(struct completion *x,
					     unsigned long timeout);

/* As wait_for_completion_timeout(), or -ERESTARTSYS after a signal. */
long wait_for_completion_interruptible_timeout(struct completion *x,
					       unsigned long timeout);
long wait_for_completion_killable_timeout(struct completion *x,
					  unsigned long timeout);

/* Whether it was done; does not wait. Context: Any. */
bool try_wait_for_completion(struct completion *x);

/* Whether nobody would have to wait. Context: Any. */
bool completion_done(struct completion *x);

/**
 * complete() - let one waiter go on, the one that came first
 * @x: the completion
 *
 * Context: Any.
 */
void complete(struct completion *x);

/* Lets all go on, now and later. */
void complete_all(struct completion *x);

#endif
