/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types of user and group ids.
 *
 * Stands for: include/linux/uidgid.h
 * Fidelity:   MODEL - there is one user namespace, so ids map to themselves
 * Absent:     user namespaces other than init_user_ns
 */
#ifndef _KSIM_LINUX_UIDGID_H
#define _KSIM_LINUX_UIDGID_H

#include <linux/types.h>

struct user_namespace;
extern struct user_namespace init_user_ns;

typedef struct {
	uid_t val;
} kuid_t;

typedef struct {
	gid_t val;
} kgid_t;

#define KUIDT_INIT(value) ((kuid_t){ value })
#define KGIDT_INIT(value) ((kgid_t){ value })
#define GLOBAL_ROOT_UID KUIDT_INIT(0)
#define GLOBAL_ROOT_GID KGIDT_INIT(0)
#define INVALID_UID KUIDT_INIT(-1)
#define INVALID_GID KGIDT_INIT(-1)

#define __kuid_val(uid) ((uid).val)
#define __kgid_val(gid) ((gid).val)

static inline bool uid_eq(kuid_t left, kuid_t right)
{
	return left.val == right.val;
}

static inline bool gid_eq(kgid_t left, kgid_t right)
{
	return left.val == right.val;
}

static inline bool uid_gt(kuid_t left, kuid_t right)
{
	return left.val > right.val;
}

static inline bool uid_lt(kuid_t left, kuid_t right)
{
	return left.val < right.val;
}

static inline bool uid_valid(kuid_t uid)
{
	return uid.val != (uid_t)-1;
}

static inline bool gid_valid(kgid_t gid)
{
	return gid.val != (gid_t)-1;
}

#define make_kuid(ns, uid) ((void)(ns), KUIDT_INIT(uid))
#define make_kgid(ns, gid) ((void)(ns), KGIDT_INIT(gid))
#define from_kuid(ns, kuid) ((void)(ns), __kuid_val(kuid))
#define from_kgid(ns, kgid) ((void)(ns), __kgid_val(kgid))
#define from_kuid_munged(ns, kuid) from_kuid(ns, kuid)
#define from_kgid_munged(ns, kgid) from_kgid(ns, kgid)

#endif
