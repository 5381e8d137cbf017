// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <ksim/abi/report.h>

#define FRAMES_MAX 48

void dump_stack_print_info(const char *log_lvl)
{
	const char *version = init_utsname()->version;

	printk("%sCPU: %d PID: %d Comm: %.20s %s %s %.*s\n", log_lvl,
	       raw_smp_processor_id(), current->pid, current->comm,
	       print_tainted(), init_utsname()->release,
	       (int)strcspn(version, " "), version);
	printk("%sHardware name: ksim\n", log_lvl);
}

void show_regs_print_info(const char *log_lvl)
{
	dump_stack_print_info(log_lvl);
}

void dump_stack_lvl(const char *log_lvl)
{
	unsigned long frames[FRAMES_MAX];
	unsigned int count, i;

	dump_stack_print_info(log_lvl);
	count = ksim_report_backtrace(frames, FRAMES_MAX);
	printk("%sCall Trace:\n", log_lvl);
	printk("%s <TASK>\n", log_lvl);
	for (i = 0; i < count; i++)
		printk("%s %pB\n", log_lvl, (void *)frames[i]);
	printk("%s </TASK>\n", log_lvl);
}
EXPORT_SYMBOL(dump_stack_lvl);

void dump_stack(void)
{
	dump_stack_lvl(KERN_DEFAULT);
}
EXPORT_SYMBOL(dump_stack);
