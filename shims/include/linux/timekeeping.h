/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What time it is.
 *
 * Stands for: include/linux/timekeeping.h, kernel/time/timekeeping.c
 * Fidelity:   MODEL - all clocks are the virtual one; the wall clock starts at a
 *             fixed date; reading a clock is a turn of a busy wait
 * Absent:     setting the clock, suspend
 */
#ifndef _KSIM_LINUX_TIMEKEEPING_H
#define _KSIM_LINUX_TIMEKEEPING_H

#include <linux/errno.h>
#include <linux/time64.h>
#include <linux/ktime.h>

/**
 * ktime_get() - time since boot (CLOCK_MONOTONIC)
 *
 * Context: Any.
 * Return: nanoseconds.
 */
ktime_t ktime_get(void);
ktime_t ktime_get_real(void);
ktime_t ktime_get_boottime(void);
ktime_t ktime_get_raw(void);
ktime_t ktime_get_clocktai(void);
void ktime_get_ts64(struct timespec64 *ts);
void ktime_get_real_ts64(struct timespec64 *ts);
void ktime_get_coarse_ts64(struct timespec64 *ts);
void ktime_get_coarse_real_ts64(struct timespec64 *ts);
void ktime_get_raw_ts64(struct timespec64 *ts);
void ktime_get_boottime_ts64(struct timespec64 *ts);
time64_t ktime_get_seconds(void);
time64_t ktime_get_real_seconds(void);

#define ktime_get_ns() ktime_to_ns(ktime_get())
#define ktime_get_real_ns() ktime_to_ns(ktime_get_real())
#define ktime_get_boottime_ns() ktime_to_ns(ktime_get_boottime())
#define ktime_get_raw_ns() ktime_to_ns(ktime_get_raw())
#define ktime_get_boottime_seconds() \
	ktime_divns(ktime_get_boottime(), NSEC_PER_SEC)
#define ktime_get_coarse() ktime_get()
#define ktime_get_coarse_ns() ktime_get_ns()
#define ktime_get_coarse_real() ktime_get_real()
u64 ktime_get_mono_fast_ns(void);
u64 ktime_get_real_fast_ns(void);

#endif
