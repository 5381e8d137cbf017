// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/device.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/version.h>

#include "kapi.h"

static struct class *class;

/* A device of its own for each test. */
static struct device *device_new(void)
{
	struct device *dev;

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	class = class_create(THIS_MODULE, "kapi_devres");
#else
	class = class_create("kapi_devres");
#endif
	if (IS_ERR(class))
		return NULL;
	dev = device_create(class, NULL, MKDEV(0, 0), NULL, "kapi_devres");
	if (IS_ERR(dev)) {
		class_destroy(class);
		return NULL;
	}
	return dev;
}

/* Drops the last reference, which releases what the device holds. */
static void device_gone(struct device *dev)
{
	device_unregister(dev);
	class_destroy(class);
}

static char trace[32];
static unsigned int traced;

static void note(void *what)
{
	if (traced < sizeof(trace) - 1)
		trace[traced++] = *(const char *)what;
	trace[traced] = '\0';
}

KAPI_TEST(actions_run_in_reverse_when_the_device_goes)
{
	struct device *dev = device_new();

	KAPI_ASSERT_NOT_NULL(dev);
	traced = 0;
	KAPI_EXPECT_EQ(devm_add_action(dev, note, "a"), 0);
	KAPI_EXPECT_EQ(devm_add_action_or_reset(dev, note, "b"), 0);
	KAPI_EXPECT_EQ(devm_add_action(dev, note, "c"), 0);
	device_gone(dev);
	KAPI_EXPECT_STREQ(trace, "cba");
}

KAPI_TEST(an_action_can_be_removed_or_run_early)
{
	static char a[] = "a", b[] = "b", c[] = "c";
	struct device *dev = device_new();

	KAPI_ASSERT_NOT_NULL(dev);
	traced = 0;
	trace[0] = '\0';
	devm_add_action(dev, note, a);
	devm_add_action(dev, note, b);
	devm_add_action(dev, note, c);
	devm_remove_action(dev, note, b);
	devm_release_action(dev, note, a);
	KAPI_EXPECT_STREQ(trace, "a");
	device_gone(dev);
	KAPI_EXPECT_STREQ(trace, "ac");
}

KAPI_TEST(memory_of_a_device_is_usable_and_cleared_on_request)
{
	struct device *dev = device_new();
	u8 *p;

	KAPI_ASSERT_NOT_NULL(dev);
	p = devm_kzalloc(dev, 100, GFP_KERNEL);
	KAPI_EXPECT_NOT_NULL(p);
	KAPI_EXPECT_NULL(memchr_inv(p, 0, 100));
	p = devm_kcalloc(dev, 10, 10, GFP_KERNEL);
	KAPI_EXPECT_NOT_NULL(p);
	KAPI_EXPECT_NULL(devm_kmalloc_array(dev, SIZE_MAX / 2, 3, GFP_KERNEL));
	KAPI_EXPECT_PTR_EQ(devm_kmalloc(dev, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	devm_kfree(dev, p);
	devm_kfree(dev, NULL);
	device_gone(dev);
}

KAPI_TEST(strings_of_a_device)
{
	struct device *dev = device_new();
	char *text;

	KAPI_ASSERT_NOT_NULL(dev);
	text = devm_kstrdup(dev, "hello", GFP_KERNEL);
	KAPI_EXPECT_STREQ(text, "hello");
	KAPI_EXPECT_NULL(devm_kstrdup(dev, NULL, GFP_KERNEL));
	text = devm_kasprintf(dev, GFP_KERNEL, "%s-%d", "dev", 7);
	KAPI_EXPECT_STREQ(text, "dev-7");
	text = devm_kmemdup(dev, "xyz", 4, GFP_KERNEL);
	KAPI_EXPECT_STREQ(text, "xyz");
	device_gone(dev);
}

KAPI_TEST(krealloc_of_a_device_keeps_what_was_there)
{
	struct device *dev = device_new();
	u8 *p, *grown;

	KAPI_ASSERT_NOT_NULL(dev);
	p = devm_kmalloc(dev, 16, GFP_KERNEL);
	KAPI_ASSERT_NOT_NULL(p);
	memset(p, 0x44, 16);
	grown = devm_krealloc(dev, p, 5000, GFP_KERNEL);
	KAPI_ASSERT_NOT_NULL(grown);
	KAPI_EXPECT_NULL(memchr_inv(grown, 0x44, 16));
	KAPI_EXPECT_PTR_EQ(devm_krealloc(dev, grown, 0, GFP_KERNEL),
			   ZERO_SIZE_PTR);
	device_gone(dev);
}

static void release_note(struct device *dev, void *res)
{
	note(res);
}

static int match_char(struct device *dev, void *res, void *data)
{
	return *(char *)res == *(char *)data;
}

static void add_resource(struct device *dev, char name)
{
	char *res = devres_alloc(release_note, 1, GFP_KERNEL);

	if (!res)
		return;
	*res = name;
	devres_add(dev, res);
}

KAPI_TEST(resources_are_found_by_release_function_and_match)
{
	struct device *dev = device_new();
	char *found;

	KAPI_ASSERT_NOT_NULL(dev);
	traced = 0;
	trace[0] = '\0';
	add_resource(dev, 'a');
	add_resource(dev, 'b');
	found = devres_find(dev, release_note, match_char, "a");
	KAPI_EXPECT_NOT_NULL(found);
	KAPI_EXPECT_EQ(*found, 'a');
	found = devres_find(dev, release_note, NULL, NULL);
	KAPI_EXPECT_EQ(*found, 'b');
	KAPI_EXPECT_EQ(devres_destroy(dev, release_note, match_char, "x"),
		       -ENOENT);
	KAPI_EXPECT_EQ(devres_destroy(dev, release_note, match_char, "b"), 0);
	KAPI_EXPECT_STREQ(trace, "");
	KAPI_EXPECT_EQ(devres_release(dev, release_note, NULL, NULL), 0);
	KAPI_EXPECT_STREQ(trace, "a");
	device_gone(dev);
}

KAPI_TEST(a_group_is_released_alone)
{
	struct device *dev = device_new();
	void *group;

	KAPI_ASSERT_NOT_NULL(dev);
	traced = 0;
	trace[0] = '\0';
	add_resource(dev, 'a');
	group = devres_open_group(dev, NULL, GFP_KERNEL);
	KAPI_EXPECT_NOT_NULL(group);
	add_resource(dev, 'b');
	add_resource(dev, 'c');
	devres_close_group(dev, group);
	add_resource(dev, 'd');
	KAPI_EXPECT_EQ(devres_release_group(dev, group), 2);
	KAPI_EXPECT_STREQ(trace, "cb");
	device_gone(dev);
	KAPI_EXPECT_STREQ(trace, "cbda");
}

KAPI_TEST(an_open_group_reaches_to_the_end)
{
	struct device *dev = device_new();
	void *group;

	KAPI_ASSERT_NOT_NULL(dev);
	traced = 0;
	trace[0] = '\0';
	add_resource(dev, 'a');
	group = devres_open_group(dev, NULL, GFP_KERNEL);
	add_resource(dev, 'b');
	KAPI_EXPECT_NOT_NULL(devres_open_group(dev, NULL, GFP_KERNEL));
	add_resource(dev, 'c');
	KAPI_EXPECT_EQ(devres_release_group(dev, group), 2);
	KAPI_EXPECT_STREQ(trace, "cb");
	device_gone(dev);
	KAPI_EXPECT_STREQ(trace, "cba");
}

KAPI_TEST(pages_of_a_device)
{
	struct device *dev = device_new();
	unsigned long pages, more;

	KAPI_ASSERT_NOT_NULL(dev);
	pages = devm_get_free_pages(dev, GFP_KERNEL, 1);
	more = devm_get_free_pages(dev, GFP_KERNEL, 0);
	KAPI_EXPECT_NE(pages, 0UL);
	KAPI_EXPECT_NE(more, 0UL);
	devm_free_pages(dev, pages);
	device_gone(dev);
}

KAPI_MODULE();
