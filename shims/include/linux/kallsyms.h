/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of addresses.
 *
 * Stands for: include/linux/kallsyms.h, kernel/kallsyms.c
 * Fidelity:   MODEL - names come from the symbol tables of vmlinux.so and the
 *             modules. kallsyms_lookup_name() is not exported to modules, as
 *             in Linux since 5.7: insmod fails by name
 * Absent:     kallsyms_on_each_symbol(), lookup_symbol_name(), build IDs
 */
#ifndef _LINUX_KALLSYMS_H
#define _LINUX_KALLSYMS_H

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/stddef.h>

struct module;

#define KSYM_NAME_LEN 512
/* "name+0xoffset/0xsize [module buildid]" */
#define KSYM_SYMBOL_LEN (KSYM_NAME_LEN + 160)

/* Declared for the sake of drivers that name it; modules cannot link to it. */
unsigned long kallsyms_lookup_name(const char *name);

/* "scull_open+0x10/0x80 [scull]". Return: length. */
int sprint_symbol(char *buffer, unsigned long address);
int sprint_symbol_build_id(char *buffer, unsigned long address);
/* "scull_open [scull]" */
int sprint_symbol_no_offset(char *buffer, unsigned long address);
/* The call in front of a return address, with the return address's offset. */
int sprint_backtrace(char *buffer, unsigned long address);
int sprint_backtrace_build_id(char *buffer, unsigned long address);

static inline void *dereference_symbol_descriptor(void *ptr)
{
	return ptr;
}

static inline void print_ip_sym(const char *loglvl, unsigned long ip)
{
	printk("%s[<%px>] %pS\n", loglvl, (void *)ip, (void *)ip);
}

#endif
