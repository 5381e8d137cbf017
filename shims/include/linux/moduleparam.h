/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parameters of modules.
 *
 * Stands for: include/linux/moduleparam.h, kernel/params.c
 * Fidelity:   EXACT - types, texts and errno of setting at insmod;
 *             MODEL - /sys/module/<name>/parameters does not exist yet, and
 *             core_param() variables keep their initial values, for there is no
 *             kernel command line
 * Absent:     module_param_sysfs_setup()
 */
#ifndef _LINUX_MODULE_PARAMS_H
#define _LINUX_MODULE_PARAMS_H

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/stringify.h>

#ifdef MODULE
#define MODULE_PARAM_PREFIX
#define __MODULE_INFO_PREFIX
#else
#define MODULE_PARAM_PREFIX KBUILD_MODNAME "."
#define __MODULE_INFO_PREFIX KBUILD_MODNAME "."
#endif

#define MAX_PARAM_PREFIX_LEN (64 - sizeof(unsigned long))

/* One string of .modinfo, where modinfo(8) and the loader look. */
#define __MODULE_INFO(tag, name, info)					\
	static const char __UNIQUE_ID(name)[]				\
		__used __section(".modinfo") __aligned(1) =		\
		__MODULE_INFO_PREFIX __stringify(tag) "=" info

#define __MODULE_PARM_TYPE(name, _type) \
	__MODULE_INFO(parmtype, name##type, #name ":" _type)
#define MODULE_PARM_DESC(_parm, desc) \
	__MODULE_INFO(parm, _parm, #_parm ":" desc)

struct kernel_param;

enum {
	KERNEL_PARAM_OPS_FL_NOARG = 1 << 0, /* "name" alone will do */
};

struct kernel_param_ops {
	unsigned int flags;
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buffer, const struct kernel_param *kp);
	void (*free)(void *arg);
};

enum {
	KERNEL_PARAM_FL_UNSAFE = 1 << 0,
	KERNEL_PARAM_FL_HWPARAM = 1 << 1,
};

struct kparam_string {
	unsigned int maxlen;
	char *string;
};

struct kparam_array {
	unsigned int max;
	unsigned int elemsize;
	unsigned int *num;
	const struct kernel_param_ops *ops;
	void *elem;
};

struct kernel_param {
	const char *name;
	struct module *mod;
	const struct kernel_param_ops *ops;
	const u16 perm;
	s8 level;
	u8 flags;
	union {
		void *arg;
		const struct kparam_string *str;
		const struct kparam_array *arr;
	};
};

#define __moduleparam_const const

#define __module_param_call(prefix, name, ops, arg, perm, level, flags)	\
	_Static_assert(sizeof("" prefix) - 1 <= MAX_PARAM_PREFIX_LEN,	\
		       "parameter prefix too long");			\
	static const char __param_str_##name[] = prefix #name;		\
	static struct kernel_param __moduleparam_const __param_##name	\
		__used __section("__param")				\
		__aligned(__alignof__(struct kernel_param)) =		\
		{ __param_str_##name, THIS_MODULE, ops,			\
		  VERIFY_OCTAL_PERMISSIONS(perm), level, flags, { arg } }

#define module_param(name, type, perm) \
	module_param_named(name, name, type, perm)
#define module_param_unsafe(name, type, perm) \
	module_param_named_unsafe(name, name, type, perm)

#define module_param_named(name, value, type, perm)			\
	param_check_##type(name, &(value));				\
	module_param_cb(name, &param_ops_##type, &value, perm);		\
	__MODULE_PARM_TYPE(name, #type)
#define module_param_named_unsafe(name, value, type, perm)		\
	param_check_##type(name, &(value));				\
	module_param_cb_unsafe(name, &param_ops_##type, &value, perm);	\
	__MODULE_PARM_TYPE(name, #type)

#define module_param_cb(name, ops, arg, perm) \
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, arg, perm, -1, 0)
#define module_param_cb_unsafe(name, ops, arg, perm)			\
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, arg, perm,	\
			    -1, KERNEL_PARAM_FL_UNSAFE)

#define __level_param_cb(name, ops, arg, perm, level)			\
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, arg, perm,	\
			    level, 0)
#define core_param_cb(name, ops, arg, perm) \
	__level_param_cb(name, ops, arg, perm, 1)
#define postcore_param_cb(name, ops, arg, perm) \
	__level_param_cb(name, ops, arg, perm, 2)
#define arch_param_cb(name, ops, arg, perm) \
	__level_param_cb(name, ops, arg, perm, 3)
#define subsys_param_cb(name, ops, arg, perm) \
	__level_param_cb(name, ops, arg, perm, 4)
#define fs_param_cb(name, ops, arg, perm) \
	__level_param_cb(name, ops, arg, perm, 5)
#define device_param_cb(name, ops, arg, perm) \
	__level_param_cb(name, ops, arg, perm, 6)
#define late_param_cb(name, ops, arg, perm) \
	__level_param_cb(name, ops, arg, perm, 7)

/* Obsolete, but drivers still use it: a setter and a getter, no ops. */
#define module_param_call(name, _set, _get, arg, perm)			\
	static const struct kernel_param_ops __param_ops_##name =	\
		{ .flags = 0, .set = _set, .get = _get };		\
	__module_param_call(MODULE_PARAM_PREFIX, name,			\
			    &__param_ops_##name, arg, perm, -1, 0)

#ifndef MODULE
#define core_param(name, var, type, perm)				\
	param_check_##type(name, &(var));				\
	__module_param_call("", name, &param_ops_##type, &var, perm, -1, 0)
#define core_param_unsafe(name, var, type, perm)			\
	param_check_##type(name, &(var));				\
	__module_param_call("", name, &param_ops_##type, &var, perm,	\
			    -1, KERNEL_PARAM_FL_UNSAFE)
#endif

#define module_param_string(name, string, len, perm)			\
	static const struct kparam_string __param_string_##name =	\
		{ len, string };					\
	__module_param_call(MODULE_PARAM_PREFIX, name,			\
			    &param_ops_string,				\
			    .str = &__param_string_##name, perm, -1, 0);\
	__MODULE_PARM_TYPE(name, "string")

#define module_param_array(name, type, nump, perm) \
	module_param_array_named(name, name, type, nump, perm)
#define module_param_array_named(name, array, type, nump, perm)		\
	param_check_##type(name, &(array)[0]);				\
	static const struct kparam_array __param_arr_##name =		\
		{ .max = ARRAY_SIZE(array), .num = nump,		\
		  .ops = &param_ops_##type,				\
		  .elemsize = sizeof(array[0]), .elem = array };	\
	__module_param_call(MODULE_PARAM_PREFIX, name,			\
			    &param_array_ops,				\
			    .arr = &__param_arr_##name, perm, -1, 0);	\
	__MODULE_PARM_TYPE(name, "array of " #type)

enum hwparam_type {
	hwparam_ioport,
	hwparam_iomem,
	hwparam_ioport_or_iomem,
	hwparam_irq,
	hwparam_dma,
	hwparam_dma_addr,
	hwparam_other,
};

#define module_param_hw_named(name, value, type, hwtype, perm)		\
	param_check_##type(name, &(value));				\
	__module_param_call(MODULE_PARAM_PREFIX, name,			\
			    &param_ops_##type, &value, perm, -1,	\
			    KERNEL_PARAM_FL_HWPARAM |			\
			    (hwparam_##hwtype & 0));			\
	__MODULE_PARM_TYPE(name, #type)
#define module_param_hw(name, type, hwtype, perm) \
	module_param_hw_named(name, name, type, hwtype, perm)
#define module_param_hw_array(name, type, hwtype, nump, perm)		\
	param_check_##type(name, &(name)[0]);				\
	static const struct kparam_array __param_arr_##name =		\
		{ .max = ARRAY_SIZE(name), .num = nump,			\
		  .ops = &param_ops_##type,				\
		  .elemsize = sizeof(name[0]), .elem = name };		\
	__module_param_call(MODULE_PARAM_PREFIX, name,			\
			    &param_array_ops,				\
			    .arr = &__param_arr_##name, perm, -1,	\
			    KERNEL_PARAM_FL_HWPARAM |			\
			    (hwparam_##hwtype & 0));			\
	__MODULE_PARM_TYPE(name, "array of " #type)

void kernel_param_lock(struct module *mod);
void kernel_param_unlock(struct module *mod);

/**
 * parameq() - compare parameter names, '-' and '_' being the same
 * @name1: one name
 * @name2: the other
 *
 * Return: whether they are equal.
 */
bool parameq(const char *name1, const char *name2);

/**
 * parameqn() - parameq() of the first bytes of two names
 * @name1: one name
 * @name2: the other
 * @n: bytes to compare
 */
bool parameqn(const char *name1, const char *name2, size_t n);

/**
 * parse_args() - set parameters from a string like insmod's command line
 * @name: whose parameters, for messages
 * @args: "a=1 b=\"x y\" c"; is taken to pieces
 * @params: the parameters
 * @num: how many
 * @level_min: parameters of a lower level are skipped
 * @level_max: parameters of a higher level are skipped
 * @arg: handed to @unknown
 * @unknown: called for names that are not in @params; NULL makes these errors
 *
 * Return: NULL, or what follows a "--", or the last error as an ERR_PTR().
 */
char *parse_args(const char *name, char *args,
		 const struct kernel_param *params, unsigned int num,
		 s16 level_min, s16 level_max, void *arg,
		 int (*unknown)(char *param, char *val, const char *doing,
				void *arg));

/* Frees what parameters allocated when they were set. */
void module_destroy_params(const struct kernel_param *params,
			   unsigned int num);

/* Makes the compiler complain when a variable has not the declared type. */
#define __param_check(name, p, type)					\
	static inline type __always_unused *__check_##name(void)	\
	{								\
		return (p);						\
	}

#define _KSIM_PARAM_TYPE(type)						\
	extern const struct kernel_param_ops param_ops_##type;		\
	int param_set_##type(const char *val,				\
			     const struct kernel_param *kp);		\
	int param_get_##type(char *buffer, const struct kernel_param *kp)

_KSIM_PARAM_TYPE(byte);
_KSIM_PARAM_TYPE(short);
_KSIM_PARAM_TYPE(ushort);
_KSIM_PARAM_TYPE(int);
_KSIM_PARAM_TYPE(uint);
_KSIM_PARAM_TYPE(long);
_KSIM_PARAM_TYPE(ulong);
_KSIM_PARAM_TYPE(ullong);
_KSIM_PARAM_TYPE(hexint);
_KSIM_PARAM_TYPE(charp);
_KSIM_PARAM_TYPE(bool);
_KSIM_PARAM_TYPE(invbool);
#undef _KSIM_PARAM_TYPE

#define param_check_byte(name, p) __param_check(name, p, unsigned char)
#define param_check_short(name, p) __param_check(name, p, short)
#define param_check_ushort(name, p) __param_check(name, p, unsigned short)
#define param_check_int(name, p) __param_check(name, p, int)
#define param_check_uint(name, p) __param_check(name, p, unsigned int)
#define param_check_long(name, p) __param_check(name, p, long)
#define param_check_ulong(name, p) __param_check(name, p, unsigned long)
#define param_check_ullong(name, p) __param_check(name, p, unsigned long long)
#define param_check_hexint(name, p) param_check_uint(name, p)
#define param_check_charp(name, p) __param_check(name, p, char *)
#define param_check_bool(name, p) __param_check(name, p, bool)
#define param_check_invbool(name, p) __param_check(name, p, bool)

int param_set_uint_minmax(const char *val, const struct kernel_param *kp,
			  unsigned int min, unsigned int max);
void param_free_charp(void *arg);

extern const struct kernel_param_ops param_ops_bool_enable_only;
int param_set_bool_enable_only(const char *val, const struct kernel_param *kp);
#define param_check_bool_enable_only param_check_bool

/* An int that is set like a bool. */
extern const struct kernel_param_ops param_ops_bint;
int param_set_bint(const char *val, const struct kernel_param *kp);
#define param_get_bint param_get_int
#define param_check_bint param_check_int

extern const struct kernel_param_ops param_array_ops;

extern const struct kernel_param_ops param_ops_string;
int param_set_copystring(const char *val, const struct kernel_param *kp);
int param_get_string(char *buffer, const struct kernel_param *kp);

#endif
