/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time in ticks.
 *
 * Stands for: include/linux/jiffies.h, kernel/time/time.c
 * Fidelity:   MODEL - 250 ticks a second; reading jiffies is a turn of a busy wait
 * Absent:     nothing
 */
#ifndef _KSIM_LINUX_JIFFIES_H
#define _KSIM_LINUX_JIFFIES_H

#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>
#include <linux/time64.h>
#include <linux/typecheck.h>
#include <ksim/abi/time.h>

#define HZ 250
#define USER_HZ 100
#define CLOCKS_PER_SEC USER_HZ
#define TICK_NSEC (NSEC_PER_SEC / HZ)
#define TICK_USEC (USEC_PER_SEC / HZ)

/* The 32-bit counter wraps five minutes after boot. */
#define INITIAL_JIFFIES ((unsigned long)(unsigned int)(-300 * HZ))

/**
 * ksim_jiffies() - ticks, with one turn of a busy wait
 *
 * Drivers wait in loops that do nothing but read jiffies.
 */
u64 ksim_jiffies(void);

#define jiffies ((unsigned long)ksim_jiffies())
#define jiffies_64 ksim_jiffies()
#define get_jiffies_64() ksim_jiffies()

#define time_after(a, b)					\
	(typecheck(unsigned long, a) &&				\
	 typecheck(unsigned long, b) && ((long)((b) - (a)) < 0))
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b)					\
	(typecheck(unsigned long, a) &&				\
	 typecheck(unsigned long, b) && ((long)((a) - (b)) >= 0))
#define time_before_eq(a, b) time_after_eq(b, a)
#define time_in_range(a, b, c) (time_after_eq(a, b) && time_before_eq(a, c))
#define time_in_range_open(a, b, c) (time_after_eq(a, b) && time_before(a, c))
#define time_after64(a, b)					\
	(typecheck(__u64, a) && typecheck(__u64, b) && ((__s64)((b) - (a)) < 0))
#define time_before64(a, b) time_after64(b, a)
#define time_after_eq64(a, b)					\
	(typecheck(__u64, a) && typecheck(__u64, b) && ((__s64)((a) - (b)) >= 0))
#define time_before_eq64(a, b) time_after_eq64(b, a)
#define time_in_range64(a, b, c) \
	(time_after_eq64(a, b) && time_before_eq64(a, c))
#define time_is_before_jiffies64(a) time_after64(get_jiffies_64(), a)
#define time_is_after_jiffies64(a) time_before64(get_jiffies_64(), a)
#define time_is_before_eq_jiffies64(a) time_after_eq64(get_jiffies_64(), a)
#define time_is_after_eq_jiffies64(a) time_before_eq64(get_jiffies_64(), a)
#define time_is_before_jiffies(a) time_after(jiffies, a)
#define time_is_after_jiffies(a) time_before(jiffies, a)
#define time_is_before_eq_jiffies(a) time_after_eq(jiffies, a)
#define time_is_after_eq_jiffies(a) time_before_eq(jiffies, a)

#define MAX_JIFFY_OFFSET ((LONG_MAX >> 1) - 1)

unsigned int jiffies_to_msecs(const unsigned long j);
unsigned int jiffies_to_usecs(const unsigned long j);
u64 jiffies64_to_nsecs(u64 j);
u64 jiffies64_to_msecs(u64 j);

unsigned long __msecs_to_jiffies(const unsigned int m);
unsigned long __usecs_to_jiffies(const unsigned int u);

/**
 * msecs_to_jiffies() - milliseconds as ticks, rounded up
 * @m: milliseconds; what is negative as an int means "for ever"
 *
 * Return: ticks, at most MAX_JIFFY_OFFSET.
 */
static __always_inline unsigned long msecs_to_jiffies(const unsigned int m)
{
	return __msecs_to_jiffies(m);
}

static __always_inline unsigned long usecs_to_jiffies(const unsigned int u)
{
	return __usecs_to_jiffies(u);
}

unsigned long nsecs_to_jiffies(u64 n);
u64 nsecs_to_jiffies64(u64 n);
unsigned long timespec64_to_jiffies(const struct timespec64 *value);
void jiffies_to_timespec64(const unsigned long j, struct timespec64 *value);
clock_t jiffies_to_clock_t(unsigned long x);
u64 jiffies_64_to_clock_t(u64 x);
unsigned long clock_t_to_jiffies(unsigned long x);

/* Only as far as 32 bits of microseconds go, as in Linux. */
static inline u64 jiffies_to_nsecs(const unsigned long j)
{
	return (u64)jiffies_to_usecs(j) * NSEC_PER_USEC;
}

static inline clock_t jiffies_delta_to_clock_t(long delta)
{
	return jiffies_to_clock_t(max(0L, delta));
}

static inline unsigned long jiffies_delta_to_msecs(long delta)
{
	return jiffies_to_msecs(max(0L, delta));
}

#endif
