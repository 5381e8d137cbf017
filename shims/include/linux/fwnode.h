/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the firmware says of a device, whichever firmware.
 *
 * Stands for: include/linux/fwnode.h
 * Fidelity:   MODEL - the device tree is the only firmware
 * Absent:     software nodes, ACPI, links between nodes
 */
#ifndef _LINUX_FWNODE_H_
#define _LINUX_FWNODE_H_

#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/types.h>

struct fwnode_operations {
	const char *name;
};

struct fwnode_handle {
	const struct fwnode_operations *ops;
};

#endif
