/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BUG(), which kills the task, and WARN(), which goes on.
 *
 * Stands for: include/asm-generic/bug.h, arch/x86/include/asm/bug.h
 * Fidelity:   MODEL - log lines as in Linux without registers; each is also
 *             a finding
 * Absent:     the bug table
 */
#ifndef _ASM_BUG_H
#define _ASM_BUG_H

#include <linux/compiler.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/types.h>

#define CUT_HERE "------------[ cut here ]------------\n"

#ifndef __ASSEMBLY__

/* BUG() at @file:@line. The return address lies in the function that did it. */
void __noreturn __bug(const char *file, int line);

/* WARN() without words. */
void __warn_plain(const char *file, int line, unsigned int taint);

/* WARN() with words. */
__printf(4, 5) void warn_slowpath_fmt(const char *file, const int line,
				      unsigned int taint, const char *fmt, ...);

#define BUG() __bug(__FILE__, __LINE__)
#define BUG_ON(condition)		\
	do {				\
		if (unlikely(condition))\
			BUG();		\
	} while (0)

#define __WARN() __warn_plain(__FILE__, __LINE__, TAINT_WARN)
#define __WARN_printf(taint, fmt...) \
	warn_slowpath_fmt(__FILE__, __LINE__, taint, fmt)

#define WARN_ON(condition)			\
({						\
	int __warn_cond = !!(condition);	\
						\
	if (unlikely(__warn_cond))		\
		__WARN();			\
	unlikely(__warn_cond);			\
})

#define WARN_TAINT(condition, taint, fmt...)	\
({						\
	int __warn_cond = !!(condition);	\
						\
	if (unlikely(__warn_cond))		\
		__WARN_printf(taint, fmt);	\
	unlikely(__warn_cond);			\
})
#define WARN(condition, fmt...) WARN_TAINT(condition, TAINT_WARN, fmt)

/* Does @what the first time that @condition is true since boot. */
#define __ksim_warn_once(condition, what)	\
({						\
	static bool __already_done;		\
	int __once_cond = !!(condition);	\
						\
	if (unlikely(__once_cond && !__already_done)) {	\
		__already_done = true;		\
		what;				\
	}					\
	unlikely(__once_cond);			\
})
#define WARN_ON_ONCE(condition) __ksim_warn_once(condition, __WARN())
#define WARN_ONCE(condition, fmt...) \
	__ksim_warn_once(condition, __WARN_printf(TAINT_WARN, fmt))
#define WARN_TAINT_ONCE(condition, taint, fmt...) \
	__ksim_warn_once(condition, __WARN_printf(taint, fmt))

#define WARN_ON_SMP(x) WARN_ON(x)

#endif /* __ASSEMBLY__ */

#endif
