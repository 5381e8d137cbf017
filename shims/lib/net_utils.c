// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/string.h>

/* "xx:xx:xx:xx:xx:xx", whatever may follow. */
bool mac_pton(const char *s, u8 *mac)
{
	int i;

	/* @mac stays as it is unless all is well. */
	for (i = 0; i < 6; i++)
		if (!isxdigit(s[3 * i]) || !isxdigit(s[3 * i + 1]) ||
		    (i < 5 && s[3 * i + 2] != ':'))
			return false;
	for (i = 0; i < 6; i++)
		mac[i] = hex_to_bin(s[3 * i]) << 4 | hex_to_bin(s[3 * i + 1]);
	return true;
}
EXPORT_SYMBOL(mac_pton);
