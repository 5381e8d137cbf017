/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of this directory share.
 *
 * Nothing here is a scheduling point unless it says so, and interrupts are
 * taken only where the core may deliver them: so nothing needs a lock.
 */
#ifndef _KSIM_IRQ_INTERNALS_H
#define _KSIM_IRQ_INTERNALS_H

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>

#define NR_IRQS_MAX 256

/* irq_desc.istate */
#define IRQS_SPURIOUS_DISABLED 0x0002
#define IRQS_ONESHOT 0x0020
#define IRQS_PENDING 0x0200 /* came while it was disabled */

/* irqaction.thread_flags */
enum {
	IRQTF_RUNTHREAD,
	IRQTF_WARNED,
};

/*
 * The interrupts that exist; NULL where there is none. From the count on there
 * is none, and nothing in the table yet.
 */
extern struct irq_desc *ksim_irq_descs[NR_IRQS_MAX];
extern unsigned int ksim_irq_count;

static inline struct irq_desc *ksim_irq_desc(unsigned int irq)
{
	return irq < ksim_irq_count ? ksim_irq_descs[irq] : NULL;
}

/* Runs the handlers. Context: hard interrupt, interrupts off. */
irqreturn_t handle_irq_event(struct irq_desc *desc);
void note_interrupt(struct irq_desc *desc, irqreturn_t action_ret);

void irq_startup(struct irq_desc *desc);
void irq_shutdown(struct irq_desc *desc);
void irq_enable(struct irq_desc *desc);
void irq_disable(struct irq_desc *desc);
void mask_irq(struct irq_desc *desc);
void unmask_irq(struct irq_desc *desc);
int __irq_set_trigger(struct irq_desc *desc, unsigned long flags);
/* If it came while it was disabled, it comes now. */
void check_irq_resend(struct irq_desc *desc);

/* Have the core call ksim_irq_lines_run() soon. */
void ksim_irq_line_wants(struct irq_desc *desc);
extern struct irq_chip ksim_irq_chip;

#endif
