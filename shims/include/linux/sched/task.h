/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * References to tasks.
 *
 * Stands for: include/linux/sched/task.h
 * Fidelity:   EXACT
 * Absent:     clone internals
 */
#ifndef _KSIM_LINUX_SCHED_TASK_H
#define _KSIM_LINUX_SCHED_TASK_H

#include <linux/refcount.h>
#include <linux/sched.h>

static inline struct task_struct *get_task_struct(struct task_struct *t)
{
	refcount_inc(&t->usage);
	return t;
}

void __put_task_struct(struct task_struct *t);

static inline void put_task_struct(struct task_struct *t)
{
	if (refcount_dec_and_test(&t->usage))
		__put_task_struct(t);
}

void task_lock(struct task_struct *p);
void task_unlock(struct task_struct *p);

#endif
