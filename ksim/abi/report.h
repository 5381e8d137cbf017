/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down: findings, that is what is wrong with a driver.
 */
#ifndef KSIM_ABI_REPORT_H
#define KSIM_ABI_REPORT_H

#include "types.h"

KSIM_ABI_BEGIN

enum ksim_finding_kind {
	KSIM_FINDING_OOPS, /* NULL, wild or user pointer, BUG() */
	KSIM_FINDING_WARNING, /* WARN() */
	KSIM_FINDING_USE_AFTER_FREE,
	KSIM_FINDING_DOUBLE_FREE,
	KSIM_FINDING_BAD_FREE, /* not the start of a live allocation */
	KSIM_FINDING_OVERFLOW, /* a redzone was overwritten */
	KSIM_FINDING_LEAK,
	KSIM_FINDING_LEFTOVER, /* cdev, class, work … still there at rmmod */
	KSIM_FINDING_USER_OVERRUN, /* wrote past the user's buffer */
	KSIM_FINDING_SLEEP_IN_ATOMIC,
	KSIM_FINDING_LOCK, /* misuse of a lock */
	KSIM_FINDING_CONTEXT, /* unbalanced preempt, irq or lock state */
	KSIM_FINDING_DEADLOCK,
	KSIM_FINDING_SOFT_LOCKUP,
	KSIM_FINDING_HUNG_TASK,
	KSIM_FINDING_MISUSE, /* an API was called against its contract */
	KSIM_FINDING_ABSENT, /* a kernel function ksim does not have */
};

/**
 * struct ksim_site - a place that a finding talks about
 * @address: return address or program counter; 0 for "here", that is the
 *	     innermost frame of the driver on the current stack
 * @note: what happened there, for example "allocated here"
 */
struct ksim_site {
	unsigned long address;
	const char *note;
};

/**
 * ksim_report() - record a finding; the caller goes on
 * @kind: what sort of mistake
 * @linux_says: the line Linux would log, or NULL
 * @title: one line, lower case, no full stop
 * @detail: one or two sentences naming the objects, or NULL
 * @sites: places in the driver, most important first
 * @site_count: entries in @sites
 *
 * All texts are copied.
 *
 * Scheduling point: no. Context: any.
 */
void ksim_report(enum ksim_finding_kind kind, const char *linux_says,
		 const char *title, const char *detail,
		 const struct ksim_site *sites, ksim_u32 site_count);

/**
 * ksim_report_oops() - record a finding and end the current kernel entry
 *
 * As ksim_report(), but the task dies as after a kernel oops: its kernel stack
 * is abandoned.
 */
KSIM_NORETURN void ksim_report_oops(enum ksim_finding_kind kind,
				    const char *linux_says, const char *title,
				    const char *detail,
				    const struct ksim_site *sites,
				    ksim_u32 site_count);

/**
 * ksim_report_absent() - a driver called a kernel function ksim does not have
 * @name: the function
 * @caller: return address inside the driver
 */
KSIM_NORETURN void ksim_report_absent(const char *name, unsigned long caller);

/**
 * ksim_report_stub() - a driver uses something that is accepted but ignored
 * @name: the function
 * @effect: what does not happen, one clause
 * @caller: return address inside the driver
 *
 * Said once per name in a run of the program.
 */
void ksim_report_stub(const char *name, const char *effect,
		      unsigned long caller);

/**
 * ksim_report_driver_caller() - the innermost return address inside a module
 * @from: return address to start with; returned as it is if it lies in a module
 *
 * Walks the frame pointers of the current kernel stack.
 *
 * Return: an address inside a module, or @from if there is none.
 */
unsigned long ksim_report_driver_caller(unsigned long from);

/**
 * ksim_report_backtrace() - return addresses of the current kernel stack
 * @addresses: filled innermost first
 * @count_max: room in @addresses
 *
 * Return: addresses stored.
 */
ksim_u32 ksim_report_backtrace(unsigned long *addresses, ksim_u32 count_max);

/**
 * ksim_report_bug() - ksim itself is wrong: say so and abort the process
 * @format: printf format
 */
KSIM_NORETURN void ksim_report_bug(const char *format, ...) KSIM_PRINTF(1, 2);

KSIM_ABI_END

#endif
