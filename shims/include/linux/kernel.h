/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nearly every source uses.
 *
 * Stands for: include/linux/kernel.h
 * Fidelity:   MODEL - what it includes and declares; trace_printk() goes to the
 *             kernel log, as there is no trace buffer
 * Absent:     tracing_on() and the like
 */
#ifndef _KSIM_LINUX_KERNEL_H
#define _KSIM_LINUX_KERNEL_H

#include <linux/stdarg.h>
#include <linux/align.h>
#include <linux/args.h>
#include <linux/array_size.h>
#include <linux/limits.h>
#include <linux/linkage.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/bitops.h>
#include <linux/hex.h>
#include <linux/kstrtox.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/typecheck.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/build_bug.h>
#include <linux/instruction_pointer.h>
#include <linux/version.h>
#include <asm/byteorder.h>
#include <uapi/linux/kernel.h>

#define STACK_MAGIC 0xdeadbeef

/* The byte @x in every byte of a long. */
#define REPEAT_BYTE(x) ((~0ul / 0xff) * (x))

/* Directions of a transfer. */
#define READ 0
#define WRITE 1

#define PTR_IF(cond, ptr) ((cond) ? (ptr) : NULL)

/* A user pointer that travelled as a u64. */
#define u64_to_user_ptr(x)			\
({						\
	typecheck(u64, (x));			\
	(void __user *)(uintptr_t)(x);		\
})

#define upper_32_bits(n) ((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n) ((u32)((n) & 0xffffffff))
#define upper_16_bits(n) ((u16)((n) >> 16))
#define lower_16_bits(n) ((u16)((n) & 0xffff))

struct completion;
struct user;

/**
 * __might_sleep() - a finding if the caller must not sleep
 * @file: where it was asked
 * @line: where it was asked
 */
void __might_sleep(const char *file, int line);
void __might_resched(const char *file, int line, unsigned int offsets);

/* Says that what follows may sleep; tells if that is wrong here. */
#define might_sleep() __might_sleep(__FILE__, __LINE__)
#define might_sleep_if(cond)		\
	do {				\
		if (cond)		\
			might_sleep();	\
	} while (0)
#define might_fault() ((void)0)
#define cant_sleep() ((void)0)
#define cant_migrate() ((void)0)
#define non_block_start() ((void)0)
#define non_block_end() ((void)0)

void do_exit(long error_code) __noreturn;

int get_option(char **str, int *pint);
char *get_options(const char *str, int nints, int *ints);
unsigned long long memparse(const char *ptr, char **retp);
bool parse_option_str(const char *str, const char *option);
char *next_arg(char *args, char **param, char **val);

int core_kernel_text(unsigned long addr);
int __kernel_text_address(unsigned long addr);
int kernel_text_address(unsigned long addr);

enum system_states {
	SYSTEM_BOOTING,
	SYSTEM_SCHEDULING,
	SYSTEM_FREEING_INITMEM,
	SYSTEM_RUNNING,
	SYSTEM_HALT,
	SYSTEM_POWER_OFF,
	SYSTEM_RESTART,
	SYSTEM_SUSPEND,
};
extern enum system_states system_state;

/**
 * trace_printk() - write into the trace, which is the kernel log here
 * @fmt: as for printk(), without a level
 *
 * Context: Any.
 */
#define trace_printk(fmt, ...) __trace_printk(_THIS_IP_, fmt, ##__VA_ARGS__)
#define trace_puts(str) __trace_puts(_THIS_IP_, str, strlen(str))
#define ftrace_vprintk(fmt, args) __ftrace_vprintk(_THIS_IP_, fmt, args)
int __trace_printk(unsigned long ip, const char *fmt, ...) __printf(2, 3);
int __ftrace_vprintk(unsigned long ip, const char *fmt, va_list args);
int __trace_puts(unsigned long ip, const char *str, int size);

/*
 * Permissions of a file in sysfs: octal, the owner may do what the group may,
 * the group what others may, and others never write.
 */
#define VERIFY_OCTAL_PERMISSIONS(perms)					\
	(BUILD_BUG_ON_ZERO((perms) < 0 || (perms) > 0777) +		\
	 BUILD_BUG_ON_ZERO(~(perms) & ((perms) << 3) & 0440) +		\
	 BUILD_BUG_ON_ZERO(~(perms) & ((perms) << 3) & 0200) +		\
	 BUILD_BUG_ON_ZERO((perms) & 2) +				\
	 (perms))

#endif
