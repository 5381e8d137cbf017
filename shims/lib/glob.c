// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>
#include <linux/glob.h>
#include <linux/limits.h>

/*
 * Match @c against the class at @class (behind the bracket). Returns 1 or 0,
 * and moves *@end behind the class; -1 if no bracket closes it.
 */
static int match_class(const char *class, unsigned char c, const char **end)
{
	bool inverted = *class == '!';
	bool match = false;
	unsigned char from;

	class += inverted;
	from = *class++;
	/* A bracket that comes first closes nothing. */
	do {
		unsigned char to = from;

		if (!from)
			return -1;
		if (class[0] == '-' && class[1] != ']') {
			to = class[1];
			if (!to)
				return -1;
			class += 2;
		}
		if (from <= c && c <= to)
			match = true;
		from = *class++;
	} while (from != ']');
	*end = class;
	return match != inverted;
}

bool __pure glob_match_len(char const *pat, char const *str, size_t len)
{
	/* Where to try again, one character further on, after a '*'. */
	const char *retry_pat = NULL, *retry_str = NULL;
	const char *limit = len < ULONG_MAX - (unsigned long)str ?
			    str + len : (const char *)ULONG_MAX;

	for (;;) {
		unsigned char c = str < limit ? *str : '\0';
		const char *next = pat + 1;
		int match;

		switch (*pat) {
		case '*':
			if (!*next)
				return true;
			retry_pat = pat = next;
			retry_str = str;
			continue;
		case '?':
			if (!c)
				return false;
			match = 1;
			break;
		case '[':
			match = match_class(next, c, &next);
			if (match < 0) {
				match = c == '[';
				next = pat + 1;
			}
			if (!c)
				return false;
			break;
		case '\\':
			pat = next++;
			fallthrough;
		default:
			match = c == (unsigned char)*pat;
			if (match && !c)
				return true;
			break;
		}
		if (match) {
			pat = next;
			str++;
		} else if (c && retry_pat) {
			pat = retry_pat;
			str = ++retry_str;
		} else {
			return false;
		}
	}
}
EXPORT_SYMBOL(glob_match_len);

bool __pure glob_match(char const *pat, char const *str)
{
	return glob_match_len(pat, str, SIZE_MAX);
}
EXPORT_SYMBOL(glob_match);
