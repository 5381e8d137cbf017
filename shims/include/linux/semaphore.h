/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting semaphores.
 *
 * Stands for: include/linux/semaphore.h, kernel/locking/semaphore.c
 * Fidelity:   EXACT - first come, first served
 * Absent:     nothing
 */
#ifndef _KSIM_LINUX_SEMAPHORE_H
#define _KSIM_LINUX_SEMAPHORE_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/version.h>

struct semaphore {
	raw_spinlock_t lock;
	unsigned int count;
	struct list_head wait_list;
};

#define __SEMAPHORE_INITIALIZER(name, n)			\
{								\
	.lock = __RAW_SPIN_LOCK_INITIALIZER((name).lock),	\
	.count = n,						\
	.wait_list = LIST_HEAD_INIT((name).wait_list),		\
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define DEFINE_SEMAPHORE(name) \
	struct semaphore name = __SEMAPHORE_INITIALIZER(name, 1)
#else
#define DEFINE_SEMAPHORE(name, n) \
	struct semaphore name = __SEMAPHORE_INITIALIZER(name, n)
#endif

static inline void sema_init(struct semaphore *sem, int val)
{
	*sem = (struct semaphore)__SEMAPHORE_INITIALIZER(*sem, val);
}

void down(struct semaphore *sem);
int __must_check down_interruptible(struct semaphore *sem);
int __must_check down_killable(struct semaphore *sem);

/**
 * down_trylock() - take a semaphore without waiting
 * @sem: the semaphore
 *
 * Context: Any.
 * Return: 0 if taken, 1 if not: the opposite of mutex_trylock().
 */
int __must_check down_trylock(struct semaphore *sem);

/**
 * down_timeout() - take a semaphore, but do not wait for ever
 * @sem: the semaphore
 * @timeout: longest wait in jiffies
 *
 * Context: Process context. Sleeps.
 * Return: 0 if taken, -ETIME if not.
 */
int __must_check down_timeout(struct semaphore *sem, long timeout);
void up(struct semaphore *sem);

#endif
