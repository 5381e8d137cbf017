// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Platform devices and their bus.
 *
 * Stands for: drivers/base/platform.c
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/idr.h>
#include <linux/instruction_pointer.h>
#include <linux/ioport.h>
#include <linux/irq.h>
#include <linux/kmemleak.h>
#include <linux/module.h>
#include <linux/of_device.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ksim/abi/report.h>
#include <ksim/platform.h>
#include "base.h"
#include "shims/fs/internal.h"
#include "shims/fs/kernfs/kernfs-internal.h"

static DEFINE_IDA(platform_devid_ida);

static void platform_bus_release(struct device *dev)
{
	/* It stays for ever. */
}

struct device platform_bus = {
	.init_name = "platform",
	.release = platform_bus_release,
};
EXPORT_SYMBOL_GPL(platform_bus);

/* The bus comes into being when somebody first needs it. */
static void need_platform_bus(void)
{
	if (bus_to_private(&platform_bus_type))
		return;
	sysfs_root();
	if (device_register(&platform_bus) || bus_register(&platform_bus_type))
		panic("platform: no memory for the bus");
	kmemleak_not_leak(platform_bus.kobj.name);
	/* They are the kernel's, whoever brought it about. */
	platform_bus.p->caller = 0;
	bus_to_private(&platform_bus_type)->caller = 0;
}

/* Resources */

struct resource *platform_get_resource(struct platform_device *dev,
				       unsigned int type, unsigned int num)
{
	u32 i;

	for (i = 0; i < dev->num_resources; i++)
		if (type == resource_type(&dev->resource[i]) && !num--)
			return &dev->resource[i];
	return NULL;
}
EXPORT_SYMBOL_GPL(platform_get_resource);

struct resource *platform_get_mem_or_io(struct platform_device *dev,
					unsigned int num)
{
	u32 i;

	for (i = 0; i < dev->num_resources; i++)
		if (resource_type(&dev->resource[i]) &
			    (IORESOURCE_MEM | IORESOURCE_IO) && !num--)
			return &dev->resource[i];
	return NULL;
}
EXPORT_SYMBOL_GPL(platform_get_mem_or_io);

struct resource *platform_get_resource_byname(struct platform_device *dev,
					      unsigned int type,
					      const char *name)
{
	u32 i;

	for (i = 0; i < dev->num_resources; i++) {
		struct resource *r = &dev->resource[i];

		if (r->name && type == resource_type(r) &&
		    !strcmp(r->name, name))
			return r;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(platform_get_resource_byname);

static int irq_of(struct resource *r)
{
	if (!r)
		return -ENXIO;
	if (WARN(!r->start, "0 is an invalid IRQ number\n"))
		return -EINVAL;
	if (r->flags & IORESOURCE_BITS)
		irq_set_irq_type(r->start,
				 r->flags & IRQF_TRIGGER_MASK);
	return r->start;
}

int platform_get_irq_optional(struct platform_device *dev, unsigned int num)
{
	return irq_of(platform_get_resource(dev, IORESOURCE_IRQ, num));
}
EXPORT_SYMBOL_GPL(platform_get_irq_optional);

int platform_get_irq(struct platform_device *dev, unsigned int num)
{
	int ret = platform_get_irq_optional(dev, num);

	if (ret < 0)
		return dev_err_probe(&dev->dev, ret, "IRQ index %u not found\n",
				     num);
	return ret;
}
EXPORT_SYMBOL_GPL(platform_get_irq);

int platform_get_irq_byname_optional(struct platform_device *dev,
				     const char *name)
{
	return irq_of(platform_get_resource_byname(dev, IORESOURCE_IRQ, name));
}
EXPORT_SYMBOL_GPL(platform_get_irq_byname_optional);

int platform_get_irq_byname(struct platform_device *dev, const char *name)
{
	int ret = platform_get_irq_byname_optional(dev, name);

	if (ret < 0)
		return dev_err_probe(&dev->dev, ret, "IRQ %s not found\n",
				     name);
	return ret;
}
EXPORT_SYMBOL_GPL(platform_get_irq_byname);

int platform_irq_count(struct platform_device *dev)
{
	int count = 0;

	while (platform_get_resource(dev, IORESOURCE_IRQ, count))
		count++;
	return count;
}
EXPORT_SYMBOL_GPL(platform_irq_count);

/* Devices */

/* One that was allocated here, with its name behind it. */
struct platform_object {
	struct platform_device pdev;
	char name[];
};

static void platform_device_release(struct device *dev)
{
	struct platform_object *pa =
		container_of(dev, struct platform_object, pdev.dev);

	kfree(pa->pdev.dev.platform_data);
	kfree(pa->pdev.resource);
	kfree(pa->pdev.driver_override);
	kfree(pa);
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_object *pa = kzalloc(sizeof(*pa) + strlen(name) + 1,
					     GFP_KERNEL);

	if (!pa)
		return NULL;
	strcpy(pa->name, name);
	pa->pdev.name = pa->name;
	pa->pdev.id = id;
	device_initialize(&pa->pdev.dev);
	pa->pdev.dev.release = platform_device_release;
	return &pa->pdev;
}
EXPORT_SYMBOL_GPL(platform_device_alloc);

int platform_device_add_resources(struct platform_device *pdev,
				  const struct resource *res, unsigned int num)
{
	struct resource *r = NULL;

	if (res) {
		r = kmemdup(res, sizeof(*r) * num, GFP_KERNEL);
		if (!r)
			return -ENOMEM;
	}
	kfree(pdev->resource);
	pdev->resource = r;
	pdev->num_resources = num;
	return 0;
}
EXPORT_SYMBOL_GPL(platform_device_add_resources);

int platform_device_add_data(struct platform_device *pdev, const void *data,
			     size_t size)
{
	void *d = NULL;

	if (data) {
		d = kmemdup(data, size, GFP_KERNEL);
		if (!d)
			return -ENOMEM;
	}
	kfree(pdev->dev.platform_data);
	pdev->dev.platform_data = d;
	return 0;
}
EXPORT_SYMBOL_GPL(platform_device_add_data);

static void release_resources(struct platform_device *pdev, u32 count)
{
	while (count--)
		if (pdev->resource[count].parent)
			release_resource(&pdev->resource[count]);
}

static int claim_resources(struct platform_device *pdev)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++) {
		struct resource *r = &pdev->resource[i], *parent = r->parent;

		if (!r->name)
			r->name = dev_name(&pdev->dev);
		if (!parent && resource_type(r) == IORESOURCE_MEM)
			parent = &iomem_resource;
		else if (!parent && resource_type(r) == IORESOURCE_IO)
			parent = &ioport_resource;
		if (parent && insert_resource(parent, r)) {
			dev_err(&pdev->dev, "failed to claim resource %d: %pR\n",
				i, r);
			release_resources(pdev, i);
			return -EBUSY;
		}
	}
	return 0;
}

static int name_device(struct platform_device *pdev)
{
	int id;

	switch (pdev->id) {
	case PLATFORM_DEVID_NONE:
		return dev_set_name(&pdev->dev, "%s", pdev->name);
	case PLATFORM_DEVID_AUTO:
		id = ida_alloc(&platform_devid_ida, GFP_KERNEL);
		if (id < 0)
			return id;
		pdev->id = id;
		pdev->id_auto = true;
		return dev_set_name(&pdev->dev, "%s.%d.auto", pdev->name, id);
	default:
		return dev_set_name(&pdev->dev, "%s.%d", pdev->name, pdev->id);
	}
}

static void free_id(struct platform_device *pdev)
{
	if (!pdev->id_auto)
		return;
	ida_free(&platform_devid_ida, pdev->id);
	pdev->id = PLATFORM_DEVID_AUTO;
	pdev->id_auto = false;
}

static int add_from(struct platform_device *pdev, unsigned long caller)
{
	int ret;

	need_platform_bus();
	if (!pdev->dev.parent)
		pdev->dev.parent = &platform_bus;
	pdev->dev.bus = &platform_bus_type;
	ret = name_device(pdev);
	if (ret)
		return ret;
	ret = claim_resources(pdev);
	if (ret)
		goto err_id;
	ret = device_add_from(&pdev->dev, caller);
	if (!ret)
		return 0;
	release_resources(pdev, pdev->num_resources);
err_id:
	free_id(pdev);
	return ret;
}

int platform_device_add(struct platform_device *pdev)
{
	return add_from(pdev, _RET_IP_);
}
EXPORT_SYMBOL_GPL(platform_device_add);

void platform_device_del(struct platform_device *pdev)
{
	if (IS_ERR_OR_NULL(pdev))
		return;
	device_del(&pdev->dev);
	free_id(pdev);
	release_resources(pdev, pdev->num_resources);
}
EXPORT_SYMBOL_GPL(platform_device_del);

int platform_device_register(struct platform_device *pdev)
{
	device_initialize(&pdev->dev);
	return add_from(pdev, _RET_IP_);
}
EXPORT_SYMBOL_GPL(platform_device_register);

void platform_device_put(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		put_device(&pdev->dev);
}
EXPORT_SYMBOL_GPL(platform_device_put);

void platform_device_unregister(struct platform_device *pdev)
{
	platform_device_del(pdev);
	platform_device_put(pdev);
}
EXPORT_SYMBOL_GPL(platform_device_unregister);

int platform_add_devices(struct platform_device **devs, int num)
{
	int i, ret = 0;

	for (i = 0; i < num && !ret; i++)
		ret = platform_device_register(devs[i]);
	if (ret)
		/* The last one is not there. */
		for (i -= 2; i >= 0; i--)
			platform_device_unregister(devs[i]);
	return ret;
}
EXPORT_SYMBOL_GPL(platform_add_devices);

static struct platform_device *register_full(
	const struct platform_device_info *info, unsigned long caller)
{
	struct platform_device *pdev = platform_device_alloc(info->name,
							     info->id);
	int ret;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	/* There is no other firmware than the device tree. */
	WARN_ON_ONCE(info->properties);
	pdev->dev.parent = info->parent;
	pdev->dev.fwnode = info->fwnode;
	pdev->dev.of_node = to_of_node(info->fwnode);
	ret = platform_device_add_resources(pdev, info->res, info->num_res);
	if (!ret)
		ret = platform_device_add_data(pdev, info->data,
					       info->size_data);
	if (!ret)
		ret = add_from(pdev, caller);
	if (ret) {
		platform_device_put(pdev);
		return ERR_PTR(ret);
	}
	return pdev;
}

struct platform_device *
platform_device_register_full(const struct platform_device_info *pdevinfo)
{
	return register_full(pdevinfo, _RET_IP_);
}
EXPORT_SYMBOL_GPL(platform_device_register_full);

/* Drivers */

static int platform_probe_fail(struct platform_device *pdev)
{
	return -ENXIO;
}

static int platform_probe(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);
	int ret;

	if (drv->probe == platform_probe_fail)
		return -ENXIO;
	ret = drv->probe ? drv->probe(to_platform_device(dev)) : 0;
	if (drv->prevent_deferred_probe && ret == -EPROBE_DEFER) {
		dev_warn(dev, "probe deferral not supported\n");
		ret = -ENXIO;
	}
	return ret;
}

static void platform_remove(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);
	struct platform_device *pdev = to_platform_device(dev);

	if (drv->remove_new) {
		drv->remove_new(pdev);
		return;
	}
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
	if (drv->remove && drv->remove(pdev))
		dev_warn(dev, "remove callback returned a non-zero value. This will be ignored.\n");
#endif
}

static const struct platform_device_id *
match_id(const struct platform_device_id *id, struct platform_device *pdev)
{
	for (; id->name[0]; id++) {
		if (!strcmp(pdev->name, id->name)) {
			pdev->id_entry = id;
			return id;
		}
	}
	return NULL;
}

static int platform_match(struct device *dev, ksim_const_driver *drv)
{
	struct platform_device *pdev = to_platform_device(dev);
	const struct platform_driver *pdrv =
		container_of(drv, struct platform_driver, driver);

	if (pdev->driver_override)
		return !strcmp(pdev->driver_override, drv->name);
	if (of_driver_match_device(dev, drv))
		return 1;
	if (pdrv->id_table)
		return match_id(pdrv->id_table, pdev) != NULL;
	return !strcmp(pdev->name, drv->name);
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
static int platform_uevent(const struct device *dev,
			   struct kobj_uevent_env *env)
#else
static int platform_uevent(struct device *dev, struct kobj_uevent_env *env)
#endif
{
	return add_uevent_var(env, "MODALIAS=%s%s", PLATFORM_MODULE_PREFIX,
			      to_platform_device(dev)->name);
}

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	return sysfs_emit(buf, "platform:%s\n", to_platform_device(dev)->name);
}
static DEVICE_ATTR_RO(modalias);

static ssize_t driver_override_show(struct device *dev,
				    struct device_attribute *attr, char *buf)
{
	ssize_t len;

	device_lock(dev);
	len = sysfs_emit(buf, "%s\n",
			 to_platform_device(dev)->driver_override ?: "(null)");
	device_unlock(dev);
	return len;
}

static ssize_t driver_override_store(struct device *dev,
				     struct device_attribute *attr,
				     const char *buf, size_t count)
{
	int ret = driver_set_override(
		dev, &to_platform_device(dev)->driver_override, buf, count);

	return ret ?: count;
}
static DEVICE_ATTR_RW(driver_override);

static struct attribute *platform_dev_attrs[] = {
	&dev_attr_modalias.attr,
	&dev_attr_driver_override.attr,
	NULL,
};
ATTRIBUTE_GROUPS(platform_dev);

ksim_const_bus platform_bus_type = {
	.name = "platform",
	.dev_groups = platform_dev_groups,
	.match = platform_match,
	.uevent = platform_uevent,
	.probe = platform_probe,
	.remove = platform_remove,
};
EXPORT_SYMBOL_GPL(platform_bus_type);

static int register_driver(struct platform_driver *drv, struct module *owner,
			   unsigned long caller)
{
	need_platform_bus();
	drv->driver.owner = owner;
	drv->driver.bus = &platform_bus_type;
	return driver_register_from(&drv->driver, caller);
}

int __platform_driver_register(struct platform_driver *drv,
			       struct module *owner)
{
	return register_driver(drv, owner, _RET_IP_);
}
EXPORT_SYMBOL_GPL(__platform_driver_register);

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL_GPL(platform_driver_unregister);

int __platform_driver_probe(struct platform_driver *drv,
			    int (*probe)(struct platform_device *),
			    struct module *owner)
{
	int ret;

	if (drv->driver.probe_type == PROBE_PREFER_ASYNCHRONOUS) {
		pr_err("%s: drivers registered with %s can not be probed asynchronously\n",
		       drv->driver.name, __func__);
		return -EINVAL;
	}
	drv->driver.probe_type = PROBE_FORCE_SYNCHRONOUS;
	drv->prevent_deferred_probe = true;
	drv->driver.suppress_bind_attrs = true;
	drv->probe = probe;
	ret = register_driver(drv, owner, _RET_IP_);
	if (ret)
		return ret;
	/* Devices that come later have come too late. */
	drv->probe = platform_probe_fail;
	if (list_empty(&drv->driver.p->devices)) {
		platform_driver_unregister(drv);
		return -ENODEV;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(__platform_driver_probe);

int __platform_register_drivers(struct platform_driver *const *drivers,
				unsigned int count, struct module *owner)
{
	unsigned int i;
	int ret;

	for (i = 0; i < count; i++) {
		ret = register_driver(drivers[i], owner, _RET_IP_);
		if (ret) {
			platform_unregister_drivers(drivers, i);
			return ret;
		}
	}
	return 0;
}
EXPORT_SYMBOL_GPL(__platform_register_drivers);

void platform_unregister_drivers(struct platform_driver *const *drivers,
				 unsigned int count)
{
	while (count--)
		platform_driver_unregister(drivers[count]);
}
EXPORT_SYMBOL_GPL(platform_unregister_drivers);

/* Devices that a test declares */

struct declared_device {
	struct device_node node;
	struct platform_device *pdev;
};

static void free_declared(struct declared_device *declared)
{
	while (declared->node.properties) {
		struct property *property = declared->node.properties;

		declared->node.properties = property->next;
		kfree(property);
	}
	kfree(declared);
}

static struct property *copy_property(const struct ksim_property *from)
{
	size_t name_size = strlen(from->name) + 1;
	struct property *property = kzalloc(sizeof(*property) + name_size +
					    from->size, GFP_KERNEL);

	if (!property)
		return NULL;
	property->name = (char *)(property + 1);
	property->value = property->name + name_size;
	property->length = from->size;
	memcpy(property->name, from->name, name_size);
	memcpy(property->value, from->value, from->size);
	return property;
}

static int copy_properties(struct device_node *node,
			   const struct ksim_platform_device *from)
{
	struct property **last = &node->properties;
	u32 i;

	for (i = 0; i < from->property_count; i++) {
		*last = copy_property(&from->properties[i]);
		if (!*last)
			return -ENOMEM;
		last = &(*last)->next;
	}
	return 0;
}

static struct resource *copy_resources(const struct ksim_platform_device *from)
{
	struct resource *res = kcalloc(from->resource_count, sizeof(*res),
				       GFP_KERNEL);
	u32 i;

	for (i = 0; res && i < from->resource_count; i++)
		res[i] = (struct resource){
			.start = from->resources[i].start,
			.end = from->resources[i].end,
			.flags = from->resources[i].flags,
			.name = from->resources[i].name,
		};
	return res;
}

long ksim_platform_device_add(const struct ksim_platform_device *from,
			      void **handle)
{
	struct declared_device *declared = kzalloc(sizeof(*declared),
						   GFP_KERNEL);
	struct platform_device_info info = { .name = from->name,
					     .id = from->id };
	struct resource *res = copy_resources(from);
	long ret = -ENOMEM;

	if (!declared || !res)
		goto out;
	declared->node.name = declared->node.full_name = from->name;
	declared->node.fwnode.ops = &of_fwnode_ops;
	if (from->property_count) {
		if (copy_properties(&declared->node, from))
			goto out;
		info.fwnode = &declared->node.fwnode;
	}
	info.res = res;
	info.num_res = from->resource_count;
	declared->pdev = register_full(&info, 0);
	ret = PTR_ERR_OR_ZERO(declared->pdev);
	if (!ret)
		*handle = declared;
out:
	kfree(res);
	if (ret && declared)
		free_declared(declared);
	return ret;
}

void ksim_platform_device_remove(void *handle)
{
	struct declared_device *declared = handle;

	platform_device_unregister(declared->pdev);
	free_declared(declared);
}

static const struct dev_pm_ops *declared_pm(struct declared_device *declared)
{
	struct device_driver *driver = declared->pdev->dev.driver;

	return driver ? driver->pm : NULL;
}

long ksim_platform_device_suspend(void *handle)
{
	struct declared_device *declared = handle;
	const struct dev_pm_ops *pm = declared_pm(declared);

	return pm && pm->suspend ? pm->suspend(&declared->pdev->dev) : 0;
}

long ksim_platform_device_resume(void *handle)
{
	struct declared_device *declared = handle;
	const struct dev_pm_ops *pm = declared_pm(declared);

	return pm && pm->resume ? pm->resume(&declared->pdev->dev) : 0;
}
