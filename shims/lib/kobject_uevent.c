// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Uevents. Nobody listens on netlink, so what is left of one is what a driver
 * can notice: its filter and its uevent() are called.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "shims/fs/kernfs/kernfs-internal.h"

static const char *const action_names[] = {
	[KOBJ_ADD] = "add",	    [KOBJ_REMOVE] = "remove",
	[KOBJ_CHANGE] = "change",   [KOBJ_MOVE] = "move",
	[KOBJ_ONLINE] = "online",   [KOBJ_OFFLINE] = "offline",
	[KOBJ_BIND] = "bind",	    [KOBJ_UNBIND] = "unbind",
};

int add_uevent_var(struct kobj_uevent_env *env, const char *format, ...)
{
	size_t room = sizeof(env->buf) - env->buflen;
	va_list args;
	int len;

	if (env->envp_idx >= ARRAY_SIZE(env->envp)) {
		WARN(1, KERN_ERR "add_uevent_var: too many keys\n");
		return -ENOMEM;
	}
	va_start(args, format);
	len = vsnprintf(&env->buf[env->buflen], room, format, args);
	va_end(args);
	if (len >= room) {
		WARN(1, KERN_ERR "add_uevent_var: buffer size too small\n");
		return -ENOMEM;
	}
	env->envp[env->envp_idx++] = &env->buf[env->buflen];
	env->buflen += len + 1;
	return 0;
}
EXPORT_SYMBOL_GPL(add_uevent_var);

int kobject_uevent_env(struct kobject *kobj, enum kobject_action action,
		       char *envp_ext[])
{
	const struct kset_uevent_ops *ops;
	struct kobj_uevent_env *env;
	const char *subsystem;
	struct kobject *top;
	char path[256];
	int retval, i;

	if (action == KOBJ_REMOVE)
		kobj->state_remove_uevent_sent = 1;
	for (top = kobj; !top->kset && top->parent;)
		top = top->parent;
	if (!top->kset)
		return -EINVAL;
	if (kobj->uevent_suppress)
		return 0;
	ops = top->kset->uevent_ops;
	if (ops && ops->filter && !ops->filter(kobj))
		return 0;
	subsystem = ops && ops->name ? ops->name(kobj) :
				       kobject_name(&top->kset->kobj);
	if (!subsystem)
		return 0;
	if (action == KOBJ_ADD)
		kobj->state_add_uevent_sent = 1;
	if (!ops || !ops->uevent)
		return 0;
	env = kzalloc(sizeof(*env), GFP_KERNEL);
	if (!env)
		return -ENOMEM;
	retval = add_uevent_var(env, "ACTION=%s", action_names[action]);
	if (!retval && kobj->sd)
		retval = add_uevent_var(env, "DEVPATH=%s",
					kernfs_path(kobj->sd, path,
						    sizeof(path)));
	if (!retval)
		retval = add_uevent_var(env, "SUBSYSTEM=%s", subsystem);
	for (i = 0; !retval && envp_ext && envp_ext[i]; i++)
		retval = add_uevent_var(env, "%s", envp_ext[i]);
	if (!retval)
		retval = ops->uevent(kobj, env);
	kfree(env);
	return retval;
}
EXPORT_SYMBOL_GPL(kobject_uevent_env);

int kobject_uevent(struct kobject *kobj, enum kobject_action action)
{
	return kobject_uevent_env(kobj, action, NULL);
}
EXPORT_SYMBOL_GPL(kobject_uevent);
