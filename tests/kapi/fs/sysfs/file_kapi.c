// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kobject.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "kapi.h"

static int value = 42;

static ssize_t value_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%d\n", value);
}

static ssize_t value_store(struct kobject *kobj, struct kobj_attribute *attr,
			   const char *buf, size_t count)
{
	int error = kstrtoint(buf, 0, &value);

	return error ? error : count;
}

static struct kobj_attribute value_attr = __ATTR_RW(value);
static struct kobj_attribute secret_attr =
	__ATTR(secret, 0200, NULL, value_store);

static struct attribute *attrs[] = {
	&value_attr.attr, &secret_attr.attr, NULL,
};

static umode_t only_value(struct kobject *kobj, struct attribute *attr, int n)
{
	return attr == &value_attr.attr ? attr->mode : 0;
}

static const struct attribute_group group = { .attrs = attrs };
static const struct attribute_group named_group = {
	.name = "numbers", .attrs = attrs, .is_visible = only_value,
};

static long open_error(const char *name, int flags)
{
	struct file *file = filp_open(name, flags, 0);

	if (IS_ERR(file))
		return PTR_ERR(file);
	filp_close(file, NULL);
	return 0;
}

KAPI_TEST(an_attribute_is_a_file)
{
	struct kobject *kobj = kobject_create_and_add("kapi_file", kernel_kobj);
	char text[8] = "";
	struct file *file;
	loff_t pos = 0;

	KAPI_ASSERT_NOT_NULL(kobj);
	KAPI_ASSERT_EQ(sysfs_create_file(kobj, &value_attr.attr), 0);
	file = filp_open("/sys/kernel/kapi_file/value", O_RDWR, 0);
	KAPI_ASSERT_FALSE(IS_ERR(file));
	value = 42;
	KAPI_EXPECT_EQ(kernel_read(file, text, 7, &pos), 3);
	KAPI_EXPECT_STREQ(text, "42\n");
	KAPI_EXPECT_EQ(kernel_read(file, text, 7, &pos), 0);
	pos = 0;
	KAPI_EXPECT_EQ(kernel_write(file, "17", 2, &pos), 2);
	KAPI_EXPECT_EQ(value, 17);
	pos = 0;
	KAPI_EXPECT_EQ(kernel_write(file, "x", 1, &pos), -EINVAL);
	pos = 0;
	KAPI_EXPECT_EQ(kernel_read(file, text, 7, &pos), 3);
	KAPI_EXPECT_STREQ(text, "17\n");
	filp_close(file, NULL);
	kobject_put(kobj);
	KAPI_EXPECT_EQ(open_error("/sys/kernel/kapi_file/value", O_RDONLY),
		       -ENOENT);
}

KAPI_TEST(a_file_that_is_gone_has_no_device)
{
	struct kobject *kobj = kobject_create_and_add("kapi_gone", kernel_kobj);
	struct file *file;
	loff_t pos = 0;
	char text[8];

	KAPI_ASSERT_NOT_NULL(kobj);
	KAPI_ASSERT_EQ(sysfs_create_file(kobj, &value_attr.attr), 0);
	file = filp_open("/sys/kernel/kapi_gone/value", O_RDWR, 0);
	KAPI_ASSERT_FALSE(IS_ERR(file));
	sysfs_remove_file(kobj, &value_attr.attr);
	KAPI_EXPECT_EQ(kernel_read(file, text, 8, &pos), -ENODEV);
	KAPI_EXPECT_EQ(kernel_write(file, "1", 1, &pos), -ENODEV);
	filp_close(file, NULL);
	kobject_put(kobj);
}

KAPI_TEST(a_group_brings_all_its_files)
{
	struct kobject *kobj = kobject_create_and_add("kapi_group",
						      kernel_kobj);

	KAPI_ASSERT_NOT_NULL(kobj);
	KAPI_ASSERT_EQ(sysfs_create_group(kobj, &group), 0);
	KAPI_ASSERT_EQ(sysfs_create_group(kobj, &named_group), 0);
	KAPI_EXPECT_EQ(open_error("/sys/kernel/kapi_group/value", O_RDWR), 0);
	KAPI_EXPECT_EQ(open_error("/sys/kernel/kapi_group/secret", O_WRONLY),
		       0);
	KAPI_EXPECT_EQ(open_error("/sys/kernel/kapi_group/secret", O_RDONLY),
		       -EACCES);
	KAPI_EXPECT_EQ(open_error("/sys/kernel/kapi_group/numbers/value",
				  O_RDONLY), 0);
	KAPI_EXPECT_EQ(open_error("/sys/kernel/kapi_group/numbers/secret",
				  O_WRONLY), -ENOENT);
	sysfs_remove_group(kobj, &named_group);
	KAPI_EXPECT_EQ(open_error("/sys/kernel/kapi_group/numbers", O_RDONLY),
		       -ENOENT);
	sysfs_remove_group(kobj, &group);
	KAPI_EXPECT_EQ(open_error("/sys/kernel/kapi_group/value", O_RDONLY),
		       -ENOENT);
	kobject_put(kobj);
}

KAPI_TEST(a_link_leads_to_its_target)
{
	struct kobject *from = kobject_create_and_add("kapi_from", kernel_kobj);
	struct kobject *to = kobject_create_and_add("kapi_to", kernel_kobj);

	KAPI_ASSERT_NOT_NULL(from);
	KAPI_ASSERT_NOT_NULL(to);
	KAPI_ASSERT_EQ(sysfs_create_file(to, &value_attr.attr), 0);
	KAPI_ASSERT_EQ(sysfs_create_link(from, to, "link"), 0);
	KAPI_EXPECT_EQ(open_error("/sys/kernel/kapi_from/link/value",
				  O_RDONLY), 0);
	KAPI_EXPECT_EQ(open_error("/sys/kernel/kapi_from/link",
				  O_RDONLY | O_NOFOLLOW), -ELOOP);
	sysfs_remove_link(from, "link");
	KAPI_EXPECT_EQ(open_error("/sys/kernel/kapi_from/link", O_RDONLY),
		       -ENOENT);
	kobject_put(to);
	kobject_put(from);
}

KAPI_MODULE();
