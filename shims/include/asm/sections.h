/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where things are in the kernel image.
 *
 * Stands for: include/asm-generic/sections.h
 * Fidelity:   MODEL - the answer is about vmlinux.so
 * Absent:     the section symbols themselves
 */
#ifndef _ASM_SECTIONS_H
#define _ASM_SECTIONS_H

#include <linux/types.h>

/* Is this read-only data of vmlinux.so (not of a module)? */
bool is_kernel_rodata(unsigned long address);

#endif
