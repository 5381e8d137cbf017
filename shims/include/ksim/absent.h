/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions that ksim does not have.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_KSIM_ABSENT_H
#define _KSIM_KSIM_ABSENT_H

#include <ksim/abi/report.h>
#include <linux/compiler.h>
#include <linux/export.h>

/**
 * KSIM_ABSENT() - define a kernel function that stops the driver
 * @name: a function that a header declares
 *
 * The definition has its own prototype, so it must stand in a file of its own
 * that does not include that header. Its name is noted for shims/kdir, which
 * tells who builds a module that calls it.
 */
#define KSIM_ABSENT(name)						\
	static const char __ksim_absent_##name[] __used			\
		__section("ksim_absent") __aligned(1) = #name;		\
	void name(void);						\
	void name(void)							\
	{								\
		ksim_report_absent(#name,				\
			(unsigned long)__builtin_return_address(0));	\
	}								\
	EXPORT_SYMBOL(name)

#endif
