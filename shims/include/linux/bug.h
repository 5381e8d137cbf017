/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BUG() and WARN().
 *
 * Stands for: include/linux/bug.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <asm/bug.h>
#include <linux/compiler.h>
#include <linux/build_bug.h>

enum bug_trap_type {
	BUG_TRAP_TYPE_NONE = 0,
	BUG_TRAP_TYPE_WARN = 1,
	BUG_TRAP_TYPE_BUG = 2,
};

#define MAYBE_BUILD_BUG_ON(cond)				\
	do {							\
		if (__builtin_constant_p((cond)))		\
			BUILD_BUG_ON(cond);			\
		else						\
			BUG_ON(cond);				\
	} while (0)

/* Logs what is corrupt and is a BUG(); false if nothing is. */
static inline __must_check bool check_data_corruption(bool v)
{
	return v;
}
#define CHECK_DATA_CORRUPTION(condition, fmt, ...)		\
	check_data_corruption(({				\
		bool __corrupt = unlikely(condition);		\
								\
		if (__corrupt) {				\
			pr_err(fmt, ##__VA_ARGS__);		\
			BUG();					\
		}						\
		__corrupt;					\
	}))

#endif
