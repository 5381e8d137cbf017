/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How wide a long is.
 *
 * Stands for: include/asm-generic/bitsperlong.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _KSIM_ASM_BITSPERLONG_H
#define _KSIM_ASM_BITSPERLONG_H

#include <uapi/asm/bitsperlong.h>

#define BITS_PER_LONG 64
#ifndef BITS_PER_LONG_LONG
#define BITS_PER_LONG_LONG 64
#endif
#define small_const_nbits(nbits) \
	(__builtin_constant_p(nbits) && (nbits) <= BITS_PER_LONG && (nbits) > 0)

#endif
