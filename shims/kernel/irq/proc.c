// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/interrupts.
 *
 * Stands for: kernel/irq/proc.c
 */
#include <linux/cpumask.h>
#include <linux/seq_file.h>
#include <ksim/procfs.h>
#include "internals.h"

static void show_one(struct seq_file *m, struct irq_desc *desc)
{
	struct irqaction *action = desc->action;
	unsigned int cpu;

	seq_printf(m, "%3d: ", irq_desc_get_irq(desc));
	/* They are counted for the machine; the first CPU has them all. */
	for_each_online_cpu(cpu)
		seq_printf(m, "%10u ", cpu ? 0 : desc->tot_count);
	seq_printf(m, " %8s", desc->irq_data.chip->name ?: "-");
	seq_printf(m, " %*s", 3, "");
	seq_printf(m, " %lu-%-8s", desc->irq_data.hwirq, desc->name ?: "");
	for (; action; action = action->next)
		seq_printf(m, "%s%s", action == desc->action ? "  " : ", ",
			   action->name);
	seq_putc(m, '\n');
}

int interrupts_show(struct seq_file *m, void *v)
{
	unsigned int cpu, irq;

	seq_printf(m, "%*s", 3 + 8, "");
	for_each_online_cpu(cpu)
		seq_printf(m, "CPU%-8d", cpu);
	seq_putc(m, '\n');
	for (irq = 0; irq < ksim_irq_count; irq++)
		if (ksim_irq_descs[irq] && ksim_irq_descs[irq]->action)
			show_one(m, ksim_irq_descs[irq]);
	return 0;
}
