/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cache lines.
 *
 * Stands for: include/linux/cache.h
 * Fidelity:   MODEL - data is aligned as in Linux, but nothing is made
 *             read-only after boot
 * Absent:     nothing
 */
#ifndef _LINUX_CACHE_H
#define _LINUX_CACHE_H

#include <uapi/linux/kernel.h>
#include <asm/cache.h>

#define L1_CACHE_ALIGN(x) __ALIGN_KERNEL(x, L1_CACHE_BYTES)
#define SMP_CACHE_BYTES L1_CACHE_BYTES
#define INTERNODE_CACHE_SHIFT L1_CACHE_SHIFT

#define __ro_after_init
#define ____cacheline_aligned __attribute__((__aligned__(SMP_CACHE_BYTES)))
#define ____cacheline_aligned_in_smp ____cacheline_aligned
#define __cacheline_aligned ____cacheline_aligned
#define __cacheline_aligned_in_smp __cacheline_aligned
#define ____cacheline_internodealigned_in_smp ____cacheline_aligned

#define cache_line_size() L1_CACHE_BYTES

struct cacheline_padding {
	char x[0];
} ____cacheline_internodealigned_in_smp;
#define CACHELINE_PADDING(name) struct cacheline_padding name

#define ARCH_DMA_MINALIGN __alignof__(unsigned long long)

#endif
