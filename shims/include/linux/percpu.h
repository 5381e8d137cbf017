/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that each CPU has a copy of.
 *
 * Stands for: include/linux/percpu.h, mm/percpu.c
 * Fidelity:   MODEL - 64 MiB for each CPU; each loading of a module begins with fresh
 *             copies of its variables, unrelocated as in Linux; a per-CPU
 *             pointer that is followed without an accessor is an oops, as on
 *             x86
 * Absent:     per_cpu_ptr_to_phys(), reserved and first chunks
 */
#ifndef _KSIM_LINUX_PERCPU_H
#define _KSIM_LINUX_PERCPU_H

#include <linux/gfp.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/types.h>

/* The largest allocation. */
#define PCPU_MIN_UNIT_SIZE (32 << 10)

/**
 * __alloc_percpu_gfp() - allocate memory for each CPU, zeroed
 * @size: bytes, 1 to PCPU_MIN_UNIT_SIZE
 * @align: a power of 2, a page at most
 * @gfp: GFP_KERNEL, or flags that do not sleep
 *
 * Context: As @gfp says.
 * Return: a pointer for per_cpu_ptr() and its kin, or NULL.
 */
void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp);
void __percpu *__alloc_percpu(size_t size, size_t align);

/**
 * free_percpu() - free such memory
 * @ptr: from alloc_percpu(), or NULL
 *
 * Context: Any.
 */
void free_percpu(void __percpu *ptr);

#define alloc_percpu_gfp(type, gfp)					\
	((typeof(type) __percpu *)__alloc_percpu_gfp(sizeof(type),	\
						     __alignof__(type), gfp))
#define alloc_percpu(type)						\
	((typeof(type) __percpu *)__alloc_percpu(sizeof(type),		\
						 __alignof__(type)))

#endif
