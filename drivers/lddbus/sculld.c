// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sculld: devices and their driver on lddbus.
 *
 * Each device holds one number, which its attribute "value" shows; "devices" of
 * them are there. The driver takes all but those that "refuse" names.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "lddbus.h"

#define SCULLD_MAX 16

static unsigned int devices = 2;
module_param(devices, uint, 0444);
MODULE_PARM_DESC(devices, "How many devices there are, up to 16 (default 2)");

static char *refuse = "";
module_param(refuse, charp, 0444);
MODULE_PARM_DESC(refuse, "Name of a device that the driver does not take");

struct sculld {
	struct ldd_device ldev;
	char name[20];
};

/* What the driver has of a device while it is bound to it. */
struct sculld_state {
	long value;
};

static struct sculld *scullds;

static ssize_t value_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	struct sculld_state *state = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%ld\n", READ_ONCE(state->value));
}

static ssize_t value_store(struct device *dev, struct device_attribute *attr,
			   const char *buf, size_t count)
{
	struct sculld_state *state = dev_get_drvdata(dev);
	long value;
	int ret;

	ret = kstrtol(buf, 0, &value);
	if (ret)
		return ret;
	WRITE_ONCE(state->value, value);
	return count;
}
static DEVICE_ATTR_RW(value);

static struct attribute *sculld_attrs[] = {
	&dev_attr_value.attr,
	NULL,
};
ATTRIBUTE_GROUPS(sculld);

static int sculld_probe(struct ldd_device *ldev)
{
	struct sculld_state *state;

	if (!strcmp(ldev->name, refuse))
		return -ENODEV;
	state = devm_kzalloc(&ldev->dev, sizeof(*state), GFP_KERNEL);
	if (!state)
		return -ENOMEM;
	dev_set_drvdata(&ldev->dev, state);
	dev_info(&ldev->dev, "bound\n");
	return 0;
}

static void sculld_remove(struct ldd_device *ldev)
{
	dev_info(&ldev->dev, "unbound\n");
}

static struct ldd_driver sculld_driver = {
	.probe = sculld_probe,
	.remove = sculld_remove,
	.driver = {
		.name = "sculld",
		.owner = THIS_MODULE,
		.dev_groups = sculld_groups,
	},
};

static void sculld_remove_devices(unsigned int count)
{
	while (count--)
		ldd_device_unregister(&scullds[count].ldev);
	kfree(scullds);
}

static int __init sculld_init(void)
{
	unsigned int i;
	int ret;

	if (devices > SCULLD_MAX)
		return -EINVAL;
	scullds = kcalloc(devices, sizeof(*scullds), GFP_KERNEL);
	if (!scullds)
		return -ENOMEM;
	ret = ldd_driver_register(&sculld_driver);
	if (ret) {
		kfree(scullds);
		return ret;
	}
	for (i = 0; i < devices; i++) {
		snprintf(scullds[i].name, sizeof(scullds[i].name), "sculld%u",
			 i);
		scullds[i].ldev.name = scullds[i].name;
		ret = ldd_device_register(&scullds[i].ldev);
		if (ret) {
			sculld_remove_devices(i);
			ldd_driver_unregister(&sculld_driver);
			return ret;
		}
	}
	return 0;
}

static void __exit sculld_exit(void)
{
	sculld_remove_devices(devices);
	ldd_driver_unregister(&sculld_driver);
}

module_init(sculld_init);
module_exit(sculld_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Devices and their driver on lddbus");
MODULE_LICENSE("GPL");
