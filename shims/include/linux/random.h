/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random numbers.
 *
 * Stands for: include/linux/random.h, drivers/char/random.c
 * Fidelity:   MODEL - all of them come from the test's seed, so that a run can
 *             be repeated; they are always ready
 * Absent:     what feeds the entropy pool
 */
#ifndef _KSIM_LINUX_RANDOM_H
#define _KSIM_LINUX_RANDOM_H

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/version.h>
#include <linux/list.h>
#include <linux/once.h>
#include <uapi/linux/random.h>

void add_device_randomness(const void *buf, size_t len);

void get_random_bytes(void *buf, size_t len);
u8 get_random_u8(void);
u16 get_random_u16(void);
u32 get_random_u32(void);
u64 get_random_u64(void);

static inline unsigned long get_random_long(void)
{
	return get_random_u64();
}

u32 __get_random_u32_below(u32 ceil);

/* Evenly from [0, @ceil). */
static inline u32 get_random_u32_below(u32 ceil)
{
	BUILD_BUG_ON_MSG(statically_true(ceil == 0),
			 "get_random_u32_below() must take ceil > 0");
	return __get_random_u32_below(ceil);
}

/* Evenly from (@floor, U32_MAX]. */
static inline u32 get_random_u32_above(u32 floor)
{
	BUILD_BUG_ON_MSG(statically_true(floor == U32_MAX),
			 "get_random_u32_above() must take floor < U32_MAX");
	return floor + 1 + get_random_u32_below(U32_MAX - floor);
}

/* Evenly from [@floor, @ceil]. */
static inline u32 get_random_u32_inclusive(u32 floor, u32 ceil)
{
	return floor + get_random_u32_below(ceil - floor + 1);
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
static inline unsigned long get_random_canary(void)
{
	return get_random_long() & 0xffffffffffffff00UL;
}
#endif

bool rng_is_initialized(void);
int wait_for_random_bytes(void);

static inline int get_random_bytes_wait(void *buf, size_t nbytes)
{
	int ret = wait_for_random_bytes();

	get_random_bytes(buf, nbytes);
	return ret;
}

#define __ksim_random_wait(name, type)				\
static inline int get_random_##name##_wait(type *out)		\
{								\
	int ret = wait_for_random_bytes();			\
								\
	if (unlikely(ret))					\
		return ret;					\
	*out = get_random_##name();				\
	return 0;						\
}
__ksim_random_wait(u8, u8)
__ksim_random_wait(u16, u16)
__ksim_random_wait(u32, u32)
__ksim_random_wait(u64, u64)
__ksim_random_wait(long, unsigned long)
#undef __ksim_random_wait

#include <linux/prandom.h>

#endif
