// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loading and unloading modules.
 *
 * The core has mapped the code and can put its variables back to what the file
 * says; everything that makes a mapped file a module happens here.
 */
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fcntl.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vermagic.h>

#include <ksim/abi/module.h>
#include <ksim/abi/report.h>
#include <ksim/audit.h>
#include <ksim/module.h>

#include "internal.h"

/* A module's count is at least this as long as it is not going away. */
#define MODULE_REF_BASE 1

/* What resolve_import() answers for a symbol of EXPORT_SYMBOL_GPL. */
#define ANSWER_GPL_ONLY 1

LIST_HEAD(modules);
DEFINE_MUTEX(module_mutex);

static BLOCKING_NOTIFIER_HEAD(module_notify_list);

static struct {
	char name[MODULE_NAME_LEN];
	unsigned long taints;
} last_unloaded_module;

int register_module_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&module_notify_list, nb);
}
EXPORT_SYMBOL(register_module_notifier);

int unregister_module_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&module_notify_list, nb);
}
EXPORT_SYMBOL(unregister_module_notifier);

static void notify(struct module *mod, enum module_state state)
{
	blocking_notifier_call_chain(&module_notify_list, state, mod);
}

void notifier_audit_module(struct module *mod)
{
	struct notifier_block *nb, *next;

	for (nb = module_notify_list.head; nb; nb = next) {
		struct ksim_site site;
		char detail[128];

		next = nb->next;
		if (!within_module((unsigned long)nb->notifier_call, mod))
			continue;
		unregister_module_notifier(nb);
		site.address = (unsigned long)nb->notifier_call;
		site.note = "would have been called";
		snprintf(detail, sizeof(detail),
			 "register_module_notifier(%ps) was not undone",
			 nb->notifier_call);
		ksim_report(KSIM_FINDING_LEFTOVER, NULL,
			    "module notifier left behind at rmmod", detail,
			    &site, 1);
	}
}

/* Finding modules */

struct module *find_module_all(const char *name, bool even_unformed)
{
	struct module *mod;

	list_for_each_entry(mod, &modules, list)
	{
		if (mod->state == MODULE_STATE_UNFORMED && !even_unformed)
			continue;
		if (!strcmp(mod->name, name))
			return mod;
	}
	return NULL;
}

struct module *find_module(const char *name)
{
	return find_module_all(name, false);
}

struct module *__module_address(unsigned long addr)
{
	const struct ksim_image *image;
	struct module *mod;

	if (!ksim_image_maybe(addr))
		return NULL;
	image = ksim_image_of(addr);
	if (!image)
		return NULL;
	/* Its struct module may be that of an earlier boot: ask the list. */
	list_for_each_entry(mod, &modules, list)
	{
		if (mod == image->this_module)
			return mod->state == MODULE_STATE_UNFORMED ? NULL : mod;
	}
	return NULL;
}

struct module *__module_text_address(unsigned long addr)
{
	return __module_address(addr);
}

bool is_module_address(unsigned long addr)
{
	return __module_address(addr) != NULL;
}

bool is_module_text_address(unsigned long addr)
{
	return is_module_address(addr);
}

/* References */

int module_refcount(struct module *mod)
{
	return atomic_read(&mod->refcnt) - MODULE_REF_BASE;
}
EXPORT_SYMBOL(module_refcount);

void __module_get(struct module *module)
{
	if (module)
		atomic_inc(&module->refcnt);
}
EXPORT_SYMBOL(__module_get);

bool try_module_get(struct module *module)
{
	return !module || (module_is_live(module) &&
			   atomic_inc_not_zero(&module->refcnt) != 0);
}
EXPORT_SYMBOL(try_module_get);

void module_put(struct module *module)
{
	if (module)
		WARN_ON(atomic_dec_if_positive(&module->refcnt) < 0);
}
EXPORT_SYMBOL(module_put);

static bool already_uses(struct module *source, struct module *target)
{
	struct module_use *use;

	list_for_each_entry(use, &target->source_list, source_list)
	{
		if (use->source == source)
			return true;
	}
	return false;
}

static int ref_module(struct module *source, struct module *target)
{
	struct module_use *use;
	int err;

	if (!target || already_uses(source, target))
		return 0;
	err = strong_try_module_get(target);
	if (err)
		return err;
	use = kmalloc(sizeof(*use), GFP_ATOMIC);
	if (!use) {
		module_put(target);
		return -ENOMEM;
	}
	use->source = source;
	use->target = target;
	list_add(&use->source_list, &target->source_list);
	list_add(&use->target_list, &source->target_list);
	return 0;
}

static void put_used_modules(struct module *mod)
{
	struct module_use *use, *next;

	mutex_lock(&module_mutex);
	list_for_each_entry_safe(use, next, &mod->target_list, target_list)
	{
		module_put(use->target);
		list_del(&use->source_list);
		list_del(&use->target_list);
		kfree(use);
	}
	mutex_unlock(&module_mutex);
}

/* What .modinfo says */

static const char *get_modinfo(const struct ksim_image *image, const char *tag)
{
	const char *entry = image->modinfo;
	const char *end = image->modinfo + image->modinfo_size;
	size_t length = strlen(tag);

	for (; entry < end; entry += strlen(entry) + 1) {
		if (!strncmp(entry, tag, length) && entry[length] == '=')
			return entry + length + 1;
	}
	return NULL;
}

static bool license_is_gpl_compatible(const char *license)
{
	static const char *const compatible[] = {
		"GPL",		"GPL v2",	"GPL and additional rights",
		"Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL",
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(compatible); i++) {
		if (!strcmp(license, compatible[i]))
			return true;
	}
	return false;
}

static void taint(unsigned long *taints, unsigned int flag,
		  enum lockdep_ok lockdep_ok)
{
	add_taint(flag, lockdep_ok);
	*taints |= 1UL << flag;
}

/* Must not touch the image's variables: they may belong to a live module. */
static int check_modinfo(const struct ksim_image *image, unsigned long *taints)
{
	const char *magic = get_modinfo(image, "vermagic");
	const char *license = get_modinfo(image, "license") ?: "unspecified";

	if (!magic)
		return -ENOEXEC;
	if (strcmp(magic, VERMAGIC_STRING)) {
		pr_err("%s: version magic '%s' should be '%s'\n", image->name,
		       magic, VERMAGIC_STRING);
		return -ENOEXEC;
	}
	if (!get_modinfo(image, "intree")) {
		if (!test_taint(TAINT_OOT_MODULE))
			pr_warn("%s: loading out-of-tree module taints kernel.\n",
				image->name);
		taint(taints, TAINT_OOT_MODULE, LOCKDEP_STILL_OK);
	}
	if (get_modinfo(image, "staging")) {
		taint(taints, TAINT_CRAP, LOCKDEP_STILL_OK);
		pr_warn("%s: module is from the staging directory, the quality is unknown, you have been warned.\n",
			image->name);
	}
	if (get_modinfo(image, "livepatch")) {
		pr_err("%s: module is marked as livepatch module, but livepatch support is disabled",
		       image->name);
		return -ENOEXEC;
	}
	if (!license_is_gpl_compatible(license)) {
		if (!test_taint(TAINT_PROPRIETARY_MODULE))
			pr_warn("%s: module license '%s' taints kernel.\n",
				image->name, license);
		taint(taints, TAINT_PROPRIETARY_MODULE, LOCKDEP_NOW_UNRELIABLE);
	}
	if (get_modinfo(image, "test")) {
		if (!test_taint(TAINT_TEST))
			pr_warn("%s: loading test module taints kernel.\n",
				image->name);
		taint(taints, TAINT_TEST, LOCKDEP_STILL_OK);
	}
	return 0;
}

/* Symbols */

static bool inherit_taint(struct module *mod, struct module *owner,
			  const char *name)
{
	if (!owner || !(owner->taints & (1UL << TAINT_PROPRIETARY_MODULE)))
		return true;
	if (mod->using_gplonly_symbols) {
		pr_err("%s: module using GPL-only symbols uses symbols %s from proprietary module %s.\n",
		       mod->name, name, owner->name);
		return false;
	}
	if (!(mod->taints & (1UL << TAINT_PROPRIETARY_MODULE))) {
		pr_warn("%s: module uses symbols %s from proprietary module %s, inheriting taint.\n",
			mod->name, name, owner->name);
		mod->taints |= 1UL << TAINT_PROPRIETARY_MODULE;
	}
	return true;
}

static int resolve_import(void *context, const char *name, int weak,
			  unsigned long *address)
{
	struct module *mod = context;
	struct find_symbol_arg fsa = {
		.name = name,
		.gplok = !(mod->taints & (1UL << TAINT_PROPRIETARY_MODULE)),
	};
	int err = -ENOENT;

	if (!find_symbol(&fsa)) {
		if (weak)
			return 0;
		goto unknown;
	}
	if (fsa.license == GPL_ONLY)
		mod->using_gplonly_symbols = true;
	if (!inherit_taint(mod, fsa.owner, name))
		goto unknown;
	err = ref_module(mod, fsa.owner);
	if (err)
		goto unknown;
	*address = fsa.sym->value;
	return fsa.license == GPL_ONLY ? ANSWER_GPL_ONLY : 0;

unknown:
	pr_warn("%s: Unknown symbol %s (err %d)\n", mod->name, name, err);
	return err;
}

static int resolve_imports(struct module *mod)
{
	int answer;

	mutex_lock(&module_mutex);
	answer = ksim_image_link(mod->ksim_image, resolve_import, mod);
	mutex_unlock(&module_mutex);
	if (answer < 0)
		return answer;
	if (answer & ANSWER_GPL_ONLY)
		mod->using_gplonly_symbols = true;
	return 0;
}

static int check_duplicates(struct module *mod, const struct kernel_symbol *sym,
			    unsigned int count)
{
	for (; count; count--, sym++) {
		struct find_symbol_arg fsa = {
			.name = sym->name,
			.gplok = true,
		};

		if (!find_symbol(&fsa))
			continue;
		pr_err("%s: exports duplicate symbol %s (owned by %s)\n",
		       mod->name, sym->name, module_name(fsa.owner));
		return -ENOEXEC;
	}
	return 0;
}

/* Loading */

/* The struct module as the file has it, completed by what the file cannot say. */
static struct module *form_module(const struct ksim_image *image,
				  unsigned long taints)
{
	struct module *mod = image->this_module;

	ksim_image_restore(image);
	mod->state = MODULE_STATE_UNFORMED;
	mod->ksim_image = image;
	mod->taints = taints;
	mod->version = get_modinfo(image, "version");
	mod->srcversion = get_modinfo(image, "srcversion");
	mod->num_kp = mod->ksim_kp_end - mod->kp;
	mod->num_syms = mod->ksim_syms_end - mod->syms;
	mod->num_gpl_syms = mod->ksim_gpl_syms_end - mod->gpl_syms;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	mod->mem[MOD_TEXT].base = (void *)image->base;
	mod->mem[MOD_TEXT].size = image->size;
#else
	mod->core_layout.base = (void *)image->base;
	mod->core_layout.size = image->size;
	mod->core_layout.text_size = image->size;
#endif
	mod->mkobj.mod = mod;
	INIT_LIST_HEAD(&mod->source_list);
	INIT_LIST_HEAD(&mod->target_list);
	mutex_init(&mod->param_lock);
	/* One reference for the time of initialisation. */
	atomic_set(&mod->refcnt, MODULE_REF_BASE + 1);
	return mod;
}

static int add_unformed_module(const struct ksim_image *image,
			       unsigned long taints, struct module **added)
{
	struct module *old;
	int err = 0;

	mutex_lock(&module_mutex);
	old = find_module_all(image->name, true);
	if (old) {
		err = old->state == MODULE_STATE_LIVE ? -EEXIST : -EBUSY;
	} else {
		*added = form_module(image, taints);
		list_add(&(*added)->list, &modules);
	}
	mutex_unlock(&module_mutex);
	return err;
}

static int complete_formation(struct module *mod)
{
	int err;

	mutex_lock(&module_mutex);
	err = check_duplicates(mod, mod->syms, mod->num_syms);
	if (!err)
		err = check_duplicates(mod, mod->gpl_syms, mod->num_gpl_syms);
	if (!err)
		mod->state = MODULE_STATE_COMING;
	mutex_unlock(&module_mutex);
	return err;
}

static int unknown_module_param(char *param, char *val, const char *name,
				void *arg)
{
	struct module *mod = arg;

	if (!strcmp(param, "async_probe")) {
		if (!val || kstrtobool(val, &mod->async_probe_requested))
			mod->async_probe_requested = true;
		return 0;
	}
	if (!strcmp(param, "dyndbg"))
		ksim_ddebug_query(mod->ksim_dyndbg, mod->ksim_dyndbg_end, val);
	else
		pr_warn("%s: unknown parameter '%s' ignored\n", name, param);
	return 0;
}

static int parse_module_args(struct module *mod)
{
	char *rest = parse_args(mod->name, mod->args, mod->kp, mod->num_kp,
				-32768, 32767, mod, unknown_module_param);

	if (IS_ERR(rest))
		return PTR_ERR(rest);
	if (rest)
		pr_warn("%s: parameters '%s' after `--' ignored\n", mod->name,
			rest);
	return 0;
}

static void unlist_module(struct module *mod)
{
	mutex_lock(&module_mutex);
	mod->state = MODULE_STATE_UNFORMED;
	list_del(&mod->list);
	mutex_unlock(&module_mutex);
}

/* Its own memory is the last to go, then nothing may be left. */
static void free_module(struct module *mod)
{
	put_used_modules(mod);
	mod_sysfs_teardown(mod);
	module_destroy_params(mod->kp, mod->num_kp);
	kfree(mod->args);
	file_audit_module(mod);
	notifier_audit_module(mod);
	debugfs_audit_module(mod);
	proc_audit_module(mod);
	irq_audit_module(mod);
	resource_audit_module(mod);
	ioremap_audit_module(mod);
	timer_audit_module(mod);
	softirq_audit_module(mod);
	workqueue_audit_module(mod);
	kthread_audit_module(mod);
	fasync_audit_module(mod);
	rcu_audit_module(mod);
	chrdev_audit_module(mod);
	slab_audit_module(mod);
	unlist_module(mod);
}

static int do_init_module(struct module *mod)
{
	int ret = 0;

	if (mod->init)
		ret = do_one_initcall(mod->init);
	if (ret < 0) {
		mod->state = MODULE_STATE_GOING;
		module_put(mod);
		notify(mod, MODULE_STATE_GOING);
		free_module(mod);
		return ret;
	}
	if (ret > 0) {
		pr_warn("%s: '%s'->init suspiciously returned %d, it should follow 0/-E convention\n"
			"%s: loading module anyway...\n",
			__func__, mod->name, ret, __func__);
		dump_stack();
	}
	mod->state = MODULE_STATE_LIVE;
	notify(mod, MODULE_STATE_LIVE);
	module_put(mod);
	return 0;
}

long ksys_init_module(const struct ksim_image *image, const char *args)
{
	unsigned long taints = 0;
	struct module *mod;
	int err;

	if (!capable(CAP_SYS_MODULE))
		return -EPERM;
	err = check_modinfo(image, &taints);
	if (err)
		return err;
	err = add_unformed_module(image, taints, &mod);
	if (err)
		return err;
	err = resolve_imports(mod);
	if (err)
		goto err_unlist;
	mod->args = kstrdup(args, GFP_KERNEL);
	if (!mod->args) {
		err = -ENOMEM;
		goto err_unlist;
	}
	err = complete_formation(mod);
	if (err)
		goto err_free_args;
	err = notifier_to_errno(blocking_notifier_call_chain_robust(
		&module_notify_list, MODULE_STATE_COMING, MODULE_STATE_GOING,
		mod));
	if (err)
		goto err_going;
	err = parse_module_args(mod);
	if (!err)
		err = mod_sysfs_setup(mod);
	if (err)
		goto err_notify;
	return do_init_module(mod);

err_notify:
	mod->state = MODULE_STATE_GOING;
	notify(mod, MODULE_STATE_GOING);
	free_module(mod);
	return err;

err_going:
	mod->state = MODULE_STATE_GOING;
err_free_args:
	kfree(mod->args);
err_unlist:
	put_used_modules(mod);
	unlist_module(mod);
	return err;
}

/* Unloading */

static bool try_force_unload(u32 flags)
{
	bool forced = flags & O_TRUNC;

	if (forced)
		add_taint(TAINT_FORCED_RMMOD, LOCKDEP_NOW_UNRELIABLE);
	return forced;
}

/* From here on nobody gets a reference any more. */
static int try_stop_module(struct module *mod, u32 flags)
{
	int left = atomic_sub_return(MODULE_REF_BASE, &mod->refcnt);

	BUG_ON(left < 0);
	if (left)
		left = atomic_add_unless(&mod->refcnt, MODULE_REF_BASE, 0);
	if (left && !try_force_unload(flags))
		return -EWOULDBLOCK;
	mod->state = MODULE_STATE_GOING;
	return 0;
}

static int stop_module(const char *name, u32 flags, struct module **stopped)
{
	struct module *mod = find_module(name);

	if (!mod)
		return -ENOENT;
	if (!list_empty(&mod->source_list))
		return -EWOULDBLOCK;
	if (mod->state != MODULE_STATE_LIVE)
		return -EBUSY;
	if (mod->init && !mod->exit && !try_force_unload(flags))
		return -EBUSY;
	*stopped = mod;
	return try_stop_module(mod, flags);
}

long ksys_delete_module(const char *name, u32 flags)
{
	struct module *mod;
	size_t length = strlen(name);
	int err;

	if (!capable(CAP_SYS_MODULE))
		return -EPERM;
	if (length == 0 || length >= MODULE_NAME_LEN)
		return -ENOENT;
	if (mutex_lock_interruptible(&module_mutex))
		return -EINTR;
	err = stop_module(name, flags, &mod);
	mutex_unlock(&module_mutex);
	if (err)
		return err;

	if (mod->exit)
		mod->exit();
	notify(mod, MODULE_STATE_GOING);
	strscpy(last_unloaded_module.name, mod->name,
		sizeof(last_unloaded_module.name));
	last_unloaded_module.taints = mod->taints;
	free_module(mod);
	return 0;
}

/* Reports */

char *module_flags(unsigned long taints, enum module_state state, char *buffer)
{
	static const struct {
		unsigned int flag;
		char letter;
	} letters[] = {
		{ TAINT_PROPRIETARY_MODULE, 'P' },
		{ TAINT_FORCED_MODULE, 'F' },
		{ TAINT_CRAP, 'C' },
		{ TAINT_OOT_MODULE, 'O' },
		{ TAINT_UNSIGNED_MODULE, 'E' },
		{ TAINT_LIVEPATCH, 'K' },
		{ TAINT_TEST, 'N' },
	};
	char *at = buffer;
	int i;

	*at++ = '(';
	for (i = 0; i < ARRAY_SIZE(letters); i++) {
		if (taints & (1UL << letters[i].flag))
			*at++ = letters[i].letter;
	}
	if (state == MODULE_STATE_GOING)
		*at++ = '-';
	if (state == MODULE_STATE_COMING)
		*at++ = '+';
	if (at == buffer + 1)
		at = buffer;
	else
		*at++ = ')';
	*at = '\0';
	return buffer;
}

void print_modules(void)
{
	struct module *mod;
	char flags[16];

	printk(KERN_DEFAULT "Modules linked in:");
	list_for_each_entry(mod, &modules, list)
	{
		if (mod->state == MODULE_STATE_UNFORMED)
			continue;
		pr_cont(" %s%s", mod->name,
			module_flags(mod->taints, mod->state, flags));
	}
	if (last_unloaded_module.name[0])
		pr_cont(" [last unloaded: %s%s]", last_unloaded_module.name,
			module_flags(last_unloaded_module.taints,
				     MODULE_STATE_LIVE, flags));
	pr_cont("\n");
}
