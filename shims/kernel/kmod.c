// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Asking user space for modules: nobody is there to answer.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kmod.h>
#include <linux/module.h>
#include <linux/printk.h>

int __request_module(bool wait, const char *name, ...)
{
	char module_name[MODULE_NAME_LEN];
	va_list args;
	int length;

	va_start(args, name);
	length = vsnprintf(module_name, sizeof(module_name), name, args);
	va_end(args);
	if (length >= (int)sizeof(module_name))
		return -ENAMETOOLONG;
	return -ENOENT;
}
EXPORT_SYMBOL(__request_module);
