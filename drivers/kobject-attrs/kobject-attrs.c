// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kobject-attrs: an object of one's own in sysfs, /sys/kernel/thermostat.
 *
 * It has attributes of several kinds, a group of them, a binary one, and one
 * that poll() waits for. There is no thermometer: what it measures is written
 * to "measured".
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#define THERMOSTAT_NAME_MAX 31
#define THERMOSTAT_LOG_BYTES 64

/**
 * struct thermostat - the object
 * @kobj: its name, its place and its references
 * @lock: protects what follows
 * @target: wanted degrees
 * @hysteresis: how far it may get from there
 * @measured: last measurement
 * @heating: whether the heater is on
 * @name: what its owner calls it
 * @log: one byte a measurement, the oldest first
 */
struct thermostat {
	struct kobject kobj;
	struct mutex lock;
	int target;
	unsigned int hysteresis;
	int measured;
	bool heating;
	char name[THERMOSTAT_NAME_MAX + 1];
	u8 log[THERMOSTAT_LOG_BYTES];
};

static struct thermostat *thermostat_of(struct kobject *kobj)
{
	return container_of(kobj, struct thermostat, kobj);
}

/* Locked. Return: whether the heater changed. */
static bool thermostat_control(struct thermostat *t)
{
	bool before = t->heating;

	if (t->measured < t->target - (int)t->hysteresis)
		t->heating = true;
	else if (t->measured >= t->target + (int)t->hysteresis)
		t->heating = false;
	return t->heating != before;
}

/* Something has been set: controls, unlocks and tells who polls. */
static void thermostat_changed(struct thermostat *t)
{
	bool notify = thermostat_control(t);

	mutex_unlock(&t->lock);
	if (notify)
		sysfs_notify(&t->kobj, NULL, "heating");
}

static ssize_t target_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(thermostat_of(kobj)->target));
}

static ssize_t target_store(struct kobject *kobj, struct kobj_attribute *attr,
			    const char *buf, size_t count)
{
	struct thermostat *t = thermostat_of(kobj);
	int target, ret;

	ret = kstrtoint(buf, 10, &target);
	if (ret)
		return ret;
	if (target < 5 || target > 30)
		return -ERANGE;
	mutex_lock(&t->lock);
	t->target = target;
	thermostat_changed(t);
	return count;
}

static ssize_t measured_store(struct kobject *kobj, struct kobj_attribute *attr,
			      const char *buf, size_t count)
{
	struct thermostat *t = thermostat_of(kobj);
	int measured, ret;

	ret = kstrtoint(buf, 10, &measured);
	if (ret)
		return ret;
	mutex_lock(&t->lock);
	t->measured = measured;
	memmove(t->log, t->log + 1, sizeof(t->log) - 1);
	t->log[sizeof(t->log) - 1] = clamp(measured, 0, 255);
	thermostat_changed(t);
	return count;
}

static ssize_t heating_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%s\n",
			  READ_ONCE(thermostat_of(kobj)->heating) ? "on" :
								    "off");
}

static ssize_t name_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	struct thermostat *t = thermostat_of(kobj);
	ssize_t ret;

	mutex_lock(&t->lock);
	ret = sysfs_emit(buf, "%s\n", t->name);
	mutex_unlock(&t->lock);
	return ret;
}

static ssize_t name_store(struct kobject *kobj, struct kobj_attribute *attr,
			  const char *buf, size_t count)
{
	struct thermostat *t = thermostat_of(kobj);
	size_t length = strcspn(buf, "\n");

	if (length > THERMOSTAT_NAME_MAX)
		return -ENAMETOOLONG;
	mutex_lock(&t->lock);
	memcpy(t->name, buf, length);
	t->name[length] = '\0';
	mutex_unlock(&t->lock);
	return count;
}

static struct kobj_attribute target_attr = __ATTR_RW(target);
static struct kobj_attribute measured_attr = __ATTR_WO(measured);
static struct kobj_attribute heating_attr = __ATTR_RO(heating);
static struct kobj_attribute name_attr = __ATTR_RW(name);

static struct attribute *thermostat_attrs[] = {
	&target_attr.attr,
	&measured_attr.attr,
	&heating_attr.attr,
	&name_attr.attr,
	NULL,
};

static ssize_t log_read(struct file *file, struct kobject *kobj,
			struct bin_attribute *attr, char *buf, loff_t pos,
			size_t count)
{
	struct thermostat *t = thermostat_of(kobj);

	/* The size of the attribute is a bound for both. */
	mutex_lock(&t->lock);
	memcpy(buf, t->log + pos, count);
	mutex_unlock(&t->lock);
	return count;
}

static struct bin_attribute log_attr = __BIN_ATTR_RO(log, THERMOSTAT_LOG_BYTES);

static struct bin_attribute *thermostat_bin_attrs[] = {
	&log_attr,
	NULL,
};

static const struct attribute_group thermostat_group = {
	.attrs = thermostat_attrs,
	.bin_attrs = thermostat_bin_attrs,
};

/* A group with a name is a directory. */
static ssize_t hysteresis_show(struct kobject *kobj,
			       struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n",
			  READ_ONCE(thermostat_of(kobj)->hysteresis));
}

static ssize_t hysteresis_store(struct kobject *kobj,
				struct kobj_attribute *attr, const char *buf,
				size_t count)
{
	struct thermostat *t = thermostat_of(kobj);
	u8 hysteresis;
	int ret;

	ret = kstrtou8(buf, 10, &hysteresis);
	if (ret)
		return ret;
	mutex_lock(&t->lock);
	t->hysteresis = hysteresis;
	thermostat_changed(t);
	return count;
}

static struct kobj_attribute hysteresis_attr = __ATTR_RW(hysteresis);

static struct attribute *tuning_attrs[] = {
	&hysteresis_attr.attr,
	NULL,
};

static const struct attribute_group tuning_group = {
	.name = "tuning",
	.attrs = tuning_attrs,
};

static const struct attribute_group *thermostat_groups[] = {
	&thermostat_group,
	&tuning_group,
	NULL,
};

/* Only here may its memory go: somebody may still have a file open. */
static void thermostat_release(struct kobject *kobj)
{
	kfree(thermostat_of(kobj));
}

static const struct kobj_type thermostat_ktype = {
	.release = thermostat_release,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = thermostat_groups,
};

static struct thermostat *thermostat;

static int __init thermostat_init(void)
{
	int ret;

	thermostat = kzalloc(sizeof(*thermostat), GFP_KERNEL);
	if (!thermostat)
		return -ENOMEM;
	mutex_init(&thermostat->lock);
	thermostat->target = 20;
	thermostat->measured = 20;
	thermostat->hysteresis = 1;
	strscpy(thermostat->name, "unnamed", sizeof(thermostat->name));
	ret = kobject_init_and_add(&thermostat->kobj, &thermostat_ktype,
				   kernel_kobj, "thermostat");
	if (ret) {
		/* Not kfree(): it is a counted object already. */
		kobject_put(&thermostat->kobj);
		return ret;
	}
	kobject_uevent(&thermostat->kobj, KOBJ_ADD);
	return 0;
}

static void __exit thermostat_exit(void)
{
	kobject_put(&thermostat->kobj);
}

module_init(thermostat_init);
module_exit(thermostat_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("A kobject with attributes of all kinds");
MODULE_LICENSE("GPL");
