/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What code asks of the compiler: hints, fences, single accesses.
 *
 * Stands for: include/linux/compiler.h
 * Fidelity:   EXACT
 * Absent:     branch profiling
 */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#include <linux/compiler_types.h>

#ifndef __ASSEMBLY__

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define likely_notrace(x) likely(x)
#define unlikely_notrace(x) unlikely(x)

#define barrier() __asm__ __volatile__("" : : : "memory")
#define barrier_data(ptr) __asm__ __volatile__("" : : "r"(ptr) : "memory")
#define barrier_before_unreachable() __asm__ __volatile__("")

#define annotate_reachable() ((void)0)
#define annotate_unreachable() ((void)0)
#define unreachable()			\
	do {				\
		__builtin_trap();	\
	} while (0)

/* @ptr + @off bytes, without the compiler knowing what it points into. */
#define RELOC_HIDE(ptr, off)					\
({								\
	unsigned long __hidden;					\
								\
	__asm__("" : "=r"(__hidden) : "0"(ptr));		\
	(typeof(ptr))(__hidden + (off));			\
})
#define absolute_pointer(val) RELOC_HIDE((void *)(val), 0)

/* From here on the compiler knows nothing of @var's value. */
#define OPTIMIZER_HIDE_VAR(var) __asm__("" : "=r"(var) : "0"(var))

#define __UNIQUE_ID(prefix) \
	__PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)

#define data_race(expr) ({ expr; })
#define ASSERT_EXCLUSIVE_WRITER(var) ((void)0)
#define ASSERT_EXCLUSIVE_ACCESS(var) ((void)0)
#define ASSERT_EXCLUSIVE_BITS(var, mask) ((void)0)

#define __ADDRESSABLE(sym)						\
	static void *__used						\
	__PASTE(__addressable_##sym##_, __LINE__) = (void *)&sym;

#define is_signed_type(type) (((type)(-1)) < (__force type)1)
#define is_unsigned_type(type) (!is_signed_type(type))
/* True, and known to be so while compiling. */
#define statically_true(x) (__builtin_constant_p(x) && (x))

/* 1 if @x is an integer constant expression. */
#ifndef __is_constexpr
#define __is_constexpr(x) \
	(sizeof(int) == sizeof(*(8 ? ((void *)((long)(x) * 0l)) : (int *)8)))
#endif

/* 0, or no compilation if @a is a pointer. */
#define __must_be_array(a)						\
	((int)(sizeof(struct {						\
		int : (-!!__same_type((a), &(a)[0]));			\
	})))

static inline void *offset_to_ptr(const int *off)
{
	return (void *)((unsigned long)off + *off);
}

#define prevent_tail_call_optimization() barrier()

#include <asm/rwonce.h>

#endif /* __ASSEMBLY__ */

#endif
