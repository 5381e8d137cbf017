/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of the kernel, and what has tainted it before.
 *
 * Stands for: kernel/panic.c
 */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <ksim/abi/report.h>
#include <ksim/audit.h>
#include <ksim/interrupt.h>
#include <ksim/task.h>

static unsigned long tainted_mask;

/* In the order of TAINT_*; 'G' stands for "nothing proprietary". */
static const char taint_letters[] = "PFSRMBUDAWCIOELKXTN";

void add_taint(unsigned int flag, enum lockdep_ok lockdep_ok)
{
	tainted_mask |= BIT(flag);
}
EXPORT_SYMBOL(add_taint);

int test_taint(unsigned int flag)
{
	return tainted_mask >> flag & 1;
}
EXPORT_SYMBOL(test_taint);

unsigned long get_taint(void)
{
	return tainted_mask;
}

const char *print_tainted(void)
{
	static char text[sizeof("Tainted: ") + TAINT_FLAGS_COUNT];
	char *s = text;
	int i;

	if (!tainted_mask)
		return "Not tainted";
	s += sprintf(s, "Tainted: ");
	for (i = 0; i < TAINT_FLAGS_COUNT; i++)
		*s++ = test_taint(i) ? taint_letters[i] : i ? ' ' : 'G';
	*s = '\0';
	return text;
}

void panic(const char *fmt, ...)
{
	char message[256];
	char line[300];
	va_list args;

	va_start(args, fmt);
	vscnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	pr_emerg("Kernel panic - not syncing: %s\n", message);
	scnprintf(line, sizeof(line), "Kernel panic - not syncing: %s",
		  message);
	ksim_report_oops(KSIM_FINDING_OOPS, line, "kernel panic", message,
			 &(struct ksim_site){ _RET_IP_, "panics here" }, 1);
}
EXPORT_SYMBOL(panic);

void __stack_chk_fail(void);

/* The compiler calls it where a function of a driver is about to return. */
void __stack_chk_fail(void)
{
	struct ksim_site site = { _RET_IP_, "noticed when it returns" };
	char says[128], detail[128];

	scnprintf(says, sizeof(says),
		  "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: %pB",
		  (void *)_RET_IP_);
	scnprintf(detail, sizeof(detail),
		  "%ps() has written past the end of a local array, or what it called has",
		  (void *)(_RET_IP_ - 1));
	pr_emerg("%s\n", says);
	ksim_report_oops(KSIM_FINDING_OVERFLOW, says,
			 "write past the end of a buffer on the stack", detail,
			 &site, 1);
}
EXPORT_SYMBOL(__stack_chk_fail);

void ksim_oops(const char *module_name)
{
	add_taint(TAINT_DIE, LOCKDEP_NOW_UNRELIABLE);
	if (in_interrupt())
		ksim_interrupt_abandoned();
	ksim_stack_abandoned();
}

void ksim_audit(void)
{
	slab_audit();
	chrdev_audit_module(NULL);
}
