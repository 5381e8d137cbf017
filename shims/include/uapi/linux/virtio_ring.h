/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands for: include/uapi/linux/virtio_ring.h
 * Fidelity:   EXACT - the system's own
 * Absent:     nothing
 */
#ifndef _SHIM_UAPI_LINUX_VIRTIO_RING_H
#define _SHIM_UAPI_LINUX_VIRTIO_RING_H

/* It wants <stdint.h>, which would want a C library. */
#ifndef _GCC_WRAP_STDINT_H
#define _GCC_WRAP_STDINT_H
#endif
#include <linux/types.h>
#include_next <uapi/linux/virtio_ring.h>

#endif
