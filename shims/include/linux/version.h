/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel this is: chosen when ksim is configured (KSIM_KERNEL).
 *
 * Stands for: include/generated/uapi/linux/version.h
 * Fidelity:   MODEL - the sublevel is always 0
 * Absent:     nothing
 */
#ifndef _KSIM_LINUX_VERSION_H
#define _KSIM_LINUX_VERSION_H

#define LINUX_VERSION_MAJOR KSIM_KERNEL_MAJOR
#define LINUX_VERSION_PATCHLEVEL KSIM_KERNEL_MINOR
#define LINUX_VERSION_SUBLEVEL 0
#define KERNEL_VERSION(a, b, c) \
	(((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))
#define LINUX_VERSION_CODE \
	KERNEL_VERSION(LINUX_VERSION_MAJOR, LINUX_VERSION_PATCHLEVEL, \
		       LINUX_VERSION_SUBLEVEL)

#endif
