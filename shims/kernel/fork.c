/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks come into being.
 *
 * Stands for: kernel/fork.c, init/init_task.c, kernel/pid.c
 */
#include <linux/cred.h>
#include <linux/export.h>
#include <linux/fdtable.h>
#include <linux/fs_struct.h>
#include <linux/kmemleak.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <ksim/abi/task.h>
#include <ksim/init.h>
#include <ksim/kthread.h>
#include <ksim/signal.h>
#include <ksim/syscalls.h>
#include <ksim/task.h>

static struct pid init_struct_pid = { .count = REFCOUNT_INIT(1), .nr = 0 };

/* The idle task of Linux: head of the list of processes, never runs. */
struct task_struct init_task = {
	.usage = REFCOUNT_INIT(2),
	.flags = PF_KTHREAD,
	.comm = "swapper/0",
	.tasks = LIST_HEAD_INIT(init_task.tasks),
	.children = LIST_HEAD_INIT(init_task.children),
	.sibling = LIST_HEAD_INIT(init_task.sibling),
	.group_leader = &init_task,
	.real_parent = &init_task,
	.parent = &init_task,
	.thread_pid = &init_struct_pid,
	.ksim_pgrp = &init_struct_pid,
	.real_cred = &init_cred,
	.cred = &init_cred,
	.alloc_lock = __SPIN_LOCK_UNLOCKED(init_task.alloc_lock),
	.files = &init_files,
	.fs = &init_fs,
	.sighand = &init_sighand,
	.pending = { .list = LIST_HEAD_INIT(init_task.pending.list) },
	.prio = 120,
	.static_prio = 120,
	.normal_prio = 120,
};
EXPORT_SYMBOL(init_task);

__visible struct task_struct *current_task = &init_task;
EXPORT_SYMBOL(current_task);

static pid_t last_pid;

void fork_init(void)
{
	last_pid = 0;
}

static struct pid *alloc_pid(gfp_t gfp)
{
	struct pid *pid = kmalloc(sizeof(*pid), gfp | __GFP_NOFAIL);

	kmemleak_not_leak(pid);
	refcount_set(&pid->count, 1);
	pid->nr = ++last_pid;
	return pid;
}

static struct task_struct *dup_task(struct task_struct *parent,
				    const char *name, gfp_t gfp)
{
	struct task_struct *tsk = kmalloc(sizeof(*tsk), gfp | __GFP_NOFAIL);

	memset(tsk, 0, offsetof(struct task_struct, held_locks));
	kmemleak_not_leak(tsk);
	spin_lock_init(&tsk->alloc_lock);
	refcount_set(&tsk->usage, 1);
	strscpy(tsk->comm, name, sizeof(tsk->comm));
	tsk->thread_pid = alloc_pid(gfp);
	tsk->pid = tsk->thread_pid->nr;
	tsk->tgid = tsk->pid;
	tsk->group_leader = tsk;
	/* The first process leads a group, and all that come of it are in it. */
	tsk->ksim_pgrp = get_pid(tsk->pid == 1 ? tsk->thread_pid :
						 parent->ksim_pgrp);
	tsk->real_parent = parent;
	tsk->parent = parent;
	tsk->prio = parent->prio;
	tsk->static_prio = parent->static_prio;
	tsk->normal_prio = parent->normal_prio;
	INIT_LIST_HEAD(&tsk->children);
	INIT_LIST_HEAD(&tsk->thread_group);
	list_add_tail(&tsk->sibling, &parent->children);
	list_add_tail(&tsk->tasks, &init_task.tasks);
	tsk->start_time = ksim_time_now_ns();
	tsk->start_boottime = tsk->start_time;
	tsk->real_cred = get_cred(parent->real_cred);
	tsk->cred = get_cred(parent->cred);
	copy_sighand(tsk, parent);
	return tsk;
}

void *ksim_process_new(struct ksim_task *task, const char *name, void *from)
{
	struct task_struct *parent = from ?: &init_task;
	struct task_struct *tsk = dup_task(parent, name, GFP_KERNEL);

	tsk->ksim = task;
	copy_mm(tsk);
	copy_fs(tsk, parent);
	copy_files(tsk, parent);
	return tsk;
}

void ksim_pose(int pid)
{
	current->pid = pid;
	current->tgid = pid;
	current->thread_pid->nr = pid;
}

struct task_struct *ksim_task_alloc(const char *name)
{
	struct task_struct *tsk = dup_task(&init_task, name, GFP_ATOMIC);

	tsk->flags |= PF_NOFREEZE;
	copy_fs(tsk, &init_task);
	tsk->files = &init_files;
	atomic_inc(&init_files.count);
	return tsk;
}

void ksim_process_free(void *task)
{
	struct task_struct *tsk = task;

	tsk->ksim = NULL;
	put_task_struct(tsk);
}

void __put_task_struct(struct task_struct *tsk)
{
	put_pid(tsk->thread_pid);
	put_pid(tsk->ksim_pgrp);
	put_cred(tsk->real_cred);
	put_cred(tsk->cred);
	if (tsk->flags & PF_KTHREAD)
		ksim_kthread_free(tsk);
	kfree(tsk);
}
EXPORT_SYMBOL_GPL(__put_task_struct);

void task_lock(struct task_struct *p)
{
	spin_lock(&p->alloc_lock);
}
EXPORT_SYMBOL(task_lock);

void task_unlock(struct task_struct *p)
{
	spin_unlock(&p->alloc_lock);
}
EXPORT_SYMBOL(task_unlock);

char *__get_task_comm(char *to, size_t len, struct task_struct *tsk)
{
	strscpy(to, tsk->comm, len);
	return to;
}
EXPORT_SYMBOL_GPL(__get_task_comm);

void __set_task_comm(struct task_struct *tsk, const char *from, bool exec)
{
	strscpy(tsk->comm, from, sizeof(tsk->comm));
	if (tsk->ksim)
		ksim_task_rename(tsk->ksim, tsk->comm);
}

struct pid *get_pid(struct pid *pid)
{
	if (pid)
		refcount_inc(&pid->count);
	return pid;
}
EXPORT_SYMBOL(get_pid);

void put_pid(struct pid *pid)
{
	if (pid && refcount_dec_and_test(&pid->count))
		kfree(pid);
}
EXPORT_SYMBOL_GPL(put_pid);

struct task_struct *find_task_by_vpid(pid_t nr)
{
	struct task_struct *p;

	for_each_process(p)
		if (p->pid == nr)
			return p;
	return NULL;
}

static struct task_struct *find_task_by_vpgrp(pid_t nr)
{
	struct task_struct *p;

	for_each_process(p)
		if (task_pgrp_vnr(p) == nr)
			return p;
	return NULL;
}

struct pid *find_get_pid(int nr)
{
	struct task_struct *p = find_task_by_vpid(nr);

	if (p)
		return get_pid(p->thread_pid);
	/* Its leader is gone, but not the group. Kernel threads are in no. 0. */
	p = nr ? find_task_by_vpgrp(nr) : NULL;
	return p ? get_pid(p->ksim_pgrp) : NULL;
}
EXPORT_SYMBOL_GPL(find_get_pid);

struct pid *get_task_pid(struct task_struct *task, enum pid_type type)
{
	return get_pid(type == PIDTYPE_PGID ? task->ksim_pgrp :
					      task->thread_pid);
}
EXPORT_SYMBOL_GPL(get_task_pid);

struct task_struct *pid_task(struct pid *pid, enum pid_type type)
{
	if (!pid)
		return NULL;
	return type == PIDTYPE_PGID ? find_task_by_vpgrp(pid->nr) :
				      find_task_by_vpid(pid->nr);
}
EXPORT_SYMBOL(pid_task);

struct task_struct *get_pid_task(struct pid *pid, enum pid_type type)
{
	struct task_struct *p = pid_task(pid, type);

	return p ? get_task_struct(p) : NULL;
}
EXPORT_SYMBOL_GPL(get_pid_task);
