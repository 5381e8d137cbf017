/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands for: include/linux/module_symbol.h
 * Fidelity:   EXACT - on x86-64, where no mapping symbols exist
 * Absent:     nothing
 */
#ifndef _LINUX_MODULE_SYMBOL_H
#define _LINUX_MODULE_SYMBOL_H

#include <linux/types.h>

/* Labels that the assembler made and nobody wants to see. */
static inline bool is_mapping_symbol(const char *str)
{
	return (str[0] == '.' && str[1] == 'L') ||
	       (str[0] == 'L' && str[1] == '0');
}

#endif
