/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Old name of linux/uaccess.h.
 *
 * Stands for: arch/x86/include/asm/uaccess.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _KSIM_ASM_UACCESS_H
#define _KSIM_ASM_UACCESS_H

#include <linux/uaccess.h>

#endif
