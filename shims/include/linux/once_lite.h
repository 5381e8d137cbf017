/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do something the first time only, without a lock.
 *
 * Stands for: include/linux/once_lite.h
 * Fidelity:   EXACT - value of the expressions, one shot per call site and boot
 * Absent:     nothing
 */
#ifndef _LINUX_ONCE_LITE_H
#define _LINUX_ONCE_LITE_H

#include <linux/compiler.h>
#include <linux/types.h>

/* True the first time that @condition holds at this call site. */
#define __ONCE_LITE_IF(condition)					\
({									\
	static bool __section(".data.once") __already_done;		\
	bool __ret_once = false;					\
									\
	if (unlikely((condition) && !__already_done)) {			\
		__already_done = true;					\
		__ret_once = true;					\
	}								\
	unlikely(__ret_once);						\
})

/* Calls @func the first time that @condition holds; yields @condition. */
#define DO_ONCE_LITE_IF(condition, func, ...)				\
({									\
	bool __ret_do_once = !!(condition);				\
									\
	if (__ONCE_LITE_IF(__ret_do_once))				\
		func(__VA_ARGS__);					\
	unlikely(__ret_do_once);					\
})

#define DO_ONCE_LITE(func, ...)						\
	DO_ONCE_LITE_IF(true, func, ##__VA_ARGS__)

#endif
