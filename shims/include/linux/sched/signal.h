/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes and their signals.
 *
 * Stands for: include/linux/sched/signal.h
 * Fidelity:   MODEL - every process has one thread
 * Absent:     sending signals
 */
#ifndef _KSIM_LINUX_SCHED_SIGNAL_H
#define _KSIM_LINUX_SCHED_SIGNAL_H

#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/cred.h>

#define next_task(p) list_entry((p)->tasks.next, struct task_struct, tasks)
#define for_each_process(p) \
	for (p = &init_task; (p = next_task(p)) != &init_task;)
#define for_each_thread(p, t) for (t = (p); t; t = NULL)
#define for_each_process_thread(p, t) \
	for_each_process(p) for_each_thread(p, t)
#define thread_group_leader(p) ((p)->group_leader == (p))
#define thread_group_empty(p) ((void)(p), 1)
#define get_nr_threads(p) ((void)(p), 1)
#define same_thread_group(p1, p2) ((p1)->tgid == (p2)->tgid)

#endif
