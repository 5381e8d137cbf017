/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Things done once since boot.
 *
 * Stands for: include/linux/once.h, lib/once.c
 * Fidelity:   EXACT - the flag is set before the function runs, not after
 * Absent:     nothing
 */
#ifndef _LINUX_ONCE_H
#define _LINUX_ONCE_H

#include <linux/types.h>

/* Calls @func with the arguments the first time; true if it did. */
#define DO_ONCE(func, ...)			\
({						\
	static bool ___done;			\
	bool ___ret = !___done;			\
						\
	if (___ret) {				\
		___done = true;			\
		func(__VA_ARGS__);		\
	}					\
	___ret;					\
})
#define DO_ONCE_SLEEPABLE(func, ...) DO_ONCE(func, ##__VA_ARGS__)

#define get_random_once(buf, nbytes) \
	DO_ONCE(get_random_bytes, (buf), (nbytes))
#define get_random_sleepable_once(buf, nbytes) get_random_once(buf, nbytes)

#endif
