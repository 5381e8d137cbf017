/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page protections and what else drivers take from the page table header.
 *
 * Stands for: arch/x86/include/asm/pgtable.h
 * Fidelity:   MODEL - see <asm/pgtable_types.h>
 * Absent:     page table walks (pgd_offset() to pte_offset_map())
 */
#ifndef _ASM_PGTABLE_H
#define _ASM_PGTABLE_H

#include <asm/pgtable_types.h>

#endif
