// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Attributes that are removed while they are used. Written to
 * /dev/sysfs_probe: "wake" ends calls that sleep; "remove" removes the object.
 */
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/kobject.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>

static int level = 3;
module_param(level, int, 0644);
static char *label = "none";
module_param(label, charp, 0444);
static int hidden = 1;
module_param(hidden, int, 0);

static struct kobject *probe;
static DECLARE_COMPLETION(wake);
static int shows;
static char last[PAGE_SIZE + 1];
static size_t last_length;

static ssize_t sleep_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	wait_for_completion(&wake);
	return sysfs_emit(buf, "awake\n");
}

static ssize_t sleep_store(struct kobject *kobj, struct kobj_attribute *attr,
			   const char *buf, size_t count)
{
	wait_for_completion(&wake);
	return count;
}

static ssize_t count_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%d shown so often\n", ++shows);
}

static ssize_t echo_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%zu bytes, ended by %d\n", last_length,
			  last[last_length]);
}

static ssize_t echo_store(struct kobject *kobj, struct kobj_attribute *attr,
			  const char *buf, size_t count)
{
	memcpy(last, buf, count + 1);
	last_length = count;
	return count;
}

static ssize_t big_show(struct kobject *kobj, struct kobj_attribute *attr,
			char *buf)
{
	int length = 0;

	while (length < 2 * PAGE_SIZE && length + 8 < PAGE_SIZE)
		length += sysfs_emit_at(buf, length, "1234567\n");
	length += sysfs_emit_at(buf, length, "%s", "and more than fits");
	return length;
}

static struct kobj_attribute sleep = __ATTR_RW(sleep);
static struct kobj_attribute count = __ATTR_RO(count);
static struct kobj_attribute echo = __ATTR_RW(echo);
static struct kobj_attribute big = __ATTR_RO(big);

static ssize_t suicide_store(struct kobject *kobj, struct kobj_attribute *attr,
			     const char *buf, size_t count)
{
	return sysfs_remove_file_self(kobj, &attr->attr) ? count : -ENOENT;
}

static struct kobj_attribute suicide = __ATTR_WO(suicide);

static struct attribute *attrs[] = {
	&sleep.attr, &count.attr, &echo.attr, &big.attr, &suicide.attr, NULL,
};

static const struct attribute_group group = { .attrs = attrs };

static ssize_t extra_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "extra\n");
}

static struct kobj_attribute extra = __ATTR_RO(extra);

static umode_t extra_visible(struct kobject *kobj, struct attribute *attr,
			     int index)
{
	return level > 3 ? attr->mode : 0;
}

static struct attribute *extra_attrs[] = { &extra.attr, NULL };
static const struct attribute_group extra_group = {
	.name = "more",
	.is_visible = extra_visible,
	.attrs = extra_attrs,
};

static ssize_t control_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *pos)
{
	char word[8] = "";

	if (count >= sizeof(word) || copy_from_user(word, buf, count))
		return -EINVAL;
	if (!strcmp(word, "wake")) {
		complete_all(&wake);
	} else if (!strcmp(word, "notify")) {
		sysfs_notify(probe, NULL, "count");
	} else if (!strcmp(word, "update")) {
		if (sysfs_update_group(probe, &extra_group))
			return -EIO;
	} else if (!strcmp(word, "remove")) {
		kobject_put(probe);
		probe = NULL;
	} else {
		return -EINVAL;
	}
	return count;
}

static const struct file_operations control_fops = {
	.owner = THIS_MODULE,
	.write = control_write,
};

static struct miscdevice control = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "sysfs_probe",
	.fops = &control_fops,
};

static int __init sysfs_probe_init(void)
{
	int ret;

	probe = kobject_create_and_add("sysfs_probe", kernel_kobj);
	if (!probe)
		return -ENOMEM;
	ret = sysfs_create_group(probe, &group);
	if (!ret)
		ret = sysfs_create_group(probe, &extra_group);
	if (!ret)
		ret = misc_register(&control);
	if (ret)
		kobject_put(probe);
	return ret;
}

static void __exit sysfs_probe_exit(void)
{
	misc_deregister(&control);
	kobject_put(probe);
}

module_init(sysfs_probe_init);
module_exit(sysfs_probe_exit);
MODULE_DESCRIPTION("Attributes that are removed while they are used");
MODULE_LICENSE("GPL");
MODULE_VERSION("1.2");
