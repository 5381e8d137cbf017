/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel log: printk(), pr_*(), hex dumps, stack dumps.
 *
 * Stands for: include/linux/printk.h, kernel/printk/printk.c,
 *             lib/hexdump.c, lib/dump_stack.c
 * Fidelity:   MODEL - levels, continuation, line length, return values and
 *             rate limits are exact; nothing is deferred, and there are no
 *             consoles to register
 * Absent:     early_printk(), the printk index, kmsg_dump, console drivers
 */
#ifndef __KERNEL_PRINTK__
#define __KERNEL_PRINTK__

#include <linux/stdarg.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/init.h>
#include <linux/kern_levels.h>
#include <linux/linkage.h>
#include <linux/ratelimit_types.h>
#include <linux/once_lite.h>
#include <linux/dynamic_debug.h>

struct dev_printk_info;
struct file_operations;

extern const char linux_banner[];
extern int oops_in_progress;

/* The level's character ('0' to '7', 'c'), or 0 if @buffer has no prefix. */
static inline int printk_get_level(const char *buffer)
{
	char level;

	if (buffer[0] != KERN_SOH_ASCII)
		return 0;
	level = buffer[1];
	return level == 'c' || (level >= '0' && level <= '7') ? level : 0;
}

static inline const char *printk_skip_level(const char *buffer)
{
	return printk_get_level(buffer) ? buffer + 2 : buffer;
}

static inline const char *printk_skip_headers(const char *buffer)
{
	while (printk_get_level(buffer))
		buffer += 2;
	return buffer;
}

#define MESSAGE_LOGLEVEL_DEFAULT	4

#define CONSOLE_LOGLEVEL_SILENT		0
#define CONSOLE_LOGLEVEL_MIN		1
#define CONSOLE_LOGLEVEL_QUIET		4
#define CONSOLE_LOGLEVEL_DEFAULT	7
#define CONSOLE_LOGLEVEL_DEBUG		10
#define CONSOLE_LOGLEVEL_MOTORMOUTH	15

extern int console_printk[];

#define console_loglevel (console_printk[0])
#define default_message_loglevel (console_printk[1])
#define minimum_console_loglevel (console_printk[2])
#define default_console_loglevel (console_printk[3])

void console_verbose(void);

extern int suppress_printk;
extern int kptr_restrict;

/* What %pV prints: a format with arguments of its own. */
struct va_format {
	const char *fmt;
	va_list *va;
};

#define FW_BUG		"[Firmware Bug]: "
#define FW_WARN		"[Firmware Warn]: "
#define FW_INFO		"[Firmware Info]: "
#define HW_ERR		"[Hardware Error]: "
#define DEPRECATED	"[Deprecated]: "

/* Arguments are checked by the compiler, nothing is evaluated. */
#define no_printk(fmt, ...)						\
({									\
	if (0)								\
		_printk(fmt, ##__VA_ARGS__);				\
	0;								\
})

/**
 * vprintk_emit() - what every message goes through
 * @facility: 0 for the kernel; others keep their level prefix as text
 * @level: 0 to 7, or LOGLEVEL_DEFAULT to take it from the text
 * @dev_info: non-NULL for dev_printk(): the record ends with the message
 * @fmt: printf format
 * @args: its arguments
 *
 * Text without a newline at its end stays open for a KERN_CONT message. More
 * than 991 characters are cut off.
 *
 * Context: Any.
 * Return: characters of text, without level prefix and final newline.
 */
asmlinkage __printf(4, 0)
int vprintk_emit(int facility, int level,
		 const struct dev_printk_info *dev_info,
		 const char *fmt, va_list args);
__printf(1, 0) int vprintk_default(const char *fmt, va_list args);
asmlinkage __printf(1, 0) int vprintk(const char *fmt, va_list args);
asmlinkage __printf(1, 2) __cold int _printk(const char *fmt, ...);
__printf(1, 2) __cold int _printk_deferred(const char *fmt, ...);

/* printk() is never deferred here, so there is nothing to enter. */
#define printk_deferred_enter() do { } while (0)
#define printk_deferred_exit() do { } while (0)

int __printk_ratelimit(const char *func);
#define printk_ratelimit() __printk_ratelimit(__func__)
bool printk_timed_ratelimit(unsigned long *caller_jiffies,
			    unsigned int interval_msec);

void dump_stack_print_info(const char *log_lvl);
void show_regs_print_info(const char *log_lvl);
asmlinkage void dump_stack_lvl(const char *log_lvl) __cold;
asmlinkage void dump_stack(void) __cold;

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

#define printk(fmt, ...) _printk(fmt, ##__VA_ARGS__)
#define printk_deferred(fmt, ...) _printk_deferred(fmt, ##__VA_ARGS__)

#define pr_emerg(fmt, ...) \
	printk(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert(fmt, ...) \
	printk(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit(fmt, ...) \
	printk(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...) \
	printk(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...) \
	printk(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...) \
	printk(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...) \
	printk(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_cont(fmt, ...) \
	printk(KERN_CONT fmt, ##__VA_ARGS__)

/* pr_devel() does not exist at all without -DDEBUG; pr_debug() can be turned
 * on while the kernel runs.
 */
#ifdef DEBUG
#define __pr_devel_with(print, fmt, ...) \
	print(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#else
#define __pr_devel_with(print, fmt, ...) \
	no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#endif

#define pr_devel(fmt, ...) \
	__pr_devel_with(printk, fmt, ##__VA_ARGS__)
#define pr_debug(fmt, ...) \
	dynamic_pr_debug(fmt, ##__VA_ARGS__)

#define printk_once(fmt, ...) \
	DO_ONCE_LITE(printk, fmt, ##__VA_ARGS__)
#define printk_deferred_once(fmt, ...) \
	DO_ONCE_LITE(printk_deferred, fmt, ##__VA_ARGS__)

#define pr_emerg_once(fmt, ...) \
	printk_once(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert_once(fmt, ...) \
	printk_once(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit_once(fmt, ...) \
	printk_once(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_once(fmt, ...) \
	printk_once(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_once(fmt, ...) \
	printk_once(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_once(fmt, ...) \
	printk_once(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_once(fmt, ...) \
	printk_once(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_devel_once(fmt, ...) \
	__pr_devel_with(printk_once, fmt, ##__VA_ARGS__)
/* Not dynamic, in Linux neither. */
#define pr_debug_once(fmt, ...) \
	__pr_devel_with(printk_once, fmt, ##__VA_ARGS__)

#define printk_ratelimited(fmt, ...)					\
({									\
	static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL,	\
				      DEFAULT_RATELIMIT_BURST);		\
									\
	if (__ratelimit(&_rs))						\
		printk(fmt, ##__VA_ARGS__);				\
})

#define pr_emerg_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_devel_ratelimited(fmt, ...) \
	__pr_devel_with(printk_ratelimited, fmt, ##__VA_ARGS__)

/* The call site is asked first: one that is off suppresses nothing. */
#define pr_debug_ratelimited(fmt, ...)					\
do {									\
	static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL,	\
				      DEFAULT_RATELIMIT_BURST);		\
	DEFINE_DYNAMIC_DEBUG_METADATA(descriptor, pr_fmt(fmt));		\
									\
	if (DYNAMIC_DEBUG_BRANCH(descriptor) && __ratelimit(&_rs))	\
		__dynamic_pr_debug(&descriptor, pr_fmt(fmt),		\
				   ##__VA_ARGS__);			\
} while (0)

enum {
	DUMP_PREFIX_NONE,
	DUMP_PREFIX_ADDRESS,
	DUMP_PREFIX_OFFSET
};

/**
 * hex_dump_to_buffer() - one line of a hex dump
 * @buf: bytes to show
 * @len: how many; at most @rowsize are shown
 * @rowsize: bytes in a full line, 16 or 32
 * @groupsize: bytes in a group: 1, 2, 4 or 8
 * @linebuf: filled with the line
 * @linebuflen: room in @linebuf
 * @ascii: add the text column
 *
 * Return: length of the line, or the length it would have had if there was not
 * room enough.
 */
int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize,
		       char *linebuf, size_t linebuflen, bool ascii);
void print_hex_dump(const char *level, const char *prefix_str, int prefix_type,
		    int rowsize, int groupsize, const void *buf, size_t len,
		    bool ascii);

#define print_hex_dump_debug(prefix_str, prefix_type, rowsize, groupsize, \
			     buf, len, ascii)				\
	dynamic_hex_dump(prefix_str, prefix_type, rowsize, groupsize,	\
			 buf, len, ascii)

#ifdef DEBUG
#define print_hex_dump_devel(prefix_str, prefix_type, rowsize, groupsize, \
			     buf, len, ascii)				\
	print_hex_dump(KERN_DEBUG, prefix_str, prefix_type, rowsize,	\
		       groupsize, buf, len, ascii)
#else
static inline void print_hex_dump_devel(const char *prefix_str,
					int prefix_type, int rowsize,
					int groupsize, const void *buf,
					size_t len, bool ascii)
{
}
#endif

/* Debug output, so off by default like pr_debug(). */
#define print_hex_dump_bytes(prefix_str, prefix_type, buf, len)	\
	print_hex_dump_debug(prefix_str, prefix_type, 16, 1, buf, len, true)

#endif
