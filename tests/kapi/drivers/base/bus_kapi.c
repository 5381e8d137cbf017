// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Buses, devices and drivers (drivers/base/bus.c, dd.c, driver.c).
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/version.h>

#include "kapi.h"

#define TRACE_MAX 64

static char trace[TRACE_MAX + 1]; /* a letter for each thing that happened */
static int probe_result;

static void note(char what)
{
	size_t length = strlen(trace);

	if (length < TRACE_MAX)
		trace[length] = what;
}

static void forget(void)
{
	memset(trace, 0, sizeof(trace));
	probe_result = 0;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static int kapi_match(struct device *dev, const struct device_driver *drv)
#else
static int kapi_match(struct device *dev, struct device_driver *drv)
#endif
{
	note('m');
	return !strncmp(dev_name(dev), drv->name, strlen(drv->name));
}

static void note_action(void *what)
{
	note(*(char *)what);
}

static int kapi_probe(struct device *dev)
{
	static char first = '1', second = '2';

	note('p');
	if (!dev->driver)
		note('?');
	if (devm_add_action(dev, note_action, &first) ||
	    devm_add_action(dev, note_action, &second))
		return -ENOMEM;
	dev_set_drvdata(dev, dev);
	return probe_result;
}

static void kapi_remove(struct device *dev)
{
	note('r');
	if (dev_get_drvdata(dev) != dev)
		note('?');
}

static struct bus_type kapi_bus = {
	.name = "kapi_bus",
	.match = kapi_match,
	.probe = kapi_probe,
	.remove = kapi_remove,
};

static struct device_driver kapi_driver = {
	.name = "kapi-dev",
	.bus = &kapi_bus,
};

static void kapi_release(struct device *dev)
{
	note('f');
	kfree(dev);
}

static struct device *make_device(const char *name)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;
	dev->bus = &kapi_bus;
	dev->release = kapi_release;
	device_initialize(dev);
	if (dev_set_name(dev, "%s", name) || device_add(dev)) {
		put_device(dev);
		return NULL;
	}
	return dev;
}

/* Fresh, so that each test can do with it what it likes. */
static int begin(void)
{
	forget();
	memset(&kapi_driver.p, 0, sizeof(kapi_driver.p));
	return bus_register(&kapi_bus);
}

KAPI_TEST(a_driver_is_offered_the_devices_that_wait)
{
	struct device *dev;

	KAPI_ASSERT_EQ(begin(), 0);
	dev = make_device("kapi-dev0");
	KAPI_ASSERT_NOT_NULL(dev);
	KAPI_EXPECT_STREQ(trace, "");
	KAPI_EXPECT_EQ(driver_register(&kapi_driver), 0);
	KAPI_EXPECT_STREQ(trace, "mp");
	KAPI_EXPECT_PTR_EQ(dev->driver, &kapi_driver);
	forget();
	/* Resources go after remove(), the last one first. */
	driver_unregister(&kapi_driver);
	KAPI_EXPECT_STREQ(trace, "r21");
	KAPI_EXPECT_NULL(dev->driver);
	KAPI_EXPECT_NULL(dev_get_drvdata(dev));
	forget();
	device_unregister(dev);
	KAPI_EXPECT_STREQ(trace, "f");
	bus_unregister(&kapi_bus);
}

KAPI_TEST(a_device_is_offered_to_the_drivers_that_are_there)
{
	struct device *dev, *other;

	KAPI_ASSERT_EQ(begin(), 0);
	KAPI_ASSERT_EQ(driver_register(&kapi_driver), 0);
	dev = make_device("kapi-dev0");
	KAPI_EXPECT_STREQ(trace, "mp");
	other = make_device("another");
	KAPI_EXPECT_STREQ(trace, "mpm");
	KAPI_ASSERT_NOT_NULL(dev);
	KAPI_ASSERT_NOT_NULL(other);
	KAPI_EXPECT_NULL(other->driver);
	forget();
	device_unregister(dev);
	KAPI_EXPECT_STREQ(trace, "r21f");
	device_unregister(other);
	driver_unregister(&kapi_driver);
	bus_unregister(&kapi_bus);
}

KAPI_TEST(a_probe_that_fails_leaves_nothing)
{
	struct device *dev;

	KAPI_ASSERT_EQ(begin(), 0);
	KAPI_ASSERT_EQ(driver_register(&kapi_driver), 0);
	probe_result = -ENODEV;
	dev = make_device("kapi-dev0");
	KAPI_ASSERT_NOT_NULL(dev);
	KAPI_EXPECT_STREQ(trace, "mp21");
	KAPI_EXPECT_NULL(dev->driver);
	KAPI_EXPECT_NULL(dev_get_drvdata(dev));
	/* Once more, by hand: 0 says that nobody wants it. */
	KAPI_EXPECT_EQ(device_attach(dev), 0);
	probe_result = 0;
	KAPI_EXPECT_EQ(device_attach(dev), 1);
	KAPI_EXPECT_EQ(device_attach(dev), 1);
	device_release_driver(dev);
	KAPI_EXPECT_NULL(dev->driver);
	device_unregister(dev);
	driver_unregister(&kapi_driver);
	bus_unregister(&kapi_bus);
}

KAPI_TEST(a_deferred_probe_comes_when_another_device_is_bound)
{
	struct device *dev, *other;

	KAPI_ASSERT_EQ(begin(), 0);
	KAPI_ASSERT_EQ(driver_register(&kapi_driver), 0);
	probe_result = -EPROBE_DEFER;
	dev = make_device("kapi-dev0");
	KAPI_ASSERT_NOT_NULL(dev);
	KAPI_EXPECT_NULL(dev->driver);
	forget();
	other = make_device("kapi-dev1");
	KAPI_ASSERT_NOT_NULL(other);
	wait_for_device_probe();
	KAPI_EXPECT_PTR_EQ(other->driver, &kapi_driver);
	KAPI_EXPECT_PTR_EQ(dev->driver, &kapi_driver);
	device_unregister(other);
	device_unregister(dev);
	driver_unregister(&kapi_driver);
	bus_unregister(&kapi_bus);
}

KAPI_TEST(of_one_name_there_is_one_driver)
{
	static struct device_driver second = {
		.name = "kapi-dev",
		.bus = &kapi_bus,
	};

	KAPI_ASSERT_EQ(begin(), 0);
	KAPI_ASSERT_EQ(driver_register(&kapi_driver), 0);
	KAPI_EXPECT_PTR_EQ(driver_find("kapi-dev", &kapi_bus), &kapi_driver);
	KAPI_EXPECT_NULL(driver_find("kapi", &kapi_bus));
	KAPI_EXPECT_EQ(driver_register(&second), -EBUSY);
	driver_unregister(&kapi_driver);
	bus_unregister(&kapi_bus);
	KAPI_EXPECT_EQ(driver_register(&second), -EINVAL);
}

static int count_devices(struct device *dev, void *data)
{
	return ++*(int *)data == 2 ? 42 : 0;
}

KAPI_TEST(devices_are_found_and_walked_over)
{
	struct device *one, *two, *found;
	int count = 0;

	KAPI_ASSERT_EQ(begin(), 0);
	one = make_device("one");
	two = make_device("two");
	KAPI_ASSERT_NOT_NULL(one);
	KAPI_ASSERT_NOT_NULL(two);
	found = bus_find_device_by_name(&kapi_bus, NULL, "two");
	KAPI_EXPECT_PTR_EQ(found, two);
	put_device(found);
	KAPI_EXPECT_NULL(bus_find_device_by_name(&kapi_bus, two, "two"));
	KAPI_EXPECT_NULL(bus_find_device_by_name(&kapi_bus, NULL, "three"));
	KAPI_EXPECT_EQ(bus_for_each_dev(&kapi_bus, NULL, &count,
					count_devices), 42);
	KAPI_EXPECT_EQ(count, 2);
	count = 0;
	KAPI_EXPECT_EQ(bus_for_each_dev(&kapi_bus, one, &count, count_devices),
		       0);
	KAPI_EXPECT_EQ(count, 1);
	device_unregister(one);
	device_unregister(two);
	bus_unregister(&kapi_bus);
}

KAPI_MODULE();
