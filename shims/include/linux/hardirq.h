/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Context queries.
 *
 * Stands for: include/linux/hardirq.h
 * Fidelity:   MODEL - see linux/preempt.h
 * Absent:     irq_enter(), irq_exit(), nmi_enter()
 */
#ifndef _KSIM_LINUX_HARDIRQ_H
#define _KSIM_LINUX_HARDIRQ_H

#include <linux/preempt.h>
#include <linux/lockdep.h>
#include <linux/irqflags.h>

#endif
