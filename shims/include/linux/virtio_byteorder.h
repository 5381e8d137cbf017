/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Byte order of rings and configuration.
 *
 * Stands for: include/linux/virtio_byteorder.h
 * Fidelity:   EXACT - for a little-endian CPU
 * Absent:     nothing
 */
#ifndef _SHIM_LINUX_VIRTIO_BYTEORDER_H
#define _SHIM_LINUX_VIRTIO_BYTEORDER_H

#include <linux/types.h>
#include <asm/byteorder.h>
#include <uapi/linux/virtio_types.h>

/* What devices before version 1 have: the order of the CPU. */
static inline bool virtio_legacy_is_little_endian(void)
{
	return true;
}

#define KSIM_VIRTIO_ORDER(bits)						\
	static inline u##bits						\
	__virtio##bits##_to_cpu(bool little_endian, __virtio##bits val)	\
	{								\
		return little_endian ?					\
			       le##bits##_to_cpu((__force __le##bits)val) : \
			       be##bits##_to_cpu((__force __be##bits)val); \
	}								\
									\
	static inline __virtio##bits					\
	__cpu_to_virtio##bits(bool little_endian, u##bits val)		\
	{								\
		return little_endian ?					\
			       (__force __virtio##bits)cpu_to_le##bits(val) : \
			       (__force __virtio##bits)cpu_to_be##bits(val); \
	}
KSIM_VIRTIO_ORDER(16)
KSIM_VIRTIO_ORDER(32)
KSIM_VIRTIO_ORDER(64)
#undef KSIM_VIRTIO_ORDER

#endif
