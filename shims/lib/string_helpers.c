// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <ksim/abi/report.h>

static const char size_prefixes[] = "\0kMGTPEZY";

/* One decimal or binary power less; returns what is lost. */
static u32 scale_down(u64 *value, u32 divisor)
{
	u32 remainder = *value % divisor;

	*value /= divisor;
	return remainder;
}

/*
 * Both factors are first scaled below 2^32, so that their product fits 64
 * bits, and the product then below one unit of the next prefix.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
int string_get_size(u64 size, u64 blk_size, const enum string_size_units units,
		    char *buf, int len)
#else
void string_get_size(u64 size, u64 blk_size, enum string_size_units units,
		     char *buf, int len)
#endif
{
	const bool binary = units & STRING_UNITS_2;
	const u32 divisor = binary ? 1024 : 1000;
	char fraction[12] = "";
	char unit[8];
	const char *space = " ";
	u32 remainder = 0;
	int exponent = 0, length = 0;

	if (!blk_size)
		size = 0;
	if (size) {
		u32 unit_of_last_digit = 1000;
		int digits;

		for (; blk_size >> 32; exponent++)
			scale_down(&blk_size, divisor);
		for (; size >> 32; exponent++)
			scale_down(&size, divisor);
		size *= blk_size;
		for (; size >= divisor; exponent++)
			remainder = scale_down(&size, divisor);

		digits = size < 10 ? 2 : size < 100 ? 1 : 0;
		if (binary)
			remainder = remainder * 1000 >> 10;
		for (length = 0; length < digits; length++)
			unit_of_last_digit /= 10;
		remainder += unit_of_last_digit / 2;
		if (remainder >= 1000) {
			remainder -= 1000;
			size++;
		}
		if (digits) {
			snprintf(fraction, sizeof(fraction), ".%03u",
				 remainder);
			fraction[digits + 1] = '\0';
		}
	}

	length = 0;
	if (exponent >= sizeof(size_prefixes) - 1) {
		strcpy(unit, "UNK");
	} else {
		if (exponent) {
			unit[length++] = exponent == 1 && binary ?
				'K' : size_prefixes[exponent];
			if (binary)
				unit[length++] = 'i';
		}
		unit[length++] = 'B';
		unit[length] = '\0';
	}
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	if (units & STRING_UNITS_NO_SPACE)
		space = "";
	if (units & STRING_UNITS_NO_BYTES &&
	    exponent < sizeof(size_prefixes) - 1)
		unit[length - 1] = '\0';
#endif
	length = snprintf(buf, len, "%u%s%s%s", (u32)size, fraction, space,
			  unit);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
	return length;
#endif
}
EXPORT_SYMBOL(string_get_size);

/* Integers of a list ("1,4-6") in an array behind their number. */
static int parse_ints(char *text, int **array)
{
	int count;
	int *ints;

	get_options(text, 0, &count);
	if (!count)
		return -ENOENT;
	ints = kcalloc(count + 1, sizeof(*ints), GFP_KERNEL);
	if (!ints)
		return -ENOMEM;
	get_options(text, count + 1, ints);
	*array = ints;
	return 0;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
int parse_int_array(const char *buf, size_t count, int **array)
{
	char *text = kmemdup_nul(buf, count, GFP_KERNEL);
	int ret;

	if (!text)
		return -ENOMEM;
	ret = parse_ints(text, array);
	kfree(text);
	return ret;
}
EXPORT_SYMBOL(parse_int_array);
#endif

int parse_int_array_user(const char __user *from, size_t count, int **array)
{
	char *text = memdup_user_nul(from, count);
	int ret;

	if (IS_ERR(text))
		return PTR_ERR(text);
	ret = parse_ints(text, array);
	kfree(text);
	return ret;
}
EXPORT_SYMBOL(parse_int_array_user);

/* Letters behind a backslash and what they stand for, pair by pair. */
static const char space_escapes[] = "n\nr\rt\tv\vf\f";
static const char special_escapes[] = "\"\"\\\\a\ae\033";

/*
 * The partner of @c in a table of pairs: @wanted is 0 to look among the
 * letters, 1 to look among the characters. Returns 0 if it is not there.
 */
static char escape_partner(const char *pairs, char c, int wanted)
{
	for (; *pairs; pairs += 2)
		if (pairs[wanted] == c)
			return pairs[!wanted];
	return 0;
}

/*
 * Decode the escape at @s (behind the backslash). Returns how many characters
 * it takes, 0 if it is none of those in @flags.
 */
static int decode_escape(const char *s, unsigned int flags, char *out)
{
	int used = 0, value;

	if (flags & UNESCAPE_SPACE) {
		*out = escape_partner(space_escapes, *s, 0);
		if (*out)
			return 1;
	}
	if (flags & UNESCAPE_OCTAL && isodigit(*s)) {
		/* Three digits at most, and no more than a byte holds. */
		for (value = 0; used < 3 && value < 32 && isodigit(s[used]);)
			value = value * 8 + (s[used++] - '0');
		*out = value;
		return used;
	}
	if (flags & UNESCAPE_HEX && *s == 'x' && hex_to_bin(s[1]) >= 0) {
		value = hex_to_bin(s[1]);
		if (hex_to_bin(s[2]) < 0) {
			*out = value;
			return 2;
		}
		*out = value << 4 | hex_to_bin(s[2]);
		return 3;
	}
	if (flags & UNESCAPE_SPECIAL) {
		*out = escape_partner(special_escapes, *s, 0);
		if (*out)
			return 1;
	}
	return 0;
}

int string_unescape(char *src, char *dst, size_t size, unsigned int flags)
{
	char *out = dst;

	/* A @size of 0 wraps round here, that is: no limit. */
	while (*src && --size) {
		if (src[0] == '\\' && src[1] && size > 1) {
			int used = decode_escape(src + 1, flags, out);

			size--;
			src++;
			if (used) {
				src += used;
				out++;
				continue;
			}
			*out++ = '\\';
		}
		*out++ = *src++;
	}
	*out = '\0';
	return out - dst;
}
EXPORT_SYMBOL(string_unescape);

/* Does @c go through as it is, before any kind of escape is tried? */
static bool passes_unescaped(unsigned char c, unsigned int flags,
			     const char *only)
{
	bool listed = only && *only && strchr(only, c);

	if (flags & ESCAPE_APPEND) {
		if (listed)
			return false;
	} else if (only && *only && !listed) {
		return true;
	}
	return (flags & ESCAPE_NAP && isascii(c) && isprint(c)) ||
	       (flags & ESCAPE_NP && isprint(c)) ||
	       (flags & ESCAPE_NA && isascii(c));
}

/* Write @c escaped to @text; returns the length, at most 4. */
static int escape_one(unsigned char c, unsigned int flags, char *text)
{
	char letter = 0;

	if (flags & ESCAPE_SPACE)
		letter = escape_partner(space_escapes, c, 1);
	if (!letter && flags & ESCAPE_SPECIAL)
		letter = escape_partner(special_escapes, c, 1);
	if (flags & ESCAPE_NULL && !c)
		letter = '0';

	text[0] = '\\';
	if (letter) {
		text[1] = letter;
		return 2;
	}
	if (flags & ESCAPE_OCTAL) {
		text[1] = '0' + (c >> 6);
		text[2] = '0' + (c >> 3 & 7);
		text[3] = '0' + (c & 7);
		return 4;
	}
	if (flags & ESCAPE_HEX) {
		text[1] = 'x';
		hex_byte_pack(text + 2, c);
		return 4;
	}
	text[0] = c;
	return 1;
}

int string_escape_mem(const char *src, size_t isz, char *dst, size_t osz,
		      unsigned int flags, const char *only)
{
	size_t at = 0;

	while (isz--) {
		unsigned char c = *src++;
		char text[4] = { c };
		int i, len = 1;

		if (!passes_unescaped(c, flags, only))
			len = escape_one(c, flags, text);
		for (i = 0; i < len; i++, at++)
			if (at < osz)
				dst[at] = text[i];
	}
	return at;
}
EXPORT_SYMBOL(string_escape_mem);

char *kstrdup_quotable(const char *src, gfp_t gfp)
{
	static const char quoted[] = "\f\n\r\t\v\a\033\\\"";
	size_t len, room;
	char *dst;

	if (!src)
		return NULL;
	len = strlen(src);
	room = string_escape_mem(src, len, NULL, 0, ESCAPE_HEX, quoted);
	dst = kmalloc(room + 1, gfp);
	if (!dst)
		return NULL;
	string_escape_mem(src, len, dst, room, ESCAPE_HEX, quoted);
	dst[room] = '\0';
	return dst;
}
EXPORT_SYMBOL_GPL(kstrdup_quotable);

char *kstrdup_quotable_file(struct file *file, gfp_t gfp)
{
	const int room = PATH_MAX + sizeof(" (deleted)");
	char *buffer, *path;

	if (!file)
		return kstrdup("<unknown>", gfp);
	buffer = kmalloc(room, GFP_KERNEL);
	if (!buffer)
		return kstrdup("<no_memory>", gfp);
	path = file_path(file, buffer, room);
	path = IS_ERR(path) ? kstrdup("<too_long>", gfp) :
			      kstrdup_quotable(path, gfp);
	kfree(buffer);
	return path;
}
EXPORT_SYMBOL_GPL(kstrdup_quotable_file);

void kfree_strarray(char **array, size_t n)
{
	size_t i;

	if (!array)
		return;
	for (i = 0; i < n; i++)
		kfree(array[i]);
	kfree(array);
}
EXPORT_SYMBOL_GPL(kfree_strarray);

char **kasprintf_strarray(gfp_t gfp, const char *prefix, size_t n)
{
	char **names = kcalloc(n + 1, sizeof(*names), gfp);
	size_t i;

	for (i = 0; names && i < n; i++) {
		names[i] = kasprintf(gfp, "%s-%zu", prefix, i);
		if (!names[i]) {
			kfree_strarray(names, i);
			return NULL;
		}
	}
	return names;
}
EXPORT_SYMBOL_GPL(kasprintf_strarray);

struct strarray_devres {
	char **array;
	size_t n;
};

static void strarray_release(struct device *dev, void *res)
{
	struct strarray_devres *this = res;

	kfree_strarray(this->array, this->n);
}

char **devm_kasprintf_strarray(struct device *dev, const char *prefix,
			       size_t n)
{
	struct strarray_devres *res;

	res = devres_alloc(strarray_release, sizeof(*res), GFP_KERNEL);
	if (!res)
		return ERR_PTR(-ENOMEM);
	res->n = n;
	res->array = kasprintf_strarray(GFP_KERNEL, prefix, n);
	if (!res->array) {
		devres_free(res);
		return ERR_PTR(-ENOMEM);
	}
	devres_add(dev, res);
	return res->array;
}
EXPORT_SYMBOL_GPL(devm_kasprintf_strarray);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
ssize_t strscpy_pad(char *dest, const char *src, size_t count)
{
	ssize_t written = strscpy(dest, src, count);

	if (written >= 0)
		memset(dest + written + 1, 0, count - written - 1);
	return written;
}
EXPORT_SYMBOL(strscpy_pad);
#endif

char *skip_spaces(const char *str)
{
	while (isspace(*str))
		str++;
	return (char *)str;
}
EXPORT_SYMBOL(skip_spaces);

char *strim(char *s)
{
	size_t len = strlen(s);

	if (!len)
		return s;
	while (len && isspace(s[len - 1]))
		len--;
	s[len] = '\0';
	return skip_spaces(s);
}
EXPORT_SYMBOL(strim);

/* The end of the string, not counting one newline. */
static bool at_end(const char *s)
{
	return !*s || (s[0] == '\n' && !s[1]);
}

bool sysfs_streq(const char *s1, const char *s2)
{
	for (; *s1 && *s1 == *s2; s1++)
		s2++;
	return *s1 == *s2 || (at_end(s1) && at_end(s2));
}
EXPORT_SYMBOL(sysfs_streq);

int match_string(const char * const *array, size_t n, const char *string)
{
	size_t i;

	for (i = 0; i < n && array[i]; i++)
		if (!strcmp(array[i], string))
			return i;
	return -EINVAL;
}
EXPORT_SYMBOL(match_string);

int __sysfs_match_string(const char * const *array, size_t n, const char *s)
{
	size_t i;

	for (i = 0; i < n && array[i]; i++)
		if (sysfs_streq(array[i], s))
			return i;
	return -EINVAL;
}
EXPORT_SYMBOL(__sysfs_match_string);

char *strreplace(char *s, char old, char new)
{
	char *start = s;

	for (; *s; s++)
		if (*s == old)
			*s = new;
	return LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0) ? start : s;
}
EXPORT_SYMBOL(strreplace);

void memcpy_and_pad(void *dest, size_t dest_len, const void *src, size_t count,
		    int pad)
{
	if (count > dest_len)
		count = dest_len;
	memcpy(dest, src, count);
	memset(dest + count, pad, dest_len - count);
}
EXPORT_SYMBOL(memcpy_and_pad);

void fortify_panic(const char *name)
{
	const struct ksim_site site = {
		.address = ksim_report_driver_caller(_RET_IP_),
		.note = "calls it here",
	};
	char says[64], title[64];

	snprintf(says, sizeof(says), "detected buffer overflow in %s", name);
	snprintf(title, sizeof(title), "buffer overflow in %s()", name);
	pr_emerg("%s\n", says);
	ksim_report_oops(KSIM_FINDING_OVERFLOW, says, title,
			 "the call would go past the end of the object it was given",
			 &site, 1);
}
EXPORT_SYMBOL(fortify_panic);

size_t memweight(const void *ptr, size_t bytes)
{
	const u8 *byte = ptr;
	size_t weight = 0;

	while (bytes--)
		weight += hweight8(*byte++);
	return weight;
}
EXPORT_SYMBOL(memweight);
