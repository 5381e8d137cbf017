// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/seq_buf.h>
#include <linux/sprintf.h>
#include <linux/string.h>

int seq_buf_vprintf(struct seq_buf *s, const char *fmt, va_list args)
{
	WARN_ON(s->size == 0);
	if (s->len < s->size) {
		size_t room = s->size - s->len;
		int len = vsnprintf(s->buffer + s->len, room, fmt, args);

		if (len < room) {
			s->len += len;
			return 0;
		}
	}
	seq_buf_set_overflow(s);
	return -1;
}

int seq_buf_printf(struct seq_buf *s, const char *fmt, ...)
{
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = seq_buf_vprintf(s, fmt, args);
	va_end(args);
	return ret;
}
EXPORT_SYMBOL_GPL(seq_buf_printf);

int seq_buf_putmem(struct seq_buf *s, const void *mem, unsigned int len)
{
	WARN_ON(s->size == 0);
	if (s->len + len > s->size) {
		seq_buf_set_overflow(s);
		return -1;
	}
	memcpy(s->buffer + s->len, mem, len);
	s->len += len;
	return 0;
}

int seq_buf_puts(struct seq_buf *s, const char *str)
{
	size_t len = strlen(str);

	/* The NUL must fit too, but the next piece goes on top of it. */
	if (seq_buf_putmem(s, str, len + 1))
		return -1;
	s->len--;
	return 0;
}

int seq_buf_putc(struct seq_buf *s, unsigned char c)
{
	return seq_buf_putmem(s, &c, 1);
}

/* Eight bytes at a time, as numbers: the last byte in memory comes first. */
int seq_buf_putmem_hex(struct seq_buf *s, const void *mem, unsigned int len)
{
	const u8 *bytes = mem;

	WARN_ON(s->size == 0);
	while (len) {
		unsigned int count = min(len, 8U);
		char text[8 * 2 + 1];
		char *p = text;
		int i;

		for (i = count - 1; i >= 0; i--)
			p = hex_byte_pack(p, bytes[i]);
		*p++ = ' ';
		if (seq_buf_putmem(s, text, p - text))
			return -1;
		len -= count;
		bytes += count;
	}
	return 0;
}

int seq_buf_hex_dump(struct seq_buf *s, const char *prefix_str,
		     int prefix_type, int rowsize, int groupsize,
		     const void *buf, size_t len, bool ascii)
{
	char text[32 * 3 + 2 + 32 + 1];
	size_t at;
	int ret;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	for (at = 0; at < len; at += rowsize) {
		const u8 *row = (const u8 *)buf + at;

		hex_dump_to_buffer(row, len - at, rowsize, groupsize, text,
				   sizeof(text), ascii);
		switch (prefix_type) {
		case DUMP_PREFIX_ADDRESS:
			ret = seq_buf_printf(s, "%s%p: %s\n", prefix_str, row,
					     text);
			break;
		case DUMP_PREFIX_OFFSET:
			ret = seq_buf_printf(s, "%s%.8x: %s\n", prefix_str,
					     (unsigned int)at, text);
			break;
		default:
			ret = seq_buf_printf(s, "%s%s\n", prefix_str, text);
			break;
		}
		if (ret)
			return ret;
	}
	return 0;
}

void seq_buf_do_printk(struct seq_buf *s, const char *lvl)
{
	const char *line, *newline;

	if (!s->size || !s->len)
		return;
	line = seq_buf_str(s);
	while ((newline = strchr(line, '\n'))) {
		printk("%s%.*s", lvl, (int)(newline + 1 - line), line);
		line = newline + 1;
	}
	if (line < s->buffer + s->len)
		printk("%s%s\n", lvl, line);
}
EXPORT_SYMBOL_GPL(seq_buf_do_printk);
