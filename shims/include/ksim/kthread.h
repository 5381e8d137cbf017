/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel threads, for fork, exit and the workqueues.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_KTHREAD_H
#define _KSIM_KTHREAD_H

#include <linux/gfp_types.h>

struct task_struct;

/**
 * ksim_task_alloc() - a task_struct for a kernel thread, with nothing to run
 * @name: its comm
 *
 * Context: Any.
 */
struct task_struct *ksim_task_alloc(const char *name);

/**
 * ksim_kthread_make() - make a kernel thread; wake_up_process() starts it
 * @threadfn: what it does
 * @data: passed to @threadfn
 * @name: its comm
 * @gfp: whether allocations may sleep or fail
 * @site: who wants it
 *
 * Context: Any, if @gfp says so.
 */
struct task_struct *ksim_kthread_make(int (*threadfn)(void *data), void *data,
				      const char *name, gfp_t gfp,
				      unsigned long site);

/* @tsk, the current task, ends, for whatever reason. */
void ksim_kthread_exited(struct task_struct *tsk);
void ksim_worker_exited(struct task_struct *tsk);
void ksim_kthread_free(struct task_struct *tsk);

#endif
