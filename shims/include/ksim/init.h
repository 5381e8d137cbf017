/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boot: what start_kernel() calls, in this order, and what is left for later.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_KSIM_INIT_H
#define _KSIM_KSIM_INIT_H

#include <linux/compiler.h>

/*
 * A variable that boot does not restore, which costs every test: it holds
 * what the last kernel left until it is initialised, all of it, by whoever
 * needs it first. What says that this is done must be an ordinary variable.
 */
#define __ksim_not_restored __section("ksim_not_restored")

void cpu_init(void);
void fork_init(void);

#endif
