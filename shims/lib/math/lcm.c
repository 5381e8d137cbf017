// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>
#include <linux/gcd.h>
#include <linux/lcm.h>

unsigned long lcm(unsigned long a, unsigned long b)
{
	return a && b ? a / gcd(a, b) * b : 0;
}
EXPORT_SYMBOL_GPL(lcm);

unsigned long lcm_not_zero(unsigned long a, unsigned long b)
{
	return lcm(a, b) ?: (b ?: a);
}
EXPORT_SYMBOL_GPL(lcm_not_zero);
