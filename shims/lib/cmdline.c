// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/string.h>

/*
 * Return: 0 no number, 1 a number and nothing behind it, 2 a number and a
 * comma, which is skipped, 3 a number and a dash.
 */
int get_option(char **str, int *pint)
{
	char *start = *str;
	bool negative;
	unsigned int value;

	if (!start || !*start)
		return 0;
	negative = *start == '-';
	if (negative)
		start++;
	value = simple_strtoull(start, str, 0);
	if (pint)
		*pint = negative ? -value : value;
	if (*str == start)
		return 0;
	switch (**str) {
	case ',':
		++*str;
		return 2;
	case '-':
		return 3;
	default:
		return 1;
	}
}
EXPORT_SYMBOL(get_option);

/*
 * The "-last" of a range whose first number is in *@ints. Stores the numbers
 * between, at most @room of them, but not the last, which is still to be read.
 * Returns how many there are without the last.
 */
static int expand_range(char **str, int *ints, int room)
{
	char *last_at = *str + 1;
	int first = *ints;
	int last = simple_strtol(last_at, NULL, 0);
	int value;

	*str = last_at;
	for (value = first; room && value < last; value++, room--)
		*ints++ = value;
	return (unsigned int)last - first;
}

char *get_options(const char *str, int nints, int *ints)
{
	/* Only count: every number goes to ints[0], which is written last. */
	bool counting = nints == 0;
	int used = 1;

	while (counting || used < nints) {
		int *to = counting ? ints : ints + used;
		int kind = get_option((char **)&str, to);

		if (!kind)
			break;
		if (kind == 3) {
			int more = expand_range((char **)&str, to,
						counting ? 0 : nints - used);

			if (more < 0)
				break;
			used += more - 1;
		}
		used++;
		if (kind == 1)
			break;
	}
	ints[0] = used - 1;
	return (char *)str;
}
EXPORT_SYMBOL(get_options);

unsigned long long memparse(const char *ptr, char **retptr)
{
	static const char suffixes[] = "kmgtpe";
	unsigned long long value;
	const char *suffix;
	char *end;

	value = simple_strtoull(ptr, &end, 0);
	suffix = *end ? strchr(suffixes, tolower(*end)) : NULL;
	if (suffix) {
		value <<= 10 * (suffix - suffixes + 1);
		end++;
	}
	if (retptr)
		*retptr = end;
	return value;
}
EXPORT_SYMBOL(memparse);

bool parse_option_str(const char *str, const char *option)
{
	size_t len = strlen(option);

	while (*str) {
		if (!strncmp(str, option, len)) {
			str += len;
			if (!*str || *str == ',')
				return true;
		}
		str = strchrnul(str, ',');
		if (*str)
			str++;
	}
	return false;
}

/* One "name=value" or "name"; quotes keep blanks together and are removed. */
char *next_arg(char *args, char **param, char **val)
{
	bool quoted = *args == '"';
	bool inside = quoted;
	char *end, *equals = NULL;

	if (quoted)
		args++;
	for (end = args; *end && (inside || !isspace(*end)); end++) {
		if (*end == '=' && !equals && end > args)
			equals = end;
		if (*end == '"')
			inside = !inside;
	}

	*param = args;
	*val = NULL;
	if (equals) {
		*equals = '\0';
		*val = equals + 1;
		if (**val == '"') {
			++*val;
			if (end[-1] == '"')
				end[-1] = '\0';
		}
	}
	if (quoted && end > args && end[-1] == '"')
		end[-1] = '\0';
	if (*end)
		*end++ = '\0';
	return skip_spaces(end);
}
EXPORT_SYMBOL(next_arg);
