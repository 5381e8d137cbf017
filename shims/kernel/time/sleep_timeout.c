/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sleeping for a given time.
 *
 * Stands for: kernel/time/sleep_timeout.c
 */
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/sched/signal.h>
#include <ksim/abi/task.h>
#include <ksim/task.h>

static u64 sleep_for(u64 ns, unsigned int state, unsigned long caller)
{
	while (ns && !signal_pending_state(state, current)) {
		current->__state = state;
		ns = ksim_task_block(ns, caller);
		current->__state = TASK_RUNNING;
	}
	return ns;
}

/* Linux sleeps to the tick after the one asked for. */
static u64 ticks_ns(unsigned int msecs)
{
	return (u64)(msecs_to_jiffies(msecs) + 1) * TICK_NSEC;
}

void msleep(unsigned int msecs)
{
	ksim_might_sleep_at("msleep", _RET_IP_);
	sleep_for(ticks_ns(msecs), TASK_UNINTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(msleep);

unsigned long msleep_interruptible(unsigned int msecs)
{
	u64 left;

	ksim_might_sleep_at("msleep_interruptible", _RET_IP_);
	left = sleep_for(ticks_ns(msecs), TASK_INTERRUPTIBLE, _RET_IP_);
	return jiffies_to_msecs(DIV_ROUND_UP(left, TICK_NSEC));
}
EXPORT_SYMBOL(msleep_interruptible);

void usleep_range_state(unsigned long min, unsigned long max,
			unsigned int state)
{
	ksim_might_sleep_at("usleep_range", _RET_IP_);
	sleep_for((u64)min * NSEC_PER_USEC, TASK_UNINTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(usleep_range_state);
