// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/parser.h>
#include <linux/slab.h>
#include <linux/string.h>

/* One conversion at @s; sets @arg. Returns false if it does not match. */
static bool match_argument(char *s, char kind, int limit, substring_t *arg)
{
	size_t len;

	arg->from = s;
	switch (kind) {
	case 's':
		len = strlen(s);
		if (!len)
			return false;
		arg->to = s + (limit < 0 ? len : min_t(size_t, len, limit));
		return true;
	case 'd':
		simple_strtol(s, &arg->to, 0);
		break;
	case 'u':
		simple_strtoul(s, &arg->to, 0);
		break;
	case 'o':
		simple_strtoul(s, &arg->to, 8);
		break;
	case 'x':
		simple_strtoul(s, &arg->to, 16);
		break;
	default:
		return false;
	}
	return arg->to != s;
}

static bool match_pattern(char *s, const char *pattern, substring_t args[])
{
	int argc = 0;

	for (;;) {
		const char *percent = strchr(pattern, '%');
		int limit = -1;

		if (!percent)
			return !strcmp(pattern, s);
		if (strncmp(pattern, s, percent - pattern))
			return false;
		s += percent - pattern;
		pattern = percent + 1;

		if (isdigit(*pattern)) {
			limit = simple_strtoul(pattern, (char **)&pattern, 10);
		} else if (*pattern == '%') {
			if (*s++ != '%')
				return false;
			pattern++;
			continue;
		}
		if (argc >= MAX_OPT_ARGS ||
		    !match_argument(s, *pattern++, limit, &args[argc]))
			return false;
		s = args[argc++].to;
	}
}

int match_token(char *s, const match_table_t table, substring_t args[])
{
	const struct match_token *entry = table;

	while (entry->pattern && !match_pattern(s, entry->pattern, args))
		entry++;
	return entry->token;
}
EXPORT_SYMBOL(match_token);

static int match_number(substring_t *s, int *result, int base)
{
	char *text = match_strdup(s);
	char *end;
	long value;
	int error = 0;

	if (!text)
		return -ENOMEM;
	value = simple_strtol(text, &end, base);
	if (end == text)
		error = -EINVAL;
	else if (value < INT_MIN || value > INT_MAX)
		error = -ERANGE;
	else
		*result = value;
	kfree(text);
	return error;
}

int match_int(substring_t *s, int *result)
{
	return match_number(s, result, 0);
}
EXPORT_SYMBOL(match_int);

int match_octal(substring_t *s, int *result)
{
	return match_number(s, result, 8);
}
EXPORT_SYMBOL(match_octal);

int match_hex(substring_t *s, int *result)
{
	return match_number(s, result, 16);
}
EXPORT_SYMBOL(match_hex);

int match_uint(substring_t *s, unsigned int *result)
{
	char *text = match_strdup(s);
	int error;

	if (!text)
		return -ENOMEM;
	error = kstrtouint(text, 10, result);
	kfree(text);
	return error;
}
EXPORT_SYMBOL(match_uint);

int match_u64(substring_t *s, u64 *result)
{
	char *text = match_strdup(s);
	int error;

	if (!text)
		return -ENOMEM;
	error = kstrtou64(text, 0, result);
	kfree(text);
	return error;
}
EXPORT_SYMBOL(match_u64);

bool match_wildcard(const char *pattern, const char *str)
{
	/* Where to try again, one character further on, after a '*'. */
	const char *retry_pattern = NULL, *retry_str = NULL;

	while (*str) {
		if (*pattern == '*') {
			retry_pattern = ++pattern;
			retry_str = str;
			if (!*pattern)
				return true;
		} else if (*pattern == '?' || *pattern == *str) {
			pattern++;
			str++;
		} else if (retry_pattern) {
			pattern = retry_pattern;
			str = ++retry_str;
		} else {
			return false;
		}
	}
	if (*pattern == '*')
		pattern++;
	return !*pattern;
}
EXPORT_SYMBOL(match_wildcard);

size_t match_strlcpy(char *dest, const substring_t *src, size_t size)
{
	size_t len = src->to - src->from;

	if (size) {
		size_t copied = min(len, size - 1);

		memcpy(dest, src->from, copied);
		dest[copied] = '\0';
	}
	return len;
}
EXPORT_SYMBOL(match_strlcpy);

char *match_strdup(const substring_t *s)
{
	return kmemdup_nul(s->from, s->to - s->from, GFP_KERNEL);
}
EXPORT_SYMBOL(match_strdup);
