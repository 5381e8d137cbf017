/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From one unit of time to another.
 *
 * Stands for: kernel/time/time.c, timeconv.c
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/time.h>
#include <linux/time64.h>
#include <linux/uaccess.h>

#define SECS_PER_DAY 86400

void set_normalized_timespec64(struct timespec64 *ts, time64_t sec, s64 nsec)
{
	s32 rest;

	sec += div_s64_rem(nsec, NSEC_PER_SEC, &rest);
	if (rest < 0) {
		rest += NSEC_PER_SEC;
		sec--;
	}
	ts->tv_sec = sec;
	ts->tv_nsec = rest;
}
EXPORT_SYMBOL(set_normalized_timespec64);

struct timespec64 ns_to_timespec64(s64 nsec)
{
	struct timespec64 ts;

	set_normalized_timespec64(&ts, 0, nsec);
	return ts;
}
EXPORT_SYMBOL(ns_to_timespec64);

int get_timespec64(struct timespec64 *ts,
		   const struct __kernel_timespec __user *uts)
{
	struct __kernel_timespec kts;

	if (copy_from_user(&kts, uts, sizeof(kts)))
		return -EFAULT;
	ts->tv_sec = kts.tv_sec;
	ts->tv_nsec = kts.tv_nsec;
	return 0;
}
EXPORT_SYMBOL_GPL(get_timespec64);

int put_timespec64(const struct timespec64 *ts,
		   struct __kernel_timespec __user *uts)
{
	struct __kernel_timespec kts = {
		.tv_sec = ts->tv_sec,
		.tv_nsec = ts->tv_nsec,
	};

	return copy_to_user(uts, &kts, sizeof(kts)) ? -EFAULT : 0;
}
EXPORT_SYMBOL_GPL(put_timespec64);

/* Days from 1970-01-01 to a date of the proleptic Gregorian calendar. */
static s64 days_to(s64 year, unsigned int month, unsigned int day)
{
	s64 era;
	unsigned int year_of_era, day_of_year, day_of_era;

	/* Years that begin in March put the leap day last. */
	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 +
		      day - 1;
	day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
		     day_of_year;
	return era * 146097 + day_of_era - 719468;
}

time64_t mktime64(const unsigned int year, const unsigned int mon,
		  const unsigned int day, const unsigned int hour,
		  const unsigned int min, const unsigned int sec)
{
	return ((days_to(year, mon, day) * 24 + hour) * 60 + min) * 60 + sec;
}
EXPORT_SYMBOL(mktime64);

void time64_to_tm(time64_t totalsecs, int offset, struct tm *result)
{
	s64 days, era, year;
	s32 rest;
	unsigned int day_of_era, year_of_era, day_of_year, month;

	days = div_s64_rem(totalsecs, SECS_PER_DAY, &rest);
	rest += offset;
	while (rest < 0) {
		rest += SECS_PER_DAY;
		days--;
	}
	while (rest >= SECS_PER_DAY) {
		rest -= SECS_PER_DAY;
		days++;
	}
	result->tm_hour = rest / 3600;
	result->tm_min = rest / 60 % 60;
	result->tm_sec = rest % 60;
	result->tm_wday = (4 + days) % 7;
	if (result->tm_wday < 0)
		result->tm_wday += 7;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	day_of_era = days - era * 146097;
	year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
		       day_of_era / 146096) / 365;
	day_of_year = day_of_era -
		      (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	month = (5 * day_of_year + 2) / 153;
	result->tm_mday = day_of_year - (153 * month + 2) / 5 + 1;
	result->tm_mon = month < 10 ? month + 2 : month - 10;
	year = year_of_era + era * 400 + (result->tm_mon < 2);
	result->tm_year = year - 1900;
	result->tm_yday = days - 719468 - days_to(year, 1, 1);
}
EXPORT_SYMBOL(time64_to_tm);

unsigned int jiffies_to_msecs(const unsigned long j)
{
	return (MSEC_PER_SEC / HZ) * j;
}
EXPORT_SYMBOL(jiffies_to_msecs);

unsigned int jiffies_to_usecs(const unsigned long j)
{
	return (USEC_PER_SEC / HZ) * j;
}
EXPORT_SYMBOL(jiffies_to_usecs);

u64 jiffies64_to_nsecs(u64 j)
{
	return (NSEC_PER_SEC / HZ) * j;
}
EXPORT_SYMBOL(jiffies64_to_nsecs);

u64 jiffies64_to_msecs(u64 j)
{
	return (MSEC_PER_SEC / HZ) * j;
}
EXPORT_SYMBOL(jiffies64_to_msecs);

unsigned long __msecs_to_jiffies(const unsigned int m)
{
	if ((int)m < 0)
		return MAX_JIFFY_OFFSET;
	return DIV_ROUND_UP(m, MSEC_PER_SEC / HZ);
}
EXPORT_SYMBOL(__msecs_to_jiffies);

unsigned long __usecs_to_jiffies(const unsigned int u)
{
	if (u > jiffies_to_usecs(MAX_JIFFY_OFFSET))
		return MAX_JIFFY_OFFSET;
	return DIV_ROUND_UP_ULL((u64)u, USEC_PER_SEC / HZ);
}
EXPORT_SYMBOL(__usecs_to_jiffies);

u64 nsecs_to_jiffies64(u64 n)
{
	return n / (NSEC_PER_SEC / HZ);
}
EXPORT_SYMBOL(nsecs_to_jiffies64);

unsigned long nsecs_to_jiffies(u64 n)
{
	return nsecs_to_jiffies64(n);
}
EXPORT_SYMBOL_GPL(nsecs_to_jiffies);

unsigned long timespec64_to_jiffies(const struct timespec64 *value)
{
	return (unsigned long)value->tv_sec * HZ +
	       DIV_ROUND_UP(value->tv_nsec, TICK_NSEC);
}
EXPORT_SYMBOL(timespec64_to_jiffies);

void jiffies_to_timespec64(const unsigned long j, struct timespec64 *value)
{
	*value = ns_to_timespec64((s64)j * TICK_NSEC);
}
EXPORT_SYMBOL(jiffies_to_timespec64);

clock_t jiffies_to_clock_t(unsigned long x)
{
	return div_u64((u64)x * TICK_NSEC, NSEC_PER_SEC / USER_HZ);
}
EXPORT_SYMBOL(jiffies_to_clock_t);

u64 jiffies_64_to_clock_t(u64 x)
{
	return div_u64(x * TICK_NSEC, NSEC_PER_SEC / USER_HZ);
}
EXPORT_SYMBOL(jiffies_64_to_clock_t);

unsigned long clock_t_to_jiffies(unsigned long x)
{
	if (x >= ~0UL / HZ * USER_HZ)
		return ~0UL;
	return div_u64((u64)x * HZ, USER_HZ);
}
EXPORT_SYMBOL(clock_t_to_jiffies);
