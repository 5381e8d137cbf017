// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>
#include <linux/kallsyms.h>
#include <linux/string.h>
#include <ksim/abi/module.h>

int sprint_symbol(char *buffer, unsigned long address)
{
	return ksim_symbol_name(address, buffer, KSYM_SYMBOL_LEN,
				KSIM_SYMBOL_OFFSET | KSIM_SYMBOL_MODULE);
}
EXPORT_SYMBOL_GPL(sprint_symbol);

/* As on a kernel without CONFIG_STACKTRACE_BUILD_ID. */
int sprint_symbol_build_id(char *buffer, unsigned long address)
{
	return sprint_symbol(buffer, address);
}
EXPORT_SYMBOL_GPL(sprint_symbol_build_id);

int sprint_symbol_no_offset(char *buffer, unsigned long address)
{
	return ksim_symbol_name(address, buffer, KSYM_SYMBOL_LEN,
				KSIM_SYMBOL_MODULE);
}
EXPORT_SYMBOL_GPL(sprint_symbol_no_offset);

/*
 * A call that never returns may be the last instruction of its function: the
 * return address then lies in the next one.
 */
int sprint_backtrace(char *buffer, unsigned long address)
{
	char caller[KSYM_SYMBOL_LEN];
	size_t len = ksim_symbol_name(address - 1, caller, sizeof(caller), 0);
	int ret = sprint_symbol(buffer, address);

	if (!strncmp(buffer, caller, len) && buffer[len] == '+')
		return ret;
	return sprint_symbol(buffer, address - 1);
}

int sprint_backtrace_build_id(char *buffer, unsigned long address)
{
	return sprint_backtrace(buffer, address);
}
