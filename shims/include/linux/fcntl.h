/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flags of open() and commands of fcntl().
 *
 * Stands for: include/linux/fcntl.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _SHIM_LINUX_FCNTL_H
#define _SHIM_LINUX_FCNTL_H

#include <linux/stat.h>
#include <uapi/linux/fcntl.h>

/* What open() accepts; other bits are dropped. */
#define VALID_OPEN_FLAGS                                                     \
	(O_RDONLY | O_WRONLY | O_RDWR | O_CREAT | O_EXCL | O_NOCTTY |        \
	 O_TRUNC | O_APPEND | O_NDELAY | O_NONBLOCK | __O_SYNC | O_DSYNC |   \
	 FASYNC | O_DIRECT | O_LARGEFILE | O_DIRECTORY | O_NOFOLLOW |        \
	 O_NOATIME | O_CLOEXEC | O_PATH | __O_TMPFILE)

#define force_o_largefile() true

#define IS_GETLK32(cmd) ((cmd) == F_GETLK)
#define IS_SETLK32(cmd) ((cmd) == F_SETLK)
#define IS_SETLKW32(cmd) ((cmd) == F_SETLKW)

#endif
