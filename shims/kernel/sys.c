/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process groups.
 *
 * Stands for: the setpgid() part of kernel/sys.c
 *
 * All processes are of one session, and none leads it; no process has done an
 * exec() that would forbid its parent to move it.
 */
#include <linux/errno.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <ksim/signal.h>

long ksys_setpgid(int pid, int pgid)
{
	struct task_struct *p;
	struct pid *group;
	int error = 0;

	if (!pid)
		pid = task_tgid_vnr(current);
	if (!pgid)
		pgid = pid;
	if (pgid < 0)
		return -EINVAL;
	group = find_get_pid(pgid);
	p = find_task_by_vpid(pid);
	if (!p || (p != current && p->real_parent != current))
		error = -ESRCH;
	else if (pgid != pid && !pid_task(group, PIDTYPE_PGID))
		error = -EPERM;
	if (error)
		put_pid(group);
	else
		p->ksim_pgrp = group;
	/*
	 * The reference to the old one is kept: a process that was just about
	 * to take it over would find it freed.
	 */
	return error;
}

long ksys_getpgid(int pid)
{
	struct task_struct *p = pid ? find_task_by_vpid(pid) : current;

	return p ? task_pgrp_vnr(p) : -ESRCH;
}
