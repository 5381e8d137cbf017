/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shell-style patterns.
 *
 * Stands for: include/linux/glob.h, lib/glob.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_GLOB_H
#define _LINUX_GLOB_H

#include <linux/types.h>
#include <linux/compiler.h>

/**
 * glob_match() - does a whole string match a pattern?
 * @pat: may have ?, *, [a-z], [!a-z] and \x
 * @str: the string; '/' and a leading '.' are nothing special
 */
bool __pure glob_match(char const *pat, char const *str);
/* The same for at most @len bytes of @str. */
bool __pure glob_match_len(char const *pat, char const *str, size_t len);

#endif
