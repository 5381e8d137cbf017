// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Strings and memory blocks.
 *
 * Built with -fno-builtin and -fno-tree-loop-distribute-patterns, or the
 * compiler would turn these functions into calls of themselves. SSE2 does the
 * work: ksim, unlike a kernel, may use the vector registers as it likes.
 */
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/string.h>

typedef char vec __attribute__((__vector_size__(16)));
typedef char loose_vec
	__attribute__((__vector_size__(16), __aligned__(1), __may_alias__));
typedef u64 loose_u64 __attribute__((__aligned__(1), __may_alias__));
typedef u32 loose_u32 __attribute__((__aligned__(1), __may_alias__));
typedef u16 loose_u16 __attribute__((__aligned__(1), __may_alias__));

#define LOOSE(type, address) (*(loose_##type *)(address))
#define CONST_LOOSE(type, address) (*(const loose_##type *)(address))

/* Bit n is set where byte n of the comparison's result is true. */
static __always_inline unsigned int mask_of(vec comparison)
{
	return __builtin_ia32_pmovmskb128(comparison);
}

static __always_inline vec all_bytes(char c)
{
	return (vec){ c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c };
}

/* From this many bytes on the microcode of rep beats a loop. */
#define REP_MIN 1024

#ifdef __SANITIZE_ADDRESS__
void __asan_loadN(unsigned long address, unsigned long size);
void __asan_storeN(unsigned long address, unsigned long size);

/* Check the whole range at once: rep is invisible to the compiler. */
static __always_inline void check_read(const void *from, size_t count)
{
	if (count)
		__asan_loadN((unsigned long)from, count);
}

static __always_inline void check_write(void *to, size_t count)
{
	if (count)
		__asan_storeN((unsigned long)to, count);
}

/* Reading on to the end of an aligned block would be a finding. */
#define MAY_READ_BLOCKS false
#else
#define check_read(from, count) ((void)0)
#define check_write(to, count) ((void)0)
#define MAY_READ_BLOCKS true
#endif

/* Up to 32 bytes: everything is loaded before anything is stored. */
static __always_inline void copy_small(char *to, const char *from,
				       size_t count)
{
	if (count >= 16) {
		vec head = CONST_LOOSE(vec, from);
		vec tail = CONST_LOOSE(vec, from + count - 16);

		LOOSE(vec, to) = head;
		LOOSE(vec, to + count - 16) = tail;
	} else if (count >= 8) {
		u64 head = CONST_LOOSE(u64, from);
		u64 tail = CONST_LOOSE(u64, from + count - 8);

		LOOSE(u64, to) = head;
		LOOSE(u64, to + count - 8) = tail;
	} else if (count >= 4) {
		u32 head = CONST_LOOSE(u32, from);
		u32 tail = CONST_LOOSE(u32, from + count - 4);

		LOOSE(u32, to) = head;
		LOOSE(u32, to + count - 4) = tail;
	} else if (count >= 2) {
		u16 head = CONST_LOOSE(u16, from);
		u16 tail = CONST_LOOSE(u16, from + count - 2);

		LOOSE(u16, to) = head;
		LOOSE(u16, to + count - 2) = tail;
	} else if (count) {
		*to = *from;
	}
}

/*
 * Some processors go byte by byte where @to lies, within a page, less than
 * 64 bytes behind @from.
 */
static __always_inline bool rep_movsb_is_slow(const char *to, const char *from)
{
	return (to - from - 1) % 4096UL < 63;
}

/* More than 32 bytes, lowest first; right if @to is not inside the source. */
static __always_inline void copy_up(char *to, const char *from, size_t count)
{
	vec tail;
	char *end;

	if (count >= REP_MIN && !rep_movsb_is_slow(to, from)) {
		asm volatile("rep movsb"
			     : "+D"(to), "+S"(from), "+c"(count) : : "memory");
		return;
	}
	tail = CONST_LOOSE(vec, from + count - 16);
	end = to + count - 16;
	for (; to + 32 <= end; to += 32, from += 32) {
		vec low = CONST_LOOSE(vec, from);
		vec high = CONST_LOOSE(vec, from + 16);

		LOOSE(vec, to) = low;
		LOOSE(vec, to + 16) = high;
	}
	for (; to < end; to += 16, from += 16)
		LOOSE(vec, to) = CONST_LOOSE(vec, from);
	LOOSE(vec, end) = tail;
}

/* More than 32 bytes, highest first: for @to inside the source. */
static void copy_down(char *to, const char *from, size_t count)
{
	vec head = CONST_LOOSE(vec, from);
	char *start = to;

	for (; count >= 32; count -= 32) {
		vec high = CONST_LOOSE(vec, from + count - 16);
		vec low = CONST_LOOSE(vec, from + count - 32);

		LOOSE(vec, to + count - 16) = high;
		LOOSE(vec, to + count - 32) = low;
	}
	if (count >= 16)
		LOOSE(vec, to + count - 16) =
			CONST_LOOSE(vec, from + count - 16);
	LOOSE(vec, start) = head;
}

void *memcpy(void *dest, const void *src, size_t count)
{
	check_read(src, count);
	check_write(dest, count);
	if (count <= 32)
		copy_small(dest, src, count);
	else
		copy_up(dest, src, count);
	return dest;
}
EXPORT_SYMBOL(memcpy);

void *memmove(void *dest, const void *src, size_t count)
{
	check_read(src, count);
	check_write(dest, count);
	if (count <= 32)
		copy_small(dest, src, count);
	else if ((unsigned long)dest - (unsigned long)src >= count)
		copy_up(dest, src, count);
	else
		copy_down(dest, src, count);
	return dest;
}
EXPORT_SYMBOL(memmove);

void *memset(void *s, int c, size_t count)
{
	u64 pattern = (u8)c * 0x0101010101010101ULL;
	char *to = s;
	char *end;
	vec value;

	check_write(s, count);
	if (count >= REP_MIN) {
		asm volatile("rep stosb"
			     : "+D"(to), "+c"(count) : "a"(c) : "memory");
	} else if (count >= 16) {
		value = all_bytes(c);
		end = to + count - 16;
		for (; to < end; to += 16)
			LOOSE(vec, to) = value;
		LOOSE(vec, end) = value;
	} else if (count >= 8) {
		LOOSE(u64, to) = pattern;
		LOOSE(u64, to + count - 8) = pattern;
	} else if (count >= 4) {
		LOOSE(u32, to) = pattern;
		LOOSE(u32, to + count - 4) = pattern;
	} else {
		while (count--)
			*to++ = c;
	}
	return s;
}
EXPORT_SYMBOL(memset);

#define DEFINE_MEMSET(bits)						\
void *memset##bits(uint##bits##_t *s, uint##bits##_t v, size_t count)	\
{									\
	size_t i;							\
									\
	for (i = 0; i < count; i++)					\
		s[i] = v;						\
	return s;							\
}									\
EXPORT_SYMBOL(memset##bits)

DEFINE_MEMSET(16);
DEFINE_MEMSET(32);
DEFINE_MEMSET(64);

/* Offset of the first byte that differs, @count if there is none. */
static size_t first_difference(const u8 *a, const u8 *b, size_t count)
{
	size_t at = 0;

	for (; at + 16 <= count; at += 16) {
		vec equal = CONST_LOOSE(vec, a + at) == CONST_LOOSE(vec, b + at);
		unsigned int mask = mask_of(equal);

		if (mask != 0xffff)
			return at + __builtin_ctz(~mask);
	}
	while (at < count && a[at] == b[at])
		at++;
	return at;
}

int memcmp(const void *cs, const void *ct, size_t count)
{
	const u8 *a = cs, *b = ct;
	size_t at = first_difference(a, b, count);

	return at == count ? 0 : a[at] - b[at];
}
EXPORT_SYMBOL(memcmp);

int bcmp(const void *a, const void *b, size_t len)
{
	return memcmp(a, b, len);
}
EXPORT_SYMBOL(bcmp);

/*
 * Address of the first byte that is @c or @other; @limit if there is none in
 * front of it. Reads whole aligned blocks, which never reach into a page that
 * the bytes asked for are not in.
 */
static const char *scan(const char *s, const char *limit, char c, char other)
{
	vec first = all_bytes(c), second = all_bytes(other);
	const char *block;
	unsigned int mask;
	unsigned int skip = (unsigned long)s & 15;

	if (s >= limit)
		return limit;
	if (!MAY_READ_BLOCKS) {
		while (s < limit && *s != c && *s != other)
			s++;
		return s;
	}
	block = s - skip;
	mask = mask_of((*(const vec *)block == first) |
		       (*(const vec *)block == second));
	mask = mask >> skip << skip;
	while (!mask) {
		block += 16;
		if (block >= limit)
			return limit;
		mask = mask_of((*(const vec *)block == first) |
			       (*(const vec *)block == second));
	}
	block += __builtin_ctz(mask);
	return block < limit ? block : limit;
}

/* Behind every byte there is. */
#define NO_LIMIT ((const char *)ULONG_MAX)

/* Where a search of @count bytes ends, without wrapping round. */
static const char *limit_of(const char *s, size_t count)
{
	return count < (unsigned long)NO_LIMIT - (unsigned long)s ?
		s + count : NO_LIMIT;
}

size_t strlen(const char *s)
{
	return scan(s, NO_LIMIT, 0, 0) - s;
}
EXPORT_SYMBOL(strlen);

size_t strnlen(const char *s, size_t count)
{
	return scan(s, limit_of(s, count), 0, 0) - s;
}
EXPORT_SYMBOL(strnlen);

void *memchr(const void *s, int c, size_t n)
{
	const char *limit = limit_of(s, n);
	const char *found = scan(s, limit, c, c);

	return found < limit ? (void *)found : NULL;
}
EXPORT_SYMBOL(memchr);

void *memscan(void *addr, int c, size_t size)
{
	return (void *)scan(addr, limit_of(addr, size), c, c);
}
EXPORT_SYMBOL(memscan);

void *memchr_inv(const void *s, int c, size_t n)
{
	const u8 *byte = s;
	const vec same = all_bytes(c);

	for (; n >= 16; n -= 16, byte += 16)
		if (mask_of(CONST_LOOSE(vec, byte) == same) != 0xffff)
			break;
	for (; n; n--, byte++)
		if (*byte != (u8)c)
			return (void *)byte;
	return NULL;
}
EXPORT_SYMBOL(memchr_inv);

char *strchrnul(const char *s, int c)
{
	return (char *)scan(s, NO_LIMIT, c, 0);
}
EXPORT_SYMBOL(strchrnul);

char *strnchrnul(const char *s, size_t count, int c)
{
	return (char *)scan(s, limit_of(s, count), c, 0);
}

char *strchr(const char *s, int c)
{
	const char *found = scan(s, NO_LIMIT, c, 0);

	return *found == (char)c ? (char *)found : NULL;
}
EXPORT_SYMBOL(strchr);

char *strnchr(const char *s, size_t count, int c)
{
	const char *limit = limit_of(s, count);
	const char *found = scan(s, limit, c, 0);

	return found < limit && *found == (char)c ? (char *)found : NULL;
}
EXPORT_SYMBOL(strnchr);

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	for (;; s++) {
		s = scan(s, NO_LIMIT, c, 0);
		if (*s == (char)c)
			last = s;
		if (!*s)
			return (char *)last;
	}
}
EXPORT_SYMBOL(strrchr);

char *stpcpy(char *__restrict__ dest, const char *__restrict__ src)
{
	size_t len = strlen(src);

	memcpy(dest, src, len + 1);
	return dest + len;
}
EXPORT_SYMBOL(stpcpy);

char *strcpy(char *dest, const char *src)
{
	memcpy(dest, src, strlen(src) + 1);
	return dest;
}
EXPORT_SYMBOL(strcpy);

char *strncpy(char *dest, const char *src, size_t count)
{
	size_t len = strnlen(src, count);

	memcpy(dest, src, len);
	memset(dest + len, 0, count - len);
	return dest;
}
EXPORT_SYMBOL(strncpy);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
size_t strlcpy(char *dest, const char *src, size_t size)
{
	size_t len = strlen(src);

	if (size) {
		size_t copied = len < size ? len : size - 1;

		memcpy(dest, src, copied);
		dest[copied] = '\0';
	}
	return len;
}
EXPORT_SYMBOL(strlcpy);
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#define sized_strscpy strscpy
#endif

ssize_t sized_strscpy(char *dest, const char *src, size_t count)
{
	size_t len;

	if (count == 0 || WARN_ON_ONCE(count > INT_MAX))
		return -E2BIG;
	len = strnlen(src, count);
	if (len == count) {
		memcpy(dest, src, count - 1);
		dest[count - 1] = '\0';
		return -E2BIG;
	}
	memcpy(dest, src, len + 1);
	return len;
}
EXPORT_SYMBOL(sized_strscpy);

char *strcat(char *dest, const char *src)
{
	strcpy(dest + strlen(dest), src);
	return dest;
}
EXPORT_SYMBOL(strcat);

char *strncat(char *dest, const char *src, size_t count)
{
	char *end = dest + strlen(dest);
	size_t len = strnlen(src, count);

	memcpy(end, src, len);
	/* With nothing to append Linux writes nothing at all. */
	if (count)
		end[len] = '\0';
	return dest;
}
EXPORT_SYMBOL(strncat);

size_t strlcat(char *dest, const char *src, size_t count)
{
	size_t old = strlen(dest);
	size_t len = strlen(src);
	size_t copied;

	/* A full buffer is a bug of the caller's, in Linux too. */
	BUG_ON(old >= count);
	copied = len < count - old ? len : count - old - 1;
	memcpy(dest + old, src, copied);
	dest[old + copied] = '\0';
	return old + len;
}
EXPORT_SYMBOL(strlcat);

int strcmp(const char *cs, const char *ct)
{
	const u8 *a = (const u8 *)cs, *b = (const u8 *)ct;

	while (*a && *a == *b)
		a++, b++;
	return *a == *b ? 0 : *a < *b ? -1 : 1;
}
EXPORT_SYMBOL(strcmp);

int strncmp(const char *cs, const char *ct, size_t count)
{
	const u8 *a = (const u8 *)cs, *b = (const u8 *)ct;

	for (; count; count--, a++, b++) {
		if (*a != *b)
			return *a < *b ? -1 : 1;
		if (!*a)
			break;
	}
	return 0;
}
EXPORT_SYMBOL(strncmp);

int strncasecmp(const char *s1, const char *s2, size_t len)
{
	for (; len; len--, s1++, s2++) {
		int difference = tolower(*s1) - tolower(*s2);

		if (difference || !*s1)
			return difference;
	}
	return 0;
}
EXPORT_SYMBOL(strncasecmp);

int strcasecmp(const char *s1, const char *s2)
{
	return strncasecmp(s1, s2, SIZE_MAX);
}
EXPORT_SYMBOL(strcasecmp);

char *strnstr(const char *s1, const char *s2, size_t len)
{
	size_t wanted = strlen(s2);

	for (; len >= wanted; s1++, len--)
		if (!memcmp(s1, s2, wanted))
			return (char *)s1;
	return NULL;
}
EXPORT_SYMBOL(strnstr);

char *strstr(const char *s1, const char *s2)
{
	return strnstr(s1, s2, strlen(s1));
}
EXPORT_SYMBOL(strstr);

/* Characters at the start of @s that are in @set, or are not. */
static size_t span(const char *s, const char *set, bool in_set)
{
	size_t len = 0;

	while (s[len] && (strchr(set, s[len]) != NULL) == in_set)
		len++;
	return len;
}

size_t strspn(const char *s, const char *accept)
{
	return span(s, accept, true);
}
EXPORT_SYMBOL(strspn);

size_t strcspn(const char *s, const char *reject)
{
	return span(s, reject, false);
}
EXPORT_SYMBOL(strcspn);

char *strpbrk(const char *cs, const char *ct)
{
	cs += strcspn(cs, ct);
	return *cs ? (char *)cs : NULL;
}
EXPORT_SYMBOL(strpbrk);

char *strsep(char **s, const char *ct)
{
	char *token = *s;
	char *end;

	if (!token)
		return NULL;
	end = strpbrk(token, ct);
	if (end)
		*end++ = '\0';
	*s = end;
	return token;
}
EXPORT_SYMBOL(strsep);
