/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Constants for C and assembler alike.
 *
 * Stands for: include/linux/const.h, include/vdso/const.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _KSIM_LINUX_CONST_H
#define _KSIM_LINUX_CONST_H

#include <uapi/linux/const.h>

#define UL(x) (_UL(x))
#define ULL(x) (_ULL(x))

#ifndef __is_constexpr
#define __is_constexpr(x) \
	(sizeof(int) == sizeof(*(8 ? ((void *)((long)(x) * 0l)) : (int *)8)))
#endif

#endif
