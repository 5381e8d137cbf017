// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random numbers, all out of the strategy's seeded generator.
 */
#include <linux/export.h>
#include <linux/random.h>
#include <ksim/abi/chance.h>

void get_random_bytes(void *buf, size_t len)
{
	ksim_chance_bytes(buf, len);
}
EXPORT_SYMBOL(get_random_bytes);

#define KSIM_RANDOM(type)				\
type get_random_##type(void)				\
{							\
	type value;					\
							\
	get_random_bytes(&value, sizeof(value));	\
	return value;					\
}							\
EXPORT_SYMBOL(get_random_##type)

KSIM_RANDOM(u8);
KSIM_RANDOM(u16);
KSIM_RANDOM(u32);
KSIM_RANDOM(u64);

u32 __get_random_u32_below(u32 ceil)
{
	u64 product;

	if (ceil <= 1)
		/* of nothing, anything: as in Linux */
		return ceil ? 0 : get_random_u32();
	/* Lemire 2019: reject the few products that would favour some value */
	do {
		product = (u64)ceil * get_random_u32();
	} while ((u32)product < -ceil % ceil);
	return product >> 32;
}
EXPORT_SYMBOL(__get_random_u32_below);

void add_device_randomness(const void *buf, size_t len)
{
	/* The seed is all there is: a device must not change the run. */
}
EXPORT_SYMBOL(add_device_randomness);

bool rng_is_initialized(void)
{
	return true;
}
EXPORT_SYMBOL(rng_is_initialized);

int wait_for_random_bytes(void)
{
	return 0;
}
EXPORT_SYMBOL(wait_for_random_bytes);
