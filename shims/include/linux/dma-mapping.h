/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that devices see.
 *
 * Stands for: include/linux/dma-mapping.h
 * Fidelity:   ABSENT - constants only; there is no DMA but that of virtqueues
 * Absent:     dma_alloc_coherent(), dma_alloc_attrs(), dma_free_coherent(),
 *             dmam_alloc_coherent(), dma_map_single(), dma_unmap_single(),
 *             dma_map_page(), dma_unmap_page(), dma_map_sg(), dma_unmap_sg(),
 *             dma_map_sgtable(), dma_mapping_error(), dma_sync_single_for_cpu(),
 *             dma_sync_single_for_device(), dma_set_mask(),
 *             dma_set_coherent_mask(), dma_set_mask_and_coherent()
 */
#ifndef _LINUX_DMA_MAPPING_H
#define _LINUX_DMA_MAPPING_H

#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/err.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>

/* No address for a device. */
#define DMA_MAPPING_ERROR (~(dma_addr_t)0)

#define DMA_BIT_MASK(n) (((n) == 64) ? ~0ULL : ((1ULL << (n)) - 1))

#endif
