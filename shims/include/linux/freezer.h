/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks that stand still while the machine is suspended.
 *
 * Stands for: include/linux/freezer.h
 * Fidelity:   MODEL - the machine is never suspended, so nobody is ever frozen
 * Absent:     freezing others
 */
#ifndef _KSIM_LINUX_FREEZER_H
#define _KSIM_LINUX_FREEZER_H

#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/wait.h>

#define frozen(p) ((void)(p), false)
#define freezing(p) ((void)(p), false)

/* Context: Process context. May sleep. Return: whether it was frozen. */
static inline bool try_to_freeze(void)
{
	might_sleep();
	return false;
}

/* A kernel thread may be frozen from now on. */
static inline bool set_freezable(void)
{
	might_sleep();
	current->flags &= ~PF_NOFREEZE;
	return try_to_freeze();
}

#endif
