/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which way data goes between memory and a device.
 *
 * Stands for: include/linux/dma-direction.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_DMA_DIRECTION_H
#define _LINUX_DMA_DIRECTION_H

enum dma_data_direction {
	DMA_BIDIRECTIONAL,
	DMA_TO_DEVICE,
	DMA_FROM_DEVICE,
	DMA_NONE,
};

static inline int valid_dma_direction(enum dma_data_direction direction)
{
	return direction >= DMA_BIDIRECTIONAL && direction <= DMA_FROM_DEVICE;
}

#endif
