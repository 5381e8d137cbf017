/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Least common multiple.
 *
 * Stands for: include/linux/lcm.h, lib/math/lcm.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LCM_H
#define _LCM_H

#include <linux/compiler.h>

/* lcm(a, 0) is 0. */
unsigned long lcm(unsigned long a, unsigned long b) __attribute_const__;
/* The other one if one of them is 0. */
unsigned long lcm_not_zero(unsigned long a, unsigned long b)
	__attribute_const__;

#endif
