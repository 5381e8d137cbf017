/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accesses that the compiler neither repeats, tears nor drops.
 *
 * Stands for: include/asm-generic/rwonce.h
 * Fidelity:   EXACT - and READ_ONCE() is a scheduling point, because what it
 *             reads may be about to change
 * Absent:     nothing
 */
#ifndef _ASM_RWONCE_H
#define _ASM_RWONCE_H

#ifndef __ASSEMBLY__

#include <linux/compiler_types.h>
#include <ksim/abi/task.h>

#define compiletime_assert_rwonce_type(t)				\
	compiletime_assert(__native_word(t) ||				\
			   sizeof(t) == sizeof(long long),		\
		"Unsupported access size for {READ,WRITE}_ONCE().")

/* The access alone, no scheduling point. */
#define __READ_ONCE(x) (*(const volatile __unqual_scalar_typeof(x) *)&(x))

#define READ_ONCE(x)							\
({									\
	compiletime_assert_rwonce_type(x);				\
	ksim_sched_point(KSIM_POINT_READ_ONCE, (const void *)&(x), 0);	\
	__READ_ONCE(x);							\
})

#define __WRITE_ONCE(x, val)					\
	do {							\
		*(volatile typeof(x) *)&(x) = (val);		\
	} while (0)

#define WRITE_ONCE(x, val)				\
	do {						\
		compiletime_assert_rwonce_type(x);	\
		__WRITE_ONCE(x, val);			\
	} while (0)

/* One word, possibly beyond the end of what it belongs to. */
static __no_sanitize_address inline unsigned long
read_word_at_a_time(const void *addr)
{
	return *(const unsigned long *)addr;
}
#define READ_ONCE_NOCHECK(x) __READ_ONCE(x)

#endif /* __ASSEMBLY__ */

#endif
