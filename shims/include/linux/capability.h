/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capabilities.
 *
 * Stands for: include/linux/capability.h
 * Fidelity:   MODEL - one user namespace
 * Absent:     file capabilities
 */
#ifndef _KSIM_LINUX_CAPABILITY_H
#define _KSIM_LINUX_CAPABILITY_H

#include <uapi/linux/capability.h>
#include <linux/uidgid.h>

/* Kept as one 64-bit mask, as Linux does since 6.3. */
typedef struct kernel_cap_struct {
	u64 val;
} kernel_cap_t;

#define CAP_FULL_SET ((kernel_cap_t){ (1ULL << (CAP_LAST_CAP + 1)) - 1 })
#define CAP_EMPTY_SET ((kernel_cap_t){ 0 })

#define cap_raised(set, cap) ((bool)((set).val >> (cap) & 1))
#define cap_raise(set, cap) ((void)((set).val |= 1ULL << (cap)))
#define cap_lower(set, cap) ((void)((set).val &= ~(1ULL << (cap))))

struct task_struct;
struct file;
struct inode;

/**
 * capable() - may the current task do privileged things?
 * @cap: CAP_...
 *
 * Context: Process context.
 * Return: true if @cap is in effect.
 */
bool capable(int cap);
bool ns_capable(struct user_namespace *ns, int cap);
bool has_capability(struct task_struct *t, int cap);
bool has_capability_noaudit(struct task_struct *t, int cap);
bool file_ns_capable(const struct file *file, struct user_namespace *ns,
		     int cap);

static inline bool perfmon_capable(void)
{
	return capable(CAP_PERFMON) || capable(CAP_SYS_ADMIN);
}

#endif
