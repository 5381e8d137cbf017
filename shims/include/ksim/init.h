/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What start_kernel() calls, in this order.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_KSIM_INIT_H
#define _KSIM_KSIM_INIT_H

void fork_init(void);
void vfs_caches_init(void);
void chrdev_init(void);
void driver_init(void);

#endif
