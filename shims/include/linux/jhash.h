/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bob Jenkins' lookup3 hash (burtleburtle.net/bob/c/lookup3.c).
 *
 * Stands for: include/linux/jhash.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_JHASH_H
#define _LINUX_JHASH_H

#include <linux/bitops.h>
#include <asm/unaligned.h>

#define jhash_size(n) ((u32)1 << (n))
#define jhash_mask(n) (jhash_size(n) - 1)

#define JHASH_INITVAL 0xdeadbeef

/* One step of either: change @x by @y, then by the rotated @z. */
#define __jhash_mix_step(x, y, z, bits) \
	(x) -= (z), (x) ^= rol32(z, bits), (z) += (y)
#define __jhash_mix(a, b, c)			\
	do {					\
		__jhash_mix_step(a, b, c, 4);	\
		__jhash_mix_step(b, c, a, 6);	\
		__jhash_mix_step(c, a, b, 8);	\
		__jhash_mix_step(a, b, c, 16);	\
		__jhash_mix_step(b, c, a, 19);	\
		__jhash_mix_step(c, a, b, 4);	\
	} while (0)

#define __jhash_final_step(x, y, bits) (x) ^= (y), (x) -= rol32(y, bits)
#define __jhash_final(a, b, c)			\
	do {					\
		__jhash_final_step(c, b, 14);	\
		__jhash_final_step(a, c, 11);	\
		__jhash_final_step(b, a, 25);	\
		__jhash_final_step(c, b, 16);	\
		__jhash_final_step(a, c, 4);	\
		__jhash_final_step(b, a, 14);	\
		__jhash_final_step(c, b, 24);	\
	} while (0)

/**
 * jhash() - hash any bytes
 * @key: the bytes
 * @length: how many
 * @initval: any value, for a hash function of one's own
 */
static inline u32 jhash(const void *key, u32 length, u32 initval)
{
	const u8 *k = key;
	u32 abc[3];
	u32 i;

	abc[0] = abc[1] = abc[2] = JHASH_INITVAL + length + initval;
	for (; length > 12; length -= 12, k += 12) {
		for (i = 0; i < 3; i++)
			abc[i] += get_unaligned_le32(k + 4 * i);
		__jhash_mix(abc[0], abc[1], abc[2]);
	}
	if (!length)
		return abc[2];
	/* the last 1 to 12 bytes, as if followed by zeroes */
	for (i = 0; i < length; i++)
		abc[i / 4] += (u32)k[i] << (8 * (i % 4));
	__jhash_final(abc[0], abc[1], abc[2]);
	return abc[2];
}

/* As jhash() of @length 32-bit words. */
static inline u32 jhash2(const u32 *k, u32 length, u32 initval)
{
	u32 abc[3];
	u32 i;

	abc[0] = abc[1] = abc[2] = JHASH_INITVAL + (length << 2) + initval;
	for (; length > 3; length -= 3, k += 3) {
		for (i = 0; i < 3; i++)
			abc[i] += k[i];
		__jhash_mix(abc[0], abc[1], abc[2]);
	}
	if (!length)
		return abc[2];
	for (i = 0; i < length; i++)
		abc[i] += k[i];
	__jhash_final(abc[0], abc[1], abc[2]);
	return abc[2];
}

static inline u32 __jhash_nwords(u32 a, u32 b, u32 c, u32 initval)
{
	a += initval;
	b += initval;
	c += initval;
	__jhash_final(a, b, c);
	return c;
}

static inline u32 jhash_3words(u32 a, u32 b, u32 c, u32 initval)
{
	return __jhash_nwords(a, b, c, initval + JHASH_INITVAL + (3 << 2));
}

static inline u32 jhash_2words(u32 a, u32 b, u32 initval)
{
	return __jhash_nwords(a, b, 0, initval + JHASH_INITVAL + (2 << 2));
}

static inline u32 jhash_1word(u32 a, u32 initval)
{
	return __jhash_nwords(a, 0, 0, initval + JHASH_INITVAL + (1 << 2));
}

#endif
