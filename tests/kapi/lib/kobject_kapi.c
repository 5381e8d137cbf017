// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "kapi.h"

static int releases;

static void count_release(struct kobject *kobj)
{
	releases++;
	kfree(kobj);
}

static const struct kobj_type counted = {
	.release = count_release,
	.sysfs_ops = &kobj_sysfs_ops,
};

static struct kobject *counted_new(void)
{
	struct kobject *kobj = kzalloc(sizeof(*kobj), GFP_KERNEL);

	if (kobj)
		kobject_init(kobj, &counted);
	return kobj;
}

KAPI_TEST(the_last_put_releases)
{
	struct kobject *kobj = counted_new();

	KAPI_ASSERT_NOT_NULL(kobj);
	releases = 0;
	KAPI_EXPECT_PTR_EQ(kobject_get(kobj), kobj);
	kobject_put(kobj);
	KAPI_EXPECT_EQ(releases, 0);
	kobject_put(kobj);
	KAPI_EXPECT_EQ(releases, 1);
	kobject_put(NULL);
	KAPI_EXPECT_NULL(kobject_get(NULL));
}

KAPI_TEST(a_name_has_no_slash)
{
	struct kobject *kobj = counted_new();

	KAPI_ASSERT_NOT_NULL(kobj);
	KAPI_EXPECT_EQ(kobject_set_name(kobj, "a/%d/b", 1), 0);
	KAPI_EXPECT_STREQ(kobject_name(kobj), "a!1!b");
	KAPI_EXPECT_EQ(kobject_set_name(kobj, "other"), 0);
	KAPI_EXPECT_STREQ(kobject_name(kobj), "other");
	kobject_put(kobj);
}

KAPI_TEST(a_child_holds_its_parent)
{
	struct kobject *parent = kobject_create_and_add("kapi_parent",
							kernel_kobj);
	struct kobject *child;

	KAPI_ASSERT_NOT_NULL(parent);
	child = kobject_create_and_add("child", parent);
	KAPI_ASSERT_NOT_NULL(child);
	KAPI_EXPECT_PTR_EQ(child->parent, parent);
	KAPI_EXPECT_EQ(kref_read(&parent->kref), 2);
	KAPI_EXPECT_TRUE(child->state_in_sysfs);
	kobject_put(child);
	KAPI_EXPECT_EQ(kref_read(&parent->kref), 1);
	kobject_put(parent);
}

KAPI_TEST(deleting_leaves_the_memory_to_the_last_reference)
{
	struct kobject *kobj = counted_new();

	KAPI_ASSERT_NOT_NULL(kobj);
	releases = 0;
	KAPI_EXPECT_EQ(kobject_add(kobj, kernel_kobj, "kapi_deleted"), 0);
	kobject_del(kobj);
	KAPI_EXPECT_FALSE(kobj->state_in_sysfs);
	KAPI_EXPECT_NULL(kobj->parent);
	KAPI_EXPECT_EQ(releases, 0);
	kobject_put(kobj);
	KAPI_EXPECT_EQ(releases, 1);
}

KAPI_TEST(kset_find_obj_finds_by_name)
{
	struct kset *kset = kset_create_and_add("kapi_kset", NULL, kernel_kobj);
	struct kobject *kobj = counted_new(), *found;

	KAPI_ASSERT_NOT_NULL(kset);
	KAPI_ASSERT_NOT_NULL(kobj);
	kobj->kset = kset;
	KAPI_EXPECT_EQ(kobject_add(kobj, NULL, "member"), 0);
	KAPI_EXPECT_PTR_EQ(kobj->parent, &kset->kobj);
	found = kset_find_obj(kset, "member");
	KAPI_EXPECT_PTR_EQ(found, kobj);
	kobject_put(found);
	KAPI_EXPECT_NULL(kset_find_obj(kset, "nobody"));
	kobject_put(kobj);
	kset_unregister(kset);
}

KAPI_MODULE();
