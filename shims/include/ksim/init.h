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

void cpu_init(void);
void fork_init(void);

#endif
