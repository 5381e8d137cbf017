/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exchange and compare-and-exchange of anything a register holds.
 *
 * Stands for: arch/x86/include/asm/cmpxchg.h,
 *             include/linux/atomic/atomic-instrumented.h
 * Fidelity:   EXACT - indivisible because tasks switch only at scheduling
 *             points; each operation is one, before it takes place
 * Absent:     cmpxchg_double(), cmpxchg128()
 */
#ifndef _ASM_CMPXCHG_H
#define _ASM_CMPXCHG_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <ksim/abi/task.h>

#define __ksim_atomic_point(p)						\
	do {								\
		barrier();						\
		ksim_sched_point(KSIM_POINT_ATOMIC, (const void *)(p), 0); \
	} while (0)

#define __ksim_xchg(ptr, new, p, n, o)					\
({									\
	typeof(ptr) p = (ptr);						\
	__unqual_scalar_typeof(*(ptr)) n = (new), o;			\
									\
	compiletime_assert_atomic_type(*(ptr));				\
	__ksim_atomic_point(p);						\
	o = __READ_ONCE(*p);						\
	__WRITE_ONCE(*p, n);						\
	barrier();							\
	(typeof(*(ptr)))o;						\
})
#define xchg(ptr, new) \
	__ksim_xchg(ptr, new, __UNIQUE_ID(p_), __UNIQUE_ID(n_), __UNIQUE_ID(o_))
#define xchg_relaxed(ptr, new) xchg(ptr, new)
#define xchg_acquire(ptr, new) xchg(ptr, new)
#define xchg_release(ptr, new) xchg(ptr, new)

#define __ksim_cmpxchg(ptr, old, new, p, e, n, o)			\
({									\
	typeof(ptr) p = (ptr);						\
	__unqual_scalar_typeof(*(ptr)) e = (old), n = (new), o;		\
									\
	compiletime_assert_atomic_type(*(ptr));				\
	__ksim_atomic_point(p);						\
	o = __READ_ONCE(*p);						\
	if (o == e)							\
		__WRITE_ONCE(*p, n);					\
	barrier();							\
	(typeof(*(ptr)))o;						\
})
#define cmpxchg(ptr, old, new)						\
	__ksim_cmpxchg(ptr, old, new, __UNIQUE_ID(p_), __UNIQUE_ID(e_),	\
		       __UNIQUE_ID(n_), __UNIQUE_ID(o_))
#define cmpxchg_relaxed(ptr, old, new) cmpxchg(ptr, old, new)
#define cmpxchg_acquire(ptr, old, new) cmpxchg(ptr, old, new)
#define cmpxchg_release(ptr, old, new) cmpxchg(ptr, old, new)
#define cmpxchg64(ptr, old, new) cmpxchg(ptr, old, new)
#define cmpxchg64_relaxed(ptr, old, new) cmpxchg(ptr, old, new)
#define cmpxchg64_acquire(ptr, old, new) cmpxchg(ptr, old, new)
#define cmpxchg64_release(ptr, old, new) cmpxchg(ptr, old, new)
#define cmpxchg_local(ptr, old, new) cmpxchg(ptr, old, new)
#define cmpxchg64_local(ptr, old, new) cmpxchg(ptr, old, new)
#define sync_cmpxchg(ptr, old, new) cmpxchg(ptr, old, new)

/* Whether it was exchanged; if not, *@oldp is what was there. */
#define __ksim_try_cmpxchg(ptr, oldp, new, p, q, n, o)			\
({									\
	typeof(ptr) p = (ptr);						\
	typeof(oldp) q = (oldp);					\
	__unqual_scalar_typeof(*(ptr)) n = (new), o;			\
	bool __exchanged;						\
									\
	compiletime_assert_atomic_type(*(ptr));				\
	__ksim_atomic_point(p);						\
	o = __READ_ONCE(*p);						\
	__exchanged = o == *q;						\
	if (__exchanged)						\
		__WRITE_ONCE(*p, n);					\
	else								\
		*q = o;							\
	barrier();							\
	likely(__exchanged);						\
})
#define try_cmpxchg(ptr, oldp, new)					\
	__ksim_try_cmpxchg(ptr, oldp, new, __UNIQUE_ID(p_),		\
			   __UNIQUE_ID(q_), __UNIQUE_ID(n_),		\
			   __UNIQUE_ID(o_))
#define try_cmpxchg_relaxed(ptr, oldp, new) try_cmpxchg(ptr, oldp, new)
#define try_cmpxchg_acquire(ptr, oldp, new) try_cmpxchg(ptr, oldp, new)
#define try_cmpxchg_release(ptr, oldp, new) try_cmpxchg(ptr, oldp, new)
#define try_cmpxchg64(ptr, oldp, new) try_cmpxchg(ptr, oldp, new)
#define try_cmpxchg_local(ptr, oldp, new) try_cmpxchg(ptr, oldp, new)

#endif
