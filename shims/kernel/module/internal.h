/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by the files of the module loader.
 */
#ifndef _KSIM_MODULE_INTERNAL_H
#define _KSIM_MODULE_INTERNAL_H

#include <linux/export.h>
#include <linux/module.h>
#include <linux/types.h>

enum mod_license {
	NOT_GPL_ONLY,
	GPL_ONLY,
};

struct find_symbol_arg {
	const char *name;
	bool gplok; /* may EXPORT_SYMBOL_GPL symbols be seen? */

	struct module *owner;
	const struct kernel_symbol *sym;
	enum mod_license license;
};

/* Every module that there is, newest first. */
extern struct list_head modules;

/**
 * find_symbol() - look an exported symbol up, in vmlinux and in modules
 * @fsa: what to look for, and what was found
 *
 * Return: whether it is there and may be seen.
 */
bool find_symbol(struct find_symbol_arg *fsa);

/* Also finds modules that are not yet formed. */
struct module *find_module_all(const char *name, bool even_unformed);

/**
 * strong_try_module_get() - a reference to a module that is fully there
 * @mod: the module; NULL stands for built-in code
 *
 * Return: 0, -EBUSY while it is loading, -ENOENT when it is going.
 */
int strong_try_module_get(struct module *mod);

/* Fills @buffer with "(POE+)", for behind a module's name. Return: @buffer. */
char *module_flags(unsigned long taints, enum module_state state, char *buffer);

/* /sys/module/<name>. Return: 0 or -errno, and then there is nothing. */
int mod_sysfs_setup(struct module *mod);
/* Waits for who reads or writes there. */
void mod_sysfs_teardown(struct module *mod);

/* Takes away and reports what a module did not unregister itself. */
void notifier_audit_module(struct module *mod);

#endif
