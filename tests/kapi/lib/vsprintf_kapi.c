// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/bits.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ioport.h>
#include <linux/rtc.h>
#include <linux/uuid.h>
#include "kapi.h"

#define BAD_POINTER ((void *)16)

/* Without a format attribute: the compiler need not like what is tested. */
static int print(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

#define EXPECT_PRINTS(expected, ...)					\
	do {								\
		char text[256];						\
		int len = print(text, sizeof(text), __VA_ARGS__);	\
									\
		KAPI_EXPECT_STREQ(text, expected);			\
		KAPI_EXPECT_EQ(len, (int)strlen(expected));		\
	} while (0)

KAPI_TEST(decimal)
{
	EXPECT_PRINTS("0", "%d", 0);
	EXPECT_PRINTS("-1", "%d", -1);
	EXPECT_PRINTS("2147483647", "%i", INT_MAX);
	EXPECT_PRINTS("-2147483648", "%d", INT_MIN);
	EXPECT_PRINTS("4294967295", "%u", UINT_MAX);
	EXPECT_PRINTS("18446744073709551615", "%llu", ULLONG_MAX);
	EXPECT_PRINTS("-9223372036854775808", "%lld", LLONG_MIN);
	EXPECT_PRINTS("99 100 101 9999 10000", "%d %d %d %d %d", 99, 100, 101,
		      9999, 10000);
	EXPECT_PRINTS("+5 5", "%+d% d", 5, 5);
}

KAPI_TEST(hexadecimal_and_octal)
{
	EXPECT_PRINTS("deadbeef DEADBEEF", "%x %X", 0xdeadbeef, 0xdeadbeef);
	EXPECT_PRINTS("0xff 0XFF 0377", "%#x %#X %#o", 255, 255, 255);
	/* Linux prefixes a zero too, in base 16 only. */
	EXPECT_PRINTS("0x0 0", "%#x %#o", 0, 0);
	EXPECT_PRINTS("0x00ff", "%#06x", 255);
}

KAPI_TEST(sizes_of_integers)
{
	EXPECT_PRINTS("-1 255", "%hhd %hhu", 0xff, 0xff);
	EXPECT_PRINTS("-1 65535", "%hd %hu", 0xffff, 0xffff);
	EXPECT_PRINTS("-1 18446744073709551615", "%ld %lu", -1L, -1L);
	EXPECT_PRINTS("-1 18446744073709551615", "%zd %zu", -1L, -1L);
	EXPECT_PRINTS("-1 ffffffffffffffff", "%td %Lx", -1L, -1LL);
}

KAPI_TEST(width_and_precision)
{
	EXPECT_PRINTS("    5|5    |00005", "%5d|%-5d|%05d", 5, 5, 5);
	EXPECT_PRINTS("    5|5    ", "%*d|%*d", 5, 5, -5, 5);
	EXPECT_PRINTS("-0005|  -05", "%05d|%5.2d", -5, -5);
	EXPECT_PRINTS("0005", "%.*d", 4, 5);
}

KAPI_TEST(where_linux_differs_from_c)
{
	/* A precision does not switch off zero padding. */
	EXPECT_PRINTS("00000005", "%08.3d", 5);
	/* A precision of 0 prints a zero all the same. */
	EXPECT_PRINTS("0", "%.0d", 0);
	/* A negative precision counts as 0. */
	EXPECT_PRINTS("", "%.*s", -1, "abc");
}

KAPI_TEST(strings_and_characters)
{
	EXPECT_PRINTS("abc", "%s", "abc");
	EXPECT_PRINTS("ab|  abc|abc  ", "%.2s|%5s|%-5s", "abc", "abc", "abc");
	EXPECT_PRINTS("x|  x|x  ", "%c|%3c|%-3c", 'x', 'x', 'x');
	EXPECT_PRINTS("100%", "%d%%", 100);
}

KAPI_TEST(bad_string_pointers_are_named)
{
	EXPECT_PRINTS("(null)", "%s", NULL);
	EXPECT_PRINTS("(efault)", "%s", BAD_POINTER);
	EXPECT_PRINTS("(efault)", "%s", ERR_PTR(-EIO));
	EXPECT_PRINTS("(nu", "%.3s", NULL);
	EXPECT_PRINTS("  (null)", "%8s", NULL);
}

KAPI_TEST(snprintf_returns_the_wished_length)
{
	char text[6];

	memset(text, 'x', sizeof(text));
	KAPI_EXPECT_EQ(print(text, 4, "%s", "abcdef"), 6);
	KAPI_EXPECT_STREQ(text, "abc");
	KAPI_EXPECT_EQ(text[4], 'x');
	KAPI_EXPECT_EQ(snprintf(NULL, 0, "%d", 12345), 5);
}

KAPI_TEST(scnprintf_returns_the_stored_length)
{
	char text[4] = "zzz";

	KAPI_EXPECT_EQ(scnprintf(text, sizeof(text), "%s", "abcdef"), 3);
	KAPI_EXPECT_STREQ(text, "abc");
	KAPI_EXPECT_EQ(scnprintf(text, 0, "q"), 0);
	KAPI_EXPECT_STREQ(text, "abc");
	KAPI_EXPECT_EQ(scnprintf(text, 1, "q"), 0);
	KAPI_EXPECT_STREQ(text, "");
}

KAPI_TEST(sprintf_appends)
{
	char text[32];
	int len = 0;

	len += sprintf(text + len, "%d,", 1);
	len += sprintf(text + len, "%s", "two");
	KAPI_EXPECT_STREQ(text, "1,two");
	KAPI_EXPECT_EQ(len, 5);
}

KAPI_TEST(pointers_are_hashed)
{
	static int object;
	char hashed[32], plain[32], again[32];

	snprintf(hashed, sizeof(hashed), "%p", &object);
	snprintf(again, sizeof(again), "%p", &object);
	snprintf(plain, sizeof(plain), "%px", &object);
	KAPI_EXPECT_STREQ(hashed, again);
	KAPI_EXPECT_NE(strcmp(hashed, plain), 0);
	KAPI_EXPECT_EQ(strlen(hashed), 16UL);
	KAPI_EXPECT_EQ(strncmp(hashed, "00000000", 8), 0);
}

KAPI_TEST(null_and_error_pointers_are_not_hashed)
{
	EXPECT_PRINTS("0000000000000000", "%p", NULL);
	EXPECT_PRINTS("ffffffffffffffea", "%p", ERR_PTR(-EINVAL));
}

KAPI_TEST(raw_pointers)
{
	EXPECT_PRINTS("ffff888000012345", "%px", (void *)0xffff888000012345UL);
	EXPECT_PRINTS("   12345", "%8px", (void *)0x12345UL);
}

KAPI_TEST(error_pointers_have_names)
{
	EXPECT_PRINTS("-EINVAL", "%pe", ERR_PTR(-EINVAL));
	EXPECT_PRINTS("-EAGAIN", "%pe", ERR_PTR(-EWOULDBLOCK));
	EXPECT_PRINTS("-ERESTARTSYS", "%pe", ERR_PTR(-ERESTARTSYS));
	EXPECT_PRINTS("-EPROBE_DEFER", "%pe", ERR_PTR(-EPROBE_DEFER));
	EXPECT_PRINTS("-1234", "%pe", ERR_PTR(-1234));
	EXPECT_PRINTS("[      -EIO]", "[%10pe]", ERR_PTR(-EIO));
	EXPECT_PRINTS("0000000000000000", "%pe", NULL);
}

KAPI_TEST(hex_strings)
{
	static const u8 bytes[] = { 0x00, 0x1f, 0xfe };

	EXPECT_PRINTS("00 1f fe", "%3ph", bytes);
	EXPECT_PRINTS("00:1f:fe", "%*phC", 3, bytes);
	EXPECT_PRINTS("00-1f-fe", "%3phD", bytes);
	EXPECT_PRINTS("001ffe", "%3phN", bytes);
	EXPECT_PRINTS("00", "%ph", bytes);
	EXPECT_PRINTS("", "%*ph", 0, bytes);
	EXPECT_PRINTS("(null)", "%3ph", NULL);
}

KAPI_TEST(mac_addresses)
{
	static const u8 mac[6] = { 0x2d, 0x48, 0xd6, 0xfc, 0x7a, 0x05 };

	EXPECT_PRINTS("2d:48:d6:fc:7a:05", "%pM", mac);
	EXPECT_PRINTS("05:7a:fc:d6:48:2d", "%pMR", mac);
	EXPECT_PRINTS("2d-48-d6-fc-7a-05", "%pMF", mac);
	EXPECT_PRINTS("2d48d6fc7a05", "%pm", mac);
	EXPECT_PRINTS("057afcd6482d", "%pmR", mac);
}

KAPI_TEST(ipv4_addresses)
{
	static const u8 address[4] = { 1, 20, 0, 255 };
	struct sockaddr_in sa = {
		.sin_family = 2,
		.sin_port = htons(12345),
		.sin_addr = { .s_addr = htonl(0x7f000001) },
	};

	EXPECT_PRINTS("1.20.0.255", "%pI4", address);
	EXPECT_PRINTS("001.020.000.255", "%pi4", address);
	EXPECT_PRINTS("255.0.20.1", "%pI4h", address);
	EXPECT_PRINTS("127.0.0.1", "%pIS", &sa);
	EXPECT_PRINTS("127.000.000.001", "%piS", &sa);
	EXPECT_PRINTS("127.0.0.1:12345", "%pISp", &sa);
}

KAPI_TEST(ipv6_addresses)
{
	struct sockaddr_in6 sa = {
		.sin6_family = 10,
		.sin6_port = htons(80),
		.sin6_scope_id = 7,
		.sin6_addr.s6_addr = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 },
	};
	const void *address = &sa.sin6_addr;

	EXPECT_PRINTS("2001:0db8:0000:0000:0000:0000:0000:0001", "%pI6",
		      address);
	EXPECT_PRINTS("20010db8000000000000000000000001", "%pi6", address);
	EXPECT_PRINTS("2001:db8::1", "%pI6c", address);
	EXPECT_PRINTS("[2001:db8::1]:80", "%pISpc", &sa);
	EXPECT_PRINTS("[2001:db8::1]:80%7", "%pISpsc", &sa);
}

KAPI_TEST(compressed_ipv6_addresses)
{
	static const struct {
		u8 address[16];
		const char *text;
	} cases[] = {
		{ { 0 }, "::" },
		{ { [15] = 1 }, "::1" },
		{ { 0xfe, 0x80 }, "fe80::" },
		{ { [1] = 1, [5] = 1, [9] = 1, [13] = 1 }, "1:0:1:0:1:0:1:0" },
		/* Of two longest runs the first is left out. */
		{ { [1] = 1, [7] = 1, [13] = 1, [15] = 1 },
		  "1::1:0:0:1:1" },
		{ { [10] = 0xff, 0xff, 127, 0, 0, 1 }, "::ffff:127.0.0.1" },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		EXPECT_PRINTS(cases[i].text, "%pI6c", cases[i].address);
}

KAPI_TEST(uuids)
{
	static const u8 uuid[16] = { 0x0, 0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7,
				     0x8, 0x9, 0xa, 0xb, 0xc, 0xd, 0xe, 0xf };

	EXPECT_PRINTS("00010203-0405-0607-0809-0a0b0c0d0e0f", "%pUb", uuid);
	EXPECT_PRINTS("00010203-0405-0607-0809-0A0B0C0D0E0F", "%pUB", uuid);
	EXPECT_PRINTS("03020100-0504-0706-0809-0a0b0c0d0e0f", "%pUl", uuid);
	EXPECT_PRINTS("03020100-0504-0706-0809-0A0B0C0D0E0F", "%pUL", uuid);
}

KAPI_TEST(bitmaps)
{
	static const unsigned long bits[2] = { 0xff1, 0x5 };

	EXPECT_PRINTS("00000000,00000005,00000000,00000ff1", "%128pb", bits);
	EXPECT_PRINTS("0,4-11,64,66", "%*pbl", 128, bits);
	EXPECT_PRINTS("ff1", "%12pb", bits);
	EXPECT_PRINTS("1", "%1pb", bits);
	EXPECT_PRINTS("", "%0pbl", bits);
}

KAPI_TEST(addresses_by_reference)
{
	phys_addr_t physical = 0x12345678;
	dma_addr_t dma = ~0ULL;

	EXPECT_PRINTS("0x0000000012345678", "%pa", &physical);
	EXPECT_PRINTS("0x0000000012345678", "%pap", &physical);
	EXPECT_PRINTS("0xffffffffffffffff", "%pad", &dma);
}

KAPI_TEST(resources)
{
	struct resource res = DEFINE_RES_MEM(0xc0ffee00, 5);

	EXPECT_PRINTS("[mem 0xc0ffee00-0xc0ffee04 flags 0x200]", "%pr", &res);
	EXPECT_PRINTS("[mem 0xc0ffee00-0xc0ffee04]", "%pR", &res);
	res.flags |= IORESOURCE_MEM_64 | IORESOURCE_PREFETCH;
	EXPECT_PRINTS("[mem 0xc0ffee00-0xc0ffee04 64bit pref]", "%pR", &res);
	res = (struct resource)DEFINE_RES_IO(0x378, 8);
	EXPECT_PRINTS("[io  0x0378-0x037f]", "%pR", &res);
	res = (struct resource)DEFINE_RES_IRQ(5);
	EXPECT_PRINTS("[irq 5]", "%pR", &res);
	EXPECT_PRINTS("(null)", "%pR", NULL);
}

static int print_nested(char *buf, size_t size, const char *fmt, ...)
{
	struct va_format format;
	va_list args;
	int len;

	va_start(args, fmt);
	format.fmt = fmt;
	format.va = &args;
	len = snprintf(buf, size, "<%pV>", &format);
	va_end(args);
	return len;
}

KAPI_TEST(a_format_inside_a_format)
{
	char text[16];

	KAPI_EXPECT_EQ(print_nested(text, sizeof(text), "%d-%s", 1, "two"), 7);
	KAPI_EXPECT_STREQ(text, "<1-two>");
	KAPI_EXPECT_EQ(print_nested(text, 4, "%d-%s", 1, "two"), 7);
	KAPI_EXPECT_STREQ(text, "<1-");
	EXPECT_PRINTS("(null)", "%pV", NULL);
}

KAPI_TEST(names_in_directories)
{
	struct dentry dir = {
		.d_name = QSTR_INIT("foo", 3),
		.d_parent = &dir,
	};
	struct dentry entry = {
		.d_name = QSTR_INIT("bar", 3),
		.d_parent = &dir,
	};
	struct file file = { .f_path.dentry = &entry };

	EXPECT_PRINTS("foo", "%pd", &dir);
	EXPECT_PRINTS("foo", "%pd2", &dir);
	EXPECT_PRINTS("bar", "%pd", &entry);
	EXPECT_PRINTS("/bar", "%pd2", &entry);
	EXPECT_PRINTS("/bar", "%pd4", &entry);
	EXPECT_PRINTS("  bar|bar  ", "%5pd|%-5pD", &entry, &file);
	EXPECT_PRINTS("ba", "%.2pd", &entry);
	EXPECT_PRINTS("(null)", "%pd", NULL);
	EXPECT_PRINTS("(efault)", "%pD", BAD_POINTER);
}

KAPI_TEST(times)
{
	/* 2019-01-04 15:32:23 */
	static const time64_t seconds = 1546615943;
	const struct rtc_time when = {
		.tm_sec = 23, .tm_min = 32, .tm_hour = 15,
		.tm_mday = 4, .tm_mon = 0, .tm_year = 119,
	};

	EXPECT_PRINTS("2019-01-04T15:32:23", "%ptR", &when);
	EXPECT_PRINTS("0119-00-04T15:32:23", "%ptRr", &when);
	EXPECT_PRINTS("15:32:23|2019-01-04", "%ptRt|%ptRd", &when, &when);
	EXPECT_PRINTS("2019-01-04 15:32:23", "%ptRs", &when);
	EXPECT_PRINTS("2019-01-04T15:32:23", "%ptT", &seconds);
	EXPECT_PRINTS("(null)", "%ptR", NULL);
}

KAPI_TEST(escaped_buffers)
{
	EXPECT_PRINTS("a\\nb", "%*pE", 3, "a\nb");
	EXPECT_PRINTS("a\\x0ab", "%*pEhp", 3, "a\nb");
	EXPECT_PRINTS("\\141\\012", "%2pEo", "a\n");
}

KAPI_TEST(gfp_flags)
{
	gfp_t flags = GFP_KERNEL;

	EXPECT_PRINTS("GFP_KERNEL", "%pGg", &flags);
	flags = GFP_KERNEL | __GFP_ZERO;
	EXPECT_PRINTS("GFP_KERNEL|__GFP_ZERO", "%pGg", &flags);
	flags = GFP_ATOMIC;
	EXPECT_PRINTS("GFP_ATOMIC", "%pGg", &flags);
}

KAPI_TEST(fourcc_codes)
{
	static const u32 codes[] = { 0x20303159, 0xa0303159, 0x01006c78 };

	EXPECT_PRINTS("Y10  little-endian (0x20303159)", "%p4cc", &codes[0]);
	EXPECT_PRINTS("Y10  big-endian (0xa0303159)", "%p4cc", &codes[1]);
	EXPECT_PRINTS("xl.. little-endian (0x01006c78)", "%p4cc", &codes[2]);
}

KAPI_TEST(functions_have_names)
{
	char text[128];

	snprintf(text, sizeof(text), "%ps", &print_nested);
	KAPI_EXPECT_STREQ(text, "print_nested [vsprintf_kapi]");
	snprintf(text, sizeof(text), "%pS", &print_nested);
	KAPI_EXPECT_EQ(strncmp(text, "print_nested+0x0/0x", 19), 0);
	snprintf(text, sizeof(text), "%ps", &kfree);
	KAPI_EXPECT_STREQ(text, "kfree");
}

KAPI_TEST(unknown_letters_are_skipped)
{
	EXPECT_PRINTS("0000000000000000|", "%pZZ9|", NULL);
	EXPECT_PRINTS("(%pI?)", "%pI5", "abcd");
	EXPECT_PRINTS("(einval)", "%pux", "abcd");
}

KAPI_TEST_WARNS(an_unknown_conversion_ends_the_text)
{
	EXPECT_PRINTS("a", "a%y %d", 5);
}

KAPI_TEST(sscanf_integers)
{
	int a = 0, b = 0;
	unsigned int c = 0;
	unsigned long long d = 0;
	u8 e = 0;
	short f = 0;

	KAPI_EXPECT_EQ(sscanf("12 -7 0x1f", "%d %i %x", &a, &b, &c), 3);
	KAPI_EXPECT_EQ(a, 12);
	KAPI_EXPECT_EQ(b, -7);
	KAPI_EXPECT_EQ(c, 0x1f);
	KAPI_EXPECT_EQ(sscanf("0x10 010", "%i %i", &a, &b), 2);
	KAPI_EXPECT_EQ(a, 16);
	KAPI_EXPECT_EQ(b, 8);
	KAPI_EXPECT_EQ(sscanf("18446744073709551615", "%llu", &d), 1);
	KAPI_EXPECT_EQ(d, ULLONG_MAX);
	KAPI_EXPECT_EQ(sscanf("300,-2", "%hhu,%hd", &e, &f), 2);
	KAPI_EXPECT_EQ(e, 44);
	KAPI_EXPECT_EQ(f, -2);
}

KAPI_TEST(sscanf_stops_at_the_first_mismatch)
{
	int a = 1, b = 1;

	KAPI_EXPECT_EQ(sscanf("5 x", "%d %d", &a, &b), 1);
	KAPI_EXPECT_EQ(a, 5);
	KAPI_EXPECT_EQ(b, 1);
	KAPI_EXPECT_EQ(sscanf("", "%d", &a), 0);
	KAPI_EXPECT_EQ(sscanf("a5", "b%d", &a), 0);
	KAPI_EXPECT_EQ(sscanf("-5", "%u", &a), 0);
}

KAPI_TEST(sscanf_widths)
{
	int a = 0, b = 0;

	KAPI_EXPECT_EQ(sscanf("12345", "%2d%3d", &a, &b), 2);
	KAPI_EXPECT_EQ(a, 12);
	KAPI_EXPECT_EQ(b, 345);
	KAPI_EXPECT_EQ(sscanf("0x", "%2x", &a), 1);
	KAPI_EXPECT_EQ(a, 0);
}

KAPI_TEST(sscanf_strings)
{
	char a[16], b[16];
	char c;
	int read = 0;

	KAPI_EXPECT_EQ(sscanf("  hello world", "%s %3s", a, b), 2);
	KAPI_EXPECT_STREQ(a, "hello");
	KAPI_EXPECT_STREQ(b, "wor");
	KAPI_EXPECT_EQ(sscanf("xy", "%c", &c), 1);
	KAPI_EXPECT_EQ(c, 'x');
	KAPI_EXPECT_EQ(sscanf("abc def", "%*s %s%n", a, &read), 1);
	KAPI_EXPECT_STREQ(a, "def");
	KAPI_EXPECT_EQ(read, 7);
}

KAPI_TEST(sscanf_sets)
{
	char a[8], b[8];

	KAPI_EXPECT_EQ(sscanf("00:0a", "%2[^:]:%2[0123456789abcdef]", a, b),
		       2);
	KAPI_EXPECT_STREQ(a, "00");
	KAPI_EXPECT_STREQ(b, "0a");
	/* Linux insists on a width. */
	KAPI_EXPECT_EQ(sscanf("abc", "%[abc]", a), 0);
}

KAPI_TEST(simple_strto_leaves_the_rest)
{
	char *end;

	KAPI_EXPECT_EQ(simple_strtol("-12abc", &end, 10), -12L);
	KAPI_EXPECT_STREQ(end, "abc");
	KAPI_EXPECT_EQ(simple_strtoul("0x1F;", &end, 0), 0x1fUL);
	KAPI_EXPECT_STREQ(end, ";");
	KAPI_EXPECT_EQ(simple_strtoull("017", NULL, 0), 15ULL);
	KAPI_EXPECT_EQ(simple_strtoul("x", &end, 10), 0UL);
	KAPI_EXPECT_STREQ(end, "x");
}

KAPI_MODULE();
