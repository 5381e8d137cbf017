/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Internet addresses from text.
 *
 * Stands for: include/linux/inet.h, net/core/utils.c
 * Fidelity:   EXACT
 * Absent:     inet_pton_with_scope(), inet_addr_is_any(), the checksum helpers
 */
#ifndef _LINUX_INET_H
#define _LINUX_INET_H

#include <linux/types.h>

#define INET_ADDRSTRLEN		(16)
#define INET6_ADDRSTRLEN	(48)

/* A dotted quad in network order; bad text gives whatever comes out. */
__be32 in_aton(const char *str);

/**
 * in4_pton() - a dotted quad to four bytes
 * @src: text
 * @srclen: its length, or -1 if it ends with a NUL
 * @dst: four bytes
 * @delim: character that ends the address, or -1
 * @end: set to where the parser stopped, unless NULL
 *
 * Return: 1, or 0 if it is no address; @dst is then untouched.
 */
int in4_pton(const char *src, int srclen, u8 *dst, int delim,
	     const char **end);
/* in6_pton() - the same for IPv6: sixteen bytes */
int in6_pton(const char *src, int srclen, u8 *dst, int delim,
	     const char **end);

#endif
