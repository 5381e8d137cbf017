// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/inet.h>
#include <linux/string.h>
#include <asm/byteorder.h>

__be32 in_aton(const char *str)
{
	u32 address = 0;
	int i;

	for (i = 0; i < 4; i++) {
		u32 byte = 0;

		for (; *str && *str != '.' && *str != '\n'; str++)
			byte = byte * 10 + *str - '0';
		address = address << 8 | byte;
		if (*str)
			str++;
	}
	return cpu_to_be32(address);
}
EXPORT_SYMBOL(in_aton);

enum token {
	TOKEN_DIGIT,
	TOKEN_LETTER, /* a to f */
	TOKEN_COLON,
	TOKEN_DOT,
	TOKEN_END,
	TOKEN_OTHER,
};

/* Text of known length, up to a NUL or a delimiter. */
struct reader {
	const char *at;
	int left;
	int delimiter;
};

static struct reader reader_of(const char *text, int len, int delimiter)
{
	if (len < 0)
		len = strlen(text);
	return (struct reader){ text, len, delimiter };
}

static enum token peek(const struct reader *reader)
{
	char c = reader->left > 0 ? *reader->at : '\0';

	if (!c || c == reader->delimiter)
		return TOKEN_END;
	if (c == ':')
		return TOKEN_COLON;
	if (c == '.')
		return TOKEN_DOT;
	if (hex_to_bin(c) >= 0)
		return hex_to_bin(c) < 10 ? TOKEN_DIGIT : TOKEN_LETTER;
	/* Without a delimiter anything else ends the address. */
	return reader->delimiter == -1 ? TOKEN_END : TOKEN_OTHER;
}

static int take_digit(struct reader *reader)
{
	reader->left--;
	return hex_to_bin(*reader->at++);
}

static void skip(struct reader *reader)
{
	reader->left--;
	reader->at++;
}

static bool read_ip4(struct reader *reader, u8 bytes[4])
{
	int i;

	for (i = 0; i < 4; i++) {
		int byte = 0;

		if (i) {
			if (peek(reader) != TOKEN_DOT)
				return false;
			skip(reader);
		}
		/* A byte of 0 is not accepted before its first digit. */
		if (peek(reader) != TOKEN_DIGIT)
			return false;
		while (peek(reader) == TOKEN_DIGIT) {
			byte = byte * 10 + hex_to_bin(*reader->at);
			if (byte > 255)
				return false;
			skip(reader);
		}
		bytes[i] = byte;
	}
	return peek(reader) == TOKEN_END || peek(reader) == TOKEN_COLON;
}

int in4_pton(const char *src, int srclen, u8 *dst, int delim,
	     const char **end)
{
	struct reader reader = reader_of(src, srclen, delim);
	u8 bytes[4];
	bool good = read_ip4(&reader, bytes);

	if (good)
		memcpy(dst, bytes, sizeof(bytes));
	if (end)
		*end = reader.at;
	return good;
}
EXPORT_SYMBOL(in4_pton);

/*
 * Reads up to 16 bytes and sets *@gap to where a "::" stands, -1 if there is
 * none. Returns how many were read, or -1.
 */
static int read_ip6(struct reader *reader, u8 bytes[16], int *gap)
{
	int count = 0;

	*gap = -1;
	if (peek(reader) == TOKEN_COLON) {
		skip(reader);
		if (peek(reader) != TOKEN_COLON)
			return -1;
		skip(reader);
		*gap = 0;
		if (peek(reader) == TOKEN_END)
			return 0;
	}
	for (;;) {
		struct reader word_start = *reader;
		unsigned int word = 0;
		int digits = 0;

		if (count >= 16)
			return -1;
		while (peek(reader) == TOKEN_DIGIT ||
		       peek(reader) == TOKEN_LETTER) {
			if (++digits > 4)
				return -1;
			word = word << 4 | take_digit(reader);
		}
		if (!digits)
			return -1;
		if (peek(reader) == TOKEN_DOT) {
			*reader = word_start;
			if (count > 12 || !read_ip4(reader, bytes + count))
				return -1;
			return count + 4;
		}
		bytes[count++] = word >> 8;
		bytes[count++] = word;

		if (peek(reader) == TOKEN_END)
			return count;
		if (peek(reader) != TOKEN_COLON)
			return -1;
		skip(reader);
		if (peek(reader) == TOKEN_COLON) {
			if (*gap >= 0)
				return -1;
			skip(reader);
			*gap = count;
			if (peek(reader) == TOKEN_END)
				return count;
		}
	}
}

int in6_pton(const char *src, int srclen, u8 *dst, int delim,
	     const char **end)
{
	struct reader reader = reader_of(src, srclen, delim);
	u8 bytes[16] = { };
	int gap;
	int count = read_ip6(&reader, bytes, &gap);
	bool good = count == 16 || (count >= 0 && gap >= 0);

	if (good) {
		int behind = gap >= 0 ? count - gap : 0;
		int before = count - behind;

		memset(dst, 0, 16);
		memcpy(dst, bytes, before);
		memcpy(dst + 16 - behind, bytes + before, behind);
	}
	if (end)
		*end = reader.at;
	return good;
}
EXPORT_SYMBOL(in6_pton);
