/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs that the kernel starts.
 *
 * Stands for: include/linux/umh.h, kernel/umh.c
 * Fidelity:   ABSENT - a simulated kernel has no programs to start
 * Absent:     everything but the constants
 */
#ifndef __LINUX_UMH_H__
#define __LINUX_UMH_H__

#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/stddef.h>

struct cred;
struct subprocess_info;

/* How long to wait, and two flags. */
#define UMH_NO_WAIT 0
#define UMH_WAIT_EXEC 1
#define UMH_WAIT_PROC 2
#define UMH_KILLABLE 4
#define UMH_FREEZABLE 8

int call_usermodehelper(const char *path, char **argv, char **envp, int wait);
struct subprocess_info *
call_usermodehelper_setup(const char *path, char **argv, char **envp,
			  gfp_t gfp_mask,
			  int (*init)(struct subprocess_info *info,
				      struct cred *new),
			  void (*cleanup)(struct subprocess_info *info),
			  void *data);
int call_usermodehelper_exec(struct subprocess_info *info, int wait);

#endif
