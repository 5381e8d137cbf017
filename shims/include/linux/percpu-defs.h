/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Per-CPU variables, and the operations on the current CPU's copy.
 *
 * Stands for: include/linux/percpu-defs.h
 * Fidelity:   MODEL - as with CONFIG_DEBUG_PREEMPT=y: to use the current CPU's copy
 *             where the task may be moved to another is a finding;
 *             this_cpu_*() are not interrupted, __this_cpu_*() and raw_cpu_*()
 *             are not either
 * Absent:     this_cpu_cmpxchg_double(), placement of read-mostly, page-aligned and
 *             first variables
 */
#ifndef _KSIM_LINUX_PERCPU_DEFS_H
#define _KSIM_LINUX_PERCPU_DEFS_H

#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/preempt.h>
#include <asm/percpu.h>
#include <ksim/abi/task.h>

#define DECLARE_PER_CPU(type, name) \
	extern __percpu __section(PER_CPU_BASE_SECTION) __typeof__(type) name
#define DEFINE_PER_CPU(type, name) \
	__percpu __section(PER_CPU_BASE_SECTION) __typeof__(type) name

#define DECLARE_PER_CPU_SHARED_ALIGNED(type, name) \
	DECLARE_PER_CPU(type, name) ____cacheline_aligned_in_smp
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name) \
	DEFINE_PER_CPU(type, name) ____cacheline_aligned_in_smp
#define DECLARE_PER_CPU_ALIGNED(type, name) \
	DECLARE_PER_CPU(type, name) ____cacheline_aligned
#define DEFINE_PER_CPU_ALIGNED(type, name) \
	DEFINE_PER_CPU(type, name) ____cacheline_aligned
#define DECLARE_PER_CPU_PAGE_ALIGNED(type, name) \
	DECLARE_PER_CPU(type, name) __aligned(4096)
#define DEFINE_PER_CPU_PAGE_ALIGNED(type, name) \
	DEFINE_PER_CPU(type, name) __aligned(4096)
#define DECLARE_PER_CPU_READ_MOSTLY(type, name) DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_READ_MOSTLY(type, name) DEFINE_PER_CPU(type, name)
#define DECLARE_PER_CPU_FIRST(type, name) DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_FIRST(type, name) DEFINE_PER_CPU(type, name)

#define EXPORT_PER_CPU_SYMBOL(var) EXPORT_SYMBOL(var)
#define EXPORT_PER_CPU_SYMBOL_GPL(var) EXPORT_SYMBOL_GPL(var)

/* A finding if the current task may be moved to another CPU. */
void ksim_percpu_preemptible(const char *what);

static __always_inline void __this_cpu_preempt_check(const char *what)
{
	if (unlikely(preemptible()))
		ksim_percpu_preemptible(what);
}

#define __verify_pcpu_ptr(ptr)						\
	do {								\
		const void __percpu *__vpp_verify = (typeof((ptr) + 0))NULL; \
									\
		(void)__vpp_verify;					\
	} while (0)

#define SHIFT_PERCPU_PTR(ptr, offset) \
	((typeof(*(ptr)) __kernel __force *)((unsigned long)(ptr) + (offset)))

/* A CPU's copy of what a per-CPU pointer stands for. */
#define per_cpu_ptr(ptr, cpu)				\
({							\
	__verify_pcpu_ptr(ptr);				\
	SHIFT_PERCPU_PTR(ptr, per_cpu_offset(cpu));	\
})
#define raw_cpu_ptr(ptr)				\
({							\
	__verify_pcpu_ptr(ptr);				\
	SHIFT_PERCPU_PTR(ptr, __my_cpu_offset);		\
})
/* Context: preemption off, or a thread that is bound to its CPU. */
#define this_cpu_ptr(ptr)				\
({							\
	__this_cpu_preempt_check("this_cpu_ptr");	\
	raw_cpu_ptr(ptr);				\
})

#define per_cpu(var, cpu) (*per_cpu_ptr(&(var), cpu))

/* Preemption is off from get_...() to put_...(). */
#define get_cpu_var(var)		\
(*({					\
	preempt_disable();		\
	raw_cpu_ptr(&(var));		\
}))
#define put_cpu_var(var)		\
	do {				\
		(void)&(var);		\
		preempt_enable();	\
	} while (0)
#define get_cpu_ptr(var)		\
({					\
	preempt_disable();		\
	raw_cpu_ptr(var);		\
})
#define put_cpu_ptr(var)		\
	do {				\
		(void)(var);		\
		preempt_enable();	\
	} while (0)

/*
 * On the copy of whatever CPU this is. raw_cpu_*() do not ask whether that can
 * change, __this_cpu_*() do.
 */
#define raw_cpu_read(pcp) (*raw_cpu_ptr(&(pcp)))
#define raw_cpu_write(pcp, val) ((void)(*raw_cpu_ptr(&(pcp)) = (val)))
#define raw_cpu_add(pcp, val) ((void)(*raw_cpu_ptr(&(pcp)) += (val)))
#define raw_cpu_sub(pcp, val) ((void)(*raw_cpu_ptr(&(pcp)) -= (val)))
#define raw_cpu_and(pcp, val) ((void)(*raw_cpu_ptr(&(pcp)) &= (val)))
#define raw_cpu_or(pcp, val) ((void)(*raw_cpu_ptr(&(pcp)) |= (val)))
#define raw_cpu_add_return(pcp, val) (*raw_cpu_ptr(&(pcp)) += (val))
#define raw_cpu_sub_return(pcp, val) (*raw_cpu_ptr(&(pcp)) -= (val))
#define raw_cpu_xchg(pcp, nval)				\
({							\
	typeof(&(pcp)) __place = raw_cpu_ptr(&(pcp));	\
	typeof(pcp) __was = *__place;			\
							\
	*__place = (nval);				\
	__was;						\
})
#define raw_cpu_cmpxchg(pcp, oval, nval)		\
({							\
	typeof(&(pcp)) __place = raw_cpu_ptr(&(pcp));	\
	typeof(pcp) __was = *__place;			\
							\
	if (__was == (oval))				\
		*__place = (nval);			\
	__was;						\
})
#define raw_cpu_inc(pcp) raw_cpu_add(pcp, 1)
#define raw_cpu_dec(pcp) raw_cpu_sub(pcp, 1)
#define raw_cpu_inc_return(pcp) raw_cpu_add_return(pcp, 1)
#define raw_cpu_dec_return(pcp) raw_cpu_sub_return(pcp, 1)

#define __this_cpu(op, ...)				\
({							\
	__this_cpu_preempt_check("__this_cpu_" #op);	\
	raw_cpu_##op(__VA_ARGS__);			\
})
#define __this_cpu_read(pcp) __this_cpu(read, pcp)
#define __this_cpu_write(pcp, val) __this_cpu(write, pcp, val)
#define __this_cpu_add(pcp, val) __this_cpu(add, pcp, val)
#define __this_cpu_sub(pcp, val) __this_cpu(sub, pcp, val)
#define __this_cpu_and(pcp, val) __this_cpu(and, pcp, val)
#define __this_cpu_or(pcp, val) __this_cpu(or, pcp, val)
#define __this_cpu_add_return(pcp, val) __this_cpu(add_return, pcp, val)
#define __this_cpu_sub_return(pcp, val) __this_cpu(sub_return, pcp, val)
#define __this_cpu_xchg(pcp, nval) __this_cpu(xchg, pcp, nval)
#define __this_cpu_cmpxchg(pcp, oval, nval) \
	__this_cpu(cmpxchg, pcp, oval, nval)
#define __this_cpu_inc(pcp) __this_cpu_add(pcp, 1)
#define __this_cpu_dec(pcp) __this_cpu_sub(pcp, 1)
#define __this_cpu_inc_return(pcp) __this_cpu_add_return(pcp, 1)
#define __this_cpu_dec_return(pcp) __this_cpu_sub_return(pcp, 1)

/* One step, in any context: nothing comes between. */
#define this_cpu(op, pcp, ...)						\
({									\
	ksim_sched_point(KSIM_POINT_ATOMIC, (const void *)&(pcp), 0);	\
	raw_cpu_##op(pcp, ##__VA_ARGS__);				\
})
#define this_cpu_read(pcp) this_cpu(read, pcp)
#define this_cpu_write(pcp, val) this_cpu(write, pcp, val)
#define this_cpu_add(pcp, val) this_cpu(add, pcp, val)
#define this_cpu_sub(pcp, val) this_cpu(sub, pcp, val)
#define this_cpu_and(pcp, val) this_cpu(and, pcp, val)
#define this_cpu_or(pcp, val) this_cpu(or, pcp, val)
#define this_cpu_add_return(pcp, val) this_cpu(add_return, pcp, val)
#define this_cpu_sub_return(pcp, val) this_cpu(sub_return, pcp, val)
#define this_cpu_xchg(pcp, nval) this_cpu(xchg, pcp, nval)
#define this_cpu_cmpxchg(pcp, oval, nval) this_cpu(cmpxchg, pcp, oval, nval)
#define this_cpu_inc(pcp) this_cpu_add(pcp, 1)
#define this_cpu_dec(pcp) this_cpu_sub(pcp, 1)
#define this_cpu_inc_return(pcp) this_cpu_add_return(pcp, 1)
#define this_cpu_dec_return(pcp) this_cpu_sub_return(pcp, 1)

#endif
