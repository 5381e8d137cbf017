/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine is little endian.
 *
 * Stands for: arch/x86/include/uapi/asm/byteorder.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _KSIM_ASM_BYTEORDER_H
#define _KSIM_ASM_BYTEORDER_H

#include <linux/byteorder/little_endian.h>

#endif
