/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access to device memory.
 *
 * Stands for: include/linux/io.h, lib/devres.c
 * Fidelity:   MODEL - see <asm/io.h>
 * Absent:     memremap(), arch_phys_wc_add()
 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/types.h>
#include <asm/io.h>
#include <asm/page.h>

#define IOMEM_ERR_PTR(err) ((__force void __iomem *)ERR_PTR(err))

struct device;
struct resource;

void __iomem *devm_ioremap(struct device *dev, resource_size_t offset,
			   resource_size_t size);
void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t offset,
			      resource_size_t size);
void __iomem *devm_ioremap_uc(struct device *dev, resource_size_t offset,
			      resource_size_t size);
void devm_iounmap(struct device *dev, void __iomem *addr);

/**
 * devm_ioremap_resource() - claim a range of memory and make it reachable
 * @dev: the device, with which both end
 * @res: the range
 *
 * Context: Process context. May sleep.
 * Return: as ioremap(); an ERR_PTR: -EINVAL if it is no memory, -EBUSY if
 * somebody has it, -ENOMEM. It is logged.
 */
void __iomem *devm_ioremap_resource(struct device *dev,
				    const struct resource *res);

/* Drivers get these from here, too. Last: they may need the above. */
#include <linux/vmalloc.h>

#endif
