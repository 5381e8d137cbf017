// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: write() and the callback use the queue, and nobody keeps them apart.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>

#define TEXT_MAX 64

struct text {
	char out[TEXT_MAX];
	char in[TEXT_MAX];
};

static struct virtqueue *virtio_unlocked_vq;

static void virtio_unlocked_answered(struct virtqueue *vq)
{
	struct text *text;
	unsigned int len;

	while ((text = virtqueue_get_buf(vq, &len)))
		kfree(text);
}

static int virtio_unlocked_send(struct text *text, size_t count)
{
	struct scatterlist out, in, *sgs[] = { &out, &in };
	int err;

	sg_init_one(&out, text->out, count);
	sg_init_one(&in, text->in, count);
	err = virtqueue_add_sgs(virtio_unlocked_vq, sgs, 1, 1, text,
				GFP_ATOMIC);
	if (!err)
		virtqueue_kick(virtio_unlocked_vq);
	return err;
}

static ssize_t virtio_unlocked_write(struct file *filp, const char __user *buf,
				     size_t count, loff_t *pos)
{
	struct text *text = kzalloc(sizeof(*text), GFP_KERNEL);
	int err;

	if (!text)
		return -ENOMEM;
	count = min_t(size_t, count, TEXT_MAX);
	err = copy_from_user(text->out, buf, count) ? -EFAULT : 0;
	if (!err)
		err = virtio_unlocked_send(text, count);
	if (err)
		kfree(text);
	return err ?: count;
}

static const struct file_operations virtio_unlocked_fops = {
	.owner = THIS_MODULE,
	.write = virtio_unlocked_write,
};

static struct miscdevice virtio_unlocked_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &virtio_unlocked_fops,
};

static int virtio_unlocked_probe(struct virtio_device *vdev)
{
	int err;

	virtio_unlocked_vq = virtio_find_single_vq(vdev, virtio_unlocked_answered, "texts");
	if (IS_ERR(virtio_unlocked_vq))
		return PTR_ERR(virtio_unlocked_vq);
	virtio_device_ready(vdev);
	err = misc_register(&virtio_unlocked_misc);
	if (err) {
		virtio_reset_device(vdev);
		vdev->config->del_vqs(vdev);
	}
	return err;
}

static void virtio_unlocked_remove(struct virtio_device *vdev)
{
	struct text *text;

	misc_deregister(&virtio_unlocked_misc);
	virtio_reset_device(vdev);
	while ((text = virtqueue_detach_unused_buf(virtio_unlocked_vq)))
		kfree(text);
	vdev->config->del_vqs(vdev);
}

static const struct virtio_device_id virtio_unlocked_ids[] = {
	{ 0x7e57, VIRTIO_DEV_ANY_ID }, /* says again what it is told */
	{ 0 },
};
MODULE_DEVICE_TABLE(virtio, virtio_unlocked_ids);

static struct virtio_driver virtio_unlocked_driver = {
	.driver.name = KBUILD_MODNAME,
	.driver.owner = THIS_MODULE,
	.id_table = virtio_unlocked_ids,
	.probe = virtio_unlocked_probe,
	.remove = virtio_unlocked_remove,
};
module_virtio_driver(virtio_unlocked_driver);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Uses its queue without a lock");
MODULE_LICENSE("GPL");
