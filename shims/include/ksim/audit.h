/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a module leaves behind when it goes.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_AUDIT_H
#define _KSIM_AUDIT_H

struct module;

/**
 * chrdev_audit_module() - report what a module registered and left
 * @mod: the module, whose exit function has run; NULL for all modules
 *
 * Regions of device numbers, cdevs, misc devices, classes and devices each
 * become one KSIM_FINDING_LEFTOVER, and are taken away so that nothing calls
 * into the module any more.
 */
void chrdev_audit_module(struct module *mod);

/*
 * What is still armed, scheduled, queued or alive becomes a
 * KSIM_FINDING_LEFTOVER, and is stopped, so that nothing calls into the module
 * any more. @mod: the module, whose exit function has run; NULL for all
 * modules. Context: process context; may sleep.
 */
void timer_audit_module(struct module *mod); /* timers and hrtimers */
void softirq_audit_module(struct module *mod); /* tasklets */
void irq_work_audit_module(struct module *mod);
void proc_audit_module(struct module *mod);
void debugfs_audit_module(struct module *mod);
void resource_audit_module(struct module *mod);
void ioremap_audit_module(struct module *mod);
void irq_audit_module(struct module *mod); /* handlers and interrupts */
void workqueue_audit_module(struct module *mod); /* work and workqueues */
void kthread_audit_module(struct module *mod);
void rcu_audit_module(struct module *mod); /* callbacks */
void fasync_audit_module(struct module *mod); /* entries of open files */

/**
 * file_audit_module() - report files that are open and call into a module
 * @mod: the module, whose exit function has run; NULL for all modules
 *
 * Their operations are taken away.
 */
void file_audit_module(struct module *mod);

/**
 * slab_audit_module() - report memory that a module did not free
 * @mod: the module, whose exit function has run; NULL for all modules
 */
void slab_audit_module(struct module *mod);

/**
 * slab_audit() - look for memory errors that nobody has run into yet
 *
 * Checks the redzones of what is allocated and the poison of what was freed
 * a short while ago: objects, pages and vmalloc() areas.
 */
void slab_audit(void);

#endif
