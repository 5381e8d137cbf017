/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of CPUs.
 *
 * Stands for: include/linux/cpumask.h, threads.h
 * Fidelity:   MODEL - as many virtual CPUs as the test asked for, two if it did not;
 *             always online
 * Absent:     hotplug
 */
#ifndef _KSIM_LINUX_CPUMASK_H
#define _KSIM_LINUX_CPUMASK_H

#include <linux/kernel.h>
#include <linux/bitmap.h>

#define NR_CPUS CONFIG_NR_CPUS

extern unsigned int nr_cpu_ids;
#define nr_cpumask_bits nr_cpu_ids

typedef struct cpumask {
	DECLARE_BITMAP(bits, NR_CPUS);
} cpumask_t;
typedef struct cpumask cpumask_var_t[1];

extern struct cpumask __cpu_online_mask;

#define cpumask_bits(maskp) ((maskp)->bits)
#define cpu_possible_mask ((const struct cpumask *)&__cpu_online_mask)
#define cpu_online_mask cpu_possible_mask
#define cpu_present_mask cpu_possible_mask
#define cpu_active_mask cpu_possible_mask
#define num_online_cpus() nr_cpu_ids
#define num_possible_cpus() nr_cpu_ids
#define num_present_cpus() nr_cpu_ids
#define num_active_cpus() nr_cpu_ids
#define cpu_online(cpu) ((unsigned int)(cpu) < nr_cpu_ids)
#define cpu_possible(cpu) cpu_online(cpu)
#define cpu_present(cpu) cpu_online(cpu)

#define cpumask_set_cpu(cpu, mask) __set_bit(cpu, cpumask_bits(mask))
#define cpumask_clear_cpu(cpu, mask) __clear_bit(cpu, cpumask_bits(mask))
#define cpumask_test_cpu(cpu, mask) test_bit(cpu, cpumask_bits(mask))
#define cpumask_setall(mask) bitmap_fill(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_clear(mask) bitmap_zero(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_empty(mask) bitmap_empty(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_full(mask) bitmap_full(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_weight(mask) bitmap_weight(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_copy(dst, src) \
	bitmap_copy(cpumask_bits(dst), cpumask_bits(src), nr_cpumask_bits)
#define cpumask_and(dst, a, b) \
	bitmap_and(cpumask_bits(dst), cpumask_bits(a), cpumask_bits(b), \
		   nr_cpumask_bits)
#define cpumask_or(dst, a, b) \
	bitmap_or(cpumask_bits(dst), cpumask_bits(a), cpumask_bits(b), \
		  nr_cpumask_bits)
#define cpumask_first(mask) find_first_bit(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_next(n, mask) \
	find_next_bit(cpumask_bits(mask), nr_cpumask_bits, (n) + 1)

#define for_each_cpu(cpu, mask)				\
	for ((cpu) = cpumask_first(mask); (cpu) < nr_cpu_ids;	\
	     (cpu) = cpumask_next((cpu), (mask)))
#define for_each_possible_cpu(cpu) for_each_cpu((cpu), cpu_possible_mask)
#define for_each_online_cpu(cpu) for_each_cpu((cpu), cpu_online_mask)
#define for_each_present_cpu(cpu) for_each_cpu((cpu), cpu_present_mask)

#define alloc_cpumask_var(mask, flags) ((void)(mask), true)
#define zalloc_cpumask_var(mask, flags) (cpumask_clear(*(mask)), true)
#define free_cpumask_var(mask) ((void)(mask))

#endif
