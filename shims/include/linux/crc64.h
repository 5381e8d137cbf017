/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CRC-64 of ECMA-182.
 *
 * Stands for: include/linux/crc64.h, lib/crc64.c
 * Fidelity:   EXACT
 * Absent:     the Rocksoft variant
 */
#ifndef _LINUX_CRC64_H
#define _LINUX_CRC64_H

#include <linux/types.h>

u64 __pure crc64_be(u64 crc, const void *p, size_t len);

#endif
