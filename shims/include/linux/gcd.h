/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Greatest common divisor.
 *
 * Stands for: include/linux/gcd.h, lib/math/gcd.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _GCD_H
#define _GCD_H

#include <linux/compiler.h>

/* gcd(a, 0) is a. */
unsigned long gcd(unsigned long a, unsigned long b) __attribute_const__;

#endif
