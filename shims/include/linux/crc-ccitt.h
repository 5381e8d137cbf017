/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CRC-16 of CCITT, in either bit order.
 *
 * Stands for: include/linux/crc-ccitt.h, lib/crc-ccitt.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_CRC_CCITT_H
#define _LINUX_CRC_CCITT_H

#include <linux/types.h>

extern const u16 crc_ccitt_table[256];
extern const u16 crc_ccitt_false_table[256];

u16 crc_ccitt(u16 crc, const u8 *buffer, size_t len);
u16 crc_ccitt_false(u16 crc, const u8 *buffer, size_t len);

static inline u16 crc_ccitt_byte(u16 crc, const u8 c)
{
	return (crc >> 8) ^ crc_ccitt_table[(crc ^ c) & 0xff];
}

static inline u16 crc_ccitt_false_byte(u16 crc, const u8 c)
{
	return (crc << 8) ^ crc_ccitt_false_table[(crc >> 8) ^ c];
}

#endif
