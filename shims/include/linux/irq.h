/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupt chips and how interrupts flow.
 *
 * Stands for: include/linux/irq.h, kernel/irq/chip.c, kernel/irq/dummychip.c
 * Fidelity:   MODEL - chips, flow handlers and status as in Linux, on a
 *	       machine where no handler runs on two CPUs at once
 * Absent:     hierarchies of chips, affinity, wake-up from sleep, NMIs, chips
 *	       behind slow buses
 */
#ifndef _LINUX_IRQ_H
#define _LINUX_IRQ_H

#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/irqreturn.h>
#include <linux/linkage.h>
#include <linux/numa.h>
#include <linux/types.h>

struct irq_chip;
struct irq_data;
struct irq_desc;
struct irq_domain;
struct module;

typedef void (*irq_flow_handler_t)(struct irq_desc *desc);

enum {
	IRQ_TYPE_NONE = 0x00000000,
	IRQ_TYPE_EDGE_RISING = 0x00000001,
	IRQ_TYPE_EDGE_FALLING = 0x00000002,
	IRQ_TYPE_EDGE_BOTH = IRQ_TYPE_EDGE_FALLING | IRQ_TYPE_EDGE_RISING,
	IRQ_TYPE_LEVEL_HIGH = 0x00000004,
	IRQ_TYPE_LEVEL_LOW = 0x00000008,
	IRQ_TYPE_LEVEL_MASK = IRQ_TYPE_LEVEL_LOW | IRQ_TYPE_LEVEL_HIGH,
	IRQ_TYPE_SENSE_MASK = 0x0000000f,
	IRQ_TYPE_DEFAULT = IRQ_TYPE_SENSE_MASK,

	IRQ_LEVEL = BIT(8),
	IRQ_PER_CPU = BIT(9),
	IRQ_NOPROBE = BIT(10),
	IRQ_NOREQUEST = BIT(11),
	IRQ_NOAUTOEN = BIT(12),
	IRQ_NO_BALANCING = BIT(13),
	IRQ_MOVE_PCNTXT = BIT(14),
	IRQ_NESTED_THREAD = BIT(15),
	IRQ_NOTHREAD = BIT(16),
	IRQ_PER_CPU_DEVID = BIT(17),
	IRQ_IS_POLLED = BIT(18),
	IRQ_DISABLE_UNLAZY = BIT(19),
};

/**
 * struct irq_common_data - what all chips of an interrupt share
 * @state: IRQD_* and the trigger type
 * @handler_data: the flow handler's own
 */
struct irq_common_data {
	unsigned int state;
	void *handler_data;
};

/**
 * struct irq_data - an interrupt, seen by its chip
 * @irq: number in Linux
 * @hwirq: number on the chip
 * @common: shared state
 * @chip: its operations
 * @domain: who maps its numbers; or NULL
 * @chip_data: the chip's own
 */
struct irq_data {
	u32 mask;
	unsigned int irq;
	unsigned long hwirq;
	struct irq_common_data *common;
	struct irq_chip *chip;
	struct irq_domain *domain;
	void *chip_data;
};

enum {
	IRQD_TRIGGER_MASK = 0xf,
	IRQD_LEVEL = BIT(13),
	IRQD_IRQ_DISABLED = BIT(16),
	IRQD_IRQ_MASKED = BIT(17),
	IRQD_IRQ_INPROGRESS = BIT(18),
	IRQD_IRQ_STARTED = BIT(22),
	IRQD_DEFAULT_TRIGGER_SET = BIT(25),
};

/**
 * struct irq_chip - operations of an interrupt controller
 *
 * Each may be NULL, but irq_mask() or irq_disable() should not be both.
 */
struct irq_chip {
	const char *name;
	unsigned int (*irq_startup)(struct irq_data *data);
	void (*irq_shutdown)(struct irq_data *data);
	void (*irq_enable)(struct irq_data *data);
	void (*irq_disable)(struct irq_data *data);
	void (*irq_ack)(struct irq_data *data);
	void (*irq_mask)(struct irq_data *data);
	void (*irq_mask_ack)(struct irq_data *data);
	void (*irq_unmask)(struct irq_data *data);
	void (*irq_eoi)(struct irq_data *data);
	int (*irq_set_affinity)(struct irq_data *data,
				const struct cpumask *dest, bool force);
	int (*irq_retrigger)(struct irq_data *data);
	int (*irq_set_type)(struct irq_data *data, unsigned int flow_type);
	int (*irq_set_wake)(struct irq_data *data, unsigned int on);
	void (*irq_bus_lock)(struct irq_data *data);
	void (*irq_bus_sync_unlock)(struct irq_data *data);
	int (*irq_request_resources)(struct irq_data *data);
	void (*irq_release_resources)(struct irq_data *data);
	unsigned long flags;
};

enum {
	IRQCHIP_SET_TYPE_MASKED = BIT(0),
	IRQCHIP_EOI_IF_HANDLED = BIT(1),
	IRQCHIP_MASK_ON_SUSPEND = BIT(2),
	IRQCHIP_SKIP_SET_WAKE = BIT(4),
	IRQCHIP_ONESHOT_SAFE = BIT(5),
	IRQCHIP_IMMUTABLE = BIT(11),
};

extern struct irq_chip no_irq_chip;
extern struct irq_chip dummy_irq_chip;

struct irq_data *irq_get_irq_data(unsigned int irq);

static inline unsigned int irqd_to_hwirq_number(struct irq_data *d)
{
	return d->hwirq;
}

static inline u32 irqd_get_trigger_type(struct irq_data *d)
{
	return d->common->state & IRQD_TRIGGER_MASK;
}

static inline void irqd_set_trigger_type(struct irq_data *d, u32 type)
{
	d->common->state &= ~IRQD_TRIGGER_MASK;
	d->common->state |= (type & IRQD_TRIGGER_MASK) |
			    IRQD_DEFAULT_TRIGGER_SET;
}

static inline bool irqd_trigger_type_was_set(struct irq_data *d)
{
	return d->common->state & IRQD_DEFAULT_TRIGGER_SET;
}

static inline bool irqd_is_level_type(struct irq_data *d)
{
	return d->common->state & IRQD_LEVEL;
}

static inline bool irqd_irq_disabled(struct irq_data *d)
{
	return d->common->state & IRQD_IRQ_DISABLED;
}

static inline bool irqd_irq_masked(struct irq_data *d)
{
	return d->common->state & IRQD_IRQ_MASKED;
}

static inline bool irqd_irq_inprogress(struct irq_data *d)
{
	return d->common->state & IRQD_IRQ_INPROGRESS;
}

static inline u32 irq_get_trigger_type(unsigned int irq)
{
	struct irq_data *d = irq_get_irq_data(irq);

	return d ? irqd_get_trigger_type(d) : 0;
}

static inline void *irq_data_get_irq_chip_data(struct irq_data *d)
{
	return d->chip_data;
}

static inline void *irq_data_get_irq_handler_data(struct irq_data *d)
{
	return d->common->handler_data;
}

static inline void *irq_get_chip_data(unsigned int irq)
{
	struct irq_data *d = irq_get_irq_data(irq);

	return d ? d->chip_data : NULL;
}

/**
 * irq_set_chip() - give an interrupt a controller
 * @irq: its number
 * @chip: the controller's operations; NULL for none
 *
 * Return: 0, or -EINVAL if there is no such interrupt.
 */
int irq_set_chip(unsigned int irq, const struct irq_chip *chip);
int irq_set_chip_data(unsigned int irq, void *data);
int irq_set_handler_data(unsigned int irq, void *data);

/**
 * irq_set_irq_type() - say what triggers an interrupt
 * @irq: its number
 * @type: IRQ_TYPE_*
 *
 * Return: 0, or what the chip says; -EINVAL if there is no such interrupt.
 */
int irq_set_irq_type(unsigned int irq, unsigned int type);

void irq_set_chip_and_handler_name(unsigned int irq,
				   const struct irq_chip *chip,
				   irq_flow_handler_t handle, const char *name);

static inline void irq_set_chip_and_handler(unsigned int irq,
					    const struct irq_chip *chip,
					    irq_flow_handler_t handle)
{
	irq_set_chip_and_handler_name(irq, chip, handle, NULL);
}

void __irq_set_handler(unsigned int irq, irq_flow_handler_t handle,
		       int is_chained, const char *name);

static inline void irq_set_handler(unsigned int irq, irq_flow_handler_t handle)
{
	__irq_set_handler(irq, handle, 0, NULL);
}

/**
 * irq_modify_status() - change what may be done with an interrupt
 * @irq: its number
 * @clr: IRQ_* to clear
 * @set: IRQ_* to set
 */
void irq_modify_status(unsigned int irq, unsigned long clr, unsigned long set);

static inline void irq_set_status_flags(unsigned int irq, unsigned long set)
{
	irq_modify_status(irq, 0, set);
}

static inline void irq_clear_status_flags(unsigned int irq, unsigned long clr)
{
	irq_modify_status(irq, clr, 0);
}

static inline void irq_set_noprobe(unsigned int irq)
{
	irq_modify_status(irq, 0, IRQ_NOPROBE);
}

static inline void irq_set_probe(unsigned int irq)
{
	irq_modify_status(irq, IRQ_NOPROBE, 0);
}

/* Flow handlers. Context: hard interrupt, interrupts off. */
void handle_simple_irq(struct irq_desc *desc);
void handle_untracked_irq(struct irq_desc *desc);
void handle_level_irq(struct irq_desc *desc);
void handle_edge_irq(struct irq_desc *desc);
void handle_fasteoi_irq(struct irq_desc *desc);
void handle_bad_irq(struct irq_desc *desc);

/**
 * __irq_alloc_descs() - make interrupt numbers
 * @irq: the first one; negative for any
 * @from: where to begin to look
 * @cnt: how many, one after the other
 * @node: NUMA node
 * @owner: module that uses them, and is held while they are requested
 * @affinity: must be NULL
 *
 * They cannot be requested before irq_set_chip().
 *
 * Context: Process context. May sleep.
 * Return: the first; -EEXIST, -EINVAL, -ENOMEM.
 */
int __irq_alloc_descs(int irq, unsigned int from, unsigned int cnt, int node,
		      struct module *owner, const void *affinity);

#define irq_alloc_descs(irq, from, cnt, node) \
	__irq_alloc_descs(irq, from, cnt, node, THIS_MODULE, NULL)
#define irq_alloc_desc(node) irq_alloc_descs(-1, 1, 1, node)
#define irq_alloc_desc_at(at, node) irq_alloc_descs(at, at, 1, node)
#define irq_alloc_desc_from(from, node) irq_alloc_descs(-1, from, 1, node)

void irq_free_descs(unsigned int irq, unsigned int cnt);

static inline void irq_free_desc(unsigned int irq)
{
	irq_free_descs(irq, 1);
}

/* Drivers get these from here, too. */
#include <linux/irqdesc.h>

#endif
