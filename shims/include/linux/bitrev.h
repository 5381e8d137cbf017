/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits of a word in reverse.
 *
 * Stands for: include/linux/bitrev.h, lib/bitrev.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_BITREV_H
#define _LINUX_BITREV_H

#include <linux/types.h>
#include <linux/swab.h>

extern const u8 byte_rev_table[256];

static inline u8 __bitrev8(u8 byte)
{
	return byte_rev_table[byte];
}

static inline u16 __bitrev16(u16 x)
{
	return swab16(__bitrev8(x & 0xff) | __bitrev8(x >> 8) << 8);
}

static inline u32 __bitrev32(u32 x)
{
	return (u32)__bitrev16(x & 0xffff) << 16 | __bitrev16(x >> 16);
}

#define bitrev8(x) __bitrev8(x)
#define bitrev16(x) __bitrev16(x)
#define bitrev32(x) __bitrev32(x)
/* The bits of each byte, the bytes where they are. */
#define bitrev8x4(x) swab32(__bitrev32(x))

#endif
