/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translation of mmap() arguments.
 *
 * Stands for: include/linux/mman.h
 * Fidelity:   EXACT - protection and flag bits
 * Absent:     memory accounting (vm_acct_memory() and others)
 */
#ifndef _KSIM_LINUX_MMAN_H
#define _KSIM_LINUX_MMAN_H

#include <linux/mm.h>
#include <uapi/linux/mman.h>

static inline unsigned long calc_vm_prot_bits(unsigned long prot,
					      unsigned long pkey)
{
	return (prot & PROT_READ ? VM_READ : 0) |
	       (prot & PROT_WRITE ? VM_WRITE : 0) |
	       (prot & PROT_EXEC ? VM_EXEC : 0);
}

static inline unsigned long calc_vm_flag_bits(unsigned long flags)
{
	return (flags & MAP_GROWSDOWN ? VM_GROWSDOWN : 0) |
	       (flags & MAP_LOCKED ? VM_LOCKED : 0) |
	       (flags & MAP_SYNC ? VM_SYNC : 0);
}

#endif
