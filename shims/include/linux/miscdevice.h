/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single-minor character devices under major 10.
 *
 * Stands for: include/linux/miscdevice.h, drivers/char/misc.c
 * Fidelity:   EXACT
 * Absent:     /proc/misc
 */
#ifndef _LINUX_MISCDEVICE_H
#define _LINUX_MISCDEVICE_H

#include <linux/major.h>
#include <linux/list.h>
#include <linux/types.h>
#include <linux/device.h>

#define PSMOUSE_MINOR 1
#define WATCHDOG_MINOR 130
#define TEMP_MINOR 131
#define APM_MINOR_DEV 134
#define RTC_MINOR 135
#define HWRNG_MINOR 183
#define HPET_MINOR 228
#define FUSE_MINOR 229
#define KVM_MINOR 232
#define MISC_DYNAMIC_MINOR 255

struct device;
struct attribute_group;

struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *parent;
	struct device *this_device;
	const struct attribute_group **groups;
	const char *nodename;
	umode_t mode;
};

int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);

#define builtin_misc_device(__misc_device) \
	builtin_driver(__misc_device, misc_register)

#define module_misc_device(__misc_device) \
	module_driver(__misc_device, misc_register, misc_deregister)

#define MODULE_ALIAS_MISCDEV(minor)                             \
	MODULE_ALIAS("char-major-" __stringify(MISC_MAJOR) "-"  \
		     __stringify(minor))

#endif
