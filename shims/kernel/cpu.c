// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which CPUs there are.
 *
 * Stands for: kernel/cpu.c
 */
#include <linux/cpumask.h>
#include <linux/export.h>

const struct cpumask __cpu_online_mask = {
	.bits = { (1UL << NR_CPUS) - 1 },
};
EXPORT_SYMBOL(__cpu_online_mask);
