// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * printf and scanf as the kernel has them.
 *
 * Text goes through struct out, which counts on when the buffer is full: the
 * return value is the length the whole text would have.
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/cred.h>
#include <linux/ctype.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/hex.h>
#include <linux/ioport.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/time.h>
#include <linux/uuid.h>
#include <asm/byteorder.h>
#include <asm/page.h>
#include <uapi/linux/in.h>
#include <uapi/linux/in6.h>
#include <uapi/linux/rtc.h>
#include "kstrtox.h"

bool no_hash_pointers;
EXPORT_SYMBOL_GPL(no_hash_pointers);

int kptr_restrict;

/* A buffer of @size bytes; @at runs on behind its end. */
struct out {
	char *buf;
	size_t size;
	size_t at;
};

static __always_inline void put(struct out *out, char c)
{
	if (out->at < out->size)
		out->buf[out->at] = c;
	out->at++;
}

static size_t room(const struct out *out)
{
	return out->at < out->size ? out->size - out->at : 0;
}

static void put_text(struct out *out, const char *text, size_t len)
{
	size_t fits = min(len, room(out));

	if (fits)
		memcpy(out->buf + out->at, text, fits);
	out->at += len;
}

static void put_fill(struct out *out, char c, int count)
{
	if (count <= 0)
		return;
	if (room(out))
		memset(out->buf + out->at, c, min_t(size_t, count, room(out)));
	out->at += count;
}

/* Flags of a conversion. */
#define SIGN	0x01 /* the number is signed */
#define LEFT	0x02
#define PLUS	0x04
#define SPACE	0x08
#define ZEROPAD	0x10
#define SMALL	0x20 /* lower case; also what makes a letter lower case */
#define SPECIAL	0x40 /* 0x or 0 in front */

#define FIELD_WIDTH_MAX ((1 << 23) - 1)
#define PRECISION_MAX ((1 << 15) - 1)

/* One conversion; -1 where there is no width or precision. */
struct spec {
	int width;
	int precision;
	unsigned char flags;
	unsigned char base;
};

static const struct spec text_spec = { .width = -1, .precision = -1 };
static const struct spec flag_spec = {
	.width = 0, .precision = -1, .base = 16, .flags = SPECIAL | SMALL,
};
static const struct spec decimal_spec = {
	.width = 0, .precision = -1, .base = 10,
};
static const struct spec decimal2_spec = {
	.width = 2, .precision = -1, .base = 10, .flags = ZEROPAD,
};
static const struct spec decimal4_spec = {
	.width = 4, .precision = -1, .base = 10, .flags = ZEROPAD,
};

static const char digit_pairs[] =
	"00010203040506070809101112131415161718192021222324252627282930313233"
	"34353637383940414243444546474849505152535455565758596061626364656667"
	"6869707172737475767778798081828384858687888990919293949596979899";

/* Write @num so that it ends in front of @end; returns where it begins. */
static char *digits_before(char *end, unsigned long long num,
			   unsigned int base, char letter_case)
{
	unsigned int shift = base == 16 ? 4 : 3;

	if (base == 10) {
		while (num >= 100) {
			const char *pair = digit_pairs + num % 100 * 2;

			num /= 100;
			*--end = pair[1];
			*--end = pair[0];
		}
		if (num >= 10) {
			*--end = digit_pairs[num * 2 + 1];
			num /= 10;
		}
		*--end = '0' + num;
		return end;
	}
	do {
		*--end = hex_asc_upper[num & (base - 1)] | letter_case;
		num >>= shift;
	} while (num);
	return end;
}

#define DIGITS_MAX 24 /* 22 octal digits in 64 bits */

static noinline_for_stack
void put_number(struct out *out, unsigned long long num, struct spec spec)
{
	char digits[DIGITS_MAX];
	char *end = digits + sizeof(digits);
	char *start;
	char prefix[3];
	int prefix_len = 0;
	int len, zeroes, pad;

	if (spec.flags & SIGN) {
		if ((long long)num < 0) {
			prefix[prefix_len++] = '-';
			num = -num;
		} else if (spec.flags & PLUS) {
			prefix[prefix_len++] = '+';
		} else if (spec.flags & SPACE) {
			prefix[prefix_len++] = ' ';
		}
	}
	if (spec.flags & SPECIAL && spec.base != 10) {
		if (spec.base == 16 || num)
			prefix[prefix_len++] = '0';
		if (spec.base == 16)
			prefix[prefix_len++] = 'X' | (spec.flags & SMALL);
	}
	start = digits_before(end, num, spec.base, spec.flags & SMALL);
	len = end - start;

	/* Unlike C, a precision does not switch off zero padding. */
	zeroes = max(spec.precision - len, 0);
	pad = spec.width - prefix_len - zeroes - len;
	if (pad > 0 && !(spec.flags & LEFT)) {
		if (spec.flags & ZEROPAD)
			zeroes += pad;
		else
			put_fill(out, ' ', pad);
		pad = 0;
	}
	put_text(out, prefix, prefix_len);
	put_fill(out, '0', zeroes);
	put_text(out, start, len);
	put_fill(out, ' ', pad);
}

/* 0x and all digits of @size bytes. */
static void put_special_hex(struct out *out, unsigned long long num, int size)
{
	struct spec spec = flag_spec;

	spec.width = 2 + 2 * size;
	spec.flags |= ZEROPAD;
	put_number(out, num, spec);
}

/* @len bytes of @text, padded to the width. */
static void put_padded(struct out *out, const char *text, size_t len,
		       struct spec spec)
{
	int pad = spec.width > 0 && len < spec.width ? spec.width - len : 0;

	if (!(spec.flags & LEFT)) {
		put_fill(out, ' ', pad);
		pad = 0;
	}
	put_text(out, text, len);
	put_fill(out, ' ', pad);
}

/* A string from an address known to be good. */
static void put_string_nocheck(struct out *out, const char *s,
			       struct spec spec)
{
	put_padded(out, s, spec.precision < 0 ? strlen(s) :
			strnlen(s, spec.precision), spec);
}

/* Complaints are cut at the width of a pointer unless told otherwise. */
static void put_error(struct out *out, const char *s, struct spec spec)
{
	if (spec.precision == -1)
		spec.precision = 2 * sizeof(void *);
	put_string_nocheck(out, s, spec);
}

/* Prints why @ptr cannot be followed; returns false if it can. */
static bool put_bad_pointer(struct out *out, const void *ptr,
			    struct spec spec)
{
	if (likely((unsigned long)ptr >= PAGE_SIZE && !IS_ERR_VALUE(ptr)))
		return false;
	put_error(out, ptr ? "(efault)" : "(null)", spec);
	return true;
}

static void put_string(struct out *out, const char *s, struct spec spec)
{
	if (!put_bad_pointer(out, s, spec))
		put_string_nocheck(out, s, spec);
}

/* The value of a pointer: %px, and what %p makes of its hash. */
static void put_address(struct out *out, unsigned long value,
			struct spec spec)
{
	spec.base = 16;
	spec.flags |= SMALL;
	if (spec.width == -1) {
		spec.width = 2 * sizeof(void *);
		spec.flags |= ZEROPAD;
	}
	put_number(out, value, spec);
}

/*
 * What %p shows: 32 bits that tell pointers apart but say nothing about them.
 * Linux takes SipHash with a key drawn at boot. Here a run must repeat itself,
 * so the key is fixed and the finaliser of splitmix64 does.
 */
int ptr_to_hashval(const void *ptr, unsigned long *hashval_out)
{
	u64 hash = (u64)ptr ^ 0x6b73696d2d707472ULL;

	hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9ULL;
	hash = (hash ^ hash >> 27) * 0x94d049bb133111ebULL;
	*hashval_out = (hash ^ hash >> 31) & 0xffffffff;
	return 0;
}

static void put_pointer(struct out *out, const void *ptr, struct spec spec)
{
	unsigned long value = (unsigned long)ptr;

	if (!IS_ERR_OR_NULL(ptr) && !no_hash_pointers)
		ptr_to_hashval(ptr, &value);
	put_address(out, value, spec);
}

static noinline_for_stack
void put_restricted(struct out *out, const void *ptr, struct spec spec)
{
	const struct cred *cred;

	switch (kptr_restrict) {
	case 0:
		put_pointer(out, ptr, spec);
		return;
	case 1:
		if (in_hardirq() || in_serving_softirq() || in_nmi()) {
			if (spec.width == -1)
				spec.width = 2 * sizeof(ptr);
			put_error(out, "pK-error", spec);
			return;
		}
		cred = current_cred();
		if (!has_capability_noaudit(current, CAP_SYSLOG) ||
		    !uid_eq(cred->euid, cred->uid) ||
		    !gid_eq(cred->egid, cred->gid))
			ptr = NULL;
		break;
	default:
		ptr = NULL;
		break;
	}
	put_address(out, (unsigned long)ptr, spec);
}

static void put_err_ptr(struct out *out, const void *ptr, struct spec spec)
{
	long error = PTR_ERR(ptr);
	const char *name = errname(error);

	if (name) {
		put_string_nocheck(out, name, spec);
		return;
	}
	spec.flags |= SIGN;
	spec.base = 10;
	put_number(out, error, spec);
}

#define DENTRY_DEPTH_MAX 4

static noinline_for_stack
void put_dentry(struct out *out, const struct dentry *dentry,
		struct spec spec, const char *fmt)
{
	const char *names[DENTRY_DEPTH_MAX];
	int depth = fmt[1] >= '2' && fmt[1] <= '4' ? fmt[1] - '0' : 1;
	int count = 0, len = 0, pad, i;

	while (count < depth) {
		const struct dentry *parent;

		if (put_bad_pointer(out, dentry, spec))
			return;
		parent = dentry->d_parent;
		names[count++] = (const char *)dentry->d_name.name;
		if (parent == dentry) {
			/* The root's own name only where nothing is below. */
			if (count > 1)
				names[count - 1] = "";
			break;
		}
		dentry = parent;
	}
	for (i = 0; i < count; i++)
		len += strlen(names[i]) + (i > 0);
	if (spec.precision >= 0)
		len = min(len, spec.precision);

	pad = spec.width - len;
	if (!(spec.flags & LEFT)) {
		put_fill(out, ' ', pad);
		pad = 0;
	}
	while (count-- && len) {
		int part = min_t(int, strlen(names[count]), len);

		put_text(out, names[count], part);
		len -= part;
		if (count && len) {
			put(out, '/');
			len--;
		}
	}
	put_fill(out, ' ', pad);
}

static noinline_for_stack
void put_symbol(struct out *out, void *ptr, struct spec spec, const char *fmt)
{
	char name[KSYM_SYMBOL_LEN];
	unsigned long address = (unsigned long)ptr;

	if (*fmt == 'B')
		sprint_backtrace(name, address);
	else if (*fmt == 's')
		sprint_symbol_no_offset(name, address);
	else
		sprint_symbol(name, address);
	put_string_nocheck(out, name, spec);
}

static const struct {
	unsigned long flag;
	const char *name;
	struct spec spec;
} resource_kinds[] = {
	{ IORESOURCE_IO, "io  ", { 6, -1, SPECIAL | SMALL | ZEROPAD, 16 } },
	{ IORESOURCE_MEM, "mem ", { 10, -1, SPECIAL | SMALL | ZEROPAD, 16 } },
	{ IORESOURCE_IRQ, "irq ", { 0, -1, 0, 10 } },
	{ IORESOURCE_DMA, "dma ", { 0, -1, 0, 10 } },
	{ IORESOURCE_BUS, "bus ", { 2, -1, SMALL | ZEROPAD, 16 } },
	{ ~0UL, "??? ", { 10, -1, SPECIAL | SMALL | ZEROPAD, 16 } },
};

static noinline_for_stack
void put_resource(struct out *out, const struct resource *res,
		  struct spec spec, bool decode)
{
	static const struct {
		unsigned long flag;
		const char *name;
	} properties[] = {
		{ IORESOURCE_MEM_64, " 64bit" },
		{ IORESOURCE_PREFETCH, " pref" },
		{ IORESOURCE_WINDOW, " window" },
		{ IORESOURCE_DISABLED, " disabled" },
	};
	char text[128];
	struct out to = { text, sizeof(text), 0 };
	int kind = 0, i;

	if (put_bad_pointer(out, res, spec))
		return;
	while (kind < ARRAY_SIZE(resource_kinds) - 1 &&
	       !(res->flags & resource_kinds[kind].flag))
		kind++;
	if (kind == ARRAY_SIZE(resource_kinds) - 1)
		decode = false;

	put(&to, '[');
	put_string_nocheck(&to, resource_kinds[kind].name, text_spec);
	if (decode && res->flags & IORESOURCE_UNSET) {
		put_string_nocheck(&to, "size ", text_spec);
		put_number(&to, resource_size(res), resource_kinds[kind].spec);
	} else {
		put_number(&to, res->start, resource_kinds[kind].spec);
		if (res->start != res->end) {
			put(&to, '-');
			put_number(&to, res->end, resource_kinds[kind].spec);
		}
	}
	if (decode) {
		for (i = 0; i < ARRAY_SIZE(properties); i++)
			if (res->flags & properties[i].flag)
				put_string_nocheck(&to, properties[i].name,
						   text_spec);
	} else {
		put_string_nocheck(&to, " flags ", text_spec);
		put_number(&to, res->flags, flag_spec);
	}
	put(&to, ']');
	put_padded(out, text, spec.precision < 0 ? to.at :
			min_t(size_t, to.at, spec.precision), spec);
}

/* %*ph: the width is the number of bytes, at most 64. */
static void put_hex(struct out *out, const u8 *bytes, struct spec spec,
		    const char *fmt)
{
	char separator = ' ';
	int i, len;

	if (spec.width == 0 || put_bad_pointer(out, bytes, spec))
		return;
	if (fmt[1] == 'C')
		separator = ':';
	else if (fmt[1] == 'D')
		separator = '-';
	else if (fmt[1] == 'N')
		separator = 0;
	len = spec.width > 0 ? min(spec.width, 64) : 1;
	for (i = 0; i < len; i++) {
		if (i && separator)
			put(out, separator);
		put(out, hex_asc_hi(bytes[i]));
		put(out, hex_asc_lo(bytes[i]));
	}
}

/* %*pb: the width is the number of bits; 32 of them in a group. */
static void put_bitmap(struct out *out, const unsigned long *bitmap,
		       struct spec spec)
{
	int bits = max(spec.width, 0);
	int at;

	if (put_bad_pointer(out, bitmap, spec))
		return;
	for (at = ALIGN(bits, 32) - 32; at >= 0; at -= 32) {
		int in_group = min(bits - at, 32);
		u32 value = bitmap[at / BITS_PER_LONG] >> at % BITS_PER_LONG &
			    GENMASK(in_group - 1, 0);
		struct spec hex = { .base = 16, .flags = SMALL | ZEROPAD };

		if (at + in_group < bits)
			put(out, ',');
		hex.width = DIV_ROUND_UP(in_group, 4);
		put_number(out, value, hex);
	}
}

static bool bit_in(const unsigned long *bitmap, int bit)
{
	return bitmap[bit / BITS_PER_LONG] >> bit % BITS_PER_LONG & 1;
}

/* %*pbl: ranges, for example "0-3,7". */
static void put_bitmap_list(struct out *out, const unsigned long *bitmap,
			    struct spec spec)
{
	int bits = max(spec.width, 0);
	int bit, start;
	bool first = true;

	if (put_bad_pointer(out, bitmap, spec))
		return;
	for (bit = 0; bit < bits; bit++) {
		if (!bit_in(bitmap, bit))
			continue;
		start = bit;
		while (bit + 1 < bits && bit_in(bitmap, bit + 1))
			bit++;
		if (!first)
			put(out, ',');
		first = false;
		put_number(out, start, decimal_spec);
		if (bit > start) {
			put(out, '-');
			put_number(out, bit, decimal_spec);
		}
	}
}

static void put_mac(struct out *out, const u8 *address, struct spec spec,
		    const char *fmt)
{
	char text[sizeof("xx:xx:xx:xx:xx:xx")];
	char separator = fmt[1] == 'F' ? '-' : ':';
	char *p = text;
	int i;

	if (put_bad_pointer(out, address, spec))
		return;
	for (i = 0; i < 6; i++) {
		if (i && fmt[0] == 'M')
			*p++ = separator;
		p = hex_byte_pack(p, address[fmt[1] == 'R' ? 5 - i : i]);
	}
	*p = '\0';
	put_string_nocheck(out, text, spec);
}

/* @zeroes: three digits for every byte. Returns the end. */
static char *format_ip4(char *p, const u8 *address, bool zeroes, char order)
{
	bool reversed = order == 'h' || order == 'l';
	int i;

	for (i = 0; i < 4; i++) {
		u8 byte = address[reversed ? 3 - i : i];

		if (i)
			*p++ = '.';
		if (zeroes || byte >= 100)
			*p++ = '0' + byte / 100;
		if (zeroes || byte >= 10)
			*p++ = '0' + byte / 10 % 10;
		*p++ = '0' + byte % 10;
	}
	*p = '\0';
	return p;
}

static char *format_ip6(char *p, const u8 *address, bool colons)
{
	int i;

	for (i = 0; i < 16; i++) {
		if (i && colons && i % 2 == 0)
			*p++ = ':';
		p = hex_byte_pack(p, address[i]);
	}
	*p = '\0';
	return p;
}

/* Is the last third of the address to be written as IPv4? */
static bool holds_ip4(const u16 words[8])
{
	bool mapped = !(words[0] | words[1] | words[2] | words[3] | words[4]) &&
		      words[5] == 0xffff;
	bool isatap = (words[4] | 0x0200) == 0x0200 && words[5] == 0x5efe;

	return mapped || isatap;
}

/* RFC 5952: the first of the longest runs of two or more zero words is "::" */
static char *format_ip6_compressed(char *p, const u8 *address)
{
	u16 words[8];
	bool ip4;
	int i, count, run_start = -1, run_len = 1;
	bool colon = false;

	for (i = 0; i < 8; i++)
		words[i] = address[2 * i] << 8 | address[2 * i + 1];
	ip4 = holds_ip4(words);
	count = ip4 ? 6 : 8;
	for (i = 0; i < count; i++) {
		int len = 0;

		while (i + len < count && !words[i + len])
			len++;
		if (len > run_len) {
			run_start = i;
			run_len = len;
		}
	}
	for (i = 0; i < count; i++) {
		char digits[8];
		char *start;

		if (i == run_start) {
			*p++ = ':';
			*p++ = ':';
			i += run_len - 1;
			colon = false;
			continue;
		}
		if (colon)
			*p++ = ':';
		start = digits_before(digits + sizeof(digits), words[i], 16,
				      SMALL);
		while (start < digits + sizeof(digits))
			*p++ = *start++;
		colon = true;
	}
	if (ip4) {
		if (colon)
			*p++ = ':';
		p = format_ip4(p, address + 12, false, 'n');
	}
	*p = '\0';
	return p;
}

static char *format_decimal(char *p, unsigned int num)
{
	char digits[DIGITS_MAX];
	char *end = digits + sizeof(digits);
	char *start = digits_before(end, num, 10, 0);

	memcpy(p, start, end - start);
	return p + (end - start);
}

/* Longest: an IPv6 address in brackets with port, flow and scope */
#define SOCKADDR_TEXT_MAX \
	sizeof("[xxxx:xxxx:xxxx:xxxx:xxxx:xxxx:255.255.255.255]" \
	       ":12345/123456789%1234567890")

struct sockaddr_start {
	__kernel_sa_family_t family;
};

/* AF_INET and AF_INET6, which no user API header has. */
enum { FAMILY_INET = 2, FAMILY_INET6 = 10 };

/* %pIS: whatever family the socket address has. */
static noinline_for_stack
void put_sockaddr(struct out *out, const void *address, struct spec spec,
		  const char *fmt)
{
	const struct sockaddr_in *v4 = address;
	const struct sockaddr_in6 *v6 = address;
	bool port = false, flow = false, scope = false, compressed = false;
	bool plain = fmt[0] == 'I';
	char order = 'n';
	char text[SOCKADDR_TEXT_MAX];
	char *p = text;
	const char *option;

	for (option = fmt + 2; isalpha(*option); option++) {
		port |= *option == 'p';
		flow |= *option == 'f';
		scope |= *option == 's';
		compressed |= *option == 'c';
		if (*option == 'h' || *option == 'l' || *option == 'n' ||
		    *option == 'b')
			order = *option;
	}
	switch (((const struct sockaddr_start *)address)->family) {
	case FAMILY_INET:
		p = format_ip4(p, (const u8 *)&v4->sin_addr, !plain, order);
		if (port) {
			*p++ = ':';
			p = format_decimal(p, be16_to_cpu(v4->sin_port));
		}
		break;
	case FAMILY_INET6:
		if (port || flow || scope)
			*p++ = '[';
		if (plain && compressed)
			p = format_ip6_compressed(p, v6->sin6_addr.s6_addr);
		else
			p = format_ip6(p, v6->sin6_addr.s6_addr, plain);
		if (port || flow || scope)
			*p++ = ']';
		if (port) {
			*p++ = ':';
			p = format_decimal(p, be16_to_cpu(v6->sin6_port));
		}
		if (flow) {
			*p++ = '/';
			p = format_decimal(p, be32_to_cpu(v6->sin6_flowinfo) &
					      0x0fffffff);
		}
		if (scope) {
			*p++ = '%';
			p = format_decimal(p, v6->sin6_scope_id);
		}
		break;
	default:
		put_error(out, "(einval)", spec);
		return;
	}
	*p = '\0';
	put_string_nocheck(out, text, spec);
}

static noinline_for_stack
void put_ip(struct out *out, const u8 *address, struct spec spec,
	    const char *fmt)
{
	char text[sizeof("xxxx:xxxx:xxxx:xxxx:xxxx:xxxx:255.255.255.255")];
	bool plain = fmt[0] == 'I';

	if (put_bad_pointer(out, address, spec))
		return;
	switch (fmt[1]) {
	case '4':
		format_ip4(text, address, !plain, fmt[2]);
		break;
	case '6':
		if (plain && fmt[2] == 'c')
			format_ip6_compressed(text, address);
		else
			format_ip6(text, address, plain);
		break;
	case 'S':
		put_sockaddr(out, address, spec, fmt);
		return;
	default:
		put_error(out, plain ? "(%pI?)" : "(%pi?)", spec);
		return;
	}
	put_string_nocheck(out, text, spec);
}

/* %*pE: the width is the number of bytes. */
static void put_escaped(struct out *out, const char *bytes, struct spec spec,
			const char *fmt)
{
	static const char letters[] = "achnops";
	static const u16 kinds[] = {
		ESCAPE_ANY, ESCAPE_SPECIAL, ESCAPE_HEX, ESCAPE_NULL,
		ESCAPE_OCTAL, ESCAPE_NP, ESCAPE_SPACE,
	};
	unsigned int flags = 0;
	const char *letter;

	if (spec.width == 0 || put_bad_pointer(out, bytes, spec))
		return;
	while (*++fmt && (letter = strchr(letters, *fmt)))
		flags |= kinds[letter - letters];
	out->at += string_escape_mem(bytes, spec.width < 0 ? 1 : spec.width,
				     room(out) ? out->buf + out->at : NULL,
				     room(out), flags ?: ESCAPE_ANY_NP, NULL);
}

static void put_va_format(struct out *out, struct va_format *format,
			  struct spec spec)
{
	va_list args;

	if (put_bad_pointer(out, format, spec))
		return;
	va_copy(args, *format->va);
	out->at += vsnprintf(room(out) ? out->buf + out->at : NULL, room(out),
			     format->fmt, args);
	va_end(args);
}

static void put_uuid(struct out *out, const u8 *bytes, struct spec spec,
		     const char *fmt)
{
	char text[UUID_STRING_LEN + 1];
	const u8 *index = _tolower(fmt[1]) == 'l' ? guid_index : uuid_index;
	bool upper = fmt[1] == 'L' || fmt[1] == 'B';
	char *p = text;
	int i;

	if (put_bad_pointer(out, bytes, spec))
		return;
	for (i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*p++ = '-';
		p = upper ? hex_byte_pack_upper(p, bytes[index[i]]) :
			    hex_byte_pack(p, bytes[index[i]]);
	}
	*p = '\0';
	put_string_nocheck(out, text, spec);
}

/* Numbers passed by reference, since their size differs: %pa, %pNF */
static void put_referenced(struct out *out, const u64 *num, struct spec spec,
			   const char *fmt)
{
	if (put_bad_pointer(out, num, spec))
		return;
	if (fmt[0] == 'N' && fmt[1] != 'F')
		put_error(out, "(%pN?)", spec);
	else
		put_special_hex(out, *num, sizeof(*num));
}

static void put_fourcc(struct out *out, const u8 *bytes, struct spec spec,
		       const char *fmt)
{
	char text[sizeof("0123 little-endian (0x01234567)")];
	struct out to = { text, sizeof(text), 0 };
	const char *order;
	u32 code;
	int i;

	if (fmt[1] != 'c' || fmt[2] != 'c') {
		put_error(out, "(%p4?)", spec);
		return;
	}
	if (put_bad_pointer(out, bytes, spec))
		return;
	memcpy(&code, bytes, sizeof(code));
	for (i = 0; i < 4; i++) {
		unsigned char c = (code & ~BIT(31)) >> 8 * i;

		put(&to, isascii(c) && isprint(c) ? c : '.');
	}
	order = code & BIT(31) ? " big-endian (" : " little-endian (";
	put_text(&to, order, strlen(order));
	put_special_hex(&to, code, sizeof(code));
	put(&to, ')');
	put_padded(out, text, spec.precision < 0 ? to.at :
			min_t(size_t, to.at, spec.precision), spec);
}

/* %pt[RT][dt][r][s] */
static noinline_for_stack
void put_time(struct out *out, const void *ptr, struct spec spec,
	      const char *fmt)
{
	struct rtc_time when;
	bool with_date = true, with_time = true, raw = false;
	char separator = 'T';
	struct tm tm;

	if (put_bad_pointer(out, ptr, spec))
		return;
	switch (fmt[1]) {
	case 'R':
		when = *(const struct rtc_time *)ptr;
		break;
	case 'T':
		time64_to_tm(*(const time64_t *)ptr, 0, &tm);
		when.tm_sec = tm.tm_sec;
		when.tm_min = tm.tm_min;
		when.tm_hour = tm.tm_hour;
		when.tm_mday = tm.tm_mday;
		when.tm_mon = tm.tm_mon;
		when.tm_year = tm.tm_year;
		break;
	default:
		put_error(out, "(%pt?)", spec);
		return;
	}
	fmt += 2;
	if (*fmt == 'd') {
		with_time = false;
		fmt++;
	} else if (*fmt == 't') {
		with_date = false;
		fmt++;
	}
	for (; *fmt == 'r' || *fmt == 's'; fmt++) {
		if (*fmt == 'r')
			raw = true;
		else
			separator = ' ';
	}
	if (with_date) {
		put_number(out, when.tm_year + (raw ? 0 : 1900), decimal4_spec);
		put(out, '-');
		put_number(out, when.tm_mon + (raw ? 0 : 1), decimal2_spec);
		put(out, '-');
		put_number(out, when.tm_mday, decimal2_spec);
	}
	if (with_date && with_time)
		put(out, separator);
	if (with_time) {
		put_number(out, when.tm_hour, decimal2_spec);
		put(out, ':');
		put_number(out, when.tm_min, decimal2_spec);
		put(out, ':');
		put_number(out, when.tm_sec, decimal2_spec);
	}
}

struct flag_name {
	unsigned long mask;
	const char *name;
};

/* Names that stand for several bits come first. */
#define GFP_NAME(flag) { (__force unsigned long)flag, #flag }
static const struct flag_name gfp_names[] = {
	GFP_NAME(GFP_TRANSHUGE),
	GFP_NAME(GFP_TRANSHUGE_LIGHT),
	GFP_NAME(GFP_HIGHUSER_MOVABLE),
	GFP_NAME(GFP_HIGHUSER),
	GFP_NAME(GFP_USER),
	GFP_NAME(GFP_KERNEL_ACCOUNT),
	GFP_NAME(GFP_KERNEL),
	GFP_NAME(GFP_NOFS),
	GFP_NAME(GFP_ATOMIC),
	GFP_NAME(GFP_NOIO),
	GFP_NAME(GFP_NOWAIT),
	GFP_NAME(GFP_DMA),
	GFP_NAME(__GFP_HIGHMEM),
	GFP_NAME(GFP_DMA32),
	GFP_NAME(__GFP_HIGH),
#ifdef __GFP_ATOMIC
	GFP_NAME(__GFP_ATOMIC),
#endif
	GFP_NAME(__GFP_IO),
	GFP_NAME(__GFP_FS),
	GFP_NAME(__GFP_NOWARN),
	GFP_NAME(__GFP_RETRY_MAYFAIL),
	GFP_NAME(__GFP_NOFAIL),
	GFP_NAME(__GFP_NORETRY),
	GFP_NAME(__GFP_COMP),
	GFP_NAME(__GFP_ZERO),
	GFP_NAME(__GFP_NOMEMALLOC),
	GFP_NAME(__GFP_MEMALLOC),
	GFP_NAME(__GFP_HARDWALL),
	GFP_NAME(__GFP_THISNODE),
	GFP_NAME(__GFP_RECLAIMABLE),
	GFP_NAME(__GFP_MOVABLE),
	GFP_NAME(__GFP_ACCOUNT),
	GFP_NAME(__GFP_WRITE),
	GFP_NAME(__GFP_RECLAIM),
	GFP_NAME(__GFP_DIRECT_RECLAIM),
	GFP_NAME(__GFP_KSWAPD_RECLAIM),
	{ 0, NULL }
};

#define PAGE_NAME(flag) { 1UL << PG_##flag, #flag }
static const struct flag_name page_names[] = {
	PAGE_NAME(locked),
	PAGE_NAME(waiters),
	PAGE_NAME(error),
	PAGE_NAME(referenced),
	PAGE_NAME(uptodate),
	PAGE_NAME(dirty),
	PAGE_NAME(lru),
	PAGE_NAME(active),
	PAGE_NAME(workingset),
	PAGE_NAME(slab),
	PAGE_NAME(owner_priv_1),
	PAGE_NAME(arch_1),
	PAGE_NAME(reserved),
	PAGE_NAME(private),
	PAGE_NAME(private_2),
	PAGE_NAME(writeback),
	PAGE_NAME(head),
	PAGE_NAME(mappedtodisk),
	PAGE_NAME(reclaim),
	PAGE_NAME(swapbacked),
	PAGE_NAME(unevictable),
	PAGE_NAME(mlocked),
	{ 0, NULL }
};

#define VM_NAME(flag, text) { VM_##flag, text }
static const struct flag_name vm_names[] = {
	VM_NAME(READ, "read"),
	VM_NAME(WRITE, "write"),
	VM_NAME(EXEC, "exec"),
	VM_NAME(SHARED, "shared"),
	VM_NAME(MAYREAD, "mayread"),
	VM_NAME(MAYWRITE, "maywrite"),
	VM_NAME(MAYEXEC, "mayexec"),
	VM_NAME(MAYSHARE, "mayshare"),
	VM_NAME(GROWSDOWN, "growsdown"),
	VM_NAME(PFNMAP, "pfnmap"),
	VM_NAME(LOCKED, "locked"),
	VM_NAME(IO, "io"),
	VM_NAME(SEQ_READ, "seqread"),
	VM_NAME(RAND_READ, "randread"),
	VM_NAME(DONTCOPY, "dontcopy"),
	VM_NAME(DONTEXPAND, "dontexpand"),
	VM_NAME(ACCOUNT, "account"),
	VM_NAME(NORESERVE, "noreserve"),
	VM_NAME(HUGETLB, "hugetlb"),
	VM_NAME(DONTDUMP, "dontdump"),
	VM_NAME(MIXEDMAP, "mixedmap"),
	{ 0, NULL }
};

static void put_flag_names(struct out *out, unsigned long flags,
			   const struct flag_name *names)
{
	for (; flags && names->name; names++) {
		if ((flags & names->mask) != names->mask)
			continue;
		put_string_nocheck(out, names->name, text_spec);
		flags &= ~names->mask;
		if (flags)
			put(out, '|');
	}
	if (flags)
		put_number(out, flags, flag_spec);
}

/* Linux adds the node and the zone, which lie above the flags. */
static void put_page_flags(struct out *out, unsigned long flags)
{
	put_number(out, flags, flag_spec);
	put(out, '(');
	put_flag_names(out, flags & (BIT(__NR_PAGEFLAGS) - 1), page_names);
	put(out, ')');
}

static noinline_for_stack
void put_flags(struct out *out, const void *ptr, struct spec spec,
	       const char *fmt)
{
	if (put_bad_pointer(out, ptr, spec))
		return;
	switch (fmt[1]) {
	case 'p':
		put_page_flags(out, *(const unsigned long *)ptr);
		break;
	case 'v':
		put_flag_names(out, *(const unsigned long *)ptr, vm_names);
		break;
	case 'g':
		put_flag_names(out, (__force unsigned long)*(const gfp_t *)ptr,
			       gfp_names);
		break;
	default:
		put_error(out, "(%pG?)", spec);
	}
}

/* %p and the letters behind it, which @fmt points at. */
static noinline_for_stack
void put_extension(struct out *out, const char *fmt, void *ptr,
		   struct spec spec)
{
	switch (*fmt) {
	case 'S':
	case 's':
	case 'B':
		put_symbol(out, ptr, spec, fmt);
		break;
	case 'R':
	case 'r':
		put_resource(out, ptr, spec, *fmt == 'R');
		break;
	case 'h':
		put_hex(out, ptr, spec, fmt);
		break;
	case 'b':
		if (fmt[1] == 'l')
			put_bitmap_list(out, ptr, spec);
		else
			put_bitmap(out, ptr, spec);
		break;
	case 'M':
	case 'm':
		put_mac(out, ptr, spec, fmt);
		break;
	case 'I':
	case 'i':
		put_ip(out, ptr, spec, fmt);
		break;
	case 'E':
		put_escaped(out, ptr, spec, fmt);
		break;
	case 'U':
		put_uuid(out, ptr, spec, fmt);
		break;
	case 'V':
		put_va_format(out, ptr, spec);
		break;
	case 'K':
		put_restricted(out, ptr, spec);
		break;
	case 'N':
	case 'a':
		put_referenced(out, ptr, spec, fmt);
		break;
	case '4':
		put_fourcc(out, ptr, spec, fmt);
		break;
	case 'd':
		put_dentry(out, ptr, spec, fmt);
		break;
	case 'D':
		if (!put_bad_pointer(out, ptr, spec))
			put_dentry(out, ((struct file *)ptr)->f_path.dentry,
				   spec, fmt);
		break;
	case 't':
		put_time(out, ptr, spec, fmt);
		break;
	case 'G':
		put_flags(out, ptr, spec, fmt);
		break;
	case 'C':
		put_error(out, "(%pC?)", spec);
		break;
	case 'O':
		put_error(out, fmt[1] == 'F' ? "(%pOF?)" : "(%pO?)", spec);
		break;
	case 'f':
		if (fmt[1] != 'w')
			put_error(out, "(%pf?)", spec);
		else if (!put_bad_pointer(out, ptr, spec))
			put_error(out, "(einval)", spec);
		break;
	case 'A':
		WARN_ONCE(1, "Please remove %%pA from non-Rust code\n");
		put_error(out, "(%pA?)", spec);
		break;
	case 'x':
		put_address(out, (unsigned long)ptr, spec);
		break;
	case 'e':
		if (IS_ERR(ptr))
			put_err_ptr(out, ptr, spec);
		else
			put_pointer(out, ptr, spec);
		break;
	case 'k':
	case 'u':
		if (fmt[1] == 's')
			put_string(out, ptr, spec);
		else
			put_error(out, "(einval)", spec);
		break;
	default:
		put_pointer(out, ptr, spec);
	}
}

/* The digits at **@s, which has at least one. */
static int parse_digits(const char **s)
{
	unsigned int value = 0;

	do {
		value = value * 10 + (*(*s)++ - '0');
	} while (isdigit(**s));
	return value;
}

static int checked_width(int width)
{
	if (WARN_ONCE(width > FIELD_WIDTH_MAX || width < -FIELD_WIDTH_MAX - 1,
		      "field width %d too large", width))
		return clamp(width, -FIELD_WIDTH_MAX, FIELD_WIDTH_MAX);
	return width;
}

static int checked_precision(int precision)
{
	if (WARN_ONCE(precision > PRECISION_MAX || precision < -PRECISION_MAX - 1,
		      "precision %d too large", precision))
		return clamp(precision, 0, PRECISION_MAX);
	return max(precision, 0);
}

/* Size letters of an integer, doubled ones as what they stand for. */
enum size {
	SIZE_INT,
	SIZE_CHAR, /* hh */
	SIZE_SHORT, /* h */
	SIZE_LONG, /* l, ll, L, z, t: all 64 bits wide */
};

static enum size parse_size(const char **fmt)
{
	char letter = **fmt;

	switch (letter) {
	case 'h':
		if (*++*fmt != 'h')
			return SIZE_SHORT;
		++*fmt;
		return SIZE_CHAR;
	case 'l':
	case 'L':
	case 'z':
	case 't':
		/* Only 'l' means something different when doubled, but Linux
		 * steps over no other second letter either.
		 */
		if (*++*fmt == 'l' && letter == 'l')
			++*fmt;
		return SIZE_LONG;
	default:
		return SIZE_INT;
	}
}

static unsigned char parse_flags(const char **fmt)
{
	unsigned char flags = 0;

	for (;; ++*fmt) {
		switch (**fmt) {
		case '-':
			flags |= LEFT;
			break;
		case '+':
			flags |= PLUS;
			break;
		case ' ':
			flags |= SPACE;
			break;
		case '#':
			flags |= SPECIAL;
			break;
		case '0':
			flags |= ZEROPAD;
			break;
		default:
			return flags;
		}
	}
}

static void put_char(struct out *out, char c, struct spec spec)
{
	spec.precision = -1;
	put_padded(out, &c, 1, spec);
}

/* Print everything; stops at the first conversion there is no sense in. */
static void format_all(struct out *out, const char *fmt, va_list args)
{
	while (*fmt) {
		const char *literal = fmt;
		struct spec spec = text_spec;
		unsigned long long num;
		enum size size;

		while (*fmt && *fmt != '%')
			fmt++;
		if (fmt != literal) {
			put_text(out, literal, fmt - literal);
			continue;
		}

		fmt++;
		spec.flags = parse_flags(&fmt);
		if (isdigit(*fmt)) {
			spec.width = parse_digits(&fmt);
		} else if (*fmt == '*') {
			fmt++;
			spec.width = checked_width(va_arg(args, int));
			if (spec.width < 0) {
				spec.width = -spec.width;
				spec.flags |= LEFT;
			}
		}
		if (*fmt == '.') {
			fmt++;
			if (isdigit(*fmt)) {
				spec.precision = parse_digits(&fmt);
			} else if (*fmt == '*') {
				fmt++;
				spec.precision =
					checked_precision(va_arg(args, int));
			}
		}
		size = parse_size(&fmt);

		spec.base = 10;
		switch (*fmt++) {
		case 'c':
			put_char(out, va_arg(args, int), spec);
			continue;
		case 's':
			put_string(out, va_arg(args, const char *), spec);
			continue;
		case 'p':
			put_extension(out, fmt, va_arg(args, void *), spec);
			while (isalnum(*fmt))
				fmt++;
			continue;
		case '%':
			put(out, '%');
			continue;
		case 'o':
			spec.base = 8;
			break;
		case 'x':
			spec.flags |= SMALL;
			fallthrough;
		case 'X':
			spec.base = 16;
			break;
		case 'd':
		case 'i':
			spec.flags |= SIGN;
			break;
		case 'u':
			break;
		default:
			WARN_ONCE(1, "Please remove unsupported %%%c in format string\n",
				  fmt[-1]);
			return;
		}

		if (size == SIZE_LONG) {
			num = va_arg(args, unsigned long long);
		} else {
			int value = va_arg(args, int);

			if (size == SIZE_CHAR)
				value = spec.flags & SIGN ? (signed char)value :
							    (u8)value;
			else if (size == SIZE_SHORT)
				value = spec.flags & SIGN ? (short)value :
							    (u16)value;
			num = spec.flags & SIGN ? (long long)value :
						  (unsigned int)value;
		}
		put_number(out, num, spec);
	}
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out out = { buf, size, 0 };

	if (WARN_ON_ONCE(size > INT_MAX))
		return 0;
	format_all(&out, fmt, args);
	if (size)
		buf[min(out.at, size - 1)] = '\0';
	return out.at;
}
EXPORT_SYMBOL(vsnprintf);

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int len;

	if (!size)
		return 0;
	len = vsnprintf(buf, size, fmt, args);
	return len < size ? len : size - 1;
}
EXPORT_SYMBOL(vscnprintf);

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(snprintf);

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(scnprintf);

int vsprintf(char *buf, const char *fmt, va_list args)
{
	return vsnprintf(buf, INT_MAX, fmt, args);
}
EXPORT_SYMBOL(vsprintf);

int sprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, INT_MAX, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(sprintf);

int num_to_str(char *buf, int size, unsigned long long num,
	       unsigned int width)
{
	char digits[DIGITS_MAX];
	char *end = digits + sizeof(digits);
	char *start = digits_before(end, num, 10, 0);
	int len = end - start;
	int pad = width > len ? width - len : 0;

	if (len > size || width > size)
		return 0;
	memset(buf, ' ', pad);
	memcpy(buf + pad, start, len);
	return pad + len;
}

/* At most @limit characters, of which the prefix of the base is a part. */
static unsigned long long parse_unsigned(const char *s, size_t limit,
					 char **end, unsigned int base)
{
	const char *digits = _parse_integer_fixup_radix(s, &base);
	size_t prefix = digits - s;
	unsigned long long value = 0;

	if (prefix < limit)
		digits += _parse_integer_limit(digits, base, &value,
					       limit - prefix) &
			  ~KSTRTOX_OVERFLOW;
	else
		digits = s + limit;
	if (end)
		*end = (char *)digits;
	return value;
}

static long long parse_signed(const char *s, size_t limit, char **end,
			      unsigned int base)
{
	if (limit && *s == '-')
		return -parse_unsigned(s + 1, limit - 1, end, base);
	return parse_unsigned(s, limit, end, base);
}

unsigned long long simple_strtoull(const char *cp, char **endp,
				   unsigned int base)
{
	return parse_unsigned(cp, INT_MAX, endp, base);
}
EXPORT_SYMBOL(simple_strtoull);

unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base)
{
	return parse_unsigned(cp, INT_MAX, endp, base);
}
EXPORT_SYMBOL(simple_strtoul);

long long simple_strtoll(const char *cp, char **endp, unsigned int base)
{
	return parse_signed(cp, INT_MAX, endp, base);
}
EXPORT_SYMBOL(simple_strtoll);

long simple_strtol(const char *cp, char **endp, unsigned int base)
{
	return parse_signed(cp, INT_MAX, endp, base);
}
EXPORT_SYMBOL(simple_strtol);

/* Where an integer goes, by the size letters of its conversion. */
enum scan_size {
	SCAN_INT,
	SCAN_CHAR,
	SCAN_SHORT,
	SCAN_LONG,
};

static enum scan_size parse_scan_size(const char **fmt)
{
	char letter = **fmt;

	if (letter != 'h' && letter != 'l' && letter != 'L' && letter != 'z')
		return SCAN_INT;
	if (*++*fmt == letter && (letter == 'h' || letter == 'l')) {
		++*fmt;
		return letter == 'h' ? SCAN_CHAR : SCAN_LONG;
	}
	return letter == 'h' ? SCAN_SHORT : SCAN_LONG;
}

/*
 * %[...]: the set at *@fmt (behind the bracket) against *@str. Ranges are not
 * known, and a ']' cannot be in a set. Returns false if nothing matches.
 */
static bool scan_set(const char **fmt, const char **str, char *to, int width)
{
	const char *set = *fmt;
	const char *s = *str;
	bool negate = *set == '^';
	int len;

	if (negate)
		set++;
	for (len = 0; set[len] && set[len] != ']'; len++)
		;
	if (!set[len] || !len)
		return false;
	*fmt = set + len + 1;

	while (*s && width && (memchr(set, *s, len) != NULL) != negate) {
		*to++ = *s++;
		width--;
	}
	if (s == *str)
		return false;
	*to = '\0';
	*str = s;
	return true;
}

/* Does an integer of @base start with this character? */
static bool starts_integer(char c, unsigned int base)
{
	if (base == 16)
		return isxdigit(c);
	return isdigit(c) && (base != 8 || c < '8');
}

int vsscanf(const char *buf, const char *fmt, va_list args)
{
	const char *str = buf;
	int matched = 0;

	while (*fmt) {
		enum scan_size size;
		unsigned int base = 10;
		bool is_signed = false;
		int width = -1;
		unsigned long long value;
		char first;
		char *to, *end;

		if (isspace(*fmt)) {
			fmt = skip_spaces(fmt);
			str = skip_spaces(str);
		}
		if (*fmt != '%') {
			if (!*fmt || *fmt++ != *str++)
				break;
			continue;
		}
		fmt++;

		/* Skips up to white space in both, whatever the conversion. */
		if (*fmt == '*') {
			if (!*str)
				break;
			while (*fmt && *fmt != '%' && !isspace(*fmt))
				if (*fmt++ == '[')
					return matched;
			while (*str && !isspace(*str))
				str++;
			continue;
		}

		if (isdigit(*fmt)) {
			width = (s16)parse_digits(&fmt);
			if (width <= 0)
				break;
		}
		size = parse_scan_size(&fmt);
		if (!*fmt)
			break;
		if (*fmt == 'n') {
			*va_arg(args, int *) = str - buf;
			fmt++;
			continue;
		}
		if (!*str)
			break;

		switch (*fmt++) {
		case 'c':
			to = va_arg(args, char *);
			if (width < 0)
				width = 1;
			do {
				*to++ = *str++;
			} while (--width > 0 && *str);
			matched++;
			continue;
		case 's':
			to = va_arg(args, char *);
			if (width < 0)
				width = SHRT_MAX;
			str = skip_spaces(str);
			while (*str && !isspace(*str) && width--)
				*to++ = *str++;
			*to = '\0';
			matched++;
			continue;
		case '[':
			to = va_arg(args, char *);
			if (width < 0 || !scan_set(&fmt, &str, to, width))
				return matched;
			matched++;
			continue;
		case '%':
			if (*str++ != '%')
				return matched;
			continue;
		case 'o':
			base = 8;
			break;
		case 'x':
		case 'X':
			base = 16;
			break;
		case 'i':
			base = 0;
			is_signed = true;
			break;
		case 'd':
			is_signed = true;
			break;
		case 'u':
			break;
		default:
			return matched;
		}

		str = skip_spaces(str);
		first = *str;
		if (is_signed && first == '-') {
			if (width == 1)
				break;
			first = str[1];
		}
		if (!starts_integer(first, base))
			break;
		if (width < 0)
			width = INT_MAX;
		value = is_signed ? parse_signed(str, width, &end, base) :
				    parse_unsigned(str, width, &end, base);
		switch (size) {
		case SCAN_CHAR:
			*va_arg(args, u8 *) = value;
			break;
		case SCAN_SHORT:
			*va_arg(args, u16 *) = value;
			break;
		case SCAN_INT:
			*va_arg(args, unsigned int *) = value;
			break;
		case SCAN_LONG:
			*va_arg(args, unsigned long *) = value;
			break;
		}
		matched++;
		str = end;
	}
	return matched;
}
EXPORT_SYMBOL(vsscanf);

int sscanf(const char *buf, const char *fmt, ...)
{
	va_list args;
	int matched;

	va_start(args, fmt);
	matched = vsscanf(buf, fmt, args);
	va_end(args);
	return matched;
}
EXPORT_SYMBOL(sscanf);
