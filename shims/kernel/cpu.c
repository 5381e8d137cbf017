// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which CPUs there are.
 *
 * Stands for: kernel/cpu.c, kernel/smp.c
 */
#include <linux/build_bug.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <ksim/abi/memory.h>
#include <ksim/init.h>

static_assert(NR_CPUS == KSIM_CPUS_MAX);

/* The core may have chosen another number by the time of cpu_init(). */
unsigned int nr_cpu_ids = 2;
EXPORT_SYMBOL(nr_cpu_ids);

struct cpumask __cpu_online_mask;
EXPORT_SYMBOL(__cpu_online_mask);

void cpu_init(void)
{
	cpumask_bits(&__cpu_online_mask)[0] = (1UL << nr_cpu_ids) - 1;
}
