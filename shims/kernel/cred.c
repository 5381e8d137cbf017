/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who a task is, and what it may do.
 *
 * Stands for: kernel/cred.c, kernel/capability.c, kernel/groups.c and the
 *             set*id() part of kernel/sys.c
 */
#include <linux/cred.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/string.h>

struct user_namespace {
	int level;
};

struct user_namespace init_user_ns;
EXPORT_SYMBOL_GPL(init_user_ns);

struct cred init_cred = {
	.usage = ATOMIC_INIT(4),
	.cap_permitted = { (1ULL << (CAP_LAST_CAP + 1)) - 1 },
	.cap_effective = { (1ULL << (CAP_LAST_CAP + 1)) - 1 },
	.cap_bset = { (1ULL << (CAP_LAST_CAP + 1)) - 1 },
	.user_ns = &init_user_ns,
};

bool has_capability_noaudit(struct task_struct *t, int cap)
{
	return cap_raised(__task_cred(t)->cap_effective, cap);
}
EXPORT_SYMBOL(has_capability_noaudit);

bool has_capability(struct task_struct *t, int cap)
{
	return has_capability_noaudit(t, cap);
}
EXPORT_SYMBOL(has_capability);

bool capable(int cap)
{
	return cap_raised(current_cred()->cap_effective, cap);
}
EXPORT_SYMBOL(capable);

bool ns_capable(struct user_namespace *ns, int cap)
{
	return capable(cap);
}
EXPORT_SYMBOL(ns_capable);

bool file_ns_capable(const struct file *file, struct user_namespace *ns,
		     int cap)
{
	return cap_raised(file->f_cred->cap_effective, cap);
}
EXPORT_SYMBOL(file_ns_capable);

static struct group_info *get_group_info(struct group_info *groups)
{
	if (groups)
		atomic_inc(&groups->usage);
	return groups;
}

static void put_group_info(struct group_info *groups)
{
	if (groups && atomic_dec_and_test(&groups->usage))
		kfree(groups);
}

void put_cred(const struct cred *_cred)
{
	struct cred *cred = (struct cred *)_cred;

	if (cred && atomic_dec_and_test(&cred->usage)) {
		put_group_info(cred->group_info);
		kfree(cred);
	}
}
EXPORT_SYMBOL_GPL(put_cred);

struct cred *prepare_creds(void)
{
	struct cred *new = kmemdup(current->cred, sizeof(*new), GFP_KERNEL);

	if (!new)
		return NULL;
	atomic_set(&new->usage, 1);
	get_group_info(new->group_info);
	return new;
}
EXPORT_SYMBOL(prepare_creds);

int commit_creds(struct cred *new)
{
	const struct cred *old = current->real_cred;

	current->real_cred = get_cred(new);
	current->cred = new;
	put_cred(old);
	put_cred(old);
	return 0;
}
EXPORT_SYMBOL(commit_creds);

void abort_creds(struct cred *new)
{
	put_cred(new);
}
EXPORT_SYMBOL(abort_creds);

const struct cred *override_creds(const struct cred *new)
{
	const struct cred *old = current->cred;

	current->cred = get_cred(new);
	return old;
}
EXPORT_SYMBOL(override_creds);

void revert_creds(const struct cred *old)
{
	const struct cred *override = current->cred;

	current->cred = old;
	put_cred(override);
}
EXPORT_SYMBOL(revert_creds);

static bool in_groups(const struct group_info *groups, kgid_t gid)
{
	int i;

	for (i = 0; groups && i < groups->ngroups; i++)
		if (gid_eq(groups->gid[i], gid))
			return true;
	return false;
}

bool in_group_p(kgid_t grp)
{
	const struct cred *cred = current_cred();

	return gid_eq(grp, cred->fsgid) || in_groups(cred->group_info, grp);
}
EXPORT_SYMBOL(in_group_p);

bool in_egroup_p(kgid_t grp)
{
	const struct cred *cred = current_cred();

	return gid_eq(grp, cred->egid) || in_groups(cred->group_info, grp);
}
EXPORT_SYMBOL(in_egroup_p);

static bool root_among(const struct cred *cred)
{
	return cred->uid.val == 0 || cred->euid.val == 0 || cred->suid.val == 0;
}

/* What losing and gaining uid 0 does to capabilities: capabilities(7). */
static void fix_caps(struct cred *new, const struct cred *old)
{
	if (root_among(old) && !root_among(new)) {
		new->cap_permitted = CAP_EMPTY_SET;
		new->cap_effective = CAP_EMPTY_SET;
	}
	if (old->euid.val == 0 && new->euid.val != 0)
		new->cap_effective = CAP_EMPTY_SET;
	if (old->euid.val != 0 && new->euid.val == 0)
		new->cap_effective = new->cap_permitted;
}

#define KEEP ((u32)-1)

long ksys_setresuid(u32 ruid, u32 euid, u32 suid)
{
	const struct cred *old = current_cred();
	struct cred *new;

#define MAY_BE(id) ((id) == KEEP || (id) == old->uid.val || \
		    (id) == old->euid.val || (id) == old->suid.val)
	if (!capable(CAP_SETUID) &&
	    !(MAY_BE(ruid) && MAY_BE(euid) && MAY_BE(suid)))
		return -EPERM;
#undef MAY_BE
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	if (ruid != KEEP)
		new->uid.val = ruid;
	if (euid != KEEP)
		new->euid.val = euid;
	if (suid != KEEP)
		new->suid.val = suid;
	new->fsuid = new->euid;
	fix_caps(new, old);
	return commit_creds(new);
}

long ksys_setresgid(u32 rgid, u32 egid, u32 sgid)
{
	const struct cred *old = current_cred();
	struct cred *new;

#define MAY_BE(id) ((id) == KEEP || (id) == old->gid.val || \
		    (id) == old->egid.val || (id) == old->sgid.val)
	if (!capable(CAP_SETGID) &&
	    !(MAY_BE(rgid) && MAY_BE(egid) && MAY_BE(sgid)))
		return -EPERM;
#undef MAY_BE
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	if (rgid != KEEP)
		new->gid.val = rgid;
	if (egid != KEEP)
		new->egid.val = egid;
	if (sgid != KEEP)
		new->sgid.val = sgid;
	new->fsgid = new->egid;
	return commit_creds(new);
}

long ksys_setgroups(u32 count, const u32 *gids)
{
	struct group_info *groups;
	struct cred *new;
	u32 i;

	if (!capable(CAP_SETGID))
		return -EPERM;
	if (count > 65536)
		return -EINVAL;
	groups = kmalloc(struct_size(groups, gid, count), GFP_KERNEL);
	if (!groups)
		return -ENOMEM;
	new = prepare_creds();
	if (!new) {
		kfree(groups);
		return -ENOMEM;
	}
	atomic_set(&groups->usage, 1);
	groups->ngroups = count;
	for (i = 0; i < count; i++)
		groups->gid[i].val = gids[i];
	put_group_info(new->group_info);
	new->group_info = groups;
	return commit_creds(new);
}

long ksys_capset(ksim_u64 mask)
{
	struct cred *new;

	mask &= CAP_FULL_SET.val;
	if (mask & ~current_cred()->cap_permitted.val)
		return -EPERM;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	new->cap_permitted.val = mask;
	new->cap_effective.val = mask;
	return commit_creds(new);
}
