/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Complaints while compiling when a type is not the expected one.
 *
 * Stands for: include/linux/typecheck.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_TYPECHECK_H
#define _LINUX_TYPECHECK_H

/* Always 1, with a warning unless @x is a @type. */
#define typecheck(type, x)				\
({							\
	type __wanted;					\
	typeof(x) __given;				\
							\
	(void)(&__wanted == &__given);			\
	1;						\
})

#define typecheck_fn(type, function)			\
({							\
	typeof(type) __wanted = function;		\
							\
	(void)__wanted;					\
})

#define typecheck_pointer(x)				\
({							\
	typeof(x) __pointer;				\
							\
	(void)sizeof(*__pointer);			\
	1;						\
})

#endif
