/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Physical addresses of RAM, and access to device memory and ports.
 *
 * Stands for: arch/x86/include/asm/io.h, include/asm-generic/io.h
 * Fidelity:   MODEL - the direct map; device memory and ports belong to models
 *             that a test attaches (ksim/register_bank.hh)
 * Absent:     early_ioremap(), kinds of caching (all are one)
 */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <linux/compiler.h>
#include <linux/swab.h>
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

#define page_to_phys(page) __pfn_to_phys(page_to_pfn(page))
#define virt_to_bus virt_to_phys
#define bus_to_virt phys_to_virt

u64 ksim_io_load(const volatile void __iomem *addr, unsigned int bytes);
void ksim_io_store(u64 value, volatile void __iomem *addr, unsigned int bytes);

/**
 * readb(), readw(), readl(), readq() - read a register
 * @addr: from ioremap()
 *
 * All ones come from where no device is. An address in RAM is read there.
 *
 * Context: Any. A scheduling point; interrupts that the device raises come
 * right afterwards.
 */
#define KSIM_MMIO(suffix, type)						\
	static inline type read##suffix(const volatile void __iomem *addr) \
	{								\
		return ksim_io_load(addr, sizeof(type));		\
	}								\
	static inline void write##suffix(type value,			\
					 volatile void __iomem *addr)	\
	{								\
		ksim_io_store(value, addr, sizeof(type));		\
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
#define __raw_readb readb
#define __raw_readw readw
#define __raw_readl readl
#define __raw_readq readq
#define __raw_writeb writeb
#define __raw_writew writew
#define __raw_writel writel
#define __raw_writeq writeq

/* These also take what ioport_map() returned. */
#define ioread8 readb
#define ioread16 readw
#define ioread32 readl
#define ioread64 readq
#define iowrite8 writeb
#define iowrite16 writew
#define iowrite32 writel
#define iowrite64 writeq
#define ioread16be(addr) swab16(readw(addr))
#define ioread32be(addr) swab32(readl(addr))
#define iowrite16be(value, addr) writew(swab16(value), (addr))
#define iowrite32be(value, addr) writel(swab32(value), (addr))

/* One register again and again. */
#define KSIM_REPEAT(bits, suffix, type)					\
	static inline void ioread##bits##_rep(				\
		const volatile void __iomem *addr, void *buffer,	\
		unsigned long count)					\
	{								\
		type *to = buffer;					\
									\
		while (count--)						\
			*to++ = read##suffix(addr);			\
	}								\
	static inline void iowrite##bits##_rep(				\
		volatile void __iomem *addr, const void *buffer,	\
		unsigned long count)					\
	{								\
		const type *from = buffer;				\
									\
		while (count--)						\
			write##suffix(*from++, addr);			\
	}
KSIM_REPEAT(8, b, u8)
KSIM_REPEAT(16, w, u16)
KSIM_REPEAT(32, l, u32)
#undef KSIM_REPEAT
#define readsb ioread8_rep
#define readsw ioread16_rep
#define readsl ioread32_rep
#define writesb iowrite8_rep
#define writesw iowrite16_rep
#define writesl iowrite32_rep

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t n);
void memcpy_toio(volatile void __iomem *to, const void *from, size_t n);
void memset_io(volatile void __iomem *to, int value, size_t n);

/**
 * ioremap() - make device memory reachable
 * @offset: physical address; those of devices are a space of their own
 * @size: bytes
 *
 * Context: Process context. May sleep.
 * Return: for readl() and its kin, no pointer; NULL if @size is 0.
 */
void __iomem *ioremap(resource_size_t offset, unsigned long size);
void __iomem *ioremap_wc(resource_size_t offset, unsigned long size);
void __iomem *ioremap_wt(resource_size_t offset, unsigned long size);
void __iomem *ioremap_uc(resource_size_t offset, unsigned long size);
void __iomem *ioremap_cache(resource_size_t offset, unsigned long size);
void __iomem *ioremap_np(resource_size_t offset, unsigned long size);
void iounmap(volatile void __iomem *addr);
void __iomem *ioport_map(unsigned long port, unsigned int count);
void ioport_unmap(void __iomem *addr);

u8 inb(unsigned long port);
u16 inw(unsigned long port);
u32 inl(unsigned long port);
void outb(u8 value, unsigned long port);
void outw(u16 value, unsigned long port);
void outl(u32 value, unsigned long port);
void insb(unsigned long port, void *to, unsigned long count);
void insw(unsigned long port, void *to, unsigned long count);
void insl(unsigned long port, void *to, unsigned long count);
void outsb(unsigned long port, const void *from, unsigned long count);
void outsw(unsigned long port, const void *from, unsigned long count);
void outsl(unsigned long port, const void *from, unsigned long count);
#define inb_p inb
#define inw_p inw
#define inl_p inl
#define outb_p outb
#define outw_p outw
#define outl_p outl

#endif
