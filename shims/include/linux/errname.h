/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of errors.
 *
 * Stands for: include/linux/errname.h, lib/errname.c
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_ERRNAME_H
#define _LINUX_ERRNAME_H

#include <linux/stddef.h>

/* "-EIO" for -EIO, "EIO" for EIO, NULL for what is no error number. */
const char *errname(int err);

#endif
