/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CRC-16 (x^16 + x^15 + x^2 + 1).
 *
 * Stands for: include/linux/crc16.h, lib/crc16.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_CRC16_H
#define _LINUX_CRC16_H

#include <linux/types.h>

extern const u16 crc16_table[256];

/* Continue @crc, at first 0, with @len bytes. */
u16 crc16(u16 crc, const u8 *p, size_t len);

static inline u16 crc16_byte(u16 crc, const u8 data)
{
	return (crc >> 8) ^ crc16_table[(crc ^ data) & 0xff];
}

#endif
