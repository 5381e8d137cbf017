/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calendar time.
 *
 * Stands for: include/linux/time.h, kernel/time/{time,timeconv}.c
 * Fidelity:   EXACT - for what is there
 * Absent:     settimeofday() and time zones
 */
#ifndef _KSIM_LINUX_TIME_H
#define _KSIM_LINUX_TIME_H

#include <linux/compiler.h>
#include <linux/time64.h>
#include <uapi/linux/time_types.h>

/* A struct timespec of user space. Return: 0 or -EFAULT. */
int get_timespec64(struct timespec64 *ts,
		   const struct __kernel_timespec __user *uts);
int put_timespec64(const struct timespec64 *ts,
		   struct __kernel_timespec __user *uts);

struct tm {
	int tm_sec;  /* 0 to 60 */
	int tm_min;
	int tm_hour;
	int tm_mday; /* 1 to 31 */
	int tm_mon;  /* 0 to 11 */
	long tm_year; /* since 1900 */
	int tm_wday; /* Sunday is 0 */
	int tm_yday; /* 0 to 365 */
};

time64_t mktime64(const unsigned int year, const unsigned int mon,
		  const unsigned int day, const unsigned int hour,
		  const unsigned int min, const unsigned int sec);

/**
 * time64_to_tm() - break seconds since 1970 down into a date
 * @totalsecs: seconds, may be negative
 * @offset: seconds added to @totalsecs
 * @result: the date
 */
void time64_to_tm(time64_t totalsecs, int offset, struct tm *result);

#endif
