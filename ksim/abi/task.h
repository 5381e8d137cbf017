/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down: tasks. The core runs them; the shims give them a task_struct.
 */
#ifndef KSIM_ABI_TASK_H
#define KSIM_ABI_TASK_H

#include "types.h"

KSIM_ABI_BEGIN

struct ksim_task;

/**
 * enum ksim_point - what a task is about to do at a scheduling point
 */
enum ksim_point {
	KSIM_POINT_YIELD,
	KSIM_POINT_LOCK,
	KSIM_POINT_UNLOCK,
	KSIM_POINT_ATOMIC,
	KSIM_POINT_BARRIER,
	KSIM_POINT_WAKE,
	KSIM_POINT_READ_ONCE,
	KSIM_POINT_USER_COPY,
	KSIM_POINT_ALLOC,
	KSIM_POINT_IRQ_ENABLE,
	KSIM_POINT_IO,
};

/**
 * ksim_task_create() - make a task that runs kernel code only (a kthread)
 * @name: shown in reports; copied, at most 15 characters are kept
 * @kernel_task: its task_struct; becomes `current` while it runs
 * @fn: runs on the task's kernel stack
 * @arg: passed to @fn
 *
 * The task stays blocked until ksim_task_wake(). When @fn returns or calls
 * ksim_task_exit() the vmlinux operation task_exit() is called in its context.
 *
 * Scheduling point: no. Context: any.
 * Return: the task; never NULL.
 */
struct ksim_task *ksim_task_create(const char *name, void *kernel_task,
				   int (*fn)(void *arg), void *arg);

/**
 * ksim_task_current() - the running task
 *
 * Return: the task, or NULL during boot.
 */
struct ksim_task *ksim_task_current(void);

/**
 * ksim_task_block() - give up the CPU until woken or timed out
 * @timeout_ns: longest wait in virtual nanoseconds; KSIM_FOREVER for no limit
 * @caller: return address inside the driver, for reports
 *
 * A wake-up that came while the task was running is not remembered here: the
 * shims decide by the task's state whether to block at all.
 *
 * Scheduling point: yes. Context: a task that may sleep.
 * Return: nanoseconds left (0 or more); KSIM_FOREVER maps to the largest
 * positive value.
 */
ksim_s64 ksim_task_block(ksim_u64 timeout_ns, unsigned long caller);

/**
 * ksim_task_wake() - make a blocked task runnable
 * @task: the task
 *
 * Scheduling point: no (the shims call ksim_sched_point() first).
 * Return: 1 if it was blocked, 0 if it was already runnable.
 */
int ksim_task_wake(struct ksim_task *task);

/**
 * ksim_task_is_blocked() - is a task asleep, or over?
 * @task: the task
 *
 * A task that was preempted is not, whatever its task_struct says it is about
 * to do.
 *
 * Scheduling point: no. Context: any.
 * Return: 1 or 0.
 */
int ksim_task_is_blocked(struct ksim_task *task);

/**
 * ksim_task_kick() - a signal is pending for a task
 * @task: the task
 *
 * If it sleeps in user code, waiting for another process, it takes the signal
 * and goes on sleeping. Otherwise it finds it by itself.
 *
 * Scheduling point: no.
 */
void ksim_task_kick(struct ksim_task *task);

/**
 * ksim_task_yield() - let every other runnable task go first
 * @caller: return address inside the driver, for reports
 *
 * A turn of a busy wait, see ksim_time_spin().
 *
 * Scheduling point: yes.
 */
void ksim_task_yield(unsigned long caller);

/**
 * ksim_task_exit() - end a task made by ksim_task_create()
 * @code: its exit code
 *
 * Abandons the kernel stack; nothing is unwound.
 */
KSIM_NORETURN void ksim_task_exit(int code);

/**
 * ksim_task_kill() - end another task made by ksim_task_create()
 * @task: the task; must not be the current one
 *
 * When it next runs, it abandons its kernel stack and exits. It is woken.
 *
 * Scheduling point: no. Context: any.
 */
void ksim_task_kill(struct ksim_task *task);

/**
 * ksim_task_bind() - have a task run on one CPU only
 * @task: the task; not running, not stopped inside an atomic section
 * @cpu: its number, below cpu_count
 *
 * Scheduling point: no. Context: any.
 */
void ksim_task_bind(struct ksim_task *task, ksim_u32 cpu);

/**
 * ksim_task_rename() - show another name in reports
 * @task: the task
 * @name: copied, at most 15 characters are kept
 */
void ksim_task_rename(struct ksim_task *task, const char *name);

/* Bits of ksim_sched_points_armed. */
#define KSIM_POINTS_CHOICE 1 /* the strategy wants to be asked */
#define KSIM_POINTS_IRQ 2 /* interrupts are to be raised there */
#define KSIM_POINTS_COUNT 4 /* somebody counts what happens */

/* Non-zero when the core wants to know of scheduling points. */
extern ksim_u32 ksim_sched_points_armed;

/*
 * How often a task may still look at something, or offer the CPU, before that
 * is taken for a busy wait. Only counts down; the core winds it up.
 */
extern ksim_u32 ksim_looks_left;

/*
 * Steps of the schedule since boot: switches of tasks, and scheduling points of
 * which the core wants to know.
 */
extern ksim_u64 ksim_steps;

void ksim_sched_point_slow(enum ksim_point point, const void *object,
			   unsigned long caller);

/**
 * ksim_sched_point() - a place where another task may run first
 * @point: what the task is about to do
 * @object: what it will do it to (a lock, an atomic), or NULL
 * @caller: return address inside the driver, for reports
 *
 * Costs one load while the strategy is FIFO, and a counter where a loop may be
 * waiting: READ_ONCE() and cond_resched(). One that goes on and on is a busy
 * wait, see ksim_time_spin(). Who only counts needs no call either.
 *
 * Context: any; the core switches only where the shims said it may
 * (see the preemptible operation in vmlinux.h).
 */
KSIM_INLINE void ksim_sched_point(enum ksim_point point, const void *object,
				  unsigned long caller)
{
	const int is_look = point == KSIM_POINT_READ_ONCE ||
			    point == KSIM_POINT_YIELD;

	if (is_look && __builtin_expect(--ksim_looks_left == 0, 0)) {
		ksim_sched_point_slow(point, object, caller);
	} else if (__builtin_expect(ksim_sched_points_armed != 0, 0)) {
		if (ksim_sched_points_armed == KSIM_POINTS_COUNT)
			ksim_steps++;
		else
			ksim_sched_point_slow(point, object, caller);
	}
}

/**
 * ksim_lock_released() - a lock has been released
 * @taken: ksim_steps when it was taken, or whatever was there before somebody
 *	   counted
 *
 * Called while KSIM_POINTS_COUNT is armed.
 *
 * Scheduling point: no. Context: any.
 */
void ksim_lock_released(ksim_u64 taken);

KSIM_ABI_END

#endif
