/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What time it is.
 *
 * Stands for: kernel/time/timekeeping.c
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/timekeeping.h>
#include <linux/instruction_pointer.h>

#include "shims/kernel/time/armed.h"

u64 ksim_jiffies(void)
{
	ksim_time_spin(_RET_IP_);
	return INITIAL_JIFFIES + ksim_time_now_ns() / TICK_NSEC;
}
EXPORT_SYMBOL(ksim_jiffies);

static u64 read_clock(unsigned long caller)
{
	ksim_time_spin(caller);
	return ksim_time_now_ns();
}

ktime_t ktime_get(void)
{
	return read_clock(_RET_IP_);
}
EXPORT_SYMBOL_GPL(ktime_get);

ktime_t ktime_get_real(void)
{
	return ksim_time_real_base_ns() + read_clock(_RET_IP_);
}
EXPORT_SYMBOL_GPL(ktime_get_real);

ktime_t ktime_get_boottime(void)
{
	return read_clock(_RET_IP_);
}
EXPORT_SYMBOL_GPL(ktime_get_boottime);

ktime_t ktime_get_raw(void)
{
	return read_clock(_RET_IP_);
}
EXPORT_SYMBOL_GPL(ktime_get_raw);

ktime_t ktime_get_clocktai(void)
{
	return ktime_get_real() + TAI_OFFSET_S * NSEC_PER_SEC;
}
EXPORT_SYMBOL_GPL(ktime_get_clocktai);

u64 ktime_get_mono_fast_ns(void)
{
	return read_clock(_RET_IP_);
}
EXPORT_SYMBOL_GPL(ktime_get_mono_fast_ns);

u64 ktime_get_real_fast_ns(void)
{
	return ksim_time_real_base_ns() + read_clock(_RET_IP_);
}
EXPORT_SYMBOL_GPL(ktime_get_real_fast_ns);

void ktime_get_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get());
}
EXPORT_SYMBOL_GPL(ktime_get_ts64);

void ktime_get_real_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get_real());
}
EXPORT_SYMBOL(ktime_get_real_ts64);

void ktime_get_coarse_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get());
}
EXPORT_SYMBOL(ktime_get_coarse_ts64);

void ktime_get_coarse_real_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get_real());
}
EXPORT_SYMBOL(ktime_get_coarse_real_ts64);

void ktime_get_raw_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get_raw());
}
EXPORT_SYMBOL(ktime_get_raw_ts64);

void ktime_get_boottime_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get_boottime());
}

time64_t ktime_get_seconds(void)
{
	return ktime_divns(ktime_get(), NSEC_PER_SEC);
}
EXPORT_SYMBOL_GPL(ktime_get_seconds);

time64_t ktime_get_real_seconds(void)
{
	return ktime_divns(ktime_get_real(), NSEC_PER_SEC);
}
EXPORT_SYMBOL_GPL(ktime_get_real_seconds);
