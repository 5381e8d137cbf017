/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reader-writer locks whose readers are cheap and whose writers are not.
 *
 * Stands for: include/linux/percpu-rwsem.h, kernel/locking/percpu-rwsem.c
 * Fidelity:   MODEL - order and blocking as in Linux: first come, first served,
 *             readers that wait together enter together, none overtakes a writer;
 *             readers are counted in one place
 * Absent:     rcu_sync
 */
#ifndef _KSIM_LINUX_PERCPU_RWSEM_H
#define _KSIM_LINUX_PERCPU_RWSEM_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/percpu.h>
#include <linux/wait.h>

/**
 * struct percpu_rw_semaphore - such a lock
 * @read_count: memory for it; NULL before percpu_init_rwsem(), and after
 *		percpu_free_rwsem()
 * @writer: whom new readers wait for: it writes, or waits for @readers to leave
 * @readers: how many are inside
 * @wait_list: of percpu_rwsem_waiter, oldest first
 */
struct percpu_rw_semaphore {
	unsigned int __percpu *read_count;
	struct lockdep_map dep_map;
	struct task_struct *writer;
	int readers;
	struct list_head wait_list;
};

#define __DEFINE_PERCPU_RWSEM(name, is_static)				\
static DEFINE_PER_CPU(unsigned int, __percpu_rwsem_rc_##name);		\
is_static struct percpu_rw_semaphore name = {				\
	.read_count = &__percpu_rwsem_rc_##name,			\
	.dep_map = KSIM_DEP_MAP_INIT(#name, "percpu_rw_semaphore"),	\
	.wait_list = LIST_HEAD_INIT(name.wait_list),			\
}
#define DEFINE_PERCPU_RWSEM(name) __DEFINE_PERCPU_RWSEM(name, /* global */)
#define DEFINE_STATIC_PERCPU_RWSEM(name) __DEFINE_PERCPU_RWSEM(name, static)

/* Return: 0 or -ENOMEM. percpu_free_rwsem() undoes it. */
int __percpu_init_rwsem(struct percpu_rw_semaphore *sem, const char *name,
			struct lock_class_key *key);
#define percpu_init_rwsem(sem)				\
({							\
	static struct lock_class_key rwsem_key;		\
							\
	__percpu_init_rwsem(sem, #sem, &rwsem_key);	\
})
void percpu_free_rwsem(struct percpu_rw_semaphore *sem);

/* Context: Process context. Both sleep, and no signal ends it. */
void percpu_down_read(struct percpu_rw_semaphore *sem);
void percpu_down_write(struct percpu_rw_semaphore *sem);

/* Return: true if taken. */
bool percpu_down_read_trylock(struct percpu_rw_semaphore *sem);
void percpu_up_read(struct percpu_rw_semaphore *sem);
void percpu_up_write(struct percpu_rw_semaphore *sem);
bool percpu_is_read_locked(struct percpu_rw_semaphore *sem);

static inline bool percpu_is_write_locked(struct percpu_rw_semaphore *sem)
{
	return sem->writer;
}

#endif
