/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that devices reach, for the table in init/main.c.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_DMA_H
#define _KSIM_DMA_H

#include <linux/types.h>
#include <ksim/abi/vmlinux.h>

/* See struct ksim_vmlinux. */
int ksim_dma_check(const void *address, ksim_u64 size, unsigned long *site);

#endif
