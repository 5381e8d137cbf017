// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * printk(): formats a message and hands it to the core, which keeps the log.
 *
 * Everything is on the stack, so a message may be printed while another one is
 * being formatted.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/sprintf.h>
#include <linux/version.h>
#include <ksim/abi/log.h>

/* A line may be as long as in Linux, the NUL included. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define LINE_MAX_SIZE 1024
#else
#define LINE_MAX_SIZE 992
#endif

/* ksim_log_write()'s level for text that goes on in the last record. */
#define LEVEL_CONTINUE (-1)

int console_printk[4] = {
	CONSOLE_LOGLEVEL_DEFAULT,
	MESSAGE_LOGLEVEL_DEFAULT,
	CONSOLE_LOGLEVEL_MIN,
	CONSOLE_LOGLEVEL_DEFAULT,
};
EXPORT_SYMBOL_GPL(console_printk);

int oops_in_progress;
EXPORT_SYMBOL(oops_in_progress);

int suppress_printk;

void console_verbose(void)
{
	if (console_loglevel)
		console_loglevel = CONSOLE_LOGLEVEL_MOTORMOUTH;
}
EXPORT_SYMBOL_GPL(console_verbose);

/*
 * Skip the prefixes of @text. The first level counts, unless the caller has
 * chosen one.
 */
static const char *parse_prefix(const char *text, int *level, bool *cont)
{
	int prefix;

	while ((prefix = printk_get_level(text))) {
		if (prefix == 'c')
			*cont = true;
		else if (*level == LOGLEVEL_DEFAULT)
			*level = prefix - '0';
		text += 2;
	}
	return text;
}

int vprintk_emit(int facility, int level,
		 const struct dev_printk_info *dev_info,
		 const char *fmt, va_list args)
{
	char line[LINE_MAX_SIZE];
	const char *text = line;
	bool cont = false, newline = false;
	int len;

	if (unlikely(suppress_printk))
		return 0;
	if (level == LOGLEVEL_SCHED)
		level = LOGLEVEL_DEFAULT;

	len = vscnprintf(line, sizeof(line), fmt, args);
	if (len && line[len - 1] == '\n') {
		newline = true;
		len--;
	}
	if (facility == 0) {
		text = parse_prefix(line, &level, &cont);
		len -= text - line;
	}
	if (level == LOGLEVEL_DEFAULT)
		level = default_message_loglevel;
	/* A message of a device is a record of its own. */
	newline |= dev_info != NULL;

	/*
	 * Where a newline ends the record, one is there already, or there is
	 * room for it in place of the NUL.
	 */
	if (newline)
		line[text - line + len] = '\n';
	ksim_log_write(cont ? LEVEL_CONTINUE : level & 7, text, len + newline);
	return len;
}
EXPORT_SYMBOL(vprintk_emit);

int vprintk_default(const char *fmt, va_list args)
{
	return vprintk_emit(0, LOGLEVEL_DEFAULT, NULL, fmt, args);
}
EXPORT_SYMBOL_GPL(vprintk_default);

int vprintk(const char *fmt, va_list args)
{
	return vprintk_emit(0, LOGLEVEL_DEFAULT, NULL, fmt, args);
}
EXPORT_SYMBOL(vprintk);

int _printk(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(_printk);

int _printk_deferred(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}

DEFINE_RATELIMIT_STATE(printk_ratelimit_state, 5 * HZ, 10);

int __printk_ratelimit(const char *func)
{
	return ___ratelimit(&printk_ratelimit_state, func);
}
EXPORT_SYMBOL(__printk_ratelimit);

bool printk_timed_ratelimit(unsigned long *caller_jiffies,
			    unsigned int interval_msec)
{
	unsigned long elapsed = jiffies - *caller_jiffies;

	if (*caller_jiffies && elapsed <= msecs_to_jiffies(interval_msec))
		return false;
	*caller_jiffies = jiffies;
	return true;
}
EXPORT_SYMBOL(printk_timed_ratelimit);
