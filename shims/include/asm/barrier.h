/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory barriers.
 *
 * Stands for: arch/x86/include/asm/barrier.h, include/asm-generic/barrier.h
 * Fidelity:   MODEL - memory is sequentially consistent (one host thread runs
 *             everything); a barrier is a scheduling point and a fence for
 *             the compiler
 * Absent:     nothing
 */
#ifndef _ASM_BARRIER_H
#define _ASM_BARRIER_H

#include <linux/compiler.h>
#include <ksim/abi/task.h>

#define __ksim_fence()						\
	do {							\
		barrier();					\
		ksim_sched_point(KSIM_POINT_BARRIER, 0, 0);	\
		barrier();					\
	} while (0)

#define nop() __asm__ __volatile__("nop")

#define mb() __ksim_fence()
#define rmb() __ksim_fence()
#define wmb() __ksim_fence()
#define dma_mb() __ksim_fence()
#define dma_rmb() __ksim_fence()
#define dma_wmb() __ksim_fence()
#define smp_mb() __ksim_fence()
#define smp_rmb() __ksim_fence()
#define smp_wmb() __ksim_fence()
#define pmem_wmb() wmb()
#define io_stop_wc() ((void)0)

#define smp_mb__before_atomic() barrier()
#define smp_mb__after_atomic() barrier()
#define smp_mb__after_spinlock() barrier()
#define smp_mb__after_srcu_read_unlock() barrier()
#define smp_acquire__after_ctrl_dep() smp_rmb()

/* Others may come first, and others may come after it. */
#define smp_store_mb(var, value)				\
	do {							\
		ksim_sched_point(KSIM_POINT_BARRIER, 0, 0);	\
		WRITE_ONCE(var, value);				\
		smp_mb();					\
	} while (0)

#define smp_store_release(p, v)						\
	do {								\
		compiletime_assert_atomic_type(*(p));			\
		barrier();						\
		ksim_sched_point(KSIM_POINT_ATOMIC, (const void *)(p), 0); \
		__WRITE_ONCE(*(p), v);					\
	} while (0)

#define smp_load_acquire(p)						\
({									\
	compiletime_assert_atomic_type(*(p));				\
	ksim_sched_point(KSIM_POINT_ATOMIC, (const void *)(p), 0);	\
	__unqual_scalar_typeof(*(p)) __acquired = __READ_ONCE(*(p));	\
	barrier();							\
	(typeof(*(p)))__acquired;					\
})

#define virt_mb() smp_mb()
#define virt_rmb() smp_rmb()
#define virt_wmb() smp_wmb()
#define virt_store_mb(var, value) smp_store_mb(var, value)
#define virt_mb__before_atomic() smp_mb__before_atomic()
#define virt_mb__after_atomic() smp_mb__after_atomic()
#define virt_store_release(p, v) smp_store_release(p, v)
#define virt_load_acquire(p) smp_load_acquire(p)

/* Spins until @cond_expr, which sees the loaded value as VAL. */
#define smp_cond_load_relaxed(ptr, cond_expr)		\
({							\
	typeof(ptr) __ptr = (ptr);			\
	__unqual_scalar_typeof(*ptr) VAL;		\
							\
	for (;;) {					\
		VAL = READ_ONCE(*__ptr);		\
		if (cond_expr)				\
			break;				\
		cpu_relax();				\
	}						\
	(typeof(*ptr))VAL;				\
})
#define smp_cond_load_acquire(ptr, cond_expr) \
	smp_cond_load_relaxed(ptr, cond_expr)

/* All ones if @index < @size, else 0, without a branch. */
static inline unsigned long array_index_mask_nospec(unsigned long index,
						    unsigned long size)
{
	return 0UL - (index < size);
}
#define barrier_nospec() barrier()

#endif
