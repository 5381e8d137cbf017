/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dynamic debug: pr_debug() and friends are off until somebody turns the call
 * site on, with `insmod x.ko dyndbg=+p` or by building it with -DDEBUG.
 *
 * Stands for: include/linux/dynamic_debug.h, lib/dynamic_debug.c
 * Fidelity:   MODEL - call sites, decorations (pmflt) and the dyndbg= parameter
 *             of a module; no control file, and a plain flag where Linux
 *             patches a jump label
 * Absent:     classes (DECLARE_DYNDBG_CLASSMAP), dynamic_netdev_dbg(),
 *             dynamic_ibdev_dbg()
 */
#ifndef _DYNAMIC_DEBUG_H
#define _DYNAMIC_DEBUG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>

struct device;

/* One call site; all of them lie side by side in the section __dyndbg. */
struct _ddebug {
	const char *modname;
	const char *function;
	const char *filename;
	const char *format;
	unsigned int lineno:18;
#define CLS_BITS 6
	unsigned int class_id:CLS_BITS;
#define _DPRINTK_CLASS_DFLT		((1 << CLS_BITS) - 1)
#define _DPRINTK_FLAGS_NONE		0
#define _DPRINTK_FLAGS_PRINT		(1 << 0)
#define _DPRINTK_FLAGS_INCL_MODNAME	(1 << 1)
#define _DPRINTK_FLAGS_INCL_FUNCNAME	(1 << 2)
#define _DPRINTK_FLAGS_INCL_LINENO	(1 << 3)
#define _DPRINTK_FLAGS_INCL_TID		(1 << 4)
#define _DPRINTK_FLAGS_INCL_ANY						\
	(_DPRINTK_FLAGS_INCL_MODNAME | _DPRINTK_FLAGS_INCL_FUNCNAME |	\
	 _DPRINTK_FLAGS_INCL_LINENO | _DPRINTK_FLAGS_INCL_TID)
#ifdef DEBUG
#define _DPRINTK_FLAGS_DEFAULT		_DPRINTK_FLAGS_PRINT
#else
#define _DPRINTK_FLAGS_DEFAULT		0
#endif
	unsigned int flags:8;
} __attribute__((aligned(8)));

/**
 * ksim_ddebug_query() - apply a dyndbg= parameter
 * @sites: call sites of the module
 * @end: behind the last of them
 * @query: for example "func scull_open +pf; line 10-20 +p"; NULL for "+p"
 *
 * Return: call sites that matched, or -EINVAL.
 */
int ksim_ddebug_query(struct _ddebug *sites, struct _ddebug *end,
		      const char *query);

__printf(2, 3)
void __dynamic_pr_debug(struct _ddebug *descriptor, const char *fmt, ...);
__printf(3, 4)
void __dynamic_dev_dbg(struct _ddebug *descriptor, const struct device *dev,
		       const char *fmt, ...);

#define DEFINE_DYNAMIC_DEBUG_METADATA(name, fmt)			\
	static struct _ddebug __aligned(8) __section("__dyndbg") name = { \
		.modname = KBUILD_MODNAME,				\
		.function = __func__,					\
		.filename = __FILE__,					\
		.format = (fmt),					\
		.lineno = __LINE__,					\
		.flags = _DPRINTK_FLAGS_DEFAULT,			\
		.class_id = _DPRINTK_CLASS_DFLT,			\
	}

#define DYNAMIC_DEBUG_BRANCH(descriptor) \
	unlikely((descriptor).flags & _DPRINTK_FLAGS_PRINT)

#define __dynamic_func_call(id, fmt, func, ...) do {			\
	DEFINE_DYNAMIC_DEBUG_METADATA(id, fmt);				\
	if (DYNAMIC_DEBUG_BRANCH(id))					\
		func(&id, ##__VA_ARGS__);				\
} while (0)

#define __dynamic_func_call_no_desc(id, fmt, func, ...) do {		\
	DEFINE_DYNAMIC_DEBUG_METADATA(id, fmt);				\
	if (DYNAMIC_DEBUG_BRANCH(id))					\
		func(__VA_ARGS__);					\
} while (0)

#define _dynamic_func_call(fmt, func, ...)				\
	__dynamic_func_call(__UNIQUE_ID(ddebug), fmt, func, ##__VA_ARGS__)
#define _dynamic_func_call_no_desc(fmt, func, ...)			\
	__dynamic_func_call_no_desc(__UNIQUE_ID(ddebug), fmt, func,	\
				    ##__VA_ARGS__)

#define dynamic_pr_debug(fmt, ...)					\
	_dynamic_func_call(fmt, __dynamic_pr_debug, pr_fmt(fmt), ##__VA_ARGS__)

#define dynamic_dev_dbg(dev, fmt, ...)					\
	_dynamic_func_call(fmt, __dynamic_dev_dbg, dev, fmt, ##__VA_ARGS__)

#define dynamic_hex_dump(prefix_str, prefix_type, rowsize, groupsize,	\
			 buf, len, ascii)				\
	_dynamic_func_call_no_desc(					\
		__builtin_constant_p(prefix_str) ? prefix_str : "hexdump", \
		print_hex_dump, KERN_DEBUG, prefix_str, prefix_type,	\
		rowsize, groupsize, buf, len, ascii)

#endif
