// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BUG() and WARN(): what they log is what Linux logs, and each is a finding.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <ksim/abi/report.h>

/* Room for one line about a BUG() or a WARN(). */
#define KSIM_BUG_LINE_BYTES 256

void __bug(const char *file, int line)
{
	struct ksim_site site = { _RET_IP_, "BUG() is here" };
	char says[KSIM_BUG_LINE_BYTES];

	snprintf(says, sizeof(says), "kernel BUG at %s:%d!", file, line);
	printk(KERN_DEFAULT CUT_HERE);
	pr_crit("%s\n", says);
	ksim_report_oops(KSIM_FINDING_OOPS, says, "kernel bug",
			 "the driver called BUG(), or a BUG_ON() was true",
			 &site, 1);
}
EXPORT_SYMBOL(__bug);

static void warn(const char *file, int line, unsigned int taint,
		 unsigned long caller, const char *message)
{
	struct ksim_site site = { caller, "warned here" };
	char says[KSIM_BUG_LINE_BYTES];

	snprintf(says, sizeof(says), "WARNING: CPU: %d PID: %d at %s:%d %pS",
		 raw_smp_processor_id(), current ? current->pid : 0, file, line,
		 (void *)caller);
	pr_warn("%s\n", says);
	dump_stack();
	pr_warn("---[ end trace 0000000000000000 ]---\n");
	add_taint(taint, LOCKDEP_STILL_OK);
	ksim_report(KSIM_FINDING_WARNING, says, "warning", message, &site, 1);
}

void __warn_plain(const char *file, int line, unsigned int taint)
{
	pr_warn(CUT_HERE);
	warn(file, line, taint, _RET_IP_, NULL);
}
EXPORT_SYMBOL(__warn_plain);

void warn_slowpath_fmt(const char *file, int line, unsigned int taint,
		       const char *fmt, ...)
{
	char message[KSIM_BUG_LINE_BYTES];
	size_t length;
	va_list args;

	pr_warn(CUT_HERE);
	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
	va_start(args, fmt);
	vscnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	length = strlen(message);
	if (length && message[length - 1] == '\n')
		message[length - 1] = '\0';
	warn(file, line, taint, _RET_IP_, message);
}
EXPORT_SYMBOL(warn_slowpath_fmt);
