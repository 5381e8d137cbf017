/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Grace periods.
 *
 * Stands for: kernel/rcu/tree.c, update.c
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/rcupdate.h>
#include <ksim/abi/task.h>
#include <ksim/task.h>

int ksim_rcu_readers;
EXPORT_SYMBOL(ksim_rcu_readers);

void synchronize_rcu(void)
{
	ksim_might_sleep_at("synchronize_rcu", _RET_IP_);
	ksim_sched_point(KSIM_POINT_BARRIER, NULL, _RET_IP_);
	while (ksim_rcu_readers) {
		current->__state = TASK_UNINTERRUPTIBLE;
		ksim_task_block(TICK_NSEC, _RET_IP_);
		current->__state = TASK_RUNNING;
	}
}
EXPORT_SYMBOL_GPL(synchronize_rcu);
