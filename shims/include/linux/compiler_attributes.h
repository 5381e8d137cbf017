/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Short names for the compiler's attributes.
 *
 * Stands for: include/linux/compiler_attributes.h
 * Fidelity:   EXACT - for gcc 12
 * Absent:     nothing
 */
#ifndef _LINUX_COMPILER_ATTRIBUTES_H
#define _LINUX_COMPILER_ATTRIBUTES_H

#define __alias(symbol) __attribute__((__alias__(#symbol)))
#define __aligned(x) __attribute__((__aligned__(x)))
#define __aligned_largest __attribute__((__aligned__))
#define __alloc_size__(x, ...) \
	__attribute__((__alloc_size__(x, ##__VA_ARGS__)))
#define __always_inline inline __attribute__((__always_inline__))
#define __always_unused __attribute__((__unused__))
#define __assume_aligned(a, ...) \
	__attribute__((__assume_aligned__(a, ##__VA_ARGS__)))
#define __attribute_const__ __attribute__((__const__))
#define __cleanup(func) __attribute__((__cleanup__(func)))
#define __cold __attribute__((__cold__))
#define __compiletime_error(msg) __attribute__((__error__(msg)))
#define __compiletime_warning(msg) __attribute__((__warning__(msg)))
#define __copy(symbol) __attribute__((__copy__(symbol)))
#define __deprecated
#define __designated_init __attribute__((__designated_init__))
#define __flatten __attribute__((flatten))
#define __gnu_inline __attribute__((__gnu_inline__))
#define __malloc __attribute__((__malloc__))
#define __maybe_unused __attribute__((__unused__))
#define __mode(x) __attribute__((__mode__(x)))
#define __must_check __attribute__((__warn_unused_result__))
#define __no_profile __attribute__((__no_profile_instrument_function__))
#define __no_sanitize_address __attribute__((__no_sanitize_address__))
#define __no_sanitize_memory
#define __no_sanitize_thread __attribute__((__no_sanitize_thread__))
#define __no_sanitize_undefined __attribute__((__no_sanitize_undefined__))
#define __no_sanitize_coverage __attribute__((__no_sanitize_coverage__))
#define __no_stack_protector __attribute__((__no_stack_protector__))
#define __noclone __attribute__((__noclone__))
#define __fix_address noinline __noclone
#define __nonstring __attribute__((__nonstring__))
#define __noreturn __attribute__((__noreturn__))
#define __no_caller_saved_registers
#define __overloadable
#define __packed __attribute__((__packed__))
#define __pass_object_size(type)
#define __printf(a, b) __attribute__((__format__(__printf__, a, b)))
#define __pure __attribute__((__pure__))
#define __scanf(a, b) __attribute__((__format__(__scanf__, a, b)))
#define __section(name) __attribute__((__section__(name)))
#define __uninitialized
#define __used __attribute__((__used__))
#define __visible __attribute__((__externally_visible__))
#define __warn_unused_result __attribute__((__warn_unused_result__))
#define __weak __attribute__((__weak__))
#define fallthrough __attribute__((__fallthrough__))
#define noinline __attribute__((__noinline__))

#endif
