// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What time it is.
 *
 * Stands for: kernel/time/timekeeping.c
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/hrtimer.h>
#include <linux/math64.h>
#include <linux/timekeeping.h>
#include <linux/instruction_pointer.h>

#include "shims/kernel/time/armed.h"

u64 ksim_jiffies(void)
{
	ksim_time_spin(_RET_IP_);
	return ticks_now();
}
EXPORT_SYMBOL(ksim_jiffies);

static ktime_t offset_of(enum tk_offsets offs)
{
	switch (offs) {
	case TK_OFFS_REAL:
		return ksim_time_real_base_ns();
	case TK_OFFS_TAI:
		return ksim_time_real_base_ns() + TAI_OFFSET_S * NSEC_PER_SEC;
	default:
		return 0;
	}
}

static ktime_t read_clock(unsigned long caller)
{
	ksim_time_spin(caller);
	return ksim_time_now_ns();
}

static ktime_t read_coarse_clock(unsigned long caller)
{
	ktime_t now = read_clock(caller);

	return now - now % TICK_NSEC;
}

ktime_t ktime_get(void)
{
	return read_clock(_RET_IP_);
}
EXPORT_SYMBOL_GPL(ktime_get);

ktime_t ktime_get_raw(void)
{
	return read_clock(_RET_IP_);
}
EXPORT_SYMBOL_GPL(ktime_get_raw);

ktime_t ktime_get_with_offset(enum tk_offsets offs)
{
	return read_clock(_RET_IP_) + offset_of(offs);
}
EXPORT_SYMBOL_GPL(ktime_get_with_offset);

ktime_t ktime_get_coarse_with_offset(enum tk_offsets offs)
{
	return read_coarse_clock(_RET_IP_) + offset_of(offs);
}
EXPORT_SYMBOL_GPL(ktime_get_coarse_with_offset);

ktime_t ktime_mono_to_any(ktime_t tmono, enum tk_offsets offs)
{
	return tmono + offset_of(offs);
}
EXPORT_SYMBOL_GPL(ktime_mono_to_any);

u64 ktime_get_mono_fast_ns(void)
{
	return read_clock(_RET_IP_);
}
EXPORT_SYMBOL_GPL(ktime_get_mono_fast_ns);

u64 ktime_get_raw_fast_ns(void)
{
	return read_clock(_RET_IP_);
}
EXPORT_SYMBOL_GPL(ktime_get_raw_fast_ns);

u64 ktime_get_boot_fast_ns(void)
{
	return read_clock(_RET_IP_) + offset_of(TK_OFFS_BOOT);
}
EXPORT_SYMBOL_GPL(ktime_get_boot_fast_ns);

u64 ktime_get_tai_fast_ns(void)
{
	return read_clock(_RET_IP_) + offset_of(TK_OFFS_TAI);
}
EXPORT_SYMBOL_GPL(ktime_get_tai_fast_ns);

u64 ktime_get_real_fast_ns(void)
{
	return read_clock(_RET_IP_) + offset_of(TK_OFFS_REAL);
}
EXPORT_SYMBOL_GPL(ktime_get_real_fast_ns);

u32 ktime_get_resolution_ns(void)
{
	return hrtimer_resolution;
}
EXPORT_SYMBOL_GPL(ktime_get_resolution_ns);

void ktime_get_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(read_clock(_RET_IP_));
}
EXPORT_SYMBOL_GPL(ktime_get_ts64);

void ktime_get_real_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(read_clock(_RET_IP_) + offset_of(TK_OFFS_REAL));
}
EXPORT_SYMBOL(ktime_get_real_ts64);

void ktime_get_raw_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(read_clock(_RET_IP_));
}
EXPORT_SYMBOL(ktime_get_raw_ts64);

void ktime_get_coarse_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(read_coarse_clock(_RET_IP_));
}
EXPORT_SYMBOL(ktime_get_coarse_ts64);

void ktime_get_coarse_real_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(read_coarse_clock(_RET_IP_) +
			       offset_of(TK_OFFS_REAL));
}
EXPORT_SYMBOL(ktime_get_coarse_real_ts64);

time64_t ktime_get_seconds(void)
{
	return ktime_divns(read_coarse_clock(_RET_IP_), NSEC_PER_SEC);
}
EXPORT_SYMBOL_GPL(ktime_get_seconds);

time64_t ktime_get_real_seconds(void)
{
	return ktime_divns(read_coarse_clock(_RET_IP_) +
				   offset_of(TK_OFFS_REAL),
			   NSEC_PER_SEC);
}
EXPORT_SYMBOL_GPL(ktime_get_real_seconds);

void getboottime64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(offset_of(TK_OFFS_REAL) -
			       offset_of(TK_OFFS_BOOT));
}
EXPORT_SYMBOL_GPL(getboottime64);
