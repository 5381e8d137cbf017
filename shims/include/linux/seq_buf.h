/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that is put together piece by piece in a buffer of fixed size.
 *
 * Stands for: include/linux/seq_buf.h, lib/seq_buf.c
 * Fidelity:   EXACT
 * Absent:     seq_buf_bprintf(), seq_buf_print_seq(), seq_buf_path(),
 *             seq_buf_to_user()
 */
#ifndef _LINUX_SEQ_BUF_H
#define _LINUX_SEQ_BUF_H

#include <linux/bug.h>
#include <linux/minmax.h>
#include <linux/types.h>
#include <linux/stdarg.h>

/* On overflow @len is one more than @size. */
struct seq_buf {
	char *buffer;
	size_t size;
	size_t len;
};

#define DECLARE_SEQ_BUF(NAME, SIZE)					\
	struct seq_buf NAME = {						\
		.buffer = (char[SIZE]){ 0 },				\
		.size = SIZE,						\
	}

static inline void seq_buf_clear(struct seq_buf *s)
{
	s->len = 0;
	if (s->size)
		s->buffer[0] = '\0';
}

static inline void seq_buf_init(struct seq_buf *s, char *buf,
				unsigned int size)
{
	s->buffer = buf;
	s->size = size;
	seq_buf_clear(s);
}

static inline bool seq_buf_has_overflowed(struct seq_buf *s)
{
	return s->len > s->size;
}

static inline void seq_buf_set_overflow(struct seq_buf *s)
{
	s->len = s->size + 1;
}

static inline unsigned int seq_buf_buffer_left(struct seq_buf *s)
{
	return seq_buf_has_overflowed(s) ? 0 : s->size - s->len;
}

static inline unsigned int seq_buf_used(struct seq_buf *s)
{
	return min(s->len, s->size);
}

/* The text with a NUL behind it, which may cost the last character. */
static inline const char *seq_buf_str(struct seq_buf *s)
{
	if (WARN_ON(s->size == 0))
		return "";
	s->buffer[seq_buf_buffer_left(s) ? s->len : s->size - 1] = '\0';
	return s->buffer;
}

/* Room to write to directly: follow with seq_buf_commit(). */
static inline size_t seq_buf_get_buf(struct seq_buf *s, char **bufp)
{
	WARN_ON(s->len > s->size + 1);
	if (s->len >= s->size) {
		*bufp = NULL;
		return 0;
	}
	*bufp = s->buffer + s->len;
	return s->size - s->len;
}

static inline void seq_buf_commit(struct seq_buf *s, int num)
{
	if (num < 0) {
		seq_buf_set_overflow(s);
		return;
	}
	BUG_ON(s->len + num > s->size);
	s->len += num;
}

/* All of them: 0, or -1 if it did not fit. */
__printf(2, 3) int seq_buf_printf(struct seq_buf *s, const char *fmt, ...);
__printf(2, 0) int seq_buf_vprintf(struct seq_buf *s, const char *fmt,
				   va_list args);
int seq_buf_puts(struct seq_buf *s, const char *str);
int seq_buf_putc(struct seq_buf *s, unsigned char c);
int seq_buf_putmem(struct seq_buf *s, const void *mem, unsigned int len);
int seq_buf_putmem_hex(struct seq_buf *s, const void *mem, unsigned int len);
int seq_buf_hex_dump(struct seq_buf *s, const char *prefix_str,
		     int prefix_type, int rowsize, int groupsize,
		     const void *buf, size_t len, bool ascii);
void seq_buf_do_printk(struct seq_buf *s, const char *lvl);

#endif
