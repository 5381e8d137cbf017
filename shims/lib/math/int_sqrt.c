// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>
#include <linux/math.h>

unsigned long int_sqrt(unsigned long x)
{
	unsigned long root = 0, bit;

	/* the largest root of 64 bits has 32; try them from the top */
	for (bit = 1UL << 31; bit; bit >>= 1)
		if ((root | bit) * (root | bit) <= x)
			root |= bit;
	return root;
}
EXPORT_SYMBOL(int_sqrt);
