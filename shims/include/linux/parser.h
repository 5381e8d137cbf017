/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mount-style options: "size=%d" matched against a table.
 *
 * Stands for: include/linux/parser.h, lib/parser.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_PARSER_H
#define _LINUX_PARSER_H

#include <linux/types.h>

struct match_token {
	int token;
	const char *pattern;
};

typedef struct match_token match_table_t[];

/* Arguments in one pattern. */
enum { MAX_OPT_ARGS = 3 };

typedef struct {
	char *from;
	char *to;
} substring_t;

/**
 * match_token() - find the pattern that a string matches
 * @s: the string
 * @table: patterns; the last is NULL and matches everything
 * @args: filled with what %s, %d, %u, %o and %x matched
 *
 * Return: token of the first match.
 */
int match_token(char *s, const match_table_t table, substring_t args[]);
int match_int(substring_t *s, int *result);
int match_uint(substring_t *s, unsigned int *result);
int match_u64(substring_t *s, u64 *result);
int match_octal(substring_t *s, int *result);
int match_hex(substring_t *s, int *result);
/* '*' and '?' only. */
bool match_wildcard(const char *pattern, const char *str);
size_t match_strlcpy(char *dest, const substring_t *src, size_t size);
char *match_strdup(const substring_t *s);

#endif
