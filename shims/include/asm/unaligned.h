/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The older name of linux/unaligned.h.
 *
 * Stands for: include/asm-generic/unaligned.h
 * Fidelity:   EXACT - forwards
 * Absent:     nothing
 */
#ifndef _ASM_UNALIGNED_H
#define _ASM_UNALIGNED_H

#include <linux/unaligned.h>

#endif
