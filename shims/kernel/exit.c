/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks end.
 *
 * Stands for: kernel/exit.c
 */
#include <linux/export.h>
#include <linux/fdtable.h>
#include <linux/fs_struct.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <ksim/abi/task.h>
#include <ksim/kthread.h>
#include <ksim/signal.h>
#include <ksim/syscalls.h>
#include <ksim/task.h>

/* Children go on under init's parent, as orphans do. */
static void forget_children(struct task_struct *tsk)
{
	struct task_struct *child;

	list_for_each_entry(child, &tsk->children, sibling) {
		child->real_parent = &init_task;
		child->parent = &init_task;
	}
	list_splice_init(&tsk->children, &init_task.children);
}

void ksim_stack_abandoned(void)
{
	struct task_struct *tsk = current;

	tsk->thread_info.preempt_count = 0;
	tsk->thread_info.irqs_disabled = false;
	tsk->rcu_read_lock_nesting = 0;
	tsk->lockdep_depth = 0;
	tsk->ksim_wait.what = NULL;
	tsk->ksim_io.describe = NULL;
	tsk->plug = NULL;
	tsk->bio_list = NULL;
	tsk->__state = TASK_RUNNING;
}

void ksim_process_exit(int code)
{
	struct task_struct *tsk = current;

	tsk->flags |= PF_EXITING;
	tsk->exit_code = code;
	ksim_stack_abandoned();
	if (tsk->flags & PF_WQ_WORKER)
		ksim_worker_exited(tsk);
	exit_mm(tsk);
	exit_files(tsk);
	exit_fs(tsk);
	exit_sighand(tsk);
	forget_children(tsk);
	list_del_init(&tsk->sibling);
	tsk->exit_state = EXIT_ZOMBIE;
	if (tsk->flags & PF_KTHREAD)
		ksim_kthread_exited(tsk);
	/* Not before: who holds a lock must be found among the tasks. */
	list_del_init(&tsk->tasks);
	tsk->__state = TASK_DEAD;
}

void do_exit(long code)
{
	debug_check_no_locks_held();
	ksim_task_exit(code);
}
