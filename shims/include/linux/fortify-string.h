/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks of string and memory functions against the size of the objects they
 * are called with, where the compiler knows it. As on a Debian kernel, what is
 * certainly wrong does not compile, and the rest ends in fortify_panic().
 *
 * Only modules are checked.
 *
 * Stands for: include/linux/fortify-string.h (CONFIG_FORTIFY_SOURCE)
 * Fidelity:   MODEL - functions, limits and texts; no compile-time warning for
 *             a write that leaves a field but not its structure, and the size
 *             of what kmalloc() returned is not known
 * Absent:     checks of strlcat() (6.12)
 */
#ifndef _LINUX_FORTIFY_STRING_H_
#define _LINUX_FORTIFY_STRING_H_

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/version.h>
#include <linux/string.h>
#include <linux/stringify.h>

/* Never defined: a call that is not optimised away is the error. */
void ksim_fortify_write(void)
	__attribute__((__error__("detected write beyond size of object (1st parameter)")));
void ksim_fortify_read(void)
	__attribute__((__error__("detected read beyond size of object")));

#define __struct_size(p)	__builtin_object_size(p, 0)
#define __member_size(p)	__builtin_object_size(p, 1)

/* Known to be true at compile time. */
#define __fortify_surely(condition) \
	(__builtin_constant_p(condition) && (condition))

/* The functions themselves, by another name. */
#define KSIM_DECLARE_REAL(type, name, ...) \
	extern type __real_##name(__VA_ARGS__) __asm__(#name)

KSIM_DECLARE_REAL(size_t, strnlen, const char *s, size_t count);
KSIM_DECLARE_REAL(void *, memscan, void *s, int c, size_t count);
KSIM_DECLARE_REAL(void *, memchr_inv, const void *s, int c, size_t count);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
KSIM_DECLARE_REAL(size_t, strlcpy, char *dest, const char *src, size_t size);
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
KSIM_DECLARE_REAL(ssize_t, strscpy, char *dest, const char *src, size_t count);
#define __real_sized_strscpy __real_strscpy
#else
KSIM_DECLARE_REAL(ssize_t, sized_strscpy, char *dest, const char *src,
		  size_t count);
#endif

#define __FORTIFY_INLINE extern __always_inline __gnu_inline

/* @count bytes of an object of @size bytes are to be read. */
__FORTIFY_INLINE void __fortify_read(size_t size, size_t count,
				     const char *name)
{
	if (__fortify_surely(size < count))
		ksim_fortify_read();
	if (size < count)
		fortify_panic(name);
}

__FORTIFY_INLINE void __fortify_write(size_t size, size_t count,
				      const char *name)
{
	if (__fortify_surely(size < count))
		ksim_fortify_write();
	if (size < count)
		fortify_panic(name);
}

__FORTIFY_INLINE size_t strnlen(const char *p, size_t maxlen)
{
	size_t size = __member_size(p);
	size_t len = __real_strnlen(p, maxlen < size ? maxlen : size);

	/* No NUL in the whole object, and still not at the limit. */
	if (len >= size && len != maxlen)
		fortify_panic("strnlen");
	return len;
}

__FORTIFY_INLINE size_t __fortify_strlen(const char *p)
{
	size_t size = __member_size(p);
	size_t len;

	if (size == SIZE_MAX || __builtin_constant_p(__builtin_strlen(p)))
		return __builtin_strlen(p);
	len = __real_strnlen(p, size);
	if (len >= size)
		fortify_panic("strlen");
	return len;
}

/* Must remain a constant where it was one. */
#define strlen(p)							\
	__builtin_choose_expr(						\
		__builtin_constant_p(__builtin_strlen(p)),		\
		__builtin_strlen(p), __fortify_strlen(p))

__FORTIFY_INLINE char *strcpy(char *p, const char *q)
{
	size_t size;

	if (__member_size(p) == SIZE_MAX && __member_size(q) == SIZE_MAX)
		return __builtin_strcpy(p, q);
	size = __fortify_strlen(q) + 1;
	__fortify_write(__member_size(p), size, "strcpy");
	__builtin_memcpy(p, q, size);
	return p;
}

__FORTIFY_INLINE char *strncpy(char *p, const char *q, size_t size)
{
	__fortify_write(__member_size(p), size, "strncpy");
	return __builtin_strncpy(p, q, size);
}

__FORTIFY_INLINE char *strcat(char *p, const char *q)
{
	size_t size = __member_size(p);

	if (size == SIZE_MAX)
		return __builtin_strcat(p, q);
	if (__real_strnlen(p, size) + __builtin_strlen(q) >= size)
		fortify_panic("strcat");
	return __builtin_strcat(p, q);
}

__FORTIFY_INLINE char *strncat(char *p, const char *q, size_t count)
{
	size_t len, copied;

	if (__member_size(p) == SIZE_MAX && __member_size(q) == SIZE_MAX)
		return __builtin_strncat(p, q, count);
	len = __fortify_strlen(p);
	copied = strnlen(q, count);
	if (__member_size(p) < len + copied + 1)
		fortify_panic("strncat");
	__builtin_memcpy(p + len, q, copied);
	p[len + copied] = '\0';
	return p;
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
__FORTIFY_INLINE size_t strlcpy(char *p, const char *q, size_t size)
{
	size_t len, copied;

	if (__member_size(p) == SIZE_MAX && __member_size(q) == SIZE_MAX)
		return __real_strlcpy(p, q, size);
	len = __fortify_strlen(q);
	if (size) {
		copied = len < size ? len : size - 1;
		if (copied >= __member_size(p))
			fortify_panic("strlcpy");
		__builtin_memcpy(p, q, copied);
		p[copied] = '\0';
	}
	return len;
}
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#define __fortify_strscpy strscpy
#else
#define __fortify_strscpy sized_strscpy
#endif
__FORTIFY_INLINE ssize_t __fortify_strscpy(char *p, const char *q, size_t size)
{
	size_t len;

	if (__member_size(p) == SIZE_MAX && __member_size(q) == SIZE_MAX)
		return __real_sized_strscpy(p, q, size);
	if (__fortify_surely(__member_size(p) < size))
		ksim_fortify_write();
	len = strnlen(q, size);
	if (len < size)
		len++;
	if (len > __member_size(p))
		fortify_panic("strscpy");
	return __real_sized_strscpy(p, q, len);
}
#undef __fortify_strscpy

__FORTIFY_INLINE void *memscan(void *p, int c, size_t size)
{
	__fortify_read(__struct_size(p), size, "memscan");
	return __real_memscan(p, c, size);
}

__FORTIFY_INLINE void *memchr(const void *p, int c, size_t size)
{
	__fortify_read(__struct_size(p), size, "memchr");
	return __builtin_memchr(p, c, size);
}

__FORTIFY_INLINE void *memchr_inv(const void *p, int c, size_t size)
{
	__fortify_read(__struct_size(p), size, "memchr_inv");
	return __real_memchr_inv(p, c, size);
}

__FORTIFY_INLINE int memcmp(const void *p, const void *q, size_t size)
{
	__fortify_read(__struct_size(p), size, "memcmp");
	__fortify_read(__struct_size(q), size, "memcmp");
	return __builtin_memcmp(p, q, size);
}

#define memset(p, c, size)						\
({									\
	size_t __fortify_size = (size_t)(size);				\
									\
	if (__fortify_surely(__member_size(p) < __struct_size(p) &&	\
			     __struct_size(p) < __fortify_size))	\
		ksim_fortify_write();					\
	if (__struct_size(p) < __fortify_size)				\
		fortify_panic("memset");				\
	__builtin_memset(p, c, __fortify_size);				\
})

/*
 * Leaving a field for the next one is a warning, leaving the structure the
 * end. A field of no size is an old way to write a flexible array.
 */
#define __fortify_copy(p, q, size, op)					\
({									\
	const size_t __fortify_size = (size_t)(size);			\
	const size_t __fortify_field = __member_size(p);		\
	const size_t __fortify_to = __struct_size(p);			\
	const size_t __fortify_from = __struct_size(q);			\
									\
	if (__fortify_surely(__fortify_field < __fortify_to &&		\
			     __fortify_to < __fortify_size))		\
		ksim_fortify_write();					\
	if (__fortify_surely(__member_size(q) < __fortify_from &&	\
			     __fortify_from < __fortify_size))		\
		ksim_fortify_read();					\
	if (__fortify_to < __fortify_size ||				\
	    __fortify_from < __fortify_size)				\
		fortify_panic(#op);					\
	WARN_ONCE(__fortify_field != 0 &&				\
		  __fortify_field != __fortify_to &&			\
		  __fortify_field < __fortify_size,			\
		  #op ": detected field-spanning write (size %zu) of single %s (size %zu)\n", \
		  __fortify_size,					\
		  "field \"" #p "\" at " __FILE__ ":" __stringify(__LINE__), \
		  __fortify_field);					\
	__builtin_##op(p, q, __fortify_size);				\
})

#define memcpy(p, q, size) __fortify_copy(p, q, size, memcpy)
#define memmove(p, q, size) __fortify_copy(p, q, size, memmove)

#undef unsafe_memcpy
#define unsafe_memcpy(dst, src, bytes, justification) \
	__builtin_memcpy(dst, src, bytes)

#endif
