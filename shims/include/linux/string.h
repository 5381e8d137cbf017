/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strings and memory blocks.
 *
 * Stands for: include/linux/string.h, lib/string.c
 * Fidelity:   EXACT - results and return values
 * Absent:     vbin_printf() and its relatives
 */
#ifndef _LINUX_STRING_H_
#define _LINUX_STRING_H_

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/stddef.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/overflow.h>
#include <linux/stdarg.h>
#include <linux/build_bug.h>
#include <linux/version.h>

/* mm/util.c */
char *strndup_user(const char __user *s, long n);
void *memdup_user(const void __user *src, size_t len);
void *vmemdup_user(const void __user *src, size_t len);
void *memdup_user_nul(const void __user *src, size_t len);
void kfree_const(const void *x);
char *kstrdup(const char *s, gfp_t gfp) __malloc;
const char *kstrdup_const(const char *s, gfp_t gfp);
char *kstrndup(const char *s, size_t max, gfp_t gfp);
void *kmemdup(const void *src, size_t len, gfp_t gfp);
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp);

static inline void *memdup_array_user(const void __user *src, size_t n,
				      size_t size)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return ERR_PTR(-EOVERFLOW);
	return memdup_user(src, bytes);
}

static inline void *vmemdup_array_user(const void __user *src, size_t n,
				       size_t size)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return ERR_PTR(-EOVERFLOW);
	return vmemdup_user(src, bytes);
}

char *strcpy(char *dest, const char *src);
char *strncpy(char *dest, const char *src, size_t count);
char *stpcpy(char *__restrict__ dest, const char *__restrict__ src);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
size_t strlcpy(char *dest, const char *src, size_t size);
#endif

/**
 * strscpy() - copy a string into a buffer, always with a NUL at its end
 * @dest: buffer
 * @src: string
 * @count: room in @dest
 *
 * Return: characters copied, or -E2BIG if the string had to be cut or @count
 * is 0.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
ssize_t strscpy(char *dest, const char *src, size_t count);

/* As strscpy(), and fills the rest of @dest with zeroes. */
ssize_t strscpy_pad(char *dest, const char *src, size_t count);
#else
#include <linux/args.h>

ssize_t sized_strscpy(char *dest, const char *src, size_t count);

#define __strscpy0(dst, src, ...) \
	sized_strscpy(dst, src, sizeof(dst) + __must_be_array(dst))
#define __strscpy1(dst, src, size) sized_strscpy(dst, src, size)

/* The size may be left out where @dst is an array. */
#define strscpy(dst, src, ...) \
	CONCATENATE(__strscpy, COUNT_ARGS(__VA_ARGS__))(dst, src, __VA_ARGS__)

#define __strscpy_pad0(dst, src, ...) \
	__strscpy_pad1(dst, src, sizeof(dst) + __must_be_array(dst))
#define __strscpy_pad1(dst, src, size)					\
({									\
	char *__dst = (dst);						\
	const char *__src = (src);					\
	const size_t __size = (size);					\
	ssize_t __written = sized_strscpy(__dst, __src, __size);	\
									\
	if (__written >= 0 && __written < __size)			\
		memset(__dst + __written + 1, 0,			\
		       __size - __written - 1);				\
	__written;							\
})
#define strscpy_pad(dst, src, ...) \
	CONCATENATE(__strscpy_pad, COUNT_ARGS(__VA_ARGS__))(dst, src, __VA_ARGS__)
#endif

char *strcat(char *dest, const char *src);
char *strncat(char *dest, const char *src, size_t count);
size_t strlcat(char *dest, const char *src, size_t count);

int strcmp(const char *cs, const char *ct);
int strncmp(const char *cs, const char *ct, size_t count);
int strcasecmp(const char *s1, const char *s2);
int strncasecmp(const char *s1, const char *s2, size_t len);

char *strchr(const char *s, int c);
char *strchrnul(const char *s, int c);
char *strnchrnul(const char *s, size_t count, int c);
char *strnchr(const char *s, size_t count, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s1, const char *s2);
char *strnstr(const char *s1, const char *s2, size_t len);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t count);
char *strpbrk(const char *cs, const char *ct);
char *strsep(char **s, const char *ct);
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);

char * __must_check skip_spaces(const char *str);
char *strim(char *s);

static inline __must_check char *strstrip(char *str)
{
	return strim(str);
}

void *memset(void *s, int c, size_t count);
void *memset16(uint16_t *s, uint16_t v, size_t count);
void *memset32(uint32_t *s, uint32_t v, size_t count);
void *memset64(uint64_t *s, uint64_t v, size_t count);
void *memcpy(void *dest, const void *src, size_t count);
void *memmove(void *dest, const void *src, size_t count);
void *memscan(void *addr, int c, size_t size);
int memcmp(const void *cs, const void *ct, size_t count);
int bcmp(const void *a, const void *b, size_t len);
void *memchr(const void *s, int c, size_t n);

static inline void *memset_l(unsigned long *p, unsigned long v, size_t n)
{
	return memset64((uint64_t *)p, v, n);
}

static inline void *memset_p(void **p, void *v, size_t n)
{
	return memset64((uint64_t *)p, (uintptr_t)v, n);
}

static inline void memcpy_flushcache(void *dst, const void *src, size_t cnt)
{
	memcpy(dst, src, cnt);
}

/**
 * memchr_inv() - find the first byte that differs
 * @s: memory
 * @c: byte that is everywhere else
 * @n: bytes
 *
 * Return: its address, or NULL if all bytes are @c.
 */
void *memchr_inv(const void *s, int c, size_t n);

static inline bool mem_is_zero(const void *s, size_t n)
{
	return !memchr_inv(s, 0, n);
}

/* In 6.1 the end of the string is returned, from 6.6 on its start. */
char *strreplace(char *s, char old, char new);

char **argv_split(gfp_t gfp, const char *str, int *argcp);
void argv_free(char **argv);

bool sysfs_streq(const char *s1, const char *s2);
int match_string(const char * const *array, size_t n, const char *string);
int __sysfs_match_string(const char * const *array, size_t n, const char *s);
#define sysfs_match_string(_a, _s) \
	__sysfs_match_string(_a, ARRAY_SIZE(_a), _s)

/* fs/libfs.c */
ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *ppos,
				const void *from, size_t available);

int ptr_to_hashval(const void *ptr, unsigned long *hashval_out);

size_t memweight(const void *ptr, size_t bytes);

static inline bool strstarts(const char *str, const char *prefix)
{
	return strncmp(str, prefix, strlen(prefix)) == 0;
}

/* Length of @prefix if @str begins with it, else 0. */
static __always_inline size_t str_has_prefix(const char *str,
					     const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(str, prefix, len) == 0 ? len : 0;
}

/* A memset(s, 0, count) that the compiler cannot drop. */
static inline void memzero_explicit(void *s, size_t count)
{
	memset(s, 0, count);
	barrier_data(s);
}

static inline const char *kbasename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

#define unsafe_memcpy(dst, src, bytes, justification) \
	memcpy(dst, src, bytes)

/* lib/string_helpers.c: what a check that fails ends in. */
void fortify_panic(const char *name) __noreturn __cold;

#if defined(MODULE) && defined(__OPTIMIZE__) && !defined(__NO_FORTIFY)
#include <linux/fortify-string.h>
#endif

void memcpy_and_pad(void *dest, size_t dest_len, const void *src, size_t count,
		    int pad);

/* Copy a string into an array that need not end with a NUL. */
#define strtomem_pad(dest, src, pad)	do {				\
	const size_t _dest_len = __builtin_object_size(dest, 1);	\
	const size_t _src_len = __builtin_object_size(src, 1);		\
									\
	BUILD_BUG_ON(!__builtin_constant_p(_dest_len) ||		\
		     _dest_len == (size_t)-1);				\
	memcpy_and_pad(dest, _dest_len, src,				\
		       strnlen(src, _src_len < _dest_len ? _src_len :	\
						_dest_len), pad);	\
} while (0)

#define strtomem(dest, src)	do {					\
	const size_t _dest_len = __builtin_object_size(dest, 1);	\
	const size_t _src_len = __builtin_object_size(src, 1);		\
									\
	BUILD_BUG_ON(!__builtin_constant_p(_dest_len) ||		\
		     _dest_len == (size_t)-1);				\
	memcpy(dest, src, strnlen(src, _src_len < _dest_len ?		\
				       _src_len : _dest_len));		\
} while (0)

/* Set every byte of *@obj behind @member. */
#define memset_after(obj, v, member)					\
({									\
	u8 *__ptr = (u8 *)(obj);					\
	typeof(v) __val = (v);						\
	size_t __from = offsetofend(typeof(*(obj)), member);		\
									\
	memset(__ptr + __from, __val, sizeof(*(obj)) - __from);		\
})

/* Set every byte of *@obj from @member on. */
#define memset_startat(obj, v, member)					\
({									\
	u8 *__ptr = (u8 *)(obj);					\
	typeof(v) __val = (v);						\
	size_t __from = offsetof(typeof(*(obj)), member);		\
									\
	memset(__ptr + __from, __val, sizeof(*(obj)) - __from);		\
})

#endif
