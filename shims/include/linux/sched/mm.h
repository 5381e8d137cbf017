/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Address spaces of tasks.
 *
 * Stands for: include/linux/sched/mm.h
 * Fidelity:   MODEL - allocation scopes change nothing
 * Absent:     mmget(), mmput()
 */
#ifndef _KSIM_LINUX_SCHED_MM_H
#define _KSIM_LINUX_SCHED_MM_H

#include <linux/sched.h>
#include <linux/mm_types.h>
#include <linux/gfp.h>

#define memalloc_noio_save() 0U
#define memalloc_noio_restore(flags) ((void)(flags))
#define memalloc_nofs_save() 0U
#define memalloc_nofs_restore(flags) ((void)(flags))

#endif
