/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Modules: code that comes and goes while the kernel runs.
 *
 * Stands for: include/linux/module.h, kernel/module/main.c
 * Fidelity:   MODEL - states, references, symbols, taints, texts and errno of
 *             loading and unloading as in Linux; a second insmod of a module
 *             that is still loading fails at once with -EBUSY instead of
 *             waiting; a module's code stays mapped after rmmod; /sys/module
 *             does not exist yet
 * Absent:     signatures, symbol versions and namespaces, live patching,
 *             kallsyms of one module, per-CPU areas of modules
 */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kmod.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/stringify.h>
#include <linux/types.h>
#include <linux/version.h>

#define MODULE_NAME_LEN MAX_PARAM_PREFIX_LEN

struct module;
struct notifier_block;

struct module_kobject {
	struct kobject kobj;
	struct module *mod;
	struct kobject *drivers_dir;
	struct module_param_attrs *mp;
	struct completion *kobj_completion;
};

extern struct kset *module_kset;

struct module_attribute {
	struct attribute attr;
	ssize_t (*show)(struct module_attribute *attr,
			struct module_kobject *mk, char *buffer);
	ssize_t (*store)(struct module_attribute *attr,
			 struct module_kobject *mk, const char *buffer,
			 size_t count);
	void (*setup)(struct module *mod, const char *value);
	int (*test)(struct module *mod);
	void (*free)(struct module *mod);
};

int init_module(void);
void cleanup_module(void);

#ifndef MODULE

#define module_init(x) __initcall(x)
#define module_exit(x) __exitcall(x)

#else /* MODULE */

/* A module has one init function, whatever the level it asks for. */
#define early_initcall(fn) module_init(fn)
#define core_initcall(fn) module_init(fn)
#define core_initcall_sync(fn) module_init(fn)
#define postcore_initcall(fn) module_init(fn)
#define postcore_initcall_sync(fn) module_init(fn)
#define arch_initcall(fn) module_init(fn)
#define subsys_initcall(fn) module_init(fn)
#define subsys_initcall_sync(fn) module_init(fn)
#define fs_initcall(fn) module_init(fn)
#define fs_initcall_sync(fn) module_init(fn)
#define rootfs_initcall(fn) module_init(fn)
#define device_initcall(fn) module_init(fn)
#define device_initcall_sync(fn) module_init(fn)
#define late_initcall(fn) module_init(fn)
#define late_initcall_sync(fn) module_init(fn)
#define console_initcall(fn) module_init(fn)

/* The inline function is there to have the compiler check the type. */
#define module_init(initfn)						\
	static inline initcall_t __maybe_unused __inittest(void)	\
	{								\
		return initfn;						\
	}								\
	int init_module(void) __copy(initfn)				\
		__attribute__((__alias__(#initfn)));
#define module_exit(exitfn)						\
	static inline exitcall_t __maybe_unused __exittest(void)	\
	{								\
		return exitfn;						\
	}								\
	void cleanup_module(void) __copy(exitfn)			\
		__attribute__((__alias__(#exitfn)));

#endif /* MODULE */

#define __init_or_module
#define __initdata_or_module
#define __initconst_or_module

/* Entries of .modinfo. */
#define MODULE_INFO(tag, info) __MODULE_INFO(tag, tag, info)
#define MODULE_ALIAS(_alias) MODULE_INFO(alias, _alias)
#define MODULE_SOFTDEP(_softdep) MODULE_INFO(softdep, _softdep)
#define MODULE_LICENSE(_license) MODULE_INFO(license, _license)
#define MODULE_AUTHOR(_author) MODULE_INFO(author, _author)
#define MODULE_DESCRIPTION(_description) \
	MODULE_INFO(description, _description)
#define MODULE_VERSION(_version) MODULE_INFO(version, _version)
#define MODULE_FIRMWARE(_firmware) MODULE_INFO(firmware, _firmware)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define MODULE_IMPORT_NS(ns) MODULE_INFO(import_ns, ns)
#else
#define MODULE_IMPORT_NS(ns) MODULE_INFO(import_ns, __stringify(ns))
#endif

/* Under this name modpost looks for device tables. */
#ifdef MODULE
#define MODULE_DEVICE_TABLE(type, name)					\
	extern typeof(name) __mod_##type##__##name##_device_table	\
		__attribute__((__unused__, __alias__(__stringify(name))))
#else
#define MODULE_DEVICE_TABLE(type, name)
#endif

struct module_use {
	struct list_head source_list; /* in target->source_list */
	struct list_head target_list; /* in source->target_list */
	struct module *source;
	struct module *target;
};

enum module_state {
	MODULE_STATE_LIVE,
	MODULE_STATE_COMING,
	MODULE_STATE_GOING,
	MODULE_STATE_UNFORMED,
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
enum mod_mem_type {
	MOD_TEXT = 0,
	MOD_DATA,
	MOD_RODATA,
	MOD_RO_AFTER_INIT,
	MOD_INIT_TEXT,
	MOD_INIT_DATA,
	MOD_INIT_RODATA,
	MOD_MEM_NUM_TYPES,
	MOD_INVALID = -1,
};

struct module_memory {
	void *base;
	unsigned int size;
};
#else
struct module_layout {
	void *base;
	unsigned int size;
	unsigned int text_size;
	unsigned int ro_size;
	unsigned int ro_after_init_size;
};
#endif

struct module {
	enum module_state state;
	struct list_head list;
	char name[MODULE_NAME_LEN];

	struct module_kobject mkobj;
	const char *version;
	const char *srcversion;

	const struct kernel_symbol *syms;
	unsigned int num_syms;

	struct mutex param_lock;
	struct kernel_param *kp;
	unsigned int num_kp;

	unsigned int num_gpl_syms;
	const struct kernel_symbol *gpl_syms;
	bool using_gplonly_symbols;
	bool async_probe_requested;

	int (*init)(void);

	/* The whole image is one piece; init memory is not separate. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	struct module_memory mem[MOD_MEM_NUM_TYPES];
#else
	struct module_layout core_layout;
	struct module_layout init_layout;
#endif

	unsigned long taints;
	char *args;

	struct list_head source_list; /* modules that use this one */
	struct list_head target_list; /* modules that this one uses */
	void (*exit)(void);
	atomic_t refcnt;

	/*
	 * Ends of the tables above: the number of entries is not a constant
	 * expression, so the generated .mod.c gives these.
	 */
	const struct kernel_param *ksim_kp_end;
	const struct kernel_symbol *ksim_syms_end;
	const struct kernel_symbol *ksim_gpl_syms_end;
	struct _ddebug *ksim_dyndbg;
	struct _ddebug *ksim_dyndbg_end;
	const struct ksim_image *ksim_image;
};

extern struct mutex module_mutex;

/* It may still be on its way in or out. */
static inline bool module_is_live(struct module *mod)
{
	return mod->state != MODULE_STATE_GOING;
}

static inline bool module_is_coming(struct module *mod)
{
	return mod->state == MODULE_STATE_COMING;
}

static inline bool module_requested_async_probing(struct module *mod)
{
	return mod && mod->async_probe_requested;
}

static inline bool within_module_core(unsigned long addr,
				      const struct module *mod)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	return addr - (unsigned long)mod->mem[MOD_TEXT].base <
	       mod->mem[MOD_TEXT].size;
#else
	return addr - (unsigned long)mod->core_layout.base <
	       mod->core_layout.size;
#endif
}

/* Init code is part of the core here. */
static inline bool within_module_init(unsigned long addr,
				      const struct module *mod)
{
	return false;
}

static inline bool within_module(unsigned long addr, const struct module *mod)
{
	return within_module_init(addr, mod) || within_module_core(addr, mod);
}

#define module_name(mod)				\
({							\
	struct module *__mod = (mod);			\
	__mod ? __mod->name : "kernel";			\
})

/**
 * find_module() - look a loaded module up by name
 * @name: its name, with '_' where the file has '-'
 *
 * Context: Process context.
 * Return: the module, or NULL if it is not there or not yet formed.
 */
struct module *find_module(const char *name);

struct module *__module_address(unsigned long addr);
struct module *__module_text_address(unsigned long addr);
bool is_module_address(unsigned long addr);
bool is_module_text_address(unsigned long addr);

/* References held by users of a module; -1 when it is going away. */
int module_refcount(struct module *mod);

/**
 * try_module_get() - keep a module from being unloaded
 * @module: the module; NULL stands for built-in code
 *
 * Context: Any.
 * Return: false if it is already going away.
 */
bool try_module_get(struct module *module);

/**
 * __module_get() - another reference, for who already has one
 * @module: the module; NULL stands for built-in code
 */
void __module_get(struct module *module);

/**
 * module_put() - give a reference back
 * @module: the module; NULL stands for built-in code
 *
 * Context: Any.
 */
void module_put(struct module *module);

/* The last act of a kernel thread that has a reference to its own module. */
void __noreturn __module_put_and_kthread_exit(struct module *mod, long code);
#define module_put_and_kthread_exit(code) \
	__module_put_and_kthread_exit(THIS_MODULE, code)

void *__symbol_get(const char *symbol);
void __symbol_put(const char *symbol);
void symbol_put_addr(void *addr);
#define symbol_get(x) ((typeof(&x))(__symbol_get(__stringify(x))))
#define symbol_put(x) __symbol_put(__stringify(x))

int register_module_notifier(struct notifier_block *nb);
int unregister_module_notifier(struct notifier_block *nb);

void print_modules(void);

/* Drivers get these from here, too. Last: they may need the above. */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/ioctl.h>
#include <linux/ktime.h>
#include <linux/pfn.h>
#include <linux/random.h>
#include <linux/rbtree.h>
#include <linux/rculist.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <linux/timex.h>
#include <linux/umh.h>
#include <linux/workqueue.h>

#endif
