/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code and data that are needed while starting only, and functions to be
 * called then.
 *
 * Stands for: include/linux/init.h
 * Fidelity:   MODEL - init sections are real sections, but are not thrown away
 *             after initialisation; there is no kernel command line, so
 *             __setup() and early_param() handlers are never called
 * Absent:     saved_command_line, initcall_debug
 */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>
#include <linux/types.h>

#define __init __section(".init.text") __cold __latent_entropy
#define __initdata __section(".init.data")
#define __initconst __section(".init.rodata")
#define __exitdata __section(".exit.data")
#define __exit_call __used __section(".exitcall.exit")

#define __ref __section(".ref.text") noinline
#define __refdata __section(".ref.data")
#define __refconst __section(".ref.rodata")

#ifdef MODULE
#define __exitused
#else
#define __exitused __used
#endif
#define __exit __section(".exit.text") __exitused __cold notrace

#define __meminit __section(".meminit.text") __cold notrace __latent_entropy
#define __meminitdata __section(".meminit.data")
#define __meminitconst __section(".meminit.rodata")

/* Hotplug sections of old drivers; empty since Linux 3.10, but still seen. */
#define __nosavedata __section(".data..nosave")

#ifdef MODULE
#define __exit_p(x) x
#else
#define __exit_p(x) NULL
#endif

#ifndef __ASSEMBLY__

typedef int (*initcall_t)(void);
typedef void (*exitcall_t)(void);
typedef initcall_t initcall_entry_t;
typedef void (*ctor_fn_t)(void);

/**
 * do_one_initcall() - call an init function and look at what it left behind
 * @fn: the function
 *
 * Context: Process context.
 * Return: what @fn returned.
 */
int do_one_initcall(initcall_t fn);

/**
 * do_initcalls() - call all init functions of built-in code, level by level
 *
 * Context: boot.
 */
void do_initcalls(void);

#ifndef MODULE

/* A section for each level, so that the linker makes __start_ and __stop_. */
#define ___define_initcall(fn, id, sec)					\
	static initcall_t __PASTE(__initcall_##fn, __LINE__)		\
		__used __section(sec) = fn
#define __define_initcall(fn, id)					\
	___define_initcall(fn, id, "__initcall_" #id)

#define early_initcall(fn) __define_initcall(fn, early)
#define pure_initcall(fn) __define_initcall(fn, 0)
#define core_initcall(fn) __define_initcall(fn, 1)
#define core_initcall_sync(fn) __define_initcall(fn, 1s)
#define postcore_initcall(fn) __define_initcall(fn, 2)
#define postcore_initcall_sync(fn) __define_initcall(fn, 2s)
#define arch_initcall(fn) __define_initcall(fn, 3)
#define arch_initcall_sync(fn) __define_initcall(fn, 3s)
#define subsys_initcall(fn) __define_initcall(fn, 4)
#define subsys_initcall_sync(fn) __define_initcall(fn, 4s)
#define fs_initcall(fn) __define_initcall(fn, 5)
#define fs_initcall_sync(fn) __define_initcall(fn, 5s)
#define rootfs_initcall(fn) __define_initcall(fn, rootfs)
#define device_initcall(fn) __define_initcall(fn, 6)
#define device_initcall_sync(fn) __define_initcall(fn, 6s)
#define late_initcall(fn) __define_initcall(fn, 7)
#define late_initcall_sync(fn) __define_initcall(fn, 7s)
#define console_initcall(fn) __define_initcall(fn, con)

#define __initcall(fn) device_initcall(fn)
#define __exitcall(fn) static exitcall_t __exitcall_##fn __exit_call = fn

struct obs_kernel_param {
	const char *str;
	int (*setup_func)(char *);
	int early;
};

#define __setup_param(str, unique_id, fn, early)			\
	static const char __setup_str_##unique_id[] __aligned(1) = str;	\
	static struct obs_kernel_param __setup_##unique_id		\
		__used __section(".init.setup")				\
		__aligned(__alignof__(struct obs_kernel_param)) =	\
		{ __setup_str_##unique_id, fn, early }
#define __setup(str, fn) __setup_param(str, fn, fn, 0)
#define early_param(str, fn) __setup_param(str, fn, fn, 1)

#else /* MODULE */

#define __setup_param(str, unique_id, fn) /* modules have no command line */
#define __setup(str, fn) /* modules have no command line */

#endif /* MODULE */

#endif /* __ASSEMBLY__ */

#endif
