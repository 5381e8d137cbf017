/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for time to pass.
 *
 * Stands for: include/linux/delay.h, kernel/time/sleep_timeout.c
 * Fidelity:   MODEL - in virtual time; a delay takes exactly what was asked for,
 *             a sleep no longer than to the next tick
 * Absent:     calibration
 */
#ifndef _KSIM_LINUX_DELAY_H
#define _KSIM_LINUX_DELAY_H

#include <linux/math.h>
#include <linux/sched.h>
#include <linux/jiffies.h>
#include <ksim/abi/time.h>

#define ndelay(n) ksim_time_pass(n)
#define udelay(n) ksim_time_pass((u64)(n) * 1000)
#define mdelay(n) ksim_time_pass((u64)(n) * 1000000)

/**
 * msleep() - sleep whatever happens
 * @msecs: milliseconds
 *
 * Context: Process context. Sleeps.
 */
void msleep(unsigned int msecs);

/**
 * msleep_interruptible() - sleep until a signal comes
 * @msecs: milliseconds
 *
 * Context: Process context. Sleeps.
 * Return: milliseconds left.
 */
unsigned long msleep_interruptible(unsigned int msecs);

/**
 * usleep_range_state() - sleep for microseconds
 * @min: shortest sleep in microseconds; this is what it takes
 * @max: longest sleep in microseconds
 * @state: task state while sleeping
 *
 * Context: Process context. Sleeps.
 */
void usleep_range_state(unsigned long min, unsigned long max,
			unsigned int state);

static inline void usleep_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_UNINTERRUPTIBLE);
}

static inline void usleep_idle_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_IDLE);
}

static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}

static inline void fsleep(unsigned long usecs)
{
	if (usecs <= 10)
		udelay(usecs);
	else if (usecs <= 20000)
		usleep_range(usecs, 2 * usecs);
	else
		msleep(DIV_ROUND_UP(usecs, 1000));
}

#endif
