// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/uaccess.h>
#include "kstrtox.h"

const char *_parse_integer_fixup_radix(const char *s, unsigned int *base)
{
	bool hex = s[0] == '0' && _tolower(s[1]) == 'x';

	if (*base == 0) {
		if (s[0] != '0')
			*base = 10;
		else
			*base = hex && isxdigit(s[2]) ? 16 : 8;
	}
	return *base == 16 && hex ? s + 2 : s;
}

unsigned int _parse_integer_limit(const char *s, unsigned int base,
				  unsigned long long *value, size_t max_chars)
{
	unsigned long long sum = 0;
	unsigned int count = 0, overflow = 0;

	for (; count < max_chars; count++) {
		int digit = hex_to_bin(s[count]);

		if (digit < 0 || digit >= base)
			break;
		if (__builtin_mul_overflow(sum, base, &sum) |
		    __builtin_add_overflow(sum, digit, &sum))
			overflow = KSTRTOX_OVERFLOW;
	}
	*value = sum;
	return count | overflow;
}

/* The whole string, but for one newline at its end. */
static int parse_whole(const char *s, unsigned int base,
		       unsigned long long *res)
{
	unsigned long long value;
	unsigned int count;

	s = _parse_integer_fixup_radix(s, &base);
	count = _parse_integer_limit(s, base, &value, INT_MAX);
	if (count & KSTRTOX_OVERFLOW)
		return -ERANGE;
	if (!count)
		return -EINVAL;
	s += count;
	if (*s == '\n')
		s++;
	if (*s)
		return -EINVAL;
	*res = value;
	return 0;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	return parse_whole(s[0] == '+' ? s + 1 : s, base, res);
}
EXPORT_SYMBOL(kstrtoull);

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	bool negative = s[0] == '-';
	unsigned long long value;
	int error = negative ? parse_whole(s + 1, base, &value) :
			       kstrtoull(s, base, &value);

	if (error)
		return error;
	if (value > (unsigned long long)LLONG_MAX + negative)
		return -ERANGE;
	*res = negative ? -value : value;
	return 0;
}
EXPORT_SYMBOL(kstrtoll);

/* A narrower type takes what survives the conversion to it. */
#define DEFINE_KSTRTO(name, type, parse, wide)				\
int name(const char *s, unsigned int base, type *res)			\
{									\
	wide value;							\
	int error = parse(s, base, &value);				\
									\
	if (error)							\
		return error;						\
	if (value != (type)value)					\
		return -ERANGE;						\
	*res = value;							\
	return 0;							\
}									\
EXPORT_SYMBOL(name)

DEFINE_KSTRTO(_kstrtoul, unsigned long, kstrtoull, unsigned long long);
DEFINE_KSTRTO(_kstrtol, long, kstrtoll, long long);
DEFINE_KSTRTO(kstrtouint, unsigned int, kstrtoull, unsigned long long);
DEFINE_KSTRTO(kstrtoint, int, kstrtoll, long long);
DEFINE_KSTRTO(kstrtou16, u16, kstrtoull, unsigned long long);
DEFINE_KSTRTO(kstrtos16, s16, kstrtoll, long long);
DEFINE_KSTRTO(kstrtou8, u8, kstrtoull, unsigned long long);
DEFINE_KSTRTO(kstrtos8, s8, kstrtoll, long long);

int kstrtobool(const char *s, bool *res)
{
	if (!s)
		return -EINVAL;
	switch (_tolower(s[0])) {
	case 'y':
	case 't':
	case '1':
		*res = true;
		return 0;
	case 'n':
	case 'f':
	case '0':
		*res = false;
		return 0;
	case 'o':
		if (_tolower(s[1]) != 'n' && _tolower(s[1]) != 'f')
			return -EINVAL;
		*res = _tolower(s[1]) == 'n';
		return 0;
	default:
		return -EINVAL;
	}
}
EXPORT_SYMBOL(kstrtobool);

int kstrtobool_from_user(const char __user *s, size_t count, bool *res)
{
	char text[4]; /* "off" decides */

	count = min(count, sizeof(text) - 1);
	if (copy_from_user(text, s, count))
		return -EFAULT;
	text[count] = '\0';
	return kstrtobool(text, res);
}
EXPORT_SYMBOL(kstrtobool_from_user);

/* Room for a sign, every bit as a digit, a newline and a NUL. */
#define DEFINE_KSTRTO_FROM_USER(parse, type)				\
int parse##_from_user(const char __user *s, size_t count,		\
		      unsigned int base, type *res)			\
{									\
	char text[sizeof(type) * 8 + 3];				\
									\
	count = min(count, sizeof(text) - 1);				\
	if (copy_from_user(text, s, count))				\
		return -EFAULT;						\
	text[count] = '\0';						\
	return parse(text, base, res);					\
}									\
EXPORT_SYMBOL(parse##_from_user)

DEFINE_KSTRTO_FROM_USER(kstrtoull, unsigned long long);
DEFINE_KSTRTO_FROM_USER(kstrtoll, long long);
DEFINE_KSTRTO_FROM_USER(kstrtoul, unsigned long);
DEFINE_KSTRTO_FROM_USER(kstrtol, long);
DEFINE_KSTRTO_FROM_USER(kstrtouint, unsigned int);
DEFINE_KSTRTO_FROM_USER(kstrtoint, int);
DEFINE_KSTRTO_FROM_USER(kstrtou16, u16);
DEFINE_KSTRTO_FROM_USER(kstrtos16, s16);
DEFINE_KSTRTO_FROM_USER(kstrtou8, u8);
DEFINE_KSTRTO_FROM_USER(kstrtos8, s8);
