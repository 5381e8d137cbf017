// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random and pseudo random numbers.
 */
#include <linux/prandom.h>
#include <linux/random.h>
#include <linux/version.h>
#include "kapi.h"

KAPI_TEST(random_bytes_fill_the_buffer_and_no_more)
{
	u8 bytes[34];
	int round, i, seen = 0;

	for (round = 0; round < 20; round++) {
		memset(bytes, 0, sizeof(bytes));
		get_random_bytes(bytes + 1, 32);
		KAPI_ASSERT_EQ(bytes[0], 0);
		KAPI_ASSERT_EQ(bytes[33], 0);
		for (i = 0; i < 32; i++)
			if (bytes[1 + i])
				seen |= 1 << (i % 31);
	}
	KAPI_EXPECT_EQ(seen, INT_MAX);
}

KAPI_TEST(random_numbers_differ)
{
	KAPI_EXPECT_NE(get_random_u64(), get_random_u64());
	KAPI_EXPECT_NE(get_random_long(), get_random_long());
	KAPI_EXPECT_NE((u64)get_random_u32() << 32 | get_random_u32(),
		       (u64)get_random_u32() << 32 | get_random_u32());
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
KAPI_TEST(a_canary_ends_a_string)
{
	KAPI_EXPECT_EQ(get_random_canary() & 0xff, 0);
}
#endif

KAPI_TEST(every_bit_of_the_small_ones_comes_up)
{
	u8 byte = 0;
	u16 word = 0;
	int i;

	for (i = 0; i < 200; i++) {
		byte |= get_random_u8();
		word |= get_random_u16();
	}
	KAPI_EXPECT_EQ(byte, 0xff);
	KAPI_EXPECT_EQ(word, 0xffff);
}

KAPI_TEST(bounds_are_kept)
{
	volatile u32 six = 6;
	u32 seen = 0, i;

	for (i = 0; i < 500; i++) {
		u32 below = get_random_u32_below(six);
		u32 within = get_random_u32_inclusive(10, 12);

		KAPI_ASSERT_LT(below, 6);
		KAPI_ASSERT_GE(within, 10);
		KAPI_ASSERT_LE(within, 12);
		KAPI_ASSERT_GT(get_random_u32_above(U32_MAX - 3), U32_MAX - 3);
		seen |= 1 << below;
	}
	KAPI_EXPECT_EQ(seen, 0x3f);
	KAPI_EXPECT_EQ(get_random_u32_below(1), 0);
}

KAPI_TEST(the_generator_is_ready)
{
	u32 word;

	KAPI_EXPECT_EQ(wait_for_random_bytes(), 0);
	KAPI_EXPECT_TRUE(rng_is_initialized());
	KAPI_EXPECT_EQ(get_random_bytes_wait(&word, sizeof(word)), 0);
}

KAPI_TEST(a_seeded_generator_repeats_itself)
{
	struct rnd_state a, b;
	u8 bytes[11], again[11];
	int i;

	prandom_seed_state(&a, 12345);
	prandom_seed_state(&b, 12345);
	for (i = 0; i < 100; i++)
		KAPI_ASSERT_EQ(prandom_u32_state(&a), prandom_u32_state(&b));
	prandom_bytes_state(&a, bytes, 11);
	prandom_bytes_state(&b, again, 11);
	KAPI_EXPECT_EQ(memcmp(bytes, again, 11), 0);
	KAPI_EXPECT_EQ(prandom_u32_state(&a), prandom_u32_state(&b));
}

KAPI_TEST(the_seeded_generator_is_taus113)
{
	struct rnd_state state;

	prandom_seed_state(&state, 1);
	KAPI_EXPECT_EQ(prandom_u32_state(&state), 0x1082100e);
	KAPI_EXPECT_EQ(prandom_u32_state(&state), 0x01208a00);
	KAPI_EXPECT_EQ(next_pseudo_random32(1), 1664525 + 1013904223);
}

KAPI_MODULE();
