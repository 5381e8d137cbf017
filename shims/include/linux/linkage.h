/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How functions are called from assembler.
 *
 * Stands for: include/linux/linkage.h
 * Fidelity:   EXACT - for C sources
 * Absent:     ENTRY(), SYM_FUNC_START() and the like
 */
#ifndef _LINUX_LINKAGE_H
#define _LINUX_LINKAGE_H

#include <linux/compiler_types.h>
#include <linux/stringify.h>
#include <linux/export.h>

#define CPP_ASMLINKAGE
#define asmlinkage CPP_ASMLINKAGE
#define asmlinkage_protect(n, ret, args...) ((void)0)
#define cond_syscall(x)

#define __page_aligned_data __section(".data..page_aligned") __aligned(4096)
#define __page_aligned_bss __section(".bss..page_aligned") __aligned(4096)

#endif
