/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who a task is.
 *
 * Stands for: include/linux/cred.h
 * Fidelity:   MODEL - one user namespace, no security modules, no keyrings
 * Absent:     prepare_kernel_cred(), override_creds() with other than own copies
 */
#ifndef _KSIM_LINUX_CRED_H
#define _KSIM_LINUX_CRED_H

#include <linux/atomic.h>
#include <linux/capability.h>
#include <linux/uidgid.h>
#include <linux/err.h>
#include <ksim/abi/types.h>

struct user_struct;

struct group_info {
	atomic_t usage;
	int ngroups;
	kgid_t gid[];
};

struct cred {
	atomic_t usage;
	kuid_t uid;
	kgid_t gid;
	kuid_t suid;
	kgid_t sgid;
	kuid_t euid;
	kgid_t egid;
	kuid_t fsuid;
	kgid_t fsgid;
	unsigned int securebits;
	kernel_cap_t cap_inheritable;
	kernel_cap_t cap_permitted;
	kernel_cap_t cap_effective;
	kernel_cap_t cap_bset;
	kernel_cap_t cap_ambient;
	struct user_namespace *user_ns;
	struct group_info *group_info; /* NULL for none */
};

extern struct cred init_cred;

#include <linux/sched.h>

#define current_cred() ((const struct cred *)current->cred)
#define current_real_cred() ((const struct cred *)current->real_cred)
#define __task_cred(task) ((const struct cred *)(task)->real_cred)
#define current_cred_xxx(xxx) (current_cred()->xxx)
#define current_uid() (current_cred_xxx(uid))
#define current_gid() (current_cred_xxx(gid))
#define current_euid() (current_cred_xxx(euid))
#define current_egid() (current_cred_xxx(egid))
#define current_suid() (current_cred_xxx(suid))
#define current_sgid() (current_cred_xxx(sgid))
#define current_fsuid() (current_cred_xxx(fsuid))
#define current_fsgid() (current_cred_xxx(fsgid))
#define current_cap() (current_cred_xxx(cap_effective))
#define current_user_ns() (&init_user_ns)
#define task_cred_xxx(task, xxx) (__task_cred(task)->xxx)
#define task_uid(task) (task_cred_xxx((task), uid))
#define task_euid(task) (task_cred_xxx((task), euid))
#define current_uid_gid(_uid, _gid) \
	do { *(_uid) = current_uid(); *(_gid) = current_gid(); } while (0)

static inline const struct cred *get_cred(const struct cred *cred)
{
	atomic_inc(&((struct cred *)cred)->usage);
	return cred;
}

void put_cred(const struct cred *cred);

#define get_current_cred() get_cred(current_cred())
#define get_task_cred(task) get_cred(__task_cred(task))

/**
 * prepare_creds() - a copy of the current credentials, to be changed
 *
 * Context: Process context. May sleep.
 * Return: the copy, or NULL without memory.
 */
struct cred *prepare_creds(void);
int commit_creds(struct cred *new);
void abort_creds(struct cred *new);
const struct cred *override_creds(const struct cred *new);
void revert_creds(const struct cred *old);

bool in_group_p(kgid_t grp);
bool in_egroup_p(kgid_t grp);

/* System calls, for the table in init/main.c. */
long ksys_setresuid(u32 ruid, u32 euid, u32 suid);
long ksys_setresgid(u32 rgid, u32 egid, u32 sgid);
long ksys_setgroups(u32 count, const u32 *groups);
long ksys_capset(ksim_u64 mask);

#endif
