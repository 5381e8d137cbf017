// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What tasks wait for that nobody will wake.
 *
 * Stands for: kernel/hung_task.c
 *
 * Linux looks every two minutes for tasks that sleep too long. Here the core
 * knows at once when nothing can happen any more, and asks.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <ksim/abi/vmlinux.h>
#include <ksim/lockdep.h>
#include <ksim/task.h>

int ksim_describe_wait(const void *task, struct ksim_wait_description *to)
{
	const struct task_struct *tsk = task;
	const struct ksim_wait *wait = &tsk->ksim_wait;
	const struct task_struct *holder;

	memset(to, 0, sizeof(*to));
	to->uninterruptible = (tsk->__state &
			       (TASK_UNINTERRUPTIBLE | TASK_WAKEKILL |
				TASK_NOLOAD)) == TASK_UNINTERRUPTIBLE;
	if (tsk->flags & PF_KTHREAD && !tsk->lockdep_depth &&
	    (tsk->__state & (TASK_INTERRUPTIBLE | TASK_NOLOAD | TASK_PARKED)))
		return 0;
	if (tsk->ksim_io.describe) {
		tsk->ksim_io.describe(tsk->ksim_io.object, to);
		return 1;
	}
	if (!wait->what)
		return 1;
	if (wait->name)
		snprintf(to->what, sizeof(to->what), "%s `%s`", wait->what,
			 wait->name + (wait->name[0] == '&'));
	else
		strscpy(to->what, wait->what, sizeof(to->what));
	holder = wait->map ? lockdep_holder(wait->map, tsk, &to->held_since) :
			     NULL;
	if (holder) {
		strscpy(to->holder_name, holder->comm, sizeof(to->holder_name));
		to->holder_pid = task_pid_nr((struct task_struct *)holder);
	}
	return 1;
}
