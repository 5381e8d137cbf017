/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bus of one's own, for those who have devices or drivers on it. */
#ifndef LDDBUS_H
#define LDDBUS_H

#include <linux/device.h>

/**
 * struct ldd_device - a device on the bus
 * @name: a driver is for all devices whose names begin with its own
 * @dev: the device
 */
struct ldd_device {
	const char *name;
	struct device dev;
};

#define to_ldd_device(d) container_of(d, struct ldd_device, dev)

/**
 * struct ldd_driver - a driver of devices on the bus
 * @probe: a device is there; 0 if the driver takes it
 * @remove: the device, or the driver, goes
 * @driver: its name, above all
 */
struct ldd_driver {
	int (*probe)(struct ldd_device *ldev);
	void (*remove)(struct ldd_device *ldev);
	struct device_driver driver;
};

#define to_ldd_driver(d) container_of(d, struct ldd_driver, driver)

int ldd_device_register(struct ldd_device *ldev);
void ldd_device_unregister(struct ldd_device *ldev);
int ldd_driver_register(struct ldd_driver *drv);
void ldd_driver_unregister(struct ldd_driver *drv);

#endif
