// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The virtio bus: drivers find devices, and both agree on features.
 *
 * Stands for: drivers/virtio/virtio.c
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/idr.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/sysfs.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <ksim/abi/report.h>
#include <ksim/interrupt.h>
#include "shims/drivers/base/base.h"
#include "virtio_internal.h"

static DEFINE_IDA(virtio_index_ida);

/* Attributes */

#define VIRTIO_ATTR(name, format, value)				\
	static ssize_t name##_show(struct device *_d,			\
				   struct device_attribute *attr, char *buf) \
	{								\
		struct virtio_device *dev = dev_to_virtio(_d);		\
									\
		return sysfs_emit(buf, format "\n", value);		\
	}								\
	static DEVICE_ATTR_RO(name)
VIRTIO_ATTR(device, "0x%04x", dev->id.device);
VIRTIO_ATTR(vendor, "0x%04x", dev->id.vendor);
VIRTIO_ATTR(status, "0x%08x", dev->config->get_status(dev));

static ssize_t modalias_show(struct device *_d, struct device_attribute *attr,
			     char *buf)
{
	struct virtio_device *dev = dev_to_virtio(_d);

	return sysfs_emit(buf, "virtio:d%08Xv%08X\n", dev->id.device,
			  dev->id.vendor);
}
static DEVICE_ATTR_RO(modalias);

/* A digit for each bit, the lowest one first. */
static ssize_t features_show(struct device *_d, struct device_attribute *attr,
			     char *buf)
{
	struct virtio_device *dev = dev_to_virtio(_d);
	unsigned int i;

	for (i = 0; i < 64; i++)
		buf[i] = __virtio_test_bit(dev, i) ? '1' : '0';
	buf[i++] = '\n';
	buf[i] = '\0';
	return i;
}
static DEVICE_ATTR_RO(features);

static struct attribute *virtio_dev_attrs[] = {
	&dev_attr_device.attr,
	&dev_attr_vendor.attr,
	&dev_attr_status.attr,
	&dev_attr_modalias.attr,
	&dev_attr_features.attr,
	NULL,
};
ATTRIBUTE_GROUPS(virtio_dev);

/* Which driver is for a device */

static bool id_fits(const struct virtio_device_id *id,
		    const struct virtio_device *dev)
{
	return (id->device == dev->id.device ||
		id->device == VIRTIO_DEV_ANY_ID) &&
	       (id->vendor == dev->id.vendor ||
		id->vendor == VIRTIO_DEV_ANY_ID);
}

static int virtio_dev_match(struct device *_d, ksim_const_driver *drv)
{
	const struct virtio_driver *vdrv =
		container_of(drv, struct virtio_driver, driver);
	const struct virtio_device_id *id;

	for (id = vdrv->id_table; id->device; id++)
		if (id_fits(id, dev_to_virtio(_d)))
			return 1;
	return 0;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
static int virtio_uevent(const struct device *_d, struct kobj_uevent_env *env)
#else
static int virtio_uevent(struct device *_d, struct kobj_uevent_env *env)
#endif
{
	const struct virtio_device *dev = dev_to_virtio(_d);

	return add_uevent_var(env, "MODALIAS=virtio:d%08Xv%08X",
			      dev->id.device, dev->id.vendor);
}

/* Features */

static bool in_table(const unsigned int *table, unsigned int size,
		     unsigned int fbit)
{
	unsigned int i;

	for (i = 0; i < size; i++)
		if (table[i] == fbit)
			return true;
	return false;
}

void virtio_check_driver_offered_feature(const struct virtio_device *vdev,
					 unsigned int fbit)
{
	const struct virtio_driver *drv =
		container_of(vdev->dev.driver, struct virtio_driver, driver);
	struct ksim_site site = { ksim_report_driver_caller(_RET_IP_),
				  "asks here" };
	char detail[128];

	if (in_table(drv->feature_table, drv->feature_table_size, fbit))
		return;
	if (drv->feature_table_legacy &&
	    in_table(drv->feature_table_legacy, drv->feature_table_size_legacy,
		     fbit))
		return;
	snprintf(detail, sizeof(detail),
		 "feature %u is not in the feature_table of driver `%s`", fbit,
		 drv->driver.name);
	ksim_report_oops(KSIM_FINDING_OOPS,
			 "kernel BUG at drivers/virtio/virtio.c!",
			 "driver asks for a feature that it never offered",
			 detail, &site, 1);
}
EXPORT_SYMBOL_GPL(virtio_check_driver_offered_feature);

static u64 table_bits(const unsigned int *table, unsigned int size)
{
	u64 bits = 0;
	unsigned int i;

	for (i = 0; i < size; i++)
		bits |= ksim_virtio_bit(table[i]);
	return bits;
}

/* What both sides have; bits of the transport go through for it to judge. */
static u64 common_features(struct virtio_device *dev,
			   const struct virtio_driver *drv)
{
	u64 offered = dev->config->get_features(dev);
	u64 transport = GENMASK_ULL(VIRTIO_TRANSPORT_F_END - 1,
				    VIRTIO_TRANSPORT_F_START);
	u64 known;

	if (drv->feature_table_legacy &&
	    !(offered & BIT_ULL(VIRTIO_F_VERSION_1)))
		known = table_bits(drv->feature_table_legacy,
				   drv->feature_table_size_legacy);
	else
		known = table_bits(drv->feature_table, drv->feature_table_size);
	return offered & (known | transport);
}

static int agree_on_features(struct virtio_device *dev)
{
	unsigned int status;

	might_sleep();
	if (!virtio_has_feature(dev, VIRTIO_F_VERSION_1))
		return 0;
	virtio_add_status(dev, VIRTIO_CONFIG_S_FEATURES_OK);
	status = dev->config->get_status(dev);
	if (status & VIRTIO_CONFIG_S_FEATURES_OK)
		return 0;
	dev_err(&dev->dev, "virtio: device refuses features: %x\n", status);
	return -ENODEV;
}

/* Changes of the configuration */

static void tell_of_change(struct virtio_device *dev)
{
	struct virtio_driver *drv = drv_to_virtio(dev->dev.driver);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	bool enabled = dev->config_core_enabled && !dev->config_driver_disabled;
#else
	bool enabled = dev->config_enabled;
#endif
	if (!enabled)
		dev->config_change_pending = true;
	else if (dev->dev.driver && drv->config_changed)
		drv->config_changed(dev);
}

void virtio_config_changed(struct virtio_device *dev)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->config_lock, flags);
	tell_of_change(dev);
	spin_unlock_irqrestore(&dev->config_lock, flags);
}
EXPORT_SYMBOL_GPL(virtio_config_changed);

/* A change that came while @enabled was off is told when it is on. */
static void set_config_enabled(struct virtio_device *dev, bool *enabled,
			       bool value, bool turned_on)
{
	spin_lock_irq(&dev->config_lock);
	*enabled = value;
	if (turned_on) {
		bool pending = dev->config_change_pending;

		dev->config_change_pending = false;
		if (pending)
			tell_of_change(dev);
	}
	spin_unlock_irq(&dev->config_lock);
}

static bool *core_switch(struct virtio_device *dev)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	return &dev->config_core_enabled;
#else
	return &dev->config_enabled;
#endif
}

static void config_enable(struct virtio_device *dev)
{
	set_config_enabled(dev, core_switch(dev), true, true);
}

static void config_disable(struct virtio_device *dev)
{
	set_config_enabled(dev, core_switch(dev), false, false);
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
void virtio_config_driver_disable(struct virtio_device *dev)
{
	set_config_enabled(dev, &dev->config_driver_disabled, true, false);
}
EXPORT_SYMBOL_GPL(virtio_config_driver_disable);

void virtio_config_driver_enable(struct virtio_device *dev)
{
	set_config_enabled(dev, &dev->config_driver_disabled, false, true);
}
EXPORT_SYMBOL_GPL(virtio_config_driver_enable);
#endif

/* Status */

void virtio_add_status(struct virtio_device *dev, unsigned int status)
{
	might_sleep();
	dev->config->set_status(dev, dev->config->get_status(dev) | status);
}
EXPORT_SYMBOL_GPL(virtio_add_status);

void virtio_reset_device(struct virtio_device *dev)
{
	dev->config->reset(dev);
}
EXPORT_SYMBOL_GPL(virtio_reset_device);

static void make_ready(struct virtio_device *dev)
{
	if (!(dev->config->get_status(dev) & VIRTIO_CONFIG_S_DRIVER_OK))
		virtio_device_ready(dev);
}

static int start_device(struct virtio_device *dev, struct virtio_driver *drv)
{
	u64 features;
	int err;

	dev->features = common_features(dev, drv);
	err = dev->config->finalize_features(dev);
	if (err)
		return err;
	if (drv->validate) {
		features = dev->features;
		err = drv->validate(dev);
		if (!err && features != dev->features)
			err = dev->config->finalize_features(dev);
		if (err)
			return err;
	}
	err = agree_on_features(dev);
	return err ?: drv->probe(dev);
}

static int virtio_dev_probe(struct device *_d)
{
	struct virtio_device *dev = dev_to_virtio(_d);
	struct virtio_driver *drv = drv_to_virtio(_d->driver);
	int err;

	virtio_add_status(dev, VIRTIO_CONFIG_S_DRIVER);
	err = start_device(dev, drv);
	if (err) {
		virtio_add_status(dev, VIRTIO_CONFIG_S_FAILED);
		return err;
	}
	make_ready(dev);
	if (drv->scan)
		drv->scan(dev);
	config_enable(dev);
	return 0;
}

static void virtio_dev_remove(struct device *_d)
{
	struct virtio_device *dev = dev_to_virtio(_d);
	struct virtio_driver *drv = drv_to_virtio(_d->driver);
	struct ksim_site site = { ksim_function_site(drv->remove),
				  "should have done so" };

	config_disable(dev);
	drv->remove(dev);
	if (dev->config->get_status(dev))
		ksim_report(KSIM_FINDING_MISUSE,
			    "WARNING: at drivers/virtio/virtio.c virtio_dev_remove+0x84/0x90 [virtio]",
			    "virtio driver went without resetting its device",
			    "the device may go on using the memory of its queues and buffers",
			    &site, 1);
	virtio_add_status(dev, VIRTIO_CONFIG_S_ACKNOWLEDGE);
}

static void virtio_dev_shutdown(struct device *_d)
{
	struct virtio_device *dev = dev_to_virtio(_d);

	if (!_d->driver)
		return;
	virtio_break_device(dev);
	virtio_synchronize_cbs(dev);
	dev->config->reset(dev);
}

static ksim_const_bus virtio_bus = {
	.name = "virtio",
	.match = virtio_dev_match,
	.dev_groups = virtio_dev_groups,
	.uevent = virtio_uevent,
	.probe = virtio_dev_probe,
	.remove = virtio_dev_remove,
	.shutdown = virtio_dev_shutdown,
};

void need_virtio_bus(void)
{
	if (bus_to_private(&virtio_bus))
		return;
	if (bus_register(&virtio_bus))
		panic("virtio bus registration failed");
	/* It is the kernel's, whoever brought it about. */
	bus_to_private(&virtio_bus)->caller = 0;
}

/* Drivers */

static int register_from(struct virtio_driver *drv, unsigned long caller)
{
	need_virtio_bus();
	BUG_ON(drv->feature_table_size && !drv->feature_table);
	drv->driver.bus = &virtio_bus;
	return driver_register_from(&drv->driver, caller);
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
int __register_virtio_driver(struct virtio_driver *drv, struct module *owner)
{
	drv->driver.owner = owner;
	return register_from(drv, _RET_IP_);
}
EXPORT_SYMBOL_GPL(__register_virtio_driver);
#else
int register_virtio_driver(struct virtio_driver *drv)
{
	return register_from(drv, _RET_IP_);
}
EXPORT_SYMBOL_GPL(register_virtio_driver);
#endif

void unregister_virtio_driver(struct virtio_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL_GPL(unregister_virtio_driver);

/* Devices */

int register_virtio_device(struct virtio_device *dev)
{
	int err;

	need_virtio_bus();
	dev->dev.bus = &virtio_bus;
	device_initialize(&dev->dev);
	err = ida_alloc(&virtio_index_ida, GFP_KERNEL);
	if (err < 0)
		goto err_status;
	dev->index = err;
	err = dev_set_name(&dev->dev, "virtio%u", dev->index);
	if (err)
		goto err_index;
	spin_lock_init(&dev->config_lock);
	*core_switch(dev) = false;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	dev->config_driver_disabled = false;
#endif
	dev->config_change_pending = false;
	INIT_LIST_HEAD(&dev->vqs);
	spin_lock_init(&dev->vqs_list_lock);
	/* Who knows what somebody did to it before. */
	virtio_reset_device(dev);
	virtio_add_status(dev, VIRTIO_CONFIG_S_ACKNOWLEDGE);
	err = device_add_from(&dev->dev, _RET_IP_);
	if (!err)
		return 0;
err_index:
	ida_free(&virtio_index_ida, dev->index);
err_status:
	virtio_add_status(dev, VIRTIO_CONFIG_S_FAILED);
	return err;
}
EXPORT_SYMBOL_GPL(register_virtio_device);

bool is_virtio_device(struct device *dev)
{
	return dev->bus == &virtio_bus;
}
EXPORT_SYMBOL_GPL(is_virtio_device);

void unregister_virtio_device(struct virtio_device *dev)
{
	int index = dev->index;

	device_unregister(&dev->dev);
	ida_free(&virtio_index_ida, index);
}
EXPORT_SYMBOL_GPL(unregister_virtio_device);

/* Sleep */

int virtio_device_freeze(struct virtio_device *dev)
{
	struct virtio_driver *drv = drv_to_virtio(dev->dev.driver);
	int err = 0;

	config_disable(dev);
	dev->failed = dev->config->get_status(dev) & VIRTIO_CONFIG_S_FAILED;
	if (dev->dev.driver && drv->freeze)
		err = drv->freeze(dev);
	if (err)
		config_enable(dev);
	return err;
}
EXPORT_SYMBOL_GPL(virtio_device_freeze);

static int restart_device(struct virtio_device *dev, struct virtio_driver *drv)
{
	int err = dev->config->finalize_features(dev);

	if (!err)
		err = agree_on_features(dev);
	if (!err && drv->restore)
		err = drv->restore(dev);
	return err;
}

int virtio_device_restore(struct virtio_device *dev)
{
	struct virtio_driver *drv = drv_to_virtio(dev->dev.driver);
	int err;

	virtio_reset_device(dev);
	virtio_add_status(dev, VIRTIO_CONFIG_S_ACKNOWLEDGE);
	if (dev->failed)
		virtio_add_status(dev, VIRTIO_CONFIG_S_FAILED);
	if (!dev->dev.driver)
		return 0;
	virtio_add_status(dev, VIRTIO_CONFIG_S_DRIVER);
	err = restart_device(dev, drv);
	if (err) {
		virtio_add_status(dev, VIRTIO_CONFIG_S_FAILED);
		return err;
	}
	make_ready(dev);
	config_enable(dev);
	return 0;
}
EXPORT_SYMBOL_GPL(virtio_device_restore);
