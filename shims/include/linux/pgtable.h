/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page protections.
 *
 * Stands for: include/linux/pgtable.h
 * Fidelity:   MODEL - see <asm/pgtable_types.h>
 * Absent:     page table walks
 */
#ifndef _LINUX_PGTABLE_H
#define _LINUX_PGTABLE_H

#include <linux/pfn.h>
#include <asm/pgtable.h>

#endif
