/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entering and leaving interrupts.
 *
 * Stands for: include/linux/hardirq.h
 * Fidelity:   EXACT
 * Absent:     nmi_enter(), nmi_exit(), synchronize_irq()
 */
#ifndef _KSIM_LINUX_HARDIRQ_H
#define _KSIM_LINUX_HARDIRQ_H

#include <linux/preempt.h>
#include <linux/lockdep.h>
#include <linux/irqflags.h>

void irq_enter(void);

/* Runs softirqs, unless it interrupts something that must not see them. */
void irq_exit(void);

#endif
