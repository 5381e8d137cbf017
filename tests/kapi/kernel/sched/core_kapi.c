// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tasks: their states and the list of them (kernel/sched/core.c).
 */
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/version.h>

#include "kapi.h"

KAPI_TEST(the_current_task_is_shown_as_running)
{
	KAPI_EXPECT_EQ(task_state_to_char(current), 'R');
	KAPI_EXPECT_EQ(task_state_index(current), 0);
}

KAPI_TEST(each_state_has_its_letter)
{
	char interruptible, uninterruptible, idle;

	set_current_state(TASK_INTERRUPTIBLE);
	interruptible = task_state_to_char(current);
	set_current_state(TASK_KILLABLE);
	uninterruptible = task_state_to_char(current);
	set_current_state(TASK_IDLE);
	idle = task_state_to_char(current);
	set_current_state(TASK_RUNNING);

	KAPI_EXPECT_EQ(interruptible, 'S');
	KAPI_EXPECT_EQ(uninterruptible, 'D');
	KAPI_EXPECT_EQ(idle, 'I');
}

KAPI_TEST(the_list_of_processes_has_the_current_one_once)
{
	struct task_struct *p, *t;
	int found = 0, found_as_thread = 0;

	rcu_read_lock();
	for_each_process(p)
		found += p == current->group_leader;
	for_each_process_thread(p, t)
		found_as_thread += t == current;
	rcu_read_unlock();

	KAPI_EXPECT_EQ(found, 1);
	KAPI_EXPECT_EQ(found_as_thread, 1);
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
KAPI_TEST(the_older_loops_over_threads_see_the_same)
{
	struct task_struct *p, *t;
	int found = 0;

	rcu_read_lock();
	do_each_thread(p, t) {
		found += t == current;
	} while_each_thread(p, t);
	rcu_read_unlock();

	KAPI_EXPECT_EQ(found, 1);
}
#endif

KAPI_MODULE();
