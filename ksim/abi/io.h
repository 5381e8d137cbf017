/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down: registers of devices, in memory and behind ports.
 */
#ifndef KSIM_ABI_IO_H
#define KSIM_ABI_IO_H

#include "types.h"

KSIM_ABI_BEGIN

/* What ioremap() and ioport_map() return lies here; nothing is mapped there. */
#define KSIM_IO_BASE 0x240000000000UL
#define KSIM_IO_SIZE 0x020000000000UL

enum ksim_io_space {
	KSIM_IO_MEMORY,
	KSIM_IO_PORTS,
};

/**
 * ksim_io_read() - read from a device
 * @space: which addresses
 * @address: physical, or a port
 * @bytes: 1, 2, 4 or 8
 *
 * Scheduling point: no (the shims call ksim_sched_point() first). Context: any.
 * Return: what the device says; all ones where there is none.
 */
ksim_u64 ksim_io_read(enum ksim_io_space space, ksim_u64 address,
		      ksim_u32 bytes);

/**
 * ksim_io_write() - write to a device
 *
 * As ksim_io_read(). Nothing happens where there is no device.
 */
void ksim_io_write(enum ksim_io_space space, ksim_u64 address, ksim_u32 bytes,
		   ksim_u64 value);

KSIM_ABI_END

#endif
