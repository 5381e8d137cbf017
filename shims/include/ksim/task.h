/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The shims' half of tasks, for the table in init/main.c.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_TASK_H
#define _KSIM_TASK_H

#include <linux/compiler.h>
#include <linux/instruction_pointer.h>
#include <linux/sched.h>
#include <linux/types.h>

struct ksim_task;
struct ksim_wait_description;

/* See struct ksim_vmlinux for these. */
void *ksim_process_new(struct ksim_task *task, const char *name, void *parent);
void ksim_process_exit(int code);
void ksim_pose(int pid);
void ksim_process_free(void *task);
void ksim_oops(const char *module_name);
void ksim_audit(void);
void ksim_stack_abandoned(void);
void ksim_exit_to_user_mode(void);
int ksim_describe_wait(const void *task, struct ksim_wait_description *to);

void ksim_might_sleep_slow(const char *what, unsigned long caller);

static __always_inline bool ksim_may_sleep(const struct task_struct *tsk)
{
	/* TASK_RUNNING is 0; one test of all is quicker than three. */
	return !(tsk->thread_info.ksim_context |
		 (unsigned int)tsk->rcu_read_lock_nesting | tsk->__state);
}

/**
 * ksim_might_sleep_at() - a finding if the caller must not sleep
 * @what: the function that may sleep
 * @caller: return address inside the driver
 *
 * Context: Any.
 */
static __always_inline void ksim_might_sleep_at(const char *what,
						unsigned long caller)
{
	if (unlikely(!ksim_may_sleep(current)))
		ksim_might_sleep_slow(what, caller);
}

/**
 * ksim_sleep() - schedule(), for so long at most
 * @timeout_ns: virtual nanoseconds, or KSIM_FOREVER
 * @caller: return address inside the driver
 *
 * Return: nanoseconds left.
 */
long ksim_sleep(u64 timeout_ns, unsigned long caller);

/* As schedule_timeout(). */
long ksim_schedule_timeout(long timeout, unsigned long caller);

#endif
