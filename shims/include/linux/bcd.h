/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two decimal digits in a byte.
 *
 * Stands for: include/linux/bcd.h, lib/bcd.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _BCD_H
#define _BCD_H

#include <linux/compiler.h>

#define bcd2bin(x) \
	((unsigned int)(((x) & 0x0f) + ((unsigned char)(x) >> 4) * 10))
#define bin2bcd(x) ((unsigned char)((((x) / 10) << 4) + (x) % 10))
#define const_bcd2bin(x) bcd2bin(x)
#define const_bin2bcd(x) bin2bcd(x)
#define bcd_is_valid(x) \
	(((x) & 0x0f) < 10 && ((unsigned char)(x) >> 4) < 10)

#endif
