/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the number parsers in lib/ share. */
#ifndef KSIM_LIB_KSTRTOX_H
#define KSIM_LIB_KSTRTOX_H

#include <linux/types.h>

/* Set in a count of digits when the value did not fit 64 bits. */
#define KSTRTOX_OVERFLOW (1U << 31)

/* Finds out @base if it is 0; returns @s behind "0x". */
const char *_parse_integer_fixup_radix(const char *s, unsigned int *base);

/* Returns how many digits there are, at most @max_chars. */
unsigned int _parse_integer_limit(const char *s, unsigned int base,
				  unsigned long long *value, size_t max_chars);

#endif
