/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers from text.
 *
 * Stands for: include/linux/kstrtox.h, lib/kstrtox.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_KSTRTOX_H
#define _LINUX_KSTRTOX_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/version.h>

/**
 * kstrtoull() - a whole string as a number
 * @s: digits, perhaps a '+' in front and one newline behind
 * @base: 2 to 16; 0 for decimal, 0x… and 0…
 * @res: the number; untouched on error
 *
 * Return: 0, -ERANGE, or -EINVAL if anything else is in the string.
 */
int __must_check kstrtoull(const char *s, unsigned int base,
			   unsigned long long *res);
int __must_check kstrtoll(const char *s, unsigned int base, long long *res);
int __must_check _kstrtoul(const char *s, unsigned int base,
			   unsigned long *res);
int __must_check _kstrtol(const char *s, unsigned int base, long *res);
int __must_check kstrtouint(const char *s, unsigned int base,
			    unsigned int *res);
int __must_check kstrtoint(const char *s, unsigned int base, int *res);
int __must_check kstrtou16(const char *s, unsigned int base, u16 *res);
int __must_check kstrtos16(const char *s, unsigned int base, s16 *res);
int __must_check kstrtou8(const char *s, unsigned int base, u8 *res);
int __must_check kstrtos8(const char *s, unsigned int base, s8 *res);
/* "1", "y", "t", "on" and what begins like them, and the opposites. */
int __must_check kstrtobool(const char *s, bool *res);

static inline int __must_check kstrtoul(const char *s, unsigned int base,
					unsigned long *res)
{
	return kstrtoull(s, base, (unsigned long long *)res);
}

static inline int __must_check kstrtol(const char *s, unsigned int base,
				       long *res)
{
	return kstrtoll(s, base, (long long *)res);
}

static inline int __must_check kstrtou64(const char *s, unsigned int base,
					 u64 *res)
{
	return kstrtoull(s, base, res);
}

static inline int __must_check kstrtos64(const char *s, unsigned int base,
					 s64 *res)
{
	return kstrtoll(s, base, res);
}

static inline int __must_check kstrtou32(const char *s, unsigned int base,
					 u32 *res)
{
	return kstrtouint(s, base, res);
}

static inline int __must_check kstrtos32(const char *s, unsigned int base,
					 s32 *res)
{
	return kstrtoint(s, base, res);
}

/* The same from user memory: -EFAULT if it is not there. */
#define KSIM_KSTRTO_FROM_USER(name, type)				\
int __must_check name##_from_user(const char __user *s, size_t count,	\
				  unsigned int base, type *res)
KSIM_KSTRTO_FROM_USER(kstrtoull, unsigned long long);
KSIM_KSTRTO_FROM_USER(kstrtoll, long long);
KSIM_KSTRTO_FROM_USER(kstrtoul, unsigned long);
KSIM_KSTRTO_FROM_USER(kstrtol, long);
KSIM_KSTRTO_FROM_USER(kstrtouint, unsigned int);
KSIM_KSTRTO_FROM_USER(kstrtoint, int);
KSIM_KSTRTO_FROM_USER(kstrtou16, u16);
KSIM_KSTRTO_FROM_USER(kstrtos16, s16);
KSIM_KSTRTO_FROM_USER(kstrtou8, u8);
KSIM_KSTRTO_FROM_USER(kstrtos8, s8);
#undef KSIM_KSTRTO_FROM_USER
int __must_check kstrtobool_from_user(const char __user *s, size_t count,
				      bool *res);

static inline int __must_check
kstrtou64_from_user(const char __user *s, size_t count, unsigned int base,
		    u64 *res)
{
	return kstrtoull_from_user(s, count, base, res);
}

static inline int __must_check
kstrtos64_from_user(const char __user *s, size_t count, unsigned int base,
		    s64 *res)
{
	return kstrtoll_from_user(s, count, base, res);
}

static inline int __must_check
kstrtou32_from_user(const char __user *s, size_t count, unsigned int base,
		    u32 *res)
{
	return kstrtouint_from_user(s, count, base, res);
}

static inline int __must_check
kstrtos32_from_user(const char __user *s, size_t count, unsigned int base,
		    s32 *res)
{
	return kstrtoint_from_user(s, count, base, res);
}

/* As many digits as there are; overflow is silent. */
unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base);
long simple_strtol(const char *cp, char **endp, unsigned int base);
unsigned long long simple_strtoull(const char *cp, char **endp,
				   unsigned int base);
long long simple_strtoll(const char *cp, char **endp, unsigned int base);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
static inline int strtobool(const char *s, bool *res)
{
	return kstrtobool(s, res);
}
#endif

#endif
