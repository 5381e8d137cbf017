/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sizes for humans, escaping, and words for booleans.
 *
 * Stands for: include/linux/string_helpers.h, lib/string_helpers.c
 * Fidelity:   EXACT
 * Absent:     kstrdup_quotable_cmdline()
 */
#ifndef _LINUX_STRING_HELPERS_H_
#define _LINUX_STRING_HELPERS_H_

#include <linux/bits.h>
#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/version.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#include <linux/string_choices.h>
#endif

struct device;
struct file;
struct task_struct;

enum string_size_units {
	STRING_UNITS_10, /* kB, MB, … */
	STRING_UNITS_2, /* KiB, MiB, … */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	STRING_UNITS_MASK = BIT(0),
	STRING_UNITS_NO_SPACE = BIT(30),
	STRING_UNITS_NO_BYTES = BIT(31),
#endif
};

/**
 * string_get_size() - write a size with three significant digits
 * @size: in blocks
 * @blk_size: bytes in a block
 * @units: powers of 1000 or of 1024
 * @buf: filled with for example "1.50 KiB"
 * @len: room in @buf
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
int string_get_size(u64 size, u64 blk_size, const enum string_size_units units,
		    char *buf, int len);
#else
void string_get_size(u64 size, u64 blk_size, enum string_size_units units,
		     char *buf, int len);
#endif

int parse_int_array_user(const char __user *from, size_t count, int **array);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
int parse_int_array(const char *buf, size_t count, int **array);
#endif

#define UNESCAPE_SPACE		BIT(0)
#define UNESCAPE_OCTAL		BIT(1)
#define UNESCAPE_HEX		BIT(2)
#define UNESCAPE_SPECIAL	BIT(3)
#define UNESCAPE_ANY		\
	(UNESCAPE_SPACE | UNESCAPE_OCTAL | UNESCAPE_HEX | UNESCAPE_SPECIAL)
#define UNESCAPE_ALL_MASK	GENMASK(3, 0)

/**
 * string_unescape() - undo C escapes
 * @src: string with backslashes
 * @dst: result; may be @src
 * @size: room in @dst; 0 for no limit
 * @flags: UNESCAPE_* kinds to undo
 *
 * Return: length of the result.
 */
int string_unescape(char *src, char *dst, size_t size, unsigned int flags);

static inline int string_unescape_inplace(char *buf, unsigned int flags)
{
	return string_unescape(buf, buf, 0, flags);
}

static inline int string_unescape_any(char *src, char *dst, size_t size)
{
	return string_unescape(src, dst, size, UNESCAPE_ANY);
}

static inline int string_unescape_any_inplace(char *buf)
{
	return string_unescape_any(buf, buf, 0);
}

#define ESCAPE_SPACE		BIT(0)
#define ESCAPE_SPECIAL		BIT(1)
#define ESCAPE_NULL		BIT(2)
#define ESCAPE_OCTAL		BIT(3)
#define ESCAPE_ANY		\
	(ESCAPE_SPACE | ESCAPE_OCTAL | ESCAPE_SPECIAL | ESCAPE_NULL)
#define ESCAPE_NP		BIT(4)
#define ESCAPE_ANY_NP		(ESCAPE_ANY | ESCAPE_NP)
#define ESCAPE_HEX		BIT(5)
#define ESCAPE_NA		BIT(6)
#define ESCAPE_NAP		BIT(7)
#define ESCAPE_APPEND		BIT(8)
#define ESCAPE_ALL_MASK		GENMASK(8, 0)

/**
 * string_escape_mem() - write bytes so that they can be printed
 * @src: bytes
 * @isz: how many
 * @dst: result, not terminated
 * @osz: room in @dst
 * @flags: ESCAPE_* kinds
 * @only: characters to escape, NULL for no restriction; with ESCAPE_APPEND
 *	  characters to escape as well
 *
 * Return: length the result has, or would have with room enough.
 */
int string_escape_mem(const char *src, size_t isz, char *dst, size_t osz,
		      unsigned int flags, const char *only);

static inline int string_escape_mem_any_np(const char *src, size_t isz,
					   char *dst, size_t osz,
					   const char *only)
{
	return string_escape_mem(src, isz, dst, osz, ESCAPE_ANY_NP, only);
}

static inline int string_escape_str(const char *src, char *dst, size_t sz,
				    unsigned int flags, const char *only)
{
	return string_escape_mem(src, strlen(src), dst, sz, flags, only);
}

static inline int string_escape_str_any_np(const char *src, char *dst,
					   size_t sz, const char *only)
{
	return string_escape_str(src, dst, sz, ESCAPE_ANY_NP, only);
}

static inline void string_upper(char *dst, const char *src)
{
	while ((*dst++ = toupper(*src)))
		src++;
}

static inline void string_lower(char *dst, const char *src)
{
	while ((*dst++ = tolower(*src)))
		src++;
}

char *kstrdup_quotable(const char *src, gfp_t gfp);
char *kstrdup_quotable_cmdline(struct task_struct *task, gfp_t gfp);
char *kstrdup_quotable_file(struct file *file, gfp_t gfp);
char **kasprintf_strarray(gfp_t gfp, const char *prefix, size_t n);
void kfree_strarray(char **array, size_t n);
char **devm_kasprintf_strarray(struct device *dev, const char *prefix,
			       size_t n);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
static inline const char *str_yes_no(bool v)
{
	return v ? "yes" : "no";
}

static inline const char *str_on_off(bool v)
{
	return v ? "on" : "off";
}

static inline const char *str_enable_disable(bool v)
{
	return v ? "enable" : "disable";
}

static inline const char *str_enabled_disabled(bool v)
{
	return v ? "enabled" : "disabled";
}

static inline const char *str_read_write(bool v)
{
	return v ? "read" : "write";
}
#endif

#endif
