// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * platform-gpio: a platform driver with registers and an interrupt.
 *
 * The device has up to 32 lines. Registers, 32 bits each:
 *
 *	0x00 DIRECTION	a bit for each line: 1 is output
 *	0x04 OUTPUT	what the outputs are
 *	0x08 INPUT	what the lines are
 *	0x0c CHANGED	inputs that have changed; writing 1 clears a bit
 *	0x10 ENABLE	which changes raise the interrupt
 *
 * The driver shows and sets them in sysfs; "changes" counts interrupts, and
 * poll() on it waits for one.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/spinlock.h>
#include <linux/sysfs.h>
#include <linux/version.h>

#define GPIO_DIRECTION 0x00
#define GPIO_OUTPUT 0x04
#define GPIO_INPUT 0x08
#define GPIO_CHANGED 0x0c
#define GPIO_ENABLE 0x10

#define GPIO_LINES_MAX 32

/**
 * struct gpio_device - what the driver has of a device
 * @dev: the device
 * @regs: its registers
 * @lock: one register is read and written at a time
 * @lines: how many there are
 * @changes: interrupts so far
 */
struct gpio_device {
	struct device *dev;
	void __iomem *regs;
	spinlock_t lock;
	u32 lines;
	unsigned int changes;
};

static irqreturn_t gpio_interrupt(int irq, void *dev_id)
{
	struct gpio_device *gpio = dev_id;
	u32 changed = readl(gpio->regs + GPIO_CHANGED);

	if (!changed)
		return IRQ_NONE;
	writel(changed, gpio->regs + GPIO_CHANGED);
	spin_lock(&gpio->lock);
	gpio->changes++;
	spin_unlock(&gpio->lock);
	return IRQ_WAKE_THREAD;
}

/* Whoever polls is told by a thread: it may take a while. */
static irqreturn_t gpio_thread(int irq, void *dev_id)
{
	struct gpio_device *gpio = dev_id;

	sysfs_notify(&gpio->dev->kobj, NULL, "changes");
	return IRQ_HANDLED;
}

static u32 gpio_mask(const struct gpio_device *gpio)
{
	return GENMASK(gpio->lines - 1, 0);
}

static ssize_t gpio_show(struct device *dev, unsigned int reg, char *buf)
{
	struct gpio_device *gpio = dev_get_drvdata(dev);

	return sysfs_emit(buf, "0x%08x\n",
			  readl(gpio->regs + reg) & gpio_mask(gpio));
}

static ssize_t gpio_store(struct device *dev, unsigned int reg,
			  const char *buf, size_t count)
{
	struct gpio_device *gpio = dev_get_drvdata(dev);
	u32 value;
	int ret;

	ret = kstrtou32(buf, 0, &value);
	if (ret)
		return ret;
	if (value & ~gpio_mask(gpio))
		return -ERANGE;
	writel(value, gpio->regs + reg);
	return count;
}

static ssize_t direction_show(struct device *dev, struct device_attribute *attr,
			      char *buf)
{
	return gpio_show(dev, GPIO_DIRECTION, buf);
}

static ssize_t direction_store(struct device *dev,
			       struct device_attribute *attr, const char *buf,
			       size_t count)
{
	return gpio_store(dev, GPIO_DIRECTION, buf, count);
}
static DEVICE_ATTR_RW(direction);

static ssize_t output_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	return gpio_show(dev, GPIO_OUTPUT, buf);
}

static ssize_t output_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	return gpio_store(dev, GPIO_OUTPUT, buf, count);
}
static DEVICE_ATTR_RW(output);

static ssize_t input_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	return gpio_show(dev, GPIO_INPUT, buf);
}
static DEVICE_ATTR_RO(input);

static ssize_t changes_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct gpio_device *gpio = dev_get_drvdata(dev);
	unsigned int changes;

	spin_lock_irq(&gpio->lock);
	changes = gpio->changes;
	spin_unlock_irq(&gpio->lock);
	return sysfs_emit(buf, "%u\n", changes);
}
static DEVICE_ATTR_RO(changes);

static struct attribute *gpio_attrs[] = {
	&dev_attr_direction.attr,
	&dev_attr_output.attr,
	&dev_attr_input.attr,
	&dev_attr_changes.attr,
	NULL,
};
ATTRIBUTE_GROUPS(gpio);

static int gpio_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct gpio_device *gpio;
	u32 initial = 0;
	int irq, ret;

	gpio = devm_kzalloc(dev, sizeof(*gpio), GFP_KERNEL);
	if (!gpio)
		return -ENOMEM;
	gpio->dev = dev;
	spin_lock_init(&gpio->lock);
	gpio->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(gpio->regs))
		return PTR_ERR(gpio->regs);
	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;

	gpio->lines = GPIO_LINES_MAX;
	device_property_read_u32(dev, "ngpios", &gpio->lines);
	if (!gpio->lines || gpio->lines > GPIO_LINES_MAX)
		return dev_err_probe(dev, -EINVAL, "%u lines\n", gpio->lines);
	device_property_read_u32(dev, "initial-output", &initial);
	platform_set_drvdata(pdev, gpio);

	/* Quiet before the handler is there, and listening after that. */
	writel(0, gpio->regs + GPIO_ENABLE);
	writel(gpio_mask(gpio), gpio->regs + GPIO_CHANGED);
	writel(initial & gpio_mask(gpio), gpio->regs + GPIO_OUTPUT);
	ret = devm_request_threaded_irq(dev, irq, gpio_interrupt, gpio_thread,
					IRQF_TRIGGER_HIGH, dev_name(dev),
					gpio);
	if (ret)
		return ret;
	writel(gpio_mask(gpio), gpio->regs + GPIO_ENABLE);
	dev_info(dev, "%u lines\n", gpio->lines);
	return 0;
}

static void gpio_stop(struct platform_device *pdev)
{
	struct gpio_device *gpio = platform_get_drvdata(pdev);

	writel(0, gpio->regs + GPIO_ENABLE);
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static void gpio_remove(struct platform_device *pdev)
{
	gpio_stop(pdev);
}
#else
static int gpio_remove(struct platform_device *pdev)
{
	gpio_stop(pdev);
	return 0;
}
#endif

static const struct of_device_id gpio_of_match[] = {
	{ .compatible = "example,gpio" },
	{ }
};
MODULE_DEVICE_TABLE(of, gpio_of_match);

static struct platform_driver gpio_driver = {
	.probe = gpio_probe,
	.remove = gpio_remove,
	.driver = {
		.name = "platform-gpio",
		.of_match_table = gpio_of_match,
		.dev_groups = gpio_groups,
	},
};
module_platform_driver(gpio_driver);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("A platform driver with registers and an interrupt");
MODULE_LICENSE("GPL");
