/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking user space to load a module.
 *
 * Stands for: include/linux/kmod.h, kernel/kmod.c
 * Fidelity:   MODEL - there is no modprobe: every request fails with -ENOENT,
 *             as on a system whose modprobe path is empty
 * Absent:     nothing
 */
#ifndef __LINUX_KMOD_H__
#define __LINUX_KMOD_H__

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define KMOD_PATH_LEN 256

/**
 * __request_module() - have a module loaded by its name or alias
 * @wait: whether to wait until it is there
 * @name: printf format of the name
 *
 * Context: Process context. May sleep.
 * Return: -ENOENT, or -ENAMETOOLONG.
 */
__printf(2, 3) int __request_module(bool wait, const char *name, ...);

#define request_module(mod...) __request_module(true, mod)
#define request_module_nowait(mod...) __request_module(false, mod)
#define try_then_request_module(x, mod...) \
	((x) ?: (__request_module(true, mod), (x)))

#endif
