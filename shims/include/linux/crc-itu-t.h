/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CRC-16 of ITU-T V.41.
 *
 * Stands for: include/linux/crc-itu-t.h, lib/crc-itu-t.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_CRC_ITU_T_H
#define _LINUX_CRC_ITU_T_H

#include <linux/types.h>

extern const u16 crc_itu_t_table[256];

u16 crc_itu_t(u16 crc, const u8 *buffer, size_t len);

static inline u16 crc_itu_t_byte(u16 crc, const u8 data)
{
	return (crc << 8) ^ crc_itu_t_table[((crc >> 8) ^ data) & 0xff];
}

#endif
