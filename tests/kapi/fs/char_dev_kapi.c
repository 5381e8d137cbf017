// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>

#include "kapi.h"

static const struct file_operations no_fops = { .owner = THIS_MODULE };

KAPI_TEST(a_dynamic_major_comes_from_its_range)
{
	dev_t dev = 0;

	KAPI_ASSERT_EQ(alloc_chrdev_region(&dev, 3, 2, "kapi"), 0);
	KAPI_EXPECT_TRUE((MAJOR(dev) >= 234 && MAJOR(dev) <= 254) ||
			 (MAJOR(dev) >= 384 && MAJOR(dev) <= 511));
	KAPI_EXPECT_EQ(MINOR(dev), 3);
	unregister_chrdev_region(dev, 2);
}

KAPI_TEST(two_dynamic_majors_differ)
{
	dev_t first = 0, second = 0;

	KAPI_ASSERT_EQ(alloc_chrdev_region(&first, 0, 1, "kapi"), 0);
	KAPI_ASSERT_EQ(alloc_chrdev_region(&second, 0, 1, "kapi"), 0);
	KAPI_EXPECT_NE(MAJOR(first), MAJOR(second));
	unregister_chrdev_region(first, 1);
	unregister_chrdev_region(second, 1);
}

KAPI_TEST(regions_that_overlap_are_busy)
{
	dev_t dev = 0;

	KAPI_ASSERT_EQ(alloc_chrdev_region(&dev, 8, 8, "kapi"), 0);
	KAPI_EXPECT_EQ(register_chrdev_region(dev, 8, "kapi"), -EBUSY);
	KAPI_EXPECT_EQ(register_chrdev_region(dev - 1, 2, "kapi"), -EBUSY);
	KAPI_EXPECT_EQ(register_chrdev_region(dev + 7, 2, "kapi"), -EBUSY);
	KAPI_EXPECT_EQ(register_chrdev_region(dev + 2, 1, "kapi"), -EBUSY);
	KAPI_EXPECT_EQ(register_chrdev_region(dev - 8, 24, "kapi"), -EBUSY);
	unregister_chrdev_region(dev, 8);
}

KAPI_TEST(regions_side_by_side_are_fine)
{
	dev_t dev = 0;

	KAPI_ASSERT_EQ(alloc_chrdev_region(&dev, 8, 8, "kapi"), 0);
	KAPI_EXPECT_EQ(register_chrdev_region(dev - 8, 8, "kapi"), 0);
	KAPI_EXPECT_EQ(register_chrdev_region(dev + 8, 8, "kapi"), 0);
	unregister_chrdev_region(dev + 8, 8);
	unregister_chrdev_region(dev - 8, 8);
	unregister_chrdev_region(dev, 8);
}

KAPI_TEST(a_region_can_be_had_again_after_it_was_given_back)
{
	dev_t dev = 0;

	KAPI_ASSERT_EQ(alloc_chrdev_region(&dev, 0, 4, "kapi"), 0);
	unregister_chrdev_region(dev, 4);
	KAPI_EXPECT_EQ(register_chrdev_region(dev, 4, "kapi"), 0);
	unregister_chrdev_region(dev, 4);
}

KAPI_TEST(majors_of_512_and_more_are_refused)
{
	KAPI_EXPECT_EQ(register_chrdev_region(MKDEV(512, 0), 1, "kapi"),
		       -EINVAL);
	KAPI_EXPECT_EQ(register_chrdev(512, "kapi", &no_fops), -EINVAL);
}

KAPI_TEST(minors_that_do_not_fit_are_refused)
{
	dev_t dev = 0;

	KAPI_EXPECT_EQ(alloc_chrdev_region(&dev, 1 << MINORBITS, 1, "kapi"),
		       -EINVAL);
	KAPI_EXPECT_EQ(alloc_chrdev_region(&dev, MINORMASK, 2, "kapi"),
		       -EINVAL);
	KAPI_EXPECT_EQ(dev, 0);
}

KAPI_TEST(the_kernels_own_majors_are_busy)
{
	KAPI_EXPECT_EQ(register_chrdev(1, "kapi", &no_fops), -EBUSY);
	KAPI_EXPECT_EQ(register_chrdev(10, "kapi", &no_fops), -EBUSY);
}

KAPI_TEST(register_chrdev_returns_the_major_only_if_it_chose_it)
{
	int major = register_chrdev(0, "kapi", &no_fops);

	KAPI_ASSERT_GT(major, 0);
	KAPI_EXPECT_EQ(register_chrdev(major, "kapi", &no_fops), -EBUSY);
	unregister_chrdev(major, "kapi");
	KAPI_EXPECT_EQ(register_chrdev(major, "kapi", &no_fops), 0);
	unregister_chrdev(major, "kapi");
}

KAPI_TEST(a_failed_region_over_two_majors_leaves_nothing)
{
	dev_t dev = 0, below;

	KAPI_ASSERT_EQ(alloc_chrdev_region(&dev, 0, 1, "kapi"), 0);
	below = MKDEV(MAJOR(dev) - 1, MINORMASK);
	if (register_chrdev_region(below, 1, "kapi") == 0) {
		unregister_chrdev_region(below, 1);
		KAPI_EXPECT_EQ(register_chrdev_region(below, 2, "kapi"),
			       -EBUSY);
		KAPI_EXPECT_EQ(register_chrdev_region(below, 1, "kapi"), 0);
		unregister_chrdev_region(below, 1);
	}
	unregister_chrdev_region(dev, 1);
}

KAPI_TEST(cdev_init_clears_what_was_there)
{
	struct cdev cdev;

	memset(&cdev, 0xff, sizeof(cdev));
	cdev_init(&cdev, &no_fops);
	KAPI_EXPECT_PTR_EQ(cdev.ops, &no_fops);
	KAPI_EXPECT_NULL(cdev.owner);
	KAPI_EXPECT_EQ(cdev.dev, 0);
	KAPI_EXPECT_TRUE(list_empty(&cdev.list));
}

KAPI_TEST(cdev_add_remembers_its_numbers)
{
	struct cdev *cdev = cdev_alloc();
	dev_t dev = 0;

	KAPI_ASSERT_NOT_NULL(cdev);
	KAPI_ASSERT_EQ(alloc_chrdev_region(&dev, 0, 3, "kapi"), 0);
	cdev->ops = &no_fops;
	cdev->owner = THIS_MODULE;
	KAPI_EXPECT_EQ(cdev_add(cdev, dev, 3), 0);
	KAPI_EXPECT_EQ(cdev->dev, dev);
	KAPI_EXPECT_EQ(cdev->count, 3);
	cdev_del(cdev);
	unregister_chrdev_region(dev, 3);
}

KAPI_TEST(device_numbers_keep_major_and_minor)
{
	dev_t dev = MKDEV(254, 0xfffff);
	char text[16];

	KAPI_EXPECT_EQ(MAJOR(dev), 254);
	KAPI_EXPECT_EQ(MINOR(dev), 0xfffff);
	KAPI_EXPECT_EQ(new_decode_dev(new_encode_dev(dev)), dev);
	KAPI_EXPECT_EQ(old_decode_dev(old_encode_dev(MKDEV(10, 200))),
		       MKDEV(10, 200));
	KAPI_EXPECT_FALSE(old_valid_dev(dev));
	KAPI_EXPECT_STREQ(format_dev_t(text, dev), "254:1048575");
}

KAPI_MODULE();
