// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/bsearch.h>
#include <linux/export.h>

void *bsearch(const void *key, const void *base, size_t num, size_t size,
	      cmp_func_t cmp)
{
	return __inline_bsearch(key, base, num, size, cmp);
}
EXPORT_SYMBOL(bsearch);
