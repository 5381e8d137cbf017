/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The out-of-memory killer.
 *
 * Stands for: include/linux/oom.h
 * Fidelity:   STUB - there is none: an allocation that finds no memory fails;
 *             notifiers are accepted and never called
 * Absent:     oom_control, oom_score_adj
 */
#ifndef _LINUX_OOM_H
#define _LINUX_OOM_H

#include <linux/types.h>
#include <uapi/linux/oom.h>

struct notifier_block;

int register_oom_notifier(struct notifier_block *nb);
int unregister_oom_notifier(struct notifier_block *nb);

#endif
