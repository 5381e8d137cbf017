/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an interrupt handler says.
 *
 * Stands for: include/linux/irqreturn.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_IRQRETURN_H
#define _LINUX_IRQRETURN_H

#include <linux/bits.h>

enum irqreturn {
	IRQ_NONE = 0, /* not from this device */
	IRQ_HANDLED = BIT(0),
	IRQ_WAKE_THREAD = BIT(1), /* its thread shall do the rest */
};

typedef enum irqreturn irqreturn_t;
#define IRQ_RETVAL(x) ((x) ? IRQ_HANDLED : IRQ_NONE)

#endif
