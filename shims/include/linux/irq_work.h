/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions that run in a hard interrupt, soon.
 *
 * Stands for: include/linux/irq_work.h, kernel/irq_work.c
 * Fidelity:   MODEL - a lazy one does not wait for the tick
 * Absent:     irq_work_queue_remote()
 */
#ifndef _KSIM_LINUX_IRQ_WORK_H
#define _KSIM_LINUX_IRQ_WORK_H

#include <linux/atomic.h>
#include <linux/llist.h>
#include <linux/types.h>

#define IRQ_WORK_PENDING 0x01
#define IRQ_WORK_BUSY 0x02
#define IRQ_WORK_LAZY 0x04
#define IRQ_WORK_HARD_IRQ 0x08
#define IRQ_WORK_CLAIMED (IRQ_WORK_PENDING | IRQ_WORK_BUSY)

struct irq_work {
	struct {
		struct llist_node llist;
		atomic_t a_flags;
	} node;
	void (*func)(struct irq_work *);
};

#define __IRQ_WORK_INIT(_func, _flags) \
	(struct irq_work){ .node = { .a_flags = ATOMIC_INIT(_flags) }, \
			   .func = (_func) }
#define IRQ_WORK_INIT(_func) __IRQ_WORK_INIT(_func, 0)
#define IRQ_WORK_INIT_LAZY(_func) __IRQ_WORK_INIT(_func, IRQ_WORK_LAZY)
#define IRQ_WORK_INIT_HARD(_func) __IRQ_WORK_INIT(_func, IRQ_WORK_HARD_IRQ)
#define DEFINE_IRQ_WORK(name, _f) struct irq_work name = IRQ_WORK_INIT(_f)

static inline void init_irq_work(struct irq_work *work,
				 void (*func)(struct irq_work *))
{
	*work = IRQ_WORK_INIT(func);
}

static inline bool irq_work_is_pending(struct irq_work *work)
{
	return atomic_read(&work->node.a_flags) & IRQ_WORK_PENDING;
}

static inline bool irq_work_is_busy(struct irq_work *work)
{
	return atomic_read(&work->node.a_flags) & IRQ_WORK_BUSY;
}

/**
 * irq_work_queue() - have a function run in a hard interrupt
 * @work: what
 *
 * Context: Any.
 * Return: false if it is pending already.
 */
bool irq_work_queue(struct irq_work *work);
bool irq_work_queue_on(struct irq_work *work, int cpu);

/* Waits until @work neither is pending nor runs. */
void irq_work_sync(struct irq_work *work);
void irq_work_run(void);

#endif
