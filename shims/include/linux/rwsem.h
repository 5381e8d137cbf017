/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sleeping reader-writer locks.
 *
 * Stands for: include/linux/rwsem.h, kernel/locking/rwsem.c
 * Fidelity:   MODEL - first come, first served, but for readers: all that wait enter
 *             with the first; no optimistic spinning, no lock stealing
 * Absent:     nothing
 */
#ifndef _KSIM_LINUX_RWSEM_H
#define _KSIM_LINUX_RWSEM_H

#include <linux/list.h>
#include <linux/spinlock_types.h>
#include <linux/lockdep.h>

struct rw_semaphore {
	struct lockdep_map dep_map;
	struct task_struct *writer; /* NULL while nobody writes */
	int readers;
	struct list_head wait_list;
};

#define __RWSEM_INITIALIZER(name)				\
{								\
	.dep_map = KSIM_DEP_MAP_INIT(#name, "rw_semaphore"),	\
	.wait_list = LIST_HEAD_INIT((name).wait_list),		\
}
#define DECLARE_RWSEM(name) \
	struct rw_semaphore name = __RWSEM_INITIALIZER(name)

#define init_rwsem(sem)						\
	do {							\
		static struct lock_class_key __key;		\
								\
		__init_rwsem((sem), #sem, &__key);		\
	} while (0)
void __init_rwsem(struct rw_semaphore *sem, const char *name,
		  struct lock_class_key *key);

static inline int rwsem_is_locked(struct rw_semaphore *sem)
{
	return sem->writer || sem->readers;
}

static inline int rwsem_is_contended(struct rw_semaphore *sem)
{
	return sem->wait_list.next != &sem->wait_list;
}

void down_read(struct rw_semaphore *sem);
int __must_check down_read_interruptible(struct rw_semaphore *sem);
int __must_check down_read_killable(struct rw_semaphore *sem);
int down_read_trylock(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
int __must_check down_write_killable(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
void downgrade_write(struct rw_semaphore *sem);

/* As mutex_lock_nested() and mutex_lock_nest_lock(). */
void down_read_nested(struct rw_semaphore *sem, int subclass);
int __must_check down_read_killable_nested(struct rw_semaphore *sem,
					   int subclass);
void down_write_nested(struct rw_semaphore *sem, int subclass);
int __must_check down_write_killable_nested(struct rw_semaphore *sem,
					    int subclass);
void _down_write_nest_lock(struct rw_semaphore *sem, struct lockdep_map *nest);

#define down_write_nest_lock(sem, nest_lock) \
	_down_write_nest_lock(sem, &(nest_lock)->dep_map)

/* Taken by one task, released by another: nobody is the holder. */
void down_read_non_owner(struct rw_semaphore *sem);
void up_read_non_owner(struct rw_semaphore *sem);

#endif
