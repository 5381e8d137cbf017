/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What time it is.
 *
 * Stands for: include/linux/timekeeping.h, kernel/time/timekeeping.c
 * Fidelity:   MODEL - all clocks are the virtual one; the wall clock starts at a
 *             fixed date; reading a clock is a turn of a busy wait
 * Absent:     setting the clock, suspend, snapshots and cross timestamps
 */
#ifndef _KSIM_LINUX_TIMEKEEPING_H
#define _KSIM_LINUX_TIMEKEEPING_H

#include <linux/errno.h>
#include <linux/time64.h>
#include <linux/ktime.h>

/* Clocks that are a fixed time ahead of CLOCK_MONOTONIC. */
enum tk_offsets {
	TK_OFFS_REAL,
	TK_OFFS_BOOT,
	TK_OFFS_TAI,
	TK_OFFS_MAX,
};

/**
 * ktime_get() - time since boot (CLOCK_MONOTONIC)
 *
 * Context: Any.
 * Return: nanoseconds.
 */
ktime_t ktime_get(void);
ktime_t ktime_get_raw(void);
ktime_t ktime_get_with_offset(enum tk_offsets offs);

/* As ktime_get_with_offset(), at the last tick. */
ktime_t ktime_get_coarse_with_offset(enum tk_offsets offs);

/* What another clock showed, or will show, at a time of CLOCK_MONOTONIC. */
ktime_t ktime_mono_to_any(ktime_t tmono, enum tk_offsets offs);

void ktime_get_ts64(struct timespec64 *ts);
void ktime_get_real_ts64(struct timespec64 *ts);
void ktime_get_raw_ts64(struct timespec64 *ts);
void ktime_get_coarse_ts64(struct timespec64 *ts);
void ktime_get_coarse_real_ts64(struct timespec64 *ts);

/* In whole seconds, at the last tick. */
time64_t ktime_get_seconds(void);
time64_t ktime_get_real_seconds(void);

/* Usable in any context, NMIs included. */
u64 ktime_get_mono_fast_ns(void);
u64 ktime_get_raw_fast_ns(void);
u64 ktime_get_boot_fast_ns(void);
u64 ktime_get_tai_fast_ns(void);
u64 ktime_get_real_fast_ns(void);

u32 ktime_get_resolution_ns(void);

/* The wall clock at boot. */
void getboottime64(struct timespec64 *ts);

#define __KSIM_CLOCK(clock, offset)					\
static __always_inline ktime_t ktime_get_##clock(void)			\
{									\
	return ktime_get_with_offset(offset);				\
}									\
static __always_inline u64 ktime_get_##clock##_ns(void)			\
{									\
	return ktime_get_with_offset(offset);				\
}									\
static __always_inline ktime_t ktime_get_coarse_##clock(void)		\
{									\
	return ktime_get_coarse_with_offset(offset);			\
}									\
static __always_inline u64 ktime_get_coarse_##clock##_ns(void)		\
{									\
	return ktime_get_coarse_with_offset(offset);			\
}

__KSIM_CLOCK(real, TK_OFFS_REAL)
__KSIM_CLOCK(boottime, TK_OFFS_BOOT)
__KSIM_CLOCK(clocktai, TK_OFFS_TAI)

static __always_inline u64 ktime_get_ns(void)
{
	return ktime_get();
}

static __always_inline u64 ktime_get_raw_ns(void)
{
	return ktime_get_raw();
}

static __always_inline ktime_t ktime_get_coarse(void)
{
	struct timespec64 ts;

	ktime_get_coarse_ts64(&ts);
	return timespec64_to_ktime(ts);
}

static __always_inline u64 ktime_get_coarse_ns(void)
{
	return ktime_get_coarse();
}

static inline ktime_t ktime_mono_to_real(ktime_t mono)
{
	return ktime_mono_to_any(mono, TK_OFFS_REAL);
}

static __always_inline void ktime_get_boottime_ts64(struct timespec64 *ts)
{
	*ts = ktime_to_timespec64(ktime_get_boottime());
}

static __always_inline void
ktime_get_coarse_boottime_ts64(struct timespec64 *ts)
{
	*ts = ktime_to_timespec64(ktime_get_coarse_boottime());
}

static __always_inline time64_t ktime_get_boottime_seconds(void)
{
	return ktime_divns(ktime_get_coarse_boottime(), NSEC_PER_SEC);
}

static __always_inline void ktime_get_clocktai_ts64(struct timespec64 *ts)
{
	*ts = ktime_to_timespec64(ktime_get_clocktai());
}

static __always_inline void
ktime_get_coarse_clocktai_ts64(struct timespec64 *ts)
{
	*ts = ktime_to_timespec64(ktime_get_coarse_clocktai());
}

static __always_inline time64_t ktime_get_clocktai_seconds(void)
{
	return ktime_divns(ktime_get_coarse_clocktai(), NSEC_PER_SEC);
}

#endif
