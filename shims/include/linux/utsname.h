/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What uname(2) says.
 *
 * Stands for: include/linux/utsname.h, init/version.c
 * Fidelity:   MODEL - one namespace for all; nobody changes the host name
 * Absent:     UTS namespaces (copy_utsname() and the like)
 */
#ifndef _KSIM_LINUX_UTSNAME_H
#define _KSIM_LINUX_UTSNAME_H

#include <linux/types.h>
#include <uapi/linux/utsname.h>

struct uts_namespace {
	struct new_utsname name;
};

extern struct uts_namespace init_uts_ns;

static inline struct new_utsname *utsname(void)
{
	return &init_uts_ns.name;
}

static inline struct new_utsname *init_utsname(void)
{
	return &init_uts_ns.name;
}

#endif
