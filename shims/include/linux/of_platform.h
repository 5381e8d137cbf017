/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Platform devices made from the device tree.
 *
 * Stands for: include/linux/of_platform.h
 * Fidelity:   MODEL - the core makes them, of what a test declares
 * Absent:     of_platform_populate() and everything else
 */
#ifndef _LINUX_OF_PLATFORM_H
#define _LINUX_OF_PLATFORM_H

#include <linux/of_device.h>
#include <linux/platform_device.h>

#endif
