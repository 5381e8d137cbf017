/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integers that several tasks change: atomic_t, atomic64_t, atomic_long_t.
 *
 * Stands for: include/linux/atomic.h, include/linux/atomic/,
 *             arch/x86/include/asm/atomic.h
 * Fidelity:   EXACT - indivisible because tasks switch only at scheduling
 *             points; each operation is one, before it takes place. All
 *             orderings are sequentially consistent.
 * Absent:     nothing
 */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>

#define ATOMIC64_INIT(i) { (i) }

typedef atomic64_t atomic_long_t;
#define ATOMIC_LONG_INIT(i) ATOMIC64_INIT(i)

/* Changes *@v to @value, an expression of `old` and `i`. */
#define __ksim_atomic_void(fn, type, int_t, value)			\
static __always_inline void fn(int_t i, type *v)			\
{									\
	int_t old;							\
									\
	__ksim_atomic_point(v);						\
	old = __READ_ONCE(v->counter);					\
	__WRITE_ONCE(v->counter, value);				\
	barrier();							\
}

#define __ksim_atomic_value(fn, type, int_t, value, result)		\
static __always_inline int_t fn(int_t i, type *v)			\
{									\
	int_t old, new;							\
									\
	__ksim_atomic_point(v);						\
	old = __READ_ONCE(v->counter);					\
	new = (value);							\
	__WRITE_ONCE(v->counter, new);					\
	barrier();							\
	return result;							\
}

/* The same without an operand: i is 1. */
#define __ksim_atomic_step(fn, type, int_t, value, result)		\
static __always_inline int_t fn(type *v)				\
{									\
	int_t old, new;							\
									\
	__ksim_atomic_point(v);						\
	old = __READ_ONCE(v->counter);					\
	new = (value);							\
	__WRITE_ONCE(v->counter, new);					\
	barrier();							\
	return result;							\
}

/* Changes *@v only if @condition holds for `old`. */
#define __ksim_atomic_if(fn, ret_t, args, type, int_t, condition, value, result) \
static __always_inline ret_t fn args					\
{									\
	int_t old;							\
									\
	__ksim_atomic_point(v);						\
	old = __READ_ONCE(v->counter);					\
	if (condition)							\
		__WRITE_ONCE(v->counter, value);			\
	barrier();							\
	return result;							\
}

#define __ksim_atomic_orders(make, fn, args...)	\
	make(fn, args)				\
	make(fn##_relaxed, args)		\
	make(fn##_acquire, args)		\
	make(fn##_release, args)

#define __ksim_atomic_xchg(fn, type, int_t)				\
static __always_inline int_t fn(type *v, int_t i)			\
{									\
	int_t old;							\
									\
	__ksim_atomic_point(v);						\
	old = __READ_ONCE(v->counter);					\
	__WRITE_ONCE(v->counter, i);					\
	barrier();							\
	return old;							\
}

#define __ksim_atomic_cmpxchg(fn, type, int_t)				\
	__ksim_atomic_if(fn, int_t, (type *v, int_t expected, int_t new), \
			 type, int_t, old == expected, new, old)

#define __ksim_atomic_try_cmpxchg(fn, type, int_t)			\
static __always_inline bool fn(type *v, int_t *expected, int_t new)	\
{									\
	int_t old;							\
									\
	__ksim_atomic_point(v);						\
	old = __READ_ONCE(v->counter);					\
	if (unlikely(old != *expected)) {				\
		*expected = old;					\
		return false;						\
	}								\
	__WRITE_ONCE(v->counter, new);					\
	barrier();							\
	return true;							\
}

#define __ksim_atomic_add_negative(fn, type, int_t)			\
static __always_inline bool fn(int_t i, type *v)			\
{									\
	int_t new;							\
									\
	__ksim_atomic_point(v);						\
	new = __READ_ONCE(v->counter) + i;				\
	__WRITE_ONCE(v->counter, new);					\
	barrier();							\
	return new < 0;							\
}

#define __ksim_atomic_family(p, type, int_t)				\
static __always_inline int_t p##_read(const type *v)			\
{									\
	return READ_ONCE(v->counter);					\
}									\
static __always_inline int_t p##_read_acquire(const type *v)		\
{									\
	return smp_load_acquire(&v->counter);				\
}									\
static __always_inline void p##_set(type *v, int_t i)			\
{									\
	__ksim_atomic_point(v);						\
	__WRITE_ONCE(v->counter, i);					\
}									\
static __always_inline void p##_set_release(type *v, int_t i)		\
{									\
	smp_store_release(&v->counter, i);				\
}									\
__ksim_atomic_void(p##_add, type, int_t, old + i)			\
__ksim_atomic_void(p##_sub, type, int_t, old - i)			\
__ksim_atomic_void(p##_and, type, int_t, old & i)			\
__ksim_atomic_void(p##_andnot, type, int_t, old & ~i)			\
__ksim_atomic_void(p##_or, type, int_t, old | i)			\
__ksim_atomic_void(p##_xor, type, int_t, old ^ i)			\
static __always_inline void p##_inc(type *v) { p##_add(1, v); }		\
static __always_inline void p##_dec(type *v) { p##_sub(1, v); }		\
__ksim_atomic_orders(__ksim_atomic_value, p##_add_return, type, int_t,	\
		     old + i, new)					\
__ksim_atomic_orders(__ksim_atomic_value, p##_sub_return, type, int_t,	\
		     old - i, new)					\
__ksim_atomic_orders(__ksim_atomic_value, p##_fetch_add, type, int_t,	\
		     old + i, old)					\
__ksim_atomic_orders(__ksim_atomic_value, p##_fetch_sub, type, int_t,	\
		     old - i, old)					\
__ksim_atomic_orders(__ksim_atomic_value, p##_fetch_and, type, int_t,	\
		     old & i, old)					\
__ksim_atomic_orders(__ksim_atomic_value, p##_fetch_andnot, type, int_t, \
		     old & ~i, old)					\
__ksim_atomic_orders(__ksim_atomic_value, p##_fetch_or, type, int_t,	\
		     old | i, old)					\
__ksim_atomic_orders(__ksim_atomic_value, p##_fetch_xor, type, int_t,	\
		     old ^ i, old)					\
__ksim_atomic_orders(__ksim_atomic_step, p##_inc_return, type, int_t,	\
		     old + 1, new)					\
__ksim_atomic_orders(__ksim_atomic_step, p##_dec_return, type, int_t,	\
		     old - 1, new)					\
__ksim_atomic_orders(__ksim_atomic_step, p##_fetch_inc, type, int_t,	\
		     old + 1, old)					\
__ksim_atomic_orders(__ksim_atomic_step, p##_fetch_dec, type, int_t,	\
		     old - 1, old)					\
__ksim_atomic_orders(__ksim_atomic_xchg, p##_xchg, type, int_t)		\
__ksim_atomic_orders(__ksim_atomic_cmpxchg, p##_cmpxchg, type, int_t)	\
__ksim_atomic_orders(__ksim_atomic_try_cmpxchg, p##_try_cmpxchg, type,	\
		     int_t)						\
__ksim_atomic_orders(__ksim_atomic_add_negative, p##_add_negative, type, \
		     int_t)						\
static __always_inline bool p##_sub_and_test(int_t i, type *v)		\
{									\
	return p##_sub_return(i, v) == 0;				\
}									\
static __always_inline bool p##_dec_and_test(type *v)			\
{									\
	return p##_dec_return(v) == 0;					\
}									\
static __always_inline bool p##_inc_and_test(type *v)			\
{									\
	return p##_inc_return(v) == 0;					\
}									\
__ksim_atomic_if(p##_fetch_add_unless, int_t,				\
		 (type *v, int_t i, int_t unless), type, int_t,		\
		 old != unless, old + i, old)				\
__ksim_atomic_if(p##_add_unless, bool,					\
		 (type *v, int_t i, int_t unless), type, int_t,		\
		 old != unless, old + i, old != unless)			\
__ksim_atomic_if(p##_inc_not_zero, bool, (type *v), type, int_t,	\
		 old != 0, old + 1, old != 0)				\
__ksim_atomic_if(p##_inc_unless_negative, bool, (type *v), type, int_t,	\
		 old >= 0, old + 1, old >= 0)				\
__ksim_atomic_if(p##_dec_unless_positive, bool, (type *v), type, int_t,	\
		 old <= 0, old - 1, old <= 0)				\
/* Gives what would have been the new value, also if it was not stored. */ \
__ksim_atomic_if(p##_dec_if_positive, int_t, (type *v), type, int_t,	\
		 old > 0, old - 1, old - 1)

__ksim_atomic_family(atomic, atomic_t, int)
__ksim_atomic_family(atomic64, atomic64_t, s64)
__ksim_atomic_family(atomic_long, atomic_long_t, long)

#define atomic_cond_read_relaxed(v, c) \
	smp_cond_load_relaxed(&(v)->counter, (c))
#define atomic_cond_read_acquire(v, c) \
	smp_cond_load_acquire(&(v)->counter, (c))
#define atomic64_cond_read_relaxed(v, c) \
	smp_cond_load_relaxed(&(v)->counter, (c))
#define atomic64_cond_read_acquire(v, c) \
	smp_cond_load_acquire(&(v)->counter, (c))
#define atomic_long_cond_read_relaxed(v, c) \
	smp_cond_load_relaxed(&(v)->counter, (c))
#define atomic_long_cond_read_acquire(v, c) \
	smp_cond_load_acquire(&(v)->counter, (c))

#endif
