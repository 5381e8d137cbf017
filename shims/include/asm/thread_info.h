/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Architecture half of thread_info.
 *
 * Stands for: arch/x86/include/asm/thread_info.h
 * Fidelity:   MODEL - see linux/thread_info.h
 * Absent:     nothing
 */
#ifndef _KSIM_ASM_THREAD_INFO_H
#define _KSIM_ASM_THREAD_INFO_H

#include <linux/thread_info.h>

#endif
