/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CRC-32 of Castagnoli's polynomial.
 *
 * Stands for: include/linux/crc32c.h, lib/libcrc32c.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_CRC32C_H
#define _LINUX_CRC32C_H

#include <linux/types.h>

u32 crc32c(u32 crc, const void *address, unsigned int length);

#endif
