/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process ids.
 *
 * Stands for: include/linux/pid.h
 * Fidelity:   MODEL - one pid namespace; struct pid is a number
 * Absent:     pidfd
 */
#ifndef _KSIM_LINUX_PID_H
#define _KSIM_LINUX_PID_H

#include <linux/types.h>
#include <linux/refcount.h>

enum pid_type {
	PIDTYPE_PID,
	PIDTYPE_TGID,
	PIDTYPE_PGID,
	PIDTYPE_SID,
	PIDTYPE_MAX,
};

struct task_struct;

struct pid {
	refcount_t count;
	pid_t nr;
};

struct pid_namespace;
extern struct pid_namespace init_pid_ns;

static inline pid_t pid_nr(struct pid *pid)
{
	return pid ? pid->nr : 0;
}

#define pid_vnr(pid) pid_nr(pid)

struct pid *get_pid(struct pid *pid);
void put_pid(struct pid *pid);

/**
 * find_get_pid() - the pid with this number
 * @nr: of a process, or of a process group that somebody is in
 *
 * Return: a reference, for put_pid(); NULL if nobody goes by this number.
 */
struct pid *find_get_pid(int nr);
struct pid *get_task_pid(struct task_struct *task, enum pid_type type);

/* The process with this pid; for PIDTYPE_PGID one that is in this group. */
struct task_struct *pid_task(struct pid *pid, enum pid_type type);
struct task_struct *get_pid_task(struct pid *pid, enum pid_type type);
struct task_struct *find_task_by_vpid(pid_t nr);
#define find_vpid(nr) find_get_pid(nr)
#define task_pid(task) ((task)->thread_pid)
#define task_tgid(task) ((task)->thread_pid)

#endif
