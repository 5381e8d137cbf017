/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down: every choice that real hardware would make by chance.
 */
#ifndef KSIM_ABI_CHANCE_H
#define KSIM_ABI_CHANCE_H

#include "types.h"

KSIM_ABI_BEGIN

/**
 * ksim_chance_bytes() - fill a buffer from the strategy's seeded generator
 * @buffer: kernel address
 * @size: bytes
 */
void ksim_chance_bytes(void *buffer, ksim_u64 size);

enum ksim_failure {
	KSIM_FAILURE_SLAB, /* kmalloc and kmem_cache_alloc */
	KSIM_FAILURE_PAGE, /* alloc_pages, vmalloc */
	KSIM_FAILURE_USERCOPY, /* copy_{from,to}_user */
};

/* Bits of ksim_chance_failures_armed. */
#define KSIM_CHANCE_FAILURES 1 /* the test asked for failures */
#define KSIM_CHANCE_COUNT 2 /* somebody counts what may fail */

/* Non-zero when allocations and user copies must ask. */
extern ksim_u32 ksim_chance_failures_armed;

int ksim_chance_fail_slow(enum ksim_failure kind, unsigned long caller);

/**
 * ksim_chance_fail() - shall this operation fail?
 * @kind: what is about to be done
 * @caller: return address inside the driver
 *
 * Return: 1 if it must fail, else 0.
 */
static inline int ksim_chance_fail(enum ksim_failure kind, unsigned long caller)
{
	return __builtin_expect(ksim_chance_failures_armed != 0, 0) &&
	       ksim_chance_fail_slow(kind, caller);
}

KSIM_ABI_END

#endif
