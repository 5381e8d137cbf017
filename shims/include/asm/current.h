/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The running task.
 *
 * Stands for: arch/x86/include/asm/current.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _KSIM_ASM_CURRENT_H
#define _KSIM_ASM_CURRENT_H

struct task_struct;

/* Written by the core at every task switch. */
extern struct task_struct *current_task;

static inline __attribute__((__always_inline__)) struct task_struct *
get_current(void)
{
	return current_task;
}

#define current get_current()

#endif
