// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
{
	unsigned int measured, printed;
	va_list again;
	char *text;

	va_copy(again, args);
	measured = vsnprintf(NULL, 0, fmt, again);
	va_end(again);

	text = kmalloc_track_caller(measured + 1, gfp);
	if (!text)
		return NULL;
	printed = vsnprintf(text, measured + 1, fmt, args);
	WARN(measured != printed,
	     "different return values (%u and %u) from vsnprintf(\"%s\", ...)",
	     measured, printed, fmt);
	return text;
}
EXPORT_SYMBOL(kvasprintf);

const char *kvasprintf_const(gfp_t gfp, const char *fmt, va_list args)
{
	if (!strchr(fmt, '%'))
		return kstrdup_const(fmt, gfp);
	if (!strcmp(fmt, "%s"))
		return kstrdup_const(va_arg(args, const char *), gfp);
	return kvasprintf(gfp, fmt, args);
}
EXPORT_SYMBOL(kvasprintf_const);

char *kasprintf(gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = kvasprintf(gfp, fmt, args);
	va_end(args);
	return text;
}
EXPORT_SYMBOL(kasprintf);
