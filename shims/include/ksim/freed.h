/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether memory has been freed.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_FREED_H
#define _KSIM_FREED_H

#include <linux/types.h>

/**
 * ksim_memory_freed() - is this in an object, or pages, that were freed?
 * @address: kernel address
 * @freed_at: set to the return address of who freed it, if so
 *
 * Memory that has been handed out again counts as not freed.
 *
 * Context: Any. Not a scheduling point.
 */
bool ksim_memory_freed(const void *address, unsigned long *freed_at);

#endif
