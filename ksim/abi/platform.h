/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Up: devices that a test declares.
 */
#ifndef KSIM_ABI_PLATFORM_H
#define KSIM_ABI_PLATFORM_H

#include "types.h"

KSIM_ABI_BEGIN

/* As struct resource has it. @name may be NULL; it must live on. */
struct ksim_resource {
	ksim_u64 start;
	ksim_u64 end; /* the last address */
	unsigned long flags; /* IORESOURCE_* */
	const char *name;
};

#define KSIM_RESOURCE_PORTS 0x100
#define KSIM_RESOURCE_MEMORY 0x200
#define KSIM_RESOURCE_IRQ 0x400

/* As the device tree has it: numbers are big-endian. */
struct ksim_property {
	const char *name;
	const void *value;
	ksim_u32 size; /* bytes of @value */
};

/**
 * struct ksim_platform_device - a device that nobody can discover
 * @name: by which a driver may find it; must live on
 * @id: of several with that name; -1 for the only one
 * @resources: where it is
 * @properties: its node in the device tree; it has none if there are none
 */
struct ksim_platform_device {
	const char *name;
	int id;
	const struct ksim_resource *resources;
	ksim_u32 resource_count;
	const struct ksim_property *properties;
	ksim_u32 property_count;
};

KSIM_ABI_END

#endif
