/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of an interrupt.
 *
 * Stands for: include/linux/irqdesc.h, kernel/irq/irqdesc.c
 * Fidelity:   MODEL - the fields that chips and flow handlers use
 * Absent:     interrupts per CPU, statistics per CPU
 */
#ifndef _LINUX_IRQDESC_H
#define _LINUX_IRQDESC_H

#include <linux/irq.h>
#include <linux/types.h>
#include <linux/wait.h>

struct irqaction;

/**
 * struct irq_desc - an interrupt
 * @irq_common_data: shared with its chip
 * @irq_data: what its chip sees
 * @handle_irq: the flow handler
 * @action: who has requested it
 * @status: IRQ_*
 * @istate: IRQS_*, see kernel/irq/internals.h
 * @depth: how often it is disabled
 * @tot_count: how often it came
 * @irq_count: since nobody-cared was judged last
 * @irqs_unhandled: of those, how many nobody wanted
 * @last_unhandled: jiffies
 * @threads_oneshot: bits of threads for which it is masked
 * @threads_active: threads that run
 * @wait_for_threads: for them to end
 * @name: of the flow handler
 * @owner: module that made it; or NULL
 * @ksim_asserted: the line is active
 * @ksim_latched: it has become active since it was taken last
 * @ksim_task: in which task its handlers run just now
 * @ksim_site: who made it
 */
struct irq_desc {
	struct irq_common_data irq_common_data;
	struct irq_data irq_data;
	irq_flow_handler_t handle_irq;
	struct irqaction *action;
	unsigned int status;
	unsigned int istate;
	unsigned int depth;
	unsigned int tot_count;
	unsigned int irq_count;
	unsigned int irqs_unhandled;
	unsigned long last_unhandled;
	unsigned long threads_oneshot;
	unsigned int threads_active;
	wait_queue_head_t wait_for_threads;
	const char *name;
	struct module *owner;
	bool ksim_asserted;
	bool ksim_latched;
	struct task_struct *ksim_task;
	unsigned long ksim_site;
};

struct irq_desc *irq_to_desc(unsigned int irq);

static inline struct irq_data *irq_desc_get_irq_data(struct irq_desc *desc)
{
	return &desc->irq_data;
}

static inline unsigned int irq_desc_get_irq(struct irq_desc *desc)
{
	return desc->irq_data.irq;
}

static inline struct irq_chip *irq_desc_get_chip(struct irq_desc *desc)
{
	return desc->irq_data.chip;
}

static inline void *irq_desc_get_chip_data(struct irq_desc *desc)
{
	return desc->irq_data.chip_data;
}

static inline void *irq_desc_get_handler_data(struct irq_desc *desc)
{
	return desc->irq_common_data.handler_data;
}

static inline bool irq_desc_has_action(struct irq_desc *desc)
{
	return desc && desc->action;
}

static inline bool irq_has_action(unsigned int irq)
{
	return irq_desc_has_action(irq_to_desc(irq));
}

static inline void generic_handle_irq_desc(struct irq_desc *desc)
{
	desc->handle_irq(desc);
}

/**
 * generic_handle_irq() - an interrupt has come
 * @irq: its number
 *
 * For controllers behind other interrupts.
 *
 * Context: Hard interrupt, interrupts off.
 * Return: 0, or -EINVAL if there is no such interrupt.
 */
int generic_handle_irq(unsigned int irq);

/* The same from any context. */
int generic_handle_irq_safe(unsigned int irq);

#endif
