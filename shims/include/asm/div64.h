/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 64-bit division by 32 bits.
 *
 * Stands for: include/asm-generic/div64.h
 * Fidelity:   EXACT - for a 64-bit machine
 * Absent:     nothing
 */
#ifndef _ASM_DIV64_H
#define _ASM_DIV64_H

#include <linux/types.h>

/* Divides @n, which must be a 64-bit lvalue, in place; gives the remainder. */
#define do_div(n, base)						\
({								\
	u32 __base = (base);					\
	u32 __rem = ((u64)(n)) % __base;			\
								\
	(n) = ((u64)(n)) / __base;				\
	__rem;							\
})

#endif
