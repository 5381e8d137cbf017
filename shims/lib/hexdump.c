// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>

const char hex_asc[] = "0123456789abcdef";
EXPORT_SYMBOL(hex_asc);
const char hex_asc_upper[] = "0123456789ABCDEF";
EXPORT_SYMBOL(hex_asc_upper);

int hex_to_bin(unsigned char ch)
{
	unsigned char letter = ch | 0x20;

	if (ch >= '0' && ch <= '9')
		return ch - '0';
	if (letter >= 'a' && letter <= 'f')
		return letter - 'a' + 10;
	return -1;
}
EXPORT_SYMBOL(hex_to_bin);

int hex2bin(u8 *dst, const char *src, size_t count)
{
	for (; count; count--, src += 2) {
		int high = hex_to_bin(src[0]);
		int low;

		if (high < 0)
			return -EINVAL;
		low = hex_to_bin(src[1]);
		if (low < 0)
			return -EINVAL;
		*dst++ = high << 4 | low;
	}
	return 0;
}
EXPORT_SYMBOL(hex2bin);

char *bin2hex(char *dst, const void *src, size_t count)
{
	const u8 *byte = src;

	while (count--)
		dst = hex_byte_pack(dst, *byte++);
	return dst;
}
EXPORT_SYMBOL(bin2hex);

static bool is_group(int size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

/* A line that fills up; one byte is kept for the NUL. */
struct line {
	char *text;
	size_t size;
	size_t at;
};

static bool append(struct line *line, char c)
{
	if (line->at + 1 >= line->size)
		return false;
	line->text[line->at++] = c;
	return true;
}

/* Groups are numbers: the last byte in memory comes first. */
static bool append_group(struct line *line, const u8 *bytes, int size)
{
	int i;

	for (i = size - 1; i >= 0; i--)
		if (!append(line, hex_asc_hi(bytes[i])) ||
		    !append(line, hex_asc_lo(bytes[i])))
			return false;
	return true;
}

static bool append_line(struct line *line, const u8 *bytes, size_t len,
			int groupsize, size_t ascii_column, bool ascii)
{
	size_t i;

	for (i = 0; i < len; i += groupsize) {
		if (i && !append(line, ' '))
			return false;
		if (!append_group(line, bytes + i, groupsize))
			return false;
	}
	if (!ascii || !len)
		return true;
	while (line->at < ascii_column)
		if (!append(line, ' '))
			return false;
	for (i = 0; i < len; i++)
		if (!append(line, isascii(bytes[i]) && isprint(bytes[i]) ?
				  bytes[i] : '.'))
			return false;
	return true;
}

int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize,
		       char *linebuf, size_t linebuflen, bool ascii)
{
	struct line line = { linebuf, linebuflen, 0 };
	size_t ascii_column;
	bool complete;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	len = min_t(size_t, len, rowsize);
	if (!is_group(groupsize) || len % groupsize)
		groupsize = 1;
	ascii_column = rowsize * 2 + rowsize / groupsize + 1;

	complete = linebuflen && append_line(&line, buf, len, groupsize,
					     ascii_column, ascii);
	if (linebuflen)
		linebuf[line.at] = '\0';
	if (complete)
		return line.at;
	return ascii ? ascii_column + len :
		       (groupsize * 2 + 1) * (len / groupsize) - 1;
}
EXPORT_SYMBOL(hex_dump_to_buffer);

void print_hex_dump(const char *level, const char *prefix_str, int prefix_type,
		    int rowsize, int groupsize, const void *buf, size_t len,
		    bool ascii)
{
	char text[32 * 3 + 2 + 32 + 1];
	size_t at;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	for (at = 0; at < len; at += rowsize) {
		const u8 *row = (const u8 *)buf + at;

		hex_dump_to_buffer(row, len - at, rowsize, groupsize, text,
				   sizeof(text), ascii);
		switch (prefix_type) {
		case DUMP_PREFIX_ADDRESS:
			printk("%s%s%p: %s\n", level, prefix_str, row, text);
			break;
		case DUMP_PREFIX_OFFSET:
			printk("%s%s%.8x: %s\n", level, prefix_str,
			       (unsigned int)at, text);
			break;
		default:
			printk("%s%s%s\n", level, prefix_str, text);
			break;
		}
	}
}
EXPORT_SYMBOL(print_hex_dump);
