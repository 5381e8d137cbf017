// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>
#include <linux/gcd.h>

unsigned long gcd(unsigned long a, unsigned long b)
{
	while (b) {
		unsigned long rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}
EXPORT_SYMBOL_GPL(gcd);
