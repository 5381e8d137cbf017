/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times as nanoseconds.
 *
 * Stands for: include/linux/ktime.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _KSIM_LINUX_KTIME_H
#define _KSIM_LINUX_KTIME_H

#include <linux/time64.h>
#include <linux/jiffies.h>

typedef s64 ktime_t;

static inline ktime_t ktime_set(const s64 secs, const unsigned long nsecs)
{
	if (unlikely(secs >= KTIME_SEC_MAX))
		return KTIME_MAX;
	return secs * NSEC_PER_SEC + (s64)nsecs;
}

#define ktime_sub(lhs, rhs) ((lhs) - (rhs))
#define ktime_add(lhs, rhs) ((lhs) + (rhs))
#define ktime_add_unsafe(lhs, rhs) ((u64)(lhs) + (rhs))
#define ktime_add_ns(kt, nsval) ((kt) + (nsval))
#define ktime_sub_ns(kt, nsval) ((kt) - (nsval))
#define ktime_to_timespec64(kt) ns_to_timespec64((kt))
#define ktime_to_ns(kt) (kt)
#define ns_to_ktime(ns) ((ktime_t)(ns))

static inline ktime_t timespec64_to_ktime(struct timespec64 ts)
{
	return ktime_set(ts.tv_sec, ts.tv_nsec);
}

static inline int ktime_compare(const ktime_t cmp1, const ktime_t cmp2)
{
	return cmp1 < cmp2 ? -1 : cmp1 > cmp2;
}

static inline bool ktime_after(const ktime_t cmp1, const ktime_t cmp2)
{
	return cmp1 > cmp2;
}

static inline bool ktime_before(const ktime_t cmp1, const ktime_t cmp2)
{
	return cmp1 < cmp2;
}

static inline s64 ktime_divns(const ktime_t kt, s64 div)
{
	return kt / div;
}

#define ktime_to_us(kt) ktime_divns(kt, NSEC_PER_USEC)
#define ktime_to_ms(kt) ktime_divns(kt, NSEC_PER_MSEC)
#define ktime_us_delta(later, earlier) ktime_to_us(ktime_sub(later, earlier))
#define ktime_ms_delta(later, earlier) ktime_to_ms(ktime_sub(later, earlier))
#define ktime_add_us(kt, usec) ktime_add_ns(kt, (usec) * NSEC_PER_USEC)
#define ktime_add_ms(kt, msec) ktime_add_ns(kt, (msec) * NSEC_PER_MSEC)
#define ktime_sub_us(kt, usec) ktime_sub_ns(kt, (usec) * NSEC_PER_USEC)
#define ktime_sub_ms(kt, msec) ktime_sub_ns(kt, (msec) * NSEC_PER_MSEC)
#define ms_to_ktime(ms) ((ktime_t)(ms) * NSEC_PER_MSEC)

#include <linux/timekeeping.h>

#endif
