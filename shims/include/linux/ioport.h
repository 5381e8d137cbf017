/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Resources: ranges of addresses, ports, interrupts that a device has.
 *
 * Stands for: include/linux/ioport.h, kernel/resource.c
 * Fidelity:   MODEL - the trees of memory and of ports, regions and conflicts as
 *	       in Linux; nothing but what drivers claim is in them
 * Absent:     allocate_resource(), adjust_resource(), IORESOURCE_MUXED
 */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/types.h>

struct resource {
	resource_size_t start;
	resource_size_t end; /* the last address that belongs to it */
	const char *name;
	unsigned long flags;
	unsigned long desc;
	struct resource *parent, *sibling, *child;
};

#define IORESOURCE_BITS			0x000000ff

#define IORESOURCE_TYPE_BITS		0x00001f00
#define IORESOURCE_IO			0x00000100
#define IORESOURCE_MEM			0x00000200
#define IORESOURCE_REG			0x00000300
#define IORESOURCE_IRQ			0x00000400
#define IORESOURCE_DMA			0x00000800
#define IORESOURCE_BUS			0x00001000

#define IORESOURCE_PREFETCH		0x00002000
#define IORESOURCE_READONLY		0x00004000
#define IORESOURCE_CACHEABLE		0x00008000
#define IORESOURCE_RANGELENGTH		0x00010000
#define IORESOURCE_SHADOWABLE		0x00020000
#define IORESOURCE_SIZEALIGN		0x00040000
#define IORESOURCE_STARTALIGN		0x00080000
#define IORESOURCE_MEM_64		0x00100000
#define IORESOURCE_WINDOW		0x00200000
#define IORESOURCE_MUXED		0x00400000
#define IORESOURCE_EXT_TYPE_BITS	0x01000000
#define IORESOURCE_SYSRAM		0x01000000
#define IORESOURCE_SYSTEM_RAM		(IORESOURCE_MEM | IORESOURCE_SYSRAM)
#define IORESOURCE_EXCLUSIVE		0x08000000
#define IORESOURCE_DISABLED		0x10000000
#define IORESOURCE_UNSET		0x20000000
#define IORESOURCE_AUTO			0x40000000
#define IORESOURCE_BUSY			0x80000000

#define IORESOURCE_IRQ_HIGHEDGE		BIT(0)
#define IORESOURCE_IRQ_LOWEDGE		BIT(1)
#define IORESOURCE_IRQ_HIGHLEVEL	BIT(2)
#define IORESOURCE_IRQ_LOWLEVEL		BIT(3)
#define IORESOURCE_IRQ_SHAREABLE	BIT(4)
#define IORESOURCE_IRQ_OPTIONAL		BIT(5)

#define IORES_DESC_NONE			0

#define DEFINE_RES_NAMED(_start, _size, _name, _flags)			\
	(struct resource) {						\
		.start = (_start),					\
		.end = (_start) + (_size) - 1,				\
		.name = (_name),					\
		.flags = (_flags),					\
		.desc = IORES_DESC_NONE,				\
	}

#define DEFINE_RES_IO_NAMED(_start, _size, _name) \
	DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_IO)
#define DEFINE_RES_IO(_start, _size) \
	DEFINE_RES_IO_NAMED((_start), (_size), NULL)
#define DEFINE_RES_MEM_NAMED(_start, _size, _name) \
	DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_MEM)
#define DEFINE_RES_MEM(_start, _size) \
	DEFINE_RES_MEM_NAMED((_start), (_size), NULL)
#define DEFINE_RES_IRQ_NAMED(_irq, _name) \
	DEFINE_RES_NAMED((_irq), 1, (_name), IORESOURCE_IRQ)
#define DEFINE_RES_IRQ(_irq) \
	DEFINE_RES_IRQ_NAMED((_irq), NULL)
#define DEFINE_RES_DMA_NAMED(_dma, _name) \
	DEFINE_RES_NAMED((_dma), 1, (_name), IORESOURCE_DMA)
#define DEFINE_RES_DMA(_dma) \
	DEFINE_RES_DMA_NAMED((_dma), NULL)

static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

static inline unsigned long resource_type(const struct resource *res)
{
	return res->flags & IORESOURCE_TYPE_BITS;
}

static inline bool resource_contains(struct resource *r1, struct resource *r2)
{
	if (resource_type(r1) != resource_type(r2))
		return false;
	if ((r1->flags | r2->flags) & IORESOURCE_UNSET)
		return false;
	return r1->start <= r2->start && r1->end >= r2->end;
}

static inline bool resource_overlaps(struct resource *r1, struct resource *r2)
{
	return r1->start <= r2->end && r1->end >= r2->start;
}

static inline bool resource_intersection(struct resource *r1,
					 struct resource *r2,
					 struct resource *r)
{
	if (!resource_overlaps(r1, r2))
		return false;
	r->start = max(r1->start, r2->start);
	r->end = min(r1->end, r2->end);
	return true;
}

extern struct resource ioport_resource, iomem_resource;

/**
 * request_resource() - put a resource into the tree
 * @root: below this one
 * @new: the resource; must not overlap what is there
 *
 * Return: 0 or -EBUSY.
 */
int request_resource(struct resource *root, struct resource *new);
int release_resource(struct resource *old);
/* The same, but may go between a resource and those that it contains. */
int insert_resource(struct resource *parent, struct resource *new);
int remove_resource(struct resource *old);

/* Return: the region, NULL if somebody has a part of it. */
struct resource *__request_region(struct resource *parent,
				  resource_size_t start, resource_size_t n,
				  const char *name, int flags);
void __release_region(struct resource *parent, resource_size_t start,
		      resource_size_t n);

#define request_region(start, n, name) \
	__request_region(&ioport_resource, (start), (n), (name), 0)
#define request_mem_region(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), 0)
#define release_region(start, n) \
	__release_region(&ioport_resource, (start), (n))
#define release_mem_region(start, n) \
	__release_region(&iomem_resource, (start), (n))

struct device;

struct resource *__devm_request_region(struct device *dev,
				       struct resource *parent,
				       resource_size_t start,
				       resource_size_t n, const char *name);
void __devm_release_region(struct device *dev, struct resource *parent,
			   resource_size_t start, resource_size_t n);

#define devm_request_region(dev, start, n, name) \
	__devm_request_region(dev, &ioport_resource, (start), (n), (name))
#define devm_request_mem_region(dev, start, n, name) \
	__devm_request_region(dev, &iomem_resource, (start), (n), (name))
#define devm_release_region(dev, start, n) \
	__devm_release_region(dev, &ioport_resource, (start), (n))
#define devm_release_mem_region(dev, start, n) \
	__devm_release_region(dev, &iomem_resource, (start), (n))

#endif
