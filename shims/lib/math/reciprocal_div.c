// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/reciprocal_div.h>

struct reciprocal_value reciprocal_value(u32 d)
{
	/* bits of the divisor, rounded up: 2^(bits - 1) < d <= 2^bits */
	int bits = fls(d - 1);
	struct reciprocal_value R = {
		.m = (((1ULL << bits) - d) << 32) / d + 1,
		.sh1 = min(bits, 1),
		.sh2 = max(bits - 1, 0),
	};

	return R;
}
EXPORT_SYMBOL(reciprocal_value);
