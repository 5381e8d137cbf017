// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>

#include "kapi.h"

static void *seen;

static int note_open(struct inode *inode, struct file *file)
{
	seen = file->private_data;
	return 0;
}

static const struct file_operations note_fops = {
	.owner = THIS_MODULE,
	.open = note_open,
};

static const struct file_operations silent_fops = { .owner = THIS_MODULE };

KAPI_TEST(open_finds_the_miscdevice)
{
	static struct miscdevice misc = {
		.minor = MISC_DYNAMIC_MINOR,
		.name = "kapi_misc_open",
		.fops = &note_fops,
	};
	struct file *file;

	misc.minor = MISC_DYNAMIC_MINOR;
	KAPI_ASSERT_EQ(misc_register(&misc), 0);
	KAPI_EXPECT_NE(misc.minor, MISC_DYNAMIC_MINOR);
	KAPI_EXPECT_NOT_NULL(misc.this_device);
	seen = NULL;
	file = filp_open("/dev/kapi_misc_open", O_RDONLY, 0);
	KAPI_EXPECT_FALSE(IS_ERR(file));
	KAPI_EXPECT_PTR_EQ(seen, &misc);
	if (!IS_ERR(file)) {
		KAPI_EXPECT_EQ(imajor(file_inode(file)), 10);
		KAPI_EXPECT_EQ(iminor(file_inode(file)), misc.minor);
		fput(file);
	}
	misc_deregister(&misc);
	KAPI_EXPECT_TRUE(IS_ERR(filp_open("/dev/kapi_misc_open", O_RDONLY,
					  0)));
}

KAPI_TEST(two_dynamic_minors_differ)
{
	static struct miscdevice a = { .name = "kapi_misc_a",
				       .fops = &silent_fops };
	static struct miscdevice b = { .name = "kapi_misc_b",
				       .fops = &silent_fops };

	a.minor = b.minor = MISC_DYNAMIC_MINOR;
	KAPI_ASSERT_EQ(misc_register(&a), 0);
	KAPI_ASSERT_EQ(misc_register(&b), 0);
	KAPI_EXPECT_NE(a.minor, b.minor);
	misc_deregister(&b);
	misc_deregister(&a);
}

KAPI_TEST(a_fixed_minor_can_be_taken_once)
{
	static struct miscdevice a = { .minor = 200, .name = "kapi_misc_200",
				       .fops = &silent_fops };
	static struct miscdevice b = { .minor = 200, .name = "kapi_misc_2nd",
				       .fops = &silent_fops };

	if (misc_register(&a) == 0) {
		KAPI_EXPECT_EQ(misc_register(&b), -EBUSY);
		misc_deregister(&a);
	}
}

static umode_t mode_of(const char *name)
{
	struct file *file = filp_open(name, O_RDONLY, 0);
	umode_t mode;

	if (IS_ERR(file))
		return 0;
	mode = file_inode(file)->i_mode;
	fput(file);
	return mode;
}

KAPI_TEST(mode_and_nodename_shape_the_node)
{
	static struct miscdevice misc = {
		.name = "kapi_misc_node",
		.nodename = "kapi/node",
		.mode = 0444,
		.fops = &note_fops,
	};

	misc.minor = MISC_DYNAMIC_MINOR;
	KAPI_ASSERT_EQ(misc_register(&misc), 0);
	KAPI_EXPECT_EQ(mode_of("/dev/kapi/node"), S_IFCHR | 0444);
	KAPI_EXPECT_EQ(mode_of("/sys/class/misc/kapi_misc_node/dev") & S_IFMT,
		       S_IFREG);
	misc_deregister(&misc);
	KAPI_EXPECT_EQ(mode_of("/dev/kapi"), 0);
}

KAPI_MODULE();
