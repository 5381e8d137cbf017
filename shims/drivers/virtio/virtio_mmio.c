// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The transport: virtio devices behind registers in memory.
 *
 * Stands for: drivers/virtio/virtio_mmio.c
 */
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>
#include <uapi/linux/virtio_mmio.h>
#include <ksim/platform.h>
#include "shims/drivers/base/base.h"
#include "virtio_internal.h"

#define VIRTIO_MMIO_MAGIC 0x74726976 /* "virt" */

struct mmio_device {
	struct virtio_device vdev;
	struct platform_device *pdev;
	void __iomem *base;
};

static struct mmio_device *to_mmio(struct virtio_device *vdev)
{
	return container_of(vdev, struct mmio_device, vdev);
}

static u32 mmio_read(struct virtio_device *vdev, unsigned int reg)
{
	return readl(to_mmio(vdev)->base + reg);
}

static void mmio_write(struct virtio_device *vdev, unsigned int reg, u32 value)
{
	writel(value, to_mmio(vdev)->base + reg);
}

static void mmio_write_pair(struct virtio_device *vdev, unsigned int low,
			    u64 value)
{
	mmio_write(vdev, low, value);
	mmio_write(vdev, low + 4, value >> 32);
}

/* Features, configuration, status */

static u64 mmio_get_features(struct virtio_device *vdev)
{
	u64 features;

	mmio_write(vdev, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
	features = (u64)mmio_read(vdev, VIRTIO_MMIO_DEVICE_FEATURES) << 32;
	mmio_write(vdev, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 0);
	return features | mmio_read(vdev, VIRTIO_MMIO_DEVICE_FEATURES);
}

static int mmio_finalize_features(struct virtio_device *vdev)
{
	vring_transport_features(vdev);
	if (!__virtio_test_bit(vdev, VIRTIO_F_VERSION_1)) {
		dev_err(&vdev->dev,
			"New virtio-mmio devices (version 2) must provide VIRTIO_F_VERSION_1 feature!\n");
		return -EINVAL;
	}
	mmio_write(vdev, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
	mmio_write(vdev, VIRTIO_MMIO_DRIVER_FEATURES, vdev->features >> 32);
	mmio_write(vdev, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 0);
	mmio_write(vdev, VIRTIO_MMIO_DRIVER_FEATURES, vdev->features);
	return 0;
}

static void mmio_get(struct virtio_device *vdev, unsigned int offset, void *buf,
		     unsigned int len)
{
	void __iomem *field = to_mmio(vdev)->base + VIRTIO_MMIO_CONFIG + offset;
	u64 value;

	switch (len) {
	case 1:
		value = readb(field);
		break;
	case 2:
		value = readw(field);
		break;
	case 4:
		value = readl(field);
		break;
	case 8:
		value = readl(field);
		value |= (u64)readl(field + 4) << 32;
		break;
	default:
		BUG();
	}
	memcpy(buf, &value, len);
}

static void mmio_set(struct virtio_device *vdev, unsigned int offset,
		     const void *buf, unsigned int len)
{
	void __iomem *field = to_mmio(vdev)->base + VIRTIO_MMIO_CONFIG + offset;
	u64 value = 0;

	BUG_ON(len > sizeof(value));
	memcpy(&value, buf, len);
	switch (len) {
	case 1:
		writeb(value, field);
		break;
	case 2:
		writew(value, field);
		break;
	case 4:
		writel(value, field);
		break;
	case 8:
		writel(value, field);
		writel(value >> 32, field + 4);
		break;
	default:
		BUG();
	}
}

static u32 mmio_generation(struct virtio_device *vdev)
{
	return mmio_read(vdev, VIRTIO_MMIO_CONFIG_GENERATION);
}

static u8 mmio_get_status(struct virtio_device *vdev)
{
	return mmio_read(vdev, VIRTIO_MMIO_STATUS);
}

static void mmio_set_status(struct virtio_device *vdev, u8 status)
{
	BUG_ON(!status);
	mmio_write(vdev, VIRTIO_MMIO_STATUS, status);
}

static void mmio_reset(struct virtio_device *vdev)
{
	mmio_write(vdev, VIRTIO_MMIO_STATUS, 0);
}

/* Queues */

static bool mmio_notify(struct virtqueue *vq)
{
	mmio_write(vq->vdev, VIRTIO_MMIO_QUEUE_NOTIFY, vq->index);
	return true;
}

static irqreturn_t mmio_interrupt(int irq, void *opaque)
{
	struct mmio_device *device = opaque;
	struct virtio_device *vdev = &device->vdev;
	irqreturn_t ret = IRQ_NONE;
	struct virtqueue *vq;
	u32 reasons;

	reasons = mmio_read(vdev, VIRTIO_MMIO_INTERRUPT_STATUS);
	mmio_write(vdev, VIRTIO_MMIO_INTERRUPT_ACK, reasons);
	if (reasons & VIRTIO_MMIO_INT_CONFIG) {
		virtio_config_changed(vdev);
		ret = IRQ_HANDLED;
	}
	if (reasons & VIRTIO_MMIO_INT_VRING)
		list_for_each_entry(vq, &vdev->vqs, list)
			ret |= vring_interrupt(irq, vq);
	return ret;
}

static void stop_queue(struct virtio_device *vdev)
{
	mmio_write(vdev, VIRTIO_MMIO_QUEUE_READY, 0);
	WARN_ON(mmio_read(vdev, VIRTIO_MMIO_QUEUE_READY));
}

static void mmio_del_vqs(struct virtio_device *vdev)
{
	struct mmio_device *device = to_mmio(vdev);
	struct virtqueue *vq, *next;

	/* Linux does this last, and a handler that runs uses what is freed. */
	free_irq(platform_get_irq(device->pdev, 0), device);
	list_for_each_entry_safe(vq, next, &vdev->vqs, list) {
		mmio_write(vdev, VIRTIO_MMIO_QUEUE_SEL, vq->index);
		stop_queue(vdev);
		vring_del_virtqueue(vq);
	}
}

static void mmio_synchronize_cbs(struct virtio_device *vdev)
{
	synchronize_irq(platform_get_irq(to_mmio(vdev)->pdev, 0));
}

static struct virtqueue *new_queue(struct virtio_device *vdev,
				   unsigned int index, vq_callback_t *callback,
				   const char *name, bool ctx)
{
	struct virtqueue *vq;
	unsigned int num;

	mmio_write(vdev, VIRTIO_MMIO_QUEUE_SEL, index);
	if (mmio_read(vdev, VIRTIO_MMIO_QUEUE_READY))
		return ERR_PTR(-ENOENT);
	num = mmio_read(vdev, VIRTIO_MMIO_QUEUE_NUM_MAX);
	if (!num) {
		stop_queue(vdev);
		return ERR_PTR(-ENOENT);
	}
	vq = vring_create_virtqueue(index, num, PAGE_SIZE, vdev, true, true,
				    ctx, mmio_notify, callback, name);
	if (!vq) {
		stop_queue(vdev);
		return ERR_PTR(-ENOMEM);
	}
	vq->num_max = num;
	mmio_write(vdev, VIRTIO_MMIO_QUEUE_NUM, virtqueue_get_vring_size(vq));
	mmio_write_pair(vdev, VIRTIO_MMIO_QUEUE_DESC_LOW,
			virtqueue_get_desc_addr(vq));
	mmio_write_pair(vdev, VIRTIO_MMIO_QUEUE_AVAIL_LOW,
			virtqueue_get_avail_addr(vq));
	mmio_write_pair(vdev, VIRTIO_MMIO_QUEUE_USED_LOW,
			virtqueue_get_used_addr(vq));
	mmio_write(vdev, VIRTIO_MMIO_QUEUE_READY, 1);
	return vq;
}

static int take_interrupt(struct virtio_device *vdev)
{
	struct mmio_device *device = to_mmio(vdev);
	int irq = platform_get_irq(device->pdev, 0);

	if (irq < 0)
		return irq;
	return request_irq(irq, mmio_interrupt, IRQF_SHARED,
			   dev_name(&vdev->dev), device);
}

/* Queues without a name are left out, and take no number. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static int mmio_find_vqs(struct virtio_device *vdev, unsigned int nvqs,
			 struct virtqueue *vqs[],
			 struct virtqueue_info vqs_info[],
			 struct irq_affinity *desc)
{
#define WANTED_NAME(i) vqs_info[i].name
#define WANTED_CALLBACK(i) vqs_info[i].callback
#define WANTED_CTX(i) vqs_info[i].ctx
#else
static int mmio_find_vqs(struct virtio_device *vdev, unsigned int nvqs,
			 struct virtqueue *vqs[], vq_callback_t *callbacks[],
			 const char *const names[], const bool *ctx,
			 struct irq_affinity *desc)
{
#define WANTED_NAME(i) names[i]
#define WANTED_CALLBACK(i) callbacks[i]
#define WANTED_CTX(i) (ctx && ctx[i])
#endif
	unsigned int i, index = 0;
	int err = take_interrupt(vdev);

	for (i = 0; !err && i < nvqs; i++) {
		vqs[i] = NULL;
		if (!WANTED_NAME(i))
			continue;
		vqs[i] = new_queue(vdev, index++, WANTED_CALLBACK(i),
				   WANTED_NAME(i), WANTED_CTX(i));
		if (IS_ERR(vqs[i])) {
			err = PTR_ERR(vqs[i]);
			mmio_del_vqs(vdev);
		}
	}
	return err;
}

static const char *mmio_bus_name(struct virtio_device *vdev)
{
	return to_mmio(vdev)->pdev->name;
}

static const struct virtio_config_ops mmio_config_ops = {
	.get = mmio_get,
	.set = mmio_set,
	.generation = mmio_generation,
	.get_status = mmio_get_status,
	.set_status = mmio_set_status,
	.reset = mmio_reset,
	.find_vqs = mmio_find_vqs,
	.del_vqs = mmio_del_vqs,
	.synchronize_cbs = mmio_synchronize_cbs,
	.get_features = mmio_get_features,
	.finalize_features = mmio_finalize_features,
	.bus_name = mmio_bus_name,
};

/* Sleep */

static int mmio_freeze(struct device *dev)
{
	struct mmio_device *device = dev_get_drvdata(dev);

	return virtio_device_freeze(&device->vdev);
}

static int mmio_restore(struct device *dev)
{
	struct mmio_device *device = dev_get_drvdata(dev);

	return virtio_device_restore(&device->vdev);
}

static const struct dev_pm_ops mmio_pm_ops = {
	SET_SYSTEM_SLEEP_PM_OPS(mmio_freeze, mmio_restore)
};

/* The device that the registers belong to */

static void mmio_release(struct device *dev)
{
	kfree(to_mmio(dev_to_virtio(dev)));
}

/* Return: 0 if there is a device behind the registers. */
static int identify(struct mmio_device *device)
{
	struct virtio_device *vdev = &device->vdev;
	struct device *dev = &device->pdev->dev;
	u32 magic = mmio_read(vdev, VIRTIO_MMIO_MAGIC_VALUE);
	u32 version = mmio_read(vdev, VIRTIO_MMIO_VERSION);

	if (magic != VIRTIO_MMIO_MAGIC) {
		dev_warn(dev, "Wrong magic value 0x%08x!\n", magic);
		return -ENODEV;
	}
	/* There are no devices from before version 1 here. */
	if (version != 2) {
		dev_err(dev, "Version %u not supported!\n", version);
		return -ENXIO;
	}
	vdev->id.device = mmio_read(vdev, VIRTIO_MMIO_DEVICE_ID);
	if (!vdev->id.device)
		return -ENODEV;
	vdev->id.vendor = mmio_read(vdev, VIRTIO_MMIO_VENDOR_ID);
	return 0;
}

static int mmio_probe(struct platform_device *pdev)
{
	struct mmio_device *device = kzalloc(sizeof(*device), GFP_KERNEL);
	int err;

	if (!device)
		return -ENOMEM;
	device->pdev = pdev;
	device->vdev.dev.parent = &pdev->dev;
	device->vdev.dev.release = mmio_release;
	device->vdev.config = &mmio_config_ops;
	device->base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(device->base)) {
		err = PTR_ERR(device->base);
		goto err_free;
	}
	err = identify(device);
	if (err)
		goto err_free;
	platform_set_drvdata(pdev, device);
	err = register_virtio_device(&device->vdev);
	if (err)
		put_device(&device->vdev.dev);
	return err;
err_free:
	kfree(device);
	return err;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static void mmio_remove(struct platform_device *pdev)
#else
static int mmio_remove(struct platform_device *pdev)
#endif
{
	struct mmio_device *device = platform_get_drvdata(pdev);

	unregister_virtio_device(&device->vdev);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
	return 0;
#endif
}

static struct platform_driver mmio_driver = {
	.probe = mmio_probe,
	.remove = mmio_remove,
	.driver = {
		.name = "virtio-mmio",
		.pm = &mmio_pm_ops,
	},
};

/* The driver is there as soon as there is a device that needs it. */
long ksim_virtio_device_add(const struct ksim_platform_device *device,
			    void **handle)
{
	long err;

	need_virtio_bus();
	if (!mmio_driver.driver.p) {
		err = platform_driver_register(&mmio_driver);
		if (err)
			return err;
		mmio_driver.driver.p->caller = 0;
	}
	return ksim_platform_device_add(device, handle);
}
