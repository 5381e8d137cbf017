// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Exported symbols, and who holds them.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

#include <ksim/abi/report.h>

#include "internal.h"

/* A power of two, well above the number of symbols. */
#define SLOT_COUNT 8192

#define HIDDEN __attribute__((__weak__, __visibility__("hidden")))

extern const struct kernel_symbol __start___ksymtab[] HIDDEN;
extern const struct kernel_symbol __stop___ksymtab[] HIDDEN;
extern const struct kernel_symbol __start___ksymtab_gpl[] HIDDEN;
extern const struct kernel_symbol __stop___ksymtab_gpl[] HIDDEN;

/*
 * Open-addressed hash of vmlinux's own exports: 0 is an empty slot, else one
 * more than the index of a symbol, those of EXPORT_SYMBOL_GPL being counted on
 * behind the others. It is the same at every boot, so boot leaves it alone.
 */
static struct {
	bool filled;
	u16 slots[SLOT_COUNT];
} core_symbols __section("ksim_boot_cache");

static u32 hash_of(const char *name)
{
	u32 hash = 2166136261u; /* FNV-1a */

	while (*name)
		hash = (hash ^ (u8)*name++) * 16777619u;
	return hash ^ (hash >> 15);
}

static const struct kernel_symbol *core_symbol(u32 index)
{
	u32 count = __stop___ksymtab - __start___ksymtab;

	return index < count ? __start___ksymtab + index :
			       __start___ksymtab_gpl + (index - count);
}

static void fill_core_symbols(void)
{
	u32 total = (__stop___ksymtab - __start___ksymtab) +
		    (__stop___ksymtab_gpl - __start___ksymtab_gpl);
	u32 index, slot;

	if (total > SLOT_COUNT / 2)
		ksim_report_bug("SLOT_COUNT is too small for %u symbols",
				total);
	for (index = 0; index < total; index++) {
		slot = hash_of(core_symbol(index)->name);
		while (core_symbols.slots[slot % SLOT_COUNT])
			slot++;
		core_symbols.slots[slot % SLOT_COUNT] = index + 1;
	}
	core_symbols.filled = true;
}

static bool find_in_core(struct find_symbol_arg *fsa)
{
	u32 count = __stop___ksymtab - __start___ksymtab;
	const struct kernel_symbol *sym;
	u32 slot, entry;

	if (!core_symbols.filled)
		fill_core_symbols();
	for (slot = hash_of(fsa->name);; slot++) {
		entry = core_symbols.slots[slot % SLOT_COUNT];
		if (!entry)
			return false;
		sym = core_symbol(entry - 1);
		if (!strcmp(sym->name, fsa->name))
			break;
	}
	fsa->license = entry - 1 < count ? NOT_GPL_ONLY : GPL_ONLY;
	if (fsa->license == GPL_ONLY && !fsa->gplok)
		return false;
	fsa->owner = NULL;
	fsa->sym = sym;
	return true;
}

static bool find_in_table(struct find_symbol_arg *fsa, struct module *owner,
			  const struct kernel_symbol *syms, u32 count,
			  enum mod_license license)
{
	const struct kernel_symbol *sym;

	if (license == GPL_ONLY && !fsa->gplok)
		return false;
	for (sym = syms; sym < syms + count; sym++) {
		if (strcmp(sym->name, fsa->name))
			continue;
		fsa->owner = owner;
		fsa->sym = sym;
		fsa->license = license;
		return true;
	}
	return false;
}

bool find_symbol(struct find_symbol_arg *fsa)
{
	struct module *mod;

	if (find_in_core(fsa))
		return true;
	list_for_each_entry(mod, &modules, list)
	{
		if (mod->state == MODULE_STATE_UNFORMED)
			continue;
		if (find_in_table(fsa, mod, mod->syms, mod->num_syms,
				  NOT_GPL_ONLY) ||
		    find_in_table(fsa, mod, mod->gpl_syms, mod->num_gpl_syms,
				  GPL_ONLY))
			return true;
	}
	return false;
}

int strong_try_module_get(struct module *mod)
{
	if (mod && mod->state == MODULE_STATE_COMING)
		return -EBUSY;
	return try_module_get(mod) ? 0 : -ENOENT;
}

void *__symbol_get(const char *symbol)
{
	struct find_symbol_arg fsa = { .name = symbol, .gplok = true };

	if (!find_symbol(&fsa))
		return NULL;
	if (fsa.license != GPL_ONLY) {
		pr_warn("failing symbol_get of non-GPLONLY symbol %s.\n",
			symbol);
		return NULL;
	}
	if (strong_try_module_get(fsa.owner))
		return NULL;
	return (void *)fsa.sym->value;
}
EXPORT_SYMBOL_GPL(__symbol_get);

void __symbol_put(const char *symbol)
{
	struct find_symbol_arg fsa = { .name = symbol, .gplok = true };

	BUG_ON(!find_symbol(&fsa));
	module_put(fsa.owner);
}
EXPORT_SYMBOL(__symbol_put);

void symbol_put_addr(void *addr)
{
	/* NULL is built-in code, for which there is nothing to put. */
	module_put(__module_text_address((unsigned long)addr));
}
EXPORT_SYMBOL_GPL(symbol_put_addr);
