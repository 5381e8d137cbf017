// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The way back from a system call.
 *
 * Stands for: kernel/entry/common.c
 */
#include <linux/irqflags.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <ksim/abi/report.h>
#include <ksim/lockdep.h>
#include <ksim/task.h>

static void report(const char *title, const char *linux_says, unsigned long ip,
		   const char *note)
{
	struct ksim_site site = { ip, note };

	pr_err("%s\n", linux_says);
	ksim_report(KSIM_FINDING_CONTEXT, linux_says, title, NULL, &site,
		    ip ? 1 : 0);
}

static noinline void put_right(void)
{
	struct thread_info *info = current_thread_info();
	const struct held_lock *spinning = lockdep_spinning_lock(current);

	lockdep_sys_exit();
	/* What follows from a spinlock that is still held is not told twice. */
	if (!spinning && info->preempt_count)
		report("preemption off on the way back to user space",
		       "BUG: scheduling while atomic", info->preempt_disable_ip,
		       "turned off here");
	if (!spinning && info->irqs_disabled)
		report("interrupts off on the way back to user space",
		       "WARNING: syscall left IRQs disabled",
		       info->irq_disable_ip, "turned off here");
	if (current->rcu_read_lock_nesting)
		report("RCU read-side critical section left open on the way back to user space",
		       "WARNING: lock held when returning to user space!", 0,
		       NULL);
	if (current->__state != TASK_RUNNING)
		report("task announced a sleep and went back to user space",
		       "WARNING: do not call blocking ops when !TASK_RUNNING",
		       0, NULL);
	info->preempt_count = 0;
	current->rcu_read_lock_nesting = 0;
	current->__state = TASK_RUNNING;
	info->irqs_disabled = false;
}

void ksim_exit_to_user_mode(void)
{
	if (unlikely(!ksim_may_sleep(current) || current->lockdep_depth))
		put_right();
}
