// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What drivers write into the trace. There is no trace buffer: it goes to the
 * kernel log, marked.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>

int __ftrace_vprintk(unsigned long ip, const char *fmt, va_list args)
{
	struct va_format text = { .fmt = fmt };
	va_list copy;
	int ret;

	va_copy(copy, args);
	text.va = &copy;
	ret = printk(KERN_DEBUG "trace: %pV", &text);
	va_end(copy);
	return ret;
}
EXPORT_SYMBOL_GPL(__ftrace_vprintk);

int __trace_printk(unsigned long ip, const char *fmt, ...)
{
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = __ftrace_vprintk(ip, fmt, args);
	va_end(args);
	return ret;
}
EXPORT_SYMBOL_GPL(__trace_printk);

int __trace_puts(unsigned long ip, const char *str, int size)
{
	printk(KERN_DEBUG "trace: %.*s", size, str);
	return size;
}
EXPORT_SYMBOL_GPL(__trace_puts);
