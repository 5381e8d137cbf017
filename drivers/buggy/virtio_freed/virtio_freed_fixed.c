// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A text that the device still has is freed when it comes back.
 */
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>

#define TEXT_MAX 64

struct text {
	struct completion answered;
	bool abandoned;
	char out[TEXT_MAX];
	char in[TEXT_MAX];
};

static struct virtqueue *virtio_freed_vq;
static DEFINE_SPINLOCK(virtio_freed_lock); /* protects the queue, and abandoned */

static void virtio_freed_answered(struct virtqueue *vq)
{
	struct text *text;
	unsigned long flags;
	unsigned int len;

	spin_lock_irqsave(&virtio_freed_lock, flags);
	while ((text = virtqueue_get_buf(vq, &len)))
		if (text->abandoned)
			kfree(text);
		else
			complete(&text->answered);
	spin_unlock_irqrestore(&virtio_freed_lock, flags);
}

static int virtio_freed_send(struct text *text, size_t count)
{
	struct scatterlist out, in, *sgs[] = { &out, &in };
	unsigned long flags;
	int err;

	sg_init_one(&out, text->out, count);
	sg_init_one(&in, text->in, count);
	spin_lock_irqsave(&virtio_freed_lock, flags);
	err = virtqueue_add_sgs(virtio_freed_vq, sgs, 1, 1, text, GFP_ATOMIC);
	if (!err)
		virtqueue_kick(virtio_freed_vq);
	spin_unlock_irqrestore(&virtio_freed_lock, flags);
	return err;
}

static ssize_t virtio_freed_write(struct file *filp, const char __user *buf,
				  size_t count, loff_t *pos)
{
	struct text *text = kzalloc(sizeof(*text), GFP_KERNEL);
	unsigned long flags;
	int err;

	if (!text)
		return -ENOMEM;
	init_completion(&text->answered);
	count = min_t(size_t, count, TEXT_MAX);
	err = copy_from_user(text->out, buf, count) ? -EFAULT : 0;
	if (!err)
		err = virtio_freed_send(text, count);
	if (err) {
		kfree(text);
		return err;
	}
	if (wait_for_completion_timeout(&text->answered, HZ / 100)) {
		kfree(text);
		return count;
	}
	spin_lock_irqsave(&virtio_freed_lock, flags);
	text->abandoned = !completion_done(&text->answered);
	if (text->abandoned)
		err = -ETIMEDOUT;
	spin_unlock_irqrestore(&virtio_freed_lock, flags);
	if (!err)
		kfree(text);
	return err ?: count;
}

static const struct file_operations virtio_freed_fops = {
	.owner = THIS_MODULE,
	.write = virtio_freed_write,
};

static struct miscdevice virtio_freed_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &virtio_freed_fops,
};

static int virtio_freed_probe(struct virtio_device *vdev)
{
	int err;

	virtio_freed_vq = virtio_find_single_vq(vdev, virtio_freed_answered, "texts");
	if (IS_ERR(virtio_freed_vq))
		return PTR_ERR(virtio_freed_vq);
	virtio_device_ready(vdev);
	err = misc_register(&virtio_freed_misc);
	if (err) {
		virtio_reset_device(vdev);
		vdev->config->del_vqs(vdev);
	}
	return err;
}

static void virtio_freed_remove(struct virtio_device *vdev)
{
	struct text *text;

	misc_deregister(&virtio_freed_misc);
	virtio_reset_device(vdev);
	spin_lock_irq(&virtio_freed_lock);
	while ((text = virtqueue_detach_unused_buf(virtio_freed_vq)))
		kfree(text);
	spin_unlock_irq(&virtio_freed_lock);
	vdev->config->del_vqs(vdev);
}

static const struct virtio_device_id virtio_freed_ids[] = {
	{ 0x7e57, VIRTIO_DEV_ANY_ID }, /* says again what it is told */
	{ 0 },
};
MODULE_DEVICE_TABLE(virtio, virtio_freed_ids);

static struct virtio_driver virtio_freed_driver = {
	.driver.name = KBUILD_MODNAME,
	.driver.owner = THIS_MODULE,
	.id_table = virtio_freed_ids,
	.probe = virtio_freed_probe,
	.remove = virtio_freed_remove,
};
module_virtio_driver(virtio_freed_driver);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Frees a buffer when its device is through with it");
MODULE_LICENSE("GPL");
