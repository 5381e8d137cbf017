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
#include <ksim/abi/report.h>

enum ksim_memory_state {
	KSIM_MEMORY_LIVE,
	KSIM_MEMORY_FREED, /* an object, or pages */
	KSIM_MEMORY_FRAME_GONE, /* on a stack, below every frame */
};

/**
 * ksim_memory_freed() - is this memory that nobody may use any more?
 * @address: kernel address
 * @freed_at: set to the return address of who freed it, 0 if that is not known
 *
 * Memory that has been handed out again counts as live.
 *
 * Context: Any. Not a scheduling point.
 */
enum ksim_memory_state ksim_memory_freed(const void *address,
					 unsigned long *freed_at);

/* For the text of a finding: "its memory …". */
static inline const char *ksim_memory_how(enum ksim_memory_state state)
{
	return state == KSIM_MEMORY_FRAME_GONE ?
		       "was in a stack frame that has returned" :
		       "was freed";
}

/* Adds the site, if there is one. Return: how many there are now. */
static inline u32 ksim_add_freed_site(struct ksim_site *sites, u32 count,
				      unsigned long freed_at)
{
	if (freed_at)
		sites[count++] = (struct ksim_site){ freed_at, "freed here" };
	return count;
}

#endif
