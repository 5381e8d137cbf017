/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts, for the table in init/main.c and for what runs in them.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_INTERRUPT_H
#define _KSIM_INTERRUPT_H

#include <linux/types.h>
#include <ksim/abi/irq.h>

struct module;

/* See struct ksim_vmlinux for these. */
int ksim_interruptible(void);
void ksim_deliver_interrupts(void);

/* The current task has oopsed in an interrupt: what ran there is gone. */
void ksim_interrupt_abandoned(void);

/**
 * ksim_irq_line_set() - a device drives an interrupt line of the machine
 * @irq: its number
 * @level: enum ksim_irq_level
 *
 * Return: 0, or -EINVAL if there is no such line.
 */
int ksim_irq_line_set(u32 irq, int level);

/* Runs what the lines ask for. Context: hard interrupt, interrupts off. */
void ksim_irq_lines_run(void);

/* The current task has oopsed in a handler. */
void ksim_irq_abandoned(void);

/* Takes what is waiting if the current context may be interrupted. */
static inline void ksim_irq_poll_if_on(void)
{
	if (ksim_interruptible())
		ksim_irq_poll();
}

/**
 * struct ksim_context - what a callback must leave as it was
 */
struct ksim_context {
	int preempt_count;
	bool irqs_disabled;
	unsigned int lockdep_depth;
	int rcu_read_lock_nesting;
};

struct ksim_context ksim_context_save(void);

/**
 * ksim_context_check() - a finding if a callback did not leave as it came
 * @before: what ksim_context_save() said
 * @what: "timer", "tasklet", "work"
 * @function: the callback
 *
 * Puts things right again.
 */
void ksim_context_check(struct ksim_context before, const char *what,
			void *function);

/* A function as the address of a ksim_site, which is a return address. */
#define ksim_function_site(function) ((unsigned long)(function) + 1)

/* For the audits: NULL is any module. */
bool ksim_in_module(unsigned long address, struct module *mod);

#endif
