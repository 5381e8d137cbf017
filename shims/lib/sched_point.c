// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Modules ask the core, too: atomics, barriers, READ_ONCE() and udelay() are
 * inline.
 */
#include <linux/export.h>
#include <ksim/abi/task.h>
#include <ksim/abi/time.h>

EXPORT_SYMBOL(ksim_sched_points_armed);
EXPORT_SYMBOL(ksim_looks_left);
EXPORT_SYMBOL(ksim_steps);
EXPORT_SYMBOL(ksim_sched_point_slow);
EXPORT_SYMBOL(ksim_time_pass);
EXPORT_SYMBOL(ksim_time_spin);
