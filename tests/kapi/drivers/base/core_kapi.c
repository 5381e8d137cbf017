// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/version.h>

#include "kapi.h"

static struct class *new_class(const char *name)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	return class_create(THIS_MODULE, name);
#else
	return class_create(name);
#endif
}

static long open_error(const char *name)
{
	struct file *file = filp_open(name, O_RDONLY, 0);

	if (IS_ERR(file))
		return PTR_ERR(file);
	filp_close(file, NULL);
	return 0;
}

KAPI_TEST(a_device_of_a_class_has_directories_and_links)
{
	struct class *class = new_class("kapi_class");
	struct device *dev;

	KAPI_ASSERT_FALSE(IS_ERR(class));
	KAPI_EXPECT_EQ(open_error("/sys/class/kapi_class"), 0);
	dev = device_create(class, NULL, MKDEV(0, 0), class, "kapi%d", 7);
	KAPI_ASSERT_FALSE(IS_ERR(dev));
	KAPI_EXPECT_STREQ(dev_name(dev), "kapi7");
	KAPI_EXPECT_PTR_EQ(dev_get_drvdata(dev), class);
	KAPI_EXPECT_EQ(open_error("/sys/class/kapi_class/kapi7/uevent"), 0);
	KAPI_EXPECT_EQ(open_error("/sys/devices/virtual/kapi_class/kapi7"), 0);
	KAPI_EXPECT_EQ(
		open_error("/sys/class/kapi_class/kapi7/subsystem/kapi7"), 0);
	device_unregister(dev);
	KAPI_EXPECT_EQ(open_error("/sys/class/kapi_class/kapi7"), -ENOENT);
	KAPI_EXPECT_EQ(open_error("/sys/devices/virtual/kapi_class"), -ENOENT);
	class_destroy(class);
	KAPI_EXPECT_EQ(open_error("/sys/class/kapi_class"), -ENOENT);
}

KAPI_TEST(class_create_does_not_look_for_errors)
{
	class_destroy(NULL);
	class_destroy(ERR_PTR(-ENOMEM));
	KAPI_EXPECT_EQ(PTR_ERR(device_create(NULL, NULL, 0, NULL, "kapi")),
		       -ENODEV);
}

static int matched;

static int is_it(struct device *dev, const void *data)
{
	matched++;
	return dev->devt == *(const dev_t *)data;
}

KAPI_TEST(class_find_device_holds_what_it_finds)
{
	struct class *class = new_class("kapi_find");
	struct device *dev, *found;
	dev_t none = MKDEV(0, 9), zero = MKDEV(0, 0);

	KAPI_ASSERT_FALSE(IS_ERR(class));
	dev = device_create(class, NULL, zero, NULL, "kapi_find");
	KAPI_ASSERT_FALSE(IS_ERR(dev));
	matched = 0;
	KAPI_EXPECT_NULL(class_find_device(class, NULL, &none, is_it));
	KAPI_EXPECT_EQ(matched, 1);
	found = class_find_device(class, NULL, &zero, is_it);
	KAPI_EXPECT_PTR_EQ(found, dev);
	put_device(found);
	device_destroy(class, zero);
	class_destroy(class);
}

static int released;

static void count_release(struct device *dev)
{
	released++;
}

KAPI_TEST(a_device_of_the_driver_is_released_by_the_driver)
{
	static struct device dev;

	memset(&dev, 0, sizeof(dev));
	released = 0;
	device_initialize(&dev);
	dev.release = count_release;
	KAPI_EXPECT_EQ(dev_set_name(&dev, "kapi_own"), 0);
	KAPI_EXPECT_EQ(device_add(&dev), 0);
	KAPI_EXPECT_TRUE(device_is_registered(&dev));
	KAPI_EXPECT_EQ(open_error("/sys/devices/kapi_own"), 0);
	get_device(&dev);
	device_unregister(&dev);
	KAPI_EXPECT_FALSE(device_is_registered(&dev));
	KAPI_EXPECT_EQ(released, 0);
	put_device(&dev);
	KAPI_EXPECT_EQ(released, 1);
}

KAPI_TEST(a_device_without_a_name_is_not_added)
{
	static struct device dev;

	memset(&dev, 0, sizeof(dev));
	device_initialize(&dev);
	dev.release = count_release;
	KAPI_EXPECT_EQ(device_add(&dev), -EINVAL);
	put_device(&dev);
}

static int counted;

static int count_child(struct device *dev, void *data)
{
	counted++;
	return data ? -EBUSY : 0;
}

KAPI_TEST(children_are_visited_until_one_says_stop)
{
	struct class *class = new_class("kapi_tree");
	struct device *parent, *a, *b;

	KAPI_ASSERT_FALSE(IS_ERR(class));
	parent = device_create(class, NULL, 0, NULL, "kapi_parent");
	a = device_create(class, parent, 0, NULL, "kapi_a");
	b = device_create(class, parent, 0, NULL, "kapi_b");
	KAPI_ASSERT_FALSE(IS_ERR(parent) || IS_ERR(a) || IS_ERR(b));
	KAPI_EXPECT_EQ(
		open_error("/sys/devices/virtual/kapi_tree/kapi_parent/kapi_a"),
		0);
	counted = 0;
	KAPI_EXPECT_EQ(device_for_each_child(parent, NULL, count_child), 0);
	KAPI_EXPECT_EQ(counted, 2);
	counted = 0;
	KAPI_EXPECT_EQ(device_for_each_child(parent, parent, count_child),
		       -EBUSY);
	KAPI_EXPECT_EQ(counted, 1);
	device_unregister(b);
	device_unregister(a);
	device_unregister(parent);
	class_destroy(class);
}

static ssize_t note_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%s\n", (char *)dev_get_drvdata(dev));
}
static DEVICE_ATTR_RO(note);

static struct attribute *note_attrs[] = { &dev_attr_note.attr, NULL };
ATTRIBUTE_GROUPS(note);

KAPI_TEST(groups_come_with_the_device)
{
	struct class *class = new_class("kapi_groups");
	char text[16] = "";
	struct device *dev;
	struct file *file;
	loff_t pos = 0;

	KAPI_ASSERT_FALSE(IS_ERR(class));
	dev = device_create_with_groups(class, NULL, 0, "hello", note_groups,
					"kapi_groups");
	KAPI_ASSERT_FALSE(IS_ERR(dev));
	file = filp_open("/sys/class/kapi_groups/kapi_groups/note", O_RDONLY,
			 0);
	KAPI_ASSERT_FALSE(IS_ERR(file));
	KAPI_EXPECT_EQ(kernel_read(file, text, 15, &pos), 6);
	KAPI_EXPECT_STREQ(text, "hello\n");
	filp_close(file, NULL);
	device_unregister(dev);
	class_destroy(class);
}

KAPI_TEST(dev_err_probe_hands_its_error_back)
{
	struct class *class = new_class("kapi_probe");
	struct device *dev;

	KAPI_ASSERT_FALSE(IS_ERR(class));
	dev = device_create(class, NULL, 0, NULL, "kapi_probe");
	KAPI_ASSERT_FALSE(IS_ERR(dev));
	KAPI_EXPECT_STREQ(dev_driver_string(dev), "kapi_probe");
	KAPI_EXPECT_EQ(dev_err_probe(dev, -EIO, "no %s\n", "answer"), -EIO);
	device_unregister(dev);
	class_destroy(class);
}

KAPI_MODULE();
