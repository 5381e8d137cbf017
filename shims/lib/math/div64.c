// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>
#include <linux/math64.h>

/*
 * libgcc's 128-bit division is not there for the kernel. The CPU's instruction
 * divides 128 by 64 bits; a quotient that does not fit is a divide error.
 */
u64 mul_u64_u64_div_u64(u64 a, u64 mul, u64 div)
{
	unsigned __int128 product = (unsigned __int128)a * mul;
	u64 high = product >> 64, low = product;
	u64 quotient, rest;

	__asm__("divq %4"
		: "=a"(quotient), "=d"(rest)
		: "0"(low), "1"(high), "rm"(div)
		: "cc");
	return quotient;
}
EXPORT_SYMBOL(mul_u64_u64_div_u64);
