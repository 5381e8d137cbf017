// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Device memory and ports.
 *
 * Stands for: arch/x86/mm/ioremap.c, lib/iomap.c, lib/iomap_copy.c, lib/devres.c
 *
 * What ioremap() returns is an address where nothing is mapped, so that a
 * driver that takes it for a pointer is told; readl() and its kin know it.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ksim/abi/io.h>
#include <ksim/abi/report.h>
#include <ksim/abi/task.h>
#include <ksim/audit.h>
#include <ksim/interrupt.h>

/**
 * struct io_mapping - what ioremap() or ioport_map() made
 * @link: in the list of all
 * @space: enum ksim_io_space
 * @virt: what the driver knows
 * @phys: physical address, or port
 * @size: bytes
 * @gone: unmapped; kept to tell who still uses it
 * @caller: where it was made, then where it was unmapped
 */
struct io_mapping {
	struct list_head link;
	enum ksim_io_space space;
	unsigned long virt;
	u64 phys;
	unsigned long size;
	bool gone;
	unsigned long caller;
};

static LIST_HEAD(mappings); /* the newest first */
static unsigned long mapped_up_to = KSIM_IO_BASE;

static void __iomem *map(enum ksim_io_space space, u64 phys, unsigned long size,
			 unsigned long caller)
{
	struct io_mapping *mapping;

	if (!size || phys + size - 1 < phys)
		return NULL;
	mapping = kzalloc(sizeof(*mapping), GFP_KERNEL);
	if (!mapping)
		return NULL;
	/* Missed as a mapping, not as memory. */
	kmemleak_not_leak(mapping);
	mapping->space = space;
	mapping->virt = mapped_up_to + offset_in_page(phys);
	mapping->phys = phys;
	mapping->size = size;
	mapping->caller = ksim_report_driver_caller(caller);
	/* With a page between them, so that nobody runs into the next. */
	mapped_up_to = PAGE_ALIGN(mapping->virt + size) + PAGE_SIZE;
	list_add(&mapping->link, &mappings);
	return (void __iomem *)mapping->virt;
}

static struct io_mapping *find_mapping(unsigned long addr)
{
	struct io_mapping *mapping;

	list_for_each_entry(mapping, &mappings, link)
		if (addr - mapping->virt < mapping->size)
			return mapping;
	return NULL;
}

static void unmap(unsigned long addr, const char *function,
		  unsigned long caller)
{
	struct io_mapping *mapping = find_mapping(addr);
	char detail[96];

	if (mapping && mapping->virt == addr && !mapping->gone) {
		mapping->gone = true;
		mapping->caller = ksim_report_driver_caller(caller);
		return;
	}
	snprintf(detail, sizeof(detail), "%s(0x%lx): %s", function, addr,
		 mapping && mapping->gone ? "it is unmapped already" :
					    "nothing was mapped there");
	ksim_report(KSIM_FINDING_MISUSE, "Trying to vfree() bad address",
		    "unmapping of what is not mapped", detail,
		    &(struct ksim_site){ ksim_report_driver_caller(caller),
					 "called here" },
		    1);
}

#define IOREMAP(name)							\
void __iomem *name(resource_size_t offset, unsigned long size)		\
{									\
	return map(KSIM_IO_MEMORY, offset, size, _RET_IP_);		\
}									\
EXPORT_SYMBOL(name)

IOREMAP(ioremap);
IOREMAP(ioremap_wc);
IOREMAP(ioremap_wt);
IOREMAP(ioremap_uc);
IOREMAP(ioremap_cache);
IOREMAP(ioremap_np);

void iounmap(volatile void __iomem *addr)
{
	if (addr)
		unmap((unsigned long)addr, "iounmap", _RET_IP_);
}
EXPORT_SYMBOL(iounmap);

void __iomem *ioport_map(unsigned long port, unsigned int count)
{
	return port + count > 0x10000 ? NULL : map(KSIM_IO_PORTS, port, count,
						   _RET_IP_);
}
EXPORT_SYMBOL(ioport_map);

void ioport_unmap(void __iomem *addr)
{
	unmap((unsigned long)addr, "ioport_unmap", _RET_IP_);
}
EXPORT_SYMBOL(ioport_unmap);

/* Access */

static bool is_io(unsigned long addr)
{
	return addr - KSIM_IO_BASE < KSIM_IO_SIZE;
}

static noinline void report_mapping(const struct io_mapping *mapping,
				    unsigned long addr, unsigned int bytes,
				    unsigned long caller)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(caller), "used here" },
		{ mapping ? mapping->caller : 0, "unmapped here" },
	};
	char says[80], detail[120];

	snprintf(says, sizeof(says),
		 "BUG: unable to handle page fault for address: %016lx", addr);
	if (mapping && mapping->gone)
		ksim_report_oops(KSIM_FINDING_USE_AFTER_FREE, says,
				 "device memory used after iounmap()",
				 "the address means nothing any more", sites,
				 2);
	snprintf(detail, sizeof(detail),
		 "%u bytes at 0x%lx are not in what ioremap() was asked for",
		 bytes, addr);
	ksim_report_oops(KSIM_FINDING_OOPS, says,
			 "device memory used outside of its mapping", detail,
			 sites, 1);
}

static struct io_mapping *mapping_for(unsigned long addr, unsigned int bytes,
				      unsigned long caller)
{
	struct io_mapping *mapping = find_mapping(addr);

	if (unlikely(!mapping || mapping->gone ||
		     addr + bytes > mapping->virt + mapping->size))
		report_mapping(mapping, addr, bytes, caller);
	return mapping;
}

static u64 load(enum ksim_io_space space, u64 address, unsigned int bytes,
		unsigned long caller)
{
	u64 value;

	ksim_sched_point(KSIM_POINT_IO, NULL, caller);
	value = ksim_io_read(space, address, bytes);
	/* What the device has raised meanwhile. */
	ksim_irq_poll_if_on();
	return value;
}

static void store(enum ksim_io_space space, u64 address, unsigned int bytes,
		  u64 value, unsigned long caller)
{
	ksim_sched_point(KSIM_POINT_IO, NULL, caller);
	ksim_io_write(space, address, bytes, value);
	ksim_irq_poll_if_on();
}

u64 ksim_io_load(const volatile void __iomem *addr, unsigned int bytes)
{
	unsigned long at = (unsigned long)addr;
	struct io_mapping *mapping;

	if (is_io(at)) {
		mapping = mapping_for(at, bytes, _RET_IP_);
		return load(mapping->space, mapping->phys + at - mapping->virt,
			    bytes, _RET_IP_);
	}
	switch (bytes) {
	case 1:
		return *(const volatile u8 __force *)addr;
	case 2:
		return *(const volatile u16 __force *)addr;
	case 4:
		return *(const volatile u32 __force *)addr;
	default:
		return *(const volatile u64 __force *)addr;
	}
}
EXPORT_SYMBOL(ksim_io_load);

void ksim_io_store(u64 value, volatile void __iomem *addr, unsigned int bytes)
{
	unsigned long at = (unsigned long)addr;
	struct io_mapping *mapping;

	if (is_io(at)) {
		mapping = mapping_for(at, bytes, _RET_IP_);
		store(mapping->space, mapping->phys + at - mapping->virt, bytes,
		      value, _RET_IP_);
		return;
	}
	switch (bytes) {
	case 1:
		*(volatile u8 __force *)addr = value;
		break;
	case 2:
		*(volatile u16 __force *)addr = value;
		break;
	case 4:
		*(volatile u32 __force *)addr = value;
		break;
	default:
		*(volatile u64 __force *)addr = value;
	}
}
EXPORT_SYMBOL(ksim_io_store);

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t n)
{
	u8 *at = to;

	while (n--)
		*at++ = readb(from++);
}
EXPORT_SYMBOL(memcpy_fromio);

void memcpy_toio(volatile void __iomem *to, const void *from, size_t n)
{
	const u8 *at = from;

	while (n--)
		writeb(*at++, to++);
}
EXPORT_SYMBOL(memcpy_toio);

void memset_io(volatile void __iomem *to, int value, size_t n)
{
	while (n--)
		writeb(value, to++);
}
EXPORT_SYMBOL(memset_io);

#define PORT_ACCESS(suffix, type)					\
type in##suffix(unsigned long port)					\
{									\
	return load(KSIM_IO_PORTS, port, sizeof(type), _RET_IP_);	\
}									\
EXPORT_SYMBOL(in##suffix);						\
void out##suffix(type value, unsigned long port)			\
{									\
	store(KSIM_IO_PORTS, port, sizeof(type), value, _RET_IP_);	\
}									\
EXPORT_SYMBOL(out##suffix);						\
void ins##suffix(unsigned long port, void *to, unsigned long count)	\
{									\
	type *at = to;							\
									\
	while (count--)							\
		*at++ = in##suffix(port);				\
}									\
EXPORT_SYMBOL(ins##suffix);						\
void outs##suffix(unsigned long port, const void *from,			\
		  unsigned long count)					\
{									\
	const type *at = from;						\
									\
	while (count--)							\
		out##suffix(*at++, port);				\
}									\
EXPORT_SYMBOL(outs##suffix)

PORT_ACCESS(b, u8);
PORT_ACCESS(w, u16);
PORT_ACCESS(l, u32);

/* Mappings that end with a device */

static void devm_ioremap_release(struct device *dev, void *res)
{
	iounmap(*(void __iomem **)res);
}

static int devm_ioremap_match(struct device *dev, void *res, void *match_data)
{
	return *(void **)res == match_data;
}

static void __iomem *devm_map(struct device *dev, resource_size_t offset,
			      resource_size_t size, unsigned long caller)
{
	void __iomem **ptr = devres_alloc(devm_ioremap_release, sizeof(*ptr),
					  GFP_KERNEL);
	void __iomem *addr;

	if (!ptr)
		return NULL;
	addr = map(KSIM_IO_MEMORY, offset, size, caller);
	if (!addr) {
		devres_free(ptr);
		return NULL;
	}
	*ptr = addr;
	devres_add(dev, ptr);
	return addr;
}

#define DEVM_IOREMAP(name)						\
void __iomem *name(struct device *dev, resource_size_t offset,		\
		   resource_size_t size)				\
{									\
	return devm_map(dev, offset, size, _RET_IP_);			\
}									\
EXPORT_SYMBOL(name)

DEVM_IOREMAP(devm_ioremap);
DEVM_IOREMAP(devm_ioremap_wc);
DEVM_IOREMAP(devm_ioremap_uc);

void devm_iounmap(struct device *dev, void __iomem *addr)
{
	WARN_ON(devres_release(dev, devm_ioremap_release, devm_ioremap_match,
			       (__force void *)addr));
}
EXPORT_SYMBOL(devm_iounmap);

static void __iomem *map_resource(struct device *dev,
				  const struct resource *res,
				  unsigned long caller)
{
	resource_size_t size;
	void __iomem *addr;

	if (!res || resource_type(res) != IORESOURCE_MEM) {
		dev_err(dev, "invalid resource %pR\n", res);
		return IOMEM_ERR_PTR(-EINVAL);
	}
	size = resource_size(res);
	if (!devm_request_mem_region(dev, res->start, size, dev_name(dev))) {
		dev_err(dev, "can't request region for resource %pR\n", res);
		return IOMEM_ERR_PTR(-EBUSY);
	}
	addr = devm_map(dev, res->start, size, caller);
	if (!addr) {
		dev_err(dev, "ioremap failed for resource %pR\n", res);
		devm_release_mem_region(dev, res->start, size);
		return IOMEM_ERR_PTR(-ENOMEM);
	}
	return addr;
}

void __iomem *devm_ioremap_resource(struct device *dev,
				    const struct resource *res)
{
	return map_resource(dev, res, _RET_IP_);
}
EXPORT_SYMBOL(devm_ioremap_resource);

void __iomem *
devm_platform_get_and_ioremap_resource(struct platform_device *pdev,
				       unsigned int index,
				       struct resource **res)
{
	struct resource *r = platform_get_resource(pdev, IORESOURCE_MEM, index);

	if (res)
		*res = r;
	return map_resource(&pdev->dev, r, _RET_IP_);
}
EXPORT_SYMBOL_GPL(devm_platform_get_and_ioremap_resource);

void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev,
					     unsigned int index)
{
	return map_resource(&pdev->dev,
			    platform_get_resource(pdev, IORESOURCE_MEM, index),
			    _RET_IP_);
}
EXPORT_SYMBOL_GPL(devm_platform_ioremap_resource);

void __iomem *devm_platform_ioremap_resource_byname(
	struct platform_device *pdev, const char *name)
{
	return map_resource(&pdev->dev,
			    platform_get_resource_byname(pdev, IORESOURCE_MEM,
							 name),
			    _RET_IP_);
}
EXPORT_SYMBOL_GPL(devm_platform_ioremap_resource_byname);

void ioremap_audit_module(struct module *mod)
{
	struct io_mapping *mapping;
	char detail[120];

	list_for_each_entry(mapping, &mappings, link) {
		if (mapping->gone || !ksim_in_module(mapping->caller, mod))
			continue;
		snprintf(detail, sizeof(detail),
			 "%s 0x%llx to 0x%llx, and iounmap() was not called",
			 mapping->space == KSIM_IO_PORTS ? "ports" : "memory",
			 mapping->phys, mapping->phys + mapping->size - 1);
		ksim_report(KSIM_FINDING_LEFTOVER, NULL,
			    "mapping of device memory left behind", detail,
			    (struct ksim_site[]){
				    { mapping->caller, "mapped here" } },
			    1);
		mapping->gone = true;
	}
}
