// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: remove() frees the queue of a device that it has not reset.
 */
#include <linux/fs.h>
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
	char out[TEXT_MAX];
	char in[TEXT_MAX];
};

static struct virtqueue *virtio_no_reset_vq;
static DEFINE_SPINLOCK(virtio_no_reset_lock); /* protects the queue */

static void virtio_no_reset_answered(struct virtqueue *vq)
{
	struct text *text;
	unsigned long flags;
	unsigned int len;

	spin_lock_irqsave(&virtio_no_reset_lock, flags);
	while ((text = virtqueue_get_buf(vq, &len)))
		kfree(text);
	spin_unlock_irqrestore(&virtio_no_reset_lock, flags);
}

static int virtio_no_reset_send(struct text *text, size_t count)
{
	struct scatterlist out, in, *sgs[] = { &out, &in };
	unsigned long flags;
	int err;

	sg_init_one(&out, text->out, count);
	sg_init_one(&in, text->in, count);
	spin_lock_irqsave(&virtio_no_reset_lock, flags);
	err = virtqueue_add_sgs(virtio_no_reset_vq, sgs, 1, 1, text,
				GFP_ATOMIC);
	if (!err)
		virtqueue_kick(virtio_no_reset_vq);
	spin_unlock_irqrestore(&virtio_no_reset_lock, flags);
	return err;
}

static ssize_t virtio_no_reset_write(struct file *filp, const char __user *buf,
				     size_t count, loff_t *pos)
{
	struct text *text = kzalloc(sizeof(*text), GFP_KERNEL);
	int err;

	if (!text)
		return -ENOMEM;
	count = min_t(size_t, count, TEXT_MAX);
	err = copy_from_user(text->out, buf, count) ? -EFAULT : 0;
	if (!err)
		err = virtio_no_reset_send(text, count);
	if (err)
		kfree(text);
	return err ?: count;
}

static const struct file_operations virtio_no_reset_fops = {
	.owner = THIS_MODULE,
	.write = virtio_no_reset_write,
};

static struct miscdevice virtio_no_reset_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &virtio_no_reset_fops,
};

static int virtio_no_reset_probe(struct virtio_device *vdev)
{
	int err;

	virtio_no_reset_vq = virtio_find_single_vq(vdev, virtio_no_reset_answered, "texts");
	if (IS_ERR(virtio_no_reset_vq))
		return PTR_ERR(virtio_no_reset_vq);
	virtio_device_ready(vdev);
	err = misc_register(&virtio_no_reset_misc);
	if (err) {
		virtio_reset_device(vdev);
		vdev->config->del_vqs(vdev);
	}
	return err;
}

static void virtio_no_reset_remove(struct virtio_device *vdev)
{
	struct text *text;

	misc_deregister(&virtio_no_reset_misc);
	spin_lock_irq(&virtio_no_reset_lock);
	while ((text = virtqueue_detach_unused_buf(virtio_no_reset_vq)))
		kfree(text);
	spin_unlock_irq(&virtio_no_reset_lock);
	vdev->config->del_vqs(vdev);
}

static const struct virtio_device_id virtio_no_reset_ids[] = {
	{ 0x7e57, VIRTIO_DEV_ANY_ID }, /* says again what it is told */
	{ 0 },
};
MODULE_DEVICE_TABLE(virtio, virtio_no_reset_ids);

static struct virtio_driver virtio_no_reset_driver = {
	.driver.name = KBUILD_MODNAME,
	.driver.owner = THIS_MODULE,
	.id_table = virtio_no_reset_ids,
	.probe = virtio_no_reset_probe,
	.remove = virtio_no_reset_remove,
};
module_virtio_driver(virtio_no_reset_driver);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Frees the queue of a device that is live");
MODULE_LICENSE("GPL");
