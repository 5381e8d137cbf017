// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Parameters: taking a command line apart, and the standard types.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#define CHARP_LENGTH_MAX 1024

/* Guards the parameters of built-in code; modules have a lock each. */
static DEFINE_MUTEX(builtin_param_lock);

/*
 * Strings that charp parameters own. A charp also points to literals, which
 * must not be freed, so those that were allocated are on record.
 */
struct owned_string {
	struct list_head list;
	char text[];
};

static LIST_HEAD(owned_strings);
static DEFINE_MUTEX(owned_strings_lock);

static char *copy_string(const char *text, size_t length)
{
	struct owned_string *copy =
		kmalloc(sizeof(*copy) + length + 1, GFP_KERNEL);

	if (!copy)
		return NULL;
	memcpy(copy->text, text, length + 1);
	mutex_lock(&owned_strings_lock);
	list_add(&copy->list, &owned_strings);
	mutex_unlock(&owned_strings_lock);
	return copy->text;
}

static void free_if_owned(const char *text)
{
	struct owned_string *copy;

	mutex_lock(&owned_strings_lock);
	list_for_each_entry(copy, &owned_strings, list)
	{
		if (copy->text != text)
			continue;
		list_del(&copy->list);
		kfree(copy);
		break;
	}
	mutex_unlock(&owned_strings_lock);
}

static struct mutex *param_lock_of(struct module *mod)
{
	return mod ? &mod->param_lock : &builtin_param_lock;
}

void kernel_param_lock(struct module *mod)
{
	mutex_lock(param_lock_of(mod));
}
EXPORT_SYMBOL(kernel_param_lock);

void kernel_param_unlock(struct module *mod)
{
	mutex_unlock(param_lock_of(mod));
}
EXPORT_SYMBOL(kernel_param_unlock);

static char underscored(char c)
{
	return c == '-' ? '_' : c;
}

bool parameqn(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++) {
		if (underscored(*a) != underscored(*b))
			return false;
	}
	return true;
}

bool parameq(const char *a, const char *b)
{
	return parameqn(a, b, strlen(a) + 1);
}

static int set_param(const struct kernel_param *kp, const char *val)
{
	int err;

	if (!val && !(kp->ops->flags & KERNEL_PARAM_OPS_FL_NOARG))
		return -EINVAL;

	kernel_param_lock(kp->mod);
	if (kp->flags & KERNEL_PARAM_FL_UNSAFE) {
		pr_notice("Setting dangerous option %s - tainting kernel\n",
			  kp->name);
		add_taint(TAINT_USER, LOCKDEP_STILL_OK);
	}
	err = kp->ops->set(val, kp);
	kernel_param_unlock(kp->mod);
	return err;
}

char *
parse_args(const char *name, char *args, const struct kernel_param *params,
	   unsigned int num, s16 level_min, s16 level_max, void *arg,
	   int (*unknown)(char *param, char *val, const char *doing, void *arg))
{
	const struct kernel_param *kp;
	const struct kernel_param *end = params + num;
	char *param, *val, *result = NULL;
	int err;
	bool irqs_were_off;

	args = skip_spaces(args);
	while (*args) {
		args = next_arg(args, &param, &val);
		if (!val && !strcmp(param, "--"))
			return result ?: args;

		for (kp = params; kp < end; kp++) {
			if (parameq(param, kp->name))
				break;
		}
		irqs_were_off = irqs_disabled();
		if (kp == end)
			err = unknown ? unknown(param, val, name, arg) :
					-ENOENT;
		else if (kp->level < level_min || kp->level > level_max)
			err = 0;
		else
			err = set_param(kp, val);
		if (irqs_were_off && !irqs_disabled())
			pr_warn("%s: option '%s' enabled irq's!\n", name,
				param);
		if (!err)
			continue;

		if (err == -ENOENT)
			pr_err("%s: Unknown parameter `%s'\n", name, param);
		else if (err == -ENOSPC)
			pr_err("%s: `%s' too large for parameter `%s'\n", name,
			       val ?: "", param);
		else
			pr_err("%s: `%s' invalid for parameter `%s'\n", name,
			       val ?: "", param);
		result = ERR_PTR(err);
	}
	return result;
}

void module_destroy_params(const struct kernel_param *params, unsigned int num)
{
	const struct kernel_param *kp;

	for (kp = params; kp < params + num; kp++) {
		if (kp->ops->free)
			kp->ops->free(kp->arg);
	}
}

#define NUMBER_PARAM(name, type, format, convert)                            \
	int param_set_##name(const char *val, const struct kernel_param *kp) \
	{                                                                    \
		return convert(val, 0, (type *)kp->arg);                     \
	}                                                                    \
	EXPORT_SYMBOL(param_set_##name);                                     \
                                                                             \
	int param_get_##name(char *buffer, const struct kernel_param *kp)    \
	{                                                                    \
		return scnprintf(buffer, PAGE_SIZE, format "\n",             \
				 *(type *)kp->arg);                          \
	}                                                                    \
	EXPORT_SYMBOL(param_get_##name);                                     \
                                                                             \
	const struct kernel_param_ops param_ops_##name = {                   \
		.set = param_set_##name,                                     \
		.get = param_get_##name,                                     \
	};                                                                   \
	EXPORT_SYMBOL(param_ops_##name)

NUMBER_PARAM(byte, unsigned char, "%hhu", kstrtou8);
NUMBER_PARAM(short, short, "%hi", kstrtos16);
NUMBER_PARAM(ushort, unsigned short, "%hu", kstrtou16);
NUMBER_PARAM(int, int, "%i", kstrtoint);
NUMBER_PARAM(uint, unsigned int, "%u", kstrtouint);
NUMBER_PARAM(long, long, "%li", kstrtol);
NUMBER_PARAM(ulong, unsigned long, "%lu", kstrtoul);
NUMBER_PARAM(ullong, unsigned long long, "%llu", kstrtoull);
NUMBER_PARAM(hexint, unsigned int, "%#08x", kstrtouint);

int param_set_uint_minmax(const char *val, const struct kernel_param *kp,
			  unsigned int min, unsigned int max)
{
	unsigned int number;
	int err;

	if (!val)
		return -EINVAL;
	err = kstrtouint(val, 0, &number);
	if (err)
		return err;
	if (number < min || number > max)
		return -EINVAL;
	*(unsigned int *)kp->arg = number;
	return 0;
}
EXPORT_SYMBOL_GPL(param_set_uint_minmax);

int param_set_charp(const char *val, const struct kernel_param *kp)
{
	size_t length = strnlen(val, CHARP_LENGTH_MAX + 1);
	char *copy;

	if (length > CHARP_LENGTH_MAX) {
		pr_err("%s: string parameter too long\n", kp->name);
		return -ENOSPC;
	}
	copy = copy_string(val, length);
	if (!copy)
		return -ENOMEM;
	free_if_owned(*(char **)kp->arg);
	*(char **)kp->arg = copy;
	return 0;
}
EXPORT_SYMBOL(param_set_charp);

int param_get_charp(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", *(char **)kp->arg);
}
EXPORT_SYMBOL(param_get_charp);

void param_free_charp(void *arg)
{
	free_if_owned(*(char **)arg);
}
EXPORT_SYMBOL(param_free_charp);

const struct kernel_param_ops param_ops_charp = {
	.set = param_set_charp,
	.get = param_get_charp,
	.free = param_free_charp,
};
EXPORT_SYMBOL(param_ops_charp);

int param_set_bool(const char *val, const struct kernel_param *kp)
{
	return kstrtobool(val ?: "1", kp->arg);
}
EXPORT_SYMBOL(param_set_bool);

int param_get_bool(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%c\n", *(bool *)kp->arg ? 'Y' : 'N');
}
EXPORT_SYMBOL(param_get_bool);

const struct kernel_param_ops param_ops_bool = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool,
	.get = param_get_bool,
};
EXPORT_SYMBOL(param_ops_bool);

int param_set_bool_enable_only(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val ?: "1", &value);

	if (err)
		return err;
	if (!value && *(bool *)kp->arg)
		return -EROFS;
	if (value)
		*(bool *)kp->arg = true;
	return 0;
}
EXPORT_SYMBOL_GPL(param_set_bool_enable_only);

const struct kernel_param_ops param_ops_bool_enable_only = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool_enable_only,
	.get = param_get_bool,
};
EXPORT_SYMBOL_GPL(param_ops_bool_enable_only);

/* Unlike bool, "name" without a value is refused: ops have no NOARG flag. */
int param_set_invbool(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val ?: "1", &value);

	if (!err)
		*(bool *)kp->arg = !value;
	return err;
}
EXPORT_SYMBOL(param_set_invbool);

int param_get_invbool(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%c\n", *(bool *)kp->arg ? 'N' : 'Y');
}
EXPORT_SYMBOL(param_get_invbool);

const struct kernel_param_ops param_ops_invbool = {
	.set = param_set_invbool,
	.get = param_get_invbool,
};
EXPORT_SYMBOL(param_ops_invbool);

int param_set_bint(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val ?: "1", &value);

	if (!err)
		*(int *)kp->arg = value;
	return err;
}
EXPORT_SYMBOL(param_set_bint);

const struct kernel_param_ops param_ops_bint = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bint,
	.get = param_get_int,
};
EXPORT_SYMBOL(param_ops_bint);

/* Cuts @val, which parse_args() owns, at its commas. */
static int param_array_set(const char *val, const struct kernel_param *kp)
{
	const struct kparam_array *array = kp->arr;
	struct kernel_param element = {
		.name = kp->name,
		.mod = kp->mod,
		.ops = array->ops,
		.perm = kp->perm,
		.level = kp->level,
		.arg = array->elem,
	};
	unsigned int uncounted;
	unsigned int *num = array->num ?: &uncounted;
	bool more;
	int err;

	*num = 0;
	do {
		char *comma = (char *)val + strcspn(val, ",");

		if (*num == array->max) {
			pr_err("%s: can only take %i arguments\n", kp->name,
			       array->max);
			return -EINVAL;
		}
		more = *comma == ',';
		*comma = '\0';
		err = array->ops->set(val, &element);
		if (err)
			return err;
		element.arg += array->elemsize;
		val = comma + 1;
		(*num)++;
	} while (more);
	return 0;
}

static int param_array_get(char *buffer, const struct kernel_param *kp)
{
	const struct kparam_array *array = kp->arr;
	struct kernel_param element = *kp;
	unsigned int i, count = array->num ? *array->num : array->max;
	int length = 0;

	for (i = 0; i < count; i++) {
		int ret;

		if (i)
			buffer[length - 1] = ',';
		element.arg = array->elem + array->elemsize * i;
		ret = array->ops->get(buffer + length, &element);
		if (ret < 0)
			return ret;
		length += ret;
	}
	buffer[length] = '\0';
	return length;
}

static void param_array_free(void *arg)
{
	const struct kparam_array *array = arg;
	unsigned int i, count = array->num ? *array->num : array->max;

	if (!array->ops->free)
		return;
	for (i = 0; i < count; i++)
		array->ops->free(array->elem + array->elemsize * i);
}

const struct kernel_param_ops param_array_ops = {
	.set = param_array_set,
	.get = param_array_get,
	.free = param_array_free,
};
EXPORT_SYMBOL(param_array_ops);

int param_set_copystring(const char *val, const struct kernel_param *kp)
{
	const struct kparam_string *string = kp->str;

	if (strnlen(val, string->maxlen) == string->maxlen) {
		pr_err("%s: string doesn't fit in %u chars.\n", kp->name,
		       string->maxlen - 1);
		return -ENOSPC;
	}
	strcpy(string->string, val);
	return 0;
}
EXPORT_SYMBOL(param_set_copystring);

int param_get_string(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", kp->str->string);
}
EXPORT_SYMBOL(param_get_string);

const struct kernel_param_ops param_ops_string = {
	.set = param_set_copystring,
	.get = param_get_string,
};
EXPORT_SYMBOL(param_ops_string);
