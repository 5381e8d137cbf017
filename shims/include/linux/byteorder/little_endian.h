/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Byte order on a little endian machine.
 *
 * Stands for: include/linux/byteorder/little_endian.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _KSIM_LINUX_BYTEORDER_LITTLE_ENDIAN_H
#define _KSIM_LINUX_BYTEORDER_LITTLE_ENDIAN_H

#include <linux/types.h>
#include <linux/swab.h>
#include <uapi/linux/byteorder/little_endian.h>

#define CPU_LITTLE_ENDIAN 1

#include <linux/byteorder/generic.h>

#endif
