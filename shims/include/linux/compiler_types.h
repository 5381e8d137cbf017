/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Annotations and what every declaration may use. Included ahead of every
 * source by linux/kconfig.h.
 *
 * Stands for: include/linux/compiler_types.h, include/linux/compiler-gcc.h
 * Fidelity:   MODEL - address space annotations are for sparse alone; when the
 *             driver runs a __user pointer is told apart by its value. Lock
 *             annotations expand to nothing
 * Absent:     KCSAN, KMSAN, CFI and shadow call stack annotations' effects
 */
#ifndef _LINUX_COMPILER_TYPES_H
#define _LINUX_COMPILER_TYPES_H

#ifndef __ASSEMBLY__

#include <linux/compiler_attributes.h>

#define GCC_VERSION \
	(__GNUC__ * 10000 + __GNUC_MINOR__ * 100 + __GNUC_PATCHLEVEL__)

/* For sparse, which make C=1 runs. */
#ifdef __CHECKER__
#define __kernel __attribute__((address_space(0)))
#define __user __attribute__((noderef, address_space(__user)))
#define __iomem __attribute__((noderef, address_space(__iomem)))
#define __percpu __attribute__((noderef, address_space(__percpu)))
#define __rcu __attribute__((noderef, address_space(__rcu)))
#define __force __attribute__((force))
#define __nocast __attribute__((nocast))
#else
#define __kernel
#define __user
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __nocast
#define __bitwise__
#endif
#define __safe
#define __private
#define __must_hold(x)
#define __acquires(x)
#define __cond_acquires(x)
#define __releases(x)
#define __acquire(x) ((void)0)
#define __release(x) ((void)0)
#define __cond_lock(x, c) (c)
#define __chk_user_ptr(x) ((void)0)
#define __chk_io_ptr(x) ((void)0)
#define ACCESS_PRIVATE(p, member) ((p)->member)
#define BTF_TYPE_TAG(value)

#define ___PASTE(a, b) a##b
#define __PASTE(a, b) ___PASTE(a, b)

#define notrace __attribute__((__no_instrument_function__))
#define noinstr noinline notrace
#define __naked __attribute__((__naked__)) notrace
#define noinline_for_stack noinline
#define noinline_for_kasan noinline
#define __no_kasan_or_inline __always_inline
#define __no_kcsan
#define __no_sanitize_or_inline __always_inline
#define __no_kmsan_checks
#define __no_randomize_layout
#define __randomize_layout __designated_init
#define randomized_struct_fields_start
#define randomized_struct_fields_end
#define __latent_entropy
#define __noscs
#define __nocfi
#define __noretpoline
#define __counted_by(member)
#define __noendbr

/* A plain "inline" function has one definition, as under gnu89. */
#define inline inline __gnu_inline __maybe_unused notrace
#define __inline__ inline
#define __inline inline

#define __alloc_size(x, ...) __alloc_size__(x, ##__VA_ARGS__) __malloc
#define __realloc_size(x, ...) __alloc_size__(x, ##__VA_ARGS__)

#define asm_volatile_goto(x...) asm goto(x)
#define asm_inline asm __inline

#define __same_type(a, b) \
	__builtin_types_compatible_p(typeof(a), typeof(b))

/* The type of @x without its qualifiers; pointers and structs keep theirs. */
#define __unqual_scalar_typeof(x)				\
	typeof(_Generic((x),					\
		char: (char)0,					\
		signed char: (signed char)0,			\
		unsigned char: (unsigned char)0,		\
		short: (short)0,				\
		unsigned short: (unsigned short)0,		\
		int: (int)0,					\
		unsigned int: (unsigned int)0,			\
		long: (long)0,					\
		unsigned long: (unsigned long)0,		\
		long long: (long long)0,			\
		unsigned long long: (unsigned long long)0,	\
		default: (x)))

/* Can the CPU load or store a @t at once? */
#define __native_word(t)				\
	(sizeof(t) == 1 || sizeof(t) == 2 ||		\
	 sizeof(t) == 4 || sizeof(t) == 8)

/*
 * The asserted condition may need the optimiser to fold it, so this is a call
 * to a function that must not survive; without optimisation nothing folds and
 * nothing is asserted.
 */
#ifdef __OPTIMIZE__
#define __compiletime_assert(condition, msg, name)			\
	do {								\
		__noreturn extern void name(void)			\
			__compiletime_error(msg);			\
		if (!(condition))					\
			name();						\
	} while (0)
#else
#define __compiletime_assert(condition, msg, name) ((void)0)
#endif
#define _compiletime_assert(condition, msg, name) \
	__compiletime_assert(condition, msg, name)
#define compiletime_assert(condition, msg)	\
	_compiletime_assert(condition, msg,	\
			    __PASTE(__compiletime_assert_, __COUNTER__))
#define compiletime_assert_atomic_type(t) \
	compiletime_assert(__native_word(t), "not an atomic type")

#define __diag_string(s) #s
#define __diag(s) _Pragma(__diag_string(GCC diagnostic s))
#define __diag_push() __diag(push)
#define __diag_pop() __diag(pop)
#define __diag_GCC_ignore ignored
#define __diag_GCC_warn warning
#define __diag_GCC_error error
#define __diag_GCC_8(s) __diag(s)
#define __diag_GCC(version, severity, s) \
	__diag_GCC_##version(__diag_GCC_##severity s)
#define __diag_ignore(compiler, version, option, comment) \
	__diag_##compiler(version, ignore, option)
#define __diag_warn(compiler, version, option, comment) \
	__diag_##compiler(version, warn, option)
#define __diag_error(compiler, version, option, comment) \
	__diag_##compiler(version, error, option)
#define __diag_ignore_all(option, comment) \
	__diag_GCC(8, ignore, option)

#endif /* __ASSEMBLY__ */

#endif
