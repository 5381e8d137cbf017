/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Platform devices that a test declares, for the table in init/main.c.
 *
 * Stands for: nothing in Linux
 * Fidelity:   EXACT - ksim's own
 * Absent:     nothing
 */
#ifndef _KSIM_PLATFORM_H
#define _KSIM_PLATFORM_H

#include <linux/types.h>
#include <ksim/abi/platform.h>

/* See struct ksim_vmlinux for these. */
long ksim_platform_device_add(const struct ksim_platform_device *device,
			      void **handle);
void ksim_platform_device_remove(void *handle);
long ksim_virtio_device_add(const struct ksim_platform_device *device,
			    void **handle);
long ksim_platform_device_suspend(void *handle);
long ksim_platform_device_resume(void *handle);

#endif
