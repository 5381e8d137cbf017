// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pools of small DMA buffers: there is no DMA yet.
 */
#include <ksim/absent.h>

KSIM_ABSENT(dma_pool_create);
KSIM_ABSENT(dma_pool_destroy);
KSIM_ABSENT(dma_pool_alloc);
KSIM_ABSENT(dma_pool_free);
KSIM_ABSENT(dmam_pool_create);
KSIM_ABSENT(dmam_pool_destroy);
