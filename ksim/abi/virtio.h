/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down: what the driver's side of a virtio ring knows, and the ring does not
 * say.
 */
#ifndef KSIM_ABI_VIRTIO_H
#define KSIM_ABI_VIRTIO_H

#include "types.h"

KSIM_ABI_BEGIN

/**
 * ksim_virtqueue_sites() - let findings about a ring name the driver's lines
 * @ring: physical address of its descriptors
 * @sites: return address of who added the buffer that has head, or id, 0; NULL
 *	   when the ring goes
 * @stride_bytes: from one to the next
 *
 * There is one for each descriptor. Must be told before the device is.
 *
 * Scheduling point: no. Context: any.
 */
void ksim_virtqueue_sites(ksim_u64 ring, const unsigned long *sites,
			  ksim_u32 stride_bytes);

KSIM_ABI_END

#endif
