/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page protections: the numbers x86 has, which drivers pass on and never act
 * upon.
 *
 * Stands for: arch/x86/include/asm/pgtable_types.h
 * Fidelity:   MODEL - protections are carried, caching modes have no effect
 * Absent:     page tables: pgd_t, p4d_t, pud_t, pmd_t and their walkers
 */
#ifndef _ASM_PGTABLE_TYPES_H
#define _ASM_PGTABLE_TYPES_H

#include <linux/types.h>
#include <asm/page.h>

typedef unsigned long pgprotval_t;
typedef struct pgprot {
	pgprotval_t pgprot;
} pgprot_t;
typedef struct {
	unsigned long pte;
} pte_t;

#define pgprot_val(x) ((x).pgprot)
#define __pgprot(x) ((pgprot_t){ (x) })
#define pte_val(x) ((x).pte)
#define __pte(x) ((pte_t){ (x) })

#define _PAGE_PRESENT 0x001UL
#define _PAGE_RW 0x002UL
#define _PAGE_USER 0x004UL
#define _PAGE_PWT 0x008UL
#define _PAGE_PCD 0x010UL
#define _PAGE_ACCESSED 0x020UL
#define _PAGE_DIRTY 0x040UL
#define _PAGE_GLOBAL 0x100UL
#define _PAGE_NX (1UL << 63)
#define _PAGE_CACHE_MASK (_PAGE_PWT | _PAGE_PCD)

#define PAGE_NONE __pgprot(_PAGE_ACCESSED | _PAGE_GLOBAL)
#define PAGE_SHARED \
	__pgprot(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED | \
		 _PAGE_NX)
#define PAGE_SHARED_EXEC \
	__pgprot(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED)
#define PAGE_COPY \
	__pgprot(_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED | _PAGE_NX)
#define PAGE_READONLY PAGE_COPY
#define PAGE_READONLY_EXEC \
	__pgprot(_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED)
#define PAGE_KERNEL \
	__pgprot(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY | \
		 _PAGE_GLOBAL | _PAGE_NX)
#define PAGE_KERNEL_RO \
	__pgprot(_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_GLOBAL | _PAGE_NX)
#define PAGE_KERNEL_EXEC \
	__pgprot(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY | \
		 _PAGE_GLOBAL)
#define PAGE_KERNEL_NOCACHE \
	__pgprot(pgprot_val(PAGE_KERNEL) | _PAGE_PCD)

#define pgprot_noncached(prot) \
	__pgprot(pgprot_val(prot) | _PAGE_PWT | _PAGE_PCD)
#define pgprot_writecombine(prot) __pgprot(pgprot_val(prot) | _PAGE_PWT)
#define pgprot_device(prot) pgprot_noncached(prot)
#define pgprot_dmacoherent(prot) pgprot_noncached(prot)
#define pgprot_decrypted(prot) (prot)
#define pgprot_encrypted(prot) (prot)
#define pgprot_modify(old, new) (new)

#endif
