/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices that have a node in the device tree.
 *
 * Stands for: include/linux/of_device.h, drivers/of/device.c
 * Fidelity:   MODEL - see <linux/of.h>
 * Absent:     DMA set-up
 */
#ifndef _LINUX_OF_DEVICE_H
#define _LINUX_OF_DEVICE_H

#include <linux/device.h>
#include <linux/of.h>

const struct of_device_id *of_match_device(const struct of_device_id *matches,
					   const struct device *dev);
const void *of_device_get_match_data(const struct device *dev);

static inline int of_driver_match_device(struct device *dev,
					 const struct device_driver *drv)
{
	return of_match_device(drv->of_match_table, dev) != NULL;
}

#endif
