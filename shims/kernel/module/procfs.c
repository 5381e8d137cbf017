// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/modules.
 *
 * Stands for: kernel/module/procfs.c
 */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <ksim/abi/module.h>
#include <ksim/procfs.h>
#include "internal.h"

int modules_show(struct seq_file *m, void *v)
{
	static const char *const states[] = {
		[MODULE_STATE_LIVE] = "Live",
		[MODULE_STATE_COMING] = "Loading",
		[MODULE_STATE_GOING] = "Unloading",
	};
	struct module_use *use;
	struct module *mod;
	char flags[16];

	list_for_each_entry(mod, &modules, list) {
		if (mod->state == MODULE_STATE_UNFORMED)
			continue;
		seq_printf(m, "%s %llu %i ", mod->name, mod->ksim_image->size,
			   module_refcount(mod));
		if (list_empty(&mod->source_list))
			seq_puts(m, "-");
		list_for_each_entry(use, &mod->source_list, source_list)
			seq_printf(m, "%s,", use->source->name);
		seq_printf(m, " %s 0x%px", states[mod->state],
			   (void *)mod->ksim_image->base);
		if (mod->taints)
			seq_printf(m, " %s", module_flags(mod->taints,
							  MODULE_STATE_LIVE,
							  flags));
		seq_putc(m, '\n');
	}
	return 0;
}
