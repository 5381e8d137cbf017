/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbols that modules may use.
 *
 * Stands for: include/linux/export.h
 * Fidelity:   MODEL - the tables hold plain addresses, namespaces are recorded
 *             nowhere and imports of them not checked
 * Absent:     symbol versions
 */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#include <linux/compiler.h>
#include <linux/stringify.h>

#ifndef __ASSEMBLY__

struct kernel_symbol {
	unsigned long value;
	const char *name;
};

#ifdef MODULE
extern struct module __this_module;
#define THIS_MODULE (&__this_module)
#else
#define THIS_MODULE ((struct module *)0)
#endif

/* The loader finds the entries between __start_<section> and __stop_<…>. */
#define ___EXPORT_SYMBOL(sym, sec)					\
	extern typeof(sym) sym						\
		__attribute__((__visibility__("default")));		\
	static const struct kernel_symbol __ksymtab_##sym		\
		__used __section(sec)					\
		__aligned(sizeof(struct kernel_symbol)) =		\
		{ (unsigned long)&sym, #sym }

#define _EXPORT_SYMBOL(sym, sec) ___EXPORT_SYMBOL(sym, "__ksymtab" sec)

#define EXPORT_SYMBOL(sym) _EXPORT_SYMBOL(sym, "")
#define EXPORT_SYMBOL_GPL(sym) _EXPORT_SYMBOL(sym, "_gpl")
#define EXPORT_SYMBOL_NS(sym, ns) _EXPORT_SYMBOL(sym, "")
#define EXPORT_SYMBOL_NS_GPL(sym, ns) _EXPORT_SYMBOL(sym, "_gpl")

#endif /* __ASSEMBLY__ */

#endif
