/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the build adds to each module: its struct module. One source of a
 * module includes this, and no other does.
 *
 * Stands for: what modpost writes into foo.mod.c
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_KSIM_THIS_MODULE_H
#define _KSIM_KSIM_THIS_MODULE_H

#include <linux/module.h>
#include <linux/vermagic.h>

MODULE_INFO(name, KBUILD_MODNAME);
MODULE_INFO(vermagic, VERMAGIC_STRING);

/* All of these may be missing: then they are NULL. */
#define KSIM_OPTIONAL __attribute__((__weak__, __visibility__("hidden")))

extern int init_module(void) KSIM_OPTIONAL;
extern void cleanup_module(void) KSIM_OPTIONAL;
extern struct kernel_param __start___param[] KSIM_OPTIONAL;
extern const struct kernel_param __stop___param[] KSIM_OPTIONAL;
extern const struct kernel_symbol __start___ksymtab[] KSIM_OPTIONAL;
extern const struct kernel_symbol __stop___ksymtab[] KSIM_OPTIONAL;
extern const struct kernel_symbol __start___ksymtab_gpl[] KSIM_OPTIONAL;
extern const struct kernel_symbol __stop___ksymtab_gpl[] KSIM_OPTIONAL;
extern struct _ddebug __start___dyndbg[] KSIM_OPTIONAL;
extern struct _ddebug __stop___dyndbg[] KSIM_OPTIONAL;

struct module __this_module __visible
	__section(".gnu.linkonce.this_module") = {
	.name = KBUILD_MODNAME,
	.init = init_module,
	.exit = cleanup_module,
	.kp = __start___param,
	.ksim_kp_end = __stop___param,
	.syms = __start___ksymtab,
	.ksim_syms_end = __stop___ksymtab,
	.gpl_syms = __start___ksymtab_gpl,
	.ksim_gpl_syms_end = __stop___ksymtab_gpl,
	.ksim_dyndbg = __start___dyndbg,
	.ksim_dyndbg_end = __stop___dyndbg,
};

#endif
