/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hexadecimal digits.
 *
 * Stands for: include/linux/hex.h (in 6.1 part of linux/kernel.h),
 *             lib/hexdump.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_HEX_H
#define _LINUX_HEX_H

#include <linux/compiler.h>
#include <linux/types.h>

extern const char hex_asc[];
extern const char hex_asc_upper[];

#define hex_asc_lo(x)		hex_asc[(x) & 0x0f]
#define hex_asc_hi(x)		hex_asc[((x) & 0xf0) >> 4]
#define hex_asc_upper_lo(x)	hex_asc_upper[(x) & 0x0f]
#define hex_asc_upper_hi(x)	hex_asc_upper[((x) & 0xf0) >> 4]

static inline char *hex_byte_pack(char *buf, u8 byte)
{
	buf[0] = hex_asc_hi(byte);
	buf[1] = hex_asc_lo(byte);
	return buf + 2;
}

static inline char *hex_byte_pack_upper(char *buf, u8 byte)
{
	buf[0] = hex_asc_upper_hi(byte);
	buf[1] = hex_asc_upper_lo(byte);
	return buf + 2;
}

/* Value of a digit, or -1. */
int hex_to_bin(unsigned char ch);
/* @count bytes from twice as many digits. Return: 0, or -EINVAL. */
int __must_check hex2bin(u8 *dst, const char *src, size_t count);
/* Return: the end of the digits, where no NUL is written. */
char *bin2hex(char *dst, const void *src, size_t count);

/* drivers/net/… and lib/net_utils.c: "xx:xx:xx:xx:xx:xx" to six bytes. */
bool mac_pton(const char *s, u8 *mac);

#endif
