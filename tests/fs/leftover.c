// SPDX-License-Identifier: GPL-2.0-or-later
/* A module that registers one thing and leaves it behind, by choice. */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/kobject.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/version.h>

static char *kind = "";
module_param(kind, charp, 0444);
static int result;
module_param(result, int, 0444);

static const struct file_operations fops = { .owner = THIS_MODULE };

static struct miscdevice misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "leftover",
	.fops = &fops,
};

static ssize_t ownerless_read(struct file *file, char __user *buf, size_t count,
			      loff_t *pos)
{
	return 0;
}

static const struct file_operations ownerless_fops = {
	.read = ownerless_read,
};

static struct class *class;
static struct cdev cdev;
static bool misc_is_mine;

static struct class *new_class(void)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	return class_create(THIS_MODULE, "leftover");
#else
	return class_create("leftover");
#endif
}

/* As an init function does that has no error path. */
static int register_all(void)
{
	dev_t dev;

	if (alloc_chrdev_region(&dev, 0, 1, "leftover") ||
	    misc_register(&misc))
		return -EBUSY;
	cdev_init(&cdev, &fops);
	if (cdev_add(&cdev, dev, 1) ||
	    IS_ERR(device_create(new_class(), NULL, dev, NULL, "leftover1")) ||
	    !kobject_create_and_add("leftover", kernel_kobj) ||
	    !kmalloc(100, GFP_KERNEL))
		return -EBUSY;
	return result;
}

static int __init leftover_init(void)
{
	dev_t dev;

	if (!strcmp(kind, "all"))
		return register_all();

	if (!strcmp(kind, "region"))
		return alloc_chrdev_region(&dev, 0, 4, "leftover");
	if (!strcmp(kind, "chrdev"))
		return register_chrdev(0, "leftover", &fops) < 0 ? -EBUSY : 0;
	if (!strcmp(kind, "cdev")) {
		cdev_init(&cdev, &fops);
		return cdev_add(&cdev, MKDEV(300, 0), 2);
	}
	if (!strcmp(kind, "misc"))
		return misc_register(&misc);
	if (!strcmp(kind, "file")) {
		misc.fops = &ownerless_fops;
		misc_is_mine = true;
		return misc_register(&misc);
	}
	if (!strcmp(kind, "class"))
		return PTR_ERR_OR_ZERO(new_class());
	if (!strcmp(kind, "device")) {
		class = new_class();
		return PTR_ERR_OR_ZERO(device_create(class, NULL, MKDEV(300, 1),
						     NULL, "leftover1"));
	}
	if (!strcmp(kind, "kobject"))
		return kobject_create_and_add("leftover", kernel_kobj) ?
			       0 : -ENOMEM;
	return 0;
}

static void __exit leftover_exit(void)
{
	if (class)
		class_destroy(class);
	if (misc_is_mine)
		misc_deregister(&misc);
}

module_init(leftover_init);
module_exit(leftover_exit);
MODULE_DESCRIPTION("Leaves things behind");
MODULE_LICENSE("GPL");
