/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access to device memory.
 *
 * Stands for: include/linux/io.h
 * Fidelity:   MODEL - see <asm/io.h>
 * Absent:     devm_ioremap(), memremap(), arch_phys_wc_add()
 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/types.h>
#include <asm/io.h>
#include <asm/page.h>

/* Drivers get these from here, too. Last: they may need the above. */
#include <linux/vmalloc.h>

#endif
