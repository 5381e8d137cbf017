/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Physical addresses of RAM, and access to device memory and ports.
 *
 * Stands for: arch/x86/include/asm/io.h, include/asm-generic/io.h
 * Fidelity:   MODEL - the direct map; accessors are single volatile accesses;
 *             there is no device memory to map yet and there are no ports
 * Absent:     ioremap() and its kin, port input and output: they stop with
 *             their name
 */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/page.h>

static inline phys_addr_t virt_to_phys(volatile void *address)
{
	return __pa(address);
}

static inline void *phys_to_virt(phys_addr_t address)
{
	return __va(address);
}

#define virt_to_bus virt_to_phys
#define bus_to_virt phys_to_virt

#define KSIM_MMIO(suffix, type) \
	static inline type read##suffix(const volatile void __iomem *addr) \
	{ \
		return *(const volatile type __force *)addr; \
	} \
	static inline void write##suffix(type value, \
					 volatile void __iomem *addr) \
	{ \
		*(volatile type __force *)addr = value; \
	}
KSIM_MMIO(b, u8)
KSIM_MMIO(w, u16)
KSIM_MMIO(l, u32)
KSIM_MMIO(q, u64)
#undef KSIM_MMIO

#define readb_relaxed readb
#define readw_relaxed readw
#define readl_relaxed readl
#define readq_relaxed readq
#define writeb_relaxed writeb
#define writew_relaxed writew
#define writel_relaxed writel
#define writeq_relaxed writeq
#define ioread8 readb
#define ioread16 readw
#define ioread32 readl
#define ioread64 readq
#define iowrite8 writeb
#define iowrite16 writew
#define iowrite32 writel
#define iowrite64 writeq

void __iomem *ioremap(resource_size_t offset, unsigned long size);
void __iomem *ioremap_wc(resource_size_t offset, unsigned long size);
void __iomem *ioremap_cache(resource_size_t offset, unsigned long size);
void iounmap(volatile void __iomem *addr);

u8 inb(unsigned long port);
u16 inw(unsigned long port);
u32 inl(unsigned long port);
void outb(u8 value, unsigned long port);
void outw(u16 value, unsigned long port);
void outl(u32 value, unsigned long port);
#define inb_p inb
#define inw_p inw
#define inl_p inl
#define outb_p outb
#define outw_p outw
#define outl_p outl

#endif
